"""The shipped corpus, through its commands: clean, counted, covered."""

from __future__ import annotations

import json

import pytest

from support import ROOT, run_cli


def test_check_is_clean() -> None:
    ran = run_cli("corpus", "check", "--json")
    assert ran.code == 0
    assert json.loads(ran.out) == []


def test_check_says_so_in_words() -> None:
    assert "is clean" in run_cli("corpus", "check", "--corpus", ROOT / "tests" / "bad" / "_good" / "corpus").out


def test_stats_hold_what_was_promised() -> None:
    found = json.loads(run_cli("corpus", "stats", "--json").out)
    act = found["by_instrument"]["eu/ai-act"]
    assert act["norms"] >= 350
    assert act["cases"] >= 2 * 350
    assert act["expectations"] >= 2 * act["operator_norms"]
    assert found["facts"] >= 300
    assert found["instruments"] == len(found["by_instrument"])
    for key in ("norms", "cases", "definitions"):
        assert found[key] == sum(entry[key] for entry in found["by_instrument"].values())


def test_coverage_of_the_ai_act_is_whole() -> None:
    found = json.loads(run_cli("corpus", "coverage", "eu/ai-act", "--json").out)
    assert found["unaccounted"] == []
    assert found["citations_missing"] == []
    listed = set(found["provisions"])
    assert {f"Art. {number}" for number in range(1, 114)} <= listed
    assert {"Art. 4a", "Art. 60a", "Art. 75a", "Art. 75b", "Art. 75c", "Art. 75d"} <= listed
    romans = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV"]
    assert {f"Annex {number}" for number in romans} <= listed
    for label, entry in found["provisions"].items():
        if not entry["encoded"]:
            assert entry["why_not"]["en"], label
            assert entry["why_not"]["fr"], label


def test_facts_are_told_with_all_that_a_form_needs() -> None:
    found = json.loads(run_cli("corpus", "facts", "--json").out)
    assert len(found) > 300
    for fact in found:
        assert fact["question"]["en"].endswith("?") or fact["type"] != "bool", fact["id"]
        assert fact["question"]["fr"]
        assert fact["answered_by"]
        assert isinstance(fact["judgement"], bool)
        if fact["type"] in {"choice", "set"}:
            assert fact["values"]
            assert all(label["en"] and label["fr"] for label in fact["values"].values())
        if fact["type"] in {"number", "money"}:
            assert fact["unit"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_show_and_facts_speak_both_languages(lang: str) -> None:
    shown = run_cli("corpus", "show", "eu/ai-act", "--lang", lang).out
    assert ("Regulation (EU) 2024/1689" if lang == "en" else "Règlement (UE) 2024/1689") in shown
    assert run_cli("corpus", "facts", "--lang", lang).code == 0
