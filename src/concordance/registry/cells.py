r"""CSV cells that no spreadsheet takes for a formula, and that read back as they were.

A text that begins with a sign spreadsheets act on gets an apostrophe in front (OWASP, CSV Injection); one that begins
with an apostrophe or a backslash gets one too, so that taking one off always restores the text. What no plain text can
say stands after a backslash: JSON (`\null`, `\""`, `\5`), or `\-` for a field that a record lacks. An empty cell is
what the register writes for nothing.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from concordance.registry.register import Field, Register
from concordance.registry.strict import parse_json

_ACTIVE = tuple("=+-@\t\r\n＝＋－＠")
GUARD, ESCAPE = "'", "\\"
LACKING = object()
"""What a cell of a record that lacks the field is read as."""


def guard(text: str) -> str:
    """The text, harmless in a cell.

    >>> guard("=1+1"), guard("plain")
    ("'=1+1", 'plain')
    """
    return GUARD + text if text.lstrip(" ").startswith((*_ACTIVE, GUARD, ESCAPE)) else text


def unguard(text: str) -> str:
    """What `guard` was given."""
    return text[1:] if text.startswith(GUARD) else text


def read_cell(cell: str, field: Field | None) -> Any:
    """A cell → the value the register writes, or `LACKING`. Raises ValueError for a cell that says nothing."""
    if cell.startswith(ESCAPE):
        return LACKING if cell == f"{ESCAPE}-" else parse_json(cell[1:].encode())
    text = unguard(cell)
    if field is None:
        return text
    if text == "":
        return _empty(field)
    return parse_json(text.encode()) if field.type == "list" and text.startswith("[") else text


def _empty(field: Field) -> Any:
    return [] if field.type == "list" else field.blank


def write_cell(value: Any) -> str:
    """A value → its cell, for tables that nobody reads back."""
    if value is None:
        return ""
    return guard(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def write_field(row: Mapping[str, Any], name: str, field: Field | None) -> str:
    """The cell of a field of a record, from which `read_cell` takes the same."""
    if name not in row:
        return f"{ESCAPE}-"
    value = row[name]
    if field is not None and value == _empty(field):
        return ""
    if isinstance(value, str) and (value or field is None):
        return guard(value)
    listed = isinstance(value, list) and field is not None and field.type == "list"
    return ("" if listed else ESCAPE) + json.dumps(value, ensure_ascii=False)


def to_csv(rows: Iterable[Mapping[str, Any]], register: Register) -> str:
    """Rows as CSV with a header, every cell guarded."""
    kept = list(rows)
    extra = sorted({name for row in kept for name in row} - {field.source for field in register.fields})
    known = register.by_source()
    names = [*known, *extra]
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guard(name) for name in names])
    writer.writerows([write_field(row, name, known.get(name)) for name in names] for row in kept)
    return out.getvalue()
