"""Proofs built from tiles, over every size up to a few tiles and around tile boundaries."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.evidence.errors import EvidenceError
from concordance.evidence.integrate import integrate
from concordance.evidence.merkle import (
    HASH_SIZE,
    leaf_hash,
    root_of,
    valid_subtree,
    verify_consistency,
    verify_inclusion,
    verify_subtree_consistency,
    verify_subtree_inclusion,
)
from concordance.evidence.proofs import TileTree
from concordance.evidence.tiles import TileId, check_tile

SIZES = [1, 2, 3, 7, 8, 255, 256, 257, 511, 512, 513, 700]
MOST = 66_000  # past two full levels of tiles


class MemoryTiles:
    """A tile store in a dict: both a reader and what ``integrate`` writes to."""

    def __init__(self) -> None:
        self.tiles: dict[tuple[int, int], bytes] = {}

    def tail(self, level: int, n: int) -> bytes:
        return self.tiles.get((level, n), b"")

    def put_tile(self, level: int, n: int, data: bytes) -> None:
        assert data.startswith(self.tail(level, n)), "a tile may only grow"
        self.tiles[level, n] = data

    def tile(self, tile: TileId) -> bytes:
        return check_tile(self.tiles[tile.level, tile.n][: tile.width * HASH_SIZE], tile)

    def bundle(self, tile: TileId) -> list[bytes]:
        raise AssertionError("proofs need no entries")


@cache
def leaves() -> list[bytes]:
    return [leaf_hash(b"%d" % number) for number in range(MOST)]


@cache
def tree() -> TileTree:
    store, at = MemoryTiles(), 0
    for step in [1, 254, 1, 1, 300, 1000, 5, 60_000, MOST]:  # batches that end before, at and after tiles
        batch = leaves()[at : at + step]
        integrate(store, at, batch)
        at += len(batch)
    return TileTree(store, MOST)


@pytest.mark.parametrize("size", [*SIZES, 65_535, 65_536, 65_537, MOST])
def test_roots(size: int) -> None:
    assert tree().root(size) == root_of(leaves()[:size])


@pytest.mark.parametrize("size", SIZES)
def test_every_inclusion_proof(size: int) -> None:
    root = tree().root(size)
    for index in range(size):
        proof = tree().inclusion(index, size)
        assert verify_inclusion(index, size, leaves()[index], proof, root)
        assert not verify_inclusion(index, size, leaves()[index + 1], proof, root)
        assert not verify_inclusion(index, size, leaves()[index], [*proof, root], root)
        if proof:
            assert not verify_inclusion(index, size, leaves()[index], proof[1:], root)


@pytest.mark.parametrize("new", SIZES)
def test_every_consistency_proof(new: int) -> None:
    for old in range(1, new + 1):
        proof = tree().consistency(old, new)
        before, after = tree().root(old), tree().root(new)
        assert verify_consistency(old, new, before, after, proof)
        if old < new:
            assert not verify_consistency(old, new, after, before, proof)
            assert not verify_consistency(old, new, before, after, proof[:-1])


@given(st.data())
def test_subtree_proofs(data: st.DataObject) -> None:
    size = data.draw(st.integers(1, MOST))
    end = data.draw(st.integers(1, size))
    length = data.draw(st.integers(1, end))
    start = (end - length) // (1 << (length - 1).bit_length()) * (1 << (length - 1).bit_length())
    end = min(start + length, size)
    assert valid_subtree(start, end)
    index = data.draw(st.integers(start, end - 1))
    subroot = root_of(leaves()[start:end])
    assert tree().subtree_root(start, end) == subroot
    inclusion = tree().subtree_inclusion(index, start, end)
    assert verify_subtree_inclusion(index, start, end, leaves()[index], inclusion, subroot)
    consistency = tree().subtree_consistency(start, end, size)
    assert verify_subtree_consistency(start, end, size, subroot, tree().root(size), consistency)
    other = bytes([subroot[0] ^ 1]) + subroot[1:]
    assert not verify_subtree_consistency(start, end, size, other, tree().root(size), consistency)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda t: t.inclusion(MOST), "index-out-of-range"),
        (lambda t: t.inclusion(-1), "index-out-of-range"),
        (lambda t: t.inclusion(5, 5), "index-out-of-range"),
        (lambda t: t.inclusion(5, MOST + 1), "size-out-of-range"),
        (lambda t: t.root(MOST + 1), "size-out-of-range"),
        (lambda t: t.leaf(MOST), "index-out-of-range"),
        (lambda t: t.consistency(0), "size-out-of-range"),
        (lambda t: t.consistency(6, 5), "size-out-of-range"),
        (lambda t: t.subtree_root(2, 5), "size-out-of-range"),
        (lambda t: t.subtree_consistency(0, 6, 5), "size-out-of-range"),
    ],
)
def test_out_of_range(call, code: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        call(tree())
    assert caught.value.code == code


def test_damaged_tile_is_noticed_by_integration() -> None:
    store = MemoryTiles()
    integrate(store, 0, leaves()[:10])
    with pytest.raises(EvidenceError) as caught:
        integrate(store, 9, leaves()[9:12])
    assert caught.value.code == "store-corrupt"
