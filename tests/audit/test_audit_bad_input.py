"""Bad input is refused or marked, with a code and a way out; nothing is averaged away."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from concordance.audit import Context, Verdict, run_audit, run_suite
from concordance.audit.adapters.files import Declaration, Folder, Records
from concordance.audit.adapters.predictions import Predictions
from concordance.audit.adapters.table import Table
from concordance.audit.context import user_threshold
from concordance.audit.evidence import staleness
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.spec import Relation, Source, Threshold
from concordance.audit.system import read_system


def refuses(code: str) -> Any:
    return pytest.raises(AuditRefusedError, match=f"^{code}")


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {"d": [0, 1] * 50, "y": [0, 0, 1, 1] * 25, "g": ["a"] * 50 + ["b"] * 50, "s": np.linspace(0, 1, 100)}
    )


def given(**changes: Any) -> Predictions:
    return Predictions.of_frame(frame().assign(**changes), decision="d", truth="y", score="s", protected=["g"])


def test_lengths_differ() -> None:
    with refuses("audit.length-differs"):
        Predictions.of_arrays([0, 1], [0, 1, 1])


def test_missing_column_names_those_held() -> None:
    with refuses("audit.column-missing") as refused:
        Predictions.of_frame(frame(), decision="decided")
    assert "d, y, g, s" in refused.value.remedy.en


@pytest.mark.parametrize("column", ["d", "y", "g", "s"])
def test_missing_values_name_their_rows(column: str) -> None:
    values = frame()[column].astype(object)
    values[17] = None
    with refuses("audit.missing-values") as refused:
        given(**{column: values})
    assert "17" in refused.value.message.en


def test_missing_protected_attribute(context: Context) -> None:
    bare = Predictions.of_frame(frame(), decision="d", truth="y")
    for name in ("fairness.impact-ratio", "fairness.error-rates"):
        with refuses("audit.attribute-missing"):
            run_audit(name, {"predictions": bare}, context)


def test_single_group(context: Context) -> None:
    with refuses("audit.single-group"):
        run_audit("fairness.impact-ratio", {"predictions": given(g="a")}, context)


@pytest.mark.parametrize(
    "name",
    ["fairness.impact-ratio", "fairness.demographic-parity", "fairness.error-rates", "accuracy.declared"],
)
def test_constant_predictions(name: str, context: Context) -> None:
    with refuses("audit.predictions-constant"):
        run_audit(name, {"predictions": given(d=1)}, context)


def test_single_class_of_truth(context: Context) -> None:
    with refuses("audit.single-class"):
        run_audit("fairness.error-rates", {"predictions": given(y=1)}, context)


def test_three_valued_decisions() -> None:
    with refuses("audit.not-binary"):
        given(d=[0, 1, 2, 1] * 25)


def test_no_rows() -> None:
    with refuses("audit.empty"):
        Predictions.of_frame(frame().iloc[:0], decision="d")


def test_groups_of_three_get_an_interval_and_no_verdict(context: Context) -> None:
    tiny = Predictions.of_arrays([1, 1, 1, 0, 0, 0], protected={"g": ["a", "a", "a", "b", "b", "b"]})
    result = run_audit("fairness.impact-ratio", {"predictions": tiny}, context)
    found = result.estimate("impact-ratio", "g=b")
    assert (found.value, found.n) == (0.0, 3)
    assert found.high is not None
    assert found.high > 0.5
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "fewer than 30" in result.judgements[0].reason.en


def test_a_small_group_does_not_make_the_gap(context: Context) -> None:
    """Three persons all selected are shown, and left out of the gap with a word."""
    odd = Predictions.of_arrays([0, 1] * 100 + [1, 1, 1], protected={"g": ["a", "a", "b", "b"] * 50 + ["c"] * 3})
    result = run_audit("fairness.demographic-parity", {"predictions": odd}, context)
    assert result.estimate("demographic-parity-difference", "g").value == 0.0
    assert [f.places for f in result.findings] == [("c (3)",)]


def test_a_group_too_small_for_five_folds_is_named(context: Context) -> None:
    rows = pd.DataFrame({"x": np.arange(63) % 7, "g": ["a"] * 30 + ["b"] * 30 + ["c"] * 3})
    table = Table.of(rows, features=["x"], protected=["g"])
    result = run_audit("fairness.proxies", {"table": table}, context)
    assert [f.places for f in result.findings if f.code == "fairness.group-left-out"] == [("g=c",)]
    assert {e.subject for e in result.estimates if e.metric == "proxy-auc"} == {"g=a", "g=b"}


@pytest.mark.parametrize("source", [None, "", "  "])
def test_threshold_without_source(source: str | None) -> None:
    with refuses("audit.threshold-without-source"):
        user_threshold("impact-ratio", "at-least", 0.9, source)


def test_threshold_of_the_user_gives_a_verdict_and_names_its_source(context: Context) -> None:
    own = user_threshold("demographic-parity-difference", "at-most", 0.3, "fairness policy 2.1")
    unjudged = run_audit("fairness.demographic-parity", {"predictions": given()}, context)
    result = run_audit("fairness.demographic-parity", {"predictions": given()}, replace(context, thresholds=(own,)))
    assert result.verdict is Verdict.SUPPORTS
    assert "fairness policy 2.1" in result.judgements[0].reason.en
    assert {n.norm: n.verdict for n in result.norms} == {n.norm: n.verdict for n in unjudged.norms}, "it moves no norm"


def test_result_expires_and_knows_its_evidence(context: Context) -> None:
    result = run_audit("fairness.demographic-parity", {"predictions": given()}, context)
    held = {d.name: d.sha256 for d in result.digests}
    assert staleness(result, context.at, held) == ()
    assert [f.code for f in staleness(result, result.valid_until + dt.timedelta(days=1), held)] == ["audit.expired"]
    assert [f.code for f in staleness(result, context.at - dt.timedelta(days=1), held)] == ["audit.from-the-future"]
    assert [f.code for f in staleness(result, context.at, {"predictions": "0" * 64})] == ["audit.foreign-evidence"]


def test_a_suite_keeps_a_refusal_and_goes_on(context: Context) -> None:
    one, two = run_suite(["fairness.impact-ratio", "accuracy.declared"], {"predictions": given(g="a")}, context)
    assert (one.status, one.refusal.code if one.refusal else "", one.norms) == (
        "refused",
        "audit.single-group",
        (),
    )
    assert two.status == "measured"
    assert [f.code for f in staleness(one, context.at, {})] == ["audit.single-group"]


def test_unknown_audit_offers_the_nearest() -> None:
    with refuses("audit.unknown") as refused:
        run_audit("fairness.impact-ration", {}, Context(dt.date(2026, 1, 1)))
    assert "fairness.impact-ratio" in refused.value.remedy.en


def test_missing_and_wrong_inputs(context: Context) -> None:
    with refuses("audit.input-missing"):
        run_audit("fairness.impact-ratio", {}, context)
    with refuses("audit.input-kind"):
        run_audit("fairness.impact-ratio", {"predictions": Records.of([{"a": 1}])}, context)


def test_scores_that_are_no_probabilities(context: Context) -> None:
    for name in ("accuracy.calibration", "oversight.selective-prediction"):
        with refuses("audit.not-a-probability"):
            run_audit(name, {"predictions": given(s=np.linspace(0, 10, 100))}, context)


def test_declaration_without_source(context: Context) -> None:
    with refuses("audit.threshold-without-source"):
        run_audit(
            "accuracy.declared",
            {"predictions": given(), "declared": Declaration.of({"accuracy": 0.9})},
            context,
        )


def test_reference_population_that_does_not_fit(context: Context) -> None:
    table = Table.of(frame())
    for shares in ({"a": 0.5}, {"a": 0.5, "b": 0.6}, {"a": 0.0, "b": 1.0}):
        with refuses("audit.reference-mismatch"):
            run_audit(
                "data.representativeness",
                {"table": table, "population": Declaration.of({"source": "x", "g": shares})},
                context,
            )


def test_items_out_of_range(context: Context) -> None:
    for item in (
        {"log_likelihoods": [0.1], "answer": 0},
        {"log_likelihoods": [0.1, 0.2], "answer": 2},
        {"log_likelihoods": [0.1, float("nan")], "answer": 0},
    ):
        with refuses("audit.item-malformed"):
            run_audit("integrity.choices", {"items": Records.of([item])}, context)


def test_unbalanced_name_swap(context: Context) -> None:
    rows = [{"document": d, "name": n, "group": g, "score": 1.0} for d, n, g in (("x", "Ann", "a"), ("y", "Bo", "b"))]
    with refuses("audit.unbalanced"):
        run_audit("fairness.name-swap", {"swaps": Records.of(rows)}, context)


def test_records_say_which_line_is_no_object(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_text('{"a": 1}\n[2]\n')
    with refuses("audit.not-json") as refused:
        Records.read(tmp_path / "log.jsonl")
    assert refused.value.places == (f"{tmp_path / 'log.jsonl'}:2",)


def test_links_in_a_model_folder(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    (tmp_path / "b.json").symlink_to(tmp_path / "a.json")
    with refuses("audit.link"):
        Folder.read(tmp_path)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sytem = 'x'", "audit.key-unknown"),
        ("[inputs.a]\nkind = 'video'\nfile = 'a'", "audit.kind-unknown"),
        ("[inputs.a]\nkind = 'records'\nfile = '../a'", "audit.path-outside"),
        ("[inputs.a]\nkind = 'table'\nfile = 'a.csv'", "audit.file-missing"),
        ("[thresholds.x]\nat_least = 1", "audit.threshold-without-source"),
        ("[thresholds.x]\nsource = 's'", "audit.threshold-side"),
    ],
)
def test_manifest(text: str, code: str, tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text(text)
    with refuses(code):
        read_system(tmp_path)


def test_folder_without_manifest(tmp_path: Path) -> None:
    with refuses("audit.no-manifest"):
        read_system(tmp_path)


def test_a_threshold_cannot_be_built_without_source() -> None:
    with pytest.raises(ValueError, match="needs a reference"):
        Threshold("x", Relation.AT_LEAST, 1, Source("user", " "))
    with pytest.raises(ValueError, match="unknown kind"):
        Threshold("x", Relation.AT_LEAST, 1, Source("guess", "me"))


def test_a_threshold_of_the_user_moves_no_norm(context: Context) -> None:
    """The user's own limit gives a verdict; only a norm's, a standard's or a declared one can move a norm."""
    own = user_threshold("selection-rate", "at-least", 0.9, "our own wish")
    even = Predictions.of_arrays([0, 1] * 500, protected={"g": ["a", "a", "b", "b"] * 250})
    result = run_audit("fairness.impact-ratio", {"predictions": even}, replace(context, thresholds=(own,)))
    assert result.verdict is Verdict.CONTRADICTS
    assert {n.verdict for n in result.norms if n.norm == "us/uniform-guidelines/1607.4.d"} == {Verdict.INFORMS}


def test_another_duty_does_not_move_the_biometric_one(context: Context) -> None:
    log = Records.of([{"time": "2026-01-01T00:00:00+00:00", "case": ""}], "log")
    duty = Declaration.of({"fields": ["case"], "source": "office rule"})
    result = run_audit("records.completeness", {"log": log, "duty": duty}, context)
    assert result.verdict is Verdict.CONTRADICTS
    assert {n.verdict for n in result.norms} == {Verdict.INFORMS}


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        (
            "records.retention",
            {"log": Records.of([{"time": "2026-01-01T00:00:00+00:00"}]), "use": Declaration.of({})},
        ),
        ("environment.inference", {"use": Declaration.of({"tokens": 1})}),
        ("environment.training", {"training": Declaration.of({"watts": 1})}),
        (
            "transparency.text-watermark",
            {"texts": Records.of([{"text": "x", "marked": True}]), "watermark": Declaration.of({"key": "k"})},
        ),
    ],
)
def test_a_declaration_that_says_too_little(name: str, inputs: dict[str, Any], context: Context) -> None:
    with refuses("audit.field-missing"):
        run_audit(name, inputs, context)


def test_a_work_nobody_gave(context: Context) -> None:
    inputs = {
        "outputs": Records.of([{"text": "x", "work": "b"}]),
        "works": Records.of([{"id": "a", "text": "y"}]),
    }
    with refuses("audit.work-unknown"):
        run_audit("copyright.verbatim", inputs, context)


def test_paths_of_a_declaration_start_from_its_folder(tmp_path: Path) -> None:
    (tmp_path / "signing.toml").write_text("signature = 'model.sig'")
    assert Declaration.read(tmp_path / "signing.toml").path("signature") == tmp_path / "model.sig"


@pytest.mark.parametrize("time", ["yesterday", "2026-10-01T10:00:00", "2026-13-01T10:00:00+00:00"])
def test_times_that_are_none(time: str, context: Context) -> None:
    use = Declaration.of({"in_use_since": "2025-01-01"})
    with refuses("audit.not-a-time"):
        run_audit("records.retention", {"log": Records.of([{"time": time}], "log"), "use": use}, context)
    with refuses("audit.not-a-time"):
        run_audit(
            "oversight.stop",
            {"stops": Records.of([{"requested_at": time, "stopped_at": "2026-10-01T10:00:05+00:00"}])},
            context,
        )
    with refuses("audit.not-a-time"):
        Declaration.of({"in_use_since": "last year"}).day("in_use_since")
