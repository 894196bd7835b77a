"""Reports out and in: by the OECD’s common criteria, and in the style of the AI Incident Database.

Both are alignments of what a report holds, not submissions: neither organisation has a part in them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from concordance.base.problem import ProblemsError
from concordance.base.span import Span
from concordance.registry.incidents.data import entries, oecd
from concordance.registry.incidents.drafts import WITHHELD, lookup
from concordance.registry.incidents.report import PERSONAL, IncidentReport
from concordance.registry.moments import is_token, parse_moment
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
"""The roles that the AI Incident Database gives to organisations and people, as its tables write them."""
AIID_ALSO = {
    "AllegedDeveloperOfAISystem": "developer",
    "AllegedDeployerOfAISystem": "deployer",
    "AllegedHarmedOrNearlyHarmedParties": "people_categories",
    "implicated_systems": "system_name",
}
"""The same in its query interface, where entries are objects with a name."""


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
        "reports": [_report(text) for text in report.record.get("materials", [])],
        "editor_notes": report.record.get("remarks", ""),
    }


def _report(text: str) -> Any:
    """A report behind an incident: its number in the database, its address, or what it is called."""
    if text.isdecimal() and text.isascii():
        return int(text)
    return {"url": text} if text.startswith(("http://", "https://")) else {"title": text}


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
    """What an entry of the AI Incident Database says, under the names of a report: from its tables or its interface.

    Its own number becomes the name of the report. Raises ProblemsError `exchange-shape` for what has no title.
    """
    if not isinstance(value, dict) or not isinstance(value.get("title"), str):
        raise refusal("exchange-shape", place, why="an incident has a `title`")
    record: dict[str, Any] = {"description": value.get("description"), "remarks": value.get("editor_notes")}
    for names in (AIID, AIID_ALSO):
        record |= {key: texts for name, key in names.items() if (texts := _listed(value.get(name)))}
    systems: list[str] = record.get("system_name", [])
    record |= {"system_name": ", ".join(systems), "materials": _listed(value.get("reports"))}
    kept: dict[str, Any] = {name: said for name, said in record.items() if said}
    if isinstance(value.get("date"), str):
        kept["started_at"] = f"{value['date'][:10]}T00:00:00+00:00"
    found: dict[str, Any] = {"title": {"en": value["title"], "fr": value["title"]}, "record": kept, "facts": {}}
    own = str(value.get("incident_id", ""))
    return found | ({"incident": own} if is_token(own) else {})


def _listed(value: Any) -> list[str]:
    """A cell or a list of the database as texts: its tables write lists as JSON, its interface objects."""
    if isinstance(value, str):
        try:
            value = parse_json(value.encode("utf-8", "surrogatepass"))
        except ValueError:
            value = [value] if value.strip() else []
    rows = value if isinstance(value, list) else [value] if value else []
    return [text for row in rows if (text := _worded(row))]


def _worded(row: Any) -> str:
    if isinstance(row, dict):
        return next((str(row[name]) for name in ("url", "title", "name") if row.get(name)), "")
    return "" if row is None else str(row)


def read_exchange(path: Path, form: str) -> dict[str, Any]:
    """A file in an exchange format → the beginning of a report. Raises ProblemsError `exchange-shape`."""
    return exchange_in(read_bytes(path, MAX_FILE), str(path), form)


def exchange_in(data: bytes, name: str, form: str) -> dict[str, Any]:
    """Some bytes in an exchange format → the beginning of a report; `name` stands in the places of problems."""
    place = Span(name)
    try:
        value = parse_json(data)
    except ValueError as error:
        raise refusal("exchange-shape", place, why=error) from error
    found = from_oecd(value, place) if form == "oecd" else from_aiid(value, place)
    for entry, said in found["record"].items():
        if not _FITS[entries()[entry].type](said):
            raise refusal("exchange-shape", place, why=f"`{entry}` cannot be {str(said)[:60]!r}")
    return found


def _is_moment(said: Any) -> bool:
    try:
        return isinstance(said, str) and bool(parse_moment(said))
    except ProblemsError:
        return False


_FITS: dict[str, Callable[[Any], bool]] = {
    "text": lambda said: isinstance(said, str),
    "list": lambda said: isinstance(said, list) and all(isinstance(one, str) for one in said),
    "number": lambda said: isinstance(said, int | float) and not isinstance(said, bool),
    "flag": lambda said: isinstance(said, bool),
    "moment": _is_moment,
}
"""What an entry of a record can be, by its type."""
