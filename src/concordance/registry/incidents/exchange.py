"""Reports out and in: by the OECD’s common criteria, and in the style of the AI Incident Database.

Both are alignments of what a report holds, not submissions: neither organisation has a part in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from concordance.base.span import Span
from concordance.registry.incidents.data import entries, oecd
from concordance.registry.incidents.drafts import WITHHELD, lookup
from concordance.registry.incidents.report import PERSONAL, IncidentReport
from concordance.registry.refusals import refusal
from concordance.registry.rows import read_bytes
from concordance.registry.strict import parse_json
from concordance.registry.values import GIVEN, NOT_PROVIDED

MAX_FILE = 10_000_000
"""Bytes of a file in an exchange format."""
AIID = {
    "Alleged developer of AI system": "developer",
    "Alleged deployer of AI system": "deployer",
    "Alleged harmed or nearly harmed parties": "people_categories",
}
"""The roles that the AI Incident Database gives to organisations and people."""


def to_oecd(report: IncidentReport) -> dict[str, Any]:
    """The report by the criteria of the framework; `missing` names the mandatory ones without a value."""
    framework = oecd()
    criteria = []
    for criterion in framework.criteria:
        value = lookup(criterion.from_, report)
        hidden = report.kind == "whistle-blower" and criterion.from_.removeprefix("record.") in PERSONAL
        state = WITHHELD if hidden else GIVEN if value is not None else NOT_PROVIDED
        label = {"en": criterion.label.en, "fr": criterion.label.fr}
        shown = {"id": criterion.id, "dimension": criterion.dimension, "label": label, "state": state}
        criteria.append({**shown, "mandatory": criterion.mandatory, **({"value": value} if state == GIVEN else {})})
    return {
        "framework": framework.source,
        "confidence": framework.confidence,
        "incident": report.id,
        "criteria": criteria,
        "missing": [c["id"] for c in criteria if c["mandatory"] and c["state"] != GIVEN],
    }


def to_aiid(report: IncidentReport) -> dict[str, Any]:
    """The report in the fields of the AI Incident Database."""
    started = report.record.get("started_at")
    own = {name: report.record.get(key, []) for name, key in AIID.items()}
    return {
        "incident_id": report.id,
        "title": report.title.en,
        "description": report.record.get("description", ""),
        "date": (started or report.aware_at.isoformat())[:10],
        **own,
        "reports": [{"title": text} for text in report.record.get("materials", [])],
        "editor_notes": report.record.get("remarks", ""),
    }


def from_oecd(value: Any, place: Span) -> dict[str, Any]:
    """What the criteria say, under the names of a report: the beginning of a report file.

    Raises ProblemsError `exchange-shape` for what is no list of known criteria.
    """
    known = {criterion.id: criterion for criterion in oecd().criteria}
    try:
        given = {c["id"]: c.get("value") for c in value["criteria"]}
        unknown = sorted(set(given) - set(known))
    except (KeyError, TypeError, AttributeError) as error:
        raise refusal("exchange-shape", place, why=error) from error
    if unknown:
        raise refusal("exchange-shape", place, why=f"there is no criterion {unknown[0]}")
    found: dict[str, Any] = {"record": {}, "facts": {}}
    for id_, said in given.items():
        space, _, name = known[id_].from_.partition(".")
        if said is not None:
            _put(found, space, name, said)
    return found


def _put(found: dict[str, Any], space: str, name: str, said: Any) -> None:
    if space == "record":
        found["record"][name] = said
    elif space == "fact":
        found["facts"][name] = said
    elif space != "critical_infrastructure":  # that one follows from the kinds of the incident
        found[space] = said


def from_aiid(value: Any, place: Span) -> dict[str, Any]:
    """What an entry of the AI Incident Database says, under the names of a report."""
    if not isinstance(value, dict) or not isinstance(value.get("title"), str):
        raise refusal("exchange-shape", place, why="an incident has a `title`")
    record = {"description": value.get("description"), "remarks": value.get("editor_notes")}
    record |= {key: value.get(name) for name, key in AIID.items()}
    reports = value.get("reports") or []
    record["materials"] = [r.get("url") or r.get("title") for r in reports if isinstance(r, dict)]
    kept = {name: said for name, said in record.items() if said}
    if isinstance(value.get("date"), str):
        kept["started_at"] = f"{value['date']}T00:00:00+00:00"
    return {"title": {"en": value["title"], "fr": value["title"]}, "record": kept, "facts": {}}


def read_exchange(path: Path, form: str) -> dict[str, Any]:
    """A file in an exchange format → the beginning of a report. Raises ProblemsError `exchange-shape`."""
    place = Span(str(path))
    try:
        value = parse_json(read_bytes(path, MAX_FILE))
    except ValueError as error:
        raise refusal("exchange-shape", place, why=error) from error
    found = from_oecd(value, place) if form == "oecd" else from_aiid(value, place)
    misfits = [name for name in found["record"] if name not in entries()]
    assert not misfits, misfits
    return found
