"""What a reader wants to see, grouped: shared by the terminal and the HTML report."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from concordance.assess.result import Assessment, Duty, InstrumentFound, RoleHeld, TierFound
from concordance.base.text import LANGUAGES, Lang, Text
from concordance.norms.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Group:
    """Duties of one instrument and one bearer that begin on the same day."""

    instrument: str
    bearer: Text
    start: date | None
    duties: tuple[Duty, ...]

    @property
    def forbids(self) -> bool:
        """Whether something in it is forbidden."""
        return any(duty.modality == "prohibition" for duty in self.duties)


@dataclass(frozen=True, slots=True)
class Regimes:
    """The instruments by what can be said of their scope; the first two in the order of the corpus."""

    reached: tuple[InstrumentFound, ...]
    open: tuple[InstrumentFound, ...]
    out: tuple[InstrumentFound, ...]
    asleep: tuple[InstrumentFound, ...]


def make_regimes(result: Assessment) -> Regimes:
    """In scope, undetermined, out of scope; `asleep` are those not in force on the day."""
    awake = [i for i in result.instruments if i.in_force]
    return Regimes(
        reached=tuple(i for i in awake if i.in_scope),
        open=tuple(i for i in awake if i.in_scope is None),
        out=tuple(i for i in awake if i.in_scope is False),
        asleep=tuple(i for i in result.instruments if not i.in_force),
    )


def roles_of(result: Assessment, outcome: Outcome) -> list[RoleHeld]:
    """Roles with an outcome, in instruments that reach the profile."""
    reached = {i.id for i in result.instruments if i.in_scope and i.in_force}
    return [role for role in result.roles if role.outcome == outcome and role.instrument in reached]


def not_played(result: Assessment, lang: Lang) -> list[tuple[str, list[str]]]:
    """Instruments that were not played, by the reason."""
    grouped: dict[str, list[str]] = {}
    for left in result.not_played:
        grouped.setdefault(left.why(lang), []).append(left.short(lang))
    return list(grouped.items())


@dataclass(frozen=True, slots=True)
class View:
    """The duties of an assessment by what can be said of them.

    `coming` are those that will certainly bind; what may bind later stands with the undetermined and the unsettled.
    """

    now: tuple[Group, ...]
    coming: tuple[Group, ...]
    undetermined: tuple[Duty, ...]
    unsettled: tuple[Duty, ...]
    not_applying: tuple[Duty, ...]
    tiers: tuple[TierFound, ...]


def make_view(result: Assessment) -> View:
    """Group the duties by when, who and what; groups that forbid something come first."""
    now = [d for d in result.duties if d.outcome.binds]
    later = [d for d in result.duties if d.outcome == Outcome.DOES_NOT_APPLY and d.from_ and d.from_ > result.at]
    coming = [d for d in later if not d.missing and not d.readings]
    perhaps = [d for d in later if d.missing]
    ahead = {d.norm for d in later}
    told = {d.norm for d in (*now, *coming, *perhaps)}
    rest = [d for d in result.duties if d.norm not in told]
    return View(
        now=_groups(now, dated=False),
        coming=_groups(coming, dated=True),
        undetermined=(*(d for d in rest if d.outcome == Outcome.UNDETERMINED), *perhaps),
        unsettled=tuple(d for d in rest if d.outcome == Outcome.UNSETTLED or (d.norm in ahead and d.readings)),
        not_applying=tuple(d for d in rest if d.outcome == Outcome.DOES_NOT_APPLY and d.norm not in ahead),
        tiers=tuple(t for i in result.instruments for t in i.tiers if t.outcome != Outcome.DOES_NOT_APPLY or t.from_),
    )


def _groups(duties: Iterable[Duty], *, dated: bool) -> tuple[Group, ...]:
    grouped: dict[tuple[date, str, Text], list[Duty]] = {}
    for duty in duties:
        start = duty.from_ if dated and duty.from_ else date.min
        bearer = Text(*(", ".join(role(lang) for role in duty.bearer_says) for lang in LANGUAGES))
        grouped.setdefault((start, duty.instrument, bearer), []).append(duty)
    groups = (
        Group(instrument, bearer, None if start == date.min else start, tuple(members))
        for (start, instrument, bearer), members in grouped.items()
    )
    return tuple(sorted(groups, key=lambda g: (g.start or date.min, g.instrument, not g.forbids, g.bearer.en)))
