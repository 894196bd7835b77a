"""Peers that take one profile at a time: CEL (Rust), zen-engine; and OpenFisca, which knows no unknown.

They get complete profiles: CEL and zen would need a convention for unknown, OpenFisca has none. The rules are the same
graph, one named expression per connective, atoms tested inside the expressions.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import cel
import numpy as np
import zen
from bench.peers.problem import Answer, Problem
from openfisca_core.entities import Entity
from openfisca_core.periods import ETERNITY
from openfisca_core.simulation_builder import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from concordance.compile.dag import And, Atom, Constant, Not, Or
from concordance.engines import bits


def columns(problem: Problem) -> dict[str, str]:
    """Every column of the table by a name that any expression language takes."""
    return {name: f"c{number}" for number, name in enumerate(problem.table.column_names)}


def profiles(problem: Problem) -> list[dict[str, object]]:
    """The rows as dictionaries; days as ordinals."""
    names = columns(problem)
    listed: dict[str, list[object]] = {}
    for name, short in names.items():
        values = problem.table.column(name).to_pylist()
        day = problem.facts.get(name)
        listed[short] = [v.toordinal() for v in values] if day and day.type == "date" else values
    return [dict(zip(listed, row, strict=True)) for row in zip(*listed.values(), strict=True)]


def expression(
    problem: Problem, node: int, names: dict[str, str], ref: Callable[[int], str], words: dict[str, str]
) -> str:
    """One node as text; children by `ref`, connectives in the words of the language."""
    match problem.dag.nodes[node]:
        case Constant(value=value):
            return "true" if value else "false"
        case Not(of=inner):
            return f"{words['not']}({ref(inner)})"
        case And(of=inners):
            return f" {words['and']} ".join(map(ref, inners))
        case Or(of=inners):
            return f" {words['or']} ".join(map(ref, inners))
        case Atom(fact=fact, test="has", value=word):
            return names[f"{fact}/{word}"]
        case Atom(fact=fact, test="is", value=value):
            return names[fact] if value is True else f'{names[fact]} == "{value}"'
        case Atom(fact=fact, test=test, value=value):
            number = float(value) if problem.facts[fact].type != "date" else value
            return f"{names[fact]} {'>=' if test == 'ge' else '>'} {number!r}"
    raise AssertionError


def cel_rust(problem: Problem) -> Answer:
    """Compiled CEL programs, one a connective, in order."""
    names = columns(problem)
    words = {"not": "!", "and": "&&", "or": "||"}
    steps = [(f"n{n}", cel.compile(expression(problem, n, names, lambda i: f"n{i}", words))) for n in problem.nodes]
    true = [0] * len(problem.targets)
    rows = profiles(problem)
    for row in rows:
        context = dict(row)
        for name, program in steps:
            context[name] = program.execute(context)
        for index, target in enumerate(problem.targets):
            true[index] += context[f"n{target}"] is True
    return Answer(tuple(true), tuple(len(rows) - count for count in true))


def zen_engine(problem: Problem) -> Answer:
    """One decision with one expression a connective."""
    names = columns(problem)
    words = {"not": "not", "and": "and", "or": "or"}
    listed = [
        {"id": f"e{n}", "key": f"n{n}", "value": expression(problem, n, names, lambda i: f"$.n{i}", words)}
        for n in problem.nodes
    ]
    content = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "in", "name": "in", "type": "inputNode", "position": {"x": 0, "y": 0}},
            {
                "id": "ex",
                "name": "ex",
                "type": "expressionNode",
                "position": {"x": 1, "y": 0},
                "content": {"expressions": listed},
            },
            {"id": "out", "name": "out", "type": "outputNode", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "a", "type": "edge", "sourceId": "in", "targetId": "ex"},
            {"id": "b", "type": "edge", "sourceId": "ex", "targetId": "out"},
        ],
    }
    decision = zen.ZenEngine().create_decision(json.dumps(content))
    true = [0] * len(problem.targets)
    rows = profiles(problem)
    for row in rows:
        result = decision.evaluate(row)["result"]
        for index, target in enumerate(problem.targets):
            true[index] += result[f"n{target}"] is True
    return Answer(tuple(true), tuple(len(rows) - count for count in true))


def openfisca(problem: Problem) -> Answer:
    """One vectorised variable a node; formulas on NumPy arrays.

    Its numbers are 32 bits wide and cannot tell thresholds of the law from their neighbours, so comparisons of numbers
    are given to it done.
    """
    person = Entity("person", "persons", "", "")
    system = TaxBenefitSystem([person])
    names = columns(problem)
    kinds = {name: fact.type if (fact := problem.facts.get(name)) else "bool" for name in names}
    given = {name: short for name, short in names.items() if kinds[name] in {"bool", "choice"}}
    for name, short in given.items():
        system.add_variable(_input(short, person, str if kinds[name] == "choice" else bool))
    compared = [n for n in problem.nodes if isinstance(a := problem.dag.nodes[n], Atom) and a.test in {"ge", "gt"}]
    for node in problem.nodes:
        made = _input(f"n{node}", person, bool) if node in compared else _computed(problem, node, names, person)
        system.add_variable(made)
    simulation = SimulationBuilder().build_default_simulation(system, problem.table.num_rows)
    for name, short in given.items():
        simulation.set_input(short, "2028", np.array(problem.table.column(name).to_pylist()))
    for node in compared:
        simulation.set_input(f"n{node}", "2028", bits.evaluate(problem.dag, [node], problem.table).booleans(0))
    found = [simulation.calculate(f"n{target}", "2028") for target in problem.targets]
    true = tuple(int(values.sum()) for values in found)
    return Answer(true, tuple(problem.table.num_rows - count for count in true))


def _input(name: str, entity: Entity, kind: type) -> type[Variable]:
    body = {"value_type": kind, "entity": entity, "definition_period": ETERNITY, "label": name}
    return type(name, (Variable,), body)


def _computed(problem: Problem, node: int, names: dict[str, str], entity: Entity) -> type[Variable]:
    content = problem.dag.nodes[node]

    def formula(person, period, parameters):  # type: ignore[no-untyped-def]
        match content:
            case Not(of=inner):
                return ~person(f"n{inner}", period)
            case And(of=inners):
                return np.logical_and.reduce([person(f"n{inner}", period) for inner in inners])
            case Or(of=inners):
                return np.logical_or.reduce([person(f"n{inner}", period) for inner in inners])
            case Atom(fact=fact, test="has", value=word):
                return person(names[f"{fact}/{word}"], period)
            case Atom(fact=fact, test="is", value=value):
                values = person(names[fact], period)
                return values if value is True else values == value
            case Constant(value=value):
                return np.full(person.count, value)
        raise AssertionError

    body = {
        "value_type": bool,
        "entity": entity,
        "definition_period": ETERNITY,
        "label": f"n{node}",
        "formula": formula,
    }
    return type(f"n{node}", (Variable,), body)
