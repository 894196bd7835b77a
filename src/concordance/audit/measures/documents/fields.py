"""Completeness of a document: which wanted fields say something."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from concordance.audit.result import Finding, Measured
from concordance.audit.shaping import count, warn
from concordance.base.text import Text

_HEADING = re.compile(r"^(#{1,6})\s+(.*)$|^\*\*(.+?)\*\*:?\s*$", re.MULTILINE)
LEAST_WORDS = 20
"""A section of fewer words is a heading with an excuse; a convention of this check, printed with the
method."""


@dataclass(frozen=True, slots=True)
class Field:
    """A wanted field, the names it goes by, and the norm that asks for it; `conditional` when only where
    applicable."""

    title: Text
    names: tuple[str, ...]
    asked_by: str = ""
    conditional: bool = False


def completeness(fields: tuple[Field, ...], present: Callable[[Field], bool], name: str) -> Measured:
    """The share of fields present, the number missing, and one finding for each missing field.

    Fields that a norm asks for are also judged one by one; conditional ones are named, and not counted as
    missing.
    """
    absent = {field.title for field in fields if not present(field)}
    owed = [field for field in fields if not field.conditional]
    missing = [field for field in owed if field.title in absent]
    estimates = (
        count("fields-present", (len(owed) - len(missing)) / len(owed), len(owed)),
        count("fields-missing", len(missing), len(owed), unit="fields"),
        *(count("field-missing", float(f.title in absent), 1, f.asked_by) for f in owed if f.asked_by),
    )
    return Measured(estimates, tuple(_finding(field, name) for field in fields if field.title in absent))


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
    why, place = (f" ({field.asked_by})" if field.asked_by else ""), f"{name}#{field.title.en}"
    if field.conditional:
        words = Text(
            f"“{field.title.en}” is missing{why}: owed where it applies.",
            f"« {field.title.fr} » manque{why} : dû là où il s’applique.",
        )
        return Finding("documents.missing-if-applicable", "info", words, (place,))
    said = f"“{field.title.en}” is missing{why}.", f"« {field.title.fr} » manque{why}."
    return warn("documents.missing", *said, place)
