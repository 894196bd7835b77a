"""Predictive values by group: does the same decision mean the same for everyone?"""

from __future__ import annotations

from concordance.audit.adapters.predictions import Predictions
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import (
    NO_CAUSE,
    OBSERVED_ONLY,
    OUTCOMES_ONLY,
    links,
    predictions_with,
    shaped,
    share,
    warn,
)
from concordance.audit.spec import Method
from concordance.audit.stats.groups import GroupCounts, group_counts
from concordance.audit.stats.intervals import difference, simultaneous
from concordance.base.text import Text


@audit(
    id="fairness.predictive-value",
    title=Text("Predictive values by group", "Valeurs prédictives par groupe"),
    measures=Text(
        "Among those selected, the share for whom it was right; by group, and the largest difference.",
        "Parmi les personnes retenues, la part pour qui c’était juste ; par groupe, et la plus grande différence.",
    ),
    why=Text(
        "If a score means more risk for one group than for another, the same threshold treats them differently.",
        "Si un score signifie plus de risque pour un groupe que pour un autre, le même seuil les traite différemment.",
    ),
    principles=("fairness", "accuracy"),
    risks=("bias",),
    acts=(
        "assess",
        "examine",
        "test",
    ),
    norms=links(
        examines=("eu/ai-act/10.2.f", "eu/ai-act/10.2.g", "eu/ai-act/9.6"), informs=("eu/ai-act/15.1", "eu/gdpr/5.1.d")
    ),
    standards=("NIST AI RMF MEASURE 2.11",),
    inputs=(predictions_with("truth", "protected"),),
    metrics=("positive-predictive-value", "predictive-value-difference"),
    valid_days=365,
    method=Method(
        Text(
            "Wilson intervals; Newcombe's interval for the widest pair, corrected for the number of pairs.",
            "Intervalles de Wilson ; intervalle de Newcombe pour la paire la plus écartée, corrigé du nombre"
            " de paires.",
        ),
        "Chouldechova 2017; Newcombe 1998",
        ("numpy", "pandas"),
    ),
    limits=(
        OBSERVED_ONLY,
        OUTCOMES_ONLY,
        NO_CAUSE,
        Text(
            "Equal predictive values are compatible with very unequal error rates.",
            "Des valeurs prédictives égales sont compatibles avec des erreurs très inégales.",
        ),
    ),
)
def predictive_value(context: Context, *, predictions: Predictions) -> Measured:
    """PPV by group and the widest pair of each attribute."""
    decision, truth = predictions.varied_decision(), predictions.known_truth()
    estimates: list[Estimate] = []
    findings: list[Finding] = []
    for name in predictions.attributes():
        counts = group_counts(predictions.groups(name), decision, truth)
        estimates += [
            share("positive-predictive-value", *_right(counts, g), context.level, f"{name}={group}")
            for g, group in enumerate(counts.names)
        ]
        widest = _widest(name, counts, context)
        if widest is not None:
            estimates.append(widest)
            findings += _established(name, widest)
    return Measured(tuple(estimates), tuple(findings))


def _right(counts: GroupCounts, group: int) -> tuple[int, int]:
    return int(counts.table[group, 1, 1]), counts.selected(group)


def _widest(attribute: str, counts: GroupCounts, context: Context) -> Estimate | None:
    """The widest pair among groups with enough persons selected."""
    known = [g for g in range(len(counts.names)) if counts.selected(g) >= context.smallest_group]
    if len(known) < 2:
        return None
    order = sorted(known, key=lambda g: _right(counts, g)[0] / _right(counts, g)[1])
    low, high = order[0], order[-1]
    each = simultaneous(context.level, len(known) * (len(known) - 1) // 2)
    interval = difference(*_right(counts, high), *_right(counts, low), each)
    note = Text(f"{counts.names[high]} minus {counts.names[low]}", f"{counts.names[high]} moins {counts.names[low]}")
    n = min(counts.selected(low), counts.selected(high))
    return shaped("predictive-value-difference", interval, n, each, "newcombe", attribute, note=note)


def _established(attribute: str, widest: Estimate) -> list[Finding]:
    if widest.low is None or widest.low <= 0 or widest.value is None:
        return []
    return [
        warn(
            "fairness.predictive-gap",
            f"The same decision comes true {100 * widest.value:.0f} points more often in one group by {attribute} than"
            " in another: more than chance explains.",
            f"La même décision se vérifie {100 * widest.value:.0f} points plus souvent dans un groupe selon {attribute}"
            " que dans un autre : plus que le hasard n’explique.",
            attribute,
        )
    ]
