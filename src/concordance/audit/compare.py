"""Two results of the same audit: what moved, and whether more than chance explains it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from concordance.audit.refusal import AuditRefusedError
from concordance.audit.result import AuditResult, Estimate
from concordance.base.text import Text


@dataclass(frozen=True, slots=True)
class Change:
    """One figure then and now. `established` is None where there are no intervals to judge by."""

    metric: str
    subject: str
    before: float | None
    after: float | None
    established: bool | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes, and what differs in the circumstances: other data, another seed, other library
    versions."""

    audit: str
    changes: tuple[Change, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    circumstances: tuple[Text, ...]


def compare_results(before: AuditResult, after: AuditResult) -> Comparison:
    """Compare figure by figure.

    Raises:
        AuditRefusedError: `audit.not-comparable` when the audits or their versions differ.
    """
    if (before.audit, before.audit_version) != (after.audit, after.audit_version):
        raise AuditRefusedError(
            "audit.not-comparable",
            Text(
                f"{before.audit} v{before.audit_version} and {after.audit} v{after.audit_version} measure"
                " different things.",
                f"{before.audit} v{before.audit_version} et {after.audit} v{after.audit_version} mesurent autre chose.",
            ),
            Text("Compare two results of one audit.", "Comparez deux résultats d’un même audit."),
        )
    old = {(e.metric, e.subject): e for e in before.estimates}
    new = {(e.metric, e.subject): e for e in after.estimates}
    changes = tuple(
        Change(*key, old[key].value, new[key].value, _established(old[key], new[key])) for key in old if key in new
    )
    return Comparison(
        before.audit,
        changes,
        tuple(" ".join(k) for k in old if k not in new),
        tuple(" ".join(k) for k in new if k not in old),
        _circumstances(before, after),
    )


def _established(a: Estimate, b: Estimate) -> bool | None:
    """Whether the difference exceeds what both intervals allow (MOVER: independent samples)."""
    if a.value is None or a.low is None or a.high is None or b.value is None or b.low is None or b.high is None:
        return None
    if b.value >= a.value:
        return b.value - a.value > math.hypot(b.value - b.low, a.high - a.value)
    return a.value - b.value > math.hypot(a.value - a.low, b.high - b.value)


def _circumstances(a: AuditResult, b: AuditResult) -> tuple[Text, ...]:
    said: list[Text] = []
    old, new = ({d.name: d.sha256 for d in r.digests} for r in (a, b))
    other = sorted(name for name in old if old[name] != new.get(name))
    if other:
        names = ", ".join(other)
        said.append(Text(f"Other files: {names}.", f"Autres fichiers : {names}."))
    if a.seed != b.seed:
        said.append(Text(f"Seed {a.seed} then, {b.seed} now.", f"Graine {a.seed} alors, {b.seed} maintenant."))
    moved = sorted(p for p, v in a.environment.packages.items() if b.environment.packages.get(p) != v)
    if moved:
        names = ", ".join(moved)
        said.append(Text(f"Other versions: {names}.", f"Autres versions : {names}."))
    return tuple(said)
