"""The guided interview: one question at a time, the verdict beside it."""

from __future__ import annotations

import dataclasses
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, Response

from concordance.assess.plausibility import check_plausibility
from concordance.base.problem import Problems
from concordance.base.text import Text
from concordance.compile.choice import Choice
from concordance.compile.program import Program
from concordance.doors.web.asking import DeskDep, SettingsDep, choice_of, given_profile, read_day
from concordance.doors.web.desk import Desk, When
from concordance.doors.web.interviewing import FieldProblem, Said, forget, new_profile, nobody_knows, step, take
from concordance.doors.web.pages import render
from concordance.norms.profile import Profile
from concordance.reading.writing import profile_text

pages = APIRouter(include_in_schema=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Carried:
    """What the page carries from step to step."""

    profile: str
    when: When
    choice: Choice
    regime: str
    later: frozenset[str]


async def carried(
    settings: SettingsDep,
    profile: Annotated[str, Form()] = "",
    at: Annotated[str, Form()] = "",
    regime: Annotated[str, Form()] = "",
    later: Annotated[list[str], Form()] = [],  # noqa: B006 - read only, as FastAPI's own defaults are
) -> Carried:
    """What came back with the form."""
    when = When(read_day(at, "at") or settings.today())
    return Carried(profile, when, choice_of([regime]), regime, frozenset(later))


CarriedDep = Annotated[Carried, Depends(carried)]


@pages.get("/interview")
def start(request: Request, desk: DeskDep, settings: SettingsDep) -> HTMLResponse:
    """The first page: a name, or a profile to go on with."""
    instruments = [i for i in desk.score.instruments.values() if i.kind != "bill"]
    return render(request, "interview_start.html", instruments=instruments, today=settings.today(), found=())


@pages.post("/interview")
def answer(
    request: Request,
    desk: DeskDep,
    settings: SettingsDep,
    given: CarriedDep,
    name: Annotated[str, Form()] = "",
    file: UploadFile | None = None,
    do: Annotated[str, Form()] = "answer",
    fact: Annotated[str, Form()] = "",
    value: Annotated[list[str], Form()] = [],  # noqa: B006 - read only
    by: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
) -> HTMLResponse:
    """The next question. `do` is `answer`, or one of nobody, later, ask:FACT, forget:FACT, stay."""
    begun = given.profile.strip() or (file is not None and file.filename)
    fresh = None if begun else new_profile(name)
    if not begun and fresh is None:
        told = FieldProblem("name", Text("Write what you call the system", "Écrivez le nom du système"))
        instruments = [i for i in desk.score.instruments.values() if i.kind != "bill"]
        context = {"instruments": instruments, "today": settings.today(), "found": (told,)}
        return render(request, "interview_start.html", 422, **context)
    profile = fresh or desk.profile(given_profile(request, given.profile, file).data, given.when, given.choice)
    said = Said(fact, tuple(v for v in value if v.strip()), by, reason)
    return _next(request, desk, given, profile, do, said)


def _next(request: Request, desk: Desk, given: Carried, profile: Profile, do: str, said: Said) -> HTMLResponse:
    later, wanted = given.later, ""
    problems: tuple[FieldProblem, ...] = ()
    with desk.program(given.when, given.choice) as program:
        what, _, named = do.partition(":")
        if what == "nobody" and said.fact in program.score.vocabulary.facts:
            profile = nobody_knows(said.fact, profile)
        elif what == "later":
            later = later | {said.fact}
        elif what == "forget":
            profile, wanted = forget(named, profile), named
        elif what == "ask":
            wanted = named
        elif what == "answer" and said.fact:
            profile, problems = _taken(said, profile, program, given.when.at)
            wanted = said.fact if problems else ""
        found = step(profile, program, given.when.at, wanted, later)
        found = dataclasses.replace(found, problems=problems)
        facts = program.score.vocabulary.facts
    carries = dataclasses.replace(given, profile=profile_text(profile), later=later)
    status = 422 if problems else 200
    return render(request, "interview.html", status, step=found, given=carries, facts=facts, said=said)


def _taken(said: Said, profile: Profile, program: Program, on: date) -> tuple[Profile, tuple[FieldProblem, ...]]:
    taken = take(said, profile, program, on)
    if not isinstance(taken, Profile):
        return profile, taken
    problems = Problems()
    check_plausibility(taken, program, problems)
    told = tuple(FieldProblem("value", Text(p.message, f"Ces faits se contredisent : {p.message}")) for p in problems)
    return (profile, told) if told else (taken, ())


@pages.post("/interview/profile")
def download(request: Request, desk: DeskDep, given: CarriedDep) -> Response:
    """The profile as a file."""
    data = given_profile(request, given.profile, None).data
    name = desk.profile(data, given.when, given.choice).name
    safe = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "-" for c in name)[:60] or "system"
    headers = {"Content-Disposition": f'attachment; filename="{safe}.yaml"'}
    return Response(data, media_type="application/yaml; charset=utf-8", headers=headers)
