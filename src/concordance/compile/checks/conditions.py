"""Conditions are typed against the vocabulary: names exist, operators fit, words and days are possible."""

from __future__ import annotations

from datetime import date

from concordance.base.problem import Problems, did_you_mean
from concordance.compile.walkers import conditions_in
from concordance.norms.condition import Compare, Condition, Contains, Member, Name, parts
from concordance.norms.score import Score
from concordance.norms.vocabulary import Fact

_ORDERED = frozenset({"number", "money", "date"})


def check_conditions(score: Score, problems: Problems) -> None:
    """Reports `unknown-fact`, `wrong-comparison` and `unknown-value` at the place inside the condition."""
    definitions = {d.name for instrument in score.instruments.values() for d in instrument.definitions}
    checker = _Checker(score.vocabulary.facts, definitions, problems)
    for condition in conditions_in(score):
        checker.check(condition)


class _Checker:
    def __init__(self, facts: dict[str, Fact], definitions: set[str], problems: Problems) -> None:
        self.facts, self.definitions, self.problems = facts, definitions, problems

    def check(self, condition: Condition) -> None:
        for part in parts(condition):
            self.check(part)
        match condition:
            case Name() | Compare() | Member() | Contains():
                self._named(condition)

    def _named(self, condition: Name | Compare | Member | Contains) -> None:
        fact = self.facts.get(condition.name)
        if fact is None and condition.name not in self.definitions:
            help_text = did_you_mean(condition.name, [*self.facts, *self.definitions])
            self.problems.report(
                "unknown-fact", f"no fact or definition is called `{condition.name}`", condition.span, help=help_text
            )
            return
        wrong = self._misfit(condition, fact.type if fact else "bool")
        if wrong:
            self.problems.report(
                "wrong-comparison", f"`{condition.name}` {wrong}", condition.span, help="see the table of conditions"
            )
        elif fact:
            self._words(condition, fact)

    def _misfit(self, condition: Name | Compare | Member | Contains, kind: str) -> str:
        match condition:
            case Name():
                return "" if kind == "bool" else f"is a {kind}: compare it with something"
            case Contains():
                return "" if kind == "set" else f"is a {kind}, not a set"
            case Member():
                return "" if kind == "choice" else f"is a {kind}, not a choice"
            case Compare(op=op, value=value):
                return _compare_misfit(kind, op, value)

    def _words(self, condition: Name | Compare | Member | Contains, fact: Fact) -> None:
        words: tuple[object, ...] = ()
        match condition:
            case Contains(value=word):
                words = (word,)
            case Member(values=many):
                words = many
            case Compare(value=value) if fact.type == "choice":
                words = (value,)
        for wanted in words:
            if wanted not in fact.values:
                help_text = did_you_mean(str(wanted), fact.values)
                self.problems.report(
                    "unknown-value", f"`{wanted}` is no value of `{fact.name}`", condition.span, help=help_text
                )


def _compare_misfit(kind: str, op: str, value: object) -> str:
    """What is wrong with comparing a fact of a kind with a literal; empty when nothing is."""
    if kind in _ORDERED:
        fits = _is_day(value) if kind == "date" else isinstance(value, int | float) and not isinstance(value, bool)
        return "" if fits else f"is a {kind} and cannot be compared with `{value}`"
    if op not in {"==", "!="}:
        return f"is a {kind} and has no order"
    fits = isinstance(value, bool) if kind == "bool" else isinstance(value, str)
    return "" if fits and kind != "set" else f"is a {kind} and cannot be compared with `{value}`"


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False
