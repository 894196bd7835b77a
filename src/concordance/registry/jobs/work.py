"""Doing jobs: each is taken in one transaction, done in its own, and ended in a third, so that all can watch it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from concordance.base.problem import ProblemsError
from concordance.registry.database import Registry
from concordance.registry.events import By
from concordance.registry.jobs.keeping import Wanted, disturbed, end, job_held, put, recover, take
from concordance.registry.jobs.tables import Job
from concordance.registry.moments import stamp

_LOG = logging.getLogger(__name__)
PASSING = frozenset({"registry-unusable", "log-refused", "file-unusable"})
"""Problems that may be gone the next time."""
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Work:
    """What a task is given: the registry, who asked and when it is, what to do, and a way to tell how far it is."""

    registry: Registry
    by: By
    given: Mapping[str, Any]
    payload: bytes | None
    tell: Tell


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of work. `every`: seconds after which it is done again, whether or not anybody asks."""

    name: str
    do: Callable[[Work], dict[str, Any]]
    every: int | None = None


@dataclass(frozen=True, slots=True)
class Workshop:
    """Where jobs are done: the registry, the tasks that are known, and the clock."""

    registry: Registry
    tasks: Mapping[str, Task]
    clock: Callable[[], datetime]

    def begin(self) -> None:
        """Put in what comes again by itself."""
        with self.registry.writing() as session:
            for task in self.tasks.values():
                if task.every is not None:
                    wanted = Wanted(task.name, {}, key=f"every:{task.name}", every=task.every)
                    put(session, By(f"jobs:{task.name}", self.clock()), wanted)

    def recover(self) -> int:
        """Take up again what lost its worker."""
        with self.registry.writing() as session:
            return recover(session, self.clock())

    def do(self, id_: int | None = None) -> int | None:
        """Do one job that is due, the given one or any. Returns its number; None when there is none."""
        with self.registry.writing() as session:
            job = take(session, self.clock(), id_)
        if job is None:
            return None
        task = self.tasks.get(job.task)
        if task is None:
            self._end(job, None, f"no task is called `{job.task}`")
            return job.id
        try:
            self._end(job, task.do(self._work(job)), None)
        except ProblemsError as error:
            self._refused(job, error)
        except Exception as error:  # noqa: BLE001 - the last door of a worker: others wait behind this job
            _LOG.exception("job %s (%s) broke", job.id, job.task)
            self._end(job, None, f"a defect of this program: {type(error).__name__}")
        return job.id

    def drain(self) -> int:
        """Do everything that is due. Returns how many jobs that was."""
        count = 0
        while self.do() is not None:
            count += 1
        return count

    def _work(self, job: Job) -> Work:
        by = By(job.actor, self.clock())
        return Work(self.registry, by, job.given, job.payload, lambda done, total: self._tell(job.id, done, total))

    def _tell(self, id_: int, done: int, total: int) -> None:
        """Write how far a job is; not on SQLite, where the job itself is the only one who may write."""
        if self.registry.engine.dialect.name == "sqlite":
            return
        with self.registry.writing() as session:
            job = job_held(session, id_)
            job.done, job.total, job.beat = done, total, stamp(self.clock())

    def _refused(self, job: Job, error: ProblemsError) -> None:
        said = "\n".join(map(str, error.problems))
        if {problem.code for problem in error.problems} & PASSING:
            _LOG.warning("job %s (%s) is tried again: %s", job.id, job.task, said)
            with self.registry.writing() as session:
                disturbed(job_held(session, job.id), self.clock(), said)
        else:
            self._end(job, None, said)

    def _end(self, job: Job, result: dict[str, Any] | None, problem: str | None) -> None:
        with self.registry.writing() as session:
            held = job_held(session, job.id)
            if held.state == "running" and held.tries == job.tries:  # else it was taken for lost, and begun anew
                end(held, self.clock(), result, problem)
