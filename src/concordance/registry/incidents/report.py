"""A report of an incident: read from a file beside the profile of its system, every fault at its place."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from concordance.base.problem import Problems, ProblemsError, did_you_mean
from concordance.base.span import Span
from concordance.base.text import Text
from concordance.norms.profile import FactValue, Judgement, Profile
from concordance.norms.score import Score
from concordance.reading.facts import is_null, read_answers
from concordance.reading.kinds import BAD, Bilingual, Bool, Choice, Day, Dict, ListOf, MapOf, Number, Raw, Shape, Str
from concordance.reading.profile import read_profile
from concordance.reading.tree import parse_tree
from concordance.reading.values import read_value
from concordance.registry.incidents.data import entries, happenings
from concordance.registry.moments import is_token, parse_moment
from concordance.registry.refusals import trouble
from concordance.registry.rows import read_bytes

StepKind = Literal["corrective", "follow-up", "redress"]
Kind = Literal["incident", "near-miss", "whistle-blower"]
SEVERITIES = ("hazard", "serious-hazard", "incident", "serious-incident", "disaster")
"""The terms of the OECD (2024) for what may lead to harm and what has led to it."""
_STEP = Shape("a step", {"what": Str()}, {"due": Day(), "done": Day(), "norm": Str()})
REDRESS = ("claimed", "acknowledged", "offered", "remedied", "refused")
"""States of a redress, in order; the last two end it."""
ENDED = frozenset({"done", "remedied", "refused"})
"""States in which a step asks nothing more."""
_REDRESS = Shape(
    "a redress",
    {"for": Str(), "what": Str(), "state": Choice(REDRESS)},
    {"people": Number(), "due": Day(), "since": Day()},
)
_JUDGEMENT = Shape("a judgement", {"answer": Raw(), "by": Str(), "reason": Str()}, {"on": Day()})
_REPORT = Shape(
    "a report of an incident",
    {
        "incident": Str(),
        "kind": Choice(("incident", "near-miss", "whistle-blower")),
        "title": Bilingual(),
        "severity": Choice(SEVERITIES),
        "profile": Str(),
        "aware_at": Str(),
        "facts": MapOf(Raw()),
    },
    {
        "moments": MapOf(Str()),
        "judgements": MapOf(_JUDGEMENT),
        "record": MapOf(Raw()),
        "risks": ListOf(Str()),
        "norms": ListOf(Str()),
        "principles": ListOf(Str()),
        "corrective": ListOf(_STEP),
        "follow_up": ListOf(_STEP),
        "redress": ListOf(_REDRESS),
    },
)


@dataclass(frozen=True, slots=True)
class Step:
    """Something to do about the incident, or to give to those harmed."""

    kind: StepKind
    what: str
    due: str | None
    done: str | None
    about: str | None
    state: str | None = None


@dataclass(frozen=True, slots=True)
class IncidentReport:
    """One report: what happened, to which system, when it became known, and what is linked to it.

    `profile` holds the facts of the system and of the incident together; `reported` names those of the incident.
    `moments` are when events happened that clocks count from. No identity of a protected reporter stands in it.
    """

    id: str
    kind: Kind
    title: Text
    severity: str
    system: str
    aware_at: datetime
    moments: dict[str, datetime]
    profile: Profile
    reported: frozenset[str]
    record: dict[str, Any]
    risks: tuple[str, ...] = ()
    norms: tuple[str, ...] = ()
    principles: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()


def read_report(path: Path, score: Score) -> IncidentReport:
    """The report in a YAML or JSON file. Raises ProblemsError with every problem, each at its place."""
    problems = Problems()
    tree = parse_tree(read_bytes(path), str(path), problems)
    node: Any = BAD if tree is None else _REPORT.read(tree, problems)
    if node is BAD:
        problems.stop_if_any()
    assert isinstance(node, Dict)
    report = _assemble(node, path, score, problems)
    problems.stop_if_any()
    assert report is not None
    return report


def _assemble(node: Dict, path: Path, score: Score, problems: Problems) -> IncidentReport | None:
    if not is_token(node["incident"]):
        problems.found.append(trouble("bad-token", node.at("incident"), value=node["incident"][:60]))
    profile = _profile(node, path, score, problems)
    aware = _moment(node["aware_at"], node.at("aware_at"), problems)
    moments = _moments(node, score, problems)
    facts = read_answers(node["facts"], node["facts"].places, score.vocabulary, problems)
    judgements = _judgements(node, score, problems)
    record = _record(node, problems)
    _check_links(node, score, problems)
    _check_protection(node, problems)
    if profile is None or aware is None:
        return None
    return IncidentReport(
        id=node["incident"],
        kind=node["kind"],
        title=node["title"],
        severity=node["severity"],
        system=profile.name,
        aware_at=aware,
        moments={**dict.fromkeys(happenings().aware, aware), **moments},
        profile=_joined(_without_nulls(profile, node["facts"]), facts, judgements, aware),
        reported=frozenset(facts) | frozenset(judgements),
        record=record,
        risks=node.get("risks", ()),
        norms=node.get("norms", ()),
        principles=node.get("principles", ()),
        steps=tuple(_steps(node)),
    )


def _profile(node: Dict, path: Path, score: Score, problems: Problems) -> Profile | None:
    """The profile that the report names, beside it; faults in it keep their own places.

    Reports come from others: one that names a file outside its own folder reads nothing.
    """
    where = path.parent / node["profile"]
    if not where.resolve().is_relative_to(path.parent.resolve()):
        problems.found.append(trouble("file-outside", node.at("profile"), value=node["profile"][:60]))
        return None
    try:
        data = read_bytes(where)
    except ProblemsError as error:
        why = error.problems[0].message
        problems.found.append(trouble("file-unusable", node.at("profile"), why=f"{where}: {why}"))
        return None
    return read_profile(data, str(where), score, problems)


def _without_nulls(profile: Profile, given: Dict) -> Profile:
    """The profile without what the report says is not known: `null` takes a fact of the system out."""
    unknown = {name for name, raw in given.items() if is_null(raw)}
    return dataclasses.replace(profile, facts={n: v for n, v in profile.facts.items() if n not in unknown})


def _joined(
    profile: Profile, facts: dict[str, FactValue], judgements: dict[str, Judgement], aware: datetime
) -> Profile:
    """The profile with the facts of the incident over its own; the day of awareness follows from the moment."""
    day: dict[str, FactValue] = {"incident.became_aware_on": aware.date()}
    return dataclasses.replace(
        profile,
        facts={**profile.facts, **day, **facts},
        judgements={**profile.judgements, **judgements},
        nobody_knows=profile.nobody_knows - facts.keys() - judgements.keys(),
    )


def _moment(text: str, place: Span, problems: Problems) -> datetime | None:
    try:
        return parse_moment(text, place)
    except ProblemsError as error:
        problems.found.extend(error.problems)
        return None


def _moments(node: Dict, score: Score, problems: Problems) -> dict[str, datetime]:
    found = {}
    given = node.get("moments", Dict({}, {}, node.span))
    for event, text in given.items():
        if event not in score.vocabulary.events:
            near = did_you_mean(event, score.vocabulary.events)
            problems.found.append(trouble("event-unknown", given.at(event), value=event, near=near))
        elif (moment := _moment(text, given.at(event), problems)) is not None:
            found[event] = moment
    return found


def _judgements(node: Dict, score: Score, problems: Problems) -> dict[str, Judgement]:
    found = {}
    given = node.get("judgements", Dict({}, {}, node.span))
    for name, entry in given.items():
        fact = score.vocabulary.facts.get(name)
        if fact is None or not fact.judgement:
            known = [f.name for f in score.vocabulary.facts.values() if f.judgement]
            problems.found.append(
                trouble("judgement-unknown", given.at(name), value=name, near=did_you_mean(name, known))
            )
        elif (answer := read_value(fact, entry["answer"], score.vocabulary, problems)) is not None:
            found[name] = Judgement(answer, entry["by"], entry["reason"], entry.get("on"))
    for name in node["facts"]:
        fact = score.vocabulary.facts.get(name)
        if fact is not None and fact.judgement:
            problems.found.append(trouble("judgement-unsigned", node["facts"].at(name), value=name))
    return found


_KINDS: dict[str, Any] = {"text": Str(), "list": ListOf(Str()), "number": Number(), "flag": Bool(), "moment": Str()}


def _record(node: Dict, problems: Problems) -> dict[str, Any]:
    found: dict[str, Any] = {}
    given = node.get("record", Dict({}, {}, node.span))
    for name, raw in given.items():
        entry = entries().get(name)
        if entry is None:
            near = did_you_mean(name, entries())
            problems.found.append(trouble("record-unknown", given.at(name), value=name, near=near))
            continue
        if is_null(raw):
            continue
        value = _KINDS[entry.type].read(raw, problems)
        if entry.type == "moment" and isinstance(value, str):
            moment = _moment(value, raw.span, problems)
            value = BAD if moment is None else moment.isoformat()
        if value is not BAD:
            found[name] = list(value) if entry.type == "list" else value
    return found


def _check_links(node: Dict, score: Score, problems: Problems) -> None:
    norms = {f"{i.id}/{norm.id}" for i in score.instruments.values() for norm in i.norms}
    known = {"risks": set(score.vocabulary.risks), "norms": norms, "principles": set(score.vocabulary.principles)}
    for key, words in known.items():
        for word in node.get(key, ()):
            if word not in words:
                problems.found.append(trouble("link-unknown", node.at(key), value=word, near=did_you_mean(word, words)))


PERSONAL = ("contact", "submitter")


def _check_protection(node: Dict, problems: Problems) -> None:
    """A whistle-blower's report holds nothing that could say who they are: identity goes into a vault, or nowhere."""
    given = node.get("record", Dict({}, {}, node.span))
    for name in PERSONAL:
        if node["kind"] == "whistle-blower" and name in given:
            problems.found.append(trouble("identity-exposed", given.at(name), field=name))


def _steps(node: Dict) -> list[Step]:
    def day(entry: Dict, key: str) -> str | None:
        return entry[key].isoformat() if key in entry else None

    def plain(entry: Dict, kind: Literal["corrective", "follow-up"]) -> Step:
        return Step(kind, entry["what"], day(entry, "due"), day(entry, "done"), entry.get("norm"))

    return [
        *(plain(entry, "corrective") for entry in node.get("corrective", ())),
        *(plain(entry, "follow-up") for entry in node.get("follow_up", ())),
        *(
            Step("redress", entry["what"], day(entry, "due"), day(entry, "since"), entry["for"], entry["state"])
            for entry in node.get("redress", ())
        ),
    ]
