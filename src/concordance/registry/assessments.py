"""Assessments as they were made, and the same made again years later from what was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from concordance import __version__
from concordance.assess.assessment import assess
from concordance.assess.result import Assessment
from concordance.base.canonical import digest
from concordance.base.problem import Problems
from concordance.compile.choice import Choice
from concordance.compile.program import Program
from concordance.harmonise.harmony import harmonise
from concordance.norms.profile import Profile
from concordance.pipeline import compile_score, load_score
from concordance.reading.profile import read_profile
from concordance.reading.writing import profile_text
from concordance.registry.events import By, Happening, record
from concordance.registry.keeping import held
from concordance.registry.models import AssessmentRow, System
from concordance.registry.moments import stamp, token
from concordance.registry.refusals import refusal

ENGINE = f"concordance/{__version__}"


@dataclass(frozen=True, slots=True)
class Replay:
    """An assessment made again: whether the result is the same, byte for byte, and where it is not.

    Corpora are told by version and hash. Under another corpus than the recorded one the result is another one, and
    `differences` says what the law, or its reading, has changed since.
    """

    id: str
    identical: bool
    differences: tuple[str, ...]
    engine_then: str
    engine_now: str
    corpus_then: str
    corpus_now: str


def keep_assessment(
    session: Session, by: By, id_: str, system_id: str, profile: Profile, program: Program, at: date
) -> AssessmentRow:
    """Assess a system and keep all that the result rests on. Raises ProblemsError `bad-token`, `taken`, `not-held`."""
    if session.get(AssessmentRow, token(id_)) is not None:
        raise refusal("taken", what="assessment", id=id_)
    held(session, System, system_id)
    result = msgspec.json.encode(_make(profile, program, at))
    row = AssessmentRow(
        id=id_,
        system_id=system_id,
        made_at=stamp(by.at),
        at=at.isoformat(),
        known=program.known.isoformat(),
        corpus_version=program.score.version,
        corpus_hash=program.score.digest,
        engine=ENGINE,
        choice=_choice_out(program.choice),
        profile=profile_text(profile),
        result=result.decode(),
        result_digest=digest(result),
    )
    session.add(row)
    session.flush()
    body = {
        "system": system_id,
        "corpus": _hex(row.corpus_hash),
        "result": _hex(row.result_digest),
        "engine": row.engine,
        "at": row.at,
        "known": row.known,
    }
    record(session, by, Happening("assessment-made", id_, body))
    return row


def result_of(row: AssessmentRow) -> Assessment:
    """The result as it was kept."""
    return msgspec.json.decode(row.result, type=Assessment)


def replay(row: AssessmentRow, root: Path | None = None, *, any_corpus: bool = False) -> Replay:
    """Assess again with the recorded profile, corpus, days and choice, and compare.

    Raises ProblemsError `not-replayable` when the corpus given is not the recorded one, unless `any_corpus` asks what
    differs under it.
    """
    score = load_score(root)
    then, now = _told(row.corpus_version, row.corpus_hash), _told(score.version, score.digest)
    if score.digest != row.corpus_hash and not any_corpus:
        raise refusal("not-replayable", recorded=then, given=now)
    program = compile_score(root, date.fromisoformat(row.known), _choice_in(row.choice))
    problems = Problems()
    profile = read_profile(row.profile.encode(), f"assessment {row.id}", score, problems)
    problems.stop_if_any()
    assert profile is not None
    again = msgspec.json.encode(_make(profile, program, date.fromisoformat(row.at)))
    found = tuple(_different(msgspec.json.decode(row.result), msgspec.json.decode(again), ""))
    return Replay(row.id, digest(again) == row.result_digest, found, row.engine, ENGINE, then, now)


def _told(version: str, hashed: str) -> str:
    return f"{version} ({hashed[:19]}…)"


def _make(profile: Profile, program: Program, at: date) -> Assessment:
    return harmonise(assess(profile, program, at), profile, program)


def _choice_out(choice: Choice) -> dict[str, Any]:
    return {"regimes": sorted(choice.regimes), "soft": choice.soft, "pending": sorted(choice.pending)}


def _choice_in(choice: dict[str, Any]) -> Choice:
    return Choice(frozenset(choice["regimes"]), choice["soft"], frozenset(choice["pending"]))


def _hex(name: str) -> str:
    return name.removeprefix("sha256:")


def _different(old: Any, new: Any, path: str) -> list[str]:
    """The paths at which two JSON values part."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = sorted({*old, *new})
        return [p for key in keys for p in _different(old.get(key), new.get(key), f"{path}/{key}")]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [p for place, (a, b) in pairs for p in _different(a, b, f"{path}/{place}")]
    return [] if old == new else [path]
