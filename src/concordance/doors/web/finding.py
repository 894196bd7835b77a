"""Search over norms and facts: all words must occur, accents and case do not count."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from concordance.base.text import Text
from concordance.norms.instrument import Article, Instrument
from concordance.norms.norm import Norm
from concordance.norms.score import Score
from concordance.norms.vocabulary import Fact

MOST = 100
"""Hits shown; a search that finds more should be narrowed."""


def plain(text: str) -> str:
    """The text without case and accents.

    >>> plain("Évaluation")
    'evaluation'
    """
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


@dataclass(frozen=True, slots=True)
class NormHit:
    """A norm that was found, with its place."""

    instrument: Instrument
    article: Article
    norm: Norm


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the first hits, and how many there are in all."""

    norms: tuple[NormHit, ...]
    norms_in_all: int
    facts: tuple[Fact, ...]
    facts_in_all: int


@dataclass(frozen=True, slots=True)
class Index:
    """The plain texts of everything that can be found."""

    norms: tuple[tuple[str, NormHit], ...]
    facts: tuple[tuple[str, Fact], ...]

    def find(self, query: str) -> Found:
        """Norms and facts whose texts, in either language, hold every word of the query."""
        words = plain(query)[:200].split()
        norms = [hit for text, hit in self.norms if all(word in text for word in words)] if words else []
        facts = [fact for text, fact in self.facts if all(word in text for word in words)] if words else []
        return Found(tuple(norms[:MOST]), len(norms), tuple(facts[:MOST]), len(facts))


def make_index(score: Score) -> Index:
    """The index of a corpus."""
    hits = [NormHit(i, a, n) for i in score.instruments.values() for a in i.articles for n in a.norms]
    return Index(
        norms=tuple((_norm_text(hit), hit) for hit in hits),
        facts=tuple((_fact_text(f), f) for f in score.vocabulary.facts.values() if not f.is_reading),
    )


def _norm_text(hit: NormHit) -> str:
    told = (hit.norm.says, hit.article.title, hit.instrument.short)
    named = (hit.norm.cite, f"{hit.instrument.id}/{hit.norm.id}", hit.norm.act.verb, hit.norm.act.object)
    return plain(" ".join((*(_both(text) for text in told), *named, *hit.norm.principles)))


def _fact_text(fact: Fact) -> str:
    told = (fact.question, *((fact.help,) if fact.help else ()))
    return plain(" ".join((fact.name, *(_both(text) for text in told))))


def _both(text: Text) -> str:
    return f"{text.en} {text.fr}"
