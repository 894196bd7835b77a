from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from evidence_world import LOG_KEY, World, accept_all, registration

from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType, make_key
from concordance.evidence.log import Log
from concordance.evidence.merkle import leaf_hash, root_of
from concordance.evidence.sqlite_store import SqliteStore


def refused(code: str):
    return pytest.raises(EvidenceError, match=rf"^\[{code}\]")


def test_append_gives_indexes_and_root(world: World) -> None:
    entries = [registration(number) for number in range(5)]
    assert [item.index for item in world.log.append(entries)] == [0, 1, 2, 3, 4]
    head = world.log.sign(LOG_KEY).head
    assert (head.size, head.root) == (5, root_of(map(leaf_hash, entries)))


def test_duplicates_keep_their_index(world: World) -> None:
    first, second = registration(1), registration(2)
    world.log.append([first])
    again = world.log.append([first, second, second, first])
    assert [(item.index, item.new) for item in again] == [(0, False), (1, True), (1, False), (0, False)]
    assert world.log.sign(LOG_KEY).head.size == 2
    assert world.log.index_of(second) == 1
    assert world.log.index_of(registration(3)) is None


def test_one_refused_entry_refuses_the_batch(world: World) -> None:
    with refused("json-malformed"):
        world.log.append([registration(1), b"not an entry"])
    assert world.store.head().size == 0


@pytest.mark.parametrize(("entry", "code"), [(b"", "entry-empty"), (b"x" * 65_536, "entry-oversized")])
def test_size_limits_hold_without_admission(world: World, entry: bytes, code: str) -> None:
    with refused(code):
        world.raw.append([entry])
    world.raw.append([b"x" * 65_535])


def test_checkpoints_extend_each_other(world: World) -> None:
    entries = world.fill(300)
    first = world.log.checkpoint()
    assert world.log.sign(LOG_KEY) == first, "nothing new, nothing signed"
    entries += world.fill(300, start=300)
    second = world.log.checkpoint()
    assert second.head.size == 600
    assert world.log.tree().root(300) == first.head.root
    assert second.head.root == root_of(map(leaf_hash, entries))


def test_empty_log(world: World) -> None:
    with refused("checkpoint-missing"):
        world.log.checkpoint()
    assert world.log.sign(LOG_KEY).head.size == 0


def test_only_the_key_of_the_log_signs(world: World) -> None:
    with refused("wrong-key"):
        world.log.sign(make_key(LOG_KEY.public.name, KeyType.LOG, bytes(32)))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = x'00' WHERE idx = 0",
        "DELETE FROM entry WHERE idx = 9",
        "DELETE FROM leaf",
        "UPDATE leaf SET idx = 5",
        "UPDATE tile SET data = zeroblob(320) WHERE level = 0",
        "DELETE FROM tile",
        "UPDATE head SET size = 9",
        "DELETE FROM head",
        "UPDATE meta SET vkey = ''",
    ],
)
def test_tables_are_append_only(world: World, statement: str) -> None:
    world.fill(10)
    other = sqlite3.connect(world.path / "log.db")
    with pytest.raises(sqlite3.IntegrityError):
        other.execute(statement)


def test_a_rewritten_store_is_not_signed(world: World) -> None:
    """Someone with the file drops the triggers and rewrites history: the log key refuses to follow."""
    world.fill(10)
    other = sqlite3.connect(world.path / "log.db")
    other.executescript("DROP TRIGGER tile_extends; UPDATE tile SET data = zeroblob(320) WHERE level = 0;")
    other.close()
    world.raw.append([b"one more"])
    with refused("store-rewound"):
        world.log.sign(LOG_KEY)


def test_create_and_open_refuse_what_is_not_theirs(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    SqliteStore.create(path, LOG_KEY.public.vkey).close()
    with refused("store-exists"):
        SqliteStore.create(path, LOG_KEY.public.vkey)
    with refused("store-missing"):
        SqliteStore(tmp_path / "none.db")
    (tmp_path / "text.db").write_text("not a database, only some text that is long enough to be read as one")
    with refused("store-corrupt"):
        SqliteStore(tmp_path / "text.db")
    sqlite3.connect(tmp_path / "other.db").execute("CREATE TABLE t (x)").connection.close()
    with refused("store-corrupt"):
        SqliteStore(tmp_path / "other.db")
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".new")] == []


def test_two_writers_share_one_sequence(world: World) -> None:
    other = Log(SqliteStore(world.path / "log.db"), accept_all)
    for number in range(20):
        writer = (world.raw, other)[number % 2]
        assert writer.append([b"%d" % number])[0].index == number
    assert other.append([b"3"])[0].index == 3


def test_faults_sees_a_wrong_index(world: World) -> None:
    world.fill(10)
    assert world.store.faults() == []
    other = sqlite3.connect(world.path / "log.db")
    other.executescript("DROP TRIGGER leaf_no_update; UPDATE leaf SET idx = 3 WHERE idx = 4;")
    other.close()
    assert [fault.code for fault in world.store.faults()] == ["store-corrupt"]
