"""Where audits are known: declared by decorator, found in this package and through an entry-point group."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.metadata import entry_points
from typing import Any

from concordance.audit.refusal import AuditRefusedError
from concordance.audit.result import Measured
from concordance.audit.spec import AuditSpec
from concordance.base.text import Text

GROUP = "concordance.audits"
"""Entry points of this group name modules; importing one declares its audits."""

AuditFunction = Callable[..., Measured]
_declared: dict[str, Audit] = {}


@dataclass(frozen=True, slots=True)
class Audit:
    """A specification and the function that measures: `measure(context, **inputs) -> Measured`."""

    spec: AuditSpec
    measure: AuditFunction


def audit(**fields: Any) -> Callable[[AuditFunction], AuditFunction]:
    """Declare an audit. The keyword arguments are the fields of `AuditSpec`.

    Raises:
        ValueError: the id is taken, or a field is not as `AuditSpec` wants it.
    """
    spec = AuditSpec(**fields)

    def declare(function: AuditFunction) -> AuditFunction:
        held = _declared.get(spec.id)
        if held is not None and held.measure.__module__ != function.__module__:
            raise ValueError(f"audit {spec.id} is declared twice: {held.measure.__module__}, {function.__module__}")
        _declared[spec.id] = Audit(spec, function)
        return function

    return declare


@cache
def _load() -> None:
    package = importlib.import_module("concordance.audit.measures")
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
    for point in entry_points(group=GROUP):
        point.load()


def audits() -> dict[str, Audit]:
    """Every known audit, by id, in order of id."""
    _load()
    return dict(sorted(_declared.items()))


def find_audit(name: str) -> Audit:
    """The audit of that id.

    Raises:
        AuditRefusedError: `audit.unknown`, with the nearest names.
    """
    known = audits()
    if name in known:
        return known[name]
    near = get_close_matches(name, known, n=3) or list(known)[:3]
    raise AuditRefusedError(
        "audit.unknown",
        Text(f"There is no audit “{name}”.", f"Il n’y a pas d’audit « {name} »."),
        Text(
            f"Did you mean {', '.join(near)}? `concordance audit list` shows all.",
            f"Vouliez-vous dire {', '.join(near)} ? `concordance audit list` les montre tous.",
        ),
        (name,),
    )
