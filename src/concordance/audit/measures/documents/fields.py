"""Completeness of a document: which wanted fields say something."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from concordance.audit.result import Finding, Measured
from concordance.audit.shaping import count, warn

_HEADING = re.compile(r"^(#{1,6})\s+(.*)$|^\*\*(.+?)\*\*:?\s*$", re.MULTILINE)
LEAST_WORDS = 20
"""A section of fewer words is a heading with an excuse; a convention of this check, printed with the
method."""


@dataclass(frozen=True, slots=True)
class Field:
    """A wanted field, the names it goes by, and the provision that asks for it."""

    title: str
    names: tuple[str, ...]
    asked_by: str = ""


def completeness(fields: tuple[Field, ...], present: Callable[[Field], bool], name: str) -> Measured:
    """The share of fields present, the number missing, and one finding for each missing field."""
    missing = [field for field in fields if not present(field)]
    estimates = (
        count("fields-present", (len(fields) - len(missing)) / len(fields), len(fields)),
        count("fields-missing", len(missing), len(fields), unit="fields"),
    )
    return Measured(estimates, tuple(_finding(field, name) for field in missing))


def present_in_text(field: Field, text: str) -> bool:
    """A heading holds one of the names, and enough words follow it before the next heading of its level."""
    heads = list(_HEADING.finditer(text))
    for place, head in enumerate(heads):
        title = (head.group(2) or head.group(3)).casefold()
        following = (h.start() for h in heads[place + 1 :] if _level(h) <= _level(head))
        body = text[head.end() : next(following, len(text))]
        if any(name.casefold() in title for name in field.names) and len(body.split()) >= LEAST_WORDS:
            return True
    return False


def _level(head: re.Match[str]) -> int:
    """One to six for hashes, seven for a line in bold."""
    return len(head.group(1) or "#######")


def _finding(field: Field, name: str) -> Finding:
    why = f" ({field.asked_by})" if field.asked_by else ""
    return warn(
        "documents.missing",
        f"“{field.title}” is missing{why}.",
        f"« {field.title} » manque{why}.",
        f"{name}#{field.title}",
    )
