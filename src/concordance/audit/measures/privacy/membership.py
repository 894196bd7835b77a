"""Membership inference: can the model tell who was in its training data?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.predictions import Predictions
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import OBSERVED_ONLY, french, links, serious, shaped
from concordance.audit.spec import Input, Method
from concordance.audit.stats.intervals import Interval, wilson
from concordance.audit.stats.ranking import auc
from concordance.base.text import Text


@audit(
    id="privacy.membership-inference",
    title=Text("Membership inference", "Inférence d’appartenance"),
    measures=Text(
        "How well an attacker who only sees the score tells training persons from others: AUC of the loss"
        " attack, and true positives at one per cent false positives.",
        "À quel point un attaquant qui ne voit que le score distingue les personnes d’entraînement : AUC de"
        " l’attaque par perte, et vrais positifs à un pour cent de faux.",
    ),
    why=Text(
        "Being in a data set can itself be the secret: of a clinic, of a debt register.",
        "Figurer dans un jeu de données peut être le secret : d’une clinique, d’un fichier de dettes.",
    ),
    principles=("privacy", "security"),
    risks=("privacy-loss",),
    acts=(
        "protect",
        "ensure",
        "assess",
    ),
    norms=links(informs=("eu/gdpr/5.1.f", "eu/gdpr/25.1", "eu/gdpr/32.1", "eu/ai-act/15.5", "coe/cets-225/11.a")),
    standards=("NIST AI RMF MEASURE 2.10", "NIST AI 100-2 E2025"),
    inputs=(
        Input(
            "members",
            "predictions",
            Text(
                "scores and truth for persons of the training data",
                "scores et vérité pour des personnes de l’entraînement",
            ),
            needs=(
                "truth",
                "score",
            ),
        ),
        Input(
            "outsiders",
            "predictions",
            Text(
                "scores and truth for persons like them who were not in it",
                "scores et vérité pour des personnes semblables qui n’y étaient pas",
            ),
            needs=(
                "truth",
                "score",
            ),
        ),
    ),
    metrics=("membership-auc", "true-positives-at-1-percent"),
    valid_days=365,
    method=Method(
        Text(
            "The cross-entropy loss of each person is the attack score; no shadow models. Hanley–McNeil and"
            " Wilson intervals.",
            "La perte d’entropie croisée de chaque personne sert de score d’attaque ; sans modèles fantômes."
            " Intervalles de Hanley–McNeil et de Wilson.",
        ),
        "Yeom et al. 2018; Carlini et al. 2022 (low false-positive regime)",
        ("numpy", "pandas"),
    ),
    limits=(
        OBSERVED_ONLY,
        Text(
            "A lower bound: attacks with shadow models find more.",
            "Une borne inférieure : les attaques à modèles fantômes trouvent davantage.",
        ),
        Text(
            "Members and outsiders must be drawn alike, or the attack measures the difference of the samples.",
            "Membres et non-membres doivent être tirés de même, sinon l’attaque mesure la différence des échantillons.",
        ),
    ),
)
def membership_inference(context: Context, *, members: Predictions, outsiders: Predictions) -> Measured:
    """Compare losses; an AUC above one half beyond chance is a finding."""
    inside, outside = _losses(members), _losses(outsiders)
    score = -np.concatenate([inside, outside])
    member = np.concatenate([np.ones(len(inside)), np.zeros(len(outside))])
    area = auc(score, member, context.level)
    cut = np.quantile(outside, 0.01)
    caught = int(np.sum(inside < cut))
    estimates = (
        shaped("membership-auc", area, len(score), context.level, "hanley-mcneil"),
        shaped(
            "true-positives-at-1-percent",
            Interval(*_bounds(caught, len(inside), context.level)),
            len(inside),
            context.level,
            "wilson",
        ),
    )
    words = (
        f"Training persons can be told from others (AUC {area.value:.2f}).",
        f"Les personnes d’entraînement se distinguent des autres (AUC {french(area.value, '.2f')}).",
    )
    return Measured(
        estimates,
        (serious("privacy.members-leak", *words),) if area.low is not None and area.low > 0.5 else (),
    )


def _bounds(hits: int, n: int, level: float) -> tuple[float | None, float | None, float | None]:
    found = wilson(hits, n, level)
    return found.value, found.low, found.high


def _losses(predictions: Predictions) -> NDArray[np.float64]:
    score, truth = predictions.known_score(), predictions.truth
    if truth is None or score.min() < 0 or score.max() > 1:
        raise AuditRefusedError(
            "audit.not-a-probability",
            Text(
                f"“{predictions.name}” needs truth and probabilities.",
                f"« {predictions.name} » demande la vérité et des probabilités.",
            ),
            Text("Give truth = … and a score between 0 and 1.", "Donnez truth = … et un score entre 0 et 1."),
            (predictions.name,),
        )
    right = np.where(truth == 1, score, 1 - score)
    return np.asarray(-np.log(np.clip(right, 1e-12, 1)), dtype=np.float64)
