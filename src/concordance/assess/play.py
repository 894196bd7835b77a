"""One profile on one program: the walk, and findings put into the words of a result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from concordance.assess.result import Because, ReadingOutcome, Shown
from concordance.compile.program import NormNodes, Program
from concordance.engines.outcome import Finding, find, outcome_of
from concordance.engines.walk import Walk
from concordance.norms.outcome import Outcome
from concordance.norms.profile import FactValue, Profile
from concordance.norms.vocabulary import READING_PREFIX


@dataclass(slots=True)
class Play:
    """A profile being played on a compiled score, on a day."""

    program: Program
    profile: Profile
    at: date
    walk: Walk = field(init=False)
    _findings: dict[int, Finding] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.program = self.program.fitted(self.profile.answers)
        self.walk = Walk(self.program.dag, self.profile.answers)

    def find(self, node: int) -> Finding:
        """The finding for a node, kept."""
        if node not in self._findings:
            self._findings[node] = find(node, self.walk, self.program.score.vocabulary.facts)
        return self._findings[node]

    def outcome(self, nodes: NormNodes) -> Outcome:
        """The outcome of a norm; of one that does not apply, nobody need know the reasons yet."""
        if self.walk.truth(nodes.applies) is False:
            return Outcome.DOES_NOT_APPLY
        return outcome_of(nodes, self.walk, self.find(nodes.applies))

    def because(self, facts: Iterable[str]) -> tuple[Because, ...]:
        """Facts with their values and who gave them."""
        return tuple(self._because(name) for name in sorted(facts) if name in self.walk.answers)

    def _because(self, name: str) -> Because:
        judgement = self.profile.judgements.get(name)
        by = "reading" if name.startswith(READING_PREFIX) else judgement.by if judgement else "profile"
        return Because(fact=name, value=shown(self.walk.answers[name]), given_by=by)

    def readings(self, finding: Finding) -> tuple[ReadingOutcome, ...]:
        """The outcome under each open reading, where they differ."""
        if len({branch.truth for branch in finding.readings}) < 2:
            return ()
        return tuple(
            ReadingOutcome(
                readings={name.removeprefix(READING_PREFIX): option for name, option in branch.chosen},
                outcome=plain_outcome(branch.truth),
            )
            for branch in finding.readings
        )


def plain_outcome(truth: bool | None) -> Outcome:
    """True, false, unknown as outcomes."""
    return {True: Outcome.APPLIES, False: Outcome.DOES_NOT_APPLY, None: Outcome.UNDETERMINED}[truth]


def finding_outcome(finding: Finding) -> Outcome:
    """The outcome of something that is not a norm: a role, a tier, a definition."""
    return Outcome.UNSETTLED if finding.unsettled else plain_outcome(finding.truth)


def shown(value: FactValue) -> Shown:
    """A value as it is shown."""
    if isinstance(value, frozenset):
        return tuple(sorted(value))
    return value.isoformat() if isinstance(value, date) else value
