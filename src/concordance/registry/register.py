"""Registers as data: which fields a public register has, what they are called there, and where the law asks for them.

One file a register under `registers/`; `fields.yaml` holds the names that all of them share.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from concordance.base.problem import did_you_mean
from concordance.registry.refusals import refusal

FOLDER = Path(__file__).parent / "registers"
FieldType = Literal["text", "day", "moment", "link", "list"]


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text in both languages, as data files have it."""

    en: str
    fr: str


class Field(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A field of a register: its shared name and its own.

    `values` translates the register's words into shared ones; `not_provided` and `not_applicable` list what the
    register writes instead of a value. `blank` is what an empty CSV cell stands for. `cite` and `norm` say who asks
    for it; `secret` is the provision that keeps it out of the non-public section.
    """

    id: str
    source: str
    type: FieldType = "text"
    required: bool = False
    values: dict[str, str] = {}
    not_provided: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    blank: Literal[""] | None = ""
    cite: str = ""
    norm: str = ""
    secret: str = ""


class Wrapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the JSON file of the register holds its list: under which key, with which count, keys sorted or not."""

    list: str
    count: str = ""
    sorted: bool = False


class Register(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A register: identity, licence of its data, and fields in its order. `key` is the field records are known by.

    `not_applicable` is what may stand in any field that is not required, beside what the field itself lists.
    """

    register: str
    title: Words
    source: str
    licence: str
    language: str
    confidence: Literal["confirmed", "secondary", "unverified"]
    file: Wrapping
    key: str
    fields: tuple[Field, ...]
    instrument: str = ""
    not_applicable: tuple[str, ...] = ()

    def says_not_applicable(self, field: Field, raw: object) -> bool:
        """Whether the register says with this that there is nothing to say."""
        words = field.not_applicable if field.required else (*field.not_applicable, *self.not_applicable)
        return isinstance(raw, str) and raw in words

    def by_source(self) -> dict[str, Field]:
        """The fields by their names in the register."""
        return {field.source: field for field in self.fields}


class _Labels(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    fields: dict[str, Words]


def read_data(path: Path, kind: Any) -> Any:
    """A data file of this package, decoded strictly. A fault in it is a defect of the program, not of the user."""
    return msgspec.yaml.decode(path.read_bytes(), type=kind)


@lru_cache(maxsize=1)
def labels() -> dict[str, Words]:
    """What the shared fields are called."""
    found: _Labels = read_data(FOLDER / "fields.yaml", _Labels)
    return found.fields


@lru_cache(maxsize=1)
def registers() -> dict[str, Register]:
    """Every register, by name."""
    files = sorted(path for path in FOLDER.glob("*.yaml") if path.name != "fields.yaml")
    found: list[Register] = [read_data(path, Register) for path in files]
    return {register.register: register for register in found}


def register_named(name: str) -> Register:
    """The register. Raises ProblemsError `unknown-register`."""
    known = registers()
    if name not in known:
        raise refusal("unknown-register", value=name, known=did_you_mean(name, known).removeprefix("one of: "))
    return known[name]
