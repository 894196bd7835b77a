"""Outcomes: what open readings do to them, and what facts about performance add."""

from __future__ import annotations

from typing import Any

import pytest

from concordance.base.span import NOWHERE
from concordance.base.text import Text
from concordance.compile.dag import Dag
from concordance.engines.outcome import MAX_READINGS, Finding, find, outcome_of
from concordance.engines.walk import Walk
from concordance.norms.outcome import Outcome
from concordance.norms.vocabulary import Fact


def reading(name: str, *options: str) -> Fact:
    label = Text(name, name)
    return Fact(f"reading.{name}", "choice", label, None, "counsel", NOWHERE, dict.fromkeys(options, label))


READINGS = {f.name: f for f in (reading("a", "yes", "no"), reading("b", "yes", "no", "half"))}


class Graph:
    def __init__(self) -> None:
        self.dag = Dag()
        self.p, self.q = self.dag.atom("p", "is", True), self.dag.atom("q", "is", True)
        self.a = self.dag.atom("reading.a", "is", "yes")
        self.not_a = self.dag.atom("reading.a", "is", "no")
        self.b = self.dag.atom("reading.b", "is", "yes")

    def find(self, node: int, **answers: Any) -> Finding:
        return find(node, Walk(self.dag, answers), READINGS)


def test_a_node_that_turns_on_an_open_reading_is_unsettled_with_the_truth_under_each() -> None:
    graph = Graph()
    found = graph.find(graph.dag.both([graph.p, graph.a]), p=True)
    assert found.unsettled
    assert found.truth is None
    assert not found.missing
    assert {(branch.chosen, branch.truth) for branch in found.readings} == {
        ((("reading.a", "no"),), False),
        ((("reading.a", "yes"),), True),
    }


def test_a_node_that_every_reading_decides_alike_is_decided() -> None:
    """Supervaluation: whichever is right, the outcome is the same."""
    graph = Graph()
    either_way = graph.dag.both([graph.p, graph.dag.either([graph.a, graph.not_a])])
    found = graph.find(either_way, p=True)
    assert found.truth is True
    assert not found.unsettled
    assert found.because == ("p",)
    assert graph.find(either_way, p=False).truth is False


def test_a_missing_fact_leaves_it_undetermined_and_says_what_would_settle_it() -> None:
    graph = Graph()
    found = graph.find(graph.dag.both([graph.p, graph.a]))
    assert found.truth is None
    assert not found.unsettled
    assert found.missing == ("p",)
    assert {branch.truth for branch in found.readings} == {None, False}


def test_a_chosen_reading_is_a_fact_like_any_other() -> None:
    graph = Graph()
    node = graph.dag.both([graph.p, graph.a])
    found = find(node, Walk(graph.dag, {"p": True, "reading.a": "yes"}), READINGS)
    assert found.truth is True
    assert found.because == ("p", "reading.a")


def test_readings_are_combined() -> None:
    graph = Graph()
    found = graph.find(graph.dag.both([graph.a, graph.b]))
    assert found.unsettled
    assert len(found.readings) == 6
    assert [branch.truth for branch in found.readings].count(True) == 1


def test_too_many_readings_at_once_stay_undetermined_and_are_named() -> None:
    dag = Dag()
    names = [f"r{n}" for n in range(MAX_READINGS + 1)]
    node = dag.both([dag.atom(f"reading.{name}", "is", "yes") for name in names])
    found = find(node, Walk(dag, {}), {f.name: f for f in (reading(name, "yes", "no") for name in names)})
    assert found.truth is None
    assert not found.unsettled
    assert len(found.missing) == len(names)


@pytest.mark.parametrize(
    ("truth", "unsettled", "performed", "outcome"),
    [
        (None, False, True, Outcome.UNDETERMINED),
        (None, True, True, Outcome.UNSETTLED),
        (False, False, False, Outcome.DOES_NOT_APPLY),
        (True, False, True, Outcome.MET),
        (True, False, False, Outcome.BREACHED),
        (True, False, None, Outcome.APPLIES),
    ],
)
def test_performance_counts_only_where_the_norm_applies(
    truth: bool | None,
    unsettled: bool,
    performed: bool | None,
    outcome: Outcome,
) -> None:
    from types import SimpleNamespace

    dag = Dag()
    met = dag.atom("done", "is", True)
    walk = Walk(dag, {} if performed is None else {"done": performed})
    nodes: Any = SimpleNamespace(met=met)
    assert outcome_of(nodes, walk, Finding(truth, unsettled, (), (), ())) is outcome


def test_only_certain_outcomes_bind() -> None:
    binding = {outcome for outcome in Outcome if outcome.binds}
    assert binding == {Outcome.APPLIES, Outcome.MET, Outcome.BREACHED, Outcome.UNPROVEN}
