"""The problem every peer solves: the real rules of the EU AI Act on the same generated profiles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pyarrow as pa

from concordance.compile.choice import Choice
from concordance.compile.dag import FALSE, Dag
from concordance.engines.population import generate, tests_of
from concordance.norms.vocabulary import Fact
from concordance.pipeline import compile_score

INSTRUMENT = "eu/ai-act"
DAY = date(2028, 10, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """Targets (one node per norm in application on the day) of a graph, and a table of profiles."""

    dag: Dag
    targets: tuple[int, ...]
    nodes: tuple[int, ...]
    facts: dict[str, Fact]
    table: pa.Table

    @property
    def decisions(self) -> int:
        """How many outcomes are asked for."""
        return len(self.targets) * self.table.num_rows


def make_problem(rows: int, unknown: float, seed: int = 1) -> Problem:
    """The problem with so many profiles, each fact unknown with a probability."""
    program = compile_score(choice=Choice(frozenset({INSTRUMENT})))
    applies = {n.applies for n in program.on(DAY).norms.values()}
    targets = tuple(sorted(node for node in applies if node != FALSE))
    nodes = tuple(program.dag.reachable(targets))
    facts = program.score.vocabulary.facts
    table = generate(tests_of(program.dag, list(nodes)), facts, rows, unknown, seed)
    return Problem(program.dag, targets, nodes, facts, table)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a peer found, per target: how many profiles make it true, and how many false."""

    true: tuple[int, ...]
    false: tuple[int, ...]
