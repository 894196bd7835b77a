"""Drift: are the cases of today those the system was measured on?"""

from __future__ import annotations

from typing import Any

import numpy as np

from concordance.audit.adapters.table import Table, refuse_holes, require_columns
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import OBSERVED_ONLY, count, french, links, warn
from concordance.audit.spec import Input, Method
from concordance.base.text import Text


@audit(
    id="accuracy.drift",
    title=Text("Drift between two periods", "Dérive entre deux périodes"),
    measures=Text(
        "Column by column, the distance between the cases measured then and the cases seen now, with a p-value.",
        "Colonne par colonne, la distance entre les cas mesurés alors et ceux d’aujourd’hui, avec une valeur p.",
    ),
    why=Text(
        "Accuracy was shown on other cases; when the cases change, the proof expires.",
        "L’exactitude a été montrée sur d’autres cas ; quand les cas changent, la preuve expire.",
    ),
    principles=("accuracy", "robustness"),
    risks=("malfunction",),
    acts=(
        "monitor",
        "ensure",
    ),
    norms=links(examines=("eu/ai-act/72.2", "eu/ai-act/26.5"), informs=("eu/ai-act/15.1",)),
    standards=("NIST AI RMF MEASURE 2.4", "ISO/IEC 42001 A.6.2.6"),
    inputs=(
        Input(
            "table",
            "table",
            Text("the cases of today, with `features` named", "les cas d’aujourd’hui, avec `features` nommés"),
            needs=("features",),
        ),
        Input(
            "reference",
            "table",
            Text("the cases the system was measured on", "les cas sur lesquels le système a été mesuré"),
        ),
    ),
    metrics=("drift-statistic", "drift-p-value"),
    valid_days=90,
    method=Method(
        Text(
            "Two-sample Kolmogorov–Smirnov for numbers, chi-squared with Cramér's V for categories; p-values"
            " corrected by Holm.",
            "Kolmogorov–Smirnov à deux échantillons pour les nombres, khi-deux avec V de Cramér pour les"
            " catégories ; valeurs p corrigées par Holm.",
        ),
        "Smirnov 1948; Pearson 1900; Holm 1979",
        ("scipy", "pandas"),
    ),
    limits=(
        OBSERVED_ONLY,
        Text(
            "With very many rows a harmless shift is significant; with few, a harmful one is not: read the"
            " distance too.",
            "Avec beaucoup de lignes un écart anodin est significatif ; avec peu, un écart grave ne l’est pas"
            " : lisez aussi la distance.",
        ),
        Text(
            "It does not see a change in what the outcome depends on.",
            "Il ne voit pas un changement de ce dont l’issue dépend.",
        ),
    ),
)
def drift(context: Context, *, table: Table, reference: Table) -> Measured:
    """One statistic and one corrected p-value a column."""
    features = table.columns("features")
    require_columns(reference.frame, features, reference.name)
    for given in (table, reference):
        refuse_holes(given.frame, features, given.name)
    tested = {name: _distance(table.frame[name], reference.frame[name]) for name in features}
    corrected = holm({name: p for name, (_, p) in tested.items()})
    n = min(len(table.frame), len(reference.frame))
    estimates: list[Estimate] = []
    findings: list[Finding] = []
    for name, (statistic, _) in tested.items():
        estimates += [
            count("drift-statistic", statistic, n, name),
            count("drift-p-value", corrected[name], n, name),
        ]
        if corrected[name] < 1 - context.level:
            findings.append(
                warn(
                    "accuracy.drift",
                    f"“{name}” has drifted (distance {statistic:.3f}, p {corrected[name]:.2g}).",
                    f"« {name} » a dérivé (distance {french(statistic, '.3f')}, p {french(corrected[name], '.2g')}).",
                    name,
                )
            )
    return Measured(tuple(estimates), tuple(findings))


def _distance(now: Any, then: Any) -> tuple[float, float]:
    from pandas.api.types import is_numeric_dtype
    from scipy.stats import chi2_contingency, ks_2samp

    if is_numeric_dtype(now) and is_numeric_dtype(then):
        found = ks_2samp(now, then)
        return float(found.statistic), float(found.pvalue)
    values = sorted({*now.astype(str)} | {*then.astype(str)})
    counts = np.array([[int((column.astype(str) == v).sum()) for v in values] for column in (now, then)])
    if counts.shape[1] < 2:
        return 0.0, 1.0
    found = chi2_contingency(counts)
    return float(np.sqrt(found.statistic / counts.sum())), float(found.pvalue)


def holm(p_values: dict[str, float]) -> dict[str, float]:
    """Holm's step-down correction."""
    corrected: dict[str, float] = {}
    highest = 0.0
    for rank, (name, p) in enumerate(sorted(p_values.items(), key=lambda item: item[1])):
        highest = max(highest, min(1.0, p * (len(p_values) - rank)))
        corrected[name] = highest
    return corrected
