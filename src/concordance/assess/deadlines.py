"""Deadlines: periods that duties set, and the day on which they end where the event's date is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from concordance.assess.play import Play
from concordance.assess.result import Deadline, Duty
from concordance.base.dates import Period, add_months, deadline, every_day
from concordance.norms.norm import Norm

EU_RULE = "Reg. (EEC, Euratom) 1182/71"
RUNNING = "calendar days"


def make_deadlines(duties: Iterable[Duty], play: Play) -> tuple[Deadline, ...]:
    """One line per period of every duty that binds or will."""
    norms = {f"{i.id}/{n.id}": n for i in play.program.score.instruments.values() for n in i.norms}
    found = []
    for duty in duties:
        if duty.from_ is None or not (duty.outcome.binds or duty.from_ > play.at):
            continue
        found.extend(_of(duty, norms[duty.norm], play))
    return tuple(found)


def _of(duty: Duty, norm: Norm, play: Play) -> list[Deadline]:
    lines = []
    events = play.program.score.vocabulary.events
    for key in ("within", "at_least", "at_most", "every"):
        period = norm.act.params.get(key)
        if not isinstance(period, Period):
            continue
        before = "after" not in norm.act.params and "before" in norm.act.params
        event = str(norm.act.params.get("before" if before else "after", ""))
        on = _event_day(event, play)
        european = play.program.score.instruments[duty.instrument].jurisdiction == "EU"
        lines.append(
            Deadline(
                norm=duty.norm,
                citation=duty.citation,
                says=duty.says,
                bound=key,
                period=str(period),
                event=event,
                event_says=events[event].label if event in events else None,
                event_on=on,
                due=_due(on, key, period, european=european) if on and not before else None,
                before=before,
                rule=EU_RULE if european else RUNNING,
            )
        )
    return lines


def _event_day(event: str, play: Play) -> date | None:
    known = play.program.score.vocabulary.events.get(event)
    value = play.walk.answers.get(known.fact) if known and known.fact else None
    return value if isinstance(value, date) else None


def _due(on: date, key: str, period: Period, *, european: bool) -> date:
    """A report falls due under the calendar's rule; a period of keeping simply ends."""
    if key == "at_least":
        return deadline(add_months(on, 0), period, every_day)
    return deadline(on, period) if european else deadline(on, period, every_day)
