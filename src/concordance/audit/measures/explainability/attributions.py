"""Shapley attributions: do they add up, are they stable, do they point at what the model really uses?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.table import Table, refuse_holes
from concordance.audit.context import Context
from concordance.audit.refusal import missing_library
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import MODEL, TABLE, count, french, links, serious, shaped, warn
from concordance.audit.spec import Method
from concordance.audit.stats.intervals import mean
from concordance.base.text import Text

NORMS = links(informs=("eu/ai-act/13.1", "eu/ai-act/13.3.b.iv", "eu/ai-act/14.4.c", "eu/ai-act/86.1", "eu/gdpr/15.1.h"))
Matrix = NDArray[np.float64]


def sampled_rows(context: Context, model: TabularModel, table: Table) -> tuple[Matrix, Matrix]:
    """Background rows and rows to explain, drawn without replacement (options `background`, `rows`)."""
    refuse_holes(table.frame, model.features, table.name)
    rows = table.frame[list(model.features)].to_numpy(dtype=np.float64)
    order = np.random.default_rng(context.seed).permutation(len(rows))
    background, explained = int(context.option("background", 40)), int(context.option("rows", 60))
    return rows[order[:background]], rows[order[background : background + explained]]


def shapley(model: TabularModel, background: Matrix, rows: Matrix, context: Context) -> tuple[Matrix, Matrix]:
    """Attributions of the score and the base values, by permutation sampling with `shap`."""
    try:
        import shap
    except ImportError as error:
        raise missing_library("shap") from error
    masker = shap.maskers.Independent(background, max_samples=len(background))
    explainer = shap.explainers.Permutation(model.score, masker, seed=context.seed)
    found = explainer(rows, max_evals=2 * rows.shape[1] + 1, silent=True)
    return np.asarray(found.values), np.asarray(found.base_values)


@audit(
    id="explainability.additivity",
    title=Text("Additivity of Shapley attributions", "Additivité des attributions de Shapley"),
    measures=Text(
        "The largest difference between a score and the sum of what is attributed to its features.",
        "La plus grande différence entre un score et la somme de ce qui est attribué à ses variables.",
    ),
    why=Text(
        "An explanation that does not add up to the decision explains another decision.",
        "Une explication dont la somme n’est pas la décision en explique une autre.",
    ),
    principles=("explainability", "transparency"),
    risks=("opacity",),
    acts=(
        "explain",
        "provide",
    ),
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.9", "ISO/IEC 42001 A.8.2"),
    inputs=(MODEL, TABLE),
    metrics=("additivity-error", "attribution-rank-correlation"),
    valid_days=365,
    method=Method(
        Text(
            "Permutation Shapley values against a background sample; the same again with another seed,"
            " compared by rank correlation of the mean absolute attributions.",
            "Valeurs de Shapley par permutation contre un échantillon de fond ; puis avec une autre graine,"
            " comparées par corrélation de rang des attributions absolues moyennes.",
        ),
        "Lundberg and Lee 2017",
        ("shap", "numpy", "scikit-learn"),
    ),
    limits=(
        Text(
            "Attributions describe the model, not the world: a cause in the model is no cause in life.",
            "Les attributions décrivent le modèle, pas le monde.",
        ),
        Text(
            "Correlated features share attributions in ways that depend on the background.",
            "Des variables corrélées se partagent les attributions selon le fond choisi.",
        ),
        Text(
            "It does not show that a person understands the explanation.",
            "Il ne montre pas qu’une personne comprend l’explication.",
        ),
    ),
)
def additivity(context: Context, *, model: TabularModel, table: Table) -> Measured:
    """Exactness of the sum, and stability of the ranking over seeds."""
    background, rows = sampled_rows(context, model, table)
    values, base = shapley(model, background, rows, context)
    error = float(np.max(np.abs(base + values.sum(1) - model.score(rows))))
    again, _ = shapley(model, background, rows, Context(context.at, context.seed + 1))
    rho = _rank_correlation(np.abs(values).mean(0), np.abs(again).mean(0))
    findings = (
        [
            serious(
                "explainability.not-additive",
                f"Attributions miss the score by up to {error:.2g}.",
                f"Les attributions manquent le score jusqu’à {french(error, '.2g')}.",
            )
        ]
        if error > 1e-6
        else []
    )
    return Measured(
        (count("additivity-error", error, len(rows)), count("attribution-rank-correlation", rho, len(rows))),
        tuple(findings),
    )


def _rank_correlation(a: Any, b: Any) -> float:
    from scipy.stats import spearmanr

    return 1.0 if len(a) < 2 else float(np.nan_to_num(spearmanr(a, b).statistic, nan=1.0))


@audit(
    id="explainability.faithfulness",
    title=Text("Faithfulness of attributions", "Fidélité des attributions"),
    measures=Text(
        "How much more the score moves when the features ranked highest are replaced than when as many are"
        " replaced at random.",
        "De combien le score bouge davantage quand on remplace les variables les mieux classées plutôt"
        " qu’autant au hasard.",
    ),
    why=Text(
        "An explanation must name what the decision rests on, not what sounds plausible.",
        "Une explication doit nommer ce sur quoi la décision repose, pas ce qui semble plausible.",
    ),
    principles=("explainability",),
    risks=("opacity",),
    acts=(
        "explain",
        "provide",
    ),
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.9",),
    inputs=(MODEL, TABLE),
    metrics=("faithfulness-gain",),
    valid_days=365,
    method=Method(
        Text(
            "The top half of the features by absolute attribution is replaced by background values, and as"
            " many random ones; mean difference of score changes with a normal interval.",
            "La moitié supérieure des variables par attribution absolue est remplacée par des valeurs de"
            " fond, puis autant au hasard ; différence moyenne avec intervalle normal.",
        ),
        "Samek et al. 2017 (deletion)",
        ("shap", "numpy", "scikit-learn"),
    ),
    limits=(
        Text(
            "Replaced rows may be unlike any real person, where the model was never trained.",
            "Les lignes remplacées peuvent ne ressembler à personne, là où le modèle n’a pas appris.",
        ),
    ),
)
def faithfulness(context: Context, *, model: TabularModel, table: Table) -> Measured:
    """Deletion by attribution against deletion at random. Option `attribution` "random" is the negative
    control."""
    background, rows = sampled_rows(context, model, table)
    draw = np.random.default_rng(context.seed + 2)
    values, _ = shapley(model, background, rows, context)
    claimed = table.roles.get("attributions")
    weights = (
        np.abs(values) if claimed is None else np.tile(np.abs(np.asarray(claimed, dtype=np.float64)), (len(rows), 1))
    )
    half = max(1, rows.shape[1] // 2)
    gains = [_moved(model, row, weight, half, background, draw) for row, weight in zip(rows, weights, strict=True)]
    interval = mean(gains, context.level)
    estimate = shaped("faithfulness-gain", interval, len(rows), context.level, "normal", unit="score")
    doubt = interval.low is None or interval.low <= 0
    words = (
        "The attributions single out features no better than chance.",
        "Les attributions ne désignent pas mieux que le hasard.",
    )
    return Measured((estimate,), (warn("explainability.unfaithful", *words),) if doubt else ())


def _moved(
    model: TabularModel, row: Matrix, weight: Matrix, half: int, background: Matrix, draw: np.random.Generator
) -> float:
    ranked = np.argsort(-weight, kind="stable")[:half]
    chance = draw.permutation(len(row))[:half]
    before = float(model.score(row[None])[0])

    def change(columns: Any) -> float:
        altered = np.tile(row, (len(background), 1))
        altered[:, columns] = background[:, columns]
        return float(np.mean(np.abs(model.score(altered) - before)))

    return change(ranked) - change(chance)
