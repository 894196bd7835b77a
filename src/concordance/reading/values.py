"""Answers to facts: a node → a value of the fact's type, or a located problem."""

from __future__ import annotations

from datetime import date

from concordance.base.dates import parse_date
from concordance.base.problem import Problems, did_you_mean
from concordance.norms.profile import FactValue
from concordance.norms.vocabulary import Fact, Vocabulary
from concordance.reading.kinds import parse_number
from concordance.reading.tree import Node, Scalar, Sequence

_EXPECTED = {
    "bool": "true or false",
    "choice": "one of its values",
    "set": "a list of its values ([] for none)",
    "number": "a number",
    "money": "an amount as a plain number",
    "date": "a date such as 2026-08-02",
}


EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Days that facts may have: periods counted from them stay within the calendar."""


class _WrongError(Exception):
    pass


def read_value(fact: Fact, node: Node, vocabulary: Vocabulary, problems: Problems) -> FactValue | None:
    """The value of a fact, or None with a problem (`fact-type`, `unknown-value`, `bad-date`)."""
    try:
        if fact.type == "set":
            return _set(fact, node, vocabulary, problems)
        if not isinstance(node, Scalar):
            raise _WrongError
        return _scalar(fact, node, problems)
    except (_WrongError, ValueError):
        got = _told(node)
        unit = f" in {fact.unit}" if fact.unit else ""
        message = f"`{fact.name}` wants {_EXPECTED[fact.type]}{unit}, not {got}"
        problems.report("fact-type", message, node.span, help=fact.question.en)
        return None


def _told(node: Node) -> str:
    if not isinstance(node, Scalar):
        return "a nested value"
    return f'`"{node.text[:60]}"`, a text' if node.quoted else f"`{node.text[:60]}`"


def _scalar(fact: Fact, node: Scalar, problems: Problems) -> FactValue | None:
    match fact.type:
        case "bool":
            if node.quoted or node.text not in {"true", "false"}:
                raise _WrongError
            return node.text == "true"
        case "choice":
            return _word(fact, node, problems)
        case "date":
            return _date(node, problems)
    if node.quoted:
        raise _WrongError
    value = parse_number(node.text)
    if value < 0:
        raise _WrongError
    return value


def _date(node: Scalar, problems: Problems) -> date | None:
    try:
        day = parse_date(node.text)
    except ValueError as error:
        problems.report("bad-date", str(error), node.span, help="write year-month-day: 2026-08-02")
        return None
    if not EARLIEST <= day <= LATEST:
        message = f"{day} is no day in the life of an AI system"
        problems.report("bad-date", message, node.span, help=f"give a day from {EARLIEST} to {LATEST}")
        return None
    return day


def _word(fact: Fact, node: Scalar, problems: Problems) -> str | None:
    if node.text in fact.values:
        return node.text
    help_text = did_you_mean(node.text, fact.values, "see `concordance corpus facts`")
    problems.report("unknown-value", f"`{node.text}` is no value of `{fact.name}`", node.span, help=help_text)
    return None


def _set(fact: Fact, node: Node, vocabulary: Vocabulary, problems: Problems) -> FactValue | None:
    if not isinstance(node, Sequence):
        raise _WrongError
    words: set[str] = set()
    for item in node.items:
        if not isinstance(item, Scalar):
            raise _WrongError
        word = _word(fact, item, problems)
        if word is None:
            return None
        places = vocabulary.wider_places(word) if word in vocabulary.jurisdictions and "EU" in fact.values else (word,)
        words.update(places)
    return frozenset(words)
