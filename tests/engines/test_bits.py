"""The bulk engine agrees with the reference on every case of the corpus and on generated profiles, bit for bit."""

from __future__ import annotations

import random

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kleene import evaluate, table_of

from concordance.assess.cases import run_cases
from concordance.base.problem import Problems
from concordance.compile.dag import FALSE, TRUE, Dag
from concordance.compile.program import Program
from concordance.engines import bits
from concordance.engines.population import generate, row_answers
from concordance.engines.population import tests_of as atoms_by_fact
from concordance.engines.walk import Walk
from concordance.norms.vocabulary import Fact
from concordance.pipeline import corpus_folder
from concordance.reading.corpus import read_corpus


def levels(found: bits.Bitmaps, targets: int) -> np.ndarray:
    """Bitmaps as 0, 1, 2."""
    true, false = (
        np.unpackbits(plane, axis=1, bitorder="little")[:targets, : found.rows] for plane in (found.true, found.false)
    )
    assert not (true & false).any()
    return 1 + true.astype(np.int8) - false.astype(np.int8)


def everything(program: Program) -> list[int]:
    """Every norm, definition, scope and exception of every interval."""
    nodes = {TRUE, FALSE}
    for piece in program.all():
        nodes |= set(piece.definitions.values()) | set(piece.scopes.values())
        for norm in piece.norms.values():
            nodes |= {norm.applies, norm.when, norm.bearer, norm.dates, *(e.effective for e in norm.unless)}
            nodes |= {norm.met} if norm.met is not None else set()
    return sorted(nodes)


def test_every_case_of_the_corpus_is_decided_alike() -> None:
    problems = Problems()
    score = read_corpus(corpus_folder().resolve(), problems)
    problems.stop_if_any()
    assert score is not None
    program = Program(score, score.as_of)
    targets = sorted({nodes.applies for piece in program.all() for nodes in piece.norms.values()})
    rows = [run.answers for run in run_cases(score, problems)]
    assert len(rows) > 1_000
    tests = atoms_by_fact(program.dag, program.dag.reachable(targets))
    found = levels(bits.evaluate(program.dag, targets, table_of(rows, tests, score.vocabulary.facts)), len(targets))
    for column, answers in enumerate(rows):
        walk = Walk(program.dag, answers)
        truths = [walk.truth(target) for target in targets]
        assert found[:, column].tolist() == [1 if truth is None else 2 * truth for truth in truths]


def compare(program: Program, rows: int, seed: int, sample: int) -> None:
    """`bits` against the second evaluation on every row, and against `walk` on some."""
    targets, facts = everything(program), program.score.vocabulary.facts
    tests = atoms_by_fact(program.dag, program.dag.reachable(targets))
    picked = random.Random(seed).sample(range(rows), sample)
    done = 0
    for part in range(0, rows, 100_000):
        count = min(100_000, rows - part)
        table = generate(tests, facts, count, unknown=0.3, seed=seed + part)
        found = levels(bits.evaluate(program.dag, targets, table, block=4_096 if part else bits.BLOCK), len(targets))
        assert (found == evaluate(program.dag, targets, table)).all()
        for row in (row - part for row in picked if part <= row < part + count):
            walk = Walk(program.dag, row_answers(table, row, facts))
            assert found[:, row].tolist() == [
                1 if (truth := walk.truth(target)) is None else 2 * truth for target in targets
            ]
            done += 1
    assert done == sample


def test_ten_thousand_generated_profiles(program: Program) -> None:
    compare(program, rows=10_000, seed=1, sample=100)


@pytest.mark.slow
def test_a_million_generated_profiles(program: Program) -> None:
    compare(program, rows=1_000_000, seed=2, sample=2_000)


@given(
    rows=st.integers(1, 300),
    block=st.sampled_from([64, 128, 192]),
    offset=st.integers(0, 70),
    seed=st.integers(0, 10**6),
)
def test_no_number_of_rows_no_block_and_no_slice_makes_a_difference(
    rows: int, block: int, offset: int, seed: int
) -> None:
    dag, facts = small()
    targets = list(range(len(dag.nodes)))
    tests = atoms_by_fact(dag, targets)
    table = generate(tests, facts, rows + offset, unknown=0.4, seed=seed).slice(offset, rows)
    found = levels(bits.evaluate(dag, targets, table, block), len(targets))
    assert (found == evaluate(dag, targets, table)).all()


def small() -> tuple[Dag, dict[str, Fact]]:
    from concordance.base.span import NOWHERE
    from concordance.base.text import Text

    def fact(name: str, kind: str, words: tuple[str, ...] = ()) -> Fact:
        label = Text(name, name)
        return Fact(name, kind, label, None, "provider", NOWHERE, dict.fromkeys(words, label))  # type: ignore[arg-type]

    dag = Dag()
    a = dag.atom("flag", "is", True)
    b = dag.atom("place", "is", "street")
    c = dag.atom("uses", "has", "x")
    d = dag.negate(dag.atom("size", "ge", 10))
    e = dag.atom("size", "gt", 10.5)
    f = dag.atom("day", "ge", 739_100)
    g = dag.both([a, dag.negate(b), c])
    dag.either([dag.negate(g), dag.both([d, f]), e])
    facts = [
        fact("flag", "bool"),
        fact("place", "choice", ("street", "park", "home", "sea", "air")),
        fact("uses", "set", ("x", "y")),
        fact("size", "number"),
        fact("day", "date"),
    ]
    return dag, {one.name: one for one in facts}


def test_a_column_that_is_not_there_is_an_error() -> None:
    dag, _ = small()
    with pytest.raises(KeyError, match="flag"):
        bits.evaluate(dag, [2], pa.table({"other": pa.array([True])}))


def test_counts_are_those_of_the_rows() -> None:
    dag, facts = small()
    targets = list(range(len(dag.nodes)))
    table = generate(atoms_by_fact(dag, targets), facts, 1_000, unknown=0.2, seed=5)
    found = bits.evaluate(dag, targets, table)
    true, false = found.counts()
    seen = levels(found, len(targets))
    assert true.tolist() == (seen == 2).sum(axis=1).tolist()
    assert false.tolist() == (seen == 0).sum(axis=1).tolist()
    assert [found.truth(3, row) for row in range(50)] == [[False, None, True][level] for level in seen[3, :50]]
