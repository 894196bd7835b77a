"""Noise, missing values and adversarial search: how easily decisions change when they should not."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from concordance.audit.adapters.files import Records
from concordance.audit.adapters.model import TabularModel
from concordance.audit.adapters.table import Table, refuse_holes
from concordance.audit.context import Context
from concordance.audit.registry import audit
from concordance.audit.result import Estimate, Finding, Measured
from concordance.audit.shaping import MODEL, TABLE, french, links, share, warn
from concordance.audit.spec import Input, Method
from concordance.base.text import Text

Matrix = NDArray[np.float64]
NORMS = links(
    examines=("eu/ai-act/9.6",),
    informs=("eu/ai-act/15.1", "eu/ai-act/15.4", "coe/cets-225/12", "oecd/ai-principles/1.4"),
)
SIZES = (0.001, 0.01, 0.1)
"""Noise, in standard deviations of each column."""
ACTS = ("test", "ensure")
STANDARDS = ("NIST AI RMF MEASURE 2.5", "ISO/IEC 42001 A.6.2.4", "ISO/IEC TR 24029-1:2021")


def model_rows(context: Context, model: TabularModel, table: Table, most: int) -> Matrix:
    """Up to `most` rows of the features, drawn by the seed."""
    refuse_holes(table.frame, model.features, table.name)
    rows = table.frame[list(model.features)].to_numpy(dtype=np.float64)
    order = np.random.default_rng(context.seed).permutation(len(rows))[: int(context.option("rows", most))]
    return np.asarray(rows[order], dtype=np.float64)


def changed(metric: str, moved: NDArray[np.bool_], context: Context, subject: str) -> Estimate:
    """The share of decisions or answers that are no longer what they were."""
    return share(metric, int(moved.sum()), len(moved), context.level, subject)


@audit(
    id="robustness.noise",
    title=Text("Decisions under small noise", "Décisions sous un faible bruit"),
    measures=Text(
        "The share of decisions that change when numbers move by a thousandth to a tenth of their standard deviation.",
        "La part des décisions qui changent quand les nombres bougent d’un millième à un dixième de leur écart type.",
    ),
    why=Text(
        "A measuring error nobody would notice should not decide about a person.",
        "Une erreur de mesure que personne ne verrait ne doit pas décider d’une personne.",
    ),
    principles=("robustness",),
    risks=("malfunction",),
    acts=ACTS,
    norms=NORMS,
    standards=STANDARDS,
    inputs=(MODEL, TABLE),
    metrics=("changed-by-noise",),
    valid_days=365,
    method=Method(
        Text(
            "Gaussian noise of 0.001, 0.01 and 0.1 standard deviations on every numeric feature; Wilson interval.",
            "Bruit gaussien de 0,001, 0,01 et 0,1 écart type sur chaque variable numérique ; intervalle de Wilson.",
        ),
        "Hendrycks and Dietterich 2019, carried to tables",
        ("numpy",),
    ),
    limits=(
        Text(
            "Random noise is not an adversary, and real errors are rarely Gaussian.",
            "Un bruit aléatoire n’est pas un adversaire, et les erreurs réelles sont rarement gaussiennes.",
        ),
        Text(
            "That more decisions change than the noise is large is a way to report, not a legal limit.",
            "Que plus de décisions changent que le bruit n’est grand : façon de rapporter, non limite légale.",
        ),
    ),
)
def noise(context: Context, *, model: TabularModel, table: Table) -> Measured:
    """Noise on columns with more than two values; others stay as they are."""
    rows = model_rows(context, model, table, 2000)
    numeric = np.array([len(np.unique(rows[:, c])) > 2 for c in range(rows.shape[1])])
    draw = np.random.default_rng(context.seed + 1)
    step = draw.standard_normal(rows.shape) * rows.std(0) * numeric
    before = model.decide(rows)
    estimates = tuple(
        changed("changed-by-noise", model.decide(rows + size * step) != before, context, f"noise={size}")
        for size in SIZES
    )
    amplified = [(e, size) for e, size in zip(estimates, SIZES, strict=True) if e.low is not None and e.low > size]
    findings = tuple(
        warn(
            "robustness.noise-amplified",
            f"Noise of {size:g} standard deviations changes {e.value:.1%} of the decisions: more than its own size.",
            f"Un bruit de {french(size, 'g')} écart type change {french(e.value, '.1%')} des décisions : plus que sa"
            " propre taille.",
        )
        for e, size in amplified
    )
    return Measured(estimates, findings)


@audit(
    id="robustness.missing-values",
    title=Text("Decisions when a value is missing", "Décisions quand une valeur manque"),
    measures=Text(
        "The share of decisions that change when one feature is replaced by its median, feature by feature.",
        "La part des décisions qui changent quand une variable est remplacée par sa médiane, variable par variable.",
    ),
    why=Text(
        "A decision that hangs on one field falls with that field.",
        "Une décision suspendue à un champ tombe avec ce champ.",
    ),
    principles=("robustness",),
    risks=("malfunction",),
    acts=ACTS,
    norms=NORMS,
    standards=STANDARDS,
    inputs=(MODEL, TABLE),
    metrics=("changed-by-missing",),
    valid_days=365,
    method=Method(
        Text("Median replacement; Wilson interval.", "Remplacement par la médiane ; intervalle de Wilson."),
        "Emmanuel et al. 2021 (survey of missing data)",
        ("numpy",),
    ),
    limits=(
        Text(
            "Fields often fail together; here they fail one at a time.",
            "Les champs manquent souvent ensemble ; ici un à la fois.",
        ),
    ),
)
def missing_values(context: Context, *, model: TabularModel, table: Table) -> Measured:
    """One rate a feature; a feature without which everything is decided alike is named."""
    rows = model_rows(context, model, table, 2000)
    before, medians = model.decide(rows), np.median(rows, axis=0)
    estimates: list[Estimate] = []
    found: list[Finding] = []
    for place, name in enumerate(model.features):
        altered = rows.copy()
        altered[:, place] = medians[place]
        after = model.decide(altered)
        estimates.append(changed("changed-by-missing", after != before, context, name))
        if after.min() == after.max() and before.min() != before.max():
            found.append(
                warn(
                    "robustness.hangs-on-one-field",
                    f"Without “{name}” all decisions are the same.",
                    f"Sans « {name} », toutes les décisions sont identiques.",
                    name,
                )
            )
    return Measured(tuple(estimates), tuple(found))


@audit(
    id="robustness.text-perturbation",
    title=Text("Answers under typing errors and rephrasing", "Réponses sous fautes de frappe et reformulations"),
    measures=Text(
        "The share of items whose answer changes between the original and a perturbed form that means the same.",
        "La part des items dont la réponse change entre l’original et une forme perturbée de même sens.",
    ),
    why=Text(
        "People mistype; the answer must not depend on it.",
        "Les gens font des fautes de frappe ; la réponse ne doit pas en dépendre.",
    ),
    principles=("robustness",),
    risks=("malfunction",),
    acts=ACTS,
    norms=NORMS,
    standards=("NIST AI RMF MEASURE 2.5",),
    inputs=(
        Input(
            "pairs",
            "records",
            Text(
                "records with item, perturbation (one kind being “repeat”: the same asked again), original"
                " and perturbed answers",
                "enregistrements avec item, perturbation (dont « repeat » : la même question), réponses"
                " original et perturbed",
            ),
        ),
    ),
    metrics=("answer-changed",),
    valid_days=180,
    method=Method(
        Text(
            "Exact comparison of the chosen answers; Wilson interval by perturbation.",
            "Comparaison exacte des réponses choisies ; intervalle de Wilson par perturbation.",
        ),
        "Liang et al. 2023 (HELM), robustness",
        (),
    ),
    limits=(
        Text(
            "Whether a perturbed form means the same was decided by whoever made it.",
            "C’est l’auteur de la forme perturbée qui a jugé qu’elle a le même sens.",
        ),
    ),
)
def text_perturbation(context: Context, *, pairs: Records) -> Measured:
    """One rate for each kind of perturbation."""
    pairs.fields("item")
    kinds = np.array([str(kind) for kind in pairs.fields("perturbation")])
    moved = np.array([a != b for a, b in zip(pairs.fields("original"), pairs.fields("perturbed"), strict=True)])
    estimates = [changed("answer-changed", moved[kinds == kind], context, kind) for kind in sorted(set(kinds.tolist()))]
    control = next((e.high for e in estimates if e.subject == "repeat"), None)
    shaky = [e for e in estimates if control is not None and e.low is not None and e.low > control]
    findings = tuple(
        warn(
            "robustness.answers-change",
            f"{e.value:.0%} of the answers change under “{e.subject}”, more than when the same is asked again.",
            f"{french(e.value, '.0%')} des réponses changent sous « {e.subject} », plus qu’à question répétée.",
            e.subject,
        )
        for e in shaky
    )
    missing = Finding(
        "robustness.no-control",
        "info",
        Text(
            "No records of kind “repeat”: the model's own variation is unknown.",
            "Pas d’enregistrement « repeat » : la variation propre du modèle est inconnue.",
        ),
    )
    return Measured(tuple(estimates), findings if control is not None else (missing,))
