"""What a step says, read from a file or from a form: the same shape, the same refusals."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from concordance.base.problem import Problems
from concordance.reading.kinds import BAD, Dict, Shape
from concordance.reading.tree import parse_tree
from concordance.registry.rows import read_bytes


def read_step(path: Path, shape: Shape) -> dict[str, Any]:
    """What a file says for a step, as plain JSON. Raises ProblemsError with every problem at its place."""
    return step_in(read_bytes(path), str(path), shape)


def step_in(data: bytes, name: str, shape: Shape) -> dict[str, Any]:
    """What some bytes (YAML or JSON) say for a step; `name` stands in the places of problems."""
    problems = Problems()
    tree = parse_tree(data, name, problems)
    node: Any = BAD if tree is None else shape.read(tree, problems)
    problems.stop_if_any()
    found: dict[str, Any] = _plain(node)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
