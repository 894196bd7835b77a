"""What is handed to people: selective prediction, and deferral by group."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.predictions import Predictions
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import (
    OBSERVED_ONLY,
    count,
    french,
    links,
    predictions_with,
    shaped,
    share,
    warn,
)
from concordance.audit.spec import Method
from concordance.audit.stats.intervals import difference, simultaneous
from concordance.base.text import Text

NORMS = links(informs=("eu/ai-act/14.1", "eu/ai-act/14.3", "eu/ai-act/14.4.b", "eu/ai-act/26.2", "eu/gdpr/22.3"))
STANDARDS = ("NIST AI RMF MEASURE 2.8", "ISO/IEC 42001 A.9.2")
Scores = NDArray[np.float64]


def probabilities(predictions: Predictions) -> tuple[Scores, NDArray[np.int8]]:
    """Scores as probabilities, with the truth.

    Raises:
        AuditRefusedError: `audit.not-a-probability`.
    """
    score, truth = predictions.known_score(), predictions.known_truth()
    if score.min() < 0 or score.max() > 1:
        raise AuditRefusedError(
            "audit.not-a-probability",
            Text(
                "Deferral needs probabilities between 0 and 1.",
                "Le renvoi demande des probabilités entre 0 et 1.",
            ),
            Text("Give a calibrated score.", "Donnez un score calibré."),
            (predictions.name,),
        )
    return score, truth


@audit(
    id="oversight.selective-prediction",
    title=Text("Errors left after deferring the doubtful cases", "Erreurs restantes après renvoi des cas douteux"),
    measures=Text(
        "The error rate on the cases the system keeps when it hands the least certain tenth, fifth and half"
        " to a person.",
        "Le taux d’erreur sur les cas gardés quand le système renvoie à une personne le dixième, le cinquième"
        " et la moitié les moins sûrs.",
    ),
    why=Text(
        "Oversight helps where the system knows what it does not know.",
        "Le contrôle humain aide là où le système sait ce qu’il ne sait pas.",
    ),
    principles=("human-oversight", "accuracy"),
    risks=("malfunction", "due-process"),
    acts=(
        "oversee",
        "ensure",
    ),
    norms=NORMS,
    standards=STANDARDS,
    inputs=(predictions_with("truth", "score"),),
    metrics=("error-at-coverage", "error-reduction"),
    valid_days=180,
    method=Method(
        Text(
            "Cases ordered by |score − 0.5|, ties by order of the file; Wilson and Newcombe intervals.",
            "Cas rangés par |score − 0,5|, ex aequo dans l’ordre du fichier ; intervalles de Wilson et de Newcombe.",
        ),
        "El-Yaniv and Wiener 2010; Geifman and El-Yaniv 2017",
        ("numpy", "pandas"),
    ),
    limits=(
        OBSERVED_ONLY,
        Text(
            "It assumes that people decide the deferred cases well; nothing here shows that they do.",
            "Il suppose que les personnes décident bien les cas renvoyés ; rien ici ne le montre.",
        ),
    ),
)
def selective_prediction(context: Context, *, predictions: Predictions) -> Measured:
    """Error at coverage 1, 0.9, 0.8, 0.5, and what deferring half saves."""
    score, truth = probabilities(predictions)
    wrong = ((score >= 0.5).astype(np.int8) != truth)[np.argsort(-np.abs(score - 0.5), kind="stable")]
    estimates: list[Estimate] = []
    for coverage in (1.0, 0.9, 0.8, 0.5):
        kept = max(1, int(coverage * len(wrong)))
        estimates.append(
            share("error-at-coverage", int(wrong[:kept].sum()), kept, context.level, f"coverage={coverage:g}")
        )
    half = len(wrong) // 2
    saved = difference(int(wrong[half:].sum()), len(wrong) - half, int(wrong[:half].sum()), half, context.level)
    estimates.append(
        shaped(
            "error-reduction",
            saved,
            len(wrong),
            context.level,
            "newcombe",
            note=Text("doubtful half minus certain half", "moitié douteuse moins moitié sûre"),
        )
    )
    useless = saved.low is None or saved.low <= 0
    words = (
        "The cases it is unsure of are not those it gets wrong: deferring them saves nothing.",
        "Les cas dont il doute ne sont pas ceux où il se trompe : les renvoyer n’épargne rien.",
    )
    return Measured(tuple(estimates), (warn("oversight.doubt-is-blind", *words),) if useless else ())


@audit(
    id="oversight.deferral-by-group",
    title=Text("Who is handed to a person, by group", "Qui est renvoyé à une personne, par groupe"),
    measures=Text(
        "With conformal prediction at the stated level: the share of each group that is deferred, and the"
        " coverage it gets.",
        "Avec la prédiction conforme au niveau indiqué : la part renvoyée de chaque groupe, et la couverture obtenue.",
    ),
    why=Text(
        "If one group is always handed on, it waits longer; if one is never, nobody looks at its cases.",
        "Si un groupe est toujours renvoyé, il attend plus ; s’il ne l’est jamais, personne ne regarde ses cas.",
    ),
    principles=("human-oversight", "fairness"),
    risks=("bias", "due-process"),
    acts=(
        "oversee",
        "ensure",
    ),
    norms=NORMS,
    standards=STANDARDS,
    inputs=(predictions_with("truth", "score", "protected"),),
    metrics=("deferral-rate", "coverage", "deferral-gap", "quantile"),
    valid_days=180,
    method=Method(
        Text(
            "Split conformal classification: half of the rows set the quantile, the other half is measured; a"
            " set of both or no labels is deferred.",
            "Classification conforme par partage : une moitié fixe le quantile, l’autre est mesurée ; un"
            " ensemble à deux ou zéro étiquettes est renvoyé.",
        ),
        "Vovk et al. 2005; Sadinle, Lei and Wasserman 2019 (LAC)",
        ("numpy", "pandas"),
    ),
    limits=(
        OBSERVED_ONLY,
        Text(
            "Coverage is guaranteed on average over all, not for each group.",
            "La couverture est garantie en moyenne, pas pour chaque groupe.",
        ),
    ),
)
def deferral_by_group(context: Context, *, predictions: Predictions) -> Measured:
    """Rates by group, and the widest pair of deferral rates. Option `coverage`, default 0.9."""
    score, truth = probabilities(predictions)
    order = np.random.default_rng(context.seed).permutation(len(score))
    fit, test = order[: len(order) // 2], order[len(order) // 2 :]
    quantile = conformal_quantile(score[fit], truth[fit], float(context.option("coverage", 0.9)))
    both = np.stack([1 - score[test], score[test]], axis=1) >= 1 - quantile
    deferred, covered = both.sum(1) != 1, both[np.arange(len(test)), truth[test]]
    estimates: list[Estimate] = [
        share("deferral-rate", int(deferred.sum()), len(test), context.level),
        share("coverage", int(covered.sum()), len(test), context.level),
        count("quantile", quantile, len(fit)),
    ]
    findings: list[Finding] = []
    for attribute in predictions.attributes():
        groups = predictions.groups(attribute)[test]
        rates = {
            str(g): (int(deferred[groups == g].sum()), int((groups == g).sum())) for g in sorted(set(groups.tolist()))
        }
        estimates += [share("deferral-rate", *rates[g], context.level, f"{attribute}={g}") for g in rates]
        estimates += [
            share("coverage", int(covered[groups == g].sum()), rates[g][1], context.level, f"{attribute}={g}")
            for g in rates
        ]
        found, told = _gap(attribute, rates, context)
        estimates += found
        findings += told
    return Measured(tuple(estimates), tuple(findings))


def conformal_quantile(score: Scores, truth: NDArray[np.int8], coverage: float) -> float:
    """The corrected quantile of one minus the probability of the truth; 1 when there are too few rows."""
    missed = np.sort(1 - np.where(truth == 1, score, 1 - score))
    rank = math.ceil((len(missed) + 1) * coverage)
    return 1.0 if rank > len(missed) else float(missed[rank - 1])


def _gap(attribute: str, rates: dict[str, tuple[int, int]], context: Context) -> tuple[list[Estimate], list[Finding]]:
    large = {g: r for g, r in rates.items() if r[1] >= context.smallest_group}
    if len(large) < 2:
        return [], []
    ordered = sorted(large, key=lambda g: large[g][0] / large[g][1])
    low, high = ordered[0], ordered[-1]
    each = simultaneous(context.level, len(large) * (len(large) - 1) // 2)
    interval = difference(*large[high], *large[low], each)
    estimate = shaped(
        "deferral-gap",
        interval,
        min(large[low][1], large[high][1]),
        each,
        "newcombe",
        attribute,
        note=Text(f"{high} minus {low}", f"{high} moins {low}"),
    )
    if interval.value is None or interval.low is None or interval.low <= 0:
        return [estimate], []
    return [estimate], [
        warn(
            "oversight.deferral-gap",
            f"{attribute}: {high} is handed to people {100 * interval.value:.1f} points more often than {low}.",
            f"{attribute} : {high} est renvoyé {french(100 * interval.value, '.1f')} points plus souvent que {low}.",
            attribute,
        )
    ]
