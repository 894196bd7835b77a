"""Small helpers that audits share: links, inputs, estimates from intervals."""

from __future__ import annotations

from dataclasses import replace

from concordance.audit.result import Estimate, Finding
from concordance.audit.spec import Input, NormLink, Weight
from concordance.audit.stats.intervals import Interval, wilson
from concordance.base.text import Text

PREDICTIONS = Input(
    "predictions",
    "predictions",
    Text(
        "saved decisions with the protected attributes, and the truth or score where the audit needs them",
        "décisions enregistrées avec les attributs protégés, et la vérité ou le score là où l’audit en a besoin",
    ),
)


def predictions_with(*needs: str) -> Input:
    """The input of saved decisions that hold what is named: truth, score, protected."""
    return replace(PREDICTIONS, needs=needs)


MODEL = Input("model", "model", Text("a model over numeric columns", "un modèle sur des colonnes numériques"))
TABLE = Input(
    "table",
    "table",
    Text(
        "rows the model is measured on, with `features` and `label` named",
        "lignes sur lesquelles le modèle est mesuré, avec `features` et `label` nommés",
    ),
)

OBSERVED_ONLY = Text(
    "It describes the persons in this file at that time; another population or period may differ.",
    "Il décrit les personnes de ce fichier à ce moment ; une autre population ou période peut différer.",
)
NO_CAUSE = Text(
    "A difference shows neither cause nor intent, and its absence proves no absence of discrimination.",
    "Une différence ne montre ni cause ni intention, et son absence ne prouve pas l’absence de discrimination.",
)

OUTCOMES_ONLY = Text(
    "It examines what is decided on this file; the data sets that the system was made from need their own"
    " examination.",
    "Il examine ce qui est décidé sur ce fichier ; les jeux de données dont le système est issu demandent leur propre"
    " examen.",
)

UNDEFINED = Text("Undefined: there is nobody to count.", "Non défini : il n’y a personne à compter.")


def links(
    *,
    supports: tuple[str, ...] = (),
    contradicts: tuple[str, ...] = (),
    examines: tuple[str, ...] = (),
    informs: tuple[str, ...] = (),
) -> tuple[NormLink, ...]:
    """Norm links by weight."""
    return (
        *(NormLink(n, Weight.SUPPORTS) for n in supports),
        *(NormLink(n, Weight.CONTRADICTS) for n in contradicts),
        *(NormLink(n, Weight.EXAMINES) for n in examines),
        *(NormLink(n, Weight.INFORMS) for n in informs),
    )


def shaped(
    metric: str,
    interval: Interval,
    n: int,
    level: float,
    method: str,
    subject: str = "",
    unit: str = "1",
    note: Text | None = None,
) -> Estimate:
    """An estimate from an interval; an undefined one gets a note."""
    missing = UNDEFINED if interval.value is None and note is None else note
    return Estimate(metric, interval.value, n, subject, interval.low, interval.high, level, method, unit, missing)


def share(metric: str, hits: int, n: int, level: float, subject: str = "") -> Estimate:
    """A rate with its Wilson interval."""
    return shaped(metric, wilson(hits, n, level), n, level, "wilson", subject)


def count(metric: str, value: float, n: int, subject: str = "", unit: str = "1") -> Estimate:
    """An exact figure of a full count: no interval, the value holds for what was given."""
    return Estimate(metric, float(value), n, subject, unit=unit)


def french(value: float | None, form: str) -> str:
    """A figure as a format specification (`.3f`, `.0%`) writes it, with the decimal comma and the space of French."""
    return "…" if value is None else f"{value:{form}}".replace(".", ",").replace("%", "\u202f%").replace("-", "−")


def warn(code: str, en: str, fr: str, *places: str) -> Finding:
    """A finding that a person should look at."""
    return Finding(code, "warning", Text(en, fr), places)


def serious(code: str, en: str, fr: str, *places: str) -> Finding:
    """A finding that must be dealt with."""
    return Finding(code, "serious", Text(en, fr), places)
