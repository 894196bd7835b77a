"""Do the people who labelled the data agree?"""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.files import Records
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import count, links, shaped, warn
from concordance.audit.spec import Input, Method
from concordance.audit.stats.bootstrap import percentile
from concordance.base.text import Text


@audit(
    id="data.label-agreement",
    title=Text("Agreement of annotators", "Accord des annotateurs"),
    measures=Text(
        "Krippendorff's alpha: 1 is full agreement, 0 what chance would give.",
        "L’alpha de Krippendorff : 1 = accord parfait, 0 = le hasard.",
    ),
    why=Text(
        "A label that two people would not give alike is an opinion, and the model learns whose.",
        "Une étiquette que deux personnes ne donneraient pas est une opinion, et le modèle apprend de qui.",
    ),
    principles=("data-governance", "accuracy"),
    risks=("malfunction", "click-work"),
    acts=(
        "ensure",
        "examine",
        "manage",
    ),
    norms=links(informs=("eu/ai-act/10.2.c", "eu/ai-act/10.3")),
    standards=("ISO/IEC 42001 A.7.4", "ISO/IEC 5259-4:2024"),
    valid_days=730,
    inputs=(
        Input(
            "annotations",
            "records",
            Text("records with item, annotator and label", "enregistrements avec item, annotator et label"),
        ),
    ),
    metrics=("krippendorff-alpha", "items-annotated-twice"),
    method=Method(
        Text(
            "Nominal alpha from the coincidence matrix; bootstrap over items.",
            "Alpha nominal par la matrice de coïncidences ; bootstrap sur les items.",
        ),
        "Krippendorff 2004; Hayes and Krippendorff 2007",
        ("numpy",),
    ),
    limits=(
        Text(
            "Annotators may agree because they share a prejudice.",
            "Les annotateurs peuvent s’accorder parce qu’ils partagent un préjugé.",
        ),
    ),
)
def label_agreement(context: Context, *, annotations: Records) -> Measured:
    """Alpha over items with at least two labels."""
    items, labels = annotations.fields("item"), annotations.fields("label")
    annotations.fields("annotator")
    by_item: dict[str, Counter[str]] = defaultdict(Counter)
    for item, label in zip(items, labels, strict=True):
        by_item[str(item)][str(label)] += 1
    kept = [c for c in by_item.values() if sum(c.values()) > 1]
    if not kept:
        raise AuditRefusedError(
            "audit.single-annotator",
            Text("No item has two labels.", "Aucun item n’a deux étiquettes."),
            Text(
                "Let a second person label a sample.",
                "Faites étiqueter un échantillon par une deuxième personne.",
            ),
            (annotations.name,),
        )
    names = sorted({label for c in kept for label in c})
    table = np.array([[c[name] for name in names] for c in kept], dtype=np.float64)
    draw = np.random.default_rng(context.seed)
    drawn = np.array([alpha(table[draw.integers(0, len(table), len(table))]) for _ in range(context.replicates)])
    interval = percentile(alpha(table), drawn, context.level)
    words = (
        "Annotators agree no better than chance.",
        "Les annotateurs ne s’accordent pas mieux que le hasard.",
    )
    findings = (warn("data.no-agreement", *words),) if interval.low is not None and interval.low <= 0 else ()
    return Measured(
        (
            shaped("krippendorff-alpha", interval, len(kept), context.level, "bootstrap-percentile"),
            count("items-annotated-twice", len(kept), len(by_item)),
        ),
        findings,
    )


def alpha(table: NDArray[np.float64]) -> float:
    """Nominal alpha of a table items × labels of counts; 1 when only one label was ever given."""
    sizes = table.sum(1)
    coincidences = np.einsum("ui,uj->ij", table / (sizes - 1)[:, None], table) - np.diag(
        (table / (sizes - 1)[:, None]).sum(0)
    )
    totals = coincidences.sum(0)
    n = totals.sum()
    expected = (n * n - (totals**2).sum()) / (n - 1)
    return 1.0 if expected <= 0 else float(1 - (n - np.trace(coincidences)) / expected)
