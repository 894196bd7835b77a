"""Demographic parity and equalised odds: gaps between groups, with what chance alone would give."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.predictions import Predictions
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import (
    NO_CAUSE,
    OBSERVED_ONLY,
    OUTCOMES_ONLY,
    count,
    links,
    predictions_with,
    shaped,
    share,
    warn,
)
from concordance.audit.spec import Method
from concordance.audit.stats.bootstrap import count_replicates, percentile
from concordance.audit.stats.groups import GroupCounts, group_counts
from concordance.base.text import Text

Rates = NDArray[np.float64]
BOOTSTRAP = Method(
    Text(
        "Bootstrap over the counts (exactly the row bootstrap), percentile interval; beside it the gap that"
        " chance alone exceeds once in twenty when all groups share one rate.",
        "Bootstrap sur les effectifs (exactement celui des lignes), intervalle des percentiles ; à côté,"
        " l’écart que le hasard seul dépasse une fois sur vingt si tous les groupes ont le même taux.",
    ),
    "Efron 1979; Hardt, Price and Srebro 2016",
    ("numpy", "pandas"),
)
NORMS = links(
    examines=("eu/ai-act/10.2.f", "eu/ai-act/10.2.g", "eu/ai-act/9.6"),
    informs=(
        "eu/ai-act/15.1",
        "eu/gdpr/5.1.a",
        "coe/cets-225/10.1",
        "oecd/ai-principles/1.2",
    ),
)


def _over(part: NDArray[np.int64], whole: NDArray[np.int64]) -> Rates:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(part / whole, dtype=np.float64)


def selection_rates(table: NDArray[np.int64]) -> Rates:
    """Share selected; the last three axes are group, truth, decision, and the result ends with the group
    axis."""
    return _over(table[..., 1].sum(-1), table.sum((-2, -1)))


def false_positive_rates(table: NDArray[np.int64]) -> Rates:
    """Share selected among those whose truth is 0."""
    return _over(table[..., 0, 1], table[..., 0, :].sum(-1))


def false_negative_rates(table: NDArray[np.int64]) -> Rates:
    """Share not selected among those whose truth is 1."""
    return _over(table[..., 1, 0], table[..., 1, :].sum(-1))


def comparable(
    attribute: str, counts: GroupCounts, by_truth: bool, context: Context
) -> tuple[NDArray[np.int64], list[Finding]]:
    """The groups large enough to compare (in each class of truth if error rates are meant), and a word on the
    others.

    A gap over groups of three persons measures three persons.
    """
    sizes = counts.table.sum(-1).min(-1) if by_truth else counts.table.sum((-2, -1))
    kept = sizes >= context.smallest_group
    small = [f"{name} ({counts.size(g)})" for g, name in enumerate(counts.names) if not kept[g]]
    if not small:
        return counts.table, []
    names = ", ".join(small)
    return counts.table[kept], [
        Finding(
            "fairness.small-group",
            "info",
            Text(
                f"{attribute}: left out of the gap, too few observations: {names}.",
                f"{attribute} : hors de l’écart, trop peu d’observations : {names}.",
            ),
            tuple(small),
        )
    ]


def gap(rates: Rates) -> Rates:
    """Largest minus smallest rate over the groups that have one."""
    with np.errstate(invalid="ignore"):
        return np.asarray(np.nanmax(rates, axis=-1) - np.nanmin(rates, axis=-1), dtype=np.float64)


def gap_estimates(
    metric: str,
    attribute: str,
    table: NDArray[np.int64],
    rates: Callable[[NDArray[np.int64]], Rates],
    context: Context,
) -> tuple[Estimate, Estimate]:
    """The gap with its interval, and the gap that chance alone exceeds with probability 1 − level."""
    n = int(table.sum())
    if len(table) < 2:
        nothing = Text("Fewer than two groups are large enough.", "Moins de deux groupes sont assez grands.")
        return Estimate(metric, None, n, attribute, note=nothing), Estimate(
            f"{metric}-by-chance", None, n, attribute, note=nothing
        )
    value = float(gap(rates(table)))
    drawn = gap(rates(count_replicates(table, context.replicates, context.seed)))
    alike = _without_difference(table, context)
    noise = float(np.nanquantile(gap(rates(alike)), context.level))
    return (
        shaped(
            metric,
            percentile(value, drawn, context.level),
            n,
            context.level,
            "bootstrap-percentile",
            attribute,
        ),
        count(f"{metric}-by-chance", noise, n, attribute),
    )


def _without_difference(table: NDArray[np.int64], context: Context) -> NDArray[np.int64]:
    """Replicates in which every group has the pooled decision rate within each class of truth, sizes kept."""
    draw = np.random.default_rng(context.seed + 1)
    totals = table.sum(-1)  # group × truth
    pooled = table[..., 1].sum(0) / np.maximum(1, totals.sum(0))
    selected = draw.binomial(totals, pooled, size=(context.replicates, *totals.shape))
    return np.stack([totals - selected, selected], axis=-1)


SELECTED = Text("shares selected", "parts retenues")
MISTAKEN = Text("error rates", "taux d’erreur")


def beyond_chance(rates: Text, attribute: str, pair: tuple[Estimate, Estimate]) -> list[Finding]:
    """A finding when the gap between the groups' `rates` is larger than chance explains."""
    found, noise = pair
    if found.value is None or noise.value is None or found.value <= noise.value:
        return []
    return [
        warn(
            "fairness.gap-beyond-chance",
            f"The {rates.en} of the groups by {attribute} lie up to {100 * found.value:.0f} points apart; chance alone"
            f" would stay under {100 * noise.value:.0f}.",
            f"Les {rates.fr} des groupes selon {attribute} s’écartent de {100 * found.value:.0f} points au plus ; le"
            f" hasard seul resterait sous {100 * noise.value:.0f}.",
            attribute,
        )
    ]


@audit(
    id="fairness.demographic-parity",
    title=Text("Demographic parity difference", "Écart de parité démographique"),
    measures=Text(
        "The largest difference between the selection rates of two groups.",
        "La plus grande différence entre les taux de sélection de deux groupes.",
    ),
    why=Text("It shows who is reached by the decision at all.", "Il montre qui la décision atteint."),
    principles=("fairness",),
    risks=("bias",),
    acts=(
        "assess",
        "examine",
        "test",
    ),
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.11", "ISO/IEC 42001 A.5.4"),
    inputs=(predictions_with("protected"),),
    valid_days=365,
    metrics=("demographic-parity-difference", "demographic-parity-difference-by-chance"),
    method=BOOTSTRAP,
    limits=(
        OBSERVED_ONLY,
        OUTCOMES_ONLY,
        NO_CAUSE,
        Text(
            "Groups may differ in what the decision rightly depends on; equal rates are not owed in every case.",
            "Les groupes peuvent différer sur ce dont la décision dépend à bon droit ; des taux égaux ne sont"
            " pas toujours dus.",
        ),
    ),
)
def demographic_parity(context: Context, *, predictions: Predictions) -> Measured:
    """One gap for each attribute."""
    decision = predictions.varied_decision()
    estimates: list[Estimate] = []
    findings: list[Finding] = []
    for name in predictions.attributes():
        counts = group_counts(predictions.groups(name), decision)
        table, small = comparable(name, counts, False, context)
        pair = gap_estimates("demographic-parity-difference", name, table, selection_rates, context)
        estimates += pair
        findings += small
        findings += beyond_chance(SELECTED, name, pair)
    return Measured(tuple(estimates), tuple(findings))


@audit(
    id="fairness.error-rates",
    title=Text("Error rates by group (equalised odds)", "Taux d’erreur par groupe (égalité des chances)"),
    measures=Text(
        "False positive and false negative rates of each group, and the larger of their two gaps.",
        "Taux de faux positifs et de faux négatifs de chaque groupe, et le plus grand de leurs deux écarts.",
    ),
    why=Text(
        "Being wrongly accused and being wrongly passed over are different harms; a system may spread them unevenly.",
        "Être accusé à tort et être écarté à tort sont des torts différents ; un système peut les répartir"
        " inégalement.",
    ),
    principles=("fairness", "accuracy"),
    risks=("bias", "rights-denial"),
    acts=(
        "assess",
        "examine",
        "test",
    ),
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.11", "ISO/IEC 42001 A.5.4"),
    inputs=(predictions_with("truth", "protected"),),
    valid_days=365,
    metrics=(
        "false-positive-rate",
        "false-negative-rate",
        "equalised-odds-difference",
        "equalised-odds-difference-by-chance",
    ),
    method=BOOTSTRAP,
    limits=(
        OBSERVED_ONLY,
        OUTCOMES_ONLY,
        NO_CAUSE,
        Text(
            "Where base rates differ, equal error rates and equal predictive values cannot all hold"
            " (Chouldechova 2017).",
            "Quand les taux de base diffèrent, erreurs égales et valeurs prédictives égales ne peuvent tenir"
            " ensemble (Chouldechova 2017).",
        ),
        Text(
            "The recorded outcome may itself be biased: an arrest is not an offence.",
            "L’issue enregistrée peut être biaisée : une arrestation n’est pas une infraction.",
        ),
    ),
)
def error_rates(context: Context, *, predictions: Predictions) -> Measured:
    """Rates within each group: the denominators are the group's own negatives and positives."""
    decision, truth = predictions.varied_decision(), predictions.known_truth()
    estimates: list[Estimate] = []
    findings: list[Finding] = []
    for name in predictions.attributes():
        counts = group_counts(predictions.groups(name), decision, truth)
        estimates += _group_rates(name, counts, context.level)
        table, small = comparable(name, counts, True, context)
        pair = gap_estimates("equalised-odds-difference", name, table, _odds_rates, context)
        estimates += pair
        findings += small
        findings += beyond_chance(MISTAKEN, name, pair)
    return Measured(tuple(estimates), tuple(findings))


def _group_rates(attribute: str, counts: GroupCounts, level: float) -> list[Estimate]:
    estimates = []
    for group, name in enumerate(counts.names):
        (true_negative, false_positive), (false_negative, true_positive) = counts.table[group].tolist()
        subject = f"{attribute}={name}"
        estimates.append(share("false-positive-rate", false_positive, false_positive + true_negative, level, subject))
        estimates.append(share("false-negative-rate", false_negative, false_negative + true_positive, level, subject))
    return estimates


def _odds_rates(table: NDArray[np.int64]) -> Rates:
    """The rates of the class of truth whose gap is the larger, table by table."""
    positive, negative = false_positive_rates(table), false_negative_rates(table)
    wider = gap(positive) >= gap(negative)
    return np.asarray(np.where(wider[..., None], positive, negative), dtype=np.float64)
