"""Every refusal of this server has a page: what it means, in both languages, an example and a way out."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from concordance.doors.web.refusals import STATUS_OF
from concordance.registry.refusals_texts import CATALOGUE

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "reference" / "problems"
DOORS = [ROOT / "src" / "concordance" / "doors" / name for name in ("web", "api")]
PREFIX = {"problem": "", "Problem": "", "bad": "bad-"}
"""Functions that make a refusal, and what stands before the code that is their first argument."""


def codes() -> Iterator[str]:
    """Every code that the doors make, read from their source."""
    for path in (path for folder in DOORS for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in PREFIX and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    yield PREFIX[node.func.id] + str(first.value)


OWN = sorted(set(codes()) - set(CATALOGUE))


def test_codes_are_found() -> None:
    assert {"not-allowed", "token-refused", "bad-password", "body-too-large"} <= set(OWN)


@pytest.mark.parametrize("code", OWN)
def test_every_code_has_a_page(code: str) -> None:
    text = (PAGES / f"{code}.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {code}\n")
    assert "\n*En français :* " in text
    assert "\n## Example\n" in text
    assert "\n## Remedy\n" in text
    assert f"]({code}.md)" in (PAGES / "README.md").read_text(encoding="utf-8")
    if code in STATUS_OF and "\nStatus " in text:
        assert f"Status {STATUS_OF[code]}" in text
