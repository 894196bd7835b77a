"""The value of a field: given, not provided, or not applicable. The three are never confused, and nothing is lost.

As JSON: `{"state": "given", "value": …, "source": "title", "intake": 3}`. Where a register writes a word instead of a
value (`Onbekend`, an empty text, null), that word stays beside the state as `raw`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from concordance.base.canonical import canonical_json, digest
from concordance.registry.register import Field, Register

GIVEN, NOT_PROVIDED, NOT_APPLICABLE = "given", "not-provided", "not-applicable"
EXTRA = "+"
"""In front of the name of a field that the register file has and the register's description does not."""
MAX_TEXT = 100_000
FieldValues = dict[str, dict[str, Any]]


class MisfitError(ValueError):
    """A value that does not fit its field: `wanted` says what would."""

    def __init__(self, field: str, wanted: str, value: object) -> None:
        super().__init__(field)
        self.field, self.wanted, self.value = field, wanted, value


def read_fields(row: Mapping[str, Any], register: Register, provenance: int | str) -> FieldValues:
    """The fields of one row of a register file. Raises MisfitError for the first value that does not fit."""
    found: FieldValues = {}
    known = register.by_source()
    for source, raw in row.items():
        field = known.get(source)
        if field is None:
            found[EXTRA + source] = {"state": GIVEN, "value": raw, "source": source, "intake": provenance}
        else:
            found[field.id] = {**_read(register, field, raw), "source": source, "intake": provenance}
    for field in register.fields:
        if field.required and found.get(field.id, {}).get("state") != GIVEN:
            raise MisfitError(field.source, "a value", row.get(field.source))
    return found


def _read(register: Register, field: Field, raw: Any) -> dict[str, Any]:
    if raw is None or raw == "" or raw in field.not_provided:
        return {"state": NOT_PROVIDED, "raw": raw}
    if register.says_not_applicable(field, raw):
        return {"state": NOT_APPLICABLE, "raw": raw}
    _check(field, raw)
    return {"state": GIVEN, "value": raw}


def _check(field: Field, raw: Any) -> None:
    if field.type == "list":
        if not isinstance(raw, list) or not all(isinstance(item, str) for item in raw):
            raise MisfitError(field.source, "a list of texts", raw)
        return
    if not isinstance(raw, str) or len(raw) > MAX_TEXT or "\x00" in raw:
        raise MisfitError(field.source, f"a text of at most {MAX_TEXT:,} characters", raw)
    if field.values and raw not in field.values:
        raise MisfitError(field.source, "one of " + ", ".join([*field.values, *field.not_provided]), raw)
    wanted = _FORMS.get(field.type)
    if wanted and not _has_form(field.type, raw):
        raise MisfitError(field.source, wanted, raw)


_FORMS = {"day": "a day such as 2026-08-02", "moment": "a moment such as 2026-08-02T07:39:09Z", "link": "a web address"}


def _has_form(kind: str, raw: str) -> bool:
    try:
        if kind == "day":
            return date.fromisoformat(raw).isoformat() == raw
        if kind == "moment":
            return datetime.fromisoformat(raw).tzinfo is not None
        parts = urlsplit(raw)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def write_row(fields: Mapping[str, Mapping[str, Any]], register: Register) -> dict[str, Any]:
    """The row as the register writes it: reading it again gives the same fields."""
    row = {f.source: _raw(fields[f.id]) for f in register.fields if f.id in fields}
    extra = {name[1:]: _raw(value) for name, value in fields.items() if name.startswith(EXTRA)}
    return {**row, **extra}


def _raw(value: Mapping[str, Any]) -> Any:
    return value["value"] if value["state"] == GIVEN else value.get("raw")


def content(value: Mapping[str, Any]) -> dict[str, Any]:
    """What a field says, without where it was taken from."""
    return {key: value[key] for key in ("state", "value", "raw") if key in value}


def digest_of(fields: Mapping[str, Mapping[str, Any]]) -> str:
    """One digest of everything the fields say; provenance does not change it."""
    return digest(canonical_json({name: content(value) for name, value in fields.items()}))


def plain(fields: Mapping[str, Mapping[str, Any]], name: str) -> str | None:
    """The text of a field, if it was given as one."""
    value = fields.get(name, {})
    return value["value"] if value.get("state") == GIVEN and isinstance(value["value"], str) else None
