"""Proxies: can the protected attribute be guessed from what the model may use?"""

from __future__ import annotations

from typing import Any

import numpy as np

from concordance.audit.adapters.predictions import require_groups
from concordance.audit.adapters.table import Table, refuse_holes
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import OBSERVED_ONLY, french, links, shaped, warn
from concordance.audit.spec import Input, Method
from concordance.audit.stats.intervals import simultaneous
from concordance.audit.stats.ranking import auc
from concordance.base.text import Text

FEWEST = 10
"""The smallest group that is told apart: two people in each of the five folds."""


@audit(
    id="fairness.proxies",
    title=Text("Proxies for protected attributes", "Variables de substitution d’attributs protégés"),
    measures=Text(
        "How well the features together, and each numeric feature alone, tell the protected groups apart"
        " (AUC; 0.5 is not at all).",
        "À quel point les variables ensemble, et chaque variable numérique seule, distinguent les groupes"
        " protégés (AUC ; 0,5 = pas du tout).",
    ),
    why=Text(
        "Leaving an attribute out does not help when the postcode tells it.",
        "Écarter un attribut ne sert à rien si le code postal le révèle.",
    ),
    principles=("fairness", "data-governance"),
    risks=("bias",),
    acts=(
        "assess",
        "examine",
    ),
    norms=links(examines=("eu/ai-act/10.2.f",), informs=("eu/ai-act/10.3", "eu/gdpr/9.1")),
    standards=("NIST AI RMF MEASURE 2.11", "ISO/IEC 42001 A.7.4"),
    inputs=(
        Input(
            "table",
            "table",
            Text("rows with `features` and `protected` named", "lignes avec `features` et `protected` nommés"),
            needs=(
                "features",
                "protected",
            ),
        ),
    ),
    metrics=("proxy-auc", "feature-proxy-auc"),
    valid_days=365,
    method=Method(
        Text(
            "Gradient boosting, out-of-fold predictions over five folds; one group against all others; AUC"
            " with the Hanley–McNeil interval.",
            "Gradient boosting, prédictions hors pli sur cinq plis ; un groupe contre tous les autres ; AUC"
            " avec intervalle de Hanley–McNeil.",
        ),
        "Hanley and McNeil 1982; Feldman et al. 2015",
        ("scikit-learn", "numpy"),
    ),
    limits=(
        OBSERVED_ONLY,
        Text(
            "That a proxy exists does not show that the model uses it.",
            "Qu’une variable de substitution existe ne montre pas que le modèle s’en sert.",
        ),
    ),
)
def proxies(context: Context, *, table: Table) -> Measured:
    """AUC for every group of every protected attribute, joint and feature by feature."""
    import pandas as pd

    features = table.columns("features")
    protected = table.columns("protected")
    refuse_holes(table.frame, (*features, *protected), table.name)
    rows = pd.get_dummies(table.frame[list(features)], dtype=float)
    estimates: list[Estimate] = []
    findings: list[Finding] = []
    for attribute in protected:
        groups = require_groups(table.frame[attribute].astype(str).to_numpy(dtype=object), attribute)
        findings += _left_out(attribute, groups)
        joint = _joint(attribute, rows.to_numpy(), groups, context)
        estimates += joint + _single(attribute, rows, groups, context)
        findings += [found for estimate in joint for found in _told(estimate)]
    return Measured(tuple(estimates), tuple(findings))


def _left_out(attribute: str, groups: Any) -> list[Finding]:
    small = [str(n) for n, size in zip(*np.unique(groups, return_counts=True), strict=True) if size < FEWEST]
    if not small:
        return []
    shown = ", ".join(small)
    said = Text(
        f"{attribute}: too few people to be told apart over five folds: {shown}.",
        f"{attribute} : trop peu de personnes pour être distinguées sur cinq plis : {shown}.",
    )
    return [Finding("fairness.group-left-out", "info", said, tuple(f"{attribute}={name}" for name in small))]


def _joint(attribute: str, rows: Any, groups: Any, context: Context) -> list[Estimate]:
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    names = [n for n, size in zip(*np.unique(groups, return_counts=True), strict=True) if size >= FEWEST]
    names = names[:1] if len(names) == 2 and len(set(groups.tolist())) == 2 else names
    folds = StratifiedKFold(5, shuffle=True, random_state=context.seed)
    each = simultaneous(context.level, len(names))
    estimates = []
    for name in names:
        target = (groups == name).astype(int)
        model = HistGradientBoostingClassifier(random_state=context.seed, max_iter=60)
        guessed = cross_val_predict(model, rows, target, cv=folds, method="predict_proba")[:, 1]
        estimates.append(
            shaped(
                "proxy-auc",
                auc(guessed, target, each),
                int(target.sum()),
                each,
                "hanley-mcneil",
                f"{attribute}={name}",
            )
        )
    return estimates


def _single(attribute: str, rows: Any, groups: Any, context: Context) -> list[Estimate]:
    """Each column alone against the largest group; an AUC under one half is turned, since direction is no
    matter."""
    names, sizes = np.unique(groups, return_counts=True)
    target = (groups == names[int(np.argmax(sizes))]).astype(int)
    each = simultaneous(context.level, rows.shape[1])
    found = []
    for column in rows.columns:
        values = rows[column].to_numpy()
        area = auc(values, target, each)
        if area.value is not None and area.value < 0.5:
            area = auc(-values, target, each)
        found.append(shaped("feature-proxy-auc", area, len(target), each, "hanley-mcneil", f"{attribute}~{column}"))
    return found


def _told(estimate: Estimate) -> list[Finding]:
    if estimate.low is None or estimate.low <= 0.5 or estimate.value is None:
        return []
    return [
        warn(
            "fairness.proxy",
            f"The features tell {estimate.subject} apart (AUC {estimate.value:.2f}).",
            f"Les variables distinguent {estimate.subject} (AUC {french(estimate.value, '.2f')}).",
            estimate.subject,
        )
    ]
