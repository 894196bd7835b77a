"""Selection rates and impact ratios, as the New York City rules define them, with intersections."""

from __future__ import annotations

from dataclasses import replace

from concordance.audit.adapters.predictions import Predictions
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import (
    NO_CAUSE,
    OBSERVED_ONLY,
    OUTCOMES_ONLY,
    UNDEFINED,
    count,
    french,
    links,
    predictions_with,
    shaped,
    share,
    warn,
)
from concordance.audit.spec import Method, Relation, Source, Threshold
from concordance.audit.stats.groups import GroupCounts, cross, group_counts
from concordance.audit.stats.intervals import ratio, simultaneous
from concordance.base.text import Text

FOUR_FIFTHS = Threshold("impact-ratio", Relation.AT_LEAST, 0.8, Source("norm", "29 CFR 1607.4(D)"))
RATE_RULES = ("us-nyc/ll-144/5-301.b.1", "us-nyc/ll-144/5-301.b.2", "us-nyc/ll-144/5-301.b.3")
"""Rates of each category, ratios, and both for sex, race and their intersections: duties met by computing."""
SCORE_RULES = (
    "us-nyc/ll-144/5-301.c.1",
    "us-nyc/ll-144/5-301.c.2",
    "us-nyc/ll-144/5-301.c.3",
    "us-nyc/ll-144/5-301.c.4",
)
COMPUTED = Threshold("figure-computed", Relation.AT_LEAST, 1, Source("norm", "6 RCNY § 5-301"))
SMALL_SHARE = 0.02
"""6 RCNY § 5-301: a category under 2 % of the data may be left out of the ratios; its size and rate are still
shown. Option `small_share` changes it; 0 keeps every category."""


@audit(
    id="fairness.impact-ratio",
    title=Text("Selection rates and impact ratios", "Taux de sélection et rapports d’impact"),
    measures=Text(
        "The share of each category that is selected, divided by the share of the most selected category; by"
        " attribute and for their intersections.",
        "La part sélectionnée de chaque catégorie, divisée par celle de la catégorie la plus sélectionnée ;"
        " par attribut et pour leurs croisements.",
    ),
    why=Text(
        "A screening tool that passes one group far less often than another shuts people out before anyone meets them.",
        "Un outil de tri qui retient un groupe bien moins souvent qu’un autre écarte des personnes avant que"
        " quiconque les rencontre.",
    ),
    principles=("fairness",),
    risks=("bias", "rights-denial"),
    acts=(
        "audit",
        "assess",
        "examine",
        "test",
    ),
    norms=links(
        contradicts=("us/uniform-guidelines/1607.4.d",),
        supports=RATE_RULES,
        examines=("eu/ai-act/10.2.f", "eu/ai-act/10.2.g"),
        informs=("us-nyc/ll-144/20-871.a.1", "eu/gdpr/5.1.a"),
    ),
    standards=("NIST AI RMF MEASURE 2.11", "ISO/IEC 42001 A.5.4"),
    inputs=(predictions_with("protected"),),
    metrics=("selection-rate", "impact-ratio", "figure-computed"),
    thresholds=(FOUR_FIFTHS, COMPUTED),
    valid_days=365,
    method=Method(
        Text(
            "Wilson intervals for rates; MOVER-R for ratios to the most selected category, all categories of"
            " an attribute together at the stated level (Bonferroni).",
            "Intervalles de Wilson pour les taux ; MOVER-R pour les rapports à la catégorie la plus"
            " sélectionnée, toutes les catégories d’un attribut ensemble au niveau indiqué (Bonferroni).",
        ),
        "6 RCNY § 5-300 and § 5-301; Donner and Zou 2012",
        ("numpy", "pandas"),
    ),
    limits=(
        OBSERVED_ONLY,
        OUTCOMES_ONLY,
        NO_CAUSE,
        Text(
            "The law of New York City sets no threshold: four fifths is a rule of thumb of the federal guidelines.",
            "Le droit de la ville de New York ne fixe pas de seuil : les quatre cinquièmes sont un repère des"
            " lignes directrices fédérales.",
        ),
    ),
)
def impact_ratio(context: Context, *, predictions: Predictions) -> Measured:
    """Rates and ratios for every attribute and, with two or more, for their intersections."""
    decision = predictions.selected()
    columns = {name: predictions.groups(name) for name in predictions.attributes()}
    if len(columns) > 1:
        columns[" × ".join(columns)] = cross(columns)
    counted = {name: group_counts(groups, decision) for name, groups in columns.items()}
    return ratios_of(counted, RATE_RULES, context)


def ratios_of(counted: dict[str, GroupCounts], rules: tuple[str, ...], context: Context) -> Measured:
    """Rates for all categories, ratios for those that are large enough, and a word on those that are not.

    Option `nyc_categories = ["sex", "race"]` says which attributes are the city's categories; only then do
    the figures speak to the city's rules on what must be computed.
    """
    estimates: list[Estimate] = []
    findings: list[Finding] = []
    for name, counts in counted.items():
        smallest = float(context.option("small_share", SMALL_SHARE)) * int(counts.table.sum())
        kept = tuple(g for g in range(len(counts.names)) if counts.size(g) >= smallest)
        estimates += category_ratios(name, counts, kept, context.level)
        findings += left_out(name, counts, kept)
    named = tuple(context.option("nyc_categories", ()))
    if len(named) != 2 or not set(named) <= set(counted):
        return Measured(tuple(estimates), tuple(findings), not_about=rules)
    estimates += [count("figure-computed", 1, 1, rule) for rule in rules]
    return Measured(tuple(estimates), tuple(findings))


def category_ratios(attribute: str, counts: GroupCounts, kept: tuple[int, ...], level: float) -> list[Estimate]:
    """Selection rate of every category, and the ratio of each kept one to the most selected (itself not
    judged)."""
    sizes = [(counts.selected(g), counts.size(g)) for g in range(len(counts.names))]
    estimates = [
        share("selection-rate", *sizes[g], level, f"{attribute}={name}") for g, name in enumerate(counts.names)
    ]
    if len(kept) < 2:
        return estimates
    best = max(kept, key=lambda g: sizes[g][0] / sizes[g][1])
    each = simultaneous(level, len(kept) - 1)
    for group in (g for g in kept if g != best):
        interval = ratio(*sizes[group], *sizes[best], each)
        note = (
            Text(f"relative to {counts.names[best]}", f"par rapport à {counts.names[best]}")
            if interval.value is not None
            else UNDEFINED
        )
        n = min(sizes[group][1], sizes[best][1])
        estimates.append(
            shaped("impact-ratio", interval, n, each, "mover-r", f"{attribute}={counts.names[group]}", note=note)
        )
    return estimates


def left_out(attribute: str, counts: GroupCounts, kept: tuple[int, ...]) -> list[Finding]:
    """Name the categories without a ratio; the rules want the reason and the numbers to be published."""
    small = [f"{n} ({counts.size(g)})" for g, n in enumerate(counts.names) if g not in kept]
    if not small:
        return []
    names = ", ".join(small)
    return [
        Finding(
            "fairness.small-category",
            "info",
            Text(
                f"{attribute}: too small a share of the data for a ratio, as the city's rules allow: {names}.",
                f"{attribute} : part trop faible des données pour un rapport, comme les règles de la ville le"
                f" permettent : {names}.",
            ),
            tuple(small),
        )
    ]


@audit(
    id="fairness.scoring-rate",
    title=Text("Scoring rates and impact ratios", "Taux de notation et rapports d’impact"),
    measures=Text(
        "The share of each category that scores above the median of all, divided by that of the best scored category.",
        "La part de chaque catégorie notée au-dessus de la médiane de tous, divisée par celle de la catégorie"
        " la mieux notée.",
    ),
    why=Text(
        "A tool that ranks instead of deciding disadvantages a group by its scores.",
        "Un outil qui classe au lieu de décider désavantage un groupe par ses notes.",
    ),
    principles=("fairness",),
    risks=("bias", "rights-denial"),
    acts=(
        "audit",
        "assess",
        "examine",
        "test",
    ),
    norms=links(
        contradicts=("us/uniform-guidelines/1607.4.d",),
        supports=SCORE_RULES,
        examines=("eu/ai-act/10.2.f", "eu/ai-act/10.2.g"),
        informs=("us-nyc/ll-144/20-871.a.1", "eu/gdpr/22.1"),
    ),
    standards=("NIST AI RMF MEASURE 2.11", "ISO/IEC 42001 A.5.4"),
    inputs=(predictions_with("score", "protected"),),
    metrics=("selection-rate", "impact-ratio", "figure-computed"),
    thresholds=(FOUR_FIFTHS, COMPUTED),
    valid_days=365,
    method=Method(
        Text(
            "Above the sample median counts as selected; then as for selection rates.",
            "Au-dessus de la médiane de l’échantillon compte comme sélectionné ; puis comme pour les taux de"
            " sélection.",
        ),
        "6 RCNY § 5-300, “scoring rate”",
        ("numpy", "pandas"),
    ),
    limits=(
        OBSERVED_ONLY,
        OUTCOMES_ONLY,
        NO_CAUSE,
        Text(
            "The median hides differences at the top of the list, where the decision is often made.",
            "La médiane cache les écarts en tête de liste, où la décision se prend souvent.",
        ),
    ),
)
def scoring_rate(context: Context, *, predictions: Predictions) -> Measured:
    """Ratios of scoring rates; many scores equal to the median are reported, since they count as not above
    it."""
    import numpy as np

    score = predictions.known_score()
    median = float(np.median(score))
    above = ((score > median) if predictions.favourable else (score < median)).astype(np.int8)
    columns = {name: predictions.groups(name) for name in predictions.attributes()}
    if len(columns) > 1:
        columns[" × ".join(columns)] = cross(columns)
    counted = {name: group_counts(groups, above) for name, groups in columns.items()}
    ratios = ratios_of(counted, SCORE_RULES, context)
    tied = float(np.mean(score == median))
    findings = (
        [
            warn(
                "fairness.ties-at-median",
                f"{tied:.0%} of the scores equal the median and count as not above it.",
                f"{french(tied, '.0%')} des notes égalent la médiane et comptent comme non supérieures.",
            )
        ]
        if tied > 0.1
        else []
    )
    return replace(ratios, findings=ratios.findings + tuple(findings))
