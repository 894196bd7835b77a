"""The fields of a report of an incident: which facts and entries are asked for, and what a form said of them.

First the facts that open most regimes; once it is known which duties are open, also the facts that would settle them,
and the entries that the drafts still need.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import Span
from concordance.doors.web.inspecting import Form, number, one
from concordance.doors.web.refusals import problem
from concordance.norms.vocabulary import Fact, Vocabulary
from concordance.registry.incidents.data import entries, happenings
from concordance.registry.incidents.drafts import Draft
from concordance.registry.incidents.duties import IncidentDuties

FIRST = ("incident.kind", "incident.occurred_in", "incident.causal_link", "incident.personal_data_breach")
ALWAYS = ("description", "contact")
"""Entries that the form asks for from the beginning."""
ZONES = (
    "UTC",
    "Europe/Brussels",
    "Europe/Paris",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Tokyo",
)


def facts_to_ask(given: Form, duties: IncidentDuties | None, vocabulary: Vocabulary) -> list[Fact]:
    """The first facts, those that were answered, and those of what happened that open duties wait for."""
    waited = {fact for each in (duties.open if duties else ()) for fact in each.missing}
    asked = {name for name in vocabulary.facts if name in given or name in waited}
    more = sorted(name for name in asked if name not in FIRST and happenings().tell(name))
    return [vocabulary.facts[name] for name in (*FIRST, *more) if name != "incident.became_aware_on"]


def entries_to_ask(given: Form, drafts: Sequence[Draft]) -> list[str]:
    """The entries that drafts are filled from, and those that were given, beside the two that are always asked for."""
    needed = {field.source.removeprefix("record.") for each in drafts for field in each.fields if _entry(field.source)}
    return [name for name in entries() if name not in ALWAYS and (name in needed or one(given, f"record:{name}"))]


def _entry(source: str) -> bool:
    return source.startswith("record.")


def said(given: Form, vocabulary: Vocabulary) -> dict[str, Any]:
    """The form as the document of a report. Raises ProblemsError `bad-moment`."""
    names = [name for name in vocabulary.facts if name in given]
    plain = [name for name in names if not vocabulary.facts[name].judgement]
    facts = {name: value for name in plain if (value := _answer(vocabulary.facts[name], given[name])) is not None}
    found: dict[str, Any] = {
        "kind": one(given, "kind"),
        "title": {"en": one(given, "title"), "fr": one(given, "title")},
        "severity": one(given, "severity"),
        "aware_at": _aware(one(given, "aware_at"), one(given, "zone")).isoformat(),
        "facts": facts,
        "record": dict(_records(given)),
    }
    judged = [vocabulary.facts[name] for name in names if vocabulary.facts[name].judgement]
    _check_signed(given, judged)
    kept = {fact.name: each for fact in judged if (each := _judgement(given, fact))}
    found |= {"judgements": kept} if kept else {}
    for name in ("risks", "principles"):
        found |= {name: list(given[name])} if given.get(name) else {}
    norms = one(given, "norms").replace(",", " ").split()
    return found | ({"norms": norms} if norms else {})


def _answer(fact: Fact, values: Sequence[str]) -> Any:
    chosen = [value for value in values if value]
    if not chosen:
        return None
    if fact.type == "bool":
        return {"yes": True, "no": False}.get(chosen[0], chosen[0])
    if fact.type in {"number", "money"}:
        return number(chosen[0])
    return chosen if fact.type == "set" else chosen[0]


def _check_signed(given: Form, judged: Iterable[Fact]) -> None:
    """Raises ProblemsError `judgement-unsigned`, one problem for each legal standard without a name or a reason."""
    found: list[Problem] = []
    for fact in judged:
        signed = one(given, f"by:{fact.name}") and one(given, f"why:{fact.name}")
        if _answer(fact, given[fact.name]) is not None and not signed:
            asked = fact.question
            found += problem(
                "judgement-unsigned",
                f"who answers this, and why? {asked.en}",
                f"qui y répond, et pourquoi ? {asked.fr}",
                "it is a legal standard: give a name and a reason, or leave it not known",
                "c’est un standard juridique : donner un nom et un motif, ou le laisser non connu",
                Span(fact.name),
            ).problems
    if found:
        raise ProblemsError(found)


def _judgement(given: Form, fact: Fact) -> dict[str, Any] | None:
    answer = _answer(fact, given[fact.name])
    if answer is None:
        return None
    return {"answer": answer, "by": one(given, f"by:{fact.name}"), "reason": one(given, f"why:{fact.name}")}


def _records(given: Form) -> Iterable[tuple[str, Any]]:
    for name, entry in entries().items():
        text = one(given, f"record:{name}") or (one(given, name) if name in ALWAYS else "")
        if not text:
            continue
        match entry.type:
            case "list":
                yield name, [part.strip() for part in text.split(";") if part.strip()]
            case "number":
                yield name, number(text)
            case "flag":
                yield name, {"yes": True, "no": False}.get(text, text)
            case "moment":
                yield name, _aware(text, one(given, "zone")).isoformat()
            case _:
                yield name, text


def _aware(text: str, zone: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone if zone in ZONES else "UTC"))
    except ValueError:
        raise problem(
            "bad-moment",
            "the moment of awareness is no day and time",
            "le moment de la prise de connaissance n’est pas une date avec heure",
            "write for instance 2028-02-18T16:40",
            "écrire par exemple 2028-02-18T16:40",
            Span("aware_at"),
        ) from None


def begun(found: dict[str, Any], vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The beginning of a report, as an exchange format gives it → the fields of the form."""
    given: dict[str, list[str]] = {"title": [str(found.get("title", {}).get("en", ""))]}
    given |= {name: [str(found[name])] for name in ("severity",) if name in found}
    for name, value in found.get("record", {}).items():
        given[f"record:{name}" if name not in ALWAYS else name] = [_shown(value)]
    for name, value in found.get("facts", {}).items():
        if name in vocabulary.facts:
            given[name] = [str(v) for v in value] if isinstance(value, list) else [json.dumps(value).strip('"')]
    return given | ({"principles": list(found["principles"])} if "principles" in found else {})


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = str(value)
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%dT%H:%M") if "T" in text else text
    except ValueError:
        return text
