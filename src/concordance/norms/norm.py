"""What a norm is: a structured sentence, with its exceptions, its dates and its place in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from concordance.base.dates import Period
from concordance.base.span import Span
from concordance.base.text import Text
from concordance.norms.condition import Condition

Modality = Literal["obligation", "prohibition", "permission", "power", "right", "commitment"]
Confidence = Literal["confirmed", "secondary", "unverified"]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a statement was taken from, and how sure we are of it."""

    source: str
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Unless:
    """A named, cited exception. It defeats only what it stands under, and may have exceptions of its own."""

    id: str
    cite: str
    when: Condition
    span: Span
    unless: tuple[Unless, ...] = ()
    says: Text | None = None


Parameter = str | int | float | Period | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """What the norm makes its bearer do: a verb, an object and typed parameters (see the corpus format)."""

    verb: str
    object: str
    params: dict[str, Parameter]
    source_text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A concept or a role, derived from facts and other definitions, in the texts named by `in_texts`."""

    id: str
    name: str
    cite: str
    when: Condition
    unless: tuple[Unless, ...]
    in_texts: frozenset[str]
    provenance: Provenance
    span: Span
    role: str = ""
    says: Text | None = None


@dataclass(frozen=True, slots=True)
class Norm:
    """One duty, prohibition, permission, power, right or commitment, as it stands in some texts of an instrument.

    `owed_by` names who must give what a right is a right to; a mere liberty has none.
    """

    id: str
    cite: str
    modality: Modality
    bearers: tuple[str, ...]
    act: Act
    when: Condition
    unless: tuple[Unless, ...]
    applies: str
    in_texts: frozenset[str]
    says: Text
    provenance: Provenance
    article: str
    span: Span
    met: Condition | None = None
    sanction: str = ""
    principles: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    owed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ceiling:
    """A maximum: an amount, a share of turnover, and which of the two counts (`amount` alone, higher, lower).

    `per` says what it is counted for: the whole ("", the rule), each violation, or each violation and day.
    """

    amount: float
    currency: str
    turnover_percent: float | None
    rule: Literal["higher", "lower", "amount"]
    per: Literal["", "violation", "day"] = ""


@dataclass(frozen=True, slots=True)
class Variant:
    """Another rule of the ceiling for some organisations."""

    when: Condition
    rule: Literal["higher", "lower", "amount"]
    cite: str
    span: Span


@dataclass(frozen=True, slots=True)
class Sanction:
    """What a breach can cost at most, who imposes it, on whom, and from when.

    Where `when` holds it takes the place of those it `replaces` (Union institutions: Art. 100 instead of Art. 99).
    """

    id: str
    cite: str
    kind: Literal["fine", "civil-penalty", "order", "other"]
    imposed_by: str
    applies: str
    in_texts: frozenset[str]
    says: Text
    provenance: Provenance
    span: Span
    ceiling: Ceiling | None = None
    variants: tuple[Variant, ...] = field(default=())
    when: Condition | None = None
    replaces: tuple[str, ...] = ()
