"""Membership inference with shadow models (Carlini et al. 2022) against a random forest fitted to COMPAS.

    python examples/compas/shadow.py --shadows 256

Shadow models come in pairs, fitted to a random half and to the other; for each person the scores of the models that saw
them and of those that did not give two normal distributions, and the attack is the ratio of their likelihoods at the
score of the model under attack. The simple attack of `privacy.membership-inference` is printed beside it: it is a lower
bound, as it says.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score

HERE = Path(__file__).parent
Numbers = NDArray[np.float64]


def margins(rows: Numbers, truth: NDArray[np.int64], chosen: NDArray[np.bool_], seed: int) -> Numbers:
    """How sure a forest fitted to the chosen half is of the truth, on the scale of the logit, for everybody."""
    forest = RandomForestClassifier(100, min_samples_leaf=2, random_state=seed, n_jobs=-1)
    sure = forest.fit(rows[chosen], truth[chosen]).predict_proba(rows)[np.arange(len(truth)), truth]
    held = np.clip(sure, 1e-3, 1 - 1e-3)
    return np.asarray(np.log(held / (1 - held)))


def caught(score: Numbers, member: NDArray[np.bool_]) -> float:
    """Members found at one false alarm in a hundred."""
    return float(np.mean(score[member] > np.quantile(score[~member], 0.99)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shadows", type=int, default=64)
    count = parser.parse_args().shadows
    frame = pd.read_csv(HERE / "predictions.csv")
    rows = pd.get_dummies(frame[["age", "priors", "sex", "race", "charge"]], dtype=float).to_numpy()
    truth, draw = frame.reoffended.to_numpy(), np.random.default_rng(0)
    member = draw.random(len(rows)) < 0.5
    drawn = [draw.random(len(rows)) < 0.5 for _ in range(count // 2)]
    halves = np.array([half for first in drawn for half in (first, ~first)])
    shadows = np.array([margins(rows, truth, half, n + 1) for n, half in enumerate(halves)])
    attacked = margins(rows, truth, member, 0)

    def likelihood(seen: NDArray[np.bool_]) -> Numbers:
        kept = np.where(seen, shadows, np.nan)
        return np.asarray(norm.logpdf(attacked, np.nanmean(kept, 0), np.nanstd(kept, 0) + 1e-3))

    ratio = likelihood(halves) - likelihood(~halves)
    for name, score in (("simple", attacked), (f"{count} shadow models", ratio)):
        print(f"{name:<20} AUC {roc_auc_score(member, score):.3f}, members found at 1 % {caught(score, member):.3f}")


if __name__ == "__main__":
    main()
