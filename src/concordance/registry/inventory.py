"""Organisations with their models, systems and the versions of both, from one file.

A model has versions; a version of a system names the models, or versions of models, that it is built on.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace as replaced
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.base.problem import Problems, ProblemsError
from concordance.reading.kinds import BAD, Choice, Day, Dict, ListOf, MapOf, Number, Shape, Str
from concordance.reading.tree import parse_tree
from concordance.registry.events import By
from concordance.registry.keeping import NAMES, Kept, add, change, columns
from concordance.registry.models import Model, Organisation, System, Version
from concordance.registry.moments import token
from concordance.registry.refusals import refusal
from concordance.registry.rows import read_bytes

STATUSES = ("in-development", "on-market", "in-service", "no-longer-in-service", "recalled")
MAX_FILE = 10_000_000
_INVENTORY = Shape(
    "an inventory",
    {},
    {
        "organisations": ListOf(
            Shape("an organisation", {"id": Str(), "name": Str()}, {"country": Str(), "identifiers": MapOf(Str())})
        ),
        "models": ListOf(Shape("a model", {"id": Str(), "of": Str(), "name": Str()}, {"training_compute": Number()})),
        "systems": ListOf(
            Shape("a system", {"id": Str(), "of": Str(), "name": Str()}, {"purpose": Str(), "status": Choice(STATUSES)})
        ),
        "versions": ListOf(
            Shape(
                "a version",
                {"id": Str(), "of": Str(), "label": Str()},
                {"released_on": Day(), "built_on": ListOf(Str())},
            )
        ),
    },
)


@dataclass(frozen=True, slots=True)
class Taken:
    """What an inventory did: identifiers of what is new and of what changed, and how many stayed as they were."""

    new: list[str]
    changed: list[str]
    unchanged: int


def read_inventory(path: Path) -> Dict:
    """An inventory file (YAML or JSON). Raises ProblemsError with every problem, each at its place."""
    problems = Problems()
    tree = parse_tree(read_bytes(path, MAX_FILE), str(path), problems)
    node: Any = BAD if tree is None else _INVENTORY.read(tree, problems)
    problems.stop_if_any()
    assert isinstance(node, Dict)
    return node


def take_inventory(session: Session, by: By, inventory: Dict, *, replace: bool = False) -> Taken:
    """Put in what is new, and with `replace` change what is there.

    Raises ProblemsError, at the place of each: `taken` for what is there and said differently, `bad-token`, and
    `not-held` for what something refers to.
    """
    problems, taken = Problems(), Taken([], [], 0)
    same = 0
    for key, kind in (("organisations", Organisation), ("models", Model), ("systems", System), ("versions", Version)):
        for entry in inventory.get(key, ()):
            try:
                same += _take(session, by, kind, _columns(kind, entry), taken, replace)
            except ProblemsError as error:
                problems.found += [replaced(problem, places=(entry.span,)) for problem in error.problems]
    problems.stop_if_any()
    return Taken(taken.new, taken.changed, same)


def _take(session: Session, by: By, kind: type[Kept], said: dict[str, Any], taken: Taken, replace: bool) -> bool:
    """Put one thing in, or change it. Whether it is there already, said the same."""
    kept: Any = session.get(kind, said["id"])
    if kept is None:
        add(session, by, kind(**said))
        taken.new.append(said["id"])
        return False
    before = columns(kept)
    if all(before.get(name) == value for name, value in said.items() if name != "id"):
        return True
    if not replace:
        raise refusal("taken", what=NAMES[kind], id=said["id"])
    change(session, by, kept, **said)
    taken.changed.append(said["id"])
    return False


def _columns(kind: type[Kept], entry: Dict) -> dict[str, Any]:
    """The columns that an entry fills; what it leaves out is not known."""
    id_, name = token(entry["id"]), entry.get("name")
    if kind is Organisation:
        country = token(entry["country"])[:60] if "country" in entry else None
        return {"id": id_, "name": name, "country": country, "identifiers": dict(entry.get("identifiers", {}))}
    if kind is Model:
        compute = entry.get("training_compute")
        return {"id": id_, "organisation_id": entry["of"], "name": name, "training_compute": compute}
    if kind is System:
        rest = {"purpose": entry.get("purpose"), "status": entry.get("status")}
        return {"id": id_, "organisation_id": entry["of"], "name": name, **rest}
    day = entry["released_on"].isoformat() if "released_on" in entry else None
    built_on = list(entry.get("built_on", ()))
    return {"id": id_, "of": entry["of"], "label": entry["label"], "released_on": day, "built_on": built_on}


def versions_of(session: Session, of: str) -> list[Version]:
    """The versions of a system or model, by day of release and identifier."""
    return list(session.scalars(select(Version).where(Version.of == of).order_by(Version.released_on, Version.id)))


def systems_on(session: Session, model: str) -> list[Version]:
    """The versions of systems that are built on a model, or on any version of it."""
    names = {model, *(version.id for version in versions_of(session, model))}
    found = session.scalars(select(Version).join(System, System.id == Version.of).order_by(Version.id))
    return [version for version in found if names & set(version.built_on)]
