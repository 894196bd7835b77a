"""Model and data-set cards in the form of the Hugging Face hub: YAML front matter and Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from concordance.audit.registry import find_audit
from concordance.audit.result import AuditResult, Estimate
from concordance.base.text import Lang, Text


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What only the provider can say; a section that nobody filled stays empty and visible."""

    name: str
    licence: str
    languages: tuple[str, ...]
    sections: Mapping[str, str]


MODEL_SECTIONS: tuple[tuple[str, Text], ...] = (
    ("details", Text("Model details", "Description du modèle")),
    ("intended-use", Text("Intended use", "Utilisation prévue")),
    ("out-of-scope", Text("Out-of-scope use", "Hors périmètre")),
    ("factors", Text("Factors and groups", "Facteurs et groupes")),
    ("evaluation-data", Text("Evaluation data", "Données d’évaluation")),
    ("training-data", Text("Training data", "Données d’entraînement")),
    ("ethical", Text("Ethical considerations", "Considérations éthiques")),
    ("limitations", Text("Limitations", "Limites")),
)
DATASET_SECTIONS: tuple[tuple[str, Text], ...] = (
    ("motivation", Text("Motivation", "Motivation et finalité")),
    ("composition", Text("Composition", "Composition")),
    ("collection", Text("Collection process", "Collecte")),
    ("cleaning", Text("Preprocessing, cleaning, labelling", "Nettoyage et annotation")),
    ("uses", Text("Uses", "Utilisations")),
    ("distribution", Text("Distribution and licence", "Distribution et licence")),
    ("maintenance", Text("Maintenance", "Maintenance")),
    ("biases", Text("Biases and limitations", "Biais et limites")),
    ("personal-data", Text("Personal and sensitive data", "Données personnelles et sensibles")),
)
EMPTY = Text("*Not stated by the provider.*", "*Non indiqué par le fournisseur.*")
MEASURED = Text("Metrics and results", "Métriques et résultats")


def model_card(facts: CardFacts, results: Iterable[AuditResult], lang: Lang) -> str:
    """A model card with the measured figures, their intervals and the limits of each audit."""
    held = tuple(results)
    front: dict[str, Any] = {
        "license": facts.licence,
        "language": list(facts.languages),
        "model-index": [
            {
                "name": facts.name,
                "results": [_indexed(r, e) for r in held for e in r.estimates if e.value is not None],
            }
        ],
    }
    return _card(facts, MODEL_SECTIONS, front, _figures(held, lang), lang)


def dataset_card(facts: CardFacts, results: Iterable[AuditResult], lang: Lang) -> str:
    """A data-set card with the measured figures."""
    front = {"license": facts.licence, "language": list(facts.languages), "pretty_name": facts.name}
    return _card(facts, DATASET_SECTIONS, front, _figures(tuple(results), lang), lang)


def _card(
    facts: CardFacts, sections: tuple[tuple[str, Text], ...], front: dict[str, Any], figures: str, lang: Lang
) -> str:
    head = yaml.safe_dump(front, allow_unicode=True, sort_keys=False)
    body = "\n".join(f"## {title(lang)}\n\n{facts.sections.get(key) or EMPTY(lang)}\n" for key, title in sections)
    return f"---\n{head}---\n\n# {facts.name}\n\n{body}\n## {MEASURED(lang)}\n\n{figures}\n"


def _indexed(result: AuditResult, estimate: Estimate) -> dict[str, Any]:
    return {
        "task": {"type": result.audit, "name": find_audit(result.audit).spec.title.en},
        "dataset": {
            "name": result.system,
            "type": result.digests[0].sha256[:12] if result.digests else "none",
        },
        "metrics": [
            {
                "type": estimate.metric,
                "name": f"{estimate.metric} {estimate.subject}".strip(),
                "value": estimate.value,
            }
        ],
    }


def _figures(results: tuple[AuditResult, ...], lang: Lang) -> str:
    parts = []
    for result in results:
        title = find_audit(result.audit).spec.title(lang)
        rows = "\n".join(f"| {e.metric} | {e.subject or '—'} | {_number(e)} | {e.n} |" for e in result.estimates)
        limits = "\n".join(f"- {limit(lang)}" for limit in result.limits)
        parts.append(
            f"### {title} (`{result.audit}`, {result.at})\n\n|  |  |  | n |\n|---|---|---|---|\n{rows}\n\n{limits}\n"
        )
    return "\n".join(parts)


def _number(estimate: Estimate) -> str:
    if estimate.value is None:
        return "—"
    bounds = "" if estimate.interval == "none" else f" [{_bound(estimate.low)}, {_bound(estimate.high)}]"
    unit = "" if estimate.unit == "1" else f" {estimate.unit}"
    return f"{estimate.value:.4g}{bounds}{unit}"


def _bound(value: float | None) -> str:
    return "…" if value is None else f"{value:.4g}"
