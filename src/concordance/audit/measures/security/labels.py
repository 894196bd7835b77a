"""Poisoned or flipped labels: rows whose label the rest of the data contradicts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.table import Table, refuse_holes
from concordance.audit.context import Context
from concordance.audit.refusal import missing_library
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import OBSERVED_ONLY, links, share, warn
from concordance.audit.spec import Input, Method
from concordance.base.text import Text


@audit(
    id="security.label-flips",
    title=Text("Flipped or poisoned labels", "Étiquettes inversées ou empoisonnées"),
    measures=Text(
        "The share of rows whose label is contradicted, with confidence, by models trained on the other rows.",
        "La part des lignes dont l’étiquette est contredite, avec assurance, par des modèles appris sur les"
        " autres lignes.",
    ),
    why=Text(
        "A few per cent of wrong labels, put there on purpose or by haste, bend a model.",
        "Quelques pour cent d’étiquettes fausses, par malveillance ou par hâte, faussent un modèle.",
    ),
    principles=("security", "data-governance"),
    risks=("cyber", "malfunction"),
    acts=(
        "examine",
        "ensure",
        "protect",
    ),
    norms=links(examines=("eu/ai-act/10.2.h",), informs=("eu/ai-act/15.5", "eu/ai-act/10.3")),
    standards=("NIST AI RMF MEASURE 2.7", "ISO/IEC 42001 A.7.4", "ISO/IEC 5259-2:2024"),
    inputs=(
        Input(
            "table",
            "table",
            Text(
                "labelled rows, with `features` and `label` named",
                "lignes étiquetées, avec `features` et `label` nommés",
            ),
            needs=(
                "features",
                "label",
            ),
        ),
    ),
    metrics=("suspect-labels",),
    valid_days=365,
    method=Method(
        Text(
            "Confident learning: out-of-fold probabilities (logistic regression and nearest neighbours) over"
            " five folds, off-diagonal of the confident joint; Wilson interval.",
            "Apprentissage confiant : probabilités hors pli (régression logistique et plus proches voisins)"
            " sur cinq plis, hors-diagonale de la jointe ; intervalle de Wilson.",
        ),
        "Northcutt, Jiang and Chuang 2021",
        ("cleanlab", "scikit-learn"),
    ),
    limits=(
        OBSERVED_ONLY,
        Text(
            "Rare but right labels are suspected too; a poison that looks natural is not found.",
            "Des étiquettes rares mais justes sont aussi suspectées ; un poison d’aspect naturel échappe.",
        ),
    ),
)
def label_flips(context: Context, *, table: Table) -> Measured:
    """Name the most suspect rows."""
    try:
        from cleanlab.filter import find_label_issues
    except ImportError as error:
        raise missing_library("cleanlab") from error
    features, (label,) = table.columns("features"), table.columns("label")
    refuse_holes(table.frame, (*features, label), table.name)
    rows = table.frame[list(features)].to_numpy(dtype=np.float64)
    _, codes = np.unique(table.frame[label].to_numpy(), return_inverse=True)
    guessed = out_of_fold(rows, codes, context.seed)
    suspects = find_label_issues(codes, guessed, return_indices_ranked_by="self_confidence", n_jobs=1)
    estimate = share("suspect-labels", len(suspects), len(codes), context.level, label)
    places = tuple(f"{table.name}:{int(row)}" for row in suspects[:20])
    words = (
        f"{len(suspects)} of {len(codes)} labels are contradicted by the rest of the data.",
        f"{len(suspects)} étiquettes sur {len(codes)} sont contredites par le reste des données.",
    )
    return Measured((estimate,), (warn("security.suspect-labels", *words, *places),) if len(suspects) else ())


def out_of_fold(rows: NDArray[np.float64], codes: NDArray[np.int64], seed: int) -> NDArray[np.float64]:
    """Class probabilities from models that did not see the row: the mean of a linear model and nearest
    neighbours.

    Two models of different kinds, since each alone is too sure of itself somewhere.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    folds = StratifiedKFold(5, shuffle=True, random_state=seed)
    models = (LogisticRegression(max_iter=300), KNeighborsClassifier(10))
    guesses = [
        cross_val_predict(make_pipeline(StandardScaler(), m), rows, codes, cv=folds, method="predict_proba")
        for m in models
    ]
    return np.asarray(np.mean(guesses, axis=0), dtype=np.float64)
