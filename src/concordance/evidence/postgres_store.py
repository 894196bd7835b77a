"""The served log: the same sequencer over PostgreSQL, for several writers on several machines.

Needs psycopg 3. One log per database (or per ``search_path``). The row in ``head`` is the lock of the
sequencer; entries go in by COPY. Reads of the public need no database: export the tiles.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import psycopg

from concordance.evidence.errors import EvidenceError
from concordance.evidence.merkle import HASH_SIZE
from concordance.evidence.store import StoredHead
from concordance.evidence.tiles import TILE_WIDTH, TileId, check_tile

FORMAT = "concordance-log-1"
_SCHEMA = """
CREATE TABLE meta (format TEXT NOT NULL, vkey TEXT NOT NULL);
CREATE TABLE entry (idx BIGINT PRIMARY KEY, body BYTEA NOT NULL CHECK (length(body) BETWEEN 1 AND 65535));
CREATE TABLE leaf (hash BYTEA PRIMARY KEY, idx BIGINT NOT NULL);
CREATE TABLE tile (level SMALLINT NOT NULL, n BIGINT NOT NULL, data BYTEA NOT NULL, PRIMARY KEY (level, n));
CREATE TABLE head (one INTEGER PRIMARY KEY CHECK (one = 1), size BIGINT NOT NULL, checkpoint BYTEA);
ALTER TABLE tile ALTER COLUMN data SET STORAGE EXTERNAL;
INSERT INTO head VALUES (1, 0, NULL);
CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
CREATE FUNCTION tile_extends() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF (NEW.level, NEW.n) <> (OLD.level, OLD.n) OR substr(NEW.data, 1, length(OLD.data)) <> OLD.data THEN
    RAISE EXCEPTION 'tiles only grow'; END IF; RETURN NEW; END $$;
CREATE FUNCTION head_advances() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
  IF NEW.size < OLD.size THEN RAISE EXCEPTION 'the head only advances'; END IF; RETURN NEW; END $$;
CREATE TRIGGER grow BEFORE UPDATE ON tile FOR EACH ROW EXECUTE FUNCTION tile_extends();
CREATE TRIGGER advance BEFORE UPDATE ON head FOR EACH ROW EXECUTE FUNCTION head_advances();
CREATE TRIGGER keep_meta BEFORE UPDATE OR DELETE OR TRUNCATE ON meta EXECUTE FUNCTION append_only();
CREATE TRIGGER keep_entry BEFORE UPDATE OR DELETE OR TRUNCATE ON entry EXECUTE FUNCTION append_only();
CREATE TRIGGER keep_leaf BEFORE UPDATE OR DELETE OR TRUNCATE ON leaf EXECUTE FUNCTION append_only();
CREATE TRIGGER keep_tile BEFORE DELETE OR TRUNCATE ON tile EXECUTE FUNCTION append_only();
CREATE TRIGGER keep_head BEFORE DELETE OR TRUNCATE ON head EXECUTE FUNCTION append_only();
"""
_SELECT_TILE = "SELECT data FROM tile WHERE level = %s AND n = %s"
Connection = psycopg.Connection[tuple[object, ...]]


class PostgresStore:
    """A log in one PostgreSQL database. One instance per thread."""

    def __init__(self, conninfo: str) -> None:
        """Open an existing log.

        Raises:
            EvidenceError: ``store-missing`` when the database holds none, or cannot be reached.
        """
        try:
            self._db: Connection = psycopg.connect(conninfo, autocommit=True)
            row = self._db.execute("SELECT format, vkey FROM meta").fetchone()
        except psycopg.Error as error:
            raise EvidenceError("store-missing", where=type(error).__name__) from error
        if row is None or row[0] != FORMAT:
            raise EvidenceError("store-corrupt", where="meta")
        self._db.execute("SET synchronous_commit = on")
        self._vkey = str(row[1])

    @classmethod
    def create(cls, conninfo: str, vkey: str) -> PostgresStore:
        """Make a new, empty log in a database that has none.

        Raises:
            EvidenceError: ``store-exists``.
        """
        try:
            with psycopg.connect(conninfo) as connection:
                connection.execute(_SCHEMA)
                connection.execute("INSERT INTO meta VALUES (%s, %s)", (FORMAT, vkey))
        except (psycopg.errors.DuplicateTable, psycopg.errors.UniqueViolation) as error:
            raise EvidenceError("store-exists", where="meta") from error
        return cls(conninfo)

    @property
    def vkey(self) -> str:
        """The public key of the log, text form."""
        return self._vkey

    @contextmanager
    def writing(self) -> Iterator[PostgresTransaction]:
        """The exclusive transaction: it holds the row of the head until it ends."""
        with self._db.transaction():
            self._db.execute("SELECT 1 FROM head FOR UPDATE")
            yield PostgresTransaction(self._db)

    def head(self) -> StoredHead:
        """The head as committed."""
        return _head(self._db)

    def index_of(self, leaf: bytes) -> int | None:
        """Index of a leaf hash, or None."""
        row = self._db.execute("SELECT idx FROM leaf WHERE hash = %s", (leaf,)).fetchone()
        return None if row is None else int(str(row[0]))

    def tile(self, tile: TileId) -> bytes:
        """The hashes of a tile; the stored one may have grown since, and holds every shorter one."""
        data = _tail(self._db, tile.level, tile.n)
        if not data:
            raise EvidenceError("tile-missing", where=tile.path)
        return check_tile(data[: tile.width * HASH_SIZE], tile)

    def bundle(self, tile: TileId) -> list[bytes]:
        """The entries of a bundle."""
        first = tile.n * TILE_WIDTH
        rows = self._db.execute(
            "SELECT body FROM entry WHERE idx >= %s AND idx < %s ORDER BY idx", (first, first + tile.width)
        ).fetchall()
        if len(rows) != tile.width:
            raise EvidenceError("tile-missing", where=tile.path)
        return [_bytes(row[0]) for row in rows]

    def close(self) -> None:
        """Close the connection."""
        self._db.close()


class PostgresTransaction:
    """The writer's view, under the lock on the head."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def head(self) -> StoredHead:
        """The head under the lock."""
        return _head(self._db)

    def find(self, hashes: Sequence[bytes]) -> Mapping[bytes, int]:
        """Indexes of the hashes that are there."""
        rows = self._db.execute("SELECT hash, idx FROM leaf WHERE hash = ANY(%s)", (list(hashes),))
        return {_bytes(row[0]): int(str(row[1])) for row in rows}

    def add(self, first: int, entries: Sequence[bytes], hashes: Sequence[bytes]) -> None:
        """Add entries and their hashes."""
        with self._db.cursor() as cursor:
            with cursor.copy("COPY entry FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int8", "bytea"])
                for row in enumerate(entries, first):
                    copy.write_row(row)
            with cursor.copy("COPY leaf FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["bytea", "int8"])
                for index, leaf in enumerate(hashes, first):
                    copy.write_row((leaf, index))

    def tail(self, level: int, n: int) -> bytes:
        """A tile so far."""
        return _tail(self._db, level, n)

    def put_tile(self, level: int, n: int, data: bytes) -> None:
        """Add or extend a tile."""
        self._db.execute(
            "INSERT INTO tile VALUES (%s, %s, %s) ON CONFLICT (level, n) DO UPDATE SET data = excluded.data",
            (level, n, data),
        )

    def set_size(self, size: int) -> None:
        """Move the head."""
        self._db.execute("UPDATE head SET size = %s", (size,))

    def set_checkpoint(self, checkpoint: bytes) -> None:
        """Keep a checkpoint."""
        self._db.execute("UPDATE head SET checkpoint = %s", (checkpoint,))


def _head(connection: Connection) -> StoredHead:
    row = connection.execute("SELECT size, checkpoint FROM head").fetchone()
    if row is None:
        raise EvidenceError("store-corrupt", where="head")
    return StoredHead(int(str(row[0])), None if row[1] is None else _bytes(row[1]))


def _tail(connection: Connection, level: int, n: int) -> bytes:
    row = connection.execute(_SELECT_TILE, (level, n)).fetchone()
    return b"" if row is None else _bytes(row[0])


def _bytes(value: object) -> bytes:
    assert isinstance(value, bytes)
    return value
