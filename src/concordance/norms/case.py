"""A case: facts, on a day, and the outcome that the law gives them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from concordance.base.span import Span


@dataclass(frozen=True, slots=True)
class Case:
    """An expectation beside the norm; `like` names situations, `given` overrides them (None: unknown)."""

    name: str
    at: date
    known: date | None
    like: tuple[str, ...]
    given: dict[str, object]
    expect: dict[str, str]
    why: str
    span: Span
