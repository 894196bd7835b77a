"""Jobs: done once, watched, taken up again; by a thread on either database, and by a queue on PostgreSQL."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from concordance.base.problem import ProblemsError
from concordance.registry.database import Registry
from concordance.registry.events import By, faults, history
from concordance.registry.importing import How
from concordance.registry.jobs import imports, sweep
from concordance.registry.jobs.jobs import EmbeddedJobs, Jobs
from concordance.registry.jobs.keeping import SILENT, Wanted, job_held, put, take
from concordance.registry.jobs.tables import Job, Reminder
from concordance.registry.jobs.work import Task, Work, Workshop
from concordance.registry.keeping import add
from concordance.registry.models import Incident, IncidentStep, Organisation, Record, System
from concordance.registry.moments import stamp
from concordance.registry.refusals import refusal

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass
class Shop:
    """A workshop whose clock can be set, with tasks that remember what they were given."""

    registry: Registry
    now: datetime = NOON
    seen: list[dict[str, Any]] = field(default_factory=list)
    trouble: list[Exception] = field(default_factory=list)

    def note(self, work: Work) -> dict[str, Any]:
        if self.trouble:
            raise self.trouble.pop(0)
        work.tell(1, 2)
        self.seen.append(dict(work.given))
        return {"payload": len(work.payload or b"")}

    @property
    def workshop(self) -> Workshop:
        tasks = [Task("note", self.note), sweep.SWEEP, imports.IMPORT]
        return Workshop(self.registry, {task.name: task for task in tasks}, lambda: self.now)

    def job(self, number: int) -> Job:
        with self.registry.reading() as session:
            return job_held(session, number)

    def ended(self, number: int) -> Job:
        for _ in range(300):
            job = self.job(number)
            if job.state in {"done", "failed"}:
                return job
            time.sleep(0.05)
        raise AssertionError(f"{job.state}: {job.problem}")


@pytest.fixture
def shop(registry: Registry) -> Shop:
    return Shop(registry)


def embedded(workshop: Workshop) -> Jobs:
    return EmbeddedJobs(workshop, pause=0.05)


def queued(workshop: Workshop) -> Jobs:
    pytest.importorskip("procrastinate", reason="the queue needs the extra `postgres`")
    from concordance.registry.jobs.queued import QueuedJobs

    return QueuedJobs(workshop)


KINDS = [
    pytest.param("sqlite", embedded, id="embedded-sqlite"),
    pytest.param("postgres", embedded, id="embedded-postgres", marks=pytest.mark.postgres),
    pytest.param("postgres", queued, id="queued-postgres", marks=pytest.mark.postgres),
]
on_every_kind = pytest.mark.parametrize(("url", "make"), KINDS, indirect=["url"])


@pytest.fixture
def jobs(shop: Shop, make: Callable[[Workshop], Jobs]) -> Iterator[Jobs]:
    made = make(shop.workshop)
    yield made
    made.stop()


@on_every_kind
def test_a_job_is_done(shop: Shop, jobs: Jobs, by: By) -> None:
    jobs.start()
    number = jobs.submit(by, Wanted("note", {"a": 1}, b"four"))
    job = shop.ended(number)
    assert (job.state, job.result, job.payload, job.problem) == ("done", {"payload": 4}, None, None)
    assert shop.seen == [{"a": 1}]
    if shop.registry.engine.dialect.name == "postgresql":
        assert (job.done, job.total) == (1, 2)


@on_every_kind
def test_what_was_put_in_before_the_start_is_done_too(shop: Shop, jobs: Jobs, by: By) -> None:
    numbers = [jobs.submit(by, Wanted("note", {"n": n})) for n in range(5)]
    assert {shop.job(number).state for number in numbers} == {"waiting"}
    jobs.start()
    assert [shop.ended(number).state for number in numbers] == ["done"] * 5
    assert sorted(given["n"] for given in shop.seen) == list(range(5))


@on_every_kind
def test_the_same_key_is_one_job_until_it_is_done(shop: Shop, jobs: Jobs, by: By) -> None:
    with ThreadPoolExecutor(8) as pool:
        numbers = set(pool.map(lambda _: jobs.submit(by, Wanted("note", {}, key="k")), range(16)))
    assert len(numbers) == 1
    jobs.start()
    shop.ended(numbers.pop())
    assert len(shop.seen) == 1
    shop.ended(jobs.submit(by, Wanted("note", {}, key="k")))
    assert len(shop.seen) == 2


@on_every_kind
def test_what_fails_is_said(shop: Shop, jobs: Jobs, by: By) -> None:
    shop.trouble = [refusal("not-held", what="record", id="x"), RuntimeError("a secret of this server")]
    jobs.start()
    first = shop.ended(jobs.submit(by, Wanted("note", {})))
    assert first.state == "failed"
    assert "error[not-held]" in (first.problem or "")
    second = shop.ended(jobs.submit(by, Wanted("note", {})))
    assert (second.state, second.problem) == ("failed", "a defect of this program: RuntimeError")
    assert shop.ended(jobs.submit(by, Wanted("nothing", {}))).problem == "no task is called `nothing`"
    assert shop.ended(jobs.submit(by, Wanted("note", {}))).state == "done", "a worker outlives what fails"


@on_every_kind
def test_recurring_work_begins_by_itself(shop: Shop, jobs: Jobs) -> None:
    jobs.start()
    for _ in range(1400):  # the queue looks at the start of every minute
        with shop.registry.reading() as session:
            found = session.scalar(select(Job).where(Job.task == "sweep"))
        if found is not None and found.ended:
            break
        time.sleep(0.05)
    assert found is not None
    assert (found.state, found.due, found.result) == ("waiting", "2026-11-20T12:01:00Z", {"soon": 0, "overdue": 0})


def test_a_job_is_taken_by_one_worker(shop: Shop, by: By) -> None:
    with shop.registry.writing() as session:
        for n in range(40):
            put(session, by, Wanted("note", {"n": n}))
    with ThreadPoolExecutor(6) as pool:
        counts = list(pool.map(lambda _: shop.workshop.drain(), range(6)))
    assert sum(counts) == 40
    assert sorted(given["n"] for given in shop.seen) == list(range(40))


def test_what_passes_is_tried_again_three_times(shop: Shop, by: By) -> None:
    away = [refusal("registry-unusable", why="it restarts") for _ in range(3)]
    shop.trouble = list(away)
    with shop.registry.writing() as session:
        number = put(session, by, Wanted("note", {})).id
    for wait in (1, 2):
        assert shop.workshop.do() == number
        assert shop.job(number).due == stamp(shop.now + timedelta(minutes=wait))
        assert shop.workshop.do() is None
        shop.now += timedelta(minutes=wait)
    assert shop.workshop.do() == number
    assert shop.job(number).state == "failed"


def test_the_job_of_a_lost_worker_is_begun_anew(shop: Shop, by: By) -> None:
    with shop.registry.writing() as session:
        number = put(session, by, Wanted("note", {}, b"x")).id
    with shop.registry.writing() as session:
        assert take(session, shop.now) is not None
    assert shop.workshop.recover() == 0
    assert shop.workshop.do() is None
    shop.now += SILENT
    assert shop.workshop.recover() == 1
    shop.now += timedelta(minutes=1)
    assert shop.workshop.do() == number
    assert (shop.job(number).state, shop.job(number).tries) == ("done", 2)


def test_a_worker_that_was_taken_for_lost_ends_nothing(shop: Shop, by: By) -> None:
    """It was slow; another has begun the job anew and is not done."""
    with shop.registry.writing() as session:
        number = put(session, by, Wanted("slow", {})).id

    def slow(_: Work) -> dict[str, Any]:
        shop.now += SILENT
        shop.workshop.recover()
        shop.now += timedelta(minutes=1)
        with shop.registry.writing() as session:
            assert take(session, shop.now) is not None
        return {}

    Workshop(shop.registry, {"slow": Task("slow", slow)}, lambda: shop.now).do()
    assert (shop.job(number).state, shop.job(number).tries) == ("running", 2)


# Reminders


def incident(shop: Shop, by: By, due: list[str]) -> None:
    with shop.registry.writing() as session:
        add(session, by, Organisation(id="org", name="Org", country=None, identifiers={}))
        add(session, by, System(id="org/s", organisation_id="org", name="S", purpose=None, status=None))
        session.add(
            Incident(
                id="org/s/1",
                kind="incident",
                system="org/s",
                severity="serious",
                status="open",
                aware_at=stamp(NOON),
                content={},
                salt="",
                reporter=None,
            )
        )
        session.flush()
        session.add_all(
            IncidentStep(
                incident_id="org/s/1",
                kind="notification",
                what=f"step {n}",
                about=None,
                place=None,
                due=moment,
                done=None,
                state="open",
            )
            for n, moment in enumerate(due)
        )


def said(shop: Shop, organisation: str | None = "org") -> dict[str, str]:
    with shop.registry.reading() as session:
        return {due.step.what: due.kind for due in sweep.reminders(session, organisation)}


def test_deadlines_are_said_once(shop: Shop, by: By) -> None:
    incident(shop, by, ["2026-11-20T11:59:59Z", "2026-11-22T12:00:00Z", "2026-11-22T12:00:01Z", "2026-11-19"])
    shop.workshop.begin()
    assert shop.workshop.drain() == 1
    assert said(shop) == {"step 0": "overdue", "step 1": "soon", "step 3": "overdue"}
    assert said(shop, "other") == {}
    assert said(shop, None) == said(shop)
    shop.now += timedelta(minutes=1)
    assert shop.workshop.drain() == 1
    with shop.registry.reading() as session:
        assert session.scalar(select(func.count()).select_from(Reminder)) == 4, "a minute later, one more is due soon"
        events = history(session, "org/s/1")
        assert [(e.kind, e.actor, e.body["step"]) for e in events] == [
            ("incident-overdue", "jobs:sweep", 4),
            ("incident-overdue", "jobs:sweep", 1),
        ]
        assert list(faults(session)) == []


def test_what_was_due_soon_becomes_overdue_and_what_is_done_is_said_no_more(shop: Shop, by: By) -> None:
    incident(shop, by, ["2026-11-21T12:00:00Z", "2026-11-21"])
    shop.workshop.begin()
    shop.workshop.drain()
    assert said(shop) == {"step 0": "soon", "step 1": "soon"}
    shop.now = datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)
    shop.workshop.drain()
    assert said(shop) == {"step 0": "overdue", "step 1": "soon"}, "a day lasts until its end"
    with shop.registry.writing() as session:
        session.execute(text("UPDATE incident_step SET state = 'done' WHERE what = 'step 0'"))
    assert said(shop) == {"step 1": "soon"}
    with shop.registry.writing() as session:
        session.execute(text("UPDATE incident SET status = 'closed'"))
    shop.now += timedelta(days=1)
    shop.workshop.drain()
    assert said(shop) == {}


# Imports


def rows(count: int, *bad: int) -> bytes:
    made = [{"id": str(n), "title": f"T{n}", "organisatie": "o"} for n in range(count)]
    for n in bad:
        made[n]["id"] = ""
    return "\n".join(json.dumps(row) for row in made).encode()


@on_every_kind
def test_a_register_is_imported(shop: Shop, jobs: Jobs, by: By, make: object) -> None:
    jobs.start()
    job = shop.ended(jobs.submit(by, imports.wanted("nl", "C:\\files\\nl.jsonl", rows(2500, 7), How())))
    assert job.result is not None
    (shown,) = job.result.pop("shown")
    assert job.result == {"rows": 2500, "new": 2499, "unchanged": 0, "changed": 0, "withdrawn": 0, "refused": 1}
    assert (shown["code"], shown["where"]) == ("row-key", "nl.jsonl:8:1")
    if shop.registry.engine.dialect.name == "postgresql":
        assert (job.done, job.total) == (2500, 2500)
    again = shop.ended(jobs.submit(by, imports.wanted("nl", "nl.jsonl", rows(2500, 7), How())))
    assert again.result is not None
    assert (again.result["new"], again.result["unchanged"]) == (0, 2499)


def test_all_or_nothing_is_nothing(shop: Shop, by: By) -> None:
    with shop.registry.writing() as session:
        number = put(session, by, imports.wanted("nl", "nl.jsonl", rows(20, 3), How(nothing_if_bad=True))).id
    shop.workshop.do()
    job = shop.job(number)
    assert job.state == "failed"
    assert "nl.jsonl:4:1" in (job.problem or "")
    assert "/tmp" not in (job.problem or "")
    with shop.registry.reading() as session:
        assert session.scalar(select(func.count()).select_from(Record)) == 0


def test_a_file_says_its_format_by_its_name() -> None:
    with pytest.raises(ProblemsError, match="file-unusable"):
        imports.wanted("nl", "register.xlsx", b"", How())
    with pytest.raises(ProblemsError, match="unknown-register"):
        imports.wanted("nowhere", "r.json", b"", How())


@pytest.mark.slow
def test_a_large_register_is_imported(shop: Shop, by: By, tmp_path: Path) -> None:
    """A hundred thousand rows, three of them bad."""
    data = rows(100_000, 10, 50_000, 99_999)
    with shop.registry.writing() as session:
        number = put(session, by, imports.wanted("nl", "nl.jsonl", data, How())).id
    shop.workshop.do()
    result = shop.job(number).result
    assert result is not None
    assert (result["new"], result["refused"]) == (99_997, 3)
    assert [row["where"] for row in result["shown"]] == ["nl.jsonl:11:1", "nl.jsonl:50001:1", "nl.jsonl:100000:1"]
