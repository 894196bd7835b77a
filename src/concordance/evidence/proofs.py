"""Roots and proofs computed from tiles alone (RFC 6962 section 2.1.1-2.1.2 over C2SP tlog-tiles)."""

from __future__ import annotations

from functools import lru_cache

from concordance.evidence.errors import EvidenceError
from concordance.evidence.merkle import EMPTY_ROOT, HASH_SIZE, node_hash, split_point, valid_subtree
from concordance.evidence.tiles import TILE_HEIGHT, TILE_WIDTH, TileId, TileReader

_KEPT_TILES = 512
"""Tiles whose inner hashes stay in memory: about 16 KiB each, 8 MiB in all."""


class TileTree:
    """The Merkle tree of a given size behind a tile reader."""

    def __init__(self, reader: TileReader, size: int) -> None:
        self._reader = reader
        self.size = size
        self._rows = lru_cache(maxsize=_KEPT_TILES)(self._load_rows)

    def _load_rows(self, level: int, n: int) -> list[list[bytes]]:
        """All complete hashes inside one tile: row 0 are its own, row 8 (if full) its root."""
        width = min(TILE_WIDTH, (self.size >> (TILE_HEIGHT * level)) - n * TILE_WIDTH)
        data = self._reader.tile(TileId(level, n, width))
        rows = [[data[i : i + HASH_SIZE] for i in range(0, len(data), HASH_SIZE)]]
        while len(rows[-1]) > 1:
            row = rows[-1]
            rows.append([node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)])
        return rows

    def node(self, height: int, index: int) -> bytes:
        """Root of the complete sub-tree [index * 2**height, (index + 1) * 2**height)."""
        level, row = divmod(height, TILE_HEIGHT)
        n, offset = divmod(index, TILE_WIDTH >> row)
        return self._rows(level, n)[row][offset]

    def leaf(self, index: int) -> bytes:
        """Leaf hash of an entry.

        Raises:
            EvidenceError: ``index-out-of-range``.
        """
        self._check_index(index)
        return self.node(0, index)

    def root(self, size: int | None = None) -> bytes:
        """Root of the tree, or of the tree as it was at an earlier ``size``.

        Raises:
            EvidenceError: ``size-out-of-range``.
        """
        wanted = self.size if size is None else size
        self._check_size(wanted)
        return self._range(0, wanted) if wanted else EMPTY_ROOT

    def subtree_root(self, start: int, end: int) -> bytes:
        """Root of the sub-tree [start, end).

        Raises:
            EvidenceError: ``size-out-of-range`` when it is not a sub-tree of this tree.
        """
        self._check_subtree(start, end)
        return self._range(start, end) if start < end else EMPTY_ROOT

    def inclusion(self, index: int, size: int | None = None) -> list[bytes]:
        """Inclusion proof of the entry at ``index`` in the tree of ``size``.

        Raises:
            EvidenceError: ``index-out-of-range`` or ``size-out-of-range``.
        """
        wanted = self.size if size is None else size
        self._check_size(wanted)
        return self.subtree_inclusion(index, 0, wanted)

    def consistency(self, old: int, new: int | None = None) -> list[bytes]:
        """Consistency proof from the tree of size ``old`` (1 or more) to the tree of size ``new``.

        Raises:
            EvidenceError: ``size-out-of-range``.
        """
        wanted = self.size if new is None else new
        self._check_size(wanted)
        if not 0 < old <= wanted:
            raise EvidenceError("size-out-of-range", size=old, most=wanted)
        return self._consistency(0, old, 0, wanted, True)

    def subtree_inclusion(self, index: int, start: int, end: int) -> list[bytes]:
        """Inclusion proof of the entry at ``index`` in the sub-tree [start, end)."""
        self._check_subtree(start, end)
        if not start <= index < end:
            raise EvidenceError("index-out-of-range", index=index, size=end)
        proof: list[bytes] = []
        low, high = start, end
        while high - low > 1:
            middle = low + split_point(high - low)
            if index < middle:
                proof.append(self._range(middle, high))
                high = middle
            else:
                proof.append(self._range(low, middle))
                low = middle
        return proof[::-1]

    def subtree_consistency(self, start: int, end: int, size: int | None = None) -> list[bytes]:
        """Proof that the sub-tree [start, end) is part of the tree of ``size``."""
        wanted = self.size if size is None else size
        self._check_size(wanted)
        self._check_subtree(start, end)
        if end > wanted:
            raise EvidenceError("size-out-of-range", size=end, most=wanted)
        return [] if start == end else self._consistency(start, end, 0, wanted, True)

    def _consistency(self, start: int, end: int, low: int, high: int, known: bool) -> list[bytes]:
        if (start, end) == (low, high):
            return [] if known else [self._range(low, high)]
        middle = low + split_point(high - low)
        if end <= middle:
            return [*self._consistency(start, end, low, middle, known), self._range(middle, high)]
        left = self._range(low, middle)
        if middle <= start:
            return [*self._consistency(start, end, middle, high, known), left]
        return [*self._consistency(middle, end, middle, high, False), left]

    def _range(self, low: int, high: int) -> bytes:
        """Hash of [low, high), ``low`` being aligned as in every RFC 6962 recursion."""
        width = high - low
        if width & (width - 1) == 0:
            height = width.bit_length() - 1
            return self.node(height, low >> height)
        middle = low + split_point(width)
        return node_hash(self._range(low, middle), self._range(middle, high))

    def _check_size(self, size: int) -> None:
        if not 0 <= size <= self.size:
            raise EvidenceError("size-out-of-range", size=size, most=self.size)

    def _check_index(self, index: int) -> None:
        if not 0 <= index < self.size:
            raise EvidenceError("index-out-of-range", index=index, size=self.size)

    def _check_subtree(self, start: int, end: int) -> None:
        if not (valid_subtree(start, end) and end <= self.size):
            raise EvidenceError("size-out-of-range", size=end, most=self.size)
