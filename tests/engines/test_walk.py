"""The reference engine on random graphs: its truth, its reasons and what it says is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from concordance.compile.dag import TRUE, And, Atom, Constant, Dag, Not, Or
from concordance.engines.walk import Walk

BOOLS, CHOICES, NUMBERS, SETS, DAYS = ("p", "q", "r", "s"), ("c", "d"), ("n", "m"), ("z",), ("t",)
FACTS: dict[str, st.SearchStrategy[Any]] = {
    **{name: st.booleans() for name in BOOLS},
    **{name: st.sampled_from(["x", "y", "w"]) for name in CHOICES},
    **{name: st.integers(0, 4) | st.floats(0, 4, width=16) for name in NUMBERS},
    **{name: st.sets(st.sampled_from(["x", "y"])).map(frozenset) for name in SETS},
    **{name: st.sampled_from([date.fromordinal(n) for n in range(1, 5)]) for name in DAYS},
}


@st.composite
def graphs(draw: st.DrawFn) -> tuple[Dag, int]:
    """A graph and one of its nodes."""
    dag = Dag()
    nodes = [dag.atom(name, "is", True) for name in BOOLS]
    nodes += [dag.atom(name, "is", word) for name in CHOICES for word in ("x", "y")]
    nodes += [dag.atom(name, "has", word) for name in SETS for word in ("x", "y")]
    bound = st.integers(0, 4)
    nodes += [dag.atom(name, draw(st.sampled_from(["ge", "gt"])), draw(bound)) for name in (*NUMBERS, *DAYS)]
    for _ in range(draw(st.integers(1, 14))):
        chosen = draw(st.lists(st.sampled_from(nodes), min_size=1, max_size=4))
        make = draw(st.sampled_from(["both", "either", "negate"]))
        nodes.append(dag.negate(chosen[0]) if make == "negate" else getattr(dag, make)(chosen))
    return dag, nodes[-1]


answers = st.fixed_dictionaries({}, optional=FACTS)
complete = st.fixed_dictionaries(FACTS)


def level(dag: Dag, node: int, given: dict[str, Any]) -> float:
    """0 false, 1/2 unknown, 1 true: least, greatest and difference, written a second time."""
    match dag.nodes[node]:
        case Constant(value=value):
            return float(value)
        case Atom(fact=fact, test=test, value=value):
            if fact not in given:
                return 0.5
            found = given[fact]
            number = found.toordinal() if isinstance(found, date) else found
            return float(
                {
                    "is": lambda: found == value,
                    "has": lambda: value in found,
                    "ge": lambda: number >= value,
                    "gt": lambda: number > value,
                }[test]()
            )
        case Not(of=inner):
            return 1 - level(dag, inner, given)
        case And(of=inners):
            return min(level(dag, inner, given) for inner in inners)
        case Or(of=inners):
            return max(level(dag, inner, given) for inner in inners)


@given(graphs(), answers)
def test_truth_is_kleenes(made: tuple[Dag, int], given: dict[str, Any]) -> None:
    dag, node = made
    assert Walk(dag, given).truth(node) is {0.0: False, 0.5: None, 1.0: True}[level(dag, node, given)]


@given(graphs(), answers)
def test_reasons_are_enough(made: tuple[Dag, int], given: dict[str, Any]) -> None:
    dag, node = made
    walk = Walk(dag, given)
    truth = walk.truth(node)
    assume(truth is not None)
    reasons = walk.because(node)
    assert reasons <= given.keys()
    assert Walk(dag, {name: given[name] for name in reasons}).truth(node) is truth


@given(graphs(), answers, complete)
def test_a_decided_node_stays_decided_whatever_else_is_learnt(
    made: tuple[Dag, int], given: dict[str, Any], rest: dict[str, Any]
) -> None:
    dag, node = made
    walk = Walk(dag, given)
    truth = walk.truth(node)
    assume(truth is not None)
    kept = {name: given[name] for name in walk.because(node)}
    assert Walk(dag, {**rest, **kept}).truth(node) is truth


@given(graphs(), answers, complete)
def test_what_is_missing_is_all_that_matters(
    made: tuple[Dag, int], given: dict[str, Any], rest: dict[str, Any]
) -> None:
    dag, node = made
    walk = Walk(dag, given)
    assume(walk.truth(node) is None)
    missing = walk.missing(node)
    assert missing
    assert missing.isdisjoint(given)
    others = {name: value for name, value in rest.items() if name not in missing}
    assert Walk(dag, {**others, **given}).truth(node) is None
    settled = {name: rest[name] for name in missing}
    assert Walk(dag, {**given, **settled}).truth(node) is not None


@given(graphs(), answers)
def test_decided_nodes_miss_nothing_and_open_ones_rest_on_nothing(made: tuple[Dag, int], given: dict[str, Any]) -> None:
    dag, node = made
    walk = Walk(dag, given)
    if walk.truth(node) is None:
        assert not walk.because(node)
    else:
        assert not walk.missing(node)


@given(graphs(), answers, answers)
def test_more_answers_are_the_same_profile_with_more_answers(
    made: tuple[Dag, int], given: dict[str, Any], more: dict[str, Any]
) -> None:
    dag, node = made
    hashable = {name: value for name, value in more.items() if not isinstance(value, frozenset | float)}
    assert Walk(dag, given).given(hashable).truth(node) is Walk(dag, {**given, **hashable}).truth(node)


def test_the_fewest_facts_are_given_as_reason() -> None:
    dag = Dag()
    p, q, r = (dag.atom(name, "is", True) for name in "pqr")
    either = dag.either([dag.both([p, q]), r])
    assert Walk(dag, {"p": True, "q": True, "r": True}).because(either) == {"r"}
    assert Walk(dag, {"p": False, "q": True, "r": False}).because(either) == {"p", "r"}
    assert Walk(dag, {}).because(TRUE) == frozenset()


def test_a_number_written_out_is_the_number_written_short() -> None:
    """10^26 has no exact double; compared exactly, the integer would lie below the threshold it equals."""
    dag = Dag()
    at_least, above = dag.atom("compute", "ge", 1e26), dag.atom("compute", "gt", 1e26)
    for compute in (10**26, 1e26):
        walk = Walk(dag, {"compute": compute})
        assert walk.truth(at_least) is True
        assert walk.truth(above) is False
