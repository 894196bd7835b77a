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
    """One year. `fines` are sums of decided fines by currency, after appeals; days run from opening to decision."""

    year: int
    opened: int
    decided: int
    pending: int
    by_state: dict[str, int]
    by_effect: dict[str, int]
    appeals: dict[str, int]
    fines: dict[str, float]
    median_days_to_decision: float | None
    findings: dict[str, int]


def statistics(session: Session, year: int, authority: str | None = None) -> YearOfInspections:
    """The year of one authority, or of all. A case counts as opened and as decided in the years it was."""
    query = select(Case)
    if authority is not None:
        query = query.where(Case.authority == authority)
    cases = list(session.scalars(query))
    opened = [case for case in cases if case.opened_at.startswith(f"{year}-")]
    decided = [case for case in cases if (case.decided_at or "").startswith(f"{year}-")]
    fines: dict[str, float] = {}
    for case in decided:
        if case.amount and case.currency:
            fines[case.currency] = fines.get(case.currency, 0) + case.amount
    days = [_days(case) for case in decided]
    return YearOfInspections(
        year=year,
        opened=len(opened),
        decided=len(decided),
        pending=sum(case.decided_at is None and case.state != "closed" for case in cases),
        by_state=_counted(case.state for case in opened),
        by_effect=_counted(case.effect for case in decided if case.effect),
        appeals=_counted(case.appeal for case in decided if case.appeal),
        fines=dict(sorted(fines.items())),
        median_days_to_decision=median(days) if days else None,
        findings=_findings(session, {case.id for case in decided}),
    )


def _days(case: Case) -> float:
    assert case.decided_at is not None
    start, end = (datetime.fromisoformat(text) for text in (case.opened_at, case.decided_at))
    return (end - start).total_seconds() / 86_400


def _findings(session: Session, cases: set[str]) -> dict[str, int]:
    """Breaches established in decided cases, by instrument; the last findings of a case count."""
    steps = session.scalars(select(CaseStep).where(CaseStep.move == "find").order_by(CaseStep.id))
    last = {step.case_id: step.content["findings"] for step in steps if step.case_id in cases}
    return _counted(
        finding["norm"].rpartition("/")[0]
        for findings in last.values()
        for finding in findings
        if finding["outcome"] == "established"
    )


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
