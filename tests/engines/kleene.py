"""A second, independent evaluation of the graph: false, unknown, true are 0, 1, 2; and is the least, or the greatest.

It shares no line with the engines: where they disagree with it, they are wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from concordance.compile.dag import And, Atom, Constant, Dag, Not, Or
from concordance.engines.population import Tests
from concordance.norms.profile import FactValue
from concordance.norms.vocabulary import Fact

Levels = npt.NDArray[np.int8]


def evaluate(dag: Dag, targets: Sequence[int], table: pa.Table, chunk: int = 8_192) -> Levels:
    """One row a target, one column a profile."""
    parts = [_chunk(dag, targets, table.slice(start, chunk)) for start in range(0, table.num_rows, chunk)]
    return np.concatenate(parts, axis=1)


def _chunk(dag: Dag, targets: Sequence[int], table: pa.Table) -> Levels:
    levels: dict[int, Levels] = {}
    columns = {name: _column(table.column(name)) for name in table.column_names}
    for node in dag.reachable(targets):
        match dag.nodes[node]:
            case Constant(value=value):
                levels[node] = np.full(table.num_rows, 2 if value else 0, np.int8)
            case Atom() as atom:
                levels[node] = _atom(atom, columns)
            case Not(of=inner):
                levels[node] = 2 - levels[inner]
            case And(of=inners):
                levels[node] = np.minimum.reduce([levels[inner] for inner in inners])
            case Or(of=inners):
                levels[node] = np.maximum.reduce([levels[inner] for inner in inners])
    return np.stack([levels[target] for target in targets])


def _column(column: pa.ChunkedArray) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    known = np.array([chunk for part in column.chunks for chunk in part.is_valid().to_pylist()], dtype=bool)
    return np.array(column.to_pylist(), dtype=object), known


def _atom(atom: Atom, columns: Mapping[str, tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]]) -> Levels:
    name = f"{atom.fact}/{atom.value}" if atom.test == "has" else atom.fact
    values, known = columns[name]
    found = np.full(len(values), 1, np.int8)
    found[known] = [2 if _holds(atom, value) else 0 for value in values[known]]
    return found


def _holds(atom: Atom, value: Any) -> bool:
    if atom.test == "has":
        return bool(value)
    if atom.test == "is":
        return bool(value == atom.value)
    number = value.toordinal() if isinstance(value, date) else value
    return bool(number >= atom.value if atom.test == "ge" else number > atom.value)


def table_of(
    rows: Sequence[Mapping[str, FactValue]], tests: Mapping[str, Tests], facts: Mapping[str, Fact]
) -> pa.Table:
    """Answers of many profiles as the table that the bulk engine reads."""
    columns: dict[str, pa.Array] = {}
    for name, tested in tests.items():
        given = [row.get(name) for row in rows]
        match facts[name].type:
            case "set":
                for word in tested.words:
                    holds = [None if value is None else word in value for value in given]  # type: ignore[operator]
                    columns[f"{name}/{word}"] = pa.array(holds, pa.bool_())
            case "choice":
                columns[name] = pa.array(given, pa.string()).dictionary_encode()
            case "bool":
                columns[name] = pa.array(given, pa.bool_())
            case "date":
                columns[name] = pa.array(given, pa.date32())
            case _:
                columns[name] = pa.array([None if v is None else float(v) for v in given], pa.float64())  # type: ignore[arg-type]
    return pa.table(columns)
