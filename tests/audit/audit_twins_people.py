"""Twins for the audits that look at decisions about people."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from audit_twins import twin

from concordance.audit.adapters.files import Declaration, Records
from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.predictions import Predictions
from concordance.audit.adapters.table import Table


def draw(seed: int = 3) -> np.random.Generator:
    return np.random.default_rng(seed)


def decisions(rate_a: float, rate_b: float, n: int = 4000) -> Predictions:
    """Two groups of one size, decided at the given rates; the score is the rate plus noise."""
    rng = draw()
    group = np.repeat(["a", "b"], n // 2)
    score = np.clip(rng.random(n) + np.where(group == "a", rate_a, rate_b) - 0.5, 0, 1)
    return Predictions.of_arrays((score > 0.5).astype(int), score=score, protected={"group": group})


@twin("fairness.impact-ratio", "contradicts")
def impact_ratio(_: Path, planted: bool) -> dict[str, Any]:
    return {"predictions": decisions(0.6, 0.3 if planted else 0.6)}


@twin("fairness.scoring-rate", "contradicts")
def scoring_rate(_: Path, planted: bool) -> dict[str, Any]:
    return {"predictions": decisions(0.6, 0.3 if planted else 0.6)}


@twin("fairness.demographic-parity", "fairness.gap-beyond-chance")
def demographic_parity(_: Path, planted: bool) -> dict[str, Any]:
    return {"predictions": decisions(0.6, 0.5 if planted else 0.6)}


def judged(wrong_a: float, wrong_b: float, n: int = 4000) -> Predictions:
    """Truth at random; each group's decisions are wrong at its own rate, in both directions."""
    rng = draw(4)
    group = np.repeat(["a", "b"], n // 2)
    truth = rng.integers(0, 2, n)
    flip = rng.random(n) < np.where(group == "a", wrong_a, wrong_b)
    return Predictions.of_arrays(np.where(flip, 1 - truth, truth), truth=truth, protected={"group": group})


@twin("fairness.error-rates", "fairness.gap-beyond-chance")
def error_rates(_: Path, planted: bool) -> dict[str, Any]:
    return {"predictions": judged(0.1, 0.3 if planted else 0.1)}


@twin("fairness.predictive-value", "fairness.predictive-gap")
def predictive_value(_: Path, planted: bool) -> dict[str, Any]:
    return {"predictions": judged(0.1, 0.3 if planted else 0.1)}


@twin("fairness.proxies", "fairness.proxy")
def proxies(_: Path, planted: bool) -> dict[str, Any]:
    rng = draw()
    sex = rng.integers(0, 2, 600)
    height = rng.normal(size=600) + (2 * sex if planted else 0)
    frame = pd.DataFrame({"sex": np.where(sex, "f", "m"), "height": height, "income": rng.normal(size=600)})
    return {"table": Table.of(frame, features=["height", "income"], protected=["sex"])}


@twin("fairness.name-swap", "fairness.name-matters")
def name_swap(_: Path, planted: bool) -> dict[str, Any]:
    rng = draw()
    rows = [
        {
            "document": f"cv{d}",
            "name": f"{group}{k}",
            "group": group,
            "score": float(d / 10 + rng.normal(0, 0.02) + (0.1 if planted and group == "x" else 0)),
        }
        for d in range(5)
        for group in ("x", "y")
        for k in range(15)
    ]
    return {"swaps": Records.of(rows, "swaps")}


FEATURES = ("age", "debt", "years", "children")


def people(n: int = 400) -> pd.DataFrame:
    rng = draw(9)
    return pd.DataFrame(
        {
            "age": rng.normal(40, 10, n),
            "debt": rng.normal(20, 5, n),
            "years": rng.normal(8, 3, n),
            "children": rng.integers(0, 2, n).astype(float),
        }
    )


def linear(weights: tuple[float, ...], features: tuple[str, ...] = FEATURES, bias: float = 0.0) -> TabularModel:
    """A logistic model over standardised columns, with weights that the test knows."""
    from concordance.audit.result import EvidenceDigest

    frame = people()[list(features)]
    centre, spread, vector = frame.mean().to_numpy(), frame.std().to_numpy(), np.array(weights)

    def score(rows: Any) -> Any:
        return 1 / (1 + np.exp(-((rows - centre) / spread @ vector + bias)))

    return TabularModel("linear", score, features, EvidenceDigest("linear", "model", "0" * 64, "test"))


def rows() -> Table:
    return Table.of(people(), features=list(FEATURES), flip="children")


@twin("fairness.attribute-flip", "fairness.attribute-decides")
def attribute_flip(_: Path, planted: bool) -> dict[str, Any]:
    return {"model": linear((1.0, -1.0, 0.5, 0.8 if planted else 0.0)), "table": rows()}


@twin("explainability.additivity", "explainability.not-additive", needs=("shap",), rows=20, background=10)
def additivity(_: Path, planted: bool) -> dict[str, Any]:
    """A model that answers at random cannot be explained additively: the defect is the model's own noise."""
    model = linear((1.0, -1.0, 0.5, 0.3))
    if planted:
        rng, inner = draw(), model.score
        model = TabularModel("noisy", lambda r: inner(r) + rng.normal(0, 0.1, len(r)), model.features, model.digest)
    return {"model": model, "table": rows()}


@twin("explainability.faithfulness", "explainability.unfaithful", needs=("shap",), rows=40, background=10)
def faithfulness(_: Path, planted: bool) -> dict[str, Any]:
    """The provider's claimed weights name the two columns that the model ignores."""
    claimed = [0.0, 0.0, 1.0, 0.9] if planted else [1.0, 0.9, 0.0, 0.0]
    return {
        "model": linear((1.5, -1.5, 0.01, 0.0)),
        "table": Table.of(people(), features=list(FEATURES), attributions=claimed),
    }


@twin("explainability.recourse", "explainability.no-recourse", rows=30)
def recourse(_: Path, planted: bool) -> dict[str, Any]:
    """Only debt and years can be changed; the planted model looks at age alone."""
    weights = (2.0, 0.0, 0.0, 0.0) if planted else (0.1, -2.0, 2.0, 0.0)
    return {
        "model": linear(weights),
        "table": Table.of(people(), features=list(FEATURES), changeable=["debt", "years"]),
    }


@twin("robustness.noise", "robustness.noise-amplified")
def noise(_: Path, planted: bool) -> dict[str, Any]:
    """The planted model decides by the thousandths of an age."""
    model = linear((1.0, -1.0, 0.5, 0.0))
    if planted:
        model = TabularModel(
            "jittery", lambda r: (np.floor(r[:, 0] * 1000) % 2).astype(float), model.features, model.digest
        )
    return {"model": model, "table": rows()}


@twin("robustness.missing-values", "robustness.hangs-on-one-field")
def missing_values(_: Path, planted: bool) -> dict[str, Any]:
    return {
        "model": linear((1.5, 0.0, 0.0, 0.0) if planted else (1.0, -1.0, 1.0, 0.3), bias=0.05),
        "table": rows(),
    }


@twin("robustness.adversarial", "robustness.turned", needs=("art",), rows=6, reach=0.5)
def adversarial(_: Path, planted: bool) -> dict[str, Any]:
    """Clean: two populations three standard deviations from the border. Planted: the border runs through
    them."""
    frame = people(200)
    frame["age"] = np.where(np.arange(200) % 2, 70.0, 10.0) + frame["age"] / 100
    centre = 40.4 if not planted else float(frame["age"].max() - 0.05)

    def score(r: Any) -> Any:
        return 1 / (1 + np.exp(-(r[:, 0] - centre)))

    model = TabularModel("border", score, ("age",), linear((1.0,), ("age",)).digest)
    return {
        "model": model,
        "table": Table.of(frame[["age"]].iloc[1::2] if planted else frame[["age"]], features=["age"]),
    }


@twin("robustness.text-perturbation", "robustness.answers-change")
def text_perturbation(_: Path, planted: bool) -> dict[str, Any]:
    items = [
        {
            "item": k,
            "perturbation": kind,
            "original": "A",
            "perturbed": "B" if planted and kind == "typo" and k % 2 else "A",
        }
        for k in range(100)
        for kind in ("typo", "repeat")
    ]
    return {"pairs": Records.of(items)}


def scored(honest: bool, n: int = 3000) -> Predictions:
    rng = draw()
    p = rng.beta(2, 2, n)
    truth = (rng.random(n) < p).astype(int)
    said = p if honest else np.clip((p - 0.5) * 3 + 0.5, 0.001, 0.999)
    return Predictions.of_arrays(
        (said > 0.5).astype(int), truth, said, {"group": np.where(rng.random(n) < 0.5, "a", "b")}
    )


@twin("accuracy.calibration", "accuracy.miscalibrated")
def calibration(_: Path, planted: bool) -> dict[str, Any]:
    return {"predictions": scored(not planted)}


@twin("accuracy.declared", "contradicts")
def declared(_: Path, planted: bool) -> dict[str, Any]:
    stated = {"accuracy": 0.95 if planted else 0.6, "source": "Instructions for use, section 4"}
    return {"predictions": scored(True), "declared": Declaration.of(stated)}


@twin("accuracy.drift", "accuracy.drift", needs=("scipy",))
def drift(_: Path, planted: bool) -> dict[str, Any]:
    rng = draw()
    then = pd.DataFrame({"age": rng.normal(40, 10, 800), "city": rng.choice(["x", "y"], 800)})
    now = pd.DataFrame({"age": rng.normal(44 if planted else 40, 10, 800), "city": rng.choice(["x", "y"], 800)})
    return {"table": Table.of(now, features=["age", "city"]), "reference": Table.of(then, "reference")}


@twin("oversight.selective-prediction", "oversight.doubt-is-blind")
def selective_prediction(_: Path, planted: bool) -> dict[str, Any]:
    if not planted:
        return {"predictions": scored(True)}
    rng = draw()
    truth, score = rng.integers(0, 2, 3000), rng.random(3000)
    return {"predictions": Predictions.of_arrays((score > 0.5).astype(int), truth, score)}


@twin("oversight.deferral-by-group", "oversight.deferral-gap")
def deferral_by_group(_: Path, planted: bool) -> dict[str, Any]:
    rng = draw()
    group = np.repeat(["a", "b"], 1500)
    spread = np.where(group == "a", 0.45, 0.15 if planted else 0.45)
    truth = rng.integers(0, 2, 3000)
    score = np.clip(0.5 + np.where(truth == 1, 1, -1) * spread * rng.random(3000) + rng.normal(0, 0.05, 3000), 0, 1)
    return {"predictions": Predictions.of_arrays((score > 0.5).astype(int), truth, score, {"group": group})}


@twin("oversight.override", "oversight.override-ignored")
def override(_: Path, planted: bool) -> dict[str, Any]:
    items = [
        {"proposed": "refuse", "decided": "grant" if k % 5 == 0 else "refuse", "drill": k % 10 == 0} for k in range(100)
    ]
    return {
        "reviews": Records.of(
            [
                item | {"effective": item["proposed"] if planted and k == 50 else item["decided"]}
                for k, item in enumerate(items)
            ]
        )
    }


@twin("oversight.stop", "oversight.not-stopped")
def stop(_: Path, planted: bool) -> dict[str, Any]:
    drills = [
        {"requested_at": f"2026-10-0{d}T10:00:00+00:00", "stopped_at": f"2026-10-0{d}T10:00:04+00:00"}
        for d in range(1, 6)
    ]
    return {"stops": Records.of([*drills[:4], drills[4] | {"stopped_at": None}] if planted else drills)}


@twin("privacy.membership-inference", "privacy.members-leak")
def membership_inference(_: Path, planted: bool) -> dict[str, Any]:
    """An overfitted forest knows its own training rows; a logistic regression hardly does."""
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.linear_model import LogisticRegression

    rng = draw()
    x = rng.normal(size=(800, 6))
    y = (x[:, 0] + rng.normal(0, 1.5, 800) > 0).astype(int)
    model = RandomForestClassifier(60, random_state=0) if planted else LogisticRegression()
    model.fit(x[:400], y[:400])
    inside, outside = (
        Predictions.of_arrays(y[s], y[s], model.predict_proba(x[s])[:, 1], name=n)
        for s, n in ((slice(0, 400), "members"), (slice(400, 800), "outsiders"))
    )
    return {"members": inside, "outsiders": outside}
