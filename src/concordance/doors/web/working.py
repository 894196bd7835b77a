"""Background work of a server: its tasks, and who does them: a thread, or the workers of a queue on PostgreSQL."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from concordance.base.problem import ProblemsError
from concordance.doors.web.ledger import Ledger
from concordance.doors.web.settings import Settings
from concordance.doors.web.shelf import Shelf
from concordance.evidence.errors import EvidenceError
from concordance.registry.jobs.imports import IMPORT
from concordance.registry.jobs.jobs import EmbeddedJobs, Jobs
from concordance.registry.jobs.sweep import SWEEP
from concordance.registry.jobs.work import Task, Work, Workshop
from concordance.registry.refusals import refusal


@dataclass(slots=True)
class Working:
    """The jobs of a server, opened when they are first asked for."""

    settings: Settings
    shelf: Shelf
    ledger: Ledger | None
    _jobs: Jobs | None = None
    _lock: Lock = field(default_factory=Lock)

    @property
    def workshop(self) -> Workshop:
        """What is to be done on this server, and where."""
        tasks = [SWEEP, IMPORT, *([publishing(self.ledger, self.shelf)] if self.ledger else [])]
        return Workshop(self.shelf.registry, {task.name: task for task in tasks}, self.settings.clock)

    @property
    def jobs(self) -> Jobs:
        """Who takes jobs. Raises ProblemsError `registry-extra` when the queue of PostgreSQL is not installed."""
        with self._lock:
            if self._jobs is None:
                self._jobs = open_jobs(self.workshop)
            return self._jobs

    @asynccontextmanager
    async def done(self) -> AsyncIterator[None]:
        """Do jobs for as long as the server runs, if it is to."""
        if self.settings.jobs:
            await run_in_threadpool(lambda: self.jobs.start())
        yield
        if self._jobs is not None:
            await run_in_threadpool(self._jobs.stop)


def open_jobs(workshop: Workshop, concurrency: int = 1) -> Jobs:
    """A thread for SQLite, the queue for PostgreSQL."""
    if workshop.registry.engine.dialect.name != "postgresql":
        return EmbeddedJobs(workshop)
    try:
        from concordance.registry.jobs.queued import QueuedJobs
    except ModuleNotFoundError as error:
        raise refusal("registry-extra", library=error.name) from error
    return QueuedJobs(workshop, concurrency)


def publishing(ledger: Ledger, shelf: Shelf) -> Task:
    """Entering in the log what happened, also by other programs, and signing its head."""

    def publish(_: Work) -> dict[str, Any]:
        try:
            return {"added": ledger.publish(shelf)}
        except EvidenceError as error:
            raise ProblemsError([error.problem()]) from error

    return Task("publish", publish, every=60)


async def working_of(request: Request) -> Working:
    """The background work of the server."""
    found: Working = request.app.state.working
    return found
