"""A log as static files: what the world reads, from a disk or behind any web server (C2SP tlog-tiles)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from concordance.evidence.checkpoint import Checkpoint
from concordance.evidence.errors import EvidenceError
from concordance.evidence.export import CHECKPOINT, Exported, export_to
from concordance.evidence.files import sync_directory, write_beside
from concordance.evidence.keys import PublicKey
from concordance.evidence.merkle import HASH_SIZE
from concordance.evidence.note import MAX_NOTE
from concordance.evidence.tiles import (
    MAX_ENTRY,
    TILE_WIDTH,
    TileId,
    TileReader,
    check_tile,
    unpack_bundle,
)

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
class DirectorySink:
    """A directory into which a log is published."""

    root: Path

    @property
    def name(self) -> str:
        """The path."""
        return str(self.root)

    def checkpoint(self) -> bytes | None:
        """The published checkpoint; None before the first."""
        return TileDirectory(self.root).checkpoint() if (self.root / CHECKPOINT).exists() else None

    def put_once(self, path: str, data: bytes) -> bool:
        """Write a file, unless the same bytes are there."""
        file = self.root / path
        if file.is_file():
            if file.read_bytes() != data:
                raise EvidenceError("export-conflict", where=str(file))
            return False
        file.parent.mkdir(parents=True, exist_ok=True)
        write_beside(file, data, _READ_ONLY, sync=False)
        return True

    def replace_checkpoint(self, data: bytes) -> None:
        """Replace the checkpoint at once; one sync for thousands of tiles, before it promises them."""
        os.sync()
        write_beside(self.root / CHECKPOINT, data, 0o644, sync=True)
        sync_directory(self.root)


def export(source: TileReader, root: Path, checkpoint: Checkpoint, key: PublicKey) -> Exported:
    """Publish a log in a directory, which is made where it is missing; as ``export_to``."""
    root.mkdir(parents=True, exist_ok=True)
    return export_to(DirectorySink(root), source, checkpoint, key)
