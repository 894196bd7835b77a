"""The reference pages are what the code and the corpus say today."""

from __future__ import annotations

import csv
import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from pages import ROOT, anchors

from concordance.norms.score import Score


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    """`docs/generate.py`, imported."""
    spec = importlib.util.spec_from_file_location("generate_docs", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_up_to_date(generate: ModuleType) -> None:
    rendered: dict[Path, str] = generate.render()
    stale = [
        path.relative_to(ROOT).as_posix()
        for path, text in rendered.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    left = set((ROOT / "docs" / "reference" / "schemas").glob("*.json")) - set(rendered)
    assert not stale, "run `python docs/generate.py` and read the difference"
    assert not left, "run `python docs/generate.py`: these schemas are no longer exported"


def test_every_fact_and_command_has_its_heading(generate: ModuleType, score: Score) -> None:
    facts = anchors(ROOT / "docs" / "reference" / "facts.md")
    assert {name.replace(".", "") for name in score.vocabulary.facts} <= facts
    commands = anchors(ROOT / "docs" / "reference" / "commands.md")
    assert {path.replace(" ", "-") for path, _ in generate.every_command()} <= commands


def test_a_field_without_meaning_and_a_meaning_without_field_are_refused(generate: ModuleType) -> None:
    generate.refuse_gaps({"Duty": ["norm"]}, {"Duty": {"norm": "the norm"}})
    with pytest.raises(ValueError, match=r"without meaning \['Duty.act'\]"):
        generate.refuse_gaps({"Duty": ["norm", "act"]}, {"Duty": {"norm": "the norm"}})
    with pytest.raises(ValueError, match=r"not there \['Duty.act'\]"):
        generate.refuse_gaps({"Duty": ["norm"]}, {"Duty": {"norm": "the norm", "act": "the act"}})


def test_bars_in_cells_do_not_break_a_table(generate: ModuleType) -> None:
    assert generate.table(["a"], [["x|y"]]).splitlines()[-1] == "| x\\|y |"


@pytest.mark.parametrize(
    ("framework", "file"), [("iso-42001", "iso_iec_42001_2023.csv"), ("nist-ai-rmf", "nist_ai_rmf_1.0.csv")]
)
def test_verbs_map_to_clauses_that_exist(
    framework: str, file: str, score: Score, shared_data: Callable[[str], Path]
) -> None:
    with shared_data(f"instrument_identifiers/{file}").open(encoding="utf-8", newline="") as lines:
        known = {row["ref"] for row in csv.DictReader(lines)}
    mapped = {clause for verb in score.vocabulary.acts.values() for clause in verb.maps.get(framework, ())}
    assert len(mapped) >= 20
    assert mapped <= known
