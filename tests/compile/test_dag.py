"""The graph: equal things are one node, and no simplification that Kleene's logic does not allow."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from concordance.compile.dag import FALSE, TRUE, Dag, Not, Or


def test_equal_things_are_one_node() -> None:
    dag = Dag()
    a, b, c = (dag.atom(name, "is", True) for name in "abc")
    assert dag.atom("a", "is", True) == a
    assert dag.both([a, b]) == dag.both([b, a, b])
    assert dag.both([a, dag.both([b, c])]) == dag.both([dag.both([a, b]), c])
    assert dag.either([a, dag.either([b, c])]) == dag.either([c, b, a])
    assert dag.negate(dag.negate(a)) == a


def test_atoms_that_look_alike_are_not_confused() -> None:
    """In Python, 1 == True == 1.0; a threshold of one is not a yes."""
    dag = Dag()
    assert dag.atom("a", "is", True) != dag.atom("a", "is", "True")
    assert dag.atom("a", "ge", 1) != dag.atom("a", "gt", 1)
    assert dag.atom("a", "ge", 1) == dag.atom("a", "ge", 1.0)
    assert dag.both([2, 3]) != dag.either([2, 3])


def test_constants_vanish_or_decide() -> None:
    dag = Dag()
    a = dag.atom("a", "is", True)
    assert dag.negate(TRUE) == FALSE
    assert dag.negate(FALSE) == TRUE
    assert dag.both([a, TRUE]) == a
    assert dag.both([a, FALSE]) == FALSE
    assert dag.either([a, FALSE]) == a
    assert dag.either([a, TRUE]) == TRUE
    assert dag.both([]) == TRUE
    assert dag.either([]) == FALSE


def test_what_is_only_true_in_two_values_is_kept() -> None:
    """`a or not a` is unknown when a is."""
    dag = Dag()
    a = dag.atom("a", "is", True)
    assert dag.either([a, dag.negate(a)]) not in {TRUE, FALSE}
    assert dag.both([a, dag.negate(a)]) not in {TRUE, FALSE}


def test_support_is_every_fact_below() -> None:
    dag = Dag()
    a, b, n = dag.atom("a", "is", True), dag.atom("b", "is", "x"), dag.atom("n", "ge", 3)
    node = dag.either([dag.both([a, dag.negate(b)]), n])
    assert dag.support(node) == {"a", "b", "n"}
    assert dag.support(TRUE) == frozenset()
    assert isinstance(dag.nodes[node], Or)
    assert isinstance(dag.nodes[dag.negate(b)], Not)


@given(
    st.lists(
        st.tuples(st.sampled_from(["both", "either", "negate"]), st.lists(st.integers(0, 40), max_size=4)), max_size=30
    )
)
def test_children_come_before_parents(steps: list[tuple[str, list[int]]]) -> None:
    dag = Dag()
    for name in "abcd":
        dag.atom(name, "is", True)
    for make, picks in steps:
        chosen = [pick % len(dag.nodes) for pick in picks]
        if make == "negate":
            dag.negate(chosen[0] if chosen else 2)
        else:
            getattr(dag, make)(chosen)
    for node in range(len(dag.nodes)):
        children = dag.children(node)
        assert all(child < node for child in children)
        assert list(children) == sorted(set(children))
    assert len({(type(node), node) for node in dag.nodes}) == len(dag.nodes)
    top = len(dag.nodes) - 1
    assert set(dag.reachable([top])) >= {top, *dag.children(top)}
