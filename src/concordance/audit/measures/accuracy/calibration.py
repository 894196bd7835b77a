"""Calibration: does a probability of 70 % come true seven times in ten?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.predictions import Predictions
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Measured
from concordance.audit.shaping import (
    OBSERVED_ONLY,
    count,
    french,
    links,
    predictions_with,
    shaped,
    share,
    warn,
)
from concordance.audit.spec import Method
from concordance.audit.stats.bootstrap import row_bootstrap
from concordance.base.text import Text

Numbers = NDArray[np.float64]
BINS = 10


def expected_calibration_error(score: Numbers, truth: NDArray[np.int8]) -> float:
    """Mean distance between score and frequency over ten equally wide bins, weighted by size (Naeini et al.
    2015)."""
    place = np.minimum((score * BINS).astype(np.int64), BINS - 1)
    gaps = np.bincount(place, weights=score - truth, minlength=BINS)
    return float(np.abs(gaps).sum() / len(score))


@audit(
    id="accuracy.calibration",
    title=Text("Calibration of probabilities", "Calibration des probabilités"),
    measures=Text(
        "The expected calibration error and the Brier score, beside the error that a perfectly calibrated"
        " score would show by chance.",
        "L’erreur de calibration attendue et le score de Brier, à côté de l’erreur qu’un score parfaitement"
        " calibré montrerait par hasard.",
    ),
    why=Text(
        "People who weigh a probability must be able to take it at its word.",
        "Qui pèse une probabilité doit pouvoir la prendre au mot.",
    ),
    principles=("accuracy", "information-integrity"),
    risks=("malfunction",),
    acts=(
        "declare",
        "ensure",
        "test",
    ),
    norms=links(examines=("eu/ai-act/9.6",), informs=("eu/ai-act/15.1", "eu/ai-act/13.3.b.ii", "eu/ai-act/14.4.b")),
    standards=("NIST AI RMF MEASURE 2.5", "ISO/IEC TS 4213:2022"),
    inputs=(predictions_with("truth", "score"),),
    metrics=(
        "expected-calibration-error",
        "calibration-error-by-chance",
        "brier-score",
        "mean-score",
        "observed-frequency",
    ),
    valid_days=180,
    version=2,
    method=Method(
        Text(
            "Ten equal bins; bootstrap interval; chance level by drawing outcomes from the scores themselves.",
            "Dix classes égales ; intervalle bootstrap ; niveau du hasard en tirant les issues selon les"
            " scores eux-mêmes.",
        ),
        "Naeini et al. 2015; Bröcker and Smith 2007",
        ("numpy", "pandas"),
    ),
    limits=(
        OBSERVED_ONLY,
        Text(
            "The error depends on the bins, and is biased upward in small samples.",
            "L’erreur dépend des classes, et est biaisée vers le haut en petit échantillon.",
        ),
    ),
)
def calibration(context: Context, *, predictions: Predictions) -> Measured:
    """Scores must be probabilities."""
    truth, score = predictions.known_truth(), predictions.known_score()
    if score.min() < 0 or score.max() > 1:
        raise AuditRefusedError(
            "audit.not-a-probability",
            Text(
                f"Scores run from {score.min():g} to {score.max():g}.",
                f"Les scores vont de {score.min():g} à {score.max():g}.",
            ),
            Text(
                "Calibration needs probabilities between 0 and 1.",
                "La calibration demande des probabilités entre 0 et 1.",
            ),
            (predictions.name,),
        )
    replicates = min(context.replicates, 200)
    error = row_bootstrap(
        lambda at: expected_calibration_error(score[at], truth[at]),
        len(score),
        replicates,
        context.seed,
        context.level,
    )
    brier = row_bootstrap(
        lambda at: float(np.mean((score[at] - truth[at]) ** 2)),
        len(score),
        replicates,
        context.seed,
        context.level,
    )
    draw = np.random.default_rng(context.seed + 1)
    alike = [
        expected_calibration_error(score, (draw.random(len(score)) < score).astype(np.int8)) for _ in range(replicates)
    ]
    chance = float(np.quantile(alike, context.level))
    estimates = (
        shaped("expected-calibration-error", error, len(score), context.level, "bootstrap-percentile"),
        count("calibration-error-by-chance", chance, len(score)),
        shaped("brier-score", brier, len(score), context.level, "bootstrap-percentile"),
        *_curve(score, truth, context.level),
    )
    words = (
        f"The calibration error is {error.value:.3f}; a calibrated score would stay under {chance:.3f}.",
        f"L’erreur de calibration est {french(error.value, '.3f')} ; un score calibré resterait sous"
        f" {french(chance, '.3f')}.",
    )
    return Measured(estimates, (warn("accuracy.miscalibrated", *words),) if (error.value or 0) > chance else ())


def _curve(score: Numbers, truth: NDArray[np.int8], level: float) -> list[Estimate]:
    """The points of the reliability curve: in each bin that is not empty, the mean score and how often it came true."""
    place = np.minimum((score * BINS).astype(np.int64), BINS - 1)
    points: list[Estimate] = []
    for bin_ in np.unique(place):
        inside = place == bin_
        subject, n = f"score={bin_ / BINS:.1f}–{(bin_ + 1) / BINS:.1f}", int(inside.sum())
        points.append(count("mean-score", float(score[inside].mean()), n, subject))
        points.append(share("observed-frequency", int(truth[inside].sum()), n, level, subject))
    return points
