"""Kill -9 in a loop: nothing acknowledged is lost, and the tree is always the tree of the entries."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from evidence_world import LOG_KEY, accept_all

from concordance.evidence.fsck import fsck
from concordance.evidence.log import Log
from concordance.evidence.merkle import leaf_hash, root_of
from concordance.evidence.monitor import read_entries
from concordance.evidence.sqlite_store import SqliteStore

HERE = Path(__file__).parent


def live_and_die(database: Path, life: int, seconds: float) -> list[tuple[int, int, int]]:
    """Run the child, kill it without warning, and return what it acknowledged."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), *sys.path])}
    child = subprocess.Popen(
        [sys.executable, HERE / "append_until_killed.py", database, str(life)],
        stdout=subprocess.PIPE,
        env=environment,
    )
    assert child.stdout is not None
    first = child.stdout.readline()
    time.sleep(seconds)
    child.send_signal(signal.SIGKILL)
    rest = child.stdout.read()
    assert child.wait() == -signal.SIGKILL
    lines = (first + rest).split(b"\n")[:-1]
    return [tuple(map(int, line.split())) for line in lines]  # type: ignore[misc]


@pytest.mark.parametrize("lives", [4, pytest.param(40, marks=pytest.mark.slow)])
def test_kill_loop(tmp_path: Path, lives: int) -> None:
    database, rng = tmp_path / "log.db", random.Random(lives)
    SqliteStore.create(database, LOG_KEY.public.vkey).close()
    heads, promised = [], 0
    for life in range(lives):
        acknowledged = live_and_die(database, life, rng.uniform(0.0, 0.25))
        store = SqliteStore(database)
        log = Log(store, accept_all)
        for batch, first, last in acknowledged:
            for index, n in ((first, 0), (last, last - first)):
                assert log.index_of(b"life %d batch %d entry %d" % (life, batch, n)) == index
            promised = max(promised, last + 1)
        heads.append(log.sign(LOG_KEY).head)
        assert heads[-1].size >= promised
        assert store.faults() == []
        assert fsck(store, log.checkpoint()).faults == ()
        store.close()
    store = SqliteStore(database)
    leaves = [leaf_hash(entry) for _, entry in read_entries(store, 0, heads[-1].size)]
    assert [root_of(leaves[: head.size]) for head in heads] == [head.root for head in heads]
    assert promised > lives


def test_a_failure_inside_a_batch_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Die between the entries and the tiles: the batch never was."""
    database = tmp_path / "log.db"
    store = SqliteStore.create(database, LOG_KEY.public.vkey)
    log = Log(store, accept_all)
    log.append([b"a", b"b"])
    with monkeypatch.context() as patch:
        patch.setattr("concordance.evidence.log.integrate", lambda *_: (_ for _ in ()).throw(MemoryError))
        with pytest.raises(MemoryError):
            log.append([b"c"])
    assert (store.head().size, log.index_of(b"c"), store.faults()) == (2, None, [])
    assert log.append([b"d"])[0].index == 2
