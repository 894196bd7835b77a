"""Every problem code that the source can report, read from the source itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "concordance"
OTHER_CATALOGUES = ("evidence/", "audit/", "registry/", "doors/web/", "doors/api/", "doors/cli/log", "doors/cli/audit")
"""Rooms, and doors to them, that keep a catalogue of refusals of their own."""

_SAYS_CODE = frozenset({"report", "Problem", "refuse"})
_SAYS_KIND = frozenset({"_unknown", "_known"})
"""Helpers that report `unknown-<kind>`, with the kind as their first argument."""


def codes_in(source: Path = SOURCE) -> dict[str, set[str]]:
    """Code → the files that report it."""
    found: dict[str, set[str]] = {}
    for path in sorted(source.rglob("*.py")):
        name = path.relative_to(source).as_posix()
        if name.startswith(OTHER_CATALOGUES):
            continue
        for code in _codes(ast.parse(path.read_text(encoding="utf-8")), name):
            found.setdefault(code, set()).add(name)
    return found


def _codes(tree: ast.Module, name: str) -> Iterator[str]:
    variables = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in _SAYS_CODE:
            yield from _words(node.args[0], variables, f"{name}:{node.lineno}")
        elif called in _SAYS_KIND and isinstance(node.args[0], ast.Constant):
            yield f"unknown-{node.args[0].value}"


def _words(node: ast.expr, variables: dict[str, ast.expr], where: str) -> Iterator[str]:
    match node:
        case ast.Constant(value=str() as word):
            yield word
        case ast.IfExp(body=body, orelse=orelse):
            yield from _words(body, variables, where)
            yield from _words(orelse, variables, where)
        case ast.Name(id=variable) if variable in variables:
            yield from _words(variables[variable], variables, where)
        case ast.Name(id="code"):  # a helper that passes on the code it was given
            return
        case ast.JoinedStr(values=[ast.Constant(value="unknown-"), ast.FormattedValue()]):
            return
        case _:
            raise AssertionError(f"{where}: the code of this problem cannot be read from the source")


def server_codes(source: Path = SOURCE) -> set[str]:
    """Every code that the pages and the API make themselves."""
    makers = {"problem": "", "Problem": "", "bad": "bad-"}
    found = set()
    for path in (path for name in ("web", "api") for path in (source / "doors" / name).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(makers[node.func.id] + str(first.value))
    return found
