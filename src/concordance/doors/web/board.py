"""An organisation's board: its systems, the last assessment of each, its duties and its days."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.assess.result import Assessment
from concordance.base.text import Lang, Text
from concordance.registry.assessments import result_of
from concordance.registry.models import AssessmentRow, Organisation, System
from concordance.report.words import word

AHEAD = timedelta(days=3 * 366)
"""How far the calendar looks ahead."""
BEGIN = (
    Text("norm begins to apply", "norme commence à s’appliquer"),
    Text("norms begin to apply", "normes commencent à s’appliquer"),
)
END = (
    Text("norm ceases to apply", "norme cesse de s’appliquer"),
    Text("norms cease to apply", "normes cessent de s’appliquer"),
)


@dataclass(frozen=True, slots=True)
class SystemShown:
    """A system with its organisation and its last assessment, if there is one."""

    system: System
    organisation: str
    row: AssessmentRow | None
    result: Assessment | None


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day that matters for a system: duties begin or end, or something falls due."""

    on: date
    system: str
    title: Text
    what: Text
    norms: tuple[str, ...]


def systems_of(session: Session, organisation: str | None) -> list[SystemShown]:
    """The systems of an organisation, or of all of them, by name."""
    query = select(System, Organisation.name).join(Organisation, System.organisation_id == Organisation.id)
    if organisation is not None:
        query = query.where(System.organisation_id == organisation)
    rows = session.execute(query.order_by(System.name))
    return [system_shown(session, system, name) for system, name in rows]


def system_shown(session: Session, system: System, organisation: str) -> SystemShown:
    """A system with its last assessment."""
    of = select(AssessmentRow).where(AssessmentRow.system_id == system.id)
    row = session.scalar(of.order_by(AssessmentRow.made_at.desc(), AssessmentRow.id.desc()).limit(1))
    return SystemShown(system, organisation, row, result_of(row) if row else None)


def occasions(shown: Iterable[SystemShown], today: date) -> list[Occasion]:
    """The days ahead of these systems, soonest first."""
    found = [each for one in shown if one.result for each in _of(one, one.result)]
    return sorted((o for o in found if today <= o.on <= today + AHEAD), key=lambda o: (o.on, o.system, o.what.en))


def _of(shown: SystemShown, result: Assessment) -> Iterable[Occasion]:
    title = result.title
    for step in result.timeline:
        if step.begins:
            yield Occasion(step.on, shown.system.id, title, _counted(len(step.begins), BEGIN), step.begins)
        if step.ends:
            yield Occasion(step.on, shown.system.id, title, _counted(len(step.ends), END), step.ends)
    for due in result.deadlines:
        if due.due:
            what = Text(f"due: {due.says.en} ({due.citation})", f"échéance : {due.says.fr} ({due.citation})")
            yield Occasion(due.due, shown.system.id, title, what, (due.norm,))


def _counted(count: int, words: tuple[Text, Text]) -> Text:
    one, many = words
    told = one if count == 1 else many
    return Text(f"{count} {told.en}", f"{count} {told.fr}")


def calendar(found: Iterable[Occasion], lang: Lang, now: datetime) -> bytes:
    """The days as an iCalendar (RFC 5545), all-day events; the same day keeps its identifier when it is read again."""
    made = Calendar()
    made.add("prodid", "-//Concordance//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"Concordance: {word('deadlines', lang)}")
    for each in found:
        event = Event()
        seed = f"{each.on}|{each.system}|{'|'.join(each.norms)}|{each.what.en}"
        event.add("uid", f"{hashlib.sha256(seed.encode()).hexdigest()[:32]}@concordance")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", each.on)
        event.add("dtend", each.on + timedelta(days=1))
        event.add("summary", f"{each.title(lang)}: {each.what(lang)}")
        event.add("description", ", ".join(each.norms[:40]))
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())
