"""Group commit: many callers, one append per batch, so that a sync to disk is shared.

The entries of a busy service come one by one, and a sync each would cap it at the disk's syncs per second.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue

from concordance.evidence.log import Admission, Appended, Log
from concordance.evidence.store import LogStore
from concordance.evidence.tiles import MAX_ENTRY

_Waiting = tuple[bytes, "Future[Appended]"]
MAX_BATCH = 4096
MAX_BATCH_BYTES = 256 * MAX_ENTRY


def _admitted(entry: bytes, where: str) -> None:
    """Admission was passed before the entry was queued."""


class Batcher:
    """A thread with a log of its own; ``submit`` waits in line, the future answers once the entry is durable."""

    def __init__(self, open_store: Callable[[], LogStore], admission: Admission, wait: float) -> None:
        """Start the thread.

        ``open_store`` is called in the thread, ``wait`` is how long (seconds) a batch gathers entries after
        its first one.
        """
        self._open_store, self._admission, self._wait = open_store, admission, wait
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="log-batcher", daemon=True)
        self._thread.start()

    def submit(self, entry: bytes) -> Future[Appended]:
        """Check an entry in the caller's thread and queue it.

        Raises:
            EvidenceError: what the admission refuses; nothing is queued then, and no one else is affected.
            RuntimeError: after ``close``.
        """
        self._admission(entry, "entry")
        future: Future[Appended] = Future()
        with self._gate:
            if self._closing.is_set():
                raise RuntimeError("the batcher is closed")
            self._queue.put((entry, future))
        return future

    def close(self) -> None:
        """Append what is queued, then stop."""
        with self._gate:
            self._closing.set()
            self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        try:
            store = self._open_store()
        except Exception as error:  # noqa: BLE001 - handed to every caller that waits
            refusal = error
            self._serve(lambda batch: _fail(batch, refusal))
            return
        log = Log(store, _admitted)
        self._serve(lambda batch: _append(log, batch))
        store.close()

    def _serve(self, handle: Callable[[list[_Waiting]], None]) -> None:
        more = True
        while more:
            batch, more = self._gather()
            # an entry whose caller gave up before its batch began is not appended
            handle([item for item in batch if item[1].set_running_or_notify_cancel()])

    def _gather(self) -> tuple[list[_Waiting], bool]:
        """The next batch, and whether there may be more after it."""
        item, batch, size = self._queue.get(), list[_Waiting](), 0
        self._closing.wait(self._wait)
        while item is not None:
            batch.append(item)
            size += len(item[0])
            if len(batch) >= MAX_BATCH or size >= MAX_BATCH_BYTES or self._queue.empty():
                return batch, True
            item = self._queue.get()
        return batch, False


def _append(log: Log, batch: list[_Waiting]) -> None:
    """Append and answer; a failure of the store is everyone's, and nobody is told that an entry is in."""
    try:
        added = log.append([entry for entry, _ in batch])
    except Exception as error:  # noqa: BLE001 - handed to every caller that waits
        _fail(batch, error)
        return
    for (_, future), result in zip(batch, added, strict=True):
        future.set_result(result)


def _fail(batch: list[_Waiting], error: Exception) -> None:
    for _, future in batch:
        future.set_exception(error)
