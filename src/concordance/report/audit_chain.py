"""The chain from principle to result over the corpus: principle → requirement → standard → metric → result, and back.

What is missing is part of it: principles that no metric reaches, metrics that no norm of the corpus asks for, and
norms that no audit speaks to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from concordance.audit.chain import ChainGaps, ChainLink, chain, gaps
from concordance.audit.outside import outside_provision, require_known
from concordance.audit.registry import find_audit
from concordance.audit.result import AuditResult
from concordance.audit.spec import NormLink
from concordance.base.text import Lang, Text
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Norm
from concordance.norms.score import Score
from concordance.report.audit_charts import figure
from concordance.report.audit_view import cited
from concordance.report.audit_words import VERDICTS, told

Held = Mapping[str, tuple[Instrument, Norm]]
"""The norms of the corpus by reference, each with its instrument."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A norm that an audit names. `held` is false for a provision that the corpus does not hold; then `link` leads to
    it."""

    norm: str
    weight: str
    cite: str
    says: Text
    held: bool
    link: str
    verdict: str


@dataclass(frozen=True, slots=True)
class Step:
    """An audit on the way from a principle to figures; `results` is empty until it is run."""

    audit: str
    title: Text
    requirements: tuple[Requirement, ...]
    standards: tuple[str, ...]
    metrics: tuple[str, ...]
    results: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Principle:
    """A principle of the corpus, how many of its norms serve it and how many of those an audit names."""

    id: str
    title: Text
    norms: int
    spoken: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class ChainShown:
    """The chain, or the part of it asked for, with the gaps of the whole."""

    principles: tuple[Principle, ...]
    gaps: ChainGaps


def make_chain(
    score: Score, results: Iterable[AuditResult], lang: Lang, principle: str = "", norm: str = ""
) -> ChainShown:
    """Walk from one principle (all by default), or back from one norm: only the audits that name it remain.

    Raises:
        AuditRefusedError: `audit.norm-unknown`, when an audit names a norm that cannot be looked up.
    """
    held = {f"{i.id}/{at.id}": (i, at) for i in score.instruments.values() for at in i.norms}
    require_known(held)
    links = [link for link in chain(results) if not norm or any(at.norm == norm for at in link.norms)]
    spoken = {at.norm for link in chain() for at in link.norms}
    shown = []
    for key, term in score.vocabulary.principles.items():
        serving = {ref for ref, (_, at) in held.items() if key in at.principles}
        steps = tuple(_step(link, held, norm, lang) for link in links if link.principle == key)
        if principle in ("", key) and (steps or not norm):
            shown.append(Principle(key, term.label, len(serving), len(serving & spoken), steps))
    found = gaps(held)
    unreached = tuple(key for key in score.vocabulary.principles if key not in {link.principle for link in chain()})
    whole = ChainGaps(unreached, found.audits_unasked, found.norms_unmeasured)
    return ChainShown(tuple(shown), whole)


def _step(link: ChainLink, held: Held, norm: str, lang: Lang) -> Step:
    verdicts = {verdict.norm: str(verdict.verdict) for verdict in link.verdicts}
    return Step(
        link.audit,
        find_audit(link.audit).spec.title,
        tuple(_requirement(at, held, verdicts.get(at.norm, ""), lang) for at in link.norms if norm in ("", at.norm)),
        link.standards,
        link.metrics,
        tuple((f"{e.metric} {e.subject}".strip(), figure(e, lang)) for e in link.estimates),
    )


def _requirement(link: NormLink, held: Held, verdict: str, lang: Lang) -> Requirement:
    weight = str(link.weight)
    if link.norm in held:
        instrument, norm = held[link.norm]
        return Requirement(link.norm, weight, f"{instrument.short(lang)} {norm.cite}", norm.says, True, "", verdict)
    outside = outside_provision(link.norm)
    assert outside is not None, link.norm  # `require_known` has refused it
    return Requirement(link.norm, weight, cited(outside, lang), outside.asks, False, outside.link, verdict)


def chain_lines(shown: ChainShown, lang: Lang) -> Iterator[str]:
    """The chain as lines of text, gaps last."""
    for principle in shown.principles:
        spoken = told("norms_spoken", lang).format(norms=principle.norms, spoken=principle.spoken)
        yield f"\n{principle.title(lang)} ({principle.id}) — {spoken}"
        if not principle.steps:
            yield f"  ∅ {told('no_metric', lang)}"
        for step in principle.steps:
            yield from _step_lines(step, lang)
    if not shown.principles:
        yield told("unnamed", lang)
    yield from _gap_lines(shown.gaps, lang)


def _step_lines(step: Step, lang: Lang) -> Iterator[str]:
    yield f"  {step.title(lang)} ({step.audit})"
    for asked in step.requirements:
        said = f"{asked.cite}{told('colon', lang)} {asked.says(lang)}"
        said += "" if asked.held else f" [{told('not_held', lang)}{told('colon', lang)} {asked.link}]"
        effect = f" → {VERDICTS[asked.verdict](lang)}" if asked.verdict else ""
        yield f"    § {asked.norm} ({told(asked.weight, lang)}){effect}  {said}"
    yield f"    ≡ {', '.join(step.standards) or '∅'}"
    yield f"    ∿ {', '.join(step.metrics)}"
    yield from (f"    = {name}: {value}" for name, value in step.results)


def _gap_lines(found: ChainGaps, lang: Lang) -> Iterator[str]:
    for key, names in (
        ("gap_principles", found.principles_unmeasured),
        ("gap_audits", found.audits_unasked),
    ):
        yield f"\n∅ {told(key, lang)} ({len(names)}): {', '.join(names) or '—'}"
    yield f"\n∅ {told('gap_norms', lang)}: {len(found.norms_unmeasured)}"
    counts: dict[str, int] = {}
    for norm in found.norms_unmeasured:
        home = norm.rpartition("/")[0]
        counts[home] = counts.get(home, 0) + 1
    yield from (f"    {home}: {count}" for home, count in sorted(counts.items(), key=lambda pair: -pair[1]))
