"""Laws that were put off, stayed, replaced or held back: what a system owed on a day, as the law was known on a day."""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from concordance.assess.assessment import assess
from concordance.assess.result import Assessment
from concordance.compile.choice import Choice
from concordance.compile.program import Program
from concordance.compile.timeline import Law
from concordance.norms.outcome import Outcome
from concordance.norms.score import Score
from concordance.pipeline import compile_score, load_profile
from support import EXAMPLES

TODAY = date(2026, 11, 22)
COLORADO = frozenset({"us-co/sb-24-205", "us-co/sb-26-189"})
OLD, NEW = "us-co/sb-24-205/6-1-1703.1", "us-co/sb-26-189/6-1-1704.1"
LATENT, VISIBLE = "us-ca/sb-942/22757.3.latent", "us-ca/sb-942/22757.3.a.manifest"


@cache
def _program(regimes: frozenset[str], known: date) -> Program:
    return compile_score(None, known, Choice(regimes=regimes))


def example(name: str, regimes: frozenset[str], at: date, known: date = TODAY) -> Assessment:
    program = _program(regimes, known)
    return assess(load_profile(EXAMPLES / f"{name}.yaml", program), program, at)


def owed(result: Assessment) -> set[str]:
    return {duty.norm for duty in result.duties if duty.outcome is Outcome.APPLIES}


@pytest.mark.parametrize(
    ("at", "known", "norms"),
    [
        (date(2026, 2, 1), date(2025, 7, 1), {OLD}),  # SB 24-205 as signed
        (date(2026, 2, 1), date(2025, 9, 1), set()),  # SB 25B-004 had put it off
        (date(2026, 7, 1), date(2026, 4, 1), {OLD}),  # to 30 June 2026
        (date(2026, 7, 1), date(2026, 5, 1), set()),  # a court had stayed it on 27 April
        (date(2026, 7, 1), TODAY, set()),
        (date(2026, 12, 31), TODAY, set()),
        (date(2027, 1, 1), TODAY, {NEW}),  # SB 26-189 stands in its place
    ],
)
def test_colorado_signs_puts_off_is_stayed_and_starts_anew(at: date, known: date, norms: set[str]) -> None:
    assert owed(example("hiring-tool-three-places", COLORADO, at, known)) & {OLD, NEW} == norms


@pytest.mark.parametrize(
    ("at", "known", "norms"),
    [
        (date(2026, 1, 1), date(2025, 6, 1), {LATENT, VISIBLE}),  # SB 942 as signed
        (date(2026, 1, 1), date(2025, 11, 1), set()),  # AB 853 had put it off
        (date(2026, 8, 1), TODAY, set()),
        (date(2026, 8, 2), TODAY, {LATENT, VISIBLE}),
        (date(2026, 9, 29), TODAY, {LATENT, VISIBLE}),
        (date(2026, 9, 30), TODAY, {LATENT}),  # SB 1000 drops the visible option
        (date(2027, 2, 1), TODAY, {LATENT}),
    ],
)
def test_california_puts_off_and_recasts_the_marks(at: date, known: date, norms: set[str]) -> None:
    result = example("image-generator-2m", frozenset({"us-ca/sb-942"}), at, known)
    assert owed(result) & {LATENT, VISIBLE} == norms


@pytest.mark.parametrize(
    ("at", "duty", "fine"),
    [
        (date(2026, 1, 21), False, False),
        (date(2026, 1, 22), True, False),  # in force, and a year of guidance begins
        (TODAY, True, False),
        (date(2027, 1, 21), True, False),
        (date(2027, 1, 22), True, True),
        (date(2027, 6, 1), True, True),
    ],
)
def test_korea_holds_its_fines_back_for_a_year(at: date, duty: bool, fine: bool) -> None:
    result = example("image-generator-2m", frozenset({"kr/ai-basic-act"}), at)
    assert ("kr/ai-basic-act/31.1.generative" in owed(result)) is duty
    found = next(each for each in result.sanctions if each.id == "kr/ai-basic-act/43.1.1")
    assert (found.amount, found.currency) == (30_000_000, "KRW")
    assert (found.from_ is not None and found.from_ <= at) is fine


@pytest.mark.parametrize(
    ("on", "events"),
    [
        (date(2024, 5, 16), set()),
        (date(2024, 5, 17), {"adopted"}),
        (date(2024, 9, 5), {"adopted", "opened-for-signature", "signed"}),
        (date(2026, 5, 15), {"adopted", "opened-for-signature", "signed", "ratified"}),
        (TODAY, {"adopted", "opened-for-signature", "signed", "ratified"}),
    ],
)
def test_the_convention_is_signed_and_binds_nobody(on: date, events: set[str], score: Score) -> None:
    """It needs five ratifications, three of members of the Council of Europe (Art. 30(3))."""
    treaty = score.instruments["coe/cets-225"]
    assert {event.event for event in treaty.status if event.on <= on} == events
    assert Law(treaty, score.as_of).text_on(on) is None
