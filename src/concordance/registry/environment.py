"""Environmental declarations: what a model or system takes and emits, how that was found out, and how sure it is.

A figure without its boundary, method and uncertainty compares with nothing: see `environment_comparison`.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.base.problem import Problems
from concordance.base.span import Span
from concordance.reading.kinds import BAD, Choice, Day, Dict, ListOf, Number, Shape, Str
from concordance.reading.tree import parse_tree
from concordance.registry.events import By, Happening, record
from concordance.registry.models import Declaration, Model, System
from concordance.registry.moments import stamp, token
from concordance.registry.refusals import refusal, trouble
from concordance.registry.rows import read_bytes

UNITS: dict[str, dict[str, Decimal]] = {
    "energy": {
        "kWh": Decimal(1),
        "Wh": Decimal("0.001"),
        "MWh": Decimal(1000),
        "GWh": Decimal(10**6),
        "MJ": 1 / Decimal("3.6"),
    },
    "co2e": {"kgCO2e": Decimal(1), "gCO2e": Decimal("0.001"), "tCO2e": Decimal(1000)},
    "water": {"L": Decimal(1), "mL": Decimal("0.001"), "m3": Decimal(1000)},
    "accelerator-time": {"h": Decimal(1)},
}
"""Quantities, and their units as multiples of the first one, in which they are compared."""
BOUNDARIES = ("training", "fine-tuning", "inference", "development", "embodied", "operation", "life-cycle")
METHODS = ("measured", "estimated", "modelled", "supplier-declared")
ACCOUNTING = ("location", "market")
"""Emissions of electricity by the mix of the place, or by contracts (GHG Protocol, Scope 2 Guidance)."""
_FIGURE = Shape(
    "a figure",
    {
        "quantity": Choice(tuple(UNITS)),
        "value": Number(),
        "unit": Str(),
        "boundary": Choice(BOUNDARIES),
        "method": Choice(METHODS),
    },
    {
        "per": Str(),
        "low": Number(),
        "high": Number(),
        "coverage": Number(),
        "accounting": Choice(ACCOUNTING),
        "how": Str(),
        "source": Str(),
    },
)
_DECLARATION = Shape(
    "a declaration",
    {"declaration": Str(), "of": Str(), "from": Day(), "until": Day(), "figures": ListOf(_FIGURE)},
    {"hardware": Str(), "location": Str(), "standard": Str(), "reviewed_by": Str()},
)


def read_declaration(path: Path) -> dict[str, Any]:
    """A declaration file, checked. Raises ProblemsError with every problem, each at its place."""
    return declaration_in(read_bytes(path), str(path))


def declaration_in(data: bytes, name: str) -> dict[str, Any]:
    """A declaration in some bytes (YAML or JSON), checked; `name` stands in the places of problems."""
    problems = Problems()
    tree = parse_tree(data, name, problems)
    node: Any = BAD if tree is None else _DECLARATION.read(tree, problems)
    if node is BAD:
        problems.stop_if_any()
    assert isinstance(node, Dict)
    if node["from"] > node["until"]:
        problems.found.append(trouble("period-backwards", node.at("until")))
    for figure in node["figures"]:
        _check_figure(figure, problems)
    if not node["figures"]:
        problems.found.append(trouble("no-figure", node.at("figures")))
    problems.stop_if_any()
    plain = {key: value.isoformat() if key in {"from", "until"} else value for key, value in node.items()}
    return {**plain, "figures": [dict(figure) for figure in node["figures"]]}


def _check_figure(figure: Dict, problems: Problems) -> None:
    units = UNITS[figure["quantity"]]
    place: Span = figure.at("value")
    if figure["unit"] not in units:
        known = ", ".join(units)
        problems.found.append(trouble("unit-unknown", figure.at("unit"), value=figure["unit"], known=known))
    if figure["value"] < 0:
        problems.found.append(trouble("figure-negative", place))
    low, high = figure.get("low", figure["value"]), figure.get("high", figure["value"])
    if not low <= figure["value"] <= high:
        problems.found.append(trouble("figure-outside", place, value=figure["value"], low=low, high=high))
    if ("low" in figure or "high" in figure) and "coverage" not in figure:
        problems.found.append(trouble("coverage-missing", place))
    if not 0 < figure.get("coverage", 0.95) < 1:
        problems.found.append(trouble("coverage-range", figure.at("coverage")))


def declare(session: Session, by: By, given: dict[str, Any]) -> Declaration:
    """Keep a declaration; one with the same name is replaced, and its history stays. Raises `not-held`."""
    id_ = token(given["declaration"])
    if session.get(System, given["of"]) is None and session.get(Model, given["of"]) is None:
        raise refusal("not-held", what="system", id=given["of"])
    kept = session.get(Declaration, id_)
    if kept is not None and kept.content == given:
        return kept
    kind = "declaration-changed" if kept else "declaration-added"
    if kept is None:
        kept = Declaration(id=id_, of=given["of"], at=stamp(by.at), content=given)
        session.add(kept)
    kept.of, kept.at, kept.content = given["of"], stamp(by.at), given
    session.flush()
    record(session, by, Happening(kind, id_, given))
    return kept


def declaration_held(session: Session, id_: str) -> Declaration:
    """The declaration. Raises ProblemsError `not-held`."""
    found = session.get(Declaration, id_)
    if found is None:
        raise refusal("not-held", what="declaration", id=id_)
    return found


def declarations(session: Session) -> list[Declaration]:
    """All declarations, by name."""
    return list(session.scalars(select(Declaration).order_by(Declaration.id)))
