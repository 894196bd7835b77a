"""A report of an incident, from a form or a program → what follows from it, and its place in the registry."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from concordance.compile.program import Program
from concordance.doors.web.accounts import Who
from concordance.doors.web.board import system_shown
from concordance.doors.web.desk import Desk, When
from concordance.doors.web.own import by
from concordance.doors.web.refusals import problem
from concordance.doors.web.settings import Settings
from concordance.norms.profile import Profile
from concordance.reading.writing import profile_text
from concordance.registry.incidents.drafts import Draft, draft
from concordance.registry.incidents.duties import IncidentDuties, duties_of, form_of
from concordance.registry.incidents.keeping import report_incident
from concordance.registry.incidents.report import IncidentReport, read_report
from concordance.registry.models import Incident, System


@dataclass(frozen=True, slots=True)
class Reported:
    """A report that was read, the duties that follow, and a draft of each form that they are done on."""

    report: IncidentReport
    duties: IncidentDuties
    drafts: tuple[Draft, ...]


def last_profile(session: Session, system: System) -> str:
    """The profile of the last assessment. Raises ProblemsError `not-assessed`."""
    row = system_shown(session, system, "").row
    if row is None:
        raise problem(
            "not-assessed",
            "this system was not assessed yet: what binds it is not known",
            "ce système n’a pas encore été évalué : on ne sait pas ce qui le lie",
            "assess it first, on its own page",
            "l’évaluer d’abord, sur sa page",
        )
    return row.profile


def read(session: Session, system: System, said: Mapping[str, Any], desk: Desk, settings: Settings) -> Reported:
    """What follows from a report on a system, as the law stands today. Raises ProblemsError with all that is wrong."""
    when = When(settings.today())
    described = desk.profile(last_profile(session, system).encode(), when)
    name = f"{system.id}/incident/{settings.clock():%Y%m%dT%H%M%S}"
    with desk.program(when) as program:
        report = _read({"incident": name, **said}, dataclasses.replace(described, name=system.id), program)
        duties = duties_of(report, program)
        wanted = {form.form: form for one in duties.notifications if (form := form_of(one))}
        return Reported(report, duties, tuple(draft(form, report, program.score) for form in wanted.values()))


def _read(document: dict[str, Any], profile: Profile, program: Program) -> IncidentReport:
    """The report, read like any file: its faults are those of a file, and it names no file of the server."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "profile.yaml").write_text(profile_text(profile), encoding="utf-8")
        path = Path(folder) / "report"
        text = json.dumps({**document, "profile": "profile.yaml"}, ensure_ascii=False, indent=1)
        path.write_text(text, encoding="utf-8")
        return read_report(path, program.score)


def keep(session: Session, who: Who, made: Reported, settings: Settings) -> Incident:
    """Put a report into the registry, with its clocks and steps. Raises ProblemsError `taken`."""
    return report_incident(session, by(who, settings), made.report, made.duties, lambda: _salt(settings.token()))


def _salt(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
