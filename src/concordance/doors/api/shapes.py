"""What requests and refusals of the API look like."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool

from concordance.compile.choice import Choice
from concordance.doors.web.desk import When


class Place(BaseModel):
    """Where a problem stands: in the profile, or in the name of a parameter."""

    path: str
    line: int
    column: int


class ProblemItem(BaseModel):
    """One thing that is wrong: a stable code, a sentence, a remedy, the places that take part."""

    code: str
    message: str
    help: str
    places: list[Place]


class ProblemDetails(BaseModel):
    """Every refusal of the API (RFC 9457, `application/problem+json`)."""

    type: str
    title: str
    status: int
    detail: str
    problems: list[ProblemItem]


def _refusals(*told: tuple[int, str]) -> dict[int | str, dict[str, Any]]:
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDetails"}}}
    return {status: {"description": why, "content": content} for status, why in told}


REFUSALS = _refusals(
    (400, "The body is no JSON."),
    (404, "There is no such thing."),
    (413, "The body is over the limit."),
    (422, "The request was read and cannot be used; every problem is listed."),
    (429, "Too many requests; the header Retry-After says how long to wait."),
)
PRIVATE_REFUSALS = REFUSALS | _refusals(
    (401, "No token, or one that is unknown, over or revoked."),
    (403, "The role of whoever the token acts for does not allow this."),
    (404, "There is no such thing, or it is not yours."),
    (409, "It is there already, or in use."),
)


def _only_day(value: object) -> object:
    if isinstance(value, str) and len(value) == len("2026-08-02"):
        return value
    raise ValueError("a day is written year-month-day, for instance 2026-08-02")


Day = Annotated[date, BeforeValidator(_only_day)]
"""A day, and nothing else that could be read as one."""
EXAMPLE = {"profile": "support-chatbot", "facts": {"system.interacts_directly_with_people": True}}


class Played(BaseModel):
    """A profile to play: as an object or as YAML text; on a day, by the law as published by another."""

    model_config = ConfigDict(extra="forbid")
    profile: Annotated[
        dict[str, Any] | str, Field(description="The profile, in the corpus format.", examples=[EXAMPLE])
    ]
    at: Annotated[Day | None, Field(description="The day to assess; today by default.")] = None
    known: Annotated[Day | None, Field(description="The law as published by that day; all that is known.")] = None
    regimes: Annotated[list[str], Field(description="Play only these instruments.", max_length=100)] = []
    soft: Annotated[StrictBool, Field(description="Play soft law too.")] = False
    pending: Annotated[list[str], Field(description="Play these bills as if adopted.", max_length=100)] = []

    def data(self) -> bytes:
        """The profile as bytes; JSON is read as the YAML that it is."""
        text = self.profile if isinstance(self.profile, str) else json.dumps(self.profile, ensure_ascii=False)
        return text.encode("utf-8", "surrogatepass")

    def when(self, today: date) -> When:
        """The two days."""
        return When(self.at or today, self.known)

    def choice(self) -> Choice:
        """Which instruments."""
        return Choice(frozenset(self.regimes), self.soft, frozenset(self.pending))


class Explained(Played):
    """A profile, and the norm to explain for it."""

    norm: Annotated[str, Field(description="For instance eu/ai-act/50.1.", max_length=200)]


class ReceiptGiven(BaseModel):
    """A receipt with what is needed to check it: a policy, or the key of the log alone."""

    model_config = ConfigDict(extra="forbid")
    receipt: Annotated[str, Field(description="The C2SP tlog-proof.", max_length=100_000)]
    policy: Annotated[str, Field(description="A C2SP tlog-policy.", max_length=100_000)] = ""
    log_key: Annotated[
        str, Field(description="Instead of a policy: the vkey of the log; no witness is asked.", max_length=1_000)
    ] = ""
    entry: Annotated[str, Field(description="The entry, where the receipt does not carry it.", max_length=100_000)] = ""
