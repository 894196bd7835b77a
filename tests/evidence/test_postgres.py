"""The same log over PostgreSQL: same indexes, same root, several writers, append-only tables."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from evidence_world import LOG_KEY, World, accept_all

from concordance.evidence.directory import TileDirectory, export
from concordance.evidence.errors import EvidenceError
from concordance.evidence.fsck import fsck
from concordance.evidence.log import Log
from concordance.evidence.merkle import verify_inclusion

pytestmark = pytest.mark.postgres
psycopg = pytest.importorskip("psycopg", reason="psycopg is not installed")


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        pytest.skip("no PostgreSQL server (Debian: postgresql)")
    return found[-1].parent


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A throw-away server on a socket in a temporary folder; as user postgres where the tests run as root."""
    binaries, folder = _binaries(), Path(tempfile.mkdtemp(prefix="pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)

    def call(*words: str) -> None:
        subprocess.run(words, check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL)

    data, options = str(folder / "data"), f"-k {folder} -c listen_addresses='' -c fsync=off"
    try:
        call(str(binaries / "initdb"), "-D", data, "-U", "log", "-A", "trust", "-N")
        call(
            str(binaries / "pg_ctl"),
            "-D",
            data,
            "-o",
            options,
            "-l",
            str(folder / "server.log"),
            "-w",
            "start",
        )
        yield f"host={folder} user=log"
        call(str(binaries / "pg_ctl"), "-D", data, "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def conninfo(server: str, request: pytest.FixtureRequest) -> str:
    name = f"t{abs(hash(request.node.name))}"
    with psycopg.connect(f"{server} dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{server} dbname={name}"


@pytest.fixture
def store(conninfo: str):
    from concordance.evidence.postgres_store import PostgresStore

    return PostgresStore.create(conninfo, LOG_KEY.public.vkey)


def test_both_stores_give_the_same_log(store, world: World, tmp_path: Path) -> None:
    served = Log(store, accept_all)
    entries = [b"entry %d" % number for number in range(1500)]
    for start in range(0, 1500, 350):
        assert served.append(entries[start : start + 350]) == world.raw.append(entries[start : start + 350])
    assert served.append(entries[:3] + entries[-1:]) == world.raw.append(entries[:3] + entries[-1:])
    point = served.sign(LOG_KEY)
    assert point == world.raw.sign(LOG_KEY)
    assert served.index_of(b"entry 77") == 77
    assert served.index_of(b"none") is None
    proof = served.tree().inclusion(700)
    assert verify_inclusion(700, 1500, served.tree().leaf(700), proof, point.head.root)
    export(store, tmp_path / "out", point, LOG_KEY.public)
    assert fsck(store, point).faults == fsck(TileDirectory(tmp_path / "out"), point).faults == ()


def test_a_refused_batch_leaves_nothing(store, monkeypatch: pytest.MonkeyPatch) -> None:
    log = Log(store, accept_all)
    with monkeypatch.context() as patch:
        patch.setattr("concordance.evidence.log.integrate", lambda *_: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            log.append([b"a"])
    assert (store.head().size, log.index_of(b"a")) == (0, None)
    assert log.append([b"b"])[0].index == 0


def test_writers_in_parallel_share_one_sequence(store, conninfo: str) -> None:
    from concordance.evidence.postgres_store import PostgresStore

    def write(name: int) -> None:
        log = Log(PostgresStore(conninfo), accept_all)
        for batch in range(10):
            log.append([b"%d %d %d" % (name, batch, n) for n in range(20)] + [b"shared %d" % batch])

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log = Log(store, accept_all)
    assert log.sign(LOG_KEY).head.size == 4 * 10 * 20 + 10
    assert fsck(store, log.checkpoint()).faults == ()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = 'x'",
        "DELETE FROM entry",
        "TRUNCATE leaf",
        "UPDATE leaf SET idx = 5",
        "UPDATE tile SET data = '\\x00'",
        "DELETE FROM tile",
        "UPDATE head SET size = 0",
        "DELETE FROM head",
    ],
)
def test_tables_are_append_only(store, conninfo: str, statement: str) -> None:
    Log(store, accept_all).append([b"a", b"b"])
    with psycopg.connect(conninfo) as other, pytest.raises(psycopg.errors.RaiseException):
        other.execute(statement)


def test_create_and_open_refuse_what_is_not_theirs(store, conninfo: str, server: str) -> None:
    from concordance.evidence.postgres_store import PostgresStore

    with pytest.raises(EvidenceError, match="store-exists"):
        PostgresStore.create(conninfo, LOG_KEY.public.vkey)
    for info in (f"{server} dbname=postgres", f"{server} dbname=none"):
        with pytest.raises(EvidenceError, match="store-missing"):
            PostgresStore(info)
