"""What programs are told: the shapes of replies about what is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

T = TypeVar("T")
S = TypeVar("S")


class Both(BaseModel):
    """A text in both languages."""

    en: str
    fr: str


class Page(BaseModel, Generic[T]):
    """One page of a list: how many there are in all, and which page of how many."""

    total: int
    page: int
    pages: int
    items: list[T]


def paged(found: Sequence[S], number: int, per_page: int, shown: Callable[[S], T]) -> Page[T]:
    """A page of what was found; a number beyond the end gives an empty page."""
    start = (number - 1) * per_page
    pages = max(1, -(-len(found) // per_page))
    return Page(total=len(found), page=number, pages=pages, items=[shown(s) for s in found[start : start + per_page]])


class Me(BaseModel):
    """For whom a token acts, and what they may do."""

    account: str
    role: str
    organisation: str | None
    actions: list[str]


class SystemTold(BaseModel):
    """A system; `assessment` is the last one."""

    id: str
    organisation: str
    name: str
    purpose: str | None
    status: str | None
    assessment: str | None


class AssessmentTold(BaseModel):
    """An assessment as it was kept; `result` is left out of lists."""

    id: str
    system: str
    made_at: str
    at: str
    known: str
    corpus_version: str
    corpus_hash: str
    engine: str
    choice: dict[str, Any]
    result_digest: str


class DayAhead(BaseModel):
    """A day that matters for a system."""

    on: str
    system: str
    title: Both
    what: Both
    norms: list[str]


class Registration(BaseModel):
    """An entry of a system in a register."""

    id: str
    register_name: str
    system: str
    name: str
    status: str | None
    digest: str
    listed: bool


class StepTold(BaseModel):
    """Something to do about an incident; `due` is a day or a moment."""

    number: int
    kind: str
    what: str
    about: str | None
    place: str | None
    due: str | None
    done: str | None
    state: str


class IncidentTold(BaseModel):
    """An incident with its steps; its content can have been erased."""

    id: str
    system: str
    kind: str
    severity: str
    status: str
    aware_at: str
    content: dict[str, Any]
    steps: list[StepTold]


class EventTold(BaseModel):
    """Something that happened, and where it stands in the transparency log, once it does."""

    seq: int
    at: str
    actor: str
    kind: str
    subject: str
    body: dict[str, Any]
    digest: str
    log: str | None
    log_index: int | None


class DocumentTold(BaseModel):
    """A document as evidence for duties (`norms`); erased, it keeps its commitment and loses name and digest."""

    id: str
    kind: str
    title: str
    media_type: str
    digest: str | None
    size: int
    at: str
    commitment: str
    norms: list[str]


class CaseStepTold(BaseModel):
    """A step of a case, with the numbers of the files that came in with it."""

    move: str
    at: str
    content: dict[str, Any]
    files: list[int]


class CaseTold(BaseModel):
    """An inspection; `moves` are what the procedure allows this side now."""

    id: str
    authority: str
    organisation: str
    system: str
    basis: str
    assessment: str | None
    state: str
    opened_at: str
    decided_at: str | None
    effect: str | None
    amount: float | None
    currency: str | None
    appeal: str | None


class CaseInFull(CaseTold):
    """An inspection with its steps, as one side of it sees them."""

    moves: list[str]
    steps: list[CaseStepTold]
