"""What a regulator publishes: how many systems, in which state, and how much of what is asked for was left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from concordance.base.text import Text
from concordance.doors.web.shelf import status_of
from concordance.registry.models import Record
from concordance.registry.register import Register, labels
from concordance.registry.values import GIVEN, NOT_PROVIDED


@dataclass(frozen=True, slots=True)
class Gap:
    """A field, and in how many records of the register it was not provided."""

    label: Text
    missing: int
    share: float


@dataclass(frozen=True, slots=True)
class Figures:
    """One register in figures."""

    register: Register
    records: int
    organisations: int
    statuses: tuple[tuple[str, int], ...]
    gaps: tuple[Gap, ...]
    largest: tuple[tuple[str, int], ...]


def figures(register: Register, records: Iterable[Record]) -> Figures:
    """The figures of one register's records."""
    kept = list(records)
    organisations = Counter(record.organisation for record in kept if record.organisation)
    missing = Counter(
        field.id for record in kept for field in register.fields if _state(record, field.id) == NOT_PROVIDED
    )
    gaps = (
        Gap(Text(labels()[name].en, labels()[name].fr), count, count / len(kept))
        for name, count in missing.most_common()
    )
    statuses = Counter(status for record in kept if (status := status_of(record)))
    return Figures(
        register,
        len(kept),
        len(organisations),
        tuple(statuses.most_common()),
        tuple(gaps),
        tuple(organisations.most_common(10)),
    )


def _state(record: Record, name: str) -> str:
    return str(record.fields.get(name, {}).get("state", GIVEN))
