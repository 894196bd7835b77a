"""Roles, scope and tiers: what the system is, in the words of each instrument."""

from __future__ import annotations

from concordance.assess.duties import Period
from concordance.assess.grounds import grounds, link_for
from concordance.assess.play import Play, finding_outcome
from concordance.assess.result import Ground, InstrumentFound, RoleHeld, TierFound
from concordance.base.text import Text
from concordance.compile.program import NormNodes
from concordance.compile.timeline import Law
from concordance.engines.outcome import Finding
from concordance.norms.instrument import Instrument, Tier
from concordance.norms.outcome import Outcome

MINIMAL = Text("no tier with duties of its own", "aucune catégorie assortie d’obligations propres")
OUT_OF_SCOPE = Text("outside the scope of the instrument", "hors du champ de l’instrument")
_OPEN = frozenset({Outcome.UNDETERMINED, Outcome.UNSETTLED})


def make_roles(play: Play) -> tuple[RoleHeld, ...]:
    """Every operator role that an instrument defines, held or not."""
    found = []
    lowering = play.program.lowering(play.at)
    for instrument in play.program.instruments:
        for definition in instrument.definitions:
            if not definition.role or lowering.source_of(definition.name) is not definition:
                continue
            finding = play.find(lowering.definition(definition.name))
            label = play.program.score.vocabulary.roles[definition.role].label
            found.append(
                RoleHeld(
                    role=definition.role,
                    label=label,
                    instrument=instrument.id,
                    citation=definition.cite,
                    outcome=finding_outcome(finding),
                    because=play.because(finding.because),
                    missing=finding.missing,
                )
            )
    return tuple(found)


def make_instruments(life: dict[str, list[Period]], play: Play) -> tuple[InstrumentFound, ...]:
    """Every instrument of the corpus, in scope or left out."""
    return tuple(_instrument(i, life, play) for i in play.program.instruments)


def _instrument(instrument: Instrument, life: dict[str, list[Period]], play: Play) -> InstrumentFound:
    scope = play.find(play.program.on(play.at).scopes[instrument.id])
    text = Law(instrument, play.program.known).text_on(play.at)
    tiers = _tiers(instrument, scope, life, play) if instrument.tiers else ()
    return InstrumentFound(
        id=instrument.id,
        title=instrument.title,
        short=instrument.short,
        link=instrument.link,
        in_scope=scope.truth,
        in_force=text is not None,
        text=text,
        because=play.because(scope.because),
        missing=scope.missing,
        left_out=None if scope.truth is not False else OUT_OF_SCOPE,
        tiers=tiers,
    )


def _tiers(instrument: Instrument, scope: Finding, life: dict[str, list[Period]], play: Play) -> tuple[TierFound, ...]:
    found = [_tier(tier, instrument, scope, life, play) for tier in instrument.tiers]
    outcomes = {tier.outcome for tier in found}
    if scope.truth is False or outcomes == {Outcome.DOES_NOT_APPLY}:
        minimal = Outcome.APPLIES if scope.truth else finding_outcome(scope)
    else:
        minimal = Outcome.UNDETERMINED if outcomes <= _OPEN | {Outcome.DOES_NOT_APPLY} else Outcome.DOES_NOT_APPLY
    out = {True: Outcome.DOES_NOT_APPLY, False: Outcome.APPLIES, None: Outcome.UNDETERMINED}[scope.truth]
    empty = Finding(None, False, (), (), ())
    return (
        *found,
        _found("minimal", MINIMAL, minimal, empty, play),
        _found("out-of-scope", OUT_OF_SCOPE, out, scope, play),
    )


def _found(name: str, says: Text, outcome: Outcome, finding: Finding, play: Play) -> TierFound:
    return TierFound(
        tier=name,
        says=says,
        outcome=outcome,
        from_=None,
        because=play.because(finding.because),
        grounds=(),
        missing=finding.missing,
    )


def _tier(tier: Tier, instrument: Instrument, scope: Finding, life: dict[str, list[Period]], play: Play) -> TierFound:
    if scope.truth is False:
        return _found(tier.name, tier.says, Outcome.DOES_NOT_APPLY, scope, play)
    if tier.norms:
        return _tier_of_norms(tier, instrument, life, play)
    assert tier.when is not None
    lowering = play.program.lowering(play.at)
    condition = lowering.condition(tier.when)
    finding = play.find(play.program.dag.both([condition, lowering.scope(instrument, None)]))
    return TierFound(
        tier=tier.name,
        says=tier.says,
        outcome=finding_outcome(finding),
        from_=None,
        because=play.because(play.find(condition).because),
        grounds=grounds(tier.when, play) if finding.truth else (),
        missing=finding.missing,
    )


def _tier_of_norms(tier: Tier, instrument: Instrument, life: dict[str, list[Period]], play: Play) -> TierFound:
    """A tier that stands for norms: prohibited, when a prohibition applies on the day; with the first day it will."""
    wanted = [spans for spans in life.values() if spans and _belongs(spans, tier, instrument)]
    current = [p for spans in wanted for p in spans if p.start <= play.at < p.until]
    binding = [p for p in current if p.outcome.binds]
    open_ones = [p for p in current if p.outcome in _OPEN]
    coming = [p.start for spans in wanted for p in spans if p.until > play.at and p.outcome.binds]
    outcome = Outcome.APPLIES if binding else Outcome.UNDETERMINED if open_ones else Outcome.DOES_NOT_APPLY
    facts = {fact for p in binding for fact in play.find(p.nodes.when).because}
    missing = {fact for p in open_ones for fact in play.find(p.nodes.applies).missing} if not binding else set()
    return TierFound(
        tier=tier.name,
        says=tier.says,
        outcome=outcome,
        from_=min(coming) if coming else None,
        because=play.because(facts),
        grounds=tuple(_ground(p.nodes, instrument) for p in binding),
        missing=tuple(sorted(missing)),
    )


def _belongs(spans: list[Period], tier: Tier, instrument: Instrument) -> bool:
    """Norms are named by id, or by article for all prohibitions in it."""
    nodes = spans[0].nodes
    if nodes.instrument != instrument.id:
        return False
    return nodes.norm.id in tier.norms or (nodes.norm.article in tier.norms and nodes.norm.modality == "prohibition")


def _ground(nodes: NormNodes, instrument: Instrument) -> Ground:
    """The norm itself, as the ground of the tier that it makes."""
    norm = nodes.norm
    return Ground(name=nodes.key, citation=norm.cite, link=link_for(norm.span.path, instrument), says=norm.says)
