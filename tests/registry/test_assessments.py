"""Assessments replay from what was recorded; events become statements of a log, once each."""

from __future__ import annotations

import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from concordance.base.problem import ProblemsError
from concordance.compile.program import Program
from concordance.evidence.envelope import parse_entry
from concordance.evidence.keys import KeyType, make_key
from concordance.evidence.log import Log
from concordance.evidence.signers import parse_signers
from concordance.evidence.sqlite_store import SqliteStore
from concordance.evidence.tiles import TileId
from concordance.pipeline import load_profile
from concordance.registry.assessments import keep_assessment, replay, result_of
from concordance.registry.database import Registry
from concordance.registry.events import By, event_bytes
from concordance.registry.models import AssessmentRow, Event, Logged
from concordance.registry.publishing import publish
from concordance.registry.records import ensure_system, register_system
from concordance.registry.register import register_named
from support import EXAMPLES, ROOT

AT = date(2028, 1, 10)
LOG_KEY = make_key("log.example/ai", KeyType.LOG, bytes(32))
SIGNER = make_key("registrar.example", KeyType.STATEMENT, sha256(b"signer").digest())
STRANGER = make_key("stranger.example", KeyType.STATEMENT, sha256(b"stranger").digest())


def keep(registry: Registry, by: By, program: Program) -> AssessmentRow:
    profile = load_profile(EXAMPLES / "cv-screening.yaml", program)
    with registry.writing() as session:
        ensure_system(session, by, "cv-screening", "maker", "CV screening")
        return keep_assessment(session, by, "cv-screening/2028", "cv-screening", profile, program, AT)


def test_an_assessment_replays_from_what_was_kept(registry: Registry, by: By, program: Program) -> None:
    keep(registry, by, program)
    with registry.reading() as session:
        row = session.get_one(AssessmentRow, "cv-screening/2028")
    assert result_of(row).at == AT
    again = replay(row)
    assert (again.identical, again.differences) == (True, ())
    with pytest.raises(ProblemsError, match="taken"):
        keep(registry, by, program)


def test_a_replay_tells_where_results_part(registry: Registry, by: By, program: Program) -> None:
    keep(registry, by, program)
    with registry.reading() as session:
        row = session.get_one(AssessmentRow, "cv-screening/2028")
    row.result = row.result.replace('"at":"2028-01-10"', '"at":"2028-01-11"')
    row.result_digest = "sha256:" + sha256(row.result.encode()).hexdigest()
    assert replay(row).differences == ("/at",)
    row.corpus_hash = "sha256:" + "0" * 64
    with pytest.raises(ProblemsError, match="not-replayable"):
        replay(row)


def test_years_later_the_corpus_of_then_gives_the_same_and_another_is_told(
    lite: Registry, by: By, program: Program, tmp_path: Path
) -> None:
    keep(lite, by, program)
    with lite.reading() as session:
        row = session.get_one(AssessmentRow, "cv-screening/2028")
    then = tmp_path / "corpus"
    shutil.copytree(ROOT / "corpus", then)
    again = replay(row, then)
    assert (again.identical, again.corpus_now) == (True, again.corpus_then)
    later = tmp_path / "later"
    shutil.copytree(then, later)
    described = later / "corpus.yaml"
    described.write_text(described.read_text().replace('version: "', 'version: "9', 1))
    article = later / "instruments" / "eu" / "ai-act" / "articles" / "art-011.yaml"
    article.write_text(article.read_text().replace("technical documentation", "documentation of the technique"))
    with pytest.raises(ProblemsError, match="not-replayable"):
        replay(row, later)
    other = replay(row, later, any_corpus=True)
    assert not other.identical
    assert other.corpus_now.startswith(f"9{row.corpus_version} (")
    assert {"/corpus/hash", "/corpus/version"} < set(other.differences)
    assert any(place.startswith("/duties/") and place.endswith("/says/en") for place in other.differences)


def log_at(path: Path) -> Log:
    signers = parse_signers(f"signer {SIGNER.public.vkey} *\n".encode(), "signers")
    store = SqliteStore(path) if path.exists() else SqliteStore.create(path, LOG_KEY.public.vkey)
    return Log(store, signers.admit)


def test_events_go_into_the_log_once(registry: Registry, by: By, program: Program, tmp_path: Path) -> None:
    keep(registry, by, program)
    with registry.writing() as session:
        register_system(session, by, register_named("eu-annex-viii-a"), {"A.4": "CV screening"}, "cv-screening")
    with registry.writing() as session:
        done = publish(session, log_at(tmp_path / "log.db"), [SIGNER])
    assert [one.predicate for one in done] == ["registration", "registration", "assessment", "registration"]
    assert [one.index for one in done] == [0, 1, 2, 3]
    with registry.writing() as session:
        assert publish(session, log_at(tmp_path / "log.db"), [SIGNER]) == []
        events, logged = list(session.scalars(select(Event))), list(session.scalars(select(Logged)))
        assert len(events) == len(logged) == 4
        digest = sha256(event_bytes(events[2])).hexdigest()
    entries = SqliteStore(tmp_path / "log.db").bundle(TileId(-1, 0, 4))
    assert parse_entry(entries[2]).statement.subjects == (digest,)


def test_a_batch_that_was_cut_short_is_sent_again_without_doubles(
    registry: Registry, by: By, program: Program, tmp_path: Path
) -> None:
    keep(registry, by, program)
    with registry.reading() as session:  # the process dies between the log's commit and the registry's
        publish(session, log_at(tmp_path / "log.db"), [SIGNER])
    with registry.writing() as session:
        assert [one.index for one in publish(session, log_at(tmp_path / "log.db"), [SIGNER])] == [0, 1, 2]


def test_a_key_that_may_not_sign_publishes_nothing(
    registry: Registry, by: By, program: Program, tmp_path: Path
) -> None:
    keep(registry, by, program)
    with pytest.raises(ProblemsError, match="log-refused"), registry.writing() as session:
        publish(session, log_at(tmp_path / "log.db"), [STRANGER])
    with registry.reading() as session:
        assert list(session.scalars(select(Logged))) == []
