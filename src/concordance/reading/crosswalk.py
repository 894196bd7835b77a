"""`crosswalks/*.yaml` → `concordance.norms.crosswalk`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from concordance.base.problem import Problems
from concordance.norms.crosswalk import Crosswalk, CrosswalkRow, CrosswalkSide
from concordance.reading.kinds import BAD, Dict
from concordance.reading.shapes import CROSSWALK
from concordance.reading.tree import Node


def read_crosswalks(folder: str, trees: Mapping[str, Node], problems: Problems) -> dict[str, Crosswalk]:
    """Every comparison under a folder, by name; a name given twice is a problem with both places."""
    found: dict[str, Crosswalk] = {}
    for path in sorted(trees):
        if not path.startswith(f"{folder}/"):
            continue
        node: Any = CROSSWALK.read(trees[path], problems)
        if node is BAD:
            continue
        crosswalk = _build(node)
        if crosswalk.id in found:
            earlier = found[crosswalk.id].span
            message = f"`{crosswalk.id}` is defined twice"
            problems.report("duplicate-name", message, crosswalk.span, earlier, help="rename one of the two")
        found[crosswalk.id] = crosswalk
    return found


def _build(node: Dict) -> Crosswalk:
    return Crosswalk(
        id=node["crosswalk"],
        title=node["title"],
        source=node["source"],
        sides=tuple(CrosswalkSide(s["instrument"], s["text"], s["headings"], s.span) for s in node["sides"]),
        rows=tuple(CrosswalkRow(r["principles"], r["label"], r.span) for r in node["rows"]),
        span=node.span,
    )
