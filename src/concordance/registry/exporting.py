"""Records → register files: a register's own records exactly as it writes them, others translated with gaps shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.compile.program import Program
from concordance.registry.models import Intake, Record
from concordance.registry.register import Field, Register, labels, registers
from concordance.registry.values import EXTRA, GIVEN, NOT_APPLICABLE, NOT_PROVIDED, write_row


def listed(session: Session, register: Register) -> list[Record]:
    """The listed records of a register, in the order of its last file."""
    of = select(Record).where(Record.register == register.register, Record.listed)
    return list(session.scalars(of.order_by(Record.position, Record.id)))


def to_json(session: Session, register: Register) -> str:
    """The register as the file it publishes. Importing it again gives the same records."""
    rows = [write_row(record.fields, register) for record in listed(session, register)]
    last = select(Intake).where(Intake.register == register.register).order_by(Intake.id.desc()).limit(1)
    intake = session.scalar(last)
    whole = {**(intake.head if intake else {}), register.file.list: rows}
    if register.file.count:
        _set_count(whole, register.file.count.split("."), len(rows))
    return json.dumps(whole, ensure_ascii=False, indent=2, sort_keys=register.file.sorted) + "\n"


def _set_count(whole: dict[str, Any], path: list[str], count: int) -> None:
    for name in path[:-1]:
        whole = whole.setdefault(name, {})
    whole[path[-1]] = count


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks, and when: on a day under a compiled corpus, in the public section or in the non-public one."""

    program: Program
    at: date
    public: bool = True

    def asks(self, field: Field, register: Register) -> bool:
        """Whether the law in force on the day asks for the field in that section."""
        if field.secret and not self.public:
            return False
        return not field.norm or f"{register.instrument}/{field.norm}" in self.program.on(self.at).norms


def translate(record: Record, register: Register, asking: Asking) -> dict[str, Any]:
    """A record in the fields of any register.

    Each field has its citation, state, value and provenance. `missing` lists fields that are asked for and neither
    given nor said not to apply; `not_carried` what the record says and the register has no field for.
    """
    asked = [field for field in register.fields if asking.asks(field, register)]
    shown = [_translated(record, field, register) for field in asked]
    carried = {field.id for field in asked}
    gaps = [field["source"] for field in shown if field["state"] == NOT_PROVIDED]
    return {
        "register": register.register,
        "record": record.id,
        "from": record.register,
        "fields": shown,
        "missing": gaps,
        "not_carried": sorted(name for name in record.fields if name not in carried),
    }


def _translated(record: Record, field: Field, register: Register) -> dict[str, Any]:
    label = labels()[field.id]
    shown: dict[str, Any] = {"source": field.source, "label": {"en": label.en, "fr": label.fr}}
    if field.cite:
        shown["cite"] = field.cite
    value = record.fields.get(field.id)
    if value is None:
        return {**shown, "state": NOT_PROVIDED}
    shown["state"] = value["state"]
    if value["state"] == GIVEN:
        shown["value"] = value["value"]
        if record.register != register.register:
            shown |= _word(value["value"], record, field)
    return {**shown, "provenance": {"source": value["source"], "intake": value["intake"]}}


def as_row(shown: Mapping[str, Any], register: Register) -> dict[str, Any]:
    """A translated record as the register itself would have it, without provenance.

    What is not provided, or has no word there, is null; what does not apply is said in the register's first word for
    it, where it has one. Read in again, the row has the same states.
    """
    row: dict[str, Any] = {}
    for field in shown["fields"]:
        given = field["state"] == GIVEN and not field.get("untranslated")
        word = next(iter(register.not_applicable), None) if field["state"] == NOT_APPLICABLE else None
        row[field["source"]] = field["value"] if given else word
    return row


def to_file(rows: list[dict[str, Any]], register: Register) -> str:
    """Rows as a file of the register."""
    return json.dumps({register.file.list: rows}, ensure_ascii=False, indent=2) + "\n"


def _word(value: Any, record: Record, field: Field) -> dict[str, Any]:
    """A word of one register in the words of another; kept as it is, and marked, where there is none."""
    if not field.values:
        return {}
    origin = next((f for f in registers()[record.register].fields if f.id == field.id), None)
    shared = origin.values.get(value) if origin and isinstance(value, str) else None
    word = next((own for own, meaning in field.values.items() if meaning == shared), None)
    return {"value": word, "as_written": value} if word else {"untranslated": True}


def extras(fields: Mapping[str, Any]) -> list[str]:
    """The fields that the register file had and its description does not."""
    return sorted(name.removeprefix(EXTRA) for name in fields if name.startswith(EXTRA))
