"""Given facts: a mapping of names to nodes → typed answers, in cases, situations and profiles alike."""

from __future__ import annotations

from collections.abc import Mapping

from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import Span
from concordance.norms.profile import FactValue
from concordance.norms.vocabulary import Vocabulary
from concordance.reading.tree import Node, Scalar
from concordance.reading.values import read_value


def read_answers(
    given: Mapping[str, Node], places: Mapping[str, Span], vocabulary: Vocabulary, problems: Problems
) -> dict[str, FactValue]:
    """The answers given; `null` takes a fact out. Reports `unknown-fact` and whatever is wrong with a value."""
    answers: dict[str, FactValue] = {}
    for name, node in given.items():
        fact = vocabulary.facts.get(name)
        if fact is None:
            span = places.get(name, node.span)
            problems.report(
                "unknown-fact", f"no fact is called `{name}`", span, help=did_you_mean(name, vocabulary.facts)
            )
            continue
        if is_null(node):
            continue
        value = read_value(fact, node, vocabulary, problems)
        if value is not None:
            answers[name] = value
    return answers


def is_null(node: Node) -> bool:
    """Whether the node says that nothing is known."""
    return isinstance(node, Scalar) and not node.quoted and node.text in {"null", "unknown"}
