"""One norm as it is compared: what it asks, of whom, in which situations, and how far its text reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from concordance.base.problem import Problem, ProblemsError, did_you_mean
from concordance.base.span import NOWHERE
from concordance.compile.dag import And
from concordance.compile.program import Program
from concordance.compile.timeline import Law
from concordance.harmonise.doing import Doing, doing_of
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Norm
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS, Vocabulary

COMMON_GROUND = frozenset({"system.infers_from_inputs", "system.operates_with_autonomy"})
"""The facts by which the laws define artificial intelligence."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A norm in one of its texts, with nodes of the shared graph.

    `situation` is its condition less its exceptions; `roles` the node of each bearer, `traits` what its definition asks
    of the system; `reach` everything but dates; `day` when it stands so.
    """

    key: str
    norm: Norm
    instrument: Instrument
    doing: Doing
    situation: int
    roles: dict[str, int]
    traits: dict[str, int]
    bearer: int
    scope: int
    reach: int
    played: bool
    day: date


def norm_keys(score: Score) -> set[str]:
    """The full name of every norm: instrument/id."""
    return {f"{instrument.id}/{norm.id}" for instrument in score.instruments.values() for norm in instrument.norms}


def resolve(name: str, score: Score) -> str:
    """The full name of a norm given in full or, where only one instrument has it, by its id.

    Raises ProblemsError (`unknown-norm`).
    """
    keys = norm_keys(score)
    if name in keys:
        return name
    ends = [key for key in sorted(keys) if key.endswith(f"/{name}")]
    if len(ends) == 1:
        return ends[0]
    help_text = "one of: " + ", ".join(ends) if ends else did_you_mean(name, keys)
    raise ProblemsError(
        [Problem("unknown-norm", f"no norm, or more than one, is called `{name}`", (NOWHERE,), help_text)]
    )


def stand(name: str, program: Program, at: date | None = None) -> Standing:
    """A norm by name, in the text of a day or, by default, in the latest text that has it."""
    key = resolve(name, program.score)
    instrument_id, _, norm_id = key.rpartition("/")
    instrument = program.score.instruments[instrument_id]
    versions = [norm for norm in instrument.norms if norm.id == norm_id]
    law = Law(instrument, program.known)
    days = [at] if at else list(reversed(program.intervals.starts))
    for day in days:
        text = law.text_for_concepts(day)
        for norm in versions:
            if text in norm.in_texts:
                return stand_on(norm, instrument, program, day)
    return stand_on(versions[-1], instrument, program, at or program.intervals.starts[-1])


def stand_on(norm: Norm, instrument: Instrument, program: Program, day: date) -> Standing:
    """A norm with the definitions that hold on a day."""
    lowering, kinds = program.lowering(day), program.score.vocabulary.roles
    situation = lowering.guarded(norm.when, norm.unless)
    roles = {role: lowering.role(instrument, role) for role in norm.bearers}
    bearer, scope = program.dag.either(roles.values()), lowering.scope(instrument, norm)
    return Standing(
        key=f"{instrument.id}/{norm.id}",
        norm=norm,
        instrument=instrument,
        doing=doing_of(norm),
        situation=situation,
        roles=roles,
        traits={role: _traits(node, program) for role, node in roles.items()},
        bearer=bearer,
        scope=scope,
        reach=program.dag.both([scope, bearer, situation]),
        played=any(kinds[role].kind in PLAYED_KINDS for role in norm.bearers),
        day=day,
    )


def _traits(role: int, program: Program) -> int:
    """What the definition of a role asks of the system: its parts that speak neither of the organisation nor of places.

    That the system is one of artificial intelligence is common ground and left out.
    """
    dag, vocabulary = program.dag, program.score.vocabulary
    node = dag.nodes[role]
    parts = node.of if isinstance(node, And) else (role,)
    return dag.both(part for part in parts if _of_the_system(dag.support(part), vocabulary))


def _of_the_system(support: frozenset[str], vocabulary: Vocabulary) -> bool:
    return not support <= COMMON_GROUND and not any(
        name.startswith("organisation.") or vocabulary.facts[name].values.keys() & vocabulary.jurisdictions.keys()
        for name in support
    )
