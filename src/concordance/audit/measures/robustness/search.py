"""Adversarial search: can trying many inputs turn a decision?"""

from __future__ import annotations

import numpy as np

from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.table import Table
from concordance.audit.context import Context
from concordance.audit.measures.robustness.disturbance import STANDARDS, Matrix, model_rows
from concordance.audit.refusal import AuditRefusedError, missing_library
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import MODEL, TABLE, french, links, shaped, share, warn
from concordance.audit.spec import Method
from concordance.audit.stats.intervals import Interval
from concordance.base.text import Text


@audit(
    id="robustness.adversarial",
    title=Text("Adversarial search", "Recherche adverse"),
    measures=Text(
        "The share of decisions that a search without access to the model's inside turns, and how far it had"
        " to go, in standard deviations.",
        "La part des décisions qu’une recherche sans accès à l’intérieur du modèle renverse, et de combien,"
        " en écarts types.",
    ),
    why=Text(
        "Whoever can try many inputs will find the one that passes.",
        "Qui peut essayer beaucoup d’entrées trouvera celle qui passe.",
    ),
    principles=("robustness", "security"),
    risks=("cyber", "malfunction"),
    acts=(
        "test",
        "ensure",
        "protect",
    ),
    norms=links(examines=("eu/ai-act/9.6",), informs=("eu/ai-act/15.4", "eu/ai-act/15.5")),
    standards=(*STANDARDS, "NIST AI RMF MEASURE 2.7"),
    inputs=(MODEL, TABLE),
    metrics=("turned-by-search", "median-distance"),
    valid_days=180,
    method=Method(
        Text(
            "HopSkipJump of the Adversarial Robustness Toolbox on standardised features; only moves shorter"
            " than `reach` standard deviations (option, default 1) count.",
            "HopSkipJump de l’Adversarial Robustness Toolbox sur variables standardisées ; seuls comptent les"
            " déplacements de moins de `reach` écarts types (option, défaut 1).",
        ),
        "Chen, Jordan and Wainwright 2020",
        ("adversarial-robustness-toolbox", "numpy"),
    ),
    limits=(
        Text(
            "A search that fails proves no robustness: a better one may succeed.",
            "Une recherche qui échoue ne prouve pas la robustesse : une meilleure peut réussir.",
        ),
        Text(
            "The moves found need not be possible for a real person.",
            "Les déplacements trouvés ne sont pas forcément possibles pour une personne.",
        ),
    ),
)
def adversarial(context: Context, *, model: TabularModel, table: Table) -> Measured:
    """Attack up to 20 rows (option `rows`)."""
    rows = model_rows(context, model, table, 20)
    everything = table.frame[list(model.features)].to_numpy(dtype=np.float64)
    centre, spread = everything.mean(0), np.where(everything.std(0) > 0, everything.std(0), 1.0)
    start = (rows - centre) / spread
    before = model.decide(rows)
    if before.min() == before.max() and model.decide(everything).min() == model.decide(everything).max():
        raise AuditRefusedError(
            "audit.predictions-constant",
            Text("The model decides everything alike.", "Le modèle décide tout de la même façon."),
            Text(
                "There is no decision to turn; check the cut.",
                "Il n’y a pas de décision à renverser ; vérifiez le seuil.",
            ),
            (model.name,),
        )
    found = _hop_skip_jump(model, start, centre, spread, context)
    distance = np.linalg.norm(found - start, axis=1)
    reach = float(context.option("reach", 1.0))
    turned = (model.decide(found * spread + centre) != before) & (distance <= reach)
    estimates = [share("turned-by-search", int(turned.sum()), len(rows), context.level, f"reach={reach:g}")]
    if turned.any():
        estimates.append(
            shaped(
                "median-distance",
                Interval(float(np.median(distance[turned])), None, None),
                int(turned.sum()),
                context.level,
                "none",
                unit="standard deviations",
            )
        )
    words = (
        f"{int(turned.sum())} of {len(rows)} decisions were turned within {reach:g} standard deviations.",
        f"Sur {len(rows)} décisions, {int(turned.sum())} renversées à moins de {french(reach, 'g')} écart type.",
    )
    return Measured(tuple(estimates), (warn("robustness.turned", *words),) if turned.any() else ())


def _hop_skip_jump(model: TabularModel, start: Matrix, centre: Matrix, spread: Matrix, context: Context) -> Matrix:
    try:
        from art.attacks.evasion import HopSkipJump
        from art.estimators.classification import BlackBoxClassifierNeuralNetwork
    except ImportError as error:
        raise missing_library("adversarial-robustness-toolbox") from error

    def two_columns(x: Matrix) -> Matrix:
        decided = model.decide(np.asarray(x, dtype=np.float64) * spread + centre)
        return np.stack([1.0 - decided, decided], axis=1)

    box = BlackBoxClassifierNeuralNetwork(
        two_columns, input_shape=(start.shape[1],), nb_classes=2, clip_values=(-20, 20)
    )
    state = np.random.get_state()
    np.random.seed(context.seed)
    try:
        attack = HopSkipJump(box, targeted=False, max_iter=5, max_eval=200, init_eval=20, verbose=False)
        return np.asarray(attack.generate(start.astype(np.float32)), dtype=np.float64)
    finally:
        np.random.set_state(state)
