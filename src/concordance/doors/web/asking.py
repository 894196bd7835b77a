"""What pages ask for in their addresses and forms: days, choices of instruments, files; refused with a place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request, UploadFile

from concordance.base.dates import parse_date
from concordance.base.span import Span
from concordance.compile.choice import Choice
from concordance.doors.web.desk import Desk, When
from concordance.doors.web.refusals import problem
from concordance.doors.web.settings import Settings


async def settings_of(request: Request) -> Settings:
    """How the server is set up."""
    found: Settings = request.app.state.settings
    return found


async def desk_of(request: Request) -> Desk:
    """The desk of the server."""
    found: Desk = request.app.state.desk
    return found


SettingsDep = Annotated[Settings, Depends(settings_of)]
DeskDep = Annotated[Desk, Depends(desk_of)]


def read_day(text: str, field: str) -> date | None:
    """A day of a form or an address; None when it was left empty. Raises ProblemsError `bad-date`."""
    if not text.strip():
        return None
    try:
        return parse_date(text)
    except ValueError as error:
        raise problem(
            "bad-date",
            str(error),
            f"« {text[:40]} » n’est pas une date du calendrier écrite année-mois-jour",
            "write year-month-day, for instance 2026-08-02",
            "écrire année-mois-jour, par exemple 2026-08-02",
            Span(field),
        ) from None


Day = Annotated[str, Query(description="A day, YYYY-MM-DD.", max_length=40)]


async def when_asked(settings: SettingsDep, at: Day = "", known: Day = "") -> When:
    """The two days of an address: the day asked for, today by default, and the day by which the law was published."""
    return When(read_day(at, "at") or settings.today(), read_day(known, "known"))


WhenDep = Annotated[When, Depends(when_asked)]


def choice_of(regimes: list[str], *, soft: bool = False) -> Choice:
    """Which instruments are played; none named means every binding one."""
    return Choice(regimes=frozenset(filter(None, regimes)), soft=soft)


@dataclass(frozen=True, slots=True)
class Given:
    """A profile that came in by a form: pasted, or as a file."""

    text: str

    @property
    def data(self) -> bytes:
        """The bytes that are read."""
        return self.text.encode()


def given_profile(request: Request, pasted: str, file: UploadFile | None) -> Given:
    """The profile of a form; the file counts when there is one. Raises ProblemsError `no-profile` or `not-utf8`."""
    data = file.file.read() if file is not None and file.filename else b""
    try:
        text = data.decode("utf-8-sig") if data else pasted
    except UnicodeDecodeError:
        raise problem(
            "not-utf8",
            "the file is not UTF-8 text",
            "le fichier n’est pas du texte UTF-8",
            "save it as UTF-8",
            "l’enregistrer en UTF-8",
        ) from None
    if not text.strip():
        raise problem(
            "no-profile",
            "no profile was given",
            "aucun profil n’a été donné",
            "paste a profile, choose a file, or take the interview",
            "coller un profil, choisir un fichier, ou suivre l’entretien",
        )
    request.state.source = text
    return Given(text.replace("\r\n", "\n"))
