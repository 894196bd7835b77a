"""The specification of an audit: what it measures, for which norms, with which weight, and what it cannot
show."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum

from concordance.base.text import Text

__all__ = [
    "AuditSpec",
    "Input",
    "Method",
    "NormLink",
    "Relation",
    "Source",
    "Text",
    "Threshold",
    "Verdict",
    "Weight",
]

_ID = re.compile(r"^[a-z]+(-[a-z0-9]+)*\.[a-z0-9]+(-[a-z0-9]+)*$")
_NORM = re.compile(r"^[a-z0-9-]+(/[a-z0-9-]+)+/[A-Za-z0-9.-]+$")


SOURCES = ("norm", "standard", "declared", "provider", "user")


class Weight(StrEnum):
    """The most that a result can do to a norm.

    SUPPORTS: a pass is evidence of the duty, a failure evidence against it. CONTRADICTS: a failure is
    evidence against it, a pass proves nothing. EXAMINES: the duty is to examine, test or monitor, and having
    measured is part of that, whatever the figure. INFORMS: the figure is worth knowing and decides nothing.
    """

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    EXAMINES = "examines"
    INFORMS = "informs"


class Verdict(StrEnum):
    """What a measurement says about a threshold, or about a norm.

    PARTLY: the measurement is itself part of what the norm asks for, and whether it suffices is open.
    """

    SUPPORTS = "supports"
    PARTLY = "partly"
    CONTRADICTS = "contradicts"
    INCONCLUSIVE = "inconclusive"
    INFORMS = "informs"


class Relation(StrEnum):
    """On which side of a threshold the value has to lie."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"


@dataclass(frozen=True, slots=True)
class Source:
    """Who set a threshold, and when, where that is known.

    A `norm`, a `standard`, the evidence itself that `declared` it (a schema, instructions for use), the `provider` in
    its risk management, or the `user` of the audit.
    """

    kind: str
    reference: str
    set_on: dt.date | None = None

    def __post_init__(self) -> None:
        if self.kind not in SOURCES:
            raise ValueError(f"unknown kind of source {self.kind!r}: {', '.join(SOURCES)}")
        if not self.reference.strip():
            raise ValueError("a source needs a reference")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A limit for every estimate of `metric`. It cannot be built without a source: thresholds are never
    invented."""

    metric: str
    relation: Relation
    value: float
    source: Source


@dataclass(frozen=True, slots=True)
class NormLink:
    """A norm (`eu/ai-act/10.2.f`: instrument and norm id) that the audit speaks to, and with which weight."""

    norm: str
    weight: Weight

    def __post_init__(self) -> None:
        if not _NORM.match(self.norm):
            raise ValueError(f"not a norm reference: {self.norm!r} (want issuer/instrument/norm)")


@dataclass(frozen=True, slots=True)
class Input:
    """One thing the audit needs: a name, a kind (`predictions`, `model`, `table`, `records`…) and plain
    words.

    `needs` names what the thing must hold for the audit to make sense: truth, score, protected; or roles of
    columns.
    """

    name: str
    kind: str
    says: Text
    required: bool = True
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Method:
    """How the figure is made, where that is described, and the distributions whose versions are recorded."""

    says: Text
    reference: str
    packages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditSpec:
    """Everything that is known about an audit before it is run."""

    id: str
    title: Text
    measures: Text
    why: Text
    principles: tuple[str, ...]
    risks: tuple[str, ...]
    norms: tuple[NormLink, ...]
    standards: tuple[str, ...]
    inputs: tuple[Input, ...]
    method: Method
    limits: tuple[Text, ...]
    valid_days: int
    acts: tuple[str, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    metrics: tuple[str, ...] = ()
    tier: str = "audit"
    version: int = 1

    def __post_init__(self) -> None:
        if not _ID.match(self.id):
            raise ValueError(f"not an audit id: {self.id!r} (want room.name)")
        for name in ("principles", "risks", "inputs", "limits", "metrics"):
            if not getattr(self, name):
                raise ValueError(f"{self.id}: {name} may not be empty")
        if self.valid_days <= 0:
            raise ValueError(f"{self.id}: valid_days must be positive")

    def weight_for(self, norm: str) -> Weight | None:
        """The declared weight for one norm, None when the audit does not speak to it."""
        return next((link.weight for link in self.norms if link.norm == norm), None)
