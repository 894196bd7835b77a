"""Acts speak the vocabulary: verb, object, recipients, events and manners exist."""

from __future__ import annotations

from concordance.base.problem import Problems, did_you_mean
from concordance.norms.norm import Act
from concordance.norms.score import Score
from concordance.norms.vocabulary import Vocabulary

_EVENTS = frozenset({"after", "before", "on"})


def check_acts(score: Score, problems: Problems) -> None:
    """Reports `unknown-act`, `unknown-object` and `unknown-event`."""
    for instrument in score.instruments.values():
        for norm in instrument.norms:
            _check(norm.act, score.vocabulary, problems)


def _check(act: Act, vocabulary: Vocabulary, problems: Problems) -> None:
    if act.verb not in vocabulary.acts:
        problems.report(
            "unknown-act", f"no act is called `{act.verb}`", act.span, help=did_you_mean(act.verb, vocabulary.acts)
        )
    _check_leaving(act, vocabulary, problems)
    things = {*vocabulary.objects, *vocabulary.roles, *vocabulary.events}
    for name in (act.object, *_words(act)):
        if name not in things:
            problems.report(
                "unknown-object", f"no object is called `{name}`", act.span, help=did_you_mean(name, things)
            )
    for key in _EVENTS & act.params.keys():
        name = str(act.params[key])
        if name not in vocabulary.events:
            help_text = did_you_mean(name, vocabulary.events)
            problems.report("unknown-event", f"no event is called `{name}`", act.span, help=help_text)


def _check_leaving(act: Act, vocabulary: Vocabulary, problems: Problems) -> None:
    """Only `refrain` is from doing something, and what it is from is a verb."""
    left = act.params.get("from_")
    if left is None:
        return
    if act.verb != "refrain":
        problems.report("act-parameter", "`from_` goes with `refrain` only", act.span, help="leave it out")
    elif str(left) not in vocabulary.acts:
        help_text = did_you_mean(str(left), vocabulary.acts)
        problems.report("unknown-act", f"no act is called `{left}`", act.span, help=help_text)


def _words(act: Act) -> list[str]:
    words: list[str] = []
    for key in ("to", "about", "that", "of", "against", "with_", "manner", "contents"):
        value = act.params.get(key)
        if isinstance(value, str):
            words.append(value)
        elif isinstance(value, tuple):
            words.extend(value)
    return words
