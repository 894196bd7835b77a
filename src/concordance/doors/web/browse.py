"""An instrument as it reads on a day: which text, which articles, and how each norm stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from concordance.compile.timeline import Law
from concordance.norms.instrument import Article, Entry, Instrument, Source, StatusEvent, Wording
from concordance.norms.norm import Norm


class Standing(StrEnum):
    """How a norm stands on a day, whoever asks: its condition and its bearer are another matter."""

    APPLIES = "applies"
    IN_CASES = "in-cases"
    LATER = "later"
    ENDED = "ended"
    NOT_IN_FORCE = "not-in-force"


@dataclass(frozen=True, slots=True)
class NormShown:
    """A norm of the text on the day. `since` is when it began or will begin to apply; None when that depends."""

    norm: Norm
    standing: Standing
    since: date | None
    source: Source


@dataclass(frozen=True, slots=True)
class ArticleShown:
    """An article with the norms that the text on the day holds."""

    article: Article
    link: str
    norms: tuple[NormShown, ...]


@dataclass(frozen=True, slots=True)
class InstrumentShown:
    """An instrument on a day, by the law as known. `in_force` is false when the text shown is not law on that day."""

    instrument: Instrument
    at: date
    known: date
    wording: Wording
    in_force: bool
    events: tuple[StatusEvent, ...]
    articles: tuple[ArticleShown, ...]

    @property
    def norms(self) -> int:
        """How many norms the text holds."""
        return sum(len(each.norms) for each in self.articles)

    def article(self, name: str) -> ArticleShown | None:
        """The article by its number."""
        return next((each for each in self.articles if each.article.id == name), None)

    def beside(self, shown: ArticleShown) -> tuple[ArticleShown | None, ArticleShown | None]:
        """The articles before and after one."""
        place = self.articles.index(shown)
        before = self.articles[place - 1] if place else None
        return before, self.articles[place + 1] if place + 1 < len(self.articles) else None


def show(instrument: Instrument, at: date, known: date) -> InstrumentShown:
    """The instrument on a day, as its publications up to `known` have it."""
    law = Law(instrument, known)
    current = law.text_on(at)
    text = current or law.text_for_concepts(at)
    (wording,) = (w for w in instrument.wordings if w.id == text)
    return InstrumentShown(
        instrument=instrument,
        at=at,
        known=known,
        wording=wording,
        in_force=current is not None,
        events=tuple(sorted(instrument.status, key=lambda e: e.on)),
        articles=tuple(_articles(instrument, law, at, text, in_force=current is not None)),
    )


def _articles(instrument: Instrument, law: Law, at: date, text: str, *, in_force: bool) -> Iterator[ArticleShown]:
    for article in sorted(instrument.articles, key=lambda each: each.kind == "annex"):
        norms = (_norm(n, law, at, text, in_force=in_force) for n in article.norms if text in n.in_texts)
        shown = ArticleShown(article, instrument.link_to(article), tuple(norms))
        if shown.norms or not article.norms:
            yield shown


def _norm(norm: Norm, law: Law, at: date, text: str, *, in_force: bool) -> NormShown:
    lines = [e for e in law.instrument.timetables.get(norm.applies, ()) if text in e.in_texts]
    standing = standing_of(lines, at) if in_force else Standing.NOT_IN_FORCE
    return NormShown(norm, standing, _since(lines, at, standing), law.instrument.sources[norm.provenance.source])


def standing_of(lines: list[Entry], at: date) -> Standing:
    """How a timetable stands on a day."""
    current = [e for e in lines if e.start <= at < e.until]
    if any(e.always for e in current):
        return Standing.APPLIES
    if current:
        return Standing.IN_CASES
    return Standing.LATER if any(e.start > at for e in lines) else Standing.ENDED


def _since(lines: list[Entry], at: date, standing: Standing) -> date | None:
    if standing is Standing.APPLIES:
        return max(e.start for e in lines if e.always and e.start <= at < e.until)
    if standing is Standing.LATER:
        return min(e.start for e in lines if e.start > at)
    return None


def days_of_change(instrument: Instrument, known: date) -> tuple[date, ...]:
    """Days on which the instrument changes, for whoever wants to step through them."""
    return tuple(sorted(Law(instrument, known).days()))
