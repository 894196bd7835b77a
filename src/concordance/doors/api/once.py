"""Submissions under a key: sent again, they lead to the same thing, and nothing is done again.

The header is that of the IETF draft « The Idempotency-Key HTTP Header Field »; a key belongs to an organisation. Key
and deed are committed together, so that of two at the same moment one does it and the other is told what it did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

import msgspec
from fastapi import Depends, Header
from pydantic import BaseModel
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from concordance.base.canonical import canonical_json
from concordance.doors.api.given import Key
from concordance.doors.web.accounts import Who, digest
from concordance.doors.web.asking import SettingsDep
from concordance.doors.web.refusals import problem
from concordance.registry.access import Done
from concordance.registry.moments import stamp


@dataclass(frozen=True, slots=True)
class Once:
    """The key of a request, if it has one, and when it came."""

    key: str | None
    now: datetime

    def do(self, session: Session, who: Who, given: BaseModel, make: Callable[[], str]) -> str:
        """The identifier of what `make` makes, or made for this request before. Raises ProblemsError `key-reused`."""
        if self.key is None:
            return make()
        own = {"organisation_id": who.organisation or "", "key": digest(self.key)}
        asked = digest(f"{self.key}\n{_plain(given)}")
        if not _claimed(session, {**own, "request": asked, "made": "", "at": stamp(self.now)}):
            done = session.get_one(Done, own)
            if done.request != asked:
                raise _reused(self.key)
            return done.made
        session.get_one(Done, own).made = made = make()
        return made


async def once_of(
    settings: SettingsDep,
    key: Annotated[
        Key | None,
        Header(alias="Idempotency-Key", description="Sent again with the same key, a request is answered as at first."),
    ] = None,
) -> Once:
    """The key that a request came with."""
    return Once(key, settings.clock())


OnceDep = Annotated[Once, Depends(once_of)]


def _plain(given: BaseModel) -> str:
    said = {"kind": type(given).__name__, **msgspec.json.decode(given.model_dump_json(by_alias=True))}
    return canonical_json(said).decode()


def _claimed(session: Session, row: dict[str, str]) -> bool:
    """Whether the key is ours now. Whoever claims one that is being used waits until that transaction has ended."""
    try:
        with session.begin_nested():
            session.execute(insert(Done), row)
    except IntegrityError:
        return False
    return True


def _reused(key: str) -> Exception:
    return problem(
        "key-reused",
        f"the key `{key}` was used for another request",
        f"la clé `{key}` a servi à une autre requête",
        "make a new key for every request",
        "faire une nouvelle clé pour chaque requête",
    )
