"""The data behind incidents: what a report can hold, who sits where, which forms and which criteria there are."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from concordance.registry.register import Words, read_data

FOLDER = Path(__file__).parent
Confidence = Literal["confirmed", "secondary", "unverified"]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that a report can hold."""

    type: Literal["text", "list", "number", "flag", "moment"]
    label: Words


class FormField(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One field of a form: where it is filled from, and the provision that asks for it."""

    from_: str = msgspec.field(name="from")
    cite: str
    required: bool = False
    label: Words | None = None


class Form(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A form, and the norms it `serves`: those named, and those below them (`eu/gdpr/33` serves `eu/gdpr/33.1`)."""

    form: str
    title: Words
    serves: tuple[str, ...]
    confidence: Confidence
    fields: tuple[FormField, ...]
    note: Words | None = None

    def is_for(self, norm: str) -> bool:
        """Whether a norm is discharged on this form."""
        return any(norm == served or norm.startswith(served + ".") for served in self.serves)


class Seat(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a recipient stands: where a fact says, at one place, or (`own`) where the instrument is from."""

    cite: str
    where: str = ""
    else_: str = msgspec.field(name="else", default="")
    place: str = ""
    own: bool = False


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a jurisdiction counts periods."""

    jurisdiction: str
    working: Literal["eu"]
    cite: str


class Authority(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name of a recipient at a place."""

    role: str
    place: str
    name: str
    confidence: Confidence


class Places(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Recipients, time zones, counting rules, names."""

    recipients: dict[str, Seat]
    zones: dict[str, str]
    rules: tuple[Rule, ...]
    authorities: tuple[Authority, ...]


class Criterion(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One criterion of an exchange framework, and where a report holds it."""

    id: int
    dimension: str
    label: Words
    from_: str = msgspec.field(name="from")
    mandatory: bool = False


class Framework(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An exchange framework."""

    framework: Words
    source: str
    confidence: Confidence
    criteria: tuple[Criterion, ...]


class Standing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Acts that concern incidents as such, by verb and object."""

    verbs: frozenset[str]
    objects: frozenset[str]


class Happenings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which facts say that something happened, which duties stand whatever happened, and what awareness starts."""

    spaces: tuple[str, ...]
    facts: frozenset[str]
    standing: Standing
    aware: tuple[str, ...]

    def tell(self, fact: str) -> bool:
        """Whether a fact says that something happened."""
        return fact in self.facts or fact.startswith(self.spaces)


class _Record(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    record: dict[str, Entry]


@lru_cache(maxsize=1)
def entries() -> dict[str, Entry]:
    """What a report can hold beside its facts."""
    found: _Record = read_data(FOLDER / "record.yaml", _Record)
    return found.record


@lru_cache(maxsize=1)
def places() -> Places:
    """Where recipients stand."""
    found: Places = read_data(FOLDER / "places.yaml", Places)
    return found


@lru_cache(maxsize=1)
def forms() -> tuple[Form, ...]:
    """Every form, by name."""
    found: list[Form] = [read_data(path, Form) for path in sorted((FOLDER / "forms").glob("*.yaml"))]
    return tuple(found)


@lru_cache(maxsize=1)
def oecd() -> Framework:
    """The criteria of the OECD common reporting framework."""
    found: Framework = read_data(FOLDER / "oecd.yaml", Framework)
    return found


@lru_cache(maxsize=1)
def happenings() -> Happenings:
    """Which facts make a duty one of a report."""
    found: Happenings = read_data(FOLDER / "happenings.yaml", Happenings)
    return found
