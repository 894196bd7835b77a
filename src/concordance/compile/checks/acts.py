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


def _words(act: Act) -> list[str]:
    words: list[str] = []
    for key in ("to", "about", "that", "of", "against", "with_", "manner"):
        value = act.params.get(key)
        if isinstance(value, str):
            words.append(value)
        elif isinstance(value, tuple):
            words.extend(value)
    return words
