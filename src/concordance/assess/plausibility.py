"""Facts that cannot be true together: a named implausibility, not a silent answer."""

from __future__ import annotations

from concordance.base.problem import Problems
from concordance.base.span import NOWHERE
from concordance.compile.program import Program
from concordance.engines.walk import Walk
from concordance.norms.profile import Profile


def check_plausibility(profile: Profile, program: Program, problems: Problems) -> None:
    """Reports `implausible-facts`, with the places of the facts that contradict each other."""
    walk = Walk(program.dag, profile.answers)
    lowering = program.lowering(program.known)
    for rule in program.score.vocabulary.plausibility:
        node = lowering.condition(rule.never)
        if walk.truth(node) is True:
            facts = sorted(walk.because(node))
            places = tuple(profile.places.get(name, NOWHERE) for name in facts)
            message = f"{rule.name}: {rule.says.en} ({', '.join(facts)})"
            problems.report("implausible-facts", message, *places, help="correct one of these facts")
