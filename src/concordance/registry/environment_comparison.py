"""Declared figures side by side, in one unit, where they can be compared; where not, in what they differ.

Two figures are compared when they are of one quantity and share boundary, accounting and unit of use; hours of
accelerators only on the same hardware. Others are never put in one table.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from concordance.registry.cells import guard, write_cell
from concordance.registry.environment import UNITS
from concordance.registry.models import Declaration

ASPECTS = ("boundary", "accounting", "per", "hardware")
COLUMNS = (
    *("declaration", "of", "from", "until", "quantity", "value", "unit", "low", "high", "coverage", "boundary"),
    *("per", "accounting", "method", "common_value", "common_unit", "how", "source", "hardware", "location"),
    *("standard", "reviewed_by"),
)


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure in the common unit of its quantity, beside others that can be compared with it."""

    declaration: str
    of: str
    value: float
    low: float | None
    high: float | None
    method: str
    coverage: float | None = None
    start: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures that can be compared, smallest first. `hardware` counts for hours of accelerators alone."""

    quantity: str
    unit: str
    boundary: str
    accounting: str
    per: str
    hardware: str
    rows: tuple[Compared, ...]

    @property
    def name(self) -> str:
        """What the figures of the group share, in words."""
        parts = (f"{self.quantity} in {self.unit}", self.boundary, self.accounting, self.hardware)
        per = f"per {self.per}" if self.per else "in all"
        return ", ".join(part for part in (*parts, per) if part)

    @property
    def methods(self) -> tuple[str, ...]:
        """How the figures were found; more than one asks for care."""
        return tuple(sorted({row.method for row in self.rows}))


@dataclass(frozen=True, slots=True)
class Apart:
    """A quantity with several groups, and the aspects in which they differ: aspect → its values."""

    quantity: str
    groups: int
    differ: dict[str, tuple[str, ...]]


def groups(kept: Sequence[Declaration]) -> list[Group]:
    """The groups of figures that can be compared, by quantity, boundary and unit of use."""
    found: dict[tuple[str, str, str, str, str], list[Compared]] = {}
    for declaration in kept:
        for figure in declaration.content["figures"]:
            found.setdefault(_key(figure, declaration.content), []).append(_common(declaration, figure))
    return [
        Group(quantity, _unit(quantity), boundary, accounting, per, hardware, tuple(sorted(rows, key=_order)))
        for (quantity, boundary, accounting, per, hardware), rows in sorted(found.items())
    ]


def _order(row: Compared) -> tuple[float, str]:
    return row.value, row.of


def compare(kept: Sequence[Declaration]) -> dict[str, list[Compared]]:
    """The same by name: what figures share → the figures."""
    return {group.name: list(group.rows) for group in sorted(groups(kept), key=lambda group: group.name)}


def apart(found: Sequence[Group]) -> list[Apart]:
    """Quantities whose figures cannot all be compared, with the reason."""
    by_quantity: dict[str, list[Group]] = {}
    for group in found:
        by_quantity.setdefault(group.quantity, []).append(group)
    return [Apart(name, len(each), _differ(each)) for name, each in by_quantity.items() if len(each) > 1]


def _differ(found: Sequence[Group]) -> dict[str, tuple[str, ...]]:
    values = {aspect: tuple(sorted({str(getattr(group, aspect)) for group in found})) for aspect in ASPECTS}
    return {aspect: each for aspect, each in values.items() if len(each) > 1}


def _key(figure: dict[str, Any], content: dict[str, Any]) -> tuple[str, str, str, str, str]:
    hardware = content.get("hardware", "") if figure["quantity"] == "accelerator-time" else ""
    per = " ".join(str(figure.get("per", "")).split()).casefold()
    return figure["quantity"], figure["boundary"], figure.get("accounting", ""), per, hardware


def _unit(quantity: str) -> str:
    return next(iter(UNITS[quantity]))


def scaled(figure: dict[str, Any], name: str = "value") -> float | None:
    """A number of a figure in the common unit of its quantity; None where it is not given."""
    factor = UNITS[figure["quantity"]][figure["unit"]]
    return float(Decimal(str(figure[name])) * factor) if name in figure else None


def _common(declaration: Declaration, figure: dict[str, Any]) -> Compared:
    value, content = scaled(figure), declaration.content
    assert value is not None
    return Compared(
        declaration.id,
        declaration.of,
        value,
        scaled(figure, "low"),
        scaled(figure, "high"),
        figure["method"],
        figure.get("coverage"),
        content["from"],
        content["until"],
    )


def table(kept: Iterable[Declaration]) -> list[dict[str, Any]]:
    """Every declared figure as a row, with what its declaration says of all of them."""
    rows = []
    for declaration in kept:
        shared = {name: value for name, value in declaration.content.items() if name != "figures"}
        for figure in declaration.content["figures"]:
            common = {"common_value": scaled(figure), "common_unit": _unit(figure["quantity"])}
            rows.append({name: (shared | figure | common).get(name) for name in COLUMNS})
    return rows


def as_csv(columns: Sequence[str], rows: Iterable[dict[str, Any]]) -> str:
    """Rows as CSV with a header; cells that a spreadsheet would run are guarded."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([guard(name) for name in columns])
    writer.writerows([write_cell(row.get(name)) for name in columns] for row in rows)
    return out.getvalue()
