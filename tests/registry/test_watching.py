"""A watch tells of every commit, by whatever connection, and of nothing before it can be seen."""

from __future__ import annotations

from sqlalchemy.orm import Session

from concordance.registry.database import Registry
from concordance.registry.events import By
from concordance.registry.keeping import add
from concordance.registry.models import Organisation
from concordance.registry.watching import Watch


def put(session: Session, by: By, name: str) -> None:
    add(session, by, Organisation(id=name, name=name, country=None, identifiers={}))


def test_a_commit_is_told(registry: Registry, by: By) -> None:
    watch = Watch(registry.engine)
    before = watch.version()
    with registry.reading() as session:
        assert session.get(Organisation, "a") is None
    assert watch.version() == before
    with registry.writing() as session:
        put(session, by, "a")
    after = watch.version()
    assert after != before
    assert watch.version() == after


def test_a_commit_of_another_engine_is_told_when_it_can_be_seen(url: str, registry: Registry, by: By) -> None:
    watch, other = Watch(registry.engine), Registry.open(url)
    with other.writing() as session:
        put(session, by, "a")
        session.flush()
        under_way = watch.version()
        assert watch.version() == under_way
    assert watch.version() != under_way


def test_a_lost_connection_is_another_version(registry: Registry) -> None:
    watch = Watch(registry.engine)
    before = watch.version()
    watch._connection.dbapi_connection.close()
    assert watch.version() != before


def test_readers_wait_for_no_writer(registry: Registry, by: By) -> None:
    with registry.writing() as session:
        put(session, by, "a")
        session.flush()
        with registry.reading() as other:
            assert other.get(Organisation, "a") is None
