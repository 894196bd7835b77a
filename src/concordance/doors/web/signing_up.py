"""New accounts: for a new organisation, or joining one by invitation; with a password, or vouched for by a provider."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from concordance.doors.web import accounts, members
from concordance.doors.web.accounts import LEAST, Who
from concordance.doors.web.finding import plain
from concordance.doors.web.identities import Person, link
from concordance.doors.web.policy import Role
from concordance.doors.web.refusals import problem
from concordance.doors.web.settings import Settings
from concordance.registry.events import By
from concordance.registry.keeping import add
from concordance.registry.models import Organisation


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Whoever wants an account: a name to sign in with, and a password or an identity at a provider."""

    name: str
    password: str = ""
    person: Person | None = None


def found(session: Session, settings: Settings, newcomer: Newcomer, role: Role, title: str) -> Who:
    """The first account of a new organisation. Raises ProblemsError `bad-name`, `bad-password`, `taken`."""
    told = title.strip()
    slug = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in plain(told)).split())[:80]
    if not slug:
        raise bad("organisation", "write a name for the organisation", "écrire le nom de l’organisation")
    who = _who(session, settings, newcomer, role, slug)
    kept = Organisation(id=slug, name=told, country=None, identifiers={})
    add(session, By(f"web:{slug}", settings.clock()), kept)
    _keep(session, who, newcomer)
    return who


def join(session: Session, settings: Settings, newcomer: Newcomer, secret: str) -> Who:
    """One more account of an organisation, which uses the invitation up. Raises ProblemsError `invitation-over`."""
    invited = members.invitation(session, secret, settings.clock())
    if invited is None or not members.use_up(session, secret):
        raise invitation_over()
    who = _who(session, settings, newcomer, invited.role, invited.organisation)
    _keep(session, who, newcomer)
    return who


def _who(session: Session, settings: Settings, newcomer: Newcomer, role: Role, organisation: str) -> Who:
    id_ = newcomer.name.strip().casefold()
    if not id_:
        raise bad("name", "write a name for yourself", "écrire votre nom")
    if newcomer.person is None and len(newcomer.password) < LEAST:
        raise bad(
            "password",
            f"a password has at least {LEAST} characters",
            f"un mot de passe a au moins {LEAST} caractères",
        )
    if accounts.taken(session, id_):
        raise bad("name", "this name is taken", "ce nom est déjà pris")
    return Who(id_, newcomer.name.strip(), role, organisation, settings.token())


def _keep(session: Session, who: Who, newcomer: Newcomer) -> None:
    accounts.add_account(session, who, "" if newcomer.person else newcomer.password)
    session.flush()
    if newcomer.person:
        link(session, who, newcomer.person)


def bad(field: str, en: str, fr: str) -> Exception:
    """The refusal of a field of a form."""
    return problem(f"bad-{field}", en, fr, "go back and correct it", "revenir en arrière et corriger")


def invitation_over() -> Exception:
    """The refusal of an invitation that does not hold any more."""
    return problem(
        "invitation-over",
        "this invitation was used, is over, or never was",
        "cette invitation a servi, est échue, ou n’a jamais existé",
        "ask the person who sent it for a new one",
        "en demander une nouvelle à la personne qui l’a envoyée",
    )
