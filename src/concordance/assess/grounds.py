"""The definitions on the way to an outcome: high-risk, because Annex III point 4(a), because …"""

from __future__ import annotations

from collections.abc import Iterator

from concordance.assess.play import Play
from concordance.assess.result import Ground
from concordance.compile.lower import Lowering
from concordance.norms.condition import All, AtLeast, Compare, Condition, Name, Not, Some
from concordance.norms.instrument import Article, Instrument
from concordance.norms.norm import Definition
from concordance.norms.score import Score


def grounds(condition: Condition, play: Play) -> tuple[Ground, ...]:
    """Every definition that holds and carries the condition, nearest first; empty where it does not hold."""
    finder = _Finder(play, play.program.lowering(play.at))
    found = dict.fromkeys(definition.name for definition in finder.carrying(condition, True))
    return tuple(ground for name in found if (ground := finder.ground(name)))


class _Finder:
    def __init__(self, play: Play, lowering: Lowering) -> None:
        self.play, self.lowering = play, lowering

    def carrying(self, condition: Condition, wanted: bool) -> Iterator[Definition]:
        if self.play.walk.truth(self.lowering.condition(condition)) is not wanted:
            return
        match condition:
            case Name(name=name) | Compare(name=name):
                definition = self.lowering.source_of(name)
                if definition and wanted:
                    yield definition
                    yield from self.carrying(definition.when, True)
            case Not(of=inner):
                yield from self.carrying(inner, not wanted)
            case All(of=inners) | Some(of=inners) | AtLeast(of=inners):
                for inner in inners:
                    yield from self.carrying(inner, wanted)

    def ground(self, name: str) -> Ground | None:
        definition = self.lowering.source_of(name)
        if definition is None or definition.says is None:
            return None
        link = _link(definition, self.play.program.score)
        return Ground(name=name, citation=definition.cite, link=link, says=definition.says)


def _link(definition: Definition, score: Score) -> str:
    for instrument in score.instruments.values():
        if definition.name.startswith(f"{instrument.prefix}."):
            return link_for(definition.span.path, instrument)
    return ""


def article_at(path: str, instrument: Instrument) -> Article:
    """The article that a file encodes."""
    return next(article for article in instrument.articles if article.span.path == path)


def link_for(path: str, instrument: Instrument) -> str:
    """Where the provision that a file encodes is read."""
    return instrument.link_to(article_at(path, instrument))
