"""Agreement with the 98 worked examples of the Commission's draft guidelines on high-risk classification (19 May 2026).

Each example was described as a profile from its description alone. Compared is the use case, not the whole system: a
high-risk example must be high-risk under Annex III, one outside must not fall under the point it illustrates, one
exempted must be exempt under Article 6(3). Where a high-risk example is so by another point, it is named.
"""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from concordance.compile.program import Program
from concordance.engines.walk import Walk
from concordance.pipeline import load_profile
from support import EXAMPLES, ROOT

AT = date(2028, 12, 1)
"""A day on which every requirement applies to every example; classification itself does not turn on it."""
READINGS = {"aia_protected_attributes": "special-categories"}
"""Readings of unsettled law that the guidelines themselves take."""
DISAGREEMENTS = frozenset({"ec-hr-064", "ec-hr-159", "ec-hr-163", "ec-hr-242"})
"""Examples that the corpus decides otherwise; docs/agreement.md explains each with the passage it turns on."""
BY_ANOTHER_POINT = frozenset({"ec-hr-162"})
"""High-risk as the Commission says, by another point than it says: a criminal court assesses a risk of violence. Point
6(a) speaks of law enforcement authorities and of those acting for them, point 8(a) of judicial authorities."""
AT_LEAST = 94


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example: its number, the point of Annex III it illustrates, and what the Commission says of it."""

    id: str
    point: str
    label: str

    @property
    def definition(self) -> str:
        """`5(b)` → `aia.annex_iii_5_b`."""
        return "aia.annex_iii_" + self.point.replace("(", "_").replace(")", "")


@pytest.fixture(scope="module")
def examples(shared_data: Callable[[str], Path]) -> tuple[Example, ...]:
    with shared_data("ec_high_risk_examples.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Example(row["id"], row["annex_iii_point"], row["label"]) for row in csv.DictReader(file))


@dataclass(frozen=True, slots=True)
class Decided:
    """What the corpus says of an example."""

    listed: bool | None
    high_risk: bool | None
    exempt: bool | None

    def agrees(self, label: str) -> bool:
        """Whether that is what the Commission says."""
        match label:
            case "high_risk":
                return self.high_risk is True
            case "outside_use_case":
                return self.listed is False
            case "exempted_art6_3":
                return self.exempt is True
        raise AssertionError(f"the label {label} is new")


def decide(example: Example, program: Program) -> Decided:
    """The example under its own point of Annex III, and under all of them."""
    profile = load_profile(EXAMPLES / "commission" / f"{example.id}.yaml", program)
    walk = Walk(program.dag, dataclasses.replace(profile, chosen={**READINGS, **profile.chosen}).answers)
    names = (example.definition, "aia.high_risk_annex_iii", "aia.exempt_6_3")
    return Decided(*(walk.truth(program.on(AT).definitions[name]) for name in names))


def test_every_example_is_a_profile_and_every_profile_an_example(examples: tuple[Example, ...]) -> None:
    assert len(examples) == 98
    assert {example.id for example in examples} == {path.stem for path in (EXAMPLES / "commission").glob("*.yaml")}


def test_every_point_is_a_definition(examples: tuple[Example, ...], program: Program) -> None:
    assert {example.definition for example in examples} <= program.on(AT).definitions.keys()


def test_at_least_95_of_100_agree_and_the_others_are_explained(examples: tuple[Example, ...], program: Program) -> None:
    differing = {example.id for example in examples if not decide(example, program).agrees(example.label)}
    assert len(examples) - len(differing) >= AT_LEAST, sorted(differing)
    assert differing == DISAGREEMENTS


def test_high_risk_examples_are_so_by_the_point_they_illustrate(
    examples: tuple[Example, ...], program: Program
) -> None:
    elsewhere = {
        example.id
        for example in examples
        if example.label == "high_risk" and example.id not in DISAGREEMENTS and not decide(example, program).listed
    }
    assert elsewhere == BY_ANOTHER_POINT


def test_the_documentation_explains_every_one_of_them() -> None:
    told = (ROOT / "docs" / "agreement.md").read_text(encoding="utf-8")
    assert {number for number in DISAGREEMENTS | BY_ANOTHER_POINT if number not in told} == set()
