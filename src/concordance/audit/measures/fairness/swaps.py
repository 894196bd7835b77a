"""Counterfactual swaps: the same file under another name, the same row with another attribute."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np

from concordance.audit.adapters.files import Records
from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.table import Table, refuse_holes
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import MODEL, french, links, serious, shaped, share
from concordance.audit.spec import Input, Method
from concordance.audit.stats.intervals import Interval
from concordance.base.text import Text

NORMS = links(
    examines=("eu/ai-act/9.6",),
    informs=("eu/ai-act/10.2.f", "eu/charter/21.1", "eu/gdpr/22.3", "us-nyc/ll-144/20-871.a.1"),
)


@audit(
    id="fairness.name-swap",
    title=Text("Name swap: the same file under another name", "Échange de noms : le même dossier sous un autre nom"),
    measures=Text(
        "The difference between the mean scores of the same documents under names of two groups, and its"
        " permutation p-value.",
        "La différence entre les notes moyennes des mêmes documents sous des noms de deux groupes, et sa"
        " valeur p par permutation.",
    ),
    why=Text(
        "Only the name changes; whatever the score changes by is due to the name.",
        "Seul le nom change ; ce dont la note change est dû au nom.",
    ),
    principles=("fairness",),
    risks=("bias", "rights-denial"),
    acts=(
        "assess",
        "examine",
        "test",
    ),
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.11",),
    valid_days=180,
    inputs=(
        Input(
            "swaps",
            "records",
            Text(
                "records with document, name, group and score",
                "enregistrements avec document, name, group et score",
            ),
        ),
    ),
    metrics=("swap-score-difference", "swap-p-value"),
    method=Method(
        Text(
            "Scores are averaged by name over the documents; the group difference is tested by permuting the"
            " groups of the names, and its interval is the bootstrap over names.",
            "Les notes sont moyennées par nom sur les documents ; la différence est testée en permutant les"
            " groupes des noms, et son intervalle est le bootstrap sur les noms.",
        ),
        "Bertrand and Mullainathan 2004; Fisher's permutation test",
        ("numpy",),
    ),
    limits=(
        Text(
            "It speaks for these documents and these names; other names or documents may be treated otherwise.",
            "Il vaut pour ces documents et ces noms ; d’autres noms ou documents peuvent être traités autrement.",
        ),
        Text(
            "A name carries more than origin: age, class, religion.",
            "Un nom porte plus que l’origine : âge, milieu, religion.",
        ),
    ),
)
def name_swap(context: Context, *, swaps: Records) -> Measured:
    """Compare the two groups of names over the same documents; every document must bear every name."""
    by_name = _mean_scores(swaps)
    first, second = sorted({group for group, _ in by_name})
    a = np.array([score for (group, _), score in by_name.items() if group == first])
    b = np.array([score for (group, _), score in by_name.items() if group == second])
    interval, p = _two_groups(a, b, context)
    subject = f"{first} − {second}"
    n = len(by_name)
    estimates = (
        shaped("swap-score-difference", interval, n, context.level, "bootstrap-over-names", subject),
        Estimate("swap-p-value", p, n, subject),
    )
    told = p < 1 - context.level
    words = (
        (f"The same documents score {interval.value:+.4f} for names of {first} against {second} (p = {p:.4f})."),
        (
            f"Les mêmes documents obtiennent {french(interval.value, '+.4f')} sous des noms de {first} face à {second}"
            f" (p = {french(p, '.4f')})."
        ),
    )
    return Measured(estimates, (serious("fairness.name-matters", *words, subject),) if told else ())


def _mean_scores(swaps: Records) -> dict[tuple[str, str], float]:
    documents, names = swaps.fields("document"), swaps.fields("name")
    groups, scores = swaps.fields("group"), swaps.fields("score")
    if len(set(groups)) != 2:
        raise AuditRefusedError(
            "audit.two-groups",
            Text(
                f"A name swap compares two groups; found {len(set(groups))}.",
                f"Un échange de noms compare deux groupes ; trouvé {len(set(groups))}.",
            ),
            Text("Give names of exactly two groups.", "Donnez des noms d’exactement deux groupes."),
            (swaps.name,),
        )
    if len(set(zip(documents, names, strict=True))) != len(set(documents)) * len(set(names)):
        raise AuditRefusedError(
            "audit.unbalanced",
            Text("Not every document bears every name.", "Chaque document ne porte pas chaque nom."),
            Text(
                "Score every document under every name: else the documents differ too.",
                "Notez chaque document sous chaque nom : sinon les documents diffèrent aussi.",
            ),
            (swaps.name,),
        )
    collected: dict[tuple[str, str], list[float]] = defaultdict(list)
    for name, group, score in zip(names, groups, scores, strict=True):
        collected[str(group), str(name)].append(float(score))
    return {key: float(np.mean(values)) for key, values in sorted(collected.items())}


def _two_groups(a: Any, b: Any, context: Context) -> tuple[Interval, float]:
    draw = np.random.default_rng(context.seed)
    value = float(a.mean() - b.mean())
    again = draw.choice(a, (context.replicates, len(a))).mean(1) - draw.choice(b, (context.replicates, len(b))).mean(1)
    low, high = np.quantile(again, [(1 - context.level) / 2, (1 + context.level) / 2])
    pooled = np.tile(np.concatenate([a, b]), (context.replicates, 1))
    mixed = draw.permuted(pooled, axis=1)
    shuffled = mixed[:, : len(a)].mean(1) - mixed[:, len(a) :].mean(1)
    extreme = int(np.sum(np.abs(shuffled) >= abs(value) - 1e-12))
    return Interval(value, float(low), float(high)), (extreme + 1) / (context.replicates + 1)


@audit(
    id="fairness.attribute-flip",
    title=Text(
        "Attribute flip: the same row with another attribute",
        "Bascule d’attribut : la même ligne avec un autre attribut",
    ),
    measures=Text(
        "The share of decisions that change when only the protected column changes.",
        "La part des décisions qui changent quand seule la colonne protégée change.",
    ),
    why=Text(
        "A decision that turns on the attribute alone treats people differently because of it.",
        "Une décision qui dépend du seul attribut traite les personnes différemment à cause de lui.",
    ),
    principles=("fairness",),
    risks=("bias", "rights-denial"),
    acts=(
        "assess",
        "examine",
        "test",
    ),
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.11",),
    inputs=(
        MODEL,
        Input(
            "table",
            "table",
            Text(
                "rows with `features` and a 0/1 `flip` column",
                "lignes avec `features` et une colonne 0/1 `flip`",
            ),
            needs=("flip",),
        ),
    ),
    metrics=("flip-rate",),
    valid_days=365,
    method=Method(
        Text(
            "Each row is scored as it is and with the column turned; Wilson interval.",
            "Chaque ligne est notée telle quelle et colonne basculée ; intervalle de Wilson.",
        ),
        "Kusner et al. 2017 (without a causal model: direct effect only)",
        ("numpy",),
    ),
    limits=(
        Text(
            "It sees the direct effect only: a proxy that moves with the attribute is left as it was.",
            "Il ne voit que l’effet direct : une variable de substitution liée à l’attribut reste inchangée.",
        ),
    ),
)
def attribute_flip(context: Context, *, model: TabularModel, table: Table) -> Measured:
    """Turn a 0/1 column of the features and count changed decisions."""
    (column,) = table.columns("flip")
    refuse_holes(table.frame, model.features, table.name)
    rows = table.frame[list(model.features)].to_numpy(dtype=np.float64)
    place = model.features.index(column)
    turned = rows.copy()
    turned[:, place] = 1 - turned[:, place]
    changed = int(np.sum(model.decide(rows) != model.decide(turned)))
    estimate = share("flip-rate", changed, len(rows), context.level, column)
    findings: list[Finding] = []
    if changed:
        findings.append(
            serious(
                "fairness.attribute-decides",
                f"{changed} of {len(rows)} decisions turn on “{column}” alone.",
                f"{changed} décisions sur {len(rows)} ne tiennent qu’à « {column} ».",
                column,
            )
        )
    return Measured((estimate,), tuple(findings))
