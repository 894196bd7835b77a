"""Which binding norms carry out a clause of soft law, by jurisdiction, and where none does.

A norm carries a clause out when what it asks is what the clause asks, or a kind of it (as sets of doings, its act is
equal or narrower); what forbids more than the clause does carries it out too. Where a jurisdiction has no such norm,
norms that serve the same principle by a like act are shown instead, and said to be that. Duties of operators do not
discharge states of theirs, save that a state may carry its commitment out by binding operators.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec

from concordance.base.text import Text
from concordance.compile.timeline import Law
from concordance.harmonise.acts import compare_doings
from concordance.harmonise.doing import Doing, Force, doing_of
from concordance.harmonise.order import Order
from concordance.harmonise.standing import resolve
from concordance.harmonise.wording import Wording
from concordance.harmonise.words import Words, words_of
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Norm
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS

BINDING = frozenset({"obligation", "prohibition"})
PENDING = "bill"
SAME = Text("the same act", "le même acte")
PART = Text("the law forbids a part of it", "le droit en interdit une partie")
MORE = Text("the law forbids it and more", "le droit l’interdit, et davantage")
LEAVE = Text("refrain", "s’abstenir")


class LinkKind(StrEnum):
    """How a binding norm answers to a clause."""

    SAME_ACT = "same-act"
    WIDER_ACT = "wider-act"
    NARROWER_ACT = "narrower-act"
    SHARED_PRINCIPLE = "shared-principle"


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A binding norm and why it is shown. `starts` is the first day in its timetable, None where that has none."""

    norm: str
    citation: str
    short: Text
    kind: LinkKind
    because: tuple[Text, ...]
    modality: str
    bearer: tuple[str, ...]
    says: Text
    starts: date | None
    confidence: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A jurisdiction: the norms that answer to the clause, of law in force and of texts that are not."""

    jurisdiction: str
    label: Text
    links: tuple[Link, ...]
    not_in_force: tuple[Link, ...]


class Implementation(msgspec.Struct, frozen=True, kw_only=True):
    """A clause on a day, the places whose law answers to it, and the places of the corpus whose law does not."""

    clause: str
    citation: str
    short: Text
    says: Text
    act: Text
    principles: tuple[str, ...]
    at: date
    places: tuple[Place, ...]
    without: tuple[Place, ...]


def implement(name: str, score: Score, at: date, known: date | None = None) -> Implementation:
    """What carries out the clause that `name` names (instrument/id, or an id that one instrument has), on a day.

    Raises ProblemsError (`unknown-norm`).
    """
    search = _Search(score, *_clause(resolve(name, score), score, at), at, known or score.as_of)
    places = search.places()
    return Implementation(
        clause=f"{search.home.id}/{search.clause.id}",
        citation=search.clause.cite,
        short=search.home.short,
        says=search.clause.says,
        act=search.wording.act(doing_of(search.clause)),
        principles=search.clause.principles,
        at=at,
        places=tuple(place for place in places if place.links),
        without=tuple(place for place in places if not place.links),
    )


def _clause(key: str, score: Score, at: date) -> tuple[Instrument, Norm]:
    instrument_id, _, norm_id = key.rpartition("/")
    instrument = score.instruments[instrument_id]
    text = Law(instrument, score.as_of).text_for_concepts(at)
    versions = [norm for norm in instrument.norms if norm.id == norm_id]
    return instrument, next((norm for norm in versions if text in norm.in_texts), versions[-1])


_Reason = tuple[LinkKind, tuple[Text, ...]]


@dataclass(slots=True)
class _Search:
    """One clause against every binding instrument."""

    score: Score
    home: Instrument
    clause: Norm
    at: date
    known: date

    @property
    def wording(self) -> Wording:
        """The labels."""
        return Wording(self.score.vocabulary)

    def places(self) -> list[Place]:
        """Every jurisdiction with binding law in the corpus, in the order of its name."""
        found: dict[str, list[Instrument]] = {}
        for instrument in self.score.instruments.values():
            if instrument.hard and instrument.kind != PENDING and instrument.id != self.home.id:
                found.setdefault(instrument.jurisdiction, []).append(instrument)
        return [self._place(name, found[name], words_of(self.score.vocabulary)) for name in sorted(found)]

    def _place(self, name: str, instruments: list[Instrument], words: Words) -> Place:
        binding: list[Link] = []
        others: list[Link] = []
        for instrument in instruments:
            text = Law(instrument, self.known).text_on(self.at)
            (binding if text else others).extend(self._links(instrument, text, words))
        label = self.score.vocabulary.jurisdictions[name].label
        return Place(jurisdiction=name, label=label, links=_best(binding), not_in_force=_best(others))

    def _links(self, instrument: Instrument, text: str | None, words: Words) -> Iterable[Link]:
        shown = text or Law(instrument, self.known).text_for_concepts(self.at)
        for norm in instrument.norms:
            if shown in norm.in_texts and norm.modality in BINDING and self._addressed(norm):
                found = self._by_act(norm, words) or self._by_principle(norm, words)
                if found:
                    yield _link(norm, instrument, shown, *found)

    def _addressed(self, norm: Norm) -> bool:
        roles = self.score.vocabulary.roles
        asked, bound = ({roles[b].kind in PLAYED_KINDS for b in n.bearers} for n in (self.clause, norm))
        return False in asked or True in bound

    def _by_act(self, norm: Norm, words: Words) -> _Reason | None:
        doing = doing_of(norm)
        found = compare_doings(doing, doing_of(self.clause), words, self.wording)
        if found.order is Order.EQUAL:
            return LinkKind.SAME_ACT, (SAME,)
        if doing.force is Force.LEAVE and found.order.inverse.within:
            return LinkKind.WIDER_ACT, (self._said(MORE, doing),)
        if not found.order.within:
            return None
        if doing.force is Force.LEAVE:
            return LinkKind.NARROWER_ACT, (self._said(PART, doing),)
        return LinkKind.NARROWER_ACT, tuple(facet.because for facet in found.facets)

    def _said(self, how: Text, doing: Doing) -> Text:
        act = self.wording.act(doing)
        return Text(f"{how.en}: {act.en}", f"{how.fr}\u00a0: {act.fr}")

    def _by_principle(self, norm: Norm, words: Words) -> _Reason | None:
        shared = [name for name in self.clause.principles if name in norm.principles]
        here, there = (self._family(n, words) for n in (norm, self.clause))
        if not shared or here != there:
            return None
        labels = [self.score.vocabulary.principles[name].label for name in shared]
        return LinkKind.SHARED_PRINCIPLE, (self._reason(labels, here),)

    def _family(self, norm: Norm, words: Words) -> str:
        doing = doing_of(norm)
        if doing.force is Force.LEAVE:
            return Force.LEAVE.value
        chain = words.verbs.chain(doing.verb)
        return chain[-2] if len(chain) > 1 else chain[-1]

    def _reason(self, labels: list[Text], family: str) -> Text:
        acts = self.score.vocabulary.acts
        act = acts[family].label if family in acts else LEAVE
        en, fr = ", ".join(label.en for label in labels), ", ".join(label.fr for label in labels)
        return Text(
            f"another act of the same family ({act.en}) for the same principle: {en}",
            f"un autre acte de la même famille ({act.fr}) pour le même principe\u00a0: {fr}",
        )


def _link(norm: Norm, instrument: Instrument, text: str, kind: LinkKind, because: tuple[Text, ...]) -> Link:
    starts = [e.start for e in instrument.timetables.get(norm.applies, ()) if text in e.in_texts]
    return Link(
        norm=f"{instrument.id}/{norm.id}",
        citation=norm.cite,
        short=instrument.short,
        kind=kind,
        because=because,
        modality=norm.modality,
        bearer=norm.bearers,
        says=norm.says,
        starts=min(starts, default=None),
        confidence=norm.provenance.confidence,
    )


def _best(links: list[Link]) -> tuple[Link, ...]:
    """Links by act where there are any, the same act first; links by principle only failing those."""
    order = list(LinkKind)
    by_act = [link for link in links if link.kind is not LinkKind.SHARED_PRINCIPLE]
    return tuple(sorted(by_act or links, key=lambda link: order.index(link.kind)))
