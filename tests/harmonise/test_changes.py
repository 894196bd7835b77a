"""What changes for whom between two days, by the life stories of real laws."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from concordance.base.problem import ProblemsError
from concordance.harmonise.changes import Change, ChangeKind, Changes, changes
from concordance.norms.score import Score
from concordance.pipeline import load_score
from support import run_cli

BEFORE, AFTER = date(2026, 7, 1), date(2026, 8, 3)


@pytest.fixture(scope="module")
def score() -> Score:
    return load_score()


@pytest.fixture(scope="module")
def amended(score: Score) -> Changes:
    """The AI Act before and after its amendment and the general date."""
    return changes(score.instruments["eu/ai-act"], BEFORE, AFTER, score)


def of(norm: str, found: Changes) -> Change:
    """The change of one norm."""
    (change,) = [change for change in found.changes if change.norm == f"{found.instrument}/{norm}"]
    return change


def test_a_duty_that_begins_comes_in_on_its_day(amended: Changes) -> None:
    told = of("50.1", amended)
    assert (told.kind, told.on, told.bearer) == (ChangeKind.CAME, date(2026, 8, 2), ("provider",))
    assert told.how == ()


def test_what_comes_for_some_only_says_for_whom(amended: Changes) -> None:
    told = of("50.2", amended)
    assert told.kind is ChangeKind.CAME
    assert told.how[0].en.startswith("for some only, for instance where ")
    assert told.how[0].fr.startswith("pour certains seulement, par exemple si ")


def test_a_duty_that_is_loosened_shows_what_it_was_and_how_it_differs(amended: Changes) -> None:
    told = of("4.1", amended)
    assert told.kind is ChangeKind.CHANGED
    assert told.on is None
    assert told.was is not None
    assert told.was != told.says
    assert any("to a sufficient level" in how.en for how in told.how)


def test_another_addressee_is_named_with_the_earlier_one(amended: Changes) -> None:
    told = of("56.6.adequacy", amended)
    assert any(how.en == "addressed to European Commission, before to AI Office, European AI Board" for how in told.how)
    assert any(how.fr.startswith("adressée à Commission européenne, auparavant à") for how in told.how)


def test_nothing_is_lost_between_two_days(amended: Changes) -> None:
    assert (amended.text_from, amended.text_to) == ("enacted", "amended")
    assert len({change.norm for change in amended.changes}) == len(amended.changes)
    assert amended.unchanged > 0
    assert amended.scope


def test_a_day_later_nothing_changes_and_the_other_way_round_is_refused(score: Score) -> None:
    act = score.instruments["eu/ai-act"]
    still = changes(act, AFTER, AFTER + timedelta(days=1), score)
    assert (still.changes, still.scope) == ((), ())
    assert still.unchanged > 0
    for end in (AFTER, BEFORE):
        with pytest.raises(ProblemsError) as refused:
            changes(act, AFTER, end, score)
        assert [problem.code for problem in refused.value.problems] == ["bad-date"]


def test_what_was_announced_and_then_delayed(score: Score) -> None:
    """On 1 July 2026 the high-risk duties of Annex III were still announced for 2 August 2026."""
    act = score.instruments["eu/ai-act"]
    days = date(2026, 8, 1), date(2026, 8, 2)
    told = changes(act, *days, score, as_known=True)
    assert (told.known_from, told.known_to) == days
    assert of("50.1", told).on is None


def test_a_law_that_takes_the_place_of_another(score: Score) -> None:
    days = date(2026, 11, 22), date(2027, 2, 1)
    new = changes(score.instruments["us-co/sb-26-189"], *days, score)
    assert {change.kind for change in new.changes} == {ChangeKind.CAME}
    assert of("6-1-1704.1", new).on == date(2027, 1, 1)
    assert (new.text_from, new.unchanged) == (None, 0)


def test_a_clause_of_soft_law_that_moved(score: Score) -> None:
    told = changes(score.instruments["oecd/ai-principles"], date(2023, 3, 1), date(2025, 2, 1), score)
    assert of("1.4.b.datasets", told).kind is ChangeKind.WENT
    assert of("1.5.b.datasets", told).kind is ChangeKind.CAME
    assert of("1.4.b.datasets", told).on == of("1.5.b.datasets", told).on == date(2024, 5, 3)


@pytest.mark.parametrize(
    ("lang", "told"),
    [("en", "norms came in"), ("fr", "normes sont entrées")],
)
def test_the_command(lang: str, told: str) -> None:
    days = ("--from", "2023-03-01", "--to", "2025-02-01")
    ran = run_cli("corpus", "changes", "oecd/ai-principles", *days, "--lang", lang)
    assert ran.code == 0
    assert told in ran.out


def test_the_command_as_json_and_its_refusals() -> None:
    days = ("--from", "2026-11-22", "--to", "2027-02-01")
    ran = run_cli("corpus", "changes", "us-co/sb-26-189", *days, "--known", "--json")
    found = json.loads(ran.out)
    assert (found["from"], found["to"], found["known_from"]) == ("2026-11-22", "2027-02-01", "2026-11-22")
    assert found["changes"][0]["kind"] == "came"
    assert run_cli("corpus", "changes", "nowhere", *days).code == 2
    assert run_cli("corpus", "changes", "eu/ai-act", "--from", "2027-02-01", "--to", "2026-11-22").code == 2
