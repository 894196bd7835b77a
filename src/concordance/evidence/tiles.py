"""Tiles and entry bundles as laid out by C2SP tlog-tiles v0.1.0: names, widths, bytes.

A tile of level ``l`` holds up to 256 consecutive hashes of complete sub-trees of 256**l leaves; a bundle
holds up to 256 entries, each preceded by its length as a big-endian uint16.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from concordance.evidence.errors import EvidenceError
from concordance.evidence.merkle import HASH_SIZE

TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
MAX_ENTRY = 65_535
"""Longest entry in bytes: a bundle stores lengths as uint16 (64 KiB less one byte)."""
ENTRIES = "entries"
_PATH = re.compile(
    r"tile/(?P<level>entries|[0-9]|[1-5][0-9]|6[0-3])/(?P<n>(?:x[0-9]{3}/)*[0-9]{3})"
    r"(?:\.p/(?P<w>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class TileId:
    """Name of a tile (level 0 to 63) or, with level -1, of an entry bundle; ``width`` is 1 to 256."""

    level: int
    n: int
    width: int = TILE_WIDTH

    @property
    def path(self) -> str:
        """Path under the prefix of the log, e.g. ``tile/0/x001/x234/067.p/17``."""
        digits = f"{self.n:03d}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
        level = ENTRIES if self.level < 0 else str(self.level)
        return f"tile/{level}/{name}" + (f".p/{self.width}" if self.width < TILE_WIDTH else "")


def parse_tile_path(path: str) -> TileId:
    """Read a path back.

    Raises:
        EvidenceError: ``tile-path`` when it is not the one spelling of a tile.
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise EvidenceError("tile-path", where=path)
    level = -1 if match["level"] == ENTRIES else int(match["level"])
    n = int(match["n"].replace("x", "").replace("/", ""))
    tile = TileId(level, n, int(match["w"] or TILE_WIDTH))
    if tile.path != path:  # refuses padding zeros and widths of 256 or more: one tile, one spelling
        raise EvidenceError("tile-path", where=path)
    return tile


class TileReader(Protocol):
    """Where tiles come from: a database, a directory, a web server."""

    def tile(self, tile: TileId) -> bytes:
        """The hashes of a tile, ``32 * width`` bytes.

        Raises:
            EvidenceError: ``tile-missing`` or ``tile-length``.
        """

    def bundle(self, tile: TileId) -> Sequence[bytes]:
        """The ``width`` entries of a bundle.

        Raises:
            EvidenceError: ``tile-missing`` or ``bundle-malformed``.
        """


def level_sizes(size: int) -> Iterator[tuple[int, int]]:
    """(level, number of hashes at that level) of a tree of ``size`` leaves, bottom up, while not empty."""
    level = 0
    while size:
        yield level, size
        level, size = level + 1, size >> TILE_HEIGHT


def tiles_between(old: int, new: int) -> Iterator[TileId]:
    """The tiles and bundles that a tree of ``new`` leaves has and a tree of ``old`` leaves has not."""
    for level, count in level_sizes(new):
        yield from _tiles_of_level(level, old >> (TILE_HEIGHT * level), count)
    yield from _tiles_of_level(-1, old, new)


def _tiles_of_level(level: int, old: int, new: int) -> Iterator[TileId]:
    if old == new:
        return
    for n in range(old // TILE_WIDTH, -(-new // TILE_WIDTH)):
        yield TileId(level, n, min(TILE_WIDTH, new - n * TILE_WIDTH))


def check_tile(data: bytes, tile: TileId) -> bytes:
    """Return the bytes of a tile once their length is right, cutting a full tile down to a partial one.

    Raises:
        EvidenceError: ``tile-length``.
    """
    wanted = tile.width * HASH_SIZE
    if len(data) not in (wanted, TILE_WIDTH * HASH_SIZE):
        raise EvidenceError("tile-length", where=tile.path, got=len(data), wanted=wanted)
    return data[:wanted]


def pack_bundle(entries: Sequence[bytes]) -> bytes:
    """The bytes of an entry bundle."""
    return b"".join(struct.pack(">H", len(entry)) + entry for entry in entries)


def unpack_bundle(data: bytes, tile: TileId) -> list[bytes]:
    """The entries of a bundle; a full bundle may stand for a partial one.

    Raises:
        EvidenceError: ``bundle-malformed`` when lengths, count or end do not agree.
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        head = data[at : at + 2]
        if len(head) < 2:
            raise EvidenceError("bundle-malformed", where=f"{tile.path}@{at}")
        length: int = struct.unpack(">H", head)[0]
        entry = data[at + 2 : at + 2 + length]
        if len(entry) < length:
            raise EvidenceError("bundle-malformed", where=f"{tile.path}@{at}")
        entries.append(entry)
        at += 2 + length
    if len(entries) not in (tile.width, TILE_WIDTH):
        raise EvidenceError("bundle-malformed", where=f"{tile.path}: {len(entries)}")
    return entries[: tile.width]
