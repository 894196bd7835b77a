"""Every refusal has a text and a remedy in both languages, and every code of the room is one of them."""

from __future__ import annotations

import ast
import string
from pathlib import Path

import pytest

from concordance.evidence.errors import EvidenceError
from concordance.evidence.refusals import REFUSALS

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "src/concordance/evidence").glob("*.py"), *(ROOT / "src/concordance/doors/cli").glob("log*.py")]


def names(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name}


def calls() -> list[tuple[str, set[str]]]:
    """(code, names of the details given) of every EvidenceError in the source."""
    nodes = (node for path in SOURCES for node in ast.walk(ast.parse(path.read_text())))
    return [
        (ast.literal_eval(node.args[0]), {str(word.arg) for word in node.keywords} - {"where"})
        for node in nodes
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "EvidenceError"
    ]


def test_codes_in_the_source_are_those_in_the_catalogue() -> None:
    assert {code for code, _ in calls()} == set(REFUSALS)


@pytest.mark.parametrize(("code", "given"), calls())
def test_every_message_gets_its_details(code: str, given: set[str]) -> None:
    assert names(REFUSALS[code].en) <= given


@pytest.mark.parametrize("code", REFUSALS)
def test_both_languages(code: str) -> None:
    refusal = REFUSALS[code]
    assert names(refusal.en) == names(refusal.fr)
    assert refusal.en != refusal.fr
    assert refusal.help("en") != refusal.help("fr")


def test_every_code_is_in_the_specification() -> None:
    text = (ROOT / "spec/evidence-log.md").read_text()
    assert [code for code in REFUSALS if f"`{code}`" not in text] == []


def test_the_place_comes_first() -> None:
    error = EvidenceError("entry-oversized", where="entry 3", got=70_000, most=65_535)
    assert error.message == "entry 3: the entry has 70000 bytes, the limit is 65535"
    assert error.text("fr") == "entry 3: l'entrée a 70000 octets, la limite est 65535"
    assert str(error).startswith("[entry-oversized] ")


def test_a_refusal_is_also_a_problem() -> None:
    problem = EvidenceError("entry-empty", where="entry 3").problem("fr")
    assert (problem.code, problem.places[0].path) == ("entry-empty", "entry 3")
    assert problem.message == "entry 3: l'entrée est vide"
    assert problem.help == REFUSALS["entry-empty"].help("fr")
