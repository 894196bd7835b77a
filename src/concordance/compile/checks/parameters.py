"""Parameters of acts are of the kind that their key asks for, and can be met together."""

from __future__ import annotations

from concordance.base.dates import Period
from concordance.base.problem import Problems
from concordance.norms.norm import Act, Parameter
from concordance.norms.score import Score
from concordance.norms.vocabulary import Vocabulary

_TOPICS = ("about", "that", "of", "against", "with_")
_LENGTHS = ("at_least", "at_most", "every")


def check_parameters(score: Score, problems: Problems) -> None:
    """Reports `act-parameter` for a word of the wrong kind, a speed where a length is due, and bounds that exclude."""
    for instrument in score.instruments.values():
        for norm in instrument.norms:
            for wrong in _wrong(norm.act, score.vocabulary):
                problems.report("act-parameter", wrong, norm.act.span, help="see the table of acts")


def _wrong(act: Act, vocabulary: Vocabulary) -> list[str]:
    things, roles = vocabulary.objects.keys(), vocabulary.roles.keys()
    found = []
    for key, value in act.params.items():
        for word in _words(value):
            if key in {"to", *_TOPICS} and word in vocabulary.events and word not in things | roles:
                found.append(f"`{key}={word}` names an event where a recipient or an object is due")
            if key == "manner" and word in roles - things:
                found.append(f"`manner={word}` names a role where a manner is due")
        if key in _LENGTHS and isinstance(value, str):
            found.append(f'`{key}="{value}"` is a speed where a length of time is due')
    least, most = act.params.get("at_least"), act.params.get("at_most")
    if isinstance(least, Period) and isinstance(most, Period) and most.most_hours < least.least_hours:
        found.append(f"nothing lasts at least {least} and at most {most}")
    return found


def _words(value: Parameter) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
