"""What checks go over: every condition, every exception, every provenance of a score, with its instrument."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from concordance.base.span import Span
from concordance.norms.condition import Compare, Condition
from concordance.norms.instrument import Article, Instrument
from concordance.norms.norm import Definition, Norm, Provenance, Unless
from concordance.norms.score import Score


def _holders(article: Article) -> tuple[Definition | Norm, ...]:
    return (*article.definitions, *article.norms)


def exceptions_in(unless: Iterable[Unless]) -> Iterator[Unless]:
    """Exceptions and the exceptions inside them."""
    for exception in unless:
        yield exception
        yield from exceptions_in(exception.unless)


def exceptions_of(instrument: Instrument) -> Iterator[Unless]:
    """Every exception of an instrument."""
    for article in instrument.articles:
        yield from exceptions_in(exclusion.unless for exclusion in article.excludes)
        yield from (e for holder in _holders(article) for e in exceptions_in(holder.unless))


def conditions_of(instrument: Instrument) -> Iterator[Condition]:
    """Every condition of an instrument."""
    yield from (exception.when for exception in exceptions_of(instrument))
    for entries in instrument.timetables.values():
        yield from (entry.when for entry in entries if entry.when)
        yield from (Compare(e.since, "<=", e.start.isoformat(), e.span) for e in entries if e.since)
    yield from (tier.when for tier in instrument.tiers if tier.when)
    for article in instrument.articles:
        yield from (cover.when for cover in article.covers)
        yield from (definition.when for definition in article.definitions)
        for norm in article.norms:
            yield norm.when
            if norm.met:
                yield norm.met
        for sanction in article.sanctions:
            if sanction.when:
                yield sanction.when
            yield from (variant.when for variant in sanction.variants)


def conditions_in(score: Score) -> Iterator[Condition]:
    """Every condition of the corpus."""
    yield from (rule.never for rule in score.vocabulary.plausibility)
    for instrument in score.instruments.values():
        yield from conditions_of(instrument)


def provenances_of(instrument: Instrument) -> Iterator[tuple[Provenance, Span]]:
    """Every statement of where something was taken from."""
    for wording in instrument.wordings:
        yield wording.provenance, wording.span
    for event in instrument.status:
        yield event.provenance, event.span
    for entries in instrument.timetables.values():
        yield from ((entry.provenance, entry.span) for entry in entries)
    for article in instrument.articles:
        yield article.provenance, article.span
        yield from ((holder.provenance, holder.span) for holder in (*_holders(article), *article.sanctions))


def citations_of(instrument: Instrument) -> Iterator[tuple[str, frozenset[str], Span]]:
    """Every citation, the texts it must exist in (one of them), and its place."""
    every = instrument.texts
    for entries in instrument.timetables.values():
        yield from ((entry.cite, entry.in_texts, entry.span) for entry in entries)
    for article in instrument.articles:
        yield from ((cover.cite, cover.in_texts, cover.span) for cover in article.covers)
        for exclusion in article.excludes:
            yield from ((e.cite, exclusion.in_texts, e.span) for e in exceptions_in([exclusion.unless]))
        for holder in _holders(article):
            yield holder.cite, holder.in_texts, holder.span
            yield from ((e.cite, holder.in_texts, e.span) for e in exceptions_in(holder.unless))
        for sanction in article.sanctions:
            yield sanction.cite, sanction.in_texts, sanction.span
            yield from ((variant.cite, every, variant.span) for variant in sanction.variants)
