"""A log as static files: what the world reads, from a disk or behind any web server (C2SP tlog-tiles)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from concordance.evidence.checkpoint import Checkpoint, open_checkpoint
from concordance.evidence.errors import EvidenceError
from concordance.evidence.files import sync_directory, write_beside
from concordance.evidence.keys import PublicKey
from concordance.evidence.merkle import HASH_SIZE
from concordance.evidence.note import MAX_NOTE
from concordance.evidence.proofs import TileTree
from concordance.evidence.tiles import (
    MAX_ENTRY,
    TILE_WIDTH,
    TileId,
    TileReader,
    check_tile,
    pack_bundle,
    tiles_between,
    unpack_bundle,
)

CHECKPOINT = "checkpoint"
_MAX_BUNDLE = TILE_WIDTH * (MAX_ENTRY + 2)
_READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class TileDirectory:
    """Reader of an exported log. It trusts no byte: lengths here, hashes in whoever reads."""

    root: Path

    def tile(self, tile: TileId) -> bytes:
        """The hashes of a tile; a full tile serves when the partial one is gone."""
        data, found = self._read(tile)
        return check_tile(data, found)[: tile.width * HASH_SIZE]

    def bundle(self, tile: TileId) -> Sequence[bytes]:
        """The entries of a bundle."""
        data, found = self._read(tile)
        return unpack_bundle(data, found)[: tile.width]

    def checkpoint(self) -> bytes:
        """The bytes of the published checkpoint.

        Raises:
            EvidenceError: ``checkpoint-missing`` or ``note-oversized``.
        """
        path = self.root / CHECKPOINT
        if not path.is_file():
            raise EvidenceError("checkpoint-missing", where=str(path))
        if path.stat().st_size > MAX_NOTE:
            raise EvidenceError("note-oversized", where=str(path), most=MAX_NOTE)
        return path.read_bytes()

    def _read(self, tile: TileId) -> tuple[bytes, TileId]:
        full = TileId(tile.level, tile.n)
        for candidate in dict.fromkeys((tile, full)):
            path = self.root / candidate.path
            if path.is_file():
                size = path.stat().st_size
                if size > _MAX_BUNDLE:
                    raise EvidenceError("tile-length", where=str(path), got=size, wanted=_MAX_BUNDLE)
                return path.read_bytes(), candidate
        raise EvidenceError("tile-missing", where=str(self.root / tile.path))


@dataclass(frozen=True, slots=True)
class Exported:
    """Tree sizes before and after an export, and how many files it wrote."""

    old_size: int
    new_size: int
    files: int


def export(source: TileReader, root: Path, checkpoint: Checkpoint, key: PublicKey) -> Exported:
    """Write what a directory lacks to serve ``checkpoint``, then the checkpoint itself, last and at once.

    Files are written once and never changed; a reader sees the old tree or the new one, each complete.

    Raises:
        EvidenceError: ``export-conflict`` when the directory holds another history or file,
            ``export-rollback`` when it is ahead already, or a code of ``open_checkpoint``.
    """
    root.mkdir(parents=True, exist_ok=True)
    open_checkpoint(checkpoint.encode(), key, "checkpoint")
    old = _published_size(source, root, checkpoint, key)
    files = 0
    for tile in tiles_between(old, checkpoint.head.size):
        data = pack_bundle(source.bundle(tile)) if tile.level < 0 else source.tile(tile)
        files += _write_once(root / tile.path, data)
    if files:
        os.sync()  # one sync for thousands of tiles, before the checkpoint that promises them
    write_beside(root / CHECKPOINT, checkpoint.encode(), 0o644, sync=True)
    sync_directory(root)
    return Exported(old, checkpoint.head.size, files)


def _published_size(source: TileReader, root: Path, checkpoint: Checkpoint, key: PublicKey) -> int:
    if not (root / CHECKPOINT).exists():
        return 0
    published = open_checkpoint(TileDirectory(root).checkpoint(), key, str(root / CHECKPOINT)).head
    size = checkpoint.head.size
    if published.size > size:
        raise EvidenceError("export-rollback", where=str(root), got=size, published=published.size)
    if TileTree(source, size).root(published.size) != published.root:
        raise EvidenceError("export-conflict", where=str(root / CHECKPOINT))
    return published.size


def _write_once(path: Path, data: bytes) -> int:
    """Write a file that must not change: 1 when written, 0 when the same bytes are there."""
    if path.is_file():
        if path.read_bytes() != data:
            raise EvidenceError("export-conflict", where=str(path))
        return 0
    path.parent.mkdir(parents=True, exist_ok=True)
    write_beside(path, data, _READ_ONLY, sync=False)
    return 1
