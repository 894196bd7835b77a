"""The embedded log: one SQLite file in WAL mode, synced before anything is acknowledged.

Triggers make the tables append-only for every program that opens the file with SQLite; they are no defence
against someone who edits the file itself. Checkpoints, witnesses and ``fsck`` are.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from concordance.evidence.errors import EvidenceError
from concordance.evidence.files import sync_directory
from concordance.evidence.merkle import HASH_SIZE, leaf_hash
from concordance.evidence.store import StoredHead
from concordance.evidence.tiles import TILE_WIDTH, TileId, check_tile

FORMAT = "concordance-log-1"
_LOOKUP = 500
"""Hashes per lookup query, below SQLite's limit on parameters."""
_SCHEMA = """
CREATE TABLE meta (format TEXT NOT NULL, vkey TEXT NOT NULL);
CREATE TABLE entry (idx INTEGER PRIMARY KEY, body BLOB NOT NULL CHECK (length(body) BETWEEN 1 AND 65535));
CREATE TABLE leaf (hash BLOB PRIMARY KEY, idx INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE tile (level INTEGER NOT NULL, n INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (level, n));
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), size INTEGER NOT NULL, checkpoint BLOB);
INSERT INTO head VALUES (1, 0, NULL);
CREATE TRIGGER tile_extends BEFORE UPDATE ON tile
  WHEN NEW.level <> OLD.level OR NEW.n <> OLD.n OR substr(NEW.data, 1, length(OLD.data)) <> OLD.data
  BEGIN SELECT RAISE(ABORT, 'tiles only grow'); END;
CREATE TRIGGER head_advances BEFORE UPDATE ON head
  WHEN NEW.size < OLD.size BEGIN SELECT RAISE(ABORT, 'the head only advances'); END;
"""
_FROZEN = {"meta": ("UPDATE", "DELETE"), "entry": ("UPDATE", "DELETE"), "leaf": ("UPDATE", "DELETE")}
_SELECT_TILE = "SELECT data FROM tile WHERE level = ? AND n = ?"
_WRONG_INDEX = """
SELECT e.idx FROM entry e LEFT JOIN leaf l ON l.hash = leaf_hash(e.body) WHERE l.idx IS NOT e.idx
"""
_KEPT = {"tile": ("DELETE",), "head": ("DELETE",)}


def _triggers() -> str:
    rules = [(table, verb) for table, verbs in {**_FROZEN, **_KEPT}.items() for verb in verbs]
    return "".join(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;\n"
        for table, verb in rules
    )


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, timeout=30.0)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")  # the commit returns after fsync of the write-ahead log
    connection.execute("PRAGMA cache_size = -131072")
    connection.execute("PRAGMA wal_autocheckpoint = 8000")
    return connection


class SqliteStore:
    """A log in one SQLite file. One instance per thread."""

    def __init__(self, path: Path) -> None:
        """Open an existing log.

        Raises:
            EvidenceError: ``store-missing``, or ``store-corrupt`` when the file is not a log.
        """
        if not path.is_file():
            raise EvidenceError("store-missing", where=str(path))
        try:
            self._db = _connect(path)
            row = self._db.execute("SELECT format, vkey FROM meta").fetchone()
        except sqlite3.DatabaseError as error:
            raise EvidenceError("store-corrupt", where=f"{path}: {error}") from error
        if row is None or row[0] != FORMAT:
            raise EvidenceError("store-corrupt", where=str(path))
        self._vkey = str(row[1])

    @classmethod
    def create(cls, path: Path, vkey: str) -> SqliteStore:
        """Make a new, empty log for a public key.

        Raises:
            EvidenceError: ``store-exists``.
        """
        fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
        fresh.unlink(missing_ok=True)
        connection = _connect(fresh)
        connection.executescript(_SCHEMA + _triggers())
        connection.execute("INSERT INTO meta VALUES (?, ?)", (FORMAT, vkey))
        connection.close()
        try:
            os.link(fresh, path)  # appears whole or not at all, and never over another log
        except FileExistsError as error:
            raise EvidenceError("store-exists", where=str(path)) from error
        finally:
            fresh.unlink()
        sync_directory(path.parent)
        return cls(path)

    @property
    def vkey(self) -> str:
        """The public key of the log, text form."""
        return self._vkey

    @contextmanager
    def writing(self) -> Iterator[SqliteTransaction]:
        """The exclusive transaction; an exception inside rolls back."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield SqliteTransaction(self._db)
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a COMMIT that failed may have ended it
                self._db.execute("ROLLBACK")
            raise

    def head(self) -> StoredHead:
        """The head as committed."""
        return _head(self._db)

    def index_of(self, leaf: bytes) -> int | None:
        """Index of a leaf hash, or None."""
        row = self._db.execute("SELECT idx FROM leaf WHERE hash = ?", (leaf,)).fetchone()
        return None if row is None else int(row[0])

    def tile(self, tile: TileId) -> bytes:
        """The hashes of a tile."""
        row = self._db.execute(_SELECT_TILE, (tile.level, tile.n)).fetchone()
        if row is None:
            raise EvidenceError("tile-missing", where=tile.path)
        data: bytes = row[0]
        # the stored tile may have grown since: a longer one holds every shorter one
        return check_tile(data[: tile.width * HASH_SIZE], tile)

    def bundle(self, tile: TileId) -> list[bytes]:
        """The entries of a bundle."""
        first = tile.n * TILE_WIDTH
        rows = self._db.execute(
            "SELECT body FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx", (first, first + tile.width)
        ).fetchall()
        if len(rows) != tile.width:
            raise EvidenceError("tile-missing", where=tile.path)
        return [row[0] for row in rows]

    def faults(self) -> list[EvidenceError]:
        """What is wrong with the file or with its index of leaf hashes (``store-corrupt``); part of fsck."""
        self._db.create_function("leaf_hash", 1, leaf_hash, deterministic=True)
        found = [str(row[0]) for row in self._db.execute("PRAGMA integrity_check") if row[0] != "ok"]
        found += [f"entry {row[0]}: leaf index" for row in self._db.execute(_WRONG_INDEX)]
        (entries, leaves), head = self._counts(), self.head()
        if not entries == leaves == head.size:
            found.append(f"{entries} entries, {leaves} leaves, size {head.size}")
        return [EvidenceError("store-corrupt", where=text) for text in found]

    def _counts(self) -> tuple[int, int]:
        row = self._db.execute("SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM leaf)").fetchone()
        return int(row[0]), int(row[1])

    def close(self) -> None:
        """Close the file."""
        self._db.close()


class SqliteTransaction:
    """The writer's view, under the lock that ``BEGIN IMMEDIATE`` took."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def head(self) -> StoredHead:
        """The head under the lock."""
        return _head(self._db)

    def find(self, hashes: Sequence[bytes]) -> Mapping[bytes, int]:
        """Indexes of the hashes that are there."""
        found: dict[bytes, int] = {}
        for at in range(0, len(hashes), _LOOKUP):
            part = hashes[at : at + _LOOKUP]
            marks = ",".join("?" * len(part))
            query = f"SELECT hash, idx FROM leaf WHERE hash IN ({marks})"  # noqa: S608 - only question marks
            found.update(self._db.execute(query, part))
        return found

    def add(self, first: int, entries: Sequence[bytes], hashes: Sequence[bytes]) -> None:
        """Add entries and their hashes."""
        self._db.executemany("INSERT INTO entry VALUES (?, ?)", enumerate(entries, first))
        by_hash = sorted((leaf, index) for index, leaf in enumerate(hashes, first))  # kind to the B-tree
        self._db.executemany("INSERT INTO leaf VALUES (?, ?)", by_hash)

    def tail(self, level: int, n: int) -> bytes:
        """A tile so far."""
        row = self._db.execute(_SELECT_TILE, (level, n)).fetchone()
        return b"" if row is None else row[0]

    def put_tile(self, level: int, n: int, data: bytes) -> None:
        """Add or extend a tile."""
        self._db.execute(
            "INSERT INTO tile VALUES (?, ?, ?) ON CONFLICT (level, n) DO UPDATE SET data = excluded.data",
            (level, n, data),
        )

    def set_size(self, size: int) -> None:
        """Move the head."""
        self._db.execute("UPDATE head SET size = ?", (size,))

    def set_checkpoint(self, checkpoint: bytes) -> None:
        """Keep a checkpoint."""
        self._db.execute("UPDATE head SET checkpoint = ?", (checkpoint,))


def _head(connection: sqlite3.Connection) -> StoredHead:
    size, checkpoint = connection.execute("SELECT size, checkpoint FROM head").fetchone()
    return StoredHead(int(size), checkpoint)
