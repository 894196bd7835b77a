"""Why a norm applies or does not: every part of it, with the facts it rests on."""

from __future__ import annotations

from datetime import date

import msgspec

from concordance.assess.duties import periods
from concordance.assess.grounds import grounds, link_for
from concordance.assess.play import Play, finding_outcome
from concordance.assess.result import Because, Ground, ReadingOutcome
from concordance.base.text import Text
from concordance.compile.program import ExceptionNodes, NormNodes
from concordance.norms.outcome import Outcome


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a norm: scope, bearer, condition, dates or an exception, with its own outcome."""

    name: str
    citation: str
    says: Text | None
    outcome: Outcome
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    grounds: tuple[Ground, ...] = ()
    exceptions: tuple[Part, ...] = ()


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """One outcome over a period."""

    from_: date = msgspec.field(name="from")
    until: date | None
    outcome: Outcome


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """Everything about one norm for one profile on one day."""

    norm: str
    citation: str
    link: str
    says: Text
    modality: str
    act: str
    text: str
    source: str
    confidence: str
    outcome: Outcome
    parts: tuple[Part, ...]
    readings: tuple[ReadingOutcome, ...]
    life: tuple[Stretch, ...]


def find_norm(name: str, play: Play) -> str | None:
    """The full name of a norm given as `eu/ai-act/50.1` or, where only one instrument has it, `50.1`."""
    keys = {key for piece in play.program.all() for key in piece.norms}
    if name in keys:
        return name
    ends = [key for key in sorted(keys) if key.endswith(f"/{name}")]
    return ends[0] if len(ends) == 1 else None


def explain(key: str, play: Play) -> Explanation:
    """The explanation of a norm; on a day when the text in force does not hold it, of its nearest form."""
    nodes = play.program.on(play.at).norms.get(key) or _nearest(key, play)
    norm = nodes.norm
    stretches = periods(play.program.stretches()[key], play)
    return Explanation(
        norm=key,
        citation=norm.cite,
        link=link_for(norm.span.path, play.program.score.instruments[nodes.instrument]),
        says=norm.says,
        modality=norm.modality,
        act=norm.act.source_text,
        text=nodes.text,
        source=norm.provenance.source,
        confidence=norm.provenance.confidence,
        outcome=play.outcome(nodes) if key in play.program.on(play.at).norms else Outcome.DOES_NOT_APPLY,
        parts=_parts(nodes, play),
        readings=play.readings(play.find(nodes.applies)),
        life=tuple(
            Stretch(from_=s.start, until=None if s.until == date.max else s.until, outcome=s.outcome) for s in stretches
        ),
    )


def _nearest(key: str, play: Play) -> NormNodes:
    return next(piece.norms[key] for piece in play.program.all() if key in piece.norms)


def _parts(nodes: NormNodes, play: Play) -> tuple[Part, ...]:
    norm = nodes.norm
    named = (("scope", nodes.scope), ("bearer", nodes.bearer), ("when", nodes.when), ("dates", nodes.dates))
    parts = [_part(name, norm.cite if name == "when" else "", None, node, play) for name, node in named]
    parts[2] = msgspec.structs.replace(parts[2], grounds=grounds(norm.when, play))
    if nodes.met is not None:
        parts.append(_part("met", norm.cite, None, nodes.met, play))
    return (*parts, *(_exception(e, play) for e in nodes.unless))


def _part(name: str, citation: str, says: Text | None, node: int, play: Play) -> Part:
    finding = play.find(node)
    return Part(
        name=name,
        citation=citation,
        says=says,
        outcome=finding_outcome(finding),
        because=play.because(finding.because),
        missing=finding.missing,
    )


def _exception(nodes: ExceptionNodes, play: Play) -> Part:
    part = _part(f"unless {nodes.of.id}", nodes.of.cite, nodes.of.says, nodes.effective, play)
    return msgspec.structs.replace(part, exceptions=tuple(_exception(inner, play) for inner in nodes.unless))
