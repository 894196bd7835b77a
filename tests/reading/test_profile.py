"""Profiles: what is read, what is refused, and that writing and reading again changes nothing."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.base.problem import Problems
from concordance.base.text import Text
from concordance.norms.profile import FactValue, Judgement, Profile
from concordance.norms.score import Score
from concordance.norms.vocabulary import Fact
from concordance.pipeline import load_score
from concordance.reading.kinds import parse_number
from concordance.reading.profile import read_profile, read_profile_file
from concordance.reading.writing import profile_text, write_profile
from support import EXAMPLES

SCORE = load_score()
FACTS = {name: fact for name, fact in SCORE.vocabulary.facts.items() if not fact.is_reading}
NAMES = sorted(FACTS)
WORDS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(lambda t: t.strip() == t)
LINES = WORDS.map(lambda text: " ".join(text.split())).filter(bool)


def values(fact: Fact) -> st.SearchStrategy[Any]:
    match fact.type:
        case "bool":
            return st.booleans()
        case "choice":
            return st.sampled_from(sorted(fact.values))
        case "set":
            return st.sets(st.sampled_from(sorted(fact.values)), max_size=4).map(widened)
        case "date":
            return st.dates(date(1950, 1, 1), date(2100, 1, 1))
    return st.integers(0, 10**99) | st.floats(0, 1e30, allow_nan=False, allow_infinity=False)


def widened(words: set[str]) -> frozenset[str]:
    """A place brings the wider places with it."""
    places = SCORE.vocabulary.jurisdictions
    wider = {w for word in words if word in places for w in SCORE.vocabulary.wider_places(word)}
    return frozenset(words | wider)


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=12))
    plain: dict[str, FactValue] = {}
    judged: dict[str, Judgement] = {}
    nobody: set[str] = set()
    for name in names:
        if draw(st.integers(0, 5)) == 0:
            nobody.add(name)
        elif FACTS[name].judgement:
            on = draw(st.none() | st.dates(date(2000, 1, 1), date(2100, 1, 1)))
            judged[name] = Judgement(draw(values(FACTS[name])), draw(WORDS), draw(WORDS), on)
        else:
            plain[name] = draw(values(FACTS[name]))
    reading = draw(st.none() | st.sampled_from(sorted(SCORE.readings)))
    chosen = {reading: draw(st.sampled_from(sorted(SCORE.readings[reading].options)))} if reading else {}
    text = st.builds(Text, LINES, LINES)
    return Profile(draw(WORDS), draw(text), draw(st.none() | text), plain, {}, frozenset(nobody), judged, chosen)


def read(data: bytes | str, score: Score = SCORE) -> tuple[Profile | None, list[str]]:
    problems = Problems()
    found = read_profile(data.encode() if isinstance(data, str) else data, "p.yaml", score, problems)
    assert all(problem.help and problem.places for problem in problems)
    return found, [problem.code for problem in problems]


@given(profiles())
def test_a_profile_written_and_read_is_the_same(profile: Profile) -> None:
    found, codes = read(profile_text(profile))
    assert not codes
    assert found is not None
    assert dataclasses.replace(found, places={}) == profile


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_an_example_written_and_read_is_the_same(path: Path, tmp_path: Path) -> None:
    problems = Problems()
    first = read_profile_file(path, SCORE, problems)
    assert first is not None
    write_profile(first, tmp_path / "again.yaml")
    again = read_profile_file(tmp_path / "again.yaml", SCORE, problems)
    assert again is not None
    assert not problems.found
    assert dataclasses.replace(again, places={}) == dataclasses.replace(first, places={})
    assert [p.name for p in tmp_path.iterdir()] == ["again.yaml"]


def test_no_value_of_a_fact_reads_as_no_answer() -> None:
    """`null` and `unknown` take a fact out, so no fact may have them as values."""
    assert not [f.name for f in FACTS.values() if {"null", "unknown"} & f.values.keys()]


def test_answers_join_facts_judgements_and_readings() -> None:
    judged = {"a.fair": Judgement(True, "A. Martin", "because", None)}
    profile = Profile("p", Text("p", "p"), None, {"b": 3}, judgements=judged, chosen={"r": "wide"})
    assert profile.answers == {"b": 3, "a.fair": True, "reading.r": "wide"}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("system.infers_emotions: yes", "fact-type"),
        ("system.infers_emotions: 'true'", "fact-type"),
        ("system.infers_emotions: True", "fact-type"),
        ("system.infers_emotions: on", "fact-type"),
        ("system.infers_emotions: 1", "fact-type"),
        ("system.infers_emotions:", "fact-type"),
        ("system.infers_emotions: {a: b}", "fact-type"),
        ("system.markets: DE", "fact-type"),
        ("system.markets: [[DE]]", "fact-type"),
        ("system.markets: [GERMANY]", "unknown-value"),
        ("organisation.turnover: -1", "fact-type"),
        ("organisation.turnover: .inf", "fact-type"),
        ("organisation.turnover: nan", "fact-type"),
        ("organisation.turnover: 1e999", "fact-type"),
        ("organisation.turnover: 1" + "0" * 400, "fact-type"),
        ("organisation.turnover: 40 M€", "fact-type"),
        ("organisation.turnover: 0x10", "fact-type"),
        ("organisation.turnover: ٣", "fact-type"),
        ("system.placed_on_market_on: 2026-02-30", "bad-date"),
        ("system.placed_on_market_on: 02-08-2026", "bad-date"),
        ("system.placed_on_market_on: '2026-8-2'", "bad-date"),
        ("system.placed_on_market_on: 0001-01-01", "bad-date"),
        ("system.placed_on_market_on: 9999-12-31", "bad-date"),
        ("system.infers_emotion: true", "unknown-fact"),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused(line: str, code: str) -> None:
    assert read(f"profile: p\nfacts:\n  {line}\n")[1] == [code]


def test_every_problem_of_a_profile_is_told_at_once() -> None:
    found, codes = read("profile: p\nfact: {}\nfacts:\n  system.infers_emotion: true\n  system.markets: DE\n")
    assert sorted(codes) == ["fact-type", "unknown-fact", "unknown-key"]
    assert found is not None


def test_a_place_names_the_wider_places_too() -> None:
    found, codes = read("profile: p\nfacts: {system.markets: [DE]}\n")
    assert found is not None
    assert not codes
    assert found.facts == {"system.markets": frozenset({"DE", "EU"})}


def test_null_takes_a_fact_out() -> None:
    found, codes = read("profile: p\nfacts: {system.infers_emotions: null, system.markets: unknown}\n")
    assert found is not None
    assert not codes
    assert found.facts == {}


@pytest.mark.parametrize(
    ("text", "value"), [("1_000_000", 1_000_000), ("3e25", 3e25), ("0", 0), ("2.5", 2.5), ("1_0.5", 10.5)]
)
def test_numbers(text: str, value: float) -> None:
    assert parse_number(text) == value


@given(st.binary(max_size=120))
def test_no_bytes_raise(data: bytes) -> None:
    read(b"profile: p\nfacts:\n  " + data)
