"""Conditions: what a norm's `when` says, as a small tree.

Values are Kleene's: true, false, or unknown when facts are missing. The surface syntax is read by
`concordance.reading.condition`; the engines see only the graph that `concordance.compile` makes of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from concordance.base.span import Span

Value = bool | str | int | float | date
Operator = Literal["==", "!=", "<", "<=", ">", ">="]


@dataclass(frozen=True, slots=True)
class Const:
    """Always true, or never."""

    value: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Name:
    """A bool fact, or a definition."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Compare:
    """A fact against a literal."""

    name: str
    op: Operator
    value: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Member:
    """A choice fact that is one of several values."""

    name: str
    values: tuple[str, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Contains:
    """A set fact that holds a value."""

    name: str
    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    of: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class All:
    """Conjunction."""

    of: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Some:
    """Disjunction."""

    of: tuple[Condition, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class AtLeast:
    """So many of the conditions, or more."""

    count: int
    of: tuple[Condition, ...]
    span: Span


Condition = Const | Name | Compare | Member | Contains | Not | All | Some | AtLeast


def parts(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside."""
    match condition:
        case Not(of=inner):
            return (inner,)
        case All(of=inners) | Some(of=inners) | AtLeast(of=inners):
            return inners
    return ()


def names_in(condition: Condition) -> tuple[tuple[str, Span], ...]:
    """Every name used, with its place, in order of writing."""
    match condition:
        case Name() | Compare() | Member() | Contains():
            return ((condition.name, condition.span),)
    return tuple(found for part in parts(condition) for found in names_in(part))
