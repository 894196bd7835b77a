"""Many register at the same moment: nothing is lost, nothing is there twice, and who sends twice is told the same."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from concordance.base.problem import ProblemsError
from concordance.registry.database import Registry
from concordance.registry.events import By, faults
from concordance.registry.models import Event, Record
from concordance.registry.records import ensure_system, register_system
from concordance.registry.register import register_named

THREADS = 16


def submit(registry: Registry, by: By, key: str, title: str = "T") -> str:
    register = register_named("nl")
    with registry.writing() as session:
        row = {"id": key, "title": title, "organisatie": "o"}
        kept = register_system(session, by, register, row, "org/system")
        return f"{kept.id} {kept.digest}"


def prepared(registry: Registry, by: By) -> Registry:
    with registry.writing() as session:
        ensure_system(session, by, "org/system", "org", "Org")
    return registry


@pytest.mark.postgres
@pytest.mark.parametrize("count", [300, pytest.param(10_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_none_is_lost_and_none_doubled(registry: Registry, by: By, count: int) -> None:
    """One in ten is sent twice in the same moment; the second is told what the first did, or that it is there."""
    prepared(registry, by)
    sent = [str(n) for n in range(count)] + [str(n) for n in range(0, count, 10)]
    sent.sort(key=lambda key: int(key))  # the two of a pair are next to each other

    def one(key: str) -> str:
        try:
            return submit(registry, by, key)
        except ProblemsError as error:
            return error.problems[0].code

    with ThreadPoolExecutor(THREADS) as pool:
        answers = Counter(pool.map(one, sent))
    with registry.reading() as session:
        kept = list(session.execute(select(Record.id, Record.digest)))
        events = Counter(session.scalars(select(Event.kind)))
        subjects = session.scalar(select(func.count(func.distinct(Event.subject))).where(Event.kind == "record-added"))
        assert list(faults(session)) == []
    assert len(kept) == subjects == events["record-added"] == count
    assert events["record-changed"] == 0
    assert {f"{id_} {digest}" for id_, digest in kept} == set(answers) - {"taken"}
    assert sum(answers.values()) == len(sent)


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_the_same_at_the_same_moment_is_one(registry: Registry, by: By) -> None:
    """All are under way before any can see another: the constraint decides, not the look before."""
    prepared(registry, by)
    start, register = Barrier(8), register_named("nl")

    def one(_: int) -> str:
        with registry.writing() as session:
            assert session.get(Record, "nl:1") is None
            start.wait(10)
            row = {"id": "1", "title": "T", "organisatie": "o"}
            try:
                return register_system(session, by, register, row, "org/system").digest
            except ProblemsError as error:
                return error.problems[0].code

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(one, range(8)))
    assert len(answers - {"taken"}) == 1
    with registry.reading() as session:
        assert session.scalar(select(func.count()).select_from(Event).where(Event.kind == "record-added")) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
def test_another_system_does_not_take_over_what_was_made_at_the_same_moment(registry: Registry, by: By) -> None:
    prepared(registry, by)
    with registry.writing() as session:
        ensure_system(session, by, "other/system", "other", "Other")
    start, register = Barrier(2), register_named("nl")

    def one(system: str) -> str:
        with registry.writing() as session:
            session.get(Record, "nl:1")
            start.wait(10)
            try:
                register_system(session, by, register, {"id": "1", "title": "T", "organisatie": "o"}, system)
            except ProblemsError as error:
                return error.problems[0].code
            return system

    with ThreadPoolExecutor(2) as pool:
        answers = set(pool.map(one, ("org/system", "other/system")))
    assert "taken" in answers
    with registry.reading() as session:
        assert session.get_one(Record, "nl:1").system_id == (answers - {"taken"}).pop()
