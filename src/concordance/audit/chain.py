"""The chain from principle to result, walked both ways, with its gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from concordance.audit.principles import PRINCIPLES
from concordance.audit.registry import Audit, audits
from concordance.audit.result import AuditResult, Estimate, NormVerdict
from concordance.audit.spec import NormLink


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One step list: a principle, an audit that serves it, the norms and clauses it speaks to, its figures if
    run."""

    principle: str
    audit: str
    norms: tuple[NormLink, ...]
    standards: tuple[str, ...]
    metrics: tuple[str, ...]
    verdicts: tuple[NormVerdict, ...]
    estimates: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True)
class ChainGaps:
    """Principles that no audit reaches, audits that no norm asks for, norms of the corpus that no audit speaks to."""

    principles_unmeasured: tuple[str, ...]
    audits_unasked: tuple[str, ...]
    norms_unmeasured: tuple[str, ...]


def chain(results: Iterable[AuditResult] = (), known: Mapping[str, Audit] | None = None) -> tuple[ChainLink, ...]:
    """Every principle with every audit that serves it, in order of principle, then id."""
    registered = audits() if known is None else known
    held = {result.audit: result for result in results}
    return tuple(
        _link(principle, found, held.get(name))
        for principle in PRINCIPLES
        for name, found in registered.items()
        if principle in found.spec.principles
    )


def _link(principle: str, found: Audit, result: AuditResult | None) -> ChainLink:
    spec = found.spec
    return ChainLink(
        principle,
        spec.id,
        spec.norms,
        spec.standards,
        spec.metrics,
        result.norms if result else (),
        result.estimates if result else (),
    )


def audits_for_norm(norm: str, known: Mapping[str, Audit] | None = None) -> tuple[str, ...]:
    """The way back: the audits that name a norm."""
    registered = audits() if known is None else known
    return tuple(name for name, found in registered.items() if found.spec.weight_for(norm) is not None)


def gaps(norms: Iterable[str], known: Mapping[str, Audit] | None = None) -> ChainGaps:
    """Compare with the norms of a corpus, given as references."""
    registered = audits() if known is None else known
    corpus = set(norms)
    spoken = {link.norm for found in registered.values() for link in found.spec.norms}
    reached = {p for found in registered.values() for p in found.spec.principles}
    unasked = tuple(n for n, found in registered.items() if not any(link.norm in corpus for link in found.spec.norms))
    return ChainGaps(tuple(p for p in PRINCIPLES if p not in reached), unasked, tuple(sorted(corpus - spoken)))
