"""A million predictions in a file, audited for group fairness with 1,000 bootstrap replicates: time and
memory.

    python bench/audit_million.py [rows]

Target: at most 10 s and 2 GiB on two cores, reading and hashing included.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from concordance.audit import Context, audits, run_suite
from concordance.audit.adapters.predictions import Predictions

NAMES = (
    "fairness.impact-ratio",
    "fairness.demographic-parity",
    "fairness.error-rates",
    "fairness.predictive-value",
)


def write(path: Path, rows: int) -> None:
    """Two protected attributes, 2 and 6 groups, error rates that differ by group."""
    rng = np.random.default_rng(0)
    race, sex = rng.choice(list("abcdef"), rows, p=[0.4, 0.25, 0.15, 0.1, 0.06, 0.04]), rng.choice(["f", "m"], rows)
    truth = rng.integers(0, 2, rows)
    decision = (rng.random(rows) < np.where(truth == 1, 0.7, 0.3) + (race == "a") * 0.05).astype(int)
    pd.DataFrame({"decision": decision, "truth": truth, "race": race, "sex": sex}).to_csv(path, index=False)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    audits()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.csv"
        write(path, rows)
        began = time.perf_counter()
        given = Predictions.read(path, decision="decision", truth="truth", protected=["race", "sex"])
        read = time.perf_counter()
        results = run_suite(NAMES, {"predictions": given}, Context(dt.date(2026, 1, 1), replicates=1000))
        done = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    assert all(r.status == "measured" for r in results)
    print(f"{rows:,} rows, {sum(len(r.estimates) for r in results)} estimates, 1,000 replicates")
    print(
        f"read and hash {read - began:.2f} s, audits {done - read:.2f} s, together {done - began:.2f} s, peak"
        f" {peak:.2f} GiB"
    )


if __name__ == "__main__":
    main()
