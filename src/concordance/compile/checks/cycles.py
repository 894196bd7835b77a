"""Definitions rest on facts in the end: a definition that needs itself is refused."""

from __future__ import annotations

from concordance.base.problem import Problems
from concordance.compile.walkers import exceptions_in
from concordance.norms.condition import names_in
from concordance.norms.norm import Definition
from concordance.norms.score import Score


def check_cycles(score: Score, problems: Problems) -> None:
    """Reports `definition-cycle`, once per cycle, with every definition in it."""
    by_name: dict[str, list[Definition]] = {}
    for instrument in score.instruments.values():
        for definition in instrument.definitions:
            by_name.setdefault(definition.name, []).append(definition)
    needs = {name: _needs(definitions) & by_name.keys() for name, definitions in by_name.items()}
    done: set[str] = set()
    for name in sorted(needs):
        cycle = _cycle_from(name, needs, done)
        if cycle:
            places = [by_name[n][0].span for n in cycle]
            path = " → ".join([*cycle, cycle[0]])
            problems.report(
                "definition-cycle", f"definitions need each other: {path}", *places, help="break the circle"
            )


def _needs(definitions: list[Definition]) -> set[str]:
    conditions = [c for d in definitions for c in (d.when, *(e.when for e in exceptions_in(d.unless)))]
    return {name for condition in conditions for name, _ in names_in(condition)}


def _cycle_from(start: str, needs: dict[str, set[str]], done: set[str]) -> list[str]:
    """A cycle reachable from `start`, or nothing. Names proved harmless go into `done`."""
    path: list[str] = []
    stack: list[tuple[str, list[str]]] = [(start, sorted(needs[start]))] if start not in done else []
    while stack:
        name, rest = stack[-1]
        if name not in path:
            path.append(name)
        if not rest:
            stack.pop()
            path.remove(name)
            done.add(name)
            continue
        following = rest.pop()
        if following in path:
            done.update(path)
            return path[path.index(following) :]
        if following not in done:
            stack.append((following, sorted(needs[following])))
    return []
