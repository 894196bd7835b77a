"""Assess, explain, ask; instruments, facts, comparisons; receipts."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Query
from fastapi.responses import Response

from concordance.assess.play import Play
from concordance.assess.questions import make_questions
from concordance.doors.api.described import json_reply, reply
from concordance.doors.api.shapes import REFUSALS, Explained, Played, ReceiptGiven
from concordance.doors.web.asking import DeskDep, SettingsDep, WhenDep
from concordance.doors.web.browse import show as show_on
from concordance.doors.web.receipts import check
from concordance.doors.web.refusals import problem
from concordance.harmonise.crosswalk import cross
from concordance.report.corpus import facts as all_facts
from concordance.report.corpus import show, stats

api = APIRouter(prefix="/api/v1", responses=REFUSALS)


@api.post("/assess", tags=["law"], **reply("Assessment"))
def assess(given: Played, desk: DeskDep, settings: SettingsDep) -> Response:
    """What the law asks of a system: roles, tiers, duties, dates, sanctions, measures, open questions."""
    return json_reply(desk.assess(given.data(), given.when(settings.today()), given.choice()))


@api.post("/explain", tags=["law"], **reply("Explanation"))
def explain(given: Explained, desk: DeskDep, settings: SettingsDep) -> Response:
    """Why a norm applies to a system, or does not, part by part."""
    return json_reply(desk.explain(given.data(), given.norm, given.when(settings.today()), given.choice()))


@api.post("/questions", tags=["law"], **reply("OpenQuestion", many=True))
def questions(given: Played, desk: DeskDep, settings: SettingsDep) -> Response:
    """What to ask next, most worth first."""
    when, choice = given.when(settings.today()), given.choice()
    with desk.program(when, choice) as program:
        profile = desk.profile(given.data(), when, choice)
        return json_reply(make_questions(Play(program, profile, when.at)))


@api.get("/corpus", tags=["law"])
def corpus(desk: DeskDep) -> dict[str, Any]:
    """Version, hash and counts of the corpus."""
    return stats(desk.score)


@api.get("/instruments", tags=["law"])
def instruments(desk: DeskDep, when: WhenDep) -> list[dict[str, Any]]:
    """Every instrument, with whether it is in force on the day."""
    found = []
    for each in desk.score.instruments.values():
        shown = show_on(each, when.at, when.known or desk.score.as_of)
        found.append(
            {
                "id": each.id,
                "title": {"en": each.title.en, "fr": each.title.fr},
                "kind": each.kind,
                "binding": "hard" if each.hard else "soft",
                "jurisdiction": each.jurisdiction,
                "link": each.link,
                "text": shown.wording.id,
                "in_force": shown.in_force,
                "norms": shown.norms,
            }
        )
    return found


@api.get("/instruments/{issuer}/{slug}", tags=["law"])
def instrument(issuer: str, slug: str, desk: DeskDep, when: WhenDep) -> dict[str, Any]:
    """An instrument, its life and all its norms; `standing` says how each norm of the text on the day stands."""
    found = desk.instrument(f"{issuer}/{slug}")
    shown = show_on(found, when.at, when.known or desk.score.as_of)
    standing = {
        each.norm.id: {"standing": each.standing.value, "since": each.since.isoformat() if each.since else None}
        for part in shown.articles
        for each in part.norms
    }
    return {**show(found), "text": shown.wording.id, "in_force": shown.in_force, "standing": standing}


@api.get("/facts", tags=["law"])
def facts(desk: DeskDep) -> list[dict[str, Any]]:
    """Every fact: its question in both languages, its type and values, who can answer."""
    return all_facts(desk.score)


@api.get("/facts/{name}", tags=["law"])
def fact(name: str, desk: DeskDep) -> dict[str, Any]:
    """One fact."""
    found = next((each for each in all_facts(desk.score) if each["id"] == name), None)
    if found is None:
        told = (f"no fact is called `{name}`", f"aucun fait ne s’appelle `{name}`")
        raise problem("no-such-page", *told, "GET /api/v1/facts lists them", "GET /api/v1/facts les liste")
    return found


@api.get("/search", tags=["law"])
def search(desk: DeskDep, q: Annotated[str, Query(max_length=200)]) -> dict[str, Any]:
    """Norms and facts whose texts hold every word; at most a hundred of each."""
    found = desk.index.find(q)
    return {
        "norms": [
            {"id": f"{h.instrument.id}/{h.norm.id}", "cite": h.norm.cite, "en": h.norm.says.en, "fr": h.norm.says.fr}
            for h in found.norms
        ],
        "norms_in_all": found.norms_in_all,
        "facts": [{"id": f.name, "en": f.question.en, "fr": f.question.fr} for f in found.facts],
        "facts_in_all": found.facts_in_all,
    }


Name = Annotated[str, Query(max_length=200, examples=["oecd/ai-principles"])]


@api.get("/crosswalk", tags=["law"], **reply("Table"))
def crosswalk(a: Name, b: Name, desk: DeskDep, when: WhenDep, as_of_at: Annotated[bool, Query()] = False) -> Response:
    """Two instruments by principle; with `as_of_at` in the wordings of the day, else of the published comparison."""
    return json_reply(cross(a, b, desk.score, when.at if as_of_at else None))


@api.post("/receipts/verify", tags=["proof"])
def verify(given: ReceiptGiven, settings: SettingsDep) -> dict[str, Any]:
    """What a receipt proves. It does not prove that a declaration is true, nor who signed the entry."""
    checked = check(given.receipt, given.policy, given.log_key, given.entry, settings.clock())
    statement = checked.envelope.statement if checked.envelope else None
    return {
        "verified": True,
        "origin": checked.origin,
        "index": checked.index,
        "size": checked.size,
        "root": checked.root,
        "witnesses": {each.name: each.at.isoformat() for each in checked.witnesses},
        "statement": msgspec.to_builtins({"kind": statement.kind, "predicate": statement.predicate})
        if statement
        else None,
    }
