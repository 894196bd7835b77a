"""Lines of timetables that open on a day which a fact gives: the program fitted to a profile is exact on every day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from concordance.base.dates import FAR
from concordance.compile.program import Program
from concordance.engines.walk import Walk
from concordance.norms.profile import FactValue

SUPPLIED = {
    "system.placed_on_market_on": date(2026, 9, 15),
    "system.design_changed": True,
    "system.intended_for_public_authorities": False,
}
DAYS = st.dates(date(2026, 9, 15), date(2032, 1, 1))
BOUND_FROM = date(2027, 12, 2)
"""Annex III: a change before that day leaves the system outside, Art. 111(2)."""


def holds(program: Program, answers: dict[str, FactValue], day: date) -> bool | None:
    """Whether Art. 8(1) binds on a day."""
    fitted = program.fitted(answers)
    return Walk(fitted.dag, answers).truth(fitted.on(day).norms["eu/ai-act/8.1"].applies)


@given(changed=DAYS, at=DAYS)
def test_a_duty_begins_on_the_day_of_the_change(
    changed: date, at: date, program: Program, situation: Callable[..., dict[str, FactValue]]
) -> None:
    answers = {**situation("eu-provider-annex-iii"), **SUPPLIED, "system.significantly_changed_on": changed}
    assert holds(program, answers, at) is (BOUND_FROM <= changed <= at)


def test_without_the_day_nobody_can_say(program: Program, situation: Callable[..., dict[str, FactValue]]) -> None:
    answers = {**situation("eu-provider-annex-iii"), **SUPPLIED}
    answers.pop("system.significantly_changed_on", None)
    assert holds(program, answers, date(2028, 3, 1)) is None


def test_fitting_cuts_all_time_without_gap_and_is_done_once(program: Program) -> None:
    changed = {"system.significantly_changed_on": date(2028, 2, 1)}
    fitted = program.fitted(changed)
    pieces = fitted.all()
    assert date(2028, 2, 1) in {piece.start for piece in pieces}
    assert [one.until for one in pieces[:-1]] == [other.start for other in pieces[1:]]
    assert pieces[-1].until == FAR
    assert fitted.fitted(changed) is fitted
    assert program.fitted({}) is program


def test_days_that_profiles_give_do_not_make_the_graph_grow(program: Program) -> None:
    """A server plays profiles with any days; what it keeps must not grow with them."""
    day = date(2028, 2, 1)
    for _ in range(2):
        program.fitted({"system.significantly_changed_on": day}).all()
    size = len(program.dag.nodes)
    for _ in range(50):
        day += timedelta(days=1)
        program.fitted({"system.significantly_changed_on": day}).all()
    assert len(program.dag.nodes) == size
