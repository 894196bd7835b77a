"""Home, the instruments as of any day, the facts, and the search."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from concordance.doors.web.asking import DeskDep, SettingsDep, WhenDep
from concordance.doors.web.browse import InstrumentShown, days_of_change, show
from concordance.doors.web.desk import Desk, When
from concordance.doors.web.pages import render
from concordance.doors.web.refusals import problem
from concordance.doors.web.shared import Shared
from concordance.norms.instrument import Instrument
from concordance.report.corpus import stats

pages = APIRouter(include_in_schema=False, dependencies=[Shared])


@pages.get("/")
def home(request: Request, desk: DeskDep) -> HTMLResponse:
    """What this is for, and the ways in."""
    return render(request, "home.html", stats=stats(desk.score))


@pages.get("/instruments")
def instruments(request: Request, desk: DeskDep, when: WhenDep) -> HTMLResponse:
    """Every instrument, by place."""
    places = desk.score.vocabulary.jurisdictions
    by_place: dict[str, list[InstrumentShown]] = {}
    for instrument in desk.score.instruments.values():
        by_place.setdefault(instrument.jurisdiction, []).append(_shown(instrument, desk, when))
    ordered = sorted(by_place.items(), key=lambda item: (item[0] != "EU", places[item[0]].label.en))
    return render(request, "instruments.html", by_place=ordered, places=places, when=when)


def _shown(instrument: Instrument, desk: Desk, when: When) -> InstrumentShown:
    return show(instrument, when.at, when.known or desk.score.as_of)


@pages.get("/instruments/{issuer}/{slug}")
def instrument(request: Request, issuer: str, slug: str, desk: DeskDep, when: WhenDep) -> HTMLResponse:
    """One instrument: its life, and its articles on the day."""
    found = desk.instrument(f"{issuer}/{slug}")
    shown = _shown(found, desk, when)
    days = days_of_change(found, shown.known)
    return render(request, "instrument.html", shown=shown, when=when, days=days, score=desk.score)


@pages.get("/instruments/{issuer}/{slug}/{article:path}")
def article(request: Request, issuer: str, slug: str, article: str, desk: DeskDep, when: WhenDep) -> HTMLResponse:
    """One article with its norms on the day."""
    found = desk.instrument(f"{issuer}/{slug}")
    shown = _shown(found, desk, when)
    chosen = shown.article(article)
    if chosen is None:
        raise problem(
            "no-such-page",
            f"the text of {shown.wording.id} holds no `{article[:60]}`",
            f"le texte {shown.wording.id} ne contient pas `{article[:60]}`",
            "the page of the instrument lists its articles; another day may have another text",
            "la page de l’instrument liste ses articles ; un autre jour peut avoir un autre texte",
        )
    return render(
        request,
        "article.html",
        shown=shown,
        chosen=chosen,
        beside=shown.beside(chosen),
        when=when,
        score=desk.score,
        days=days_of_change(found, shown.known),
    )


@pages.get("/search")
def search(request: Request, desk: DeskDep, q: str = "") -> HTMLResponse:
    """Norms and facts that hold every word asked for."""
    return render(request, "search.html", q=q[:200], found=desk.index.find(q))


@pages.get("/facts/{name}")
def fact(request: Request, name: str, desk: DeskDep) -> HTMLResponse:
    """One fact: the question, and what may be answered."""
    known = desk.score.vocabulary.facts.get(name)
    if known is None:
        raise problem(
            "no-such-page",
            f"no fact is called `{name[:60]}`",
            f"aucun fait ne s’appelle `{name[:60]}`",
            "search for a word of its question",
            "chercher un mot de sa question",
        )
    return render(request, "fact.html", fact=known, roles=desk.score.vocabulary.roles)


@pages.get("/about")
def about(request: Request, desk: DeskDep, settings: SettingsDep) -> HTMLResponse:
    """What this promises, what it does not, and how accessible it is."""
    today: date = settings.today()
    return render(request, "about.html", score=desk.score, today=today)
