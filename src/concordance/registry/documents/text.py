"""CSV and JSON: text through and through, and of one shape."""

from __future__ import annotations

import csv
import io

import msgspec

from concordance.base.span import Span
from concordance.base.text import Text
from concordance.registry.documents.budget import Budget
from concordance.registry.refusals import refusal


def check_csv(data: bytes, budget: Budget) -> None:
    """Rows under a header, each with as many cells. Raises ProblemsError `document-broken` at the line."""
    text = _text(data, budget.place)
    header = text.partition("\n")[0]
    separator = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    width, line = 0, 1
    try:
        for row in reader:
            width = width or len(row)
            if len(row) != width:
                cells = Text(f"{len(row)} cells under {width} columns", f"{len(row)} cellules sous {width} colonnes")
                raise refusal("document-broken", Span(budget.place.path, line), why=cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise refusal("document-broken", Span(budget.place.path, line), why=error) from error
    if not width:
        raise refusal("document-broken", budget.place, why=Text("there is no row", "il n’y a aucune ligne"))


def check_json(data: bytes, budget: Budget) -> None:
    """One JSON value (RFC 8259). Raises ProblemsError `document-broken`."""
    text = _text(data, budget.place)
    try:
        msgspec.json.decode(text.encode(), type=msgspec.Raw)  # walks through it, and builds nothing
    except (msgspec.DecodeError, RecursionError) as error:
        raise refusal("document-broken", budget.place, why=error) from error


def _text(data: bytes, place: Span) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        why = Text(f"byte {error.start} is not UTF-8", f"l’octet {error.start} n’est pas UTF-8")
        raise refusal("document-broken", Span(place.path, line), why=why) from error
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        raise refusal("document-broken", Span(place.path, line), why=Text("a zero byte", "un octet nul"))
    return text
