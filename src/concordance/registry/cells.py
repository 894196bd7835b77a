"""CSV cells that no spreadsheet takes for a formula, and that read back as they were.

A text that begins with a sign spreadsheets act on gets an apostrophe in front (OWASP, CSV Injection); one that begins
with an apostrophe gets one too, so that taking one off always restores the text.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from concordance.registry.register import Field, Register

_ACTIVE = tuple("=+-@\t\r\n＝＋－＠")
GUARD = "'"


def guard(text: str) -> str:
    """The text, harmless in a cell.

    >>> guard("=1+1"), guard("plain")
    ("'=1+1", 'plain')
    """
    return GUARD + text if text.lstrip(" ").startswith((*_ACTIVE, GUARD)) else text


def unguard(text: str) -> str:
    """What `guard` was given."""
    return text[1:] if text.startswith(GUARD) else text


def read_cell(cell: str, field: Field | None) -> Any:
    """A cell → the value the register writes. Raises ValueError for a list that is not one."""
    text = unguard(cell)
    if field is None:
        return text
    if text == "":
        return [] if field.type == "list" else field.blank
    return json.loads(text) if field.type == "list" else text


def write_cell(value: Any) -> str:
    """A value → its cell."""
    if value is None:
        return ""
    return guard(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def to_csv(rows: Iterable[Mapping[str, Any]], register: Register) -> str:
    """Rows as CSV with a header, every cell guarded."""
    kept = list(rows)
    extra = sorted({name for row in kept for name in row} - {field.source for field in register.fields})
    names = [field.source for field in register.fields] + extra
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guard(name) for name in names])
    writer.writerows([write_cell(row.get(name)) for name in names] for row in kept)
    return out.getvalue()
