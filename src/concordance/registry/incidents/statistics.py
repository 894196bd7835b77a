"""What an authority publishes of incidents in a year: how many, under which regimes, told in time or late."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.registry.models import Concern, Event, Incident, IncidentStep


@dataclass(frozen=True, slots=True)
class YearOfIncidents:
    """One year of reports, by the year in which the incident became known.

    `by_regime` counts an incident under every instrument that made somebody tell somebody. Notifications are in time
    when they were sent by their last moment; those without a number of days or hours are neither in time nor late.
    """

    year: int
    reported: int
    closed: int
    by_kind: dict[str, int]
    by_severity: dict[str, int]
    by_regime: dict[str, int]
    notifications: dict[str, int]
    redress: dict[str, int]
    concerns: dict[str, int]


def incident_statistics(session: Session, year: int) -> YearOfIncidents:
    """The year of all incidents and concerns that this registry holds."""
    found = [i for i in session.scalars(select(Incident)) if i.aware_at.startswith(f"{year}-")]
    ids = {incident.id for incident in found}
    told = session.scalars(select(Event).where(Event.kind == "incident-reported"))
    regimes = [name for event in told if event.subject in ids for name in event.body.get("regimes", ())]
    steps = [step for step in session.scalars(select(IncidentStep)) if step.incident_id in ids]
    concerns = session.execute(select(Concern.kind, Concern.received_at))
    return YearOfIncidents(
        year=year,
        reported=len(found),
        closed=sum(incident.status == "closed" for incident in found),
        by_kind=_counted(incident.kind for incident in found),
        by_severity=_counted(incident.severity for incident in found),
        by_regime=_counted(regimes),
        notifications=_counted(timeliness(step) for step in steps if step.kind == "notification"),
        redress=_counted(step.state for step in steps if step.kind == "redress"),
        concerns=_counted(kind for kind, at in concerns if at.startswith(f"{year}-")),
    )


def incident_years(session: Session) -> list[int]:
    """The years in which an incident became known or a concern came in, newest first."""
    known, received = session.scalars(select(Incident.aware_at)), session.scalars(select(Concern.received_at))
    return sorted({int(text[:4]) for text in (*known, *received)}, reverse=True)


def timeliness(step: IncidentStep) -> str:
    """`open`, `in-time`, `late`, or `untimed` where no last moment was set."""
    if step.done is None:
        return "open"
    if step.due is None:
        return "untimed"
    return "in-time" if step.done[: len(step.due)] <= step.due else "late"


def _counted(words: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(words).items()))
