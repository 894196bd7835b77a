"""What an authority publishes of its inspections in a year: counts, sums and times, nothing that names anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.registry.models import Case, CaseStep


@dataclass(frozen=True, slots=True)
class YearOfInspections:
    """One year. `fines` are sums of decided fines by currency, after appeals; days run from opening to decision.

    `findings` counts breaches established in decided cases by instrument, `provisions` by norm.
    """

    year: int
    opened: int
    decided: int
    pending: int
    by_state: dict[str, int]
    by_effect: dict[str, int]
    appeals: dict[str, int]
    fines: dict[str, float]
    fines_imposed: dict[str, int]
    largest_fine: dict[str, float]
    median_days_to_decision: float | None
    longest_days_to_decision: float | None
    findings: dict[str, int]
    provisions: dict[str, int]


def statistics(session: Session, year: int, authority: str | None = None) -> YearOfInspections:
    """The year of one authority, or of all. A case counts as opened and as decided in the years it was."""
    query = select(Case)
    if authority is not None:
        query = query.where(Case.authority == authority)
    cases = list(session.scalars(query))
    opened = [case for case in cases if case.opened_at.startswith(f"{year}-")]
    decided = [case for case in cases if (case.decided_at or "").startswith(f"{year}-")]
    days = [_days(case) for case in decided]
    fines = _fines(decided)
    provisions = _provisions(session, {case.id for case in decided})
    return YearOfInspections(
        year=year,
        opened=len(opened),
        decided=len(decided),
        pending=sum(case.decided_at is None and case.state != "closed" for case in cases),
        by_state=_counted(case.state for case in opened),
        by_effect=_counted(case.effect for case in decided if case.effect),
        appeals=_counted(case.appeal for case in decided if case.appeal),
        fines={currency: sum(each) for currency, each in fines.items()},
        fines_imposed={currency: len(each) for currency, each in fines.items()},
        largest_fine={currency: max(each) for currency, each in fines.items()},
        median_days_to_decision=median(days) if days else None,
        longest_days_to_decision=max(days) if days else None,
        findings=_counted(norm.rpartition("/")[0] for norm in provisions),
        provisions=_counted(provisions),
    )


def years_of(session: Session) -> list[int]:
    """The years in which a case was opened or decided, newest first."""
    rows = session.execute(select(Case.opened_at, Case.decided_at))
    return sorted({int(text[:4]) for row in rows for text in row if text}, reverse=True)


def authorities_of(session: Session) -> list[str]:
    """The authorities that opened a case, by name."""
    return list(session.scalars(select(Case.authority).distinct().order_by(Case.authority)))


def _fines(decided: Iterable[Case]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for case in decided:
        if case.amount and case.currency:
            found.setdefault(case.currency, []).append(case.amount)
    return dict(sorted(found.items()))


def _days(case: Case) -> float:
    assert case.decided_at is not None
    start, end = (datetime.fromisoformat(text) for text in (case.opened_at, case.decided_at))
    return (end - start).total_seconds() / 86_400


def _provisions(session: Session, cases: set[str]) -> list[str]:
    """Norms found breached in decided cases, once per case; the last findings of a case count."""
    steps = session.scalars(select(CaseStep).where(CaseStep.move == "find").order_by(CaseStep.id))
    last = {step.case_id: step.content["findings"] for step in steps if step.case_id in cases}
    return [
        norm
        for findings in last.values()
        for norm in {each["norm"] for each in findings if each["outcome"] == "established"}
    ]


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
