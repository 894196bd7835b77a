from __future__ import annotations

import threading
from pathlib import Path

import pytest
from evidence_world import LOG_KEY, World, accept_all, registration

from concordance.evidence.batcher import Batcher
from concordance.evidence.errors import EvidenceError
from concordance.evidence.fsck import fsck
from concordance.evidence.log import Log
from concordance.evidence.sqlite_store import SqliteStore


@pytest.fixture
def commits(world: World, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The size of every batch that was appended."""
    sizes: list[int] = []
    append = Log.append

    def counted(self: Log, entries):
        sizes.append(len(entries))
        return append(self, entries)

    monkeypatch.setattr(Log, "append", counted)
    return sizes


def open_store(world: World):
    return lambda: SqliteStore(world.path / "log.db")


def test_many_callers_share_few_commits(world: World, commits: list[int]) -> None:
    batcher = Batcher(open_store(world), accept_all, wait=0.02)
    found: dict[bytes, int] = {}

    def call(name: int) -> None:
        for number in range(10):
            entry = b"%d %d" % (name, number % 8)
            found[entry] = batcher.submit(entry).result(timeout=30).index

    threads = [threading.Thread(target=call, args=(name,)) for name in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    batcher.close()
    assert len(commits) < 100 < sum(commits)
    assert sorted(found.values()) == list(range(320)), "each once, without a hole"
    assert all(world.raw.index_of(entry) == index for entry, index in found.items())
    world.log.sign(LOG_KEY)
    assert fsck(world.store, world.log.checkpoint()).faults == ()


def test_a_bad_entry_is_refused_to_its_caller_alone(world: World) -> None:
    batcher = Batcher(open_store(world), world.signers.admit, wait=0.05)
    good = batcher.submit(registration(1))
    with pytest.raises(EvidenceError, match="json-malformed"):
        batcher.submit(b"bad")
    assert good.result(timeout=30).index == 0
    batcher.close()
    with pytest.raises(RuntimeError):
        batcher.submit(registration(2))


def test_what_is_queued_is_appended_before_it_closes(world: World) -> None:
    batcher = Batcher(open_store(world), accept_all, wait=5.0)
    futures = [batcher.submit(b"%d" % number) for number in range(20)]
    batcher.close()
    assert [future.result(timeout=0).index for future in futures] == list(range(20))


def test_a_failing_store_acknowledges_nothing(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Log, "append", lambda *_: (_ for _ in ()).throw(OSError("disk full")))
    batcher = Batcher(open_store(world), accept_all, wait=0.01)
    with pytest.raises(OSError, match="disk full"):
        batcher.submit(b"x").result(timeout=30)
    batcher.close()


def test_a_store_that_does_not_open_answers_too(tmp_path: Path) -> None:
    batcher = Batcher(lambda: SqliteStore(tmp_path / "none.db"), accept_all, wait=0.0)
    with pytest.raises(EvidenceError, match="store-missing"):
        batcher.submit(b"x").result(timeout=30)
    batcher.close()


def test_a_caller_may_give_up(world: World) -> None:
    batcher = Batcher(open_store(world), accept_all, wait=0.2)
    given_up, kept = batcher.submit(b"a"), batcher.submit(b"b")
    assert given_up.cancel()
    assert kept.result(timeout=30).index == 0
    batcher.close()
    assert world.raw.index_of(b"a") is None
