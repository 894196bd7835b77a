"""Kleene's strong three values, cell by cell, on every engine and on a peer: 3 of not, 9 of and, 9 of or, 1 missing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pyarrow as pa
import pytest

from concordance.compile.dag import Dag
from concordance.engines import bits
from concordance.engines.walk import Walk

Truth = bool | None
T, F, U = True, False, None
NOT = {T: F, F: T, U: U}
AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U}


def graph() -> tuple[Dag, dict[str, int]]:
    dag = Dag()
    a, b = dag.atom("a", "is", True), dag.atom("b", "is", True)
    return dag, {"atom": a, "not": dag.negate(a), "and": dag.both([a, b]), "or": dag.either([a, b])}


def by_walk(what: str, a: Truth, b: Truth) -> Truth:
    dag, nodes = graph()
    return Walk(dag, {name: value for name, value in (("a", a), ("b", b)) if value is not None}).truth(nodes[what])


def by_bits(what: str, a: Truth, b: Truth) -> Truth:
    dag, nodes = graph()
    table = pa.table({"a": pa.array([a], pa.bool_()), "b": pa.array([b], pa.bool_())})
    return bits.evaluate(dag, [nodes[what]], table).truth(0, 0)


def by_polars(what: str, a: Truth, b: Truth) -> Truth:
    polars = pytest.importorskip("polars", reason="the peer is not installed")
    x, y = polars.col("a"), polars.col("b")
    frame = polars.DataFrame({"a": [a], "b": [b]}, schema={"a": polars.Boolean, "b": polars.Boolean})
    found: Truth = frame.select({"atom": x, "not": ~x, "and": x & y, "or": x | y}[what]).item()
    return found


ENGINES: list[Callable[[str, Truth, Truth], Truth]] = [by_walk, by_bits, by_polars]
CELLS = [
    ("atom", U, U, U),
    *(("not", a, U, value) for a, value in NOT.items()),
    *(("and", a, b, value) for (a, b), value in AND.items()),
    *(("or", a, b, value) for (a, b), value in OR.items()),
]


def test_the_table_is_whole() -> None:
    assert len(CELLS) == 22
    assert set(AND) == set(OR) == set(product((T, F, U), repeat=2))


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.__name__)
@pytest.mark.parametrize(("what", "a", "b", "value"), CELLS)
def test_cell(what: str, a: Truth, b: Truth, value: Truth, engine: Callable[[str, Truth, Truth], Truth]) -> None:
    assert engine(what, a, b) is value
