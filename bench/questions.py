"""How many questions the interview asks, beside the fewest that could ever do.

    python -m bench.questions

For each profile (the shipped examples, what they leave open completed at random) every norm of the EU AI Act is to
be decided from nothing. Three ways to choose the next question: ours (`ask`), the order of the file (the first unknown
fact of the first open norm), and at random among the facts that still matter. The bound is the smallest set of answers
that proves all outcomes of this very profile (an integer program, solved with OR-Tools CP-SAT): no strategy, not even
one that knows the answers, can ask less. Needs: pip install ortools.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import mean

from ortools.sat.python import cp_model

from concordance.compile.choice import Choice
from concordance.compile.dag import FALSE, And, Atom, Constant, Dag, Not, Or
from concordance.engines.ask import rank
from concordance.engines.population import generate, row_answers, tests_of
from concordance.engines.walk import Walk
from concordance.norms.profile import FactValue
from concordance.norms.vocabulary import Fact
from concordance.pipeline import compile_score, load_profile

DAY = date(2028, 10, 1)
Answers = dict[str, FactValue]
Strategy = Callable[[Dag, list[int], Answers, dict[str, Fact], random.Random], str]


def by_worth(dag: Dag, targets: list[int], answers: Answers, facts: dict[str, Fact], rng: random.Random) -> str:
    """What the product does."""
    return rank(dag, targets, answers, facts)[0].fact


def by_file(dag: Dag, targets: list[int], answers: Answers, facts: dict[str, Fact], rng: random.Random) -> str:
    """The first open norm, its first missing fact in the order of the vocabulary."""
    walk = Walk(dag, answers)
    missing = next(walk.missing(target) for target in targets if walk.truth(target) is None)
    return next(name for name in facts if name in missing)


def at_random(dag: Dag, targets: list[int], answers: Answers, facts: dict[str, Fact], rng: random.Random) -> str:
    """Any fact that still matters."""
    walk = Walk(dag, answers)
    return rng.choice(sorted(set().union(*(walk.missing(target) for target in targets))))


def interview(
    strategy: Strategy, dag: Dag, targets: list[int], truth: Answers, facts: dict[str, Fact], seed: int
) -> int:
    """How many questions until every target is decided."""
    rng, answers, asked = random.Random(seed), {}, 0
    while any(Walk(dag, answers).truth(target) is None for target in targets):
        name = strategy(dag, targets, answers, facts, rng)
        answers[name] = truth[name]
        asked += 1
    return asked


def certificate(dag: Dag, targets: list[int], truth: Answers) -> int:
    """The fewest answers that prove every outcome of this profile."""
    walk, model = Walk(dag, truth), cp_model.CpModel()
    nodes = dag.reachable(targets)
    proven = {node: model.new_bool_var(f"n{node}") for node in nodes}
    shown = {fact: model.new_bool_var(fact) for fact in sorted(set().union(*(dag.support(t) for t in targets)))}
    for node in nodes:
        match dag.nodes[node]:
            case Atom(fact=fact):
                model.add_implication(proven[node], shown[fact])
            case Not(of=inner):
                model.add_implication(proven[node], proven[inner])
            case And(of=inners) | Or(of=inners):
                value = walk.truth(node)
                if isinstance(dag.nodes[node], And) is value:
                    for inner in inners:
                        model.add_implication(proven[node], proven[inner])
                else:
                    deciding = [proven[inner] for inner in inners if walk.truth(inner) is value]
                    model.add_bool_or([proven[node].negated(), *deciding])
            case Constant():
                pass
    for target in targets:
        model.add(proven[target] == 1)
    model.minimize(sum(shown.values()))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 2
    solver.parameters.max_time_in_seconds = 60
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        raise SystemExit("no certificate found")
    return int(solver.best_objective_bound + 0.5)


def main() -> None:
    """Interview for every example, and print the ratios to the bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--examples", type=Path, default=Path("examples"))
    program = compile_score(choice=Choice(frozenset({"eu/ai-act"})))
    dag, facts = program.dag, program.score.vocabulary.facts
    targets = sorted({n.applies for n in program.on(DAY).norms.values() if n.applies != FALSE})
    nodes = dag.reachable(targets)
    paths = sorted(parser.parse_args().examples.glob("*.yaml"))
    completion = generate(tests_of(dag, nodes), facts, len(paths), 0.0, 7)
    rows = []
    for number, path in enumerate(paths):
        profile = load_profile(path, program)
        truth = {**row_answers(completion, number, facts), **profile.answers}
        bound = certificate(dag, targets, truth)
        counts = {
            name: interview(strategy, dag, targets, truth, facts, number)
            for name, strategy in (("ask", by_worth), ("file", by_file), ("random", at_random))
        }
        rows.append({"profile": profile.name, "bound": bound, **counts})
        print(
            f"{profile.name:26} bound {bound:4}  " + "  ".join(f"{name} {count:4}" for name, count in counts.items()),
            flush=True,
        )
    ratios = {
        name: round(mean(r[name] for r in rows) / mean(r["bound"] for r in rows), 3)
        for name in ("ask", "file", "random")
    }
    print(json.dumps({"day": DAY.isoformat(), "targets": len(targets), "ratios": ratios, "profiles": rows}, indent=1))


if __name__ == "__main__":
    main()
