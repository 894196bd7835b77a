"""What a log needs from a database: one exclusive writer, append-only tables, tiles by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from concordance.evidence.tiles import TileReader


@dataclass(frozen=True, slots=True)
class StoredHead:
    """How many entries are integrated, and the last signed checkpoint (None before the first)."""

    size: int
    checkpoint: bytes | None


class Transaction(Protocol):
    """One atomic, exclusive change: all of it is durable when the context ends, or none of it."""

    def head(self) -> StoredHead:
        """The head under the writer's lock."""

    def find(self, hashes: Sequence[bytes]) -> Mapping[bytes, int]:
        """The indexes of those leaf hashes that are in the log already."""

    def add(self, first: int, entries: Sequence[bytes], hashes: Sequence[bytes]) -> None:
        """Add entries at consecutive indexes."""

    def tail(self, level: int, n: int) -> bytes:
        """The bytes of a tile so far, empty when it does not exist."""

    def put_tile(self, level: int, n: int, data: bytes) -> None:
        """Add or extend a tile; what was there stays."""

    def set_size(self, size: int) -> None:
        """Move the head forward."""

    def set_checkpoint(self, checkpoint: bytes) -> None:
        """Keep a signed checkpoint."""


class LogStore(TileReader, Protocol):
    """A database with one log in it."""

    @property
    def vkey(self) -> str:
        """The public key of the log, text form."""

    def writing(self) -> AbstractContextManager[Transaction]:
        """Enter the exclusive transaction; other writers wait."""

    def head(self) -> StoredHead:
        """The head as committed."""

    def index_of(self, leaf: bytes) -> int | None:
        """Index of a leaf hash, or None."""

    def close(self) -> None:
        """Release the database."""
