"""Check of a whole log: entries against tiles, tiles against each other, root against checkpoint."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concordance.evidence.checkpoint import Checkpoint
from concordance.evidence.errors import EvidenceError
from concordance.evidence.integrate import tile_root
from concordance.evidence.merkle import HASH_SIZE, CompactRange, leaf_hash
from concordance.evidence.tiles import TILE_WIDTH, TileId, TileReader, level_sizes


@dataclass(frozen=True, slots=True)
class Checked:
    """What was read: entries and tiles, and every fault found."""

    size: int
    tiles: int
    faults: tuple[EvidenceError, ...]


def fsck(source: TileReader, checkpoint: Checkpoint) -> Checked:
    """Recompute everything that a verified checkpoint covers from the entries up.

    Faults are collected, not raised: ``tile-missing``, ``tile-length``, ``bundle-malformed``,
    ``tile-mismatch``, ``root-mismatch``.
    """
    head = checkpoint.head
    faults: list[EvidenceError] = []
    tiles = 0
    tree = CompactRange(0, [])
    for tile in _level(0, head.size):
        tiles += 1
        leaves = _leaves(source, tile, faults)
        _compare(source, tile, leaves, faults)
        for leaf in leaves:
            tree.append(leaf)
    if tree.size != head.size or tree.root() != head.root:
        faults.append(EvidenceError("root-mismatch", where=head.origin, size=head.size))
    for level, count in list(level_sizes(head.size))[1:]:
        for tile in _level(level, count):
            tiles += 1
            _compare(source, tile, _parents(source, tile, faults), faults)
    return Checked(head.size, tiles, tuple(faults))


def _level(level: int, count: int) -> Iterator[TileId]:
    for n in range(-(-count // TILE_WIDTH)):
        yield TileId(level, n, min(TILE_WIDTH, count - n * TILE_WIDTH))


def _leaves(source: TileReader, tile: TileId, faults: list[EvidenceError]) -> list[bytes]:
    try:
        return [leaf_hash(entry) for entry in source.bundle(TileId(-1, tile.n, tile.width))]
    except EvidenceError as error:
        faults.append(error)
        return []


def _parents(source: TileReader, tile: TileId, faults: list[EvidenceError]) -> list[bytes]:
    """What a tile above level 0 must hold, from the full tiles below it."""
    below = range(tile.n * TILE_WIDTH, tile.n * TILE_WIDTH + tile.width)
    try:
        return [tile_root(source.tile(TileId(tile.level - 1, n))) for n in below]
    except EvidenceError as error:
        faults.append(error)
        return []


def _compare(source: TileReader, tile: TileId, hashes: list[bytes], faults: list[EvidenceError]) -> None:
    if not hashes:
        return
    try:
        data = source.tile(tile)
    except EvidenceError as error:
        faults.append(error)
        return
    for place, wanted in enumerate(hashes):
        if data[place * HASH_SIZE : (place + 1) * HASH_SIZE] != wanted:
            faults.append(EvidenceError("tile-mismatch", where=tile.path, place=place))
            return
