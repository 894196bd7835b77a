"""What somebody without Concordance would write to get the same figures of COMPAS: one function for each audit.

They call fairlearn, aif360, shap, the Adversarial Robustness Toolbox, cleanlab, CodeCarbon, scikit-learn and scipy as
their manuals show it, for the same rows, seeds and numbers of draws as the audits. What they leave out is left out on
purpose: intervals of the group metrics, judgements, limits, digests, words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Rows = NDArray[np.float64]
FEATURES = ["age", "priors_count", "juv_fel_count", "juv_misd_count", "sex_male"]
PROTECTED = ("race", "sex")


@dataclass(frozen=True, slots=True)
class Compas:
    """The 7,214 defendants, a logistic regression on five columns, and the rows that the audits draw (seed 0)."""

    frame: pd.DataFrame
    rows: Rows
    model: Any

    def score(self, rows: Rows) -> Rows:
        """The probability of reoffending."""
        return np.asarray(self.model.predict_proba(rows)[:, 1])

    def drawn(self, most: int) -> Rows:
        """The first rows of the permutation that the audits use."""
        return np.asarray(self.rows[np.random.default_rng(0).permutation(len(self.rows))[:most]])


def group_metrics(compas: Compas, metrics: dict[str, Any], decision: Any) -> None:
    """Fairlearn by group, with differences and ratios."""
    from fairlearn.metrics import MetricFrame

    for attribute in PROTECTED:
        found = MetricFrame(
            metrics=metrics,
            y_true=compas.frame.two_year_recid,
            y_pred=decision,
            sensitive_features=compas.frame[attribute],
        )
        _ = (found.by_group, found.difference(), found.ratio())


def aif360_metrics(compas: Compas) -> list[Any]:
    """The classification metrics of aif360, the largest group against the others."""
    from aif360.datasets import BinaryLabelDataset
    from aif360.metrics import ClassificationMetric

    found = []
    for attribute in PROTECTED:
        table = compas.frame.assign(g=(compas.frame[attribute] == compas.frame[attribute].mode()[0]).astype(int))
        sets = [
            BinaryLabelDataset(
                df=table[["g", column]].rename(columns={column: "y"}),
                label_names=["y"],
                protected_attribute_names=["g"],
            )
            for column in ("two_year_recid", "high")
        ]
        found.append(ClassificationMetric(*sets, [{"g": 0}], [{"g": 1}]))
    return found


def impact_ratio(compas: Compas) -> None:
    from fairlearn.metrics import selection_rate

    group_metrics(compas, {"selection": selection_rate}, 1 - compas.frame.high)
    _ = [m.disparate_impact() for m in aif360_metrics(compas)]


def scoring_rate(compas: Compas) -> None:
    from fairlearn.metrics import selection_rate

    above = (compas.frame.score > compas.frame.score.median()).astype(int)
    group_metrics(compas, {"scoring": selection_rate}, above)


def demographic_parity(compas: Compas) -> None:
    from fairlearn.metrics import demographic_parity_difference

    for attribute in PROTECTED:
        demographic_parity_difference(
            compas.frame.two_year_recid, compas.frame.high, sensitive_features=compas.frame[attribute]
        )


def error_rates(compas: Compas) -> None:
    from fairlearn.metrics import false_negative_rate, false_positive_rate

    group_metrics(compas, {"fpr": false_positive_rate, "fnr": false_negative_rate}, compas.frame.high)
    _ = [(m.average_odds_difference(), m.equal_opportunity_difference()) for m in aif360_metrics(compas)]


def predictive_value(compas: Compas) -> None:
    from sklearn.metrics import precision_score

    group_metrics(compas, {"ppv": precision_score}, compas.frame.high)


def proxies(compas: Compas) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.metrics import roc_auc_score
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    rows, folds = compas.frame[FEATURES[:4]], StratifiedKFold(5, shuffle=True, random_state=0)
    for attribute in PROTECTED:
        groups = compas.frame[attribute].value_counts()
        for name in groups.index[:1] if len(groups) == 2 else groups.index[groups >= 10]:
            target = (compas.frame[attribute] == name).astype(int)
            model = HistGradientBoostingClassifier(random_state=0, max_iter=60)
            guessed = cross_val_predict(model, rows.to_numpy(float), target, cv=folds, method="predict_proba")[:, 1]
            roc_auc_score(target, guessed)
        largest = (compas.frame[attribute] == groups.index[0]).astype(int)
        _ = [roc_auc_score(largest, rows[column]) for column in rows]


def attribute_flip(compas: Compas) -> None:
    turned = compas.rows.copy()
    turned[:, 4] = 1 - turned[:, 4]
    _ = float(np.mean((compas.score(compas.rows) >= 0.5) != (compas.score(turned) >= 0.5)))


def explain(compas: Compas, seed: int) -> tuple[Rows, Rows, Rows]:
    import shap

    drawn = compas.drawn(100)
    masker = shap.maskers.Independent(drawn[:40], max_samples=40)
    explainer = shap.explainers.Permutation(compas.score, masker, seed=seed)
    return drawn[:40], drawn[40:], explainer(drawn[40:], max_evals=2 * drawn.shape[1] + 1, silent=True).values


def additivity(compas: Compas) -> None:
    from scipy.stats import spearmanr

    _, _, once = explain(compas, 0)
    _, _, again = explain(compas, 1)
    spearmanr(np.abs(once).mean(0), np.abs(again).mean(0))


def faithfulness(compas: Compas) -> None:
    background, rows, values = explain(compas, 0)
    draw = np.random.default_rng(2)
    for row, weight in zip(rows, np.abs(values), strict=True):
        before = compas.score(row[None])[0]
        for columns in (np.argsort(-weight)[:2], draw.permutation(len(row))[:2]):
            altered = np.tile(row, (len(background), 1))
            altered[:, columns] = background[:, columns]
            _ = float(np.mean(np.abs(compas.score(altered) - before)))


def recourse(compas: Compas) -> None:
    decided = compas.score(compas.rows) >= 0.5
    favourable, spread = compas.rows[decided], compas.rows.std(0)
    for at in np.random.default_rng(0).permutation(np.flatnonzero(~decided))[:60]:
        row = compas.rows[at]
        near = favourable[np.argsort(np.linalg.norm((favourable - row) / spread, axis=1))[:20]]
        for case in near:
            altered = case.copy()
            if compas.score(altered[None])[0] < 0.5:
                continue
            for column in np.flatnonzero(altered != row):
                trial = altered.copy()
                trial[column] = row[column]
                altered = trial if compas.score(trial[None])[0] >= 0.5 else altered
            break


def noise(compas: Compas) -> None:
    rows = compas.drawn(2000)
    step = np.random.default_rng(1).standard_normal(rows.shape) * rows.std(0)
    before = compas.score(rows) >= 0.5
    _ = [float(np.mean((compas.score(rows + size * step) >= 0.5) != before)) for size in (0.001, 0.01, 0.1)]


def missing_values(compas: Compas) -> None:
    rows = compas.drawn(2000)
    before, medians = compas.score(rows) >= 0.5, np.median(rows, axis=0)
    for column in range(rows.shape[1]):
        altered = rows.copy()
        altered[:, column] = medians[column]
        _ = float(np.mean((compas.score(altered) >= 0.5) != before))


def adversarial(compas: Compas) -> None:
    from art.attacks.evasion import HopSkipJump
    from art.estimators.classification import BlackBoxClassifierNeuralNetwork

    centre, spread = compas.rows.mean(0), compas.rows.std(0)

    def decide(x: Rows) -> Rows:
        decided = (compas.score(np.asarray(x, dtype=float) * spread + centre) >= 0.5).astype(float)
        return np.stack([1 - decided, decided], axis=1)

    box = BlackBoxClassifierNeuralNetwork(decide, input_shape=(5,), nb_classes=2, clip_values=(-20, 20))
    attack = HopSkipJump(box, targeted=False, max_iter=5, max_eval=200, init_eval=20, verbose=False)
    attack.generate(((compas.drawn(20) - centre) / spread).astype(np.float32))


def declared(compas: Compas) -> None:
    from sklearn import metrics

    truth, decision = compas.frame.two_year_recid, compas.frame.high
    for measure in (metrics.accuracy_score, metrics.recall_score, metrics.precision_score):
        measure(truth, decision)
    metrics.recall_score(truth, decision, pos_label=0)
    metrics.roc_auc_score(truth, compas.frame.score)


def calibration(compas: Compas) -> None:
    score, truth = compas.frame.score.to_numpy(), compas.frame.two_year_recid.to_numpy()

    def error(s: Rows, y: Rows) -> float:
        place = np.minimum((s * 10).astype(int), 9)
        size = np.bincount(place, minlength=10)
        gap = np.bincount(place, s, 10) - np.bincount(place, y, 10)
        return float(np.abs(gap).sum() / size.sum())

    draw = np.random.default_rng(0)
    for _ in range(200):
        at = draw.integers(0, len(score), len(score))
        _ = error(score[at], truth[at])
        at = draw.integers(0, len(score), len(score))
        _ = float(np.mean((score[at] - truth[at]) ** 2))
        _ = error(score, (draw.random(len(score)) < score).astype(float))


def drift(compas: Compas) -> None:
    from scipy.stats import ks_2samp

    half = len(compas.frame) // 2
    for column in FEATURES[:4]:
        ks_2samp(compas.frame[column][half:], compas.frame[column][:half])


def selective_prediction(compas: Compas) -> None:
    score, truth = compas.frame.score.to_numpy(), compas.frame.two_year_recid.to_numpy()
    wrong = ((score >= 0.5) != truth)[np.argsort(-np.abs(score - 0.5))]
    _ = [float(wrong[: int(kept * len(wrong))].mean()) for kept in (1.0, 0.9, 0.8, 0.7, 0.5)]


def deferral_by_group(compas: Compas) -> None:
    score, truth = compas.frame.score.to_numpy(), compas.frame.two_year_recid.to_numpy()
    order = np.random.default_rng(0).permutation(len(score))
    fit, test = order[: len(order) // 2], order[len(order) // 2 :]
    quantile = np.quantile(1 - np.where(truth[fit] == 1, score[fit], 1 - score[fit]), 0.9, method="higher")
    both = np.stack([1 - score[test], score[test]], axis=1) >= 1 - quantile
    found = compas.frame.iloc[test].assign(deferred=both.sum(1) != 1, covered=both[np.arange(len(test)), truth[test]])
    _ = [found.groupby(attribute)[["deferred", "covered"]].mean() for attribute in PROTECTED]


def uniqueness(compas: Compas) -> None:
    sizes = compas.frame.groupby(["age", "priors_count", "race", "sex"]).size()
    _ = (int((sizes == 1).sum()), int(sizes.min()))


def membership(compas: Compas) -> None:
    from sklearn.metrics import roc_auc_score

    half = len(compas.frame) // 2
    score, truth = compas.score(compas.rows), compas.frame.two_year_recid.to_numpy()
    loss = -np.log(np.where(truth == 1, score, 1 - score))
    roc_auc_score(np.arange(len(loss)) < half, -loss)
    _ = float(np.mean(loss[:half] < np.quantile(loss[half:], 0.01)))


def schema(compas: Compas) -> None:
    frame = compas.frame
    _ = (int(((frame.age < 18) | (frame.age > 100)).sum()), int((~frame.sex.isin(["Male", "Female"])).sum()))
    _ = (int(frame.id.duplicated().sum()), int(frame.isna().sum().sum()))


def representativeness(compas: Compas) -> None:
    from scipy.stats import chisquare

    counts = compas.frame.sex.value_counts()
    chisquare(counts, np.array([0.5, 0.5]) * counts.sum())


def label_flips(compas: Compas) -> None:
    from cleanlab.filter import find_label_issues
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    rows, codes = compas.frame[FEATURES[:4]].to_numpy(float), compas.frame.two_year_recid.to_numpy()
    folds = StratifiedKFold(5, shuffle=True, random_state=0)
    guesses = [
        cross_val_predict(make_pipeline(StandardScaler(), model), rows, codes, cv=folds, method="predict_proba")
        for model in (LogisticRegression(max_iter=300), KNeighborsClassifier(10))
    ]
    find_label_issues(codes, np.mean(guesses, axis=0), return_indices_ranked_by="self_confidence", n_jobs=1)


def energy(compas: Compas) -> None:
    import logging
    import time

    from codecarbon import OfflineEmissionsTracker

    logging.getLogger("codecarbon").disabled = True
    tracker = OfflineEmissionsTracker(
        country_iso_code="FRA",
        tracking_mode="process",
        save_to_file=False,
        allow_multiple_runs=True,
        measure_power_secs=1,
        log_level="critical",
    )
    tracker.start()
    began = time.perf_counter()
    while time.perf_counter() - began < 1.0:
        compas.score(compas.rows)
    tracker.stop()


BY_HAND = {
    "accuracy.calibration": calibration,
    "accuracy.declared": declared,
    "accuracy.drift": drift,
    "data.representativeness": representativeness,
    "data.schema": schema,
    "environment.run": energy,
    "explainability.additivity": additivity,
    "explainability.faithfulness": faithfulness,
    "explainability.recourse": recourse,
    "fairness.attribute-flip": attribute_flip,
    "fairness.demographic-parity": demographic_parity,
    "fairness.error-rates": error_rates,
    "fairness.impact-ratio": impact_ratio,
    "fairness.predictive-value": predictive_value,
    "fairness.proxies": proxies,
    "fairness.scoring-rate": scoring_rate,
    "oversight.deferral-by-group": deferral_by_group,
    "oversight.selective-prediction": selective_prediction,
    "privacy.membership-inference": membership,
    "privacy.uniqueness": uniqueness,
    "robustness.adversarial": adversarial,
    "robustness.missing-values": missing_values,
    "robustness.noise": noise,
    "security.label-flips": label_flips,
}
