"""The words the corpus is written in: facts, roles, acts, objects, principles, risks, places, events."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from concordance.base.span import Span
from concordance.base.text import Text
from concordance.norms.condition import Condition

FactType = Literal["bool", "choice", "set", "number", "money", "date"]
RoleKind = Literal["operator", "person", "authority", "state", "union", "body"]
PLAYED_KINDS: frozenset[RoleKind] = frozenset({"operator", "person"})
READING_PREFIX = "reading."


@dataclass(frozen=True, slots=True)
class Fact:
    """A question about the world, with the type of its answer.

    `judgement` marks an open legal standard: a named person answers it with a reason. `unit` is fixed per fact.
    `prior` (0 to 1) says how common a yes is; it orders questions and never decides anything.
    """

    name: str
    type: FactType
    question: Text
    help: Text | None
    answered_by: str
    span: Span
    values: dict[str, Text] = field(default_factory=dict)
    unit: str = ""
    judgement: bool = False
    iri: str = ""
    prior: float = 0.5

    @property
    def is_reading(self) -> bool:
        """Whether it is a choice between readings of unsettled law."""
        return self.name.startswith(READING_PREFIX)


@dataclass(frozen=True, slots=True)
class Role:
    """Who bears a norm. Operators and persons are played for a profile, the others are recorded."""

    name: str
    kind: RoleKind
    label: Text
    span: Span
    broader: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """A labelled word in a hierarchy: an act's verb, an object, a principle, a risk, a theme, a place.

    `opposite` names verbs that undo this one, or manners that exclude it; `holds` names what an object may contain;
    `done_by` names the verb by which an object is given to whoever may receive it, where that is not to provide it;
    `local` marks acts done in each place anew, by their verb or their object;
    `maps` names the clauses of management frameworks to which a verb corresponds, by framework.
    """

    name: str
    label: Text
    span: Span
    broader: str = ""
    opposite: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    maps: dict[str, tuple[str, ...]] = field(default_factory=dict)
    done_by: str = ""
    local: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """A moment that deadlines count from; `fact` is the date fact that fixes it, `broader` what it is a case of."""

    name: str
    label: Text
    span: Span
    fact: str = ""
    broader: str = ""


@dataclass(frozen=True, slots=True)
class Implausibility:
    """A combination of facts that cannot be true together."""

    name: str
    never: Condition
    says: Text
    span: Span


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every word of the corpus, by kind and name."""

    facts: dict[str, Fact]
    roles: dict[str, Role]
    acts: dict[str, Term]
    objects: dict[str, Term]
    principles: dict[str, Term]
    risks: dict[str, Term]
    themes: dict[str, Term]
    jurisdictions: dict[str, Term]
    events: dict[str, Event]
    plausibility: tuple[Implausibility, ...]

    def wider_places(self, place: str) -> tuple[str, ...]:
        """The place and every place it lies within, narrowest first."""
        chain = [place]
        while (wider := self.jurisdictions[chain[-1]].broader) and wider not in chain:
            chain.append(wider)
        return tuple(chain)
