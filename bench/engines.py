"""`bits` beside its peers on the real rules of the EU AI Act.

    python -m bench.engines                      # a million profiles, 30 % of the facts unknown
    python -m bench.engines --rows 100000

Every peer's counts are compared with ours, target by target; a difference fails the run. Time is CPU time of the
whole process (all threads), the minimum of the rounds; peers too slow for all rows get fewer and are compared by
decisions per CPU second. Peers without unknowns get complete profiles, and so do we beside them. Needs: pip install
polars duckdb openfisca-core zen-engine common-expression-language.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

from bench.peers import columnar, each
from bench.peers.problem import Answer, Problem, make_problem

from concordance.engines import bits

ROUNDS = 5


def ours(problem: Problem) -> Answer:
    """The bulk engine."""
    true, false = bits.evaluate(problem.dag, problem.targets, problem.table).counts()
    return Answer(tuple(map(int, true)), tuple(map(int, false)))


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to solve the problem: how many rows it can bear, and whether it knows unknowns."""

    name: str
    package: str
    run: Callable[[Problem], Answer]
    most_rows: int
    unknowns: bool


PEERS = (
    Peer("Polars", "polars", columnar.polars, 10_000_000, True),
    Peer("NumPy booleans", "numpy", columnar.numpy_booleans, 100_000, True),
    Peer("DuckDB", "duckdb", columnar.duckdb_peer, 20_000, True),
    Peer("OpenFisca-core", "openfisca-core", each.openfisca, 100_000, False),
    Peer("CEL (Rust)", "common-expression-language", each.cel_rust, 100, False),
    Peer("zen-engine", "zen-engine", each.zen_engine, 100, False),
)


def rate(run: Callable[[Problem], Answer], problem: Problem, rounds: int) -> tuple[float, Answer]:
    """Decisions per CPU second, best of the rounds, and what was found."""
    best, found = float("inf"), None
    for _ in range(rounds):
        start = time.process_time()
        found = run(problem)
        best = min(best, time.process_time() - start)
    assert found is not None
    return problem.decisions / best, found


def main() -> None:
    """Run every peer and print ratios, then JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    rows = parser.parse_args().rows
    report = []
    for peer in PEERS:
        count = min(rows, peer.most_rows)
        problem = make_problem(count, 0.3 if peer.unknowns else 0.0)
        theirs, found = rate(peer.run, problem, ROUNDS if count > 1000 else 1)
        full = make_problem(rows, 0.3 if peer.unknowns else 0.0)
        us, _ = rate(ours, full, ROUNDS)
        if ours(problem) != found:
            raise SystemExit(f"{peer.name} and bits disagree")
        entry = {
            "peer": peer.name,
            "version": version(peer.package),
            "rows": count,
            "unknown": 0.3 if peer.unknowns else 0.0,
            "targets": len(problem.targets),
            "decisions_per_cpu_second": round(theirs),
            "bits_rows": rows,
            "bits_decisions_per_cpu_second": round(us),
            "ratio": round(us / theirs, 1),
        }
        report.append(entry)
        print(
            f"{peer.name:16} {entry['version']:10} {count:>9,} rows {theirs / 1e6:10.3f} M/s"
            f"   bits {us / 1e6:9.1f} M/s   x{entry['ratio']:,}",
            flush=True,
        )
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
