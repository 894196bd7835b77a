"""Generated profiles as an Arrow table, for the bulk engine: every fact drawn at random, a share of them unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from concordance.compile.dag import Atom, Dag
from concordance.norms.profile import FactValue
from concordance.norms.vocabulary import Fact


@dataclass(frozen=True, slots=True)
class Tests:
    """What the graph asks of one fact: its thresholds or its words."""

    words: tuple[str, ...]
    bounds: tuple[float, ...]


def tests_of(dag: Dag, nodes: list[int]) -> dict[str, Tests]:
    """The tests of every fact among some nodes."""
    words: dict[str, set[str]] = {}
    bounds: dict[str, set[float]] = {}
    for node in nodes:
        atom = dag.nodes[node]
        if isinstance(atom, Atom):
            words.setdefault(atom.fact, set())
            bounds.setdefault(atom.fact, set())
            if isinstance(atom.value, str):
                words[atom.fact].add(atom.value)
            elif not isinstance(atom.value, bool):
                bounds[atom.fact].add(float(atom.value))
    return {name: Tests(tuple(sorted(words[name])), tuple(sorted(bounds[name]))) for name in words}


def generate(tests: Mapping[str, Tests], facts: Mapping[str, Fact], rows: int, unknown: float, seed: int) -> pa.Table:
    """`rows` random profiles over the tested facts; each fact is unknown with probability `unknown`."""
    rng = np.random.default_rng(seed)
    columns: dict[str, pa.Array] = {}
    for name in sorted(tests):
        missing = rng.random(rows) < unknown
        fact = facts[name]
        match fact.type:
            case "bool":
                columns[name] = pa.array(rng.random(rows) < 0.5, mask=missing)
            case "choice":
                columns[name] = _choice(rng, tuple(fact.values), rows, missing)
            case "set":
                for word in tests[name].words:
                    columns[f"{name}/{word}"] = pa.array(rng.random(rows) < 0.3, mask=missing)
            case _:
                columns[name] = _number(rng, tests[name].bounds, rows, missing, day=fact.type == "date")
    return pa.table(columns)


def _choice(rng: np.random.Generator, words: tuple[str, ...], rows: int, missing: npt.NDArray[np.bool_]) -> pa.Array:
    codes = pa.array(rng.integers(0, len(words), rows, dtype=np.int8), mask=missing)
    return pa.DictionaryArray.from_arrays(codes, pa.array(words))


def _number(
    rng: np.random.Generator, bounds: tuple[float, ...], rows: int, missing: npt.NDArray[np.bool_], *, day: bool
) -> pa.Array:
    """Values at, just below and just above every threshold."""
    near = np.array([bound + step for bound in bounds for step in (-1.0, 0.0, 1.0)])
    values = near[rng.integers(0, len(near), rows)]
    if not day:
        return pa.array(values, mask=missing)
    return pa.array((values - 719_163).astype(np.int32), mask=missing).cast(pa.date32())


def row_answers(table: pa.Table, row: int, facts: Mapping[str, Fact]) -> dict[str, FactValue]:
    """One row as the answers of a profile, for the reference engine."""
    answers: dict[str, FactValue] = {}
    sets: dict[str, set[str]] = {}
    for column in table.column_names:
        value = table.column(column)[row].as_py()
        if value is None:
            continue
        name, _, word = column.partition("/")
        if not word:
            answers[name] = value
            continue
        sets.setdefault(name, set())
        if value:
            sets[name].add(word)
    return {**answers, **{name: frozenset(words) for name, words in sets.items()}}
