"""What is reported without an account: found again by its code alone, its reporter read by nobody they did not tell."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from concordance.base.problem import ProblemsError
from concordance.registry.database import Registry
from concordance.registry.events import By, event_bytes
from concordance.registry.incidents import concerns
from concordance.registry.incidents.concerns import Given, by_code, disclose, forget, move_on, periods, receive, write
from concordance.registry.incidents.statistics import incident_statistics
from concordance.registry.models import Concern, Event
from concordance.registry.publishing import predicate_of, statement_of

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
NAME = "Ada Example, ada@example.org"


def by(at: datetime = NOW) -> By:
    return By(concerns.ANONYMOUS, at)


@pytest.fixture
def fresh() -> concerns.Fresh:
    numbers = itertools.count(1)
    return lambda: next(numbers).to_bytes(32, "big")


def report(registry: Registry, fresh: concerns.Fresh, **other: str) -> concerns.Received:
    told = Given(**{"kind": "breach", "about": "a sorter", "text": "Tests were never run.", "identity": NAME} | other)
    with registry.writing() as session:
        return receive(session, by(), told, fresh)


def test_who_reports_is_read_only_once_they_say_so(registry: Registry, fresh: concerns.Fresh, tmp_path: object) -> None:
    kept = report(registry, fresh)
    with registry.reading() as session:
        row = session.get_one(Concern, kept.id)
        told = b"".join(event_bytes(event) for event in session.scalars(select(Event)))
        stored = repr(vars(row))
        assert all(part not in stored for part in ("Ada", kept.code, kept.code.replace("-", "")))
        assert b"never run" not in told
        assert row.disclosed is None
    with registry.writing() as session:
        row = by_code(session, kept.code.lower().replace("-", " "))
        with pytest.raises(ProblemsError, match="code-unknown"):
            disclose(session, by(), row, "0" * 28)
        assert disclose(session, by(), row, kept.code).disclosed == NAME
        assert forget(session, by(), row).disclosed is None
        with pytest.raises(ProblemsError, match="no-identity"):
            disclose(session, by(), row, kept.code)
    with registry.reading() as session:
        events = list(session.scalars(select(Event)))
        assert {predicate_of(event) for event in events} == {"incident"}
        assert all(statement_of(event) for event in events)


def test_a_conversation_by_code(registry: Registry, fresh: concerns.Fresh) -> None:
    kept = report(registry, fresh, identity="")
    with registry.writing() as session:
        row = by_code(session, kept.code)
        write(session, by(), row, concerns.REPORTER, "One more thing.")
        move_on(session, by(), row, "acknowledged")
        write(session, By("web:msa", NOW), row, concerns.AUTHORITY, "Which release?")
        assert [m.sender for m in concerns.messages_of(session, kept.id)] == ["reporter", "authority"]
        for wrong in ("received", "acknowledged", "gone"):
            with pytest.raises(ProblemsError, match="concern-order"):
                move_on(session, by(), row, wrong)
        move_on(session, by(), row, "closed")
        with pytest.raises(ProblemsError, match="incident-closed"):
            write(session, by(), row, concerns.REPORTER, "x")
        assert incident_statistics(session, 2026).concerns == {"breach": 1}
        assert len(concerns.concerns(session)) == 1
        with pytest.raises(ProblemsError, match="not-held"):
            concerns.concern_held(session, "none")


@pytest.mark.parametrize(
    ("given", "code"),
    [({"kind": "x"}, "concern-kind"), ({"text": " "}, "concern-empty"), ({"text": "x" * 20_001}, "text-long")],
)
def test_what_cannot_be_kept(registry: Registry, fresh: concerns.Fresh, given: dict[str, str], code: str) -> None:
    with pytest.raises(ProblemsError, match=code):
        report(registry, fresh, **given)


def test_the_periods_of_the_directive(registry: Registry, fresh: concerns.Fresh) -> None:
    kept = report(registry, fresh)
    with registry.writing() as session:
        row = by_code(session, kept.code)
        assert periods(row) == concerns.Periods(date(2026, 12, 7), date(2027, 3, 7))
        move_on(session, by(NOW + timedelta(days=1)), row, "acknowledged")
        assert periods(row) == concerns.Periods(None, date(2027, 3, 1))
        move_on(session, by(NOW + timedelta(days=2)), row, "answered")
        assert periods(row) == concerns.Periods(None, None)


def test_three_months_from_the_last_of_november() -> None:
    row = Concern(received_at="2026-11-23T10:00:00Z", acknowledged_at="2026-11-30T10:00:00Z", answered_at=None)
    assert periods(row).answer == date(2027, 2, 28)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32), st.text(min_size=1, max_size=40))
def test_only_the_code_opens(one: bytes, other: bytes, name: str) -> None:
    code, wrong = concerns.make_code(one), concerns.make_code(other)
    if not name.strip():
        return
    sealed = concerns.seal_identity(name, code, lambda: bytes(32))
    assert concerns.open_identity(sealed, code) == name.strip()
    if code != wrong:
        with pytest.raises(ProblemsError, match="code-unknown"):
            concerns.open_identity(sealed, wrong)
