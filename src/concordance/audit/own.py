"""The provider's own limits: set in its risk management, and what measuring against them says of the duty to test.

The AI Act sets no figure for most qualities. It asks the provider to set them: tests run against metrics and thresholds
defined beforehand (Art. 9(8), second sentence), and the risk that remains is judged acceptable (Art. 9(5)). So a limit
of the provider's own moves those two duties and no other: a test against a limit set before the day of measuring is
part of the first, and a figure beyond the limit speaks against the second. Keeping within one's own limit proves
nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from concordance.audit.result import Judgement, NormVerdict
from concordance.audit.spec import Verdict, Weight

TESTED = "eu/ai-act/9.8.metrics"
ACCEPTABLE = "eu/ai-act/9.5"
OWN = frozenset({TESTED, ACCEPTABLE})


def own_verdicts(judgements: Iterable[Judgement], at: dt.date) -> tuple[NormVerdict, ...]:
    """What the provider's own limits say of its duties; nothing where none was set, or no figure could be judged."""
    against = own_judgements(judgements)
    found: list[NormVerdict] = []
    if any(set_before(judgement, at) for judgement in against):
        found.append(NormVerdict(TESTED, Weight.EXAMINES, Verdict.PARTLY))
    if against:
        exceeded = any(judgement.verdict is Verdict.CONTRADICTS for judgement in against)
        verdict = Verdict.CONTRADICTS if exceeded else Verdict.INFORMS
        found.append(NormVerdict(ACCEPTABLE, Weight.CONTRADICTS, verdict))
    return tuple(found)


def own_judgements(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """Those that hold a figure against a limit of the provider's own, and decide."""
    return tuple(
        j for j in judgements if j.threshold.source.kind == "provider" and j.verdict is not Verdict.INCONCLUSIVE
    )


def set_before(judgement: Judgement, at: dt.date) -> bool:
    """Whether the limit is known to be older than the measurement."""
    set_on = judgement.threshold.source.set_on
    return set_on is not None and set_on < at
