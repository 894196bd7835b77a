"""Peers that work on columns: Polars, DuckDB, NumPy booleans."""

from __future__ import annotations

from datetime import date

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from bench.peers.problem import Answer, Problem

from concordance.compile.dag import And, Atom, Constant, Not, Or


def levels(problem: Problem) -> list[list[int]]:
    """Nodes by depth: a level needs only the levels before it."""
    depth: dict[int, int] = {}
    for node in problem.nodes:
        depth[node] = 1 + max((depth[child] for child in problem.dag.children(node)), default=-1)
    return [[n for n in problem.nodes if depth[n] == level] for level in range(max(depth.values()) + 1)]


def polars(problem: Problem) -> Answer:
    """Kleene by itself: its booleans carry a validity bitmap."""
    frame = pl.from_arrow(problem.table)
    assert isinstance(frame, pl.DataFrame)
    lazy = frame.lazy()
    for level in levels(problem):
        lazy = lazy.with_columns([_polars(problem, node).alias(f"n{node}") for node in level])
    chosen = [pl.col(f"n{target}") for target in problem.targets]
    found = lazy.select(chosen).collect()
    return Answer(found.select(pl.all().sum()).row(0), found.select((~pl.all()).sum()).row(0))


def _polars(problem: Problem, node: int) -> pl.Expr:
    match problem.dag.nodes[node]:
        case Constant(value=value):
            return pl.lit(value)
        case Not(of=inner):
            return ~pl.col(f"n{inner}")
        case And(of=inners):
            return pl.all_horizontal([pl.col(f"n{inner}") for inner in inners])
        case Or(of=inners):
            return pl.any_horizontal([pl.col(f"n{inner}") for inner in inners])
        case Atom(fact=fact, test="has", value=word):
            return pl.col(f"{fact}/{word}")
        case Atom(fact=fact, test="is", value=value):
            return pl.col(fact) if value is True else pl.col(fact) == value
        case Atom(fact=fact, test=test, value=value):
            day = problem.facts[fact].type == "date"
            bound = pl.lit(date.fromordinal(int(value))) if day else pl.lit(value)
            return pl.col(fact) >= bound if test == "ge" else pl.col(fact) > bound
    raise AssertionError


def duckdb_sql(problem: Problem) -> str:
    """One common table expression per level; SQL's NULL is Kleene's unknown."""
    steps, previous = [], "facts"
    for number, level in enumerate(levels(problem)):
        columns = ", ".join(f"({_sql(problem, node)}) AS n{node}" for node in level)
        steps.append(f"l{number} AS MATERIALIZED (SELECT *, {columns} FROM {previous})")
        previous = f"l{number}"
    sums = ", ".join(f"count(*) FILTER (WHERE n{t}), count(*) FILTER (WHERE NOT n{t})" for t in problem.targets)
    return f"WITH {', '.join(steps)} SELECT {sums} FROM {previous}"


def _sql(problem: Problem, node: int) -> str:
    match problem.dag.nodes[node]:
        case Constant(value=value):
            return "TRUE" if value else "FALSE"
        case Not(of=inner):
            return f"NOT n{inner}"
        case And(of=inners):
            return " AND ".join(f"n{inner}" for inner in inners)
        case Or(of=inners):
            return " OR ".join(f"n{inner}" for inner in inners)
        case Atom(fact=fact, test="has", value=word):
            return f'"{fact}/{word}"'
        case Atom(fact=fact, test="is", value=value):
            return f'"{fact}"' if value is True else f"\"{fact}\" = '{value}'"
        case Atom(fact=fact, test=test, value=value):
            day = problem.facts[fact].type == "date"
            bound = f"DATE '{date.fromordinal(int(value))}'" if day else str(value)
            return f'"{fact}" {">=" if test == "ge" else ">"} {bound}'
    raise AssertionError


def duckdb_peer(problem: Problem) -> Answer:
    """DuckDB on the Arrow table."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1")
    connection.register("facts", problem.table)
    row = connection.execute(duckdb_sql(problem)).fetchone()
    assert row is not None
    return Answer(row[0::2], row[1::2])


def numpy_booleans(problem: Problem) -> Answer:
    """Two byte arrays a node, known-true and known-false, straight from the definition."""
    table = problem.table.combine_chunks()
    planes: dict[int, tuple[np.ndarray, np.ndarray]] = {}
    for node in problem.nodes:
        match problem.dag.nodes[node]:
            case Not(of=inner):
                planes[node] = planes[inner][::-1]
            case And(of=inners):
                true, false = (p.copy() for p in planes[inners[0]])
                for inner in inners[1:]:
                    true &= planes[inner][0]
                    false |= planes[inner][1]
                planes[node] = (true, false)
            case Or(of=inners):
                true, false = (p.copy() for p in planes[inners[0]])
                for inner in inners[1:]:
                    true |= planes[inner][0]
                    false &= planes[inner][1]
                planes[node] = (true, false)
            case Atom() as atom:
                planes[node] = _numpy_atom(atom, table)
            case Constant(value=value):
                full = np.full(table.num_rows, value)
                planes[node] = (full, ~full)
    found = [planes[target] for target in problem.targets]
    return Answer(tuple(int(t.sum()) for t, _ in found), tuple(int(f.sum()) for _, f in found))


def _numpy_atom(atom: Atom, table: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    name = f"{atom.fact}/{atom.value}" if atom.test == "has" else atom.fact
    column = table.column(name).combine_chunks()
    valid = column.is_valid().to_numpy(zero_copy_only=False)
    if atom.test == "has" or atom.value is True:
        values = column.fill_null(False).to_numpy(zero_copy_only=False)
    elif atom.test == "is":
        code = column.dictionary.to_pylist().index(atom.value)
        values = column.indices.fill_null(-1).to_numpy(zero_copy_only=False) == code
    else:
        if pa.types.is_date32(column.type):
            numbers = column.cast(pa.int32()).fill_null(0).to_numpy(zero_copy_only=False) + 719_163
        else:
            numbers = column.fill_null(0).to_numpy(zero_copy_only=False)
        values = numbers >= atom.value if atom.test == "ge" else numbers > atom.value
    return values & valid, ~values & valid
