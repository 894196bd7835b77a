"""Counterfactuals: how little has to change for the decision to change, and whether a person could change
it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.table import Table, refuse_holes
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import MODEL, TABLE, links, shaped, share, warn
from concordance.audit.spec import Method
from concordance.audit.stats.bootstrap import row_bootstrap
from concordance.base.text import Text

Matrix = NDArray[np.float64]


@audit(
    id="explainability.recourse",
    title=Text("Counterfactual recourse", "Recours contrefactuel"),
    measures=Text(
        "The share of adverse decisions that would turn if the person had the values of some real favourable"
        " case in the columns they can change, and how many columns that takes.",
        "La part des décisions défavorables qui basculeraient si la personne avait les valeurs d’un cas"
        " favorable réel dans les colonnes qu’elle peut changer, et combien de colonnes il faut.",
    ),
    why=Text(
        "A reason that a person can act upon is worth more than a list of weights.",
        "Une raison sur laquelle on peut agir vaut mieux qu’une liste de poids.",
    ),
    principles=("explainability", "human-oversight"),
    risks=("opacity", "due-process"),
    acts=(
        "explain",
        "provide",
    ),
    norms=links(informs=("eu/ai-act/86.1", "eu/gdpr/22.3", "eu/gdpr/15.1.h")),
    standards=("NIST AI RMF MEASURE 2.9",),
    inputs=(MODEL, TABLE),
    metrics=("recourse-rate", "columns-to-change"),
    valid_days=365,
    method=Method(
        Text(
            "Nearest favourable case by standardised distance over the changeable columns; columns are then"
            " given back one by one while the decision stays turned.",
            "Plus proche cas favorable par distance standardisée sur les colonnes modifiables ; puis on rend"
            " les colonnes une à une tant que la décision reste inversée.",
        ),
        "Wachter, Mittelstadt and Russell 2018; Keane and Smyth 2020 (case-based)",
        ("numpy",),
    ),
    limits=(
        Text(
            "It takes the columns named as changeable at their word, and says nothing of the effort.",
            "Il croit sur parole les colonnes dites modifiables, et ne dit rien de l’effort.",
        ),
        Text(
            "A change of the column need not change the world behind it.",
            "Changer la colonne ne change pas forcément le monde derrière elle.",
        ),
    ),
)
def recourse(context: Context, *, model: TabularModel, table: Table) -> Measured:
    """`changeable` among the roles of the table names the columns; by default all features."""
    refuse_holes(table.frame, model.features, table.name)
    rows = table.frame[list(model.features)].to_numpy(dtype=np.float64)
    named = table.columns("changeable") if table.roles.get("changeable") else model.features
    open_columns = np.array([model.features.index(name) for name in named])
    decided = model.decide(rows)
    draw = np.random.default_rng(context.seed)
    adverse = draw.permutation(np.flatnonzero(decided == 0))[: int(context.option("rows", 60))]
    needed = [_columns_needed(model, rows[i], rows[decided == 1], open_columns, rows.std(0)) for i in adverse]
    turned = np.array([n for n in needed if n > 0], dtype=np.float64)
    estimates = [share("recourse-rate", len(turned), len(needed), context.level)]
    if len(turned) > 1:
        interval = row_bootstrap(
            lambda at: float(turned[at].mean()), len(turned), context.replicates, context.seed, context.level
        )
        estimates.append(
            shaped(
                "columns-to-change",
                interval,
                len(turned),
                context.level,
                "bootstrap-percentile",
                unit="columns",
            )
        )
    stuck = len(needed) - len(turned)
    findings = (
        [
            warn(
                "explainability.no-recourse",
                f"{stuck} of {len(needed)} adverse decisions cannot be turned by what a person can change.",
                f"{stuck} décisions défavorables sur {len(needed)} ne basculent par rien que la personne"
                " puisse changer.",
            )
        ]
        if stuck
        else []
    )
    return Measured(tuple(estimates), tuple(findings))


def _columns_needed(
    model: TabularModel, row: Matrix, favourable: Matrix, open_columns: NDArray[np.int64], spread: Matrix
) -> int:
    """How many columns it takes to turn the decision; 0 when the nearest twenty favourable cases do not turn
    it."""
    if len(favourable) == 0:
        return 0
    scale = np.where(spread > 0, spread, 1.0)[open_columns]
    distance = np.linalg.norm((favourable[:, open_columns] - row[open_columns]) / scale, axis=1)
    for case in favourable[np.argsort(distance, kind="stable")[:20]]:
        altered = row.copy()
        altered[open_columns] = case[open_columns]
        if model.decide(altered[None])[0] == 1:
            return _fewest(model, row, altered, open_columns)
    return 0


def _fewest(model: TabularModel, row: Matrix, altered: Matrix, open_columns: NDArray[np.int64]) -> int:
    changed = [c for c in open_columns if altered[c] != row[c]]
    for column in list(changed):
        trial = altered.copy()
        trial[column] = row[column]
        if model.decide(trial[None])[0] == 1:
            altered = trial
            changed.remove(column)
    return len(changed)
