"""From duties to audits: which measurements could speak to what binds a system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from concordance.audit.adapters.text import not_json, read_objects
from concordance.audit.registry import Audit, audits
from concordance.audit.spec import Weight

REASONS = ("names-the-norm", "same-article", "same-principle-and-act")
"""Why an audit is proposed, strongest first."""


@dataclass(frozen=True, slots=True)
class PlannedAudit:
    """An audit, the duty that asks for it, why it fits, and the most it can do to that duty."""

    audit: str
    norm: str
    reason: str
    weight: Weight


@dataclass(frozen=True, slots=True)
class AuditPlan:
    """The audits to run in order of id, what each is for, and the duties that no audit speaks to."""

    audits: tuple[str, ...]
    because: tuple[PlannedAudit, ...]
    unmeasured: tuple[str, ...]


def plan_audits(duties: Iterable[Mapping[str, Any]], known: Mapping[str, Audit] | None = None) -> AuditPlan:
    """Plan for duties given as `{"norm": "eu/ai-act/10.2.f", "act": "examine(…)", "principles":
    ["fairness"]}`.

    An audit fits a duty when it names the norm; or a norm of the same article, above or below it; or when it
    shares a principle and the verb of the act. Only the first can move the duty by its declared weight; the
    others inform.
    """
    registered = audits() if known is None else known
    because: list[PlannedAudit] = []
    unmeasured: list[str] = []
    for duty in duties:
        fits = [planned for found in registered.values() if (planned := _fit(found, duty)) is not None]
        best = min((REASONS.index(p.reason) for p in fits), default=None)
        because += [p for p in fits if REASONS.index(p.reason) == best]
        if best is None:
            unmeasured.append(str(duty["norm"]))
    return AuditPlan(tuple(sorted({p.audit for p in because})), tuple(because), tuple(unmeasured))


def read_duties(path: Path) -> list[dict[str, Any]]:
    """Duties from a JSON file, as `plan_audits` takes them.

    Raises:
        AuditRefusedError: `audit.not-utf8`; `audit.not-json`, also where a duty lacks its norm.
    """
    duties = read_objects(path)
    shapes: tuple[tuple[str, type, object], ...] = (("norm", str, ""), ("act", str, ""), ("principles", list, []))
    for number, duty in enumerate(duties, 1):
        wrong = [key for key, kind, default in shapes if not isinstance(duty.get(key, default), kind)]
        if wrong or not duty.get("norm"):
            key = wrong[0] if wrong else "norm"
            raise not_json(path, 1, f"duty {number}, `{key}`", f"obligation {number}, `{key}`")
    return duties


def _fit(found: Audit, duty: Mapping[str, Any]) -> PlannedAudit | None:
    norm, spec = str(duty["norm"]), found.spec
    weight = spec.weight_for(norm)
    if weight is not None:
        return PlannedAudit(spec.id, norm, "names-the-norm", weight)
    if any(related(norm, link.norm) for link in spec.norms):
        return PlannedAudit(spec.id, norm, "same-article", Weight.INFORMS)
    verb = str(duty.get("act", "")).split("(")[0].strip()
    if verb in spec.acts and set(duty.get("principles", ())) & set(spec.principles):
        return PlannedAudit(spec.id, norm, "same-principle-and-act", Weight.INFORMS)
    return None


def related(a: str, b: str) -> bool:
    """Whether one norm contains the other: 10.2 contains 10.2.f, in the same instrument."""
    (home_a, _, id_a), (home_b, _, id_b) = a.rpartition("/"), b.rpartition("/")
    short, long = sorted((id_a.split("."), id_b.split(".")), key=len)
    return home_a == home_b and long[: len(short)] == short
