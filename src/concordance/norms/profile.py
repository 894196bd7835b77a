"""A profile: what somebody says of one AI system and of the organisation that answers for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from concordance.base.span import Span
from concordance.base.text import Text

FactValue = bool | str | int | float | date | frozenset[str]


@dataclass(frozen=True, slots=True)
class Judgement:
    """A named person's answer to an open legal standard, with the reason."""

    answer: FactValue
    by: str
    reason: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Profile:
    """The facts about a system; what is not in `facts` is unknown.

    `nobody_knows` lists facts that were asked in vain: they stay unknown and are not asked again. `judgements` holds
    the legal standards among the facts, by name; `chosen` the readings somebody picked.
    """

    name: str
    title: Text
    description: Text | None
    facts: dict[str, FactValue]
    places: dict[str, Span] = field(default_factory=dict)
    nobody_knows: frozenset[str] = frozenset()
    judgements: dict[str, Judgement] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> dict[str, FactValue]:
        """Facts, judgements and chosen readings: everything an engine may use."""
        judged = {name: judgement.answer for name, judgement in self.judgements.items()}
        readings: dict[str, FactValue] = {f"reading.{name}": option for name, option in self.chosen.items()}
        return {**self.facts, **judged, **readings}
