"""One way to have work done, whatever does it: a thread of this process, or workers of a PostgreSQL queue."""

from __future__ import annotations

import logging
import signal
from threading import Event, Thread
from typing import Protocol

from concordance.base.problem import ProblemsError
from concordance.registry.events import By
from concordance.registry.jobs.keeping import Wanted, put
from concordance.registry.jobs.work import Workshop

_LOG = logging.getLogger(__name__)


class Jobs(Protocol):
    """Work is submitted by anybody, and done by whoever was started."""

    def submit(self, by: By, wanted: Wanted) -> int:
        """Have something done. Returns the number under which it can be watched; of the same key, the same number."""

    def start(self) -> None:
        """Begin to do jobs, beside whatever else this process does."""

    def stop(self) -> None:
        """Take no more jobs, and wait for the one that is being done."""

    def work(self) -> None:
        """Do jobs, and nothing else, until this process is interrupted or terminated."""


class EmbeddedJobs:
    """A thread of this process does the jobs, one after another. For one SQLite file, which has one writer anyway."""

    def __init__(self, workshop: Workshop, pause: float = 5.0) -> None:
        """`pause`: seconds after which it looks for what others have put in."""
        self.workshop, self.pause = workshop, pause
        self._woken, self._over = Event(), Event()
        self._thread: Thread | None = None

    def submit(self, by: By, wanted: Wanted) -> int:
        """Put the job in, and wake the thread."""
        with self.workshop.registry.writing() as session:
            number = put(session, by, wanted).id
        self._woken.set()
        return number

    def start(self) -> None:
        """Start the thread."""
        if self._thread is None:
            self.workshop.begin()
            self._thread = Thread(target=self._run, name="jobs", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread after the job it is doing."""
        self._over.set()
        self._woken.set()
        if self._thread is not None:
            self._thread.join()

    def work(self) -> None:
        """Start the thread, and stop it when a signal comes."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self._over.set())
        self.start()
        self._over.wait()
        self.stop()

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                if self.workshop.do() is not None:
                    continue
                if not self._woken.wait(self.pause):
                    self.workshop.recover()
            except ProblemsError as error:  # the database is away; it may come back
                _LOG.warning("jobs wait: %s", error)
                self._woken.wait(self.pause)
            self._woken.clear()
