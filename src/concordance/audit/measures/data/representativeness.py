"""Who is in the data, against who is in the world."""

from __future__ import annotations

import numpy as np

from concordance.audit.adapters.files import Declaration
from concordance.audit.adapters.table import Table, refuse_holes
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import count, french, links, shaped, warn
from concordance.audit.spec import Input, Method
from concordance.audit.stats.intervals import Interval, simultaneous, wilson
from concordance.base.text import Text


@audit(
    id="data.representativeness",
    title=Text(
        "Representativeness against a reference population",
        "Représentativité face à une population de référence",
    ),
    measures=Text(
        "The share of each group in the data, minus its share in the population the system is meant for.",
        "La part de chaque groupe dans les données, moins sa part dans la population visée.",
    ),
    why=Text(
        "A system learns little about those it has seldom seen.",
        "Un système apprend peu de ceux qu’il a peu vus.",
    ),
    principles=("data-governance", "fairness", "diversity"),
    risks=("bias", "divide"),
    acts=(
        "ensure",
        "examine",
        "assess",
    ),
    norms=links(examines=("eu/ai-act/10.2.f", "eu/ai-act/10.2.h"), informs=("eu/ai-act/10.3", "eu/ai-act/10.4")),
    standards=("ISO/IEC 42001 A.7.4", "ISO/IEC TR 24027:2021", "ISO/IEC 5259-2:2024"),
    valid_days=365,
    inputs=(
        Input("table", "table", Text("the data", "les données")),
        Input(
            "population",
            "declaration",
            Text(
                "shares by attribute and group, adding to 1, and their `source`",
                "parts par attribut et groupe, de somme 1, et leur `source`",
            ),
        ),
    ),
    metrics=("share-difference", "representation-p-value"),
    method=Method(
        Text(
            "Wilson intervals at the simultaneous level; chi-squared test of fit.",
            "Intervalles de Wilson au niveau simultané ; test du khi-deux d’ajustement.",
        ),
        "Pearson 1900; Wilson 1927",
        ("scipy", "pandas"),
    ),
    limits=(
        Text(
            "Equal shares do not make equal quality: the cases of a group may be thin or old.",
            "Des parts égales ne font pas une qualité égale : les cas d’un groupe peuvent être pauvres ou anciens.",
        ),
        Text(
            "It is as good as the reference and its categories.",
            "Il vaut ce que valent la référence et ses catégories.",
        ),
    ),
)
def representativeness(context: Context, *, table: Table, population: Declaration) -> Measured:
    """Compare shares for every attribute of the reference."""
    source = population.values.get("source")
    if not source:
        raise AuditRefusedError(
            "audit.reference-without-source",
            Text(
                "The reference population names no source.",
                "La population de référence ne cite pas de source.",
            ),
            Text('Add source = "census …".', 'Ajoutez source = "recensement …".'),
            (population.name,),
        )
    estimates: list[Estimate] = []
    findings: list[Finding] = []
    for attribute, shares in population.values.items():
        if attribute != "source":
            found, told = _attribute(table, attribute, shares, context)
            estimates += found
            findings += told
    return Measured(tuple(estimates), tuple(findings))


def _attribute(
    table: Table, attribute: str, shares: dict[str, float], context: Context
) -> tuple[list[Estimate], list[Finding]]:
    from scipy.stats import chisquare

    named = Table(table.name, table.frame, table.digest, {"attribute": attribute})
    refuse_holes(table.frame, named.columns("attribute"), table.name)
    values = table.frame[attribute].astype(str)
    _check(attribute, shares, set(values))
    observed = np.array([int((values == group).sum()) for group in shares])
    expected = np.array(list(shares.values())) * len(values)
    p = float(chisquare(observed, expected).pvalue)
    each = simultaneous(context.level, len(shares))
    estimates = [count("representation-p-value", p, len(values), attribute)]
    findings = []
    for group, hits in zip(shares, observed.tolist(), strict=True):
        interval = wilson(hits, len(values), each)
        if interval.value is None or interval.low is None or interval.high is None:
            continue  # no rows at all: nothing to compare
        moved = Interval(interval.value - shares[group], interval.low - shares[group], interval.high - shares[group])
        estimates.append(shaped("share-difference", moved, len(values), each, "wilson", f"{attribute}={group}"))
        if interval.high < shares[group]:
            findings.append(
                warn(
                    "data.under-represented",
                    f"{attribute}={group}: {interval.value:.1%} of the data, {shares[group]:.1%} of the population.",
                    f"{attribute}={group} : {french(interval.value, '.1%')} des données,"
                    f" {french(shares[group], '.1%')} de la population.",
                    f"{attribute}={group}",
                )
            )
    return estimates, findings


def _check(attribute: str, shares: dict[str, float], present: set[str]) -> None:
    unknown = present - set(shares)
    if unknown or abs(sum(shares.values()) - 1) > 0.005 or min(shares.values()) <= 0:
        shown = ", ".join(sorted(unknown)) or f"sum {sum(shares.values()):.3f}"
        raise AuditRefusedError(
            "audit.reference-mismatch",
            Text(
                f"The reference for “{attribute}” does not fit the data: {shown}.",
                f"La référence pour « {attribute} » ne correspond pas aux données : {shown}.",
            ),
            Text(
                "Positive shares that add to 1, for every group in the data.",
                "Des parts positives de somme 1, pour chaque groupe des données.",
            ),
            (attribute,),
        )
