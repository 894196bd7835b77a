"""The schema goes up, down and up again; history cannot be rewritten; what fails leaves nothing behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DBAPIError

from concordance.base.problem import ProblemsError
from concordance.registry.accounts import Account, SignedIn
from concordance.registry.database import Registry, current, migrate, newest, open_engine
from concordance.registry.events import By, faults, history
from concordance.registry.keeping import add, change
from concordance.registry.models import Event, Model, Organisation, System, Version
from concordance.registry.tables import metadata


def test_migrations_up_down_up(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    assert current(engine) == newest()
    tables = set(inspect(engine).get_table_names())
    migrate(engine, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    migrate(engine)
    assert set(inspect(engine).get_table_names()) == tables


def test_every_migration_can_be_taken_back(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    while current(engine) is not None:
        before = current(engine)
        migrate(engine, "-1")
        assert current(engine) != before
    migrate(engine)


def test_the_migrations_make_what_the_models_say(url: str) -> None:
    engine = open_engine(url)
    migrate(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_nothing_is_opened_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="registry-absent"):
        Registry.open(str(tmp_path / "none.db"))
    (tmp_path / "other.db").write_bytes(b"this is no database at all, only text" * 100)
    with pytest.raises(ProblemsError, match="registry-unusable"):
        Registry.open(str(tmp_path / "other.db"))
    with pytest.raises(ProblemsError, match="registry-unusable"):
        open_engine("nonsense://x")


def test_an_older_registry_is_not_opened_but_upgraded(tmp_path: Path) -> None:
    path = str(tmp_path / "r.db")
    registry = Registry.make(path)
    migrate(registry.engine, "base")
    with registry.engine.begin() as connection:
        connection.execute(text("INSERT INTO alembic_version VALUES ('0001')"))
    if newest() != "0001":
        with pytest.raises(ProblemsError, match="registry-version"):
            Registry.open(path)


def test_history_is_append_only(registry: Registry, by: By) -> None:
    with registry.writing() as session:
        add(session, by, Organisation(id="org", name="Org", country="FR", identifiers={}))
    for statement in ("UPDATE event SET actor = 'x'", "DELETE FROM event"):
        with pytest.raises(DBAPIError, match="append-only"), registry.engine.begin() as connection:
            connection.execute(text(statement))


def test_an_altered_history_is_seen(lite: Registry, by: By) -> None:
    with lite.writing() as session:
        for name in ("a", "b", "c"):
            add(session, by, Organisation(id=name, name=name, country=None, identifiers={}))
    with lite.reading() as session:
        assert list(faults(session)) == []
    with lite.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER event_no_update"))
        connection.execute(text("DROP TRIGGER event_no_delete"))
        connection.execute(text("UPDATE event SET subject = 'z' WHERE seq = 1"))
        connection.execute(text("DELETE FROM event WHERE seq = 2"))
    with lite.reading() as session:
        assert [(p.code, p.message[:8]) for p in faults(session)] == [
            ("history-altered", "event 1 "),
            ("history-gap", "events a"),
        ]


def test_what_fails_leaves_nothing(registry: Registry, by: By) -> None:
    def fails_half_way() -> None:
        with registry.writing() as session:
            add(session, by, Organisation(id="org", name="Org", country=None, identifiers={}))
            add(session, by, System(id="sys", organisation_id="nobody", name="S", purpose=None, status=None))

    with pytest.raises(ProblemsError, match="not-held"):
        fails_half_way()
    with registry.reading() as session:
        assert session.get(Organisation, "org") is None
        assert list(session.scalars(select(Event))) == []


def test_things_are_added_once_and_changes_are_told(registry: Registry, by: By) -> None:
    with registry.writing() as session:
        add(session, by, Organisation(id="org", name="Org", country="FR", identifiers={"lei": "x"}))
        add(session, by, System(id="sys", organisation_id="org", name="S", purpose=None, status="in-service"))
        add(session, by, Model(id="model", organisation_id="org", name="M", training_compute=3e25))
        add(session, by, Version(id="sys:1", of="sys", label="1", released_on="2026-01-01", built_on=["model"]))
    with registry.writing() as session:
        system = session.get_one(System, "sys")
        assert change(session, by, system, status="recalled", name="S") == {
            "status": {"old": "in-service", "new": "recalled"}
        }
        assert change(session, by, system, status="recalled") == {}
    with registry.reading() as session:
        assert [event.kind for event in history(session, "sys")] == ["system-added", "system-changed"]
    with pytest.raises(ProblemsError, match="taken"), registry.writing() as session:
        add(session, by, Organisation(id="org", name="Other", country=None, identifiers={}))
    with pytest.raises(ProblemsError, match="bad-token"), registry.writing() as session:
        add(session, by, Organisation(id="an id", name="Other", country=None, identifiers={}))
    with pytest.raises(ProblemsError, match="not-held"), registry.writing() as session:
        add(session, by, Version(id="v", of="sys", label="1", released_on=None, built_on=["no-model"]))


OUTSIDE = """
CREATE TABLE web_account (id VARCHAR(120) NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL, role VARCHAR(20) NOT NULL,
  organisation_id VARCHAR(200), password VARCHAR(200) NOT NULL, feed VARCHAR(64) NOT NULL UNIQUE);
CREATE INDEX ix_web_account_organisation_id ON web_account (organisation_id);
CREATE TABLE web_session (digest VARCHAR(64) NOT NULL PRIMARY KEY,
  account_id VARCHAR(120) NOT NULL REFERENCES web_account (id), until VARCHAR(20) NOT NULL);
CREATE INDEX ix_web_session_account_id ON web_session (account_id);
CREATE INDEX ix_web_session_until ON web_session (until);
INSERT INTO web_account VALUES ('ada', 'Ada', 'provider', NULL, 'x', 'f');
INSERT INTO web_session VALUES ('d', 'ada', '2026-12-03T09:00:00Z');
"""
"""The tables of accounts as they were made before there was a migration for them."""


def test_accounts_of_earlier_versions_are_kept(url: str) -> None:
    engine = open_engine(url)
    migrate(engine, "0005")
    with engine.begin() as connection:
        for statement in filter(str.strip, OUTSIDE.split(";")):
            connection.execute(text(statement))
    registry = Registry.make(url)
    with registry.reading() as session:
        found = session.get_one(SignedIn, "d")
        assert session.get_one(Account, found.account_id).name == "Ada"
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


@pytest.mark.postgres
@pytest.mark.parametrize("url", ["postgres"], indirect=True)
@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_what_postgres_cannot_hold_is_a_fault_of_the_value(registry: Registry, by: By, name: str) -> None:
    with pytest.raises(ProblemsError, match="value-unusable"), registry.writing() as session:
        session.add(Account(id="ada", name=name, role="provider", password="", feed="f"))
