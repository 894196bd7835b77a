"""Jobs by procrastinate: workers in any number, on any machine, told by PostgreSQL as soon as there is something to do.

The registry's own table says what a job is and how far; the queue only says that there is one. Whatever becomes of the
queue, its message is made again every minute. The queue has a schema of its own, apart from the tables of the registry.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from threading import Thread
from typing import Any

import procrastinate
import psycopg
from procrastinate.schema import SchemaManager
from sqlalchemy import Engine

from concordance.registry.events import By
from concordance.registry.jobs.keeping import Wanted, put
from concordance.registry.jobs.work import Workshop

SCHEMA = "procrastinate"
QUEUE = "concordance"
LOCK = 0x434F4E44
"""Advisory lock under which the schema of the queue is made."""


class QueuedJobs:
    """Jobs over PostgreSQL. `start` works in this process; other processes work with `concordance jobs work`."""

    def __init__(self, workshop: Workshop, concurrency: int = 1) -> None:
        """Make the schema of the queue where it is missing."""
        self.workshop, self.concurrency = workshop, concurrency
        self._target = _conninfo(workshop.registry.engine)
        _make_schema(self._target)
        self._sender, self._run = self._app(procrastinate.SyncPsycopgConnector(**self._options()))
        self._sender.open()
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._working: asyncio.Task[None] | None = None

    def submit(self, by: By, wanted: Wanted) -> int:
        """Put the job in, and tell the workers."""
        with self.workshop.registry.writing() as session:
            number = put(session, by, wanted).id
        self._run.defer(job=number)
        return number

    def start(self) -> None:
        """Work in a thread of this process."""
        if self._thread is None:
            self._thread = Thread(target=self._work_here, name="jobs", daemon=True)
            self._thread.start()

    def work(self) -> None:
        """Work in this thread until a signal comes."""
        with suppress(asyncio.CancelledError, KeyboardInterrupt):
            asyncio.run(self._work(signals=True))
        self._sender.close()

    def _work_here(self) -> None:
        with suppress(asyncio.CancelledError):
            asyncio.run(self._work(signals=False))

    def stop(self) -> None:
        """Take no more jobs, wait for those under way, and close the connections."""
        if self._thread is not None:
            if self._loop is not None and self._working is not None:
                with suppress(RuntimeError):  # the loop has ended by itself
                    self._loop.call_soon_threadsafe(self._working.cancel)
            self._thread.join()
        self._sender.close()

    async def _work(self, *, signals: bool) -> None:
        self._loop, self._working = asyncio.get_running_loop(), asyncio.current_task()
        await asyncio.to_thread(self.workshop.begin)
        app, _ = self._app(procrastinate.PsycopgConnector(**self._options(), min_size=2, max_size=4))
        async with app.open_async():
            await app.run_worker_async(
                queues=[QUEUE],
                concurrency=self.concurrency,
                delete_jobs="always",
                install_signal_handlers=signals,
            )

    def _options(self) -> dict[str, Any]:
        return {"conninfo": self._target, "kwargs": {"options": f"-c search_path={SCHEMA}"}}

    def _app(self, connector: procrastinate.BaseConnector) -> tuple[procrastinate.App, Any]:
        app = procrastinate.App(connector=connector)

        @app.task(queue=QUEUE, name="run")
        def run(job: int) -> None:
            self.workshop.do(job)

        @app.periodic(cron="* * * * *")
        @app.task(queue=QUEUE, name="look", pass_context=False)
        def look(timestamp: int) -> None:
            self.workshop.recover()
            self.workshop.drain()

        return app, run


def _conninfo(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _make_schema(target: str) -> None:
    with psycopg.connect(target) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        found = connection.execute("SELECT to_regclass(%s)", (f"{SCHEMA}.procrastinate_jobs",)).fetchone()
        if found == (None,):
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
            connection.execute(f"SET LOCAL search_path TO {SCHEMA}")
            connection.execute(SchemaManager.get_schema())
