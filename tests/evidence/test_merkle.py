from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.evidence import merkle
from concordance.evidence.merkle import (
    EMPTY_ROOT,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)

EXPECTED = {"inclusion": 98, "consistency": 98, "subtreeinclusion": 204, "subtreeconsistency": 118}


def _hash(text: str) -> bytes:
    return base64.b64decode(text)


def _verdict(kind: str, v: dict) -> bool:
    proof = [_hash(item) for item in v["proof"] or []]
    if kind == "inclusion":
        return verify_inclusion(v["leafIdx"], v["treeSize"], _hash(v["leafHash"]), proof, _hash(v["root"]))
    if kind == "consistency":
        return verify_consistency(v["size1"], v["size2"], _hash(v["root1"]), _hash(v["root2"]), proof)
    if kind == "subtreeinclusion":
        bounds = v["leafIdx"], v["start"], v["end"]
        return verify_subtree_inclusion(*bounds, _hash(v["leafHash"]), proof, _hash(v["root"]))
    bounds = v["start"], v["end"], v["size"]
    return verify_subtree_consistency(*bounds, _hash(v["root1"]), _hash(v["root2"]), proof)


@pytest.mark.parametrize(("kind", "count"), EXPECTED.items())
def test_public_vectors(merkle_vectors: Path, kind: str, count: int) -> None:
    wrong, seen, accepted = [], 0, 0
    for path in sorted((merkle_vectors / kind).rglob("*.json")):
        vector = json.loads(path.read_text())
        seen += 1
        accepted += not vector["wantErr"]
        if _verdict(kind, vector) == vector["wantErr"]:
            wrong.append(str(path))
    assert (wrong, seen) == ([], count)
    assert 0 < accepted < seen


def reference_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word."""
    if len(leaves) < 2:
        return leaves[0] if leaves else EMPTY_ROOT
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(reference_root(leaves[:k]), reference_root(leaves[k:]))


@given(st.lists(st.binary(max_size=4), max_size=70))
def test_root_is_the_definition(entries: list[bytes]) -> None:
    leaves = [leaf_hash(entry) for entry in entries]
    assert root_of(leaves) == reference_root(leaves)


def test_root_agrees_with_pymerkle() -> None:
    pymerkle = pytest.importorskip("pymerkle", reason="pymerkle is not installed")
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    leaves = []
    for number in range(40):
        tree.append_entry(b"%d" % number)
        leaves.append(leaf_hash(b"%d" % number))
        assert root_of(leaves) == tree.get_root()


@pytest.mark.parametrize(
    ("start", "end", "valid"),
    [
        (0, 0, True),
        (3, 3, True),
        (0, 7, True),
        (4, 7, True),
        (4, 8, True),
        (2, 5, False),
        (1, 3, False),
        (4, 3, False),
        (-1, 0, False),
        (0, 1 << 63, False),
    ],
)
def test_valid_subtree(start: int, end: int, valid: bool) -> None:
    assert merkle.valid_subtree(start, end) is valid


def test_leaf_and_node_hashes_are_kept_apart() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) != leaf_hash(left + right)


def test_a_proof_for_a_smaller_tree_proves_nothing_for_a_larger_one() -> None:
    """The hashes fit, the sizes do not: length is part of the proof."""
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    root = node_hash(left, right)
    assert verify_inclusion(0, 2, left, [right], root)
    assert not verify_inclusion(0, 3, left, [right], root)
    assert not verify_inclusion(0, 1, left, [right], root)
    assert verify_consistency(1, 2, left, root, [right])
    assert not verify_consistency(1, 3, left, root, [right])


def test_nothing_follows_from_the_empty_tree() -> None:
    leaf = leaf_hash(b"a")
    assert not verify_consistency(0, 1, EMPTY_ROOT, leaf, [])
    assert not verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    assert not verify_inclusion(0, 0, leaf, [], EMPTY_ROOT)
