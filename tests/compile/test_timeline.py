"""Two axes of time: what the law says on a day, and what was known of it on another."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from concordance.base.dates import FAR
from concordance.base.span import NOWHERE
from concordance.compile.program import Program
from concordance.compile.timeline import Law, cut
from concordance.norms.instrument import Entry, Instrument, StatusEvent, Wording
from concordance.norms.norm import Provenance
from concordance.norms.score import Score

SOURCE = Provenance("state-2026", "confirmed")


def wording(name: str, published: date, in_force: date | None) -> Wording:
    return Wording(name, published, in_force, SOURCE, NOWHERE)


def event(name: str, on: date) -> StatusEvent:
    return StatusEvent(name, on, SOURCE, NOWHERE)


@pytest.fixture
def made(score: Score) -> Instrument:
    """An instrument with two texts, stayed for a while and repealed at last."""
    entry = Entry(date(2020, 6, 1), date(2021, 6, 1), None, frozenset({"old"}), "Art. 1", SOURCE, NOWHERE)
    return replace(
        score.instruments["eu/ai-act"],
        wordings=(
            wording("new", date(2021, 1, 10), date(2021, 2, 1)),
            wording("old", date(2020, 1, 10), date(2020, 2, 1)),
        ),
        status=(
            event("repealed", date(2024, 1, 1)),
            event("stayed", date(2022, 1, 1)),
            event("stay-lifted", date(2022, 3, 1)),
            event("adopted", date(2020, 1, 1)),
        ),
        timetables={"general": (entry, replace(entry, start=date(2021, 6, 1), until=FAR, in_texts=frozenset({"new"})))},
    )


@pytest.mark.parametrize(
    ("known", "at", "text"),
    [
        (date(2025, 1, 1), date(2020, 1, 31), None),  # published, not in force
        (date(2025, 1, 1), date(2020, 2, 1), "old"),
        (date(2025, 1, 1), date(2021, 1, 31), "old"),
        (date(2025, 1, 1), date(2021, 2, 1), "new"),
        (date(2021, 1, 9), date(2021, 2, 1), "old"),  # the new text is not published yet
        (date(2019, 1, 1), date(2021, 2, 1), None),  # nothing is
        (date(2025, 1, 1), date(2022, 2, 1), None),  # stayed
        (date(2025, 1, 1), date(2022, 3, 1), "new"),  # the stay is lifted
        (date(2025, 1, 1), date(2024, 1, 1), None),  # repealed
        (date(2025, 1, 1), date(2030, 1, 1), None),
    ],
)
def test_the_text_in_force(made: Instrument, known: date, at: date, text: str | None) -> None:
    assert Law(made, known).text_on(at) == text


def test_lines_of_a_timetable_belong_to_their_text_and_their_days(made: Instrument) -> None:
    law = Law(made, date(2025, 1, 1))
    days = (date(2020, 5, 31), date(2020, 6, 1), date(2021, 5, 31), date(2021, 6, 1))
    assert [len(law.entries("general", day, "old")) for day in days] == [0, 1, 1, 0]
    assert [len(law.entries("general", day, "new")) for day in days] == [0, 0, 0, 1]
    assert not law.entries("no such timetable", date(2021, 1, 1), "old")


def test_concepts_have_a_meaning_before_the_text_is_law(made: Instrument) -> None:
    assert Law(made, date(2025, 1, 1)).text_for_concepts(date(2000, 1, 1)) == "old"
    assert Law(made, date(2025, 1, 1)).text_for_concepts(date(2026, 1, 1)) == "new"
    assert Law(made, date(2019, 1, 1)).text_for_concepts(date(2026, 1, 1)) in {"old", "new"}


def test_the_line_is_cut_wherever_something_changes(made: Instrument) -> None:
    starts = cut([made], date(2025, 1, 1)).starts
    assert set(starts) >= {
        date(2020, 2, 1), date(2020, 6, 1), date(2021, 2, 1), date(2021, 6, 1), date(2022, 1, 1), date(2022, 3, 1),
        date(2024, 1, 1),
    }  # fmt: skip
    assert list(starts) == sorted(set(starts))


def test_intervals_cover_all_time_without_gap(program: Program) -> None:
    pieces = program.all()
    assert [one.until for one in pieces[:-1]] == [other.start for other in pieces[1:]]
    assert pieces[-1].until == FAR
    for piece in pieces:
        assert program.on(piece.start) is piece
    assert program.on(date(1, 1, 1)) is pieces[0]


def test_what_was_known_earlier_knows_less(program: Program) -> None:
    early = Program(program.score, date(2026, 1, 1), program.choice)
    assert early.on(date(2026, 12, 2)).norms.keys() != program.on(date(2026, 12, 2)).norms.keys()
    assert {nodes.text for nodes in early.on(date(2026, 12, 2)).norms.values()} == {"enacted"}
    assert {nodes.text for nodes in program.on(date(2026, 12, 2)).norms.values()} == {"amended"}
    assert Program(program.score, date(2024, 7, 11), program.choice).on(date(2026, 12, 2)).norms == {}
