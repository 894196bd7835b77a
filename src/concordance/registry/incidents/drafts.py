"""Drafts of forms, all filled from one record: every field with its citation, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from concordance.base.text import Lang, Text
from concordance.norms.score import Score
from concordance.registry.incidents.data import Form, FormField, entries
from concordance.registry.incidents.report import IncidentReport
from concordance.registry.values import GIVEN, NOT_PROVIDED

WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Filled:
    """One field of a draft."""

    source: str
    label: Text
    cite: str
    state: str
    value: Any
    required: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of a form; `missing` names required fields without a value. A person reads and sends it."""

    form: str
    title: Text
    note: Text | None
    confidence: str
    fields: tuple[Filled, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Required fields that are not given."""
        return tuple(field.source for field in self.fields if field.required and field.state != GIVEN)


def draft(form: Form, report: IncidentReport, score: Score) -> Draft:
    """The form, filled from a report."""
    note = Text(form.note.en, form.note.fr) if form.note else None
    fields = tuple(_filled(field, report, score) for field in form.fields)
    return Draft(form.form, Text(form.title.en, form.title.fr), note, form.confidence, fields)


def _filled(field: FormField, report: IncidentReport, score: Score) -> Filled:
    value = lookup(field.from_, report)
    state = GIVEN if value is not None else NOT_PROVIDED
    return Filled(field.from_, _label(field, score), field.cite, state, value, field.required)


def _label(field: FormField, score: Score) -> Text:
    if field.label:
        return Text(field.label.en, field.label.fr)
    space, _, name = field.from_.partition(".")
    if space == "fact":
        return score.vocabulary.facts[name].question
    label = entries()[name].label
    return Text(label.en, label.fr)


def lookup(source: str, report: IncidentReport) -> Any:
    """What a report says under a name of the forms, as plain JSON; None when it says nothing."""
    space, _, name = source.partition(".")
    if space == "record":
        return report.record.get(name)
    if space == "fact":
        return _plain(report.profile.answers.get(name))
    own: dict[str, Any] = {
        "title": {"en": report.title.en, "fr": report.title.fr},
        "severity": report.severity,
        "system_id": report.system,
        "aware_at": report.aware_at,
        "principles": list(report.principles) or None,
        "critical_infrastructure": _critical(report),
    }
    return _plain(own[source])


def _critical(report: IncidentReport) -> bool | None:
    kinds = report.profile.answers.get("incident.kind")
    return "critical-infrastructure-disruption" in kinds if isinstance(kinds, frozenset) else None


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    return value.isoformat() if isinstance(value, date | datetime) else value


def to_text(made: Draft, lang: Lang) -> str:
    """The draft as a page of Markdown in one language."""
    gap = {"en": "*(to be given)*", "fr": "*(à renseigner)*"}[lang]
    none = {"en": "not provided", "fr": "non fourni"}[lang]
    lines = [f"# {made.title(lang)}", ""]
    if made.note:
        lines += [f"> {made.note(lang)}", ""]
    for field in made.fields:
        shown = _shown(field.value, lang) if field.state == GIVEN else gap if field.required else none
        lines.append(f"**{field.label(lang)}** ({field.cite})  \n{shown}\n")
    return "\n".join(lines)


def _shown(value: Any, lang: Lang) -> str:
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "fr": ("non", "oui")}[lang][value]
    if isinstance(value, dict):
        return str(value[lang])
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
