"""Publishing a log as static files, on whatever keeps them: each written once, the checkpoint last and at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from concordance.evidence.checkpoint import Checkpoint, open_checkpoint
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import PublicKey
from concordance.evidence.proofs import TileTree
from concordance.evidence.tiles import TileReader, pack_bundle, tiles_between

CHECKPOINT = "checkpoint"


class Sink(Protocol):
    """Where files of a log are published."""

    @property
    def name(self) -> str:
        """What refusals call it."""

    def checkpoint(self) -> bytes | None:
        """The published checkpoint; None before the first."""

    def put_once(self, path: str, data: bytes) -> bool:
        """Write a file that must not change: whether it was new.

        Raises:
            EvidenceError: ``export-conflict`` when other bytes are there.
        """

    def replace_checkpoint(self, data: bytes) -> None:
        """Publish a checkpoint, once every file before it is durable.

        Raises:
            EvidenceError: ``export-conflict`` when somebody else published in the meantime, where that is told.
        """


@dataclass(frozen=True, slots=True)
class Exported:
    """Tree sizes before and after an export, and how many files it wrote."""

    old_size: int
    new_size: int
    files: int


def export_to(sink: Sink, source: TileReader, checkpoint: Checkpoint, key: PublicKey) -> Exported:
    """Write what a sink lacks to serve ``checkpoint``, then the checkpoint itself.

    A reader sees the old tree or the new one, each complete.

    Raises:
        EvidenceError: ``export-conflict`` when the sink holds another history or file, ``export-rollback``
            when it is ahead already, or a code of ``open_checkpoint``.
    """
    open_checkpoint(checkpoint.encode(), key, "checkpoint")
    old = _published_size(sink, source, checkpoint, key)
    files = 0
    for tile in tiles_between(old, checkpoint.head.size):
        data = pack_bundle(source.bundle(tile)) if tile.level < 0 else source.tile(tile)
        files += sink.put_once(tile.path, data)
    sink.replace_checkpoint(checkpoint.encode())
    return Exported(old, checkpoint.head.size, files)


def _published_size(sink: Sink, source: TileReader, checkpoint: Checkpoint, key: PublicKey) -> int:
    data = sink.checkpoint()
    if data is None:
        return 0
    place = f"{sink.name}/{CHECKPOINT}"
    published = open_checkpoint(data, key, place).head
    size = checkpoint.head.size
    if published.size > size:
        raise EvidenceError("export-rollback", where=sink.name, got=size, published=published.size)
    if TileTree(source, size).root(published.size) != published.root:
        raise EvidenceError("export-conflict", where=place)
    return published.size
