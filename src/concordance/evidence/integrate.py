"""Integration: hang new leaf hashes into the tiles, level by level."""

from __future__ import annotations

from collections.abc import Sequence

from concordance.evidence.errors import EvidenceError
from concordance.evidence.merkle import HASH_SIZE, node_hash
from concordance.evidence.store import Transaction
from concordance.evidence.tiles import TILE_HEIGHT, TILE_WIDTH

_TILE_BYTES = TILE_WIDTH * HASH_SIZE


def integrate(transaction: Transaction, size: int, leaves: Sequence[bytes]) -> None:
    """Extend the tiles of a tree of ``size`` leaves by ``leaves``.

    Raises:
        EvidenceError: ``store-corrupt`` when a stored tile has not the length that the size asks for.
    """
    level, start, hashes = 0, size, list(leaves)
    while hashes:
        hashes = _extend_level(transaction, level, start, hashes)
        level, start = level + 1, start >> TILE_HEIGHT


def _extend_level(transaction: Transaction, level: int, start: int, hashes: list[bytes]) -> list[bytes]:
    """Write one level and return the roots of the tiles that became full."""
    n, kept = divmod(start, TILE_WIDTH)
    before = transaction.tail(level, n)
    if len(before) != kept * HASH_SIZE:
        raise EvidenceError("store-corrupt", where=f"tile {level}/{n}")
    data = before + b"".join(hashes)
    full: list[bytes] = []
    for at in range(0, len(data), _TILE_BYTES):
        tile = data[at : at + _TILE_BYTES]
        transaction.put_tile(level, n + at // _TILE_BYTES, tile)
        if len(tile) == _TILE_BYTES:
            full.append(tile_root(tile))
    return full


def tile_root(tile: bytes) -> bytes:
    """Root of a full tile."""
    row = [tile[i : i + HASH_SIZE] for i in range(0, len(tile), HASH_SIZE)]
    while len(row) > 1:
        row = [node_hash(row[i], row[i + 1]) for i in range(0, len(row), 2)]
    return row[0]
