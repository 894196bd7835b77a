"""Declared accuracy against measured accuracy."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.files import Declaration
from concordance.audit.adapters.predictions import Predictions
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Measured
from concordance.audit.shaping import OBSERVED_ONLY, links, predictions_with, shaped, share
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.audit.stats.ranking import auc
from concordance.base.text import Text

Labels = NDArray[np.int8]
METRICS = ("accuracy", "sensitivity", "specificity", "precision", "auc")


@audit(
    id="accuracy.declared",
    title=Text("Declared against measured accuracy", "Exactitude déclarée et exactitude mesurée"),
    measures=Text(
        "Accuracy, sensitivity, specificity, precision and AUC, each held against what the instructions for"
        " use declare.",
        "Exactitude, sensibilité, spécificité, précision et AUC, chacune comparée à ce que déclare la notice.",
    ),
    why=Text(
        "Deployers decide on the figures in the instructions; the figures must hold.",
        "Les déployeurs décident d’après les chiffres de la notice ; ils doivent tenir.",
    ),
    principles=("accuracy", "transparency"),
    risks=("malfunction", "rights-denial"),
    acts=(
        "declare",
        "ensure",
        "test",
    ),
    norms=links(
        supports=("eu/ai-act/15.3", "eu/ai-act/13.3.b.ii"),
        examines=("eu/ai-act/9.6",),
        informs=("eu/ai-act/15.1", "eu/gdpr/5.1.d"),
    ),
    standards=("NIST AI RMF MEASURE 2.5", "ISO/IEC 42001 A.6.2.4", "ISO/IEC TS 4213:2022"),
    valid_days=180,
    inputs=(
        predictions_with("truth"),
        Input(
            "declared",
            "declaration",
            Text(
                "declared lower bounds, e.g. accuracy = 0.85, and where they are declared (`source`)",
                "bornes déclarées, p. ex. accuracy = 0.85, et où elles le sont (`source`)",
            ),
            required=False,
        ),
    ),
    metrics=METRICS,
    method=Method(
        Text(
            "Wilson intervals; AUC with the Hanley–McNeil interval. The declared value is the threshold; its"
            " source is the declaration.",
            "Intervalles de Wilson ; AUC avec intervalle de Hanley–McNeil. La valeur déclarée est le seuil ;"
            " sa source est la déclaration.",
        ),
        "Wilson 1927; Hanley and McNeil 1982",
        ("numpy", "pandas"),
    ),
    limits=(
        OBSERVED_ONLY,
        Text(
            "A declaration that is modest is easily met; whether the level is appropriate is another question"
            " (Art. 15(1)).",
            "Une déclaration modeste est facile à tenir ; que le niveau soit approprié est une autre question"
            " (art. 15, § 1).",
        ),
    ),
)
def declared(context: Context, *, predictions: Predictions, declared: Declaration | None = None) -> Measured:
    """Metrics that are not declared are shown without verdict."""
    truth, decision = predictions.known_truth(), predictions.varied_decision()
    estimates = _rates(truth, decision, context.level)
    if predictions.score is not None:
        estimates.append(
            shaped(
                "auc",
                auc(predictions.score, truth, context.level),
                predictions.n,
                context.level,
                "hanley-mcneil",
            )
        )
    return Measured(tuple(estimates), thresholds=() if declared is None else declared_thresholds(declared))


def _rates(truth: Labels, decision: Labels, level: float) -> list[Estimate]:
    positive, selected, right = truth == 1, decision == 1, truth == decision
    return [
        share("accuracy", int(right.sum()), len(truth), level),
        share("sensitivity", int((positive & selected).sum()), int(positive.sum()), level),
        share("specificity", int((~positive & ~selected).sum()), int((~positive).sum()), level),
        share("precision", int((positive & selected).sum()), int(selected.sum()), level),
    ]


def declared_thresholds(declared: Declaration) -> tuple[Threshold, ...]:
    """The declared values as thresholds; a declaration that does not say where it stands is refused."""
    source = declared.values.get("source")
    if not source:
        raise AuditRefusedError(
            "audit.threshold-without-source",
            Text(
                "The declaration does not say where it is made.",
                "La déclaration ne dit pas où elle est faite.",
            ),
            Text(
                'Add source = "Instructions for use, section …".',
                'Ajoutez source = "Notice d’utilisation, section …".',
            ),
            (declared.name,),
        )
    unknown = [k for k in declared.values if k not in (*METRICS, "source")]
    if unknown:
        raise AuditRefusedError(
            "audit.metric-unknown",
            Text(
                f"Declared metrics that are not measured here: {', '.join(unknown)}.",
                f"Métriques déclarées non mesurées ici : {', '.join(unknown)}.",
            ),
            Text(f"Known: {', '.join(METRICS)}.", f"Connues : {', '.join(METRICS)}."),
            tuple(unknown),
        )
    return tuple(
        Threshold(m, Relation.AT_LEAST, float(declared.values[m]), Source("declared", str(source)))
        for m in METRICS
        if m in declared.values
    )
