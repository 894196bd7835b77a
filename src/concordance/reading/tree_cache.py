"""Trees of corpus files, kept between runs so that only the first run pays for parsing YAML.

The cache is one JSON file named by the digest of the corpus: it can be stale for no one, and is rebuilt when absent
or unreadable. Cases and situations are left out: only checks need them, and checks read the files themselves. Files
with problems are never cached.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import platformdirs

from concordance.base.problem import Problems
from concordance.base.span import Span
from concordance.reading.tree import Mapping, Node, Scalar, Sequence, parse_tree

_FORMAT = 2


PROOF = frozenset({"cases", "situations"})


def read_trees(root: Path, files: dict[Path, bytes], problems: Problems) -> dict[str, Node]:
    """The tree of every YAML file, whole, named relative to the corpus' parent."""
    trees = {}
    for path, data in files.items():
        name = path.relative_to(root.parent).as_posix()
        tree = parse_tree(data, name, problems) if path.suffix == ".yaml" else None
        if tree is not None:
            trees[name] = tree
    return trees


def _without(tree: Node, keys: frozenset[str]) -> Node:
    if not isinstance(tree, Mapping) or keys.isdisjoint(tree.entries):
        return tree
    left = {key: node for key, node in tree.entries.items() if key not in keys}
    return Mapping(left, tree.keys, tree.span)


class TreeReader:
    """Reads many files into trees, by path; from the cache when the digest is known."""

    def __init__(self, root: Path, digest: str) -> None:
        self.root = root
        folder = os.environ.get("CONCORDANCE_CACHE") or platformdirs.user_cache_dir("concordance")
        self.path = Path(folder) / f"trees-{_FORMAT}-{digest.removeprefix('sha256:')[:32]}.json"

    def read(self, files: dict[Path, bytes], problems: Problems) -> dict[str, Node]:
        """The tree of every YAML file, named relative to the corpus' parent, without cases and situations."""
        cached = self._load()
        if cached is not None:
            return cached
        before = len(problems)
        trees = {name: _without(tree, PROOF) for name, tree in read_trees(self.root, files, problems).items()}
        if len(problems) == before:
            self._save(trees)
        return trees

    def _load(self) -> dict[str, Node] | None:
        try:
            packed = json.loads(self.path.read_bytes())
            if packed["root"] != self.root.name:
                return None
            return {name: _unpack(tree, name) for name, tree in packed["trees"].items()}
        except (OSError, ValueError, KeyError, IndexError, TypeError):
            return None

    def _save(self, trees: dict[str, Node]) -> None:
        """Best effort: a folder that cannot be written to only costs time."""
        packed = {"root": self.root.name, "trees": {name: _pack(tree) for name, tree in trees.items()}}
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self.path.parent, delete=False) as file:
                file.write(json.dumps(packed, ensure_ascii=False, separators=(",", ":")).encode())
            Path(file.name).replace(self.path)


def _pack(node: Node) -> list[Any]:
    place = [node.span.line, node.span.col]
    match node:
        case Scalar():
            return [*place, node.text, int(node.quoted)]
        case Sequence():
            return [*place, [_pack(item) for item in node.items]]
    return [*place, {k: [node.keys[k].line, node.keys[k].col, _pack(v)] for k, v in node.entries.items()}]


def _unpack(packed: list[Any], path: str) -> Node:
    span = Span(path, packed[0], packed[1])
    content = packed[2]
    if isinstance(content, str):
        return Scalar(content, bool(packed[3]), span)
    if isinstance(content, list):
        return Sequence(tuple(_unpack(item, path) for item in content), span)
    keys = {key: Span(path, entry[0], entry[1]) for key, entry in content.items()}
    return Mapping({key: _unpack(entry[2], path) for key, entry in content.items()}, keys, span)
