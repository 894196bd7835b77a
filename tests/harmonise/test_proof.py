"""The prover and the samples say of random conditions what trying every profile says."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.compile.dag import Dag
from concordance.compile.program import Program
from concordance.engines.proof import Prover
from concordance.engines.sample import Samples
from concordance.engines.walk import Walk
from concordance.harmonise.conditions import Bench, RefutedWitnessError
from concordance.norms.profile import FactValue

SOLD = [date(2025, 1, 1), date(2025, 1, 2), date(2025, 1, 3), date(2025, 6, 1)]
PLACES = [frozenset[str](), frozenset({"AA"}), frozenset({"AA", "AA-N"}), frozenset({"BB"}), frozenset({"AA", "BB"})]
EVERY: list[dict[str, FactValue]] = [
    {"maker": maker, "kind": kind, "users": users, "places": places, "sold_on": sold}
    for maker, kind, users, places, sold in product(
        (True, False), ("toy", "tool", "weapon"), (0, 4.5, 5, 7.5, 10, 11), PLACES, SOLD
    )
]
ATOMS = st.sampled_from(
    [
        ("maker", "is", True),
        ("kind", "is", "toy"),
        ("kind", "is", "weapon"),
        ("users", "ge", 5),
        ("users", "gt", 5),
        ("users", "ge", 10),
        ("users", "gt", 10),
        ("users", "ge", 0),
        ("places", "has", "AA"),
        ("places", "has", "AA-N"),
        ("places", "has", "BB"),
        ("sold_on", "ge", SOLD[1].toordinal()),
        ("sold_on", "gt", SOLD[1].toordinal()),
        ("sold_on", "gt", SOLD[0].toordinal()),
    ]
)
TREES = st.recursive(
    ATOMS.map(lambda atom: ("atom", atom)),
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.sampled_from(["both", "either"]), st.lists(inner, min_size=2, max_size=4)),
    ),
    max_leaves=14,
)


def build(tree: tuple, dag: Dag) -> int:
    """A random tree as a node."""
    kind, content = tree
    if kind == "atom":
        return dag.atom(*content)
    if kind == "not":
        return dag.negate(build(content, dag))
    return getattr(dag, kind)([build(part, dag) for part in content])


@given(TREES, TREES)
def test_the_prover_finds_a_profile_exactly_when_there_is_one(small: Program, a: tuple, b: tuple) -> None:
    dag = Dag()
    holds, fails = build(a, dag), build(b, dag)
    exists = any((walk := Walk(dag, answers)).truth(holds) is True and walk.truth(fails) is False for answers in EVERY)
    found = Prover(dag, small.score.vocabulary).possible([holds], [fails])
    assert (found is not None) == exists
    if found is not None:
        walk = Walk(dag, found)
        assert walk.truth(holds) is True
        assert walk.truth(fails) is False


@given(TREES, st.integers(0, 3))
def test_a_sampled_profile_is_what_it_is_said_to_be(small: Program, tree: tuple, seed: int) -> None:
    dag = Dag()
    node = build(tree, dag)
    found = Samples(dag, small.score.vocabulary, seed).possible([node])
    if found is not None:
        assert Walk(dag, found).truth(node) is True


def test_a_prover_goes_on_where_it_was(small: Program) -> None:
    dag = Dag()
    prover = Prover(dag, small.score.vocabulary)
    above_ten = dag.atom("users", "ge", 10)
    assert prover.possible([above_ten]) is not None
    above_five = dag.atom("users", "ge", 5)
    assert prover.possible([above_ten], [above_five]) is None
    between = prover.possible([above_five], [above_ten])
    assert between is not None
    assert 5 <= float(between["users"]) < 10  # type: ignore[arg-type]


@pytest.mark.parametrize("bound", [5, 5.5, 1e26, 10**26])
def test_numbers_just_above_and_below_a_threshold(small: Program, bound: float) -> None:
    dag = Dag()
    at_least, above = dag.atom("users", "ge", bound), dag.atom("users", "gt", bound)
    for engine in (Prover(dag, small.score.vocabulary), Samples(dag, small.score.vocabulary)):
        for holds, fails in (([above], []), ([at_least], [above]), ([], [at_least])):
            found = engine.possible(holds, fails)
            assert found is not None
            walk = Walk(dag, found)
            assert all(walk.truth(node) is True for node in holds)
            assert all(walk.truth(node) is False for node in fails)


def test_a_profile_has_no_more_places_than_it_needs(small: Program) -> None:
    dag = Dag()
    found = Prover(dag, small.score.vocabulary).possible([dag.atom("places", "has", "AA-N")])
    assert found == {"places": frozenset({"AA-N", "AA"})}


def test_implausible_profiles_are_no_witnesses(small: Program) -> None:
    bench, dag = Bench(small), small.dag
    loud, weapon = dag.atom("loud", "is", True), dag.atom("kind", "is", "weapon")
    assert bench.possible([loud]) is not None
    assert bench.possible([loud, weapon]) is None


def test_a_witness_that_the_reference_engine_refutes_raises(small: Program) -> None:
    bench, dag = Bench(small), small.dag
    with pytest.raises(RefutedWitnessError):
        bench.confirm({"maker": False}, [dag.atom("maker", "is", True)])


def test_a_lying_prover_is_caught(small: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Samples, "possible", lambda *_: None)
    monkeypatch.setattr(Prover, "possible", lambda *_: {"maker": False})
    with pytest.raises(RefutedWitnessError):
        Bench(small).possible([small.dag.atom("maker", "is", True)])
