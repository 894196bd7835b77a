"""An instrument: identity, wordings over time, timetables, scope, articles."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from concordance.base.span import Span
from concordance.base.text import Text
from concordance.norms.case import Case
from concordance.norms.condition import Condition
from concordance.norms.norm import Definition, Norm, Provenance, Sanction, Unless


@dataclass(frozen=True, slots=True)
class Source:
    """A document that statements were taken from."""

    id: str
    title: str
    url: str
    official: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of the instrument: known from its publication, law from its entry into force (never, if None)."""

    id: str
    published: date
    in_force: date | None
    provenance: Provenance
    span: Span


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """One dated step in the life of an instrument."""

    event: str
    on: date
    provenance: Provenance
    span: Span
    says: Text | None = None
    known: date | None = None

    @property
    def known_on(self) -> date:
        """The day from which one could know of it: its own day unless it was announced before."""
        return self.known or self.on


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a timetable: from a day, until a day, under a condition, in some texts.

    `since` names a fact that is a day: the line opens on that day where it comes later than `start` (a duty that begins
    with what somebody does, such as a change of design under Art. 111(2) AI Act).
    """

    start: date
    until: date
    when: Condition | None
    in_texts: frozenset[str]
    cite: str
    provenance: Provenance
    span: Span
    since: str | None = None

    @property
    def always(self) -> bool:
        """Whether it is open for everybody in its time."""
        return self.when is None and self.since is None


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier the assessment reports: a condition on the facts, or some norm of a list applying on the day."""

    name: str
    says: Text
    span: Span
    when: Condition | None = None
    norms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """One way in which the instrument, or `only` the norms it lists, reaches a profile."""

    id: str
    cite: str
    when: Condition
    in_texts: frozenset[str]
    says: Text
    span: Span
    only: tuple[str, ...] = ()

    def reaches(self, norm: Norm | None) -> bool:
        """Whether it brings this norm in, by article or by id; or, without a norm, the instrument as such."""
        return not self.only or (norm is not None and not {norm.article, norm.id}.isdisjoint(self.only))


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A named exclusion from scope; it leaves `sparing` untouched, or touches `only` what it lists."""

    unless: Unless
    in_texts: frozenset[str]
    sparing: tuple[str, ...]
    only: tuple[str, ...]

    @property
    def partial(self) -> bool:
        """Whether it leaves some norms of the instrument untouched."""
        return bool(self.only or self.sparing)

    def reaches(self, norm: Norm) -> bool:
        """Whether it excludes this norm: by article, or by the norm's own id."""
        names = {norm.article, norm.id}
        if self.only:
            return not names.isdisjoint(self.only)
        return names.isdisjoint(self.sparing)


@dataclass(frozen=True, slots=True)
class Article:
    """One article, annex or section, with what is encoded of it."""

    id: str
    kind: str
    title: Text
    provenance: Provenance
    span: Span
    notes: Text | None
    nothing_to_encode: Text | None
    covers: tuple[Cover, ...]
    excludes: tuple[Exclusion, ...]
    definitions: tuple[Definition, ...]
    norms: tuple[Norm, ...]
    sanctions: tuple[Sanction, ...]
    cases: tuple[Case, ...]

    @property
    def label(self) -> str:
        """How the provision is named in a citation."""
        numbered = {"article": f"Art. {self.id}", "annex": f"Annex {self.id}"}
        if self.kind == "section" and self.id[:1].isdigit():
            return f"§ {self.id}"
        return numbered.get(self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, treaty or declaration as the corpus holds it."""

    id: str
    prefix: str
    kind: str
    hard: bool
    title: Text
    short: Text
    jurisdiction: str
    issuer: Text
    addresses: str
    identifiers: dict[str, str]
    link: str
    article_link: str
    annex_link: str
    sources: dict[str, Source]
    wordings: tuple[Wording, ...]
    status: tuple[StatusEvent, ...]
    timetables: dict[str, tuple[Entry, ...]]
    tiers: tuple[Tier, ...]
    provisions: dict[str, frozenset[str]]
    articles: tuple[Article, ...]
    situations: dict[str, dict[str, object]]
    span: Span
    texts: frozenset[str] = field(default=frozenset())

    @property
    def norms(self) -> tuple[Norm, ...]:
        """Every norm, in the order of the articles."""
        return tuple(norm for article in self.articles for norm in article.norms)

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """Every definition, in the order of the articles."""
        return tuple(definition for article in self.articles for definition in article.definitions)

    @property
    def sanctions(self) -> tuple[Sanction, ...]:
        """Every sanction, in the order of the articles."""
        return tuple(sanction for article in self.articles for sanction in article.sanctions)

    @property
    def cases(self) -> tuple[Case, ...]:
        """Every case, in the order of the articles."""
        return tuple(case for article in self.articles for case in article.cases)

    def link_to(self, article: Article) -> str:
        """Where the provision is read."""
        if article.kind == "annex" and self.annex_link:
            return self.annex_link.format(annex=article.id)
        if article.kind == "article" and self.article_link:
            return self.article_link.format(article=article.id)
        return self.link
