"""Jobs in the registry: put in once, taken by one worker, ended with a result or a problem."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from concordance.registry.events import By
from concordance.registry.jobs.tables import Job
from concordance.registry.moments import stamp
from concordance.registry.refusals import refusal

SILENT = timedelta(minutes=15)
"""A running job that gave no sign of life for this long has lost its worker."""
PAUSE = timedelta(minutes=1)
"""Before a job that was disturbed is tried again; twice, three times as long after that."""
TRIES = 3


@dataclass(frozen=True, slots=True)
class Wanted:
    """Work to be done. The same `key` stands once while it waits or runs; `every` is in seconds."""

    task: str
    given: dict[str, Any]
    payload: bytes | None = None
    key: str | None = None
    every: int | None = None


def put(session: Session, by: By, wanted: Wanted) -> Job:
    """Put a job in, or find the one under the same key."""
    found = _under(session, wanted.key)
    if found is not None:
        return found
    moment = stamp(by.at)
    job = Job(
        task=wanted.task,
        key=wanted.key,
        given=wanted.given,
        payload=wanted.payload,
        actor=by.actor,
        state="waiting",
        every=wanted.every,
        tries=0,
        due=moment,
        made=moment,
        done=0,
        total=0,
    )
    try:
        with session.begin_nested():
            session.add(job)
    except IntegrityError:  # somebody put the same in at the same moment
        found = _under(session, wanted.key)
        if found is None:
            raise
        return found
    return job


def _under(session: Session, key: str | None) -> Job | None:
    return None if key is None else session.scalar(select(Job).where(Job.key == key))


def job_held(session: Session, id_: int) -> Job:
    """The job. Raises ProblemsError `not-held`."""
    found = session.get(Job, id_)
    if found is None:
        raise refusal("not-held", what="job", id=id_)
    return found


def take(session: Session, now: datetime, id_: int | None = None) -> Job | None:
    """A job that is due, for the caller alone; the one asked for, or the one that waits longest."""
    ready = select(Job).where(Job.state == "waiting", Job.due <= stamp(now)).order_by(Job.due, Job.id).limit(1)
    if id_ is not None:
        ready = ready.where(Job.id == id_)
    job = session.scalar(ready.with_for_update(skip_locked=True))
    if job is not None:
        job.state, job.begun, job.beat, job.ended = "running", stamp(now), stamp(now), None
        job.tries, job.done, job.total = job.tries + 1, 0, 0
    return job


def end(job: Job, now: datetime, result: dict[str, Any] | None, problem: str | None) -> None:
    """Say how a job went. One that comes again waits for its next turn; others let go of key and payload."""
    job.result, job.problem, job.ended = result, problem, stamp(now)
    if job.every is not None:
        job.state, job.tries, job.due = "waiting", 0, stamp(now + timedelta(seconds=job.every))
        return
    job.state = "done" if problem is None else "failed"
    job.key, job.payload = None, None


def disturbed(job: Job, now: datetime, problem: str) -> None:
    """A job could not be finished for a reason that passes: it waits for another try, or has had them all."""
    if job.tries >= TRIES:
        end(job, now, None, problem)
        return
    job.state, job.problem, job.due = "waiting", problem, stamp(now + job.tries * PAUSE)


def recover(session: Session, now: datetime, silent: timedelta = SILENT) -> int:
    """Let the jobs wait again whose workers were lost. Returns how many."""
    lost = select(Job).where(Job.state == "running", or_(Job.beat.is_(None), Job.beat <= stamp(now - silent)))
    found = list(session.scalars(lost.with_for_update(skip_locked=True)))
    for job in found:
        disturbed(job, now, "its worker was lost")
    return len(found)
