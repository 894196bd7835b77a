"""Duties: every norm that is played, with its outcome on the day and the period in which it binds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concordance.assess.grounds import article_at
from concordance.assess.play import Play
from concordance.assess.result import Duty, ExceptionFound, Step
from concordance.base.dates import FAR
from concordance.compile.program import NormNodes, Stretch
from concordance.norms.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days with one outcome."""

    start: date
    until: date
    outcome: Outcome
    nodes: NormNodes


def periods(stretches: Iterable[Stretch], play: Play) -> list[Period]:
    """The whole life of a norm for this profile; stretches with the same outcome are one."""
    found: list[Period] = []
    for stretch in stretches:
        outcome = play.outcome(stretch.nodes)
        joined = found and found[-1].outcome == outcome and found[-1].until == stretch.start
        start = found.pop().start if joined else stretch.start
        found.append(Period(start, stretch.until, outcome, stretch.nodes))
    return found


def lives(play: Play) -> dict[str, list[Period]]:
    """The periods of every norm of the program."""
    return {key: periods(life, play) for key, life in sorted(play.program.stretches().items())}


def make_duties(life: dict[str, list[Period]], play: Play) -> tuple[Duty, ...]:
    """One duty per norm that the law holds on the day or later."""
    found = []
    for key, spans in life.items():
        current = next((p for p in spans if p.start <= play.at < p.until), None)
        coming = next((p for p in spans if p.until > play.at and p.outcome != Outcome.DOES_NOT_APPLY), None)
        present = current or coming or next((p for p in spans if p.start > play.at), None)
        if present is not None:
            found.append(_duty(key, current, coming, spans, present.nodes, play))
    return tuple(sorted(found, key=lambda duty: (duty.instrument, _order(duty.norm))))


def _order(norm: str) -> tuple[tuple[int, int | str], ...]:
    parts = norm.rsplit("/", 1)[-1].split(".")
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in parts)


def _duty(
    key: str, current: Period | None, coming: Period | None, spans: list[Period], nodes: NormNodes, play: Play
) -> Duty:
    norm, finding = nodes.norm, play.find(nodes.applies)
    instrument = play.program.score.instruments[nodes.instrument]
    outcome = current.outcome if current else Outcome.DOES_NOT_APPLY
    if coming is not None and outcome == Outcome.DOES_NOT_APPLY:
        nodes = coming.nodes
    shown_finding = play.find(nodes.applies)
    article = article_at(norm.span.path, instrument)
    start, until = _reach(coming, spans) if coming else (None, None)
    return Duty(
        norm=key,
        instrument=nodes.instrument,
        article=article.label,
        article_title=article.title,
        citation=norm.cite,
        link=instrument.link_to(article),
        modality=norm.modality,
        bearer=norm.bearers,
        bearer_says=tuple(play.program.score.vocabulary.roles[role].label for role in norm.bearers),
        act=norm.act.source_text,
        says=nodes.norm.says,
        outcome=outcome,
        performance=_performance(outcome, nodes, play),
        from_=start,
        until=None if until in {None, FAR} else until,
        because=play.because((finding if outcome != Outcome.DOES_NOT_APPLY or not coming else shown_finding).because),
        missing=shown_finding.missing,
        readings=play.readings(shown_finding),
        exceptions=_exceptions(nodes, play),
        sanction=f"{nodes.instrument}/{norm.sanction}" if norm.sanction else None,
        principles=norm.principles,
        risks=norm.risks,
        text=nodes.text,
        source=norm.provenance.source,
        confidence=norm.provenance.confidence,
        certain_from=_certain(coming, spans) if coming else None,
    )


def _certain(coming: Period, spans: list[Period]) -> date | None:
    """The day on which what is still open no longer matters: under every reading it binds from then on."""
    if coming.outcome.binds:
        return None
    return next((p.start for p in spans if p.start >= coming.until and p.outcome.binds), None)


def _reach(period: Period, spans: list[Period]) -> tuple[date, date]:
    """How far a period reaches when neighbours that bind as it does are counted in: met today, applying since 2025."""
    place = spans.index(period)
    first = last = place
    while first and _joins(spans[first - 1], spans[first]):
        first -= 1
    while last + 1 < len(spans) and _joins(spans[last], spans[last + 1]):
        last += 1
    return spans[first].start, spans[last].until


def _joins(one: Period, following: Period) -> bool:
    return one.until == following.start and one.outcome.binds and following.outcome.binds


def _performance(outcome: Outcome, nodes: NormNodes, play: Play) -> Outcome | None:
    if nodes.met is None or not outcome.binds:
        return None
    return outcome if outcome in {Outcome.MET, Outcome.BREACHED} else Outcome.UNPROVEN


def _exceptions(nodes: NormNodes, play: Play) -> tuple[ExceptionFound, ...]:
    """Exceptions that take effect or may: those that certainly do not are left out."""
    return tuple(
        ExceptionFound(id=e.of.id, citation=e.of.cite, says=e.of.says, effective=truth)
        for e in nodes.unless
        if (truth := play.walk.truth(e.effective)) is not False
    )


def make_timeline(life: dict[str, list[Period]]) -> tuple[Step, ...]:
    """Every day on which norms begin to bind, cease to, or come to depend on what is unknown."""
    begins: dict[date, list[str]] = {}
    ends: dict[date, list[str]] = {}
    opens: dict[date, list[str]] = {}
    for key, spans in life.items():
        for before, period in zip([None, *spans], spans, strict=False):
            bound = before is not None and before.until == period.start and before.outcome.binds
            if period.outcome.binds and not bound:
                begins.setdefault(period.start, []).append(key)
            elif bound and not period.outcome.binds:
                ends.setdefault(period.start, []).append(key)
            if period.outcome in {Outcome.UNDETERMINED, Outcome.UNSETTLED}:
                opens.setdefault(period.start, []).append(key)
        if spans and spans[-1].until != FAR and spans[-1].outcome.binds:
            ends.setdefault(spans[-1].until, []).append(key)
    days = sorted({*begins, *ends, *opens})
    return tuple(
        Step(
            on=day,
            begins=tuple(begins.get(day, ())),
            ends=tuple(ends.get(day, ())),
            opens=tuple(opens.get(day, ())),
        )
        for day in days
    )
