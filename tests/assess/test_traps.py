"""What most public material on AI law gets wrong, on real profiles and at the days that matter.

The traps are numbered as in the note on the state of the law: superseded dates (1, 2, 8), new prohibitions (3), texts
that are no law or no longer (4, 5), presumptions that do not exist (6), the fine rule of small mid-caps (7), moved
provisions (9, 10), law that is not settled (12), and a duty said to be gone (13). Number 11 is about counting states.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import date

import pytest

from concordance.assess.assessment import assess
from concordance.assess.result import Assessment
from concordance.compile.choice import Choice
from concordance.compile.program import Program
from concordance.compile.timeline import Law
from concordance.engines.walk import Walk
from concordance.norms.outcome import Outcome
from concordance.norms.profile import FactValue
from concordance.norms.score import Score
from concordance.pipeline import compile_score, load_profile
from support import EXAMPLES, assess_answers, duty, has_duty, tier

Known = Callable[[date], Program]
Situation = Callable[..., dict[str, FactValue]]
AMENDED, ENACTED = date(2026, 11, 22), date(2026, 1, 1)
"""What is known today, and what was known before the amendment of July 2026."""
DAYS = (date(2025, 6, 1), date(2026, 7, 26), date(2026, 8, 3), date(2026, 12, 3), date(2027, 12, 3))
A, N, U, M, P = "applies", "does-not-apply", "unsettled", "met", None
"""P: the law of that day, and of every later one, has no such norm."""


def example(name: str, program: Program, at: date, **changed: FactValue) -> Assessment:
    """The assessment of a shipped example, with some facts changed (dots written as two underscores)."""
    profile = load_profile(EXAMPLES / f"{name}.yaml", program)
    facts = {**profile.facts, **{fact.replace("__", "."): value for fact, value in changed.items()}}
    return assess(dataclasses.replace(profile, facts=facts), program, at)


SAME_SYSTEM = [
    # example, norm, and its outcome on each of the DAYS: as known today, and as known on 1 January 2026
    ("cv-screening", "9.1", (N, N, N, N, A), (N, N, A, A, A)),
    ("cv-screening", "10.5", (N, N, P, P, P), (N, N, A, A, A)),
    ("cv-screening", "49.1", (N, N, U, U, A), (N, N, A, A, A)),
    ("cv-screening", "4.1", (A, A, M, M, M), (A, A, A, A, A)),
    ("radiology-device", "9.1", (N, N, N, N, N), (N, N, N, N, A)),
    ("support-chatbot", "50.1", (N, N, M, M, M), (N, N, M, M, M)),
    ("support-chatbot", "50.2", (N, N, N, A, A), (N, N, A, A, A)),
    ("nudifier", "5.1.ba.supply", (N, N, N, A, A), (P, P, P, P, P)),
    ("nudifier", "5.1.bb.supply", (N, N, N, A, A), (P, P, P, P, P)),
    ("gpai-3e25", "53.1.a", (N, A, A, A, A), (N, A, A, A, A)),
    ("gpai-3e25", "55.1.a", (N, A, A, A, A), (N, A, A, A, A)),
    ("military-drone-vision", "4.1", (N, N, N, N, N), (N, N, N, N, N)),
]


@pytest.mark.parametrize("known", [AMENDED, ENACTED], ids=["as known today", "as known on 1 January 2026"])
@pytest.mark.parametrize(("name", "norm", "today", "before"), SAME_SYSTEM, ids=lambda value: str(value)[:20])
def test_the_same_system_on_five_days_under_two_states_of_knowledge(
    name: str,
    norm: str,
    today: tuple[str | None, ...],
    before: tuple[str | None, ...],
    known: date,
    program_known: Known,
) -> None:
    found = []
    for day in DAYS:
        result = example(name, program_known(known), day)
        found.append(duty(result, norm).outcome.value if has_duty(result, norm) else None)
    assert tuple(found) == (today if known == AMENDED else before)


def test_1_annex_iii_waits_for_december_2027_and_annex_i_for_august_2028(
    program: Program, program_known: Known
) -> None:
    at = date(2026, 11, 22)
    assert duty(example("cv-screening", program, at), "9.1").from_ == date(2027, 12, 2)
    assert duty(example("radiology-device", program, at), "9.1").from_ == date(2028, 8, 2)
    enacted = program_known(ENACTED)
    assert duty(example("cv-screening", enacted, date(2026, 7, 1)), "9.1").from_ == date(2026, 8, 2)
    assert duty(example("radiology-device", enacted, date(2026, 7, 1)), "9.1").from_ == date(2027, 8, 2)


def test_1_systems_already_on_the_market_and_unchanged_are_left_alone(program: Program) -> None:
    """Art. 111(2): only a significant change in design after the date brings them in; public authorities until 2030."""

    def old(**changed: FactValue) -> Assessment:
        supplied = {"system__placed_on_market_on": date(2026, 9, 15), **changed}
        return example("cv-screening", program, date(2027, 12, 3), **supplied)

    assert duty(old(), "9.1").from_ is None
    assert tier(old(), "high-risk").outcome is Outcome.APPLIES
    assert duty(old(system__intended_for_public_authorities=True), "9.1").from_ == date(2030, 8, 2)
    assert duty(example("benefits-fraud-scoring", program, date(2027, 12, 3)), "26.1").from_ == date(2030, 8, 2)
    changed = old(system__design_changed=True, system__significantly_changed_on=date(2028, 2, 1))
    assert duty(changed, "9.1").from_ == date(2028, 2, 1)
    assert date(2028, 2, 1) in {step.on for step in changed.timeline}


def test_2_only_older_systems_have_until_december_2026_to_mark_what_they_generate(program: Program) -> None:
    at = date(2026, 8, 3)
    old, new = date(2026, 8, 1), date(2026, 8, 2)
    assert duty(example("support-chatbot", program, at, system__placed_on_market_on=old), "50.2").from_ == date(
        2026, 12, 2
    )
    begun = duty(example("support-chatbot", program, at, system__placed_on_market_on=new), "50.2")
    assert (begun.outcome, begun.from_) == (Outcome.APPLIES, date(2026, 8, 2))
    for day in (old, new):  # the other transparency duties wait for nobody
        assert duty(example("support-chatbot", program, at, system__placed_on_market_on=day), "50.1").outcome.binds


def test_3_the_new_prohibitions_are_ba_and_bb_and_begin_in_december_2026(program: Program, score: Score) -> None:
    cited = score.instruments["eu/ai-act"].provisions["amended"]
    assert {"Art. 5(1)(ba)", "Art. 5(1)(bb)"} <= cited
    assert "Art. 5(1)(i)" not in cited
    before = example("nudifier", program, date(2026, 12, 1))
    assert not tier(before, "prohibited").outcome.binds
    assert tier(before, "prohibited").from_ == date(2026, 12, 2)
    assert tier(example("nudifier", program, date(2026, 12, 2)), "prohibited").outcome.binds


def test_4_the_council_of_europe_convention_is_signed_and_not_in_force(score: Score) -> None:
    treaty = score.instruments["coe/cets-225"]
    events = {event.event for event in treaty.status}
    assert {"signed", "ratified"} <= events
    assert "in-force" not in events
    for day in (*DAYS, date(2040, 1, 1)):
        assert Law(treaty, score.as_of).text_on(day) is None
    program = compile_score(None, None, Choice(regimes=frozenset({"coe/cets-225"})))
    result = example("benefits-fraud-scoring", program, date(2026, 11, 22))
    assert not result.duties
    (found,) = (one for one in result.instruments if one.id == "coe/cets-225")
    assert not found.in_force


def test_5_the_colorado_act_of_2024_never_took_effect_and_another_follows_in_2027(score: Score) -> None:
    old, new = score.instruments["us-co/sb-24-205"], score.instruments["us-co/sb-26-189"]
    for day, in_force in ((date(2026, 6, 30), False), (date(2026, 12, 31), False), (date(2027, 1, 1), True)):
        assert Law(old, score.as_of).text_on(day) is None
        assert (Law(new, score.as_of).text_on(day) is not None) is in_force
    program = compile_score(None, None, Choice(regimes=frozenset({old.id, new.id})))
    result = example("consumer-credit", program, date(2026, 11, 22))
    assert {found.instrument for found in result.duties} <= {new.id}


def test_6_codes_of_practice_and_iso_42001_give_no_presumption_of_conformity(
    program: Program, situation: Situation
) -> None:
    """Art. 40(1): only harmonised standards cited in the Official Journal do, and none is."""
    code: dict[str, FactValue] = {
        "conformity.harmonised_standard_cited": False,
        "conformity.harmonised_standard_applied": "not-at-all",
        "practice.follows_code_of_practice": True,
        "practice.certified_to_international_standard": True,
    }
    result = assess_answers({**situation("eu-provider-annex-iii"), **code}, program, date(2028, 10, 2))
    assert duty(result, "40.1").outcome is Outcome.DOES_NOT_APPLY
    standard = code | {"conformity.harmonised_standard_cited": True, "conformity.harmonised_standard_applied": "fully"}
    standard |= {"conformity.harmonised_standard_restricted": False}
    result = assess_answers({**situation("eu-provider-annex-iii"), **standard}, program, date(2028, 10, 2))
    assert duty(result, "40.1").outcome is Outcome.APPLIES
    model = situation("eu-provider-minimal", "gpai-provider", model__adheres_to_code=True)
    model |= {"model.harmonised_standard_published": False, "model.follows_harmonised_standard": False}
    assert duty(assess_answers(model, program, date(2026, 9, 2)), "40.1.gpai").outcome is Outcome.DOES_NOT_APPLY


@pytest.mark.parametrize(
    ("employees", "turnover", "balance", "amended", "enacted"),
    [
        (40, 11_000_000, 8_000_000, 330_000, 330_000),  # small: the lower of the two, then and now
        (600, 100_000_000, 100_000_000, 3_000_000, 15_000_000),  # small mid-cap: the lower only since the amendment
        (600, 900_000_000, 900_000_000, 27_000_000, 27_000_000),  # neither: the higher
    ],
)
def test_7_the_lower_of_rule_reaches_small_mid_caps_since_the_amendment(
    employees: int, turnover: int, balance: int, amended: int, enacted: int, program_known: Known
) -> None:
    size: dict[str, FactValue] = {
        "organisation__employees": employees,
        "organisation__turnover": turnover,
        "organisation__balance_sheet": balance,
    }
    for known, amount in ((AMENDED, amended), (ENACTED, enacted)):
        result = example("cv-screening", program_known(known), date(2027, 12, 3), **size)
        (fine,) = (found for found in result.sanctions if found.id == "eu/ai-act/99.4.a")
        assert fine.amount == amount


def test_7_but_not_for_prohibited_practices(program: Program) -> None:
    """Art. 99(6a) speaks of paragraphs 4 and 5; for paragraph 3 a small mid-cap stands like any other undertaking."""
    size: dict[str, FactValue] = {
        "organisation__employees": 600,
        "organisation__turnover": 100_000_000,
        "organisation__balance_sheet": 100_000_000,
    }
    result = example("nudifier", program, date(2026, 12, 3), **size)
    (fine,) = (found for found in result.sanctions if found.id == "eu/ai-act/99.3")
    assert fine.amount == 35_000_000


def test_8_the_dates_of_general_purpose_models_did_not_move(program_known: Known) -> None:
    for known in (AMENDED, ENACTED):
        program = program_known(known)
        new = example("gpai-3e25", program, date(2025, 8, 1))
        assert duty(new, "53.1.a").from_ == date(2025, 8, 2)
        assert duty(new, "55.1.a").from_ == date(2025, 8, 2)
        old = example("gpai-3e25", program, date(2025, 8, 1), model__placed_on_market_on=date(2025, 8, 1))
        assert duty(old, "53.1.a").from_ == date(2027, 8, 2)
        (fine,) = (found for found in new.sanctions if found.id == "eu/ai-act/101.1")
        assert fine.from_ == date(2026, 8, 2)


def test_9_article_10_5_is_gone_and_article_4a_has_come(program_known: Known) -> None:
    at = date(2026, 8, 3)
    now, before = (set(program_known(known).on(at).norms) for known in (AMENDED, ENACTED))
    assert "eu/ai-act/10.5" in before
    assert not {key for key in now if key.startswith("eu/ai-act/10.5")}
    assert "eu/ai-act/4a.1" in now
    assert not {key for key in before if key.startswith("eu/ai-act/4a")}


def test_10_machinery_stands_in_section_b_of_annex_i(program: Program, situation: Situation) -> None:
    """Requirements bind Section A products from August 2028; Section B leaves products to their own law (Art. 2(2))."""
    machine = situation("eu-provider-annex-i", product__laws=frozenset({"machinery"}))
    device = situation("eu-provider-annex-i", product__laws=frozenset({"medical-devices"}))
    for day, section in ((date(2026, 7, 26), "a"), (date(2026, 7, 27), "b")):
        node = program.on(day).definitions[f"aia.annex_i_section_{section}"]
        assert Walk(program.dag, machine).truth(node) is True
    at = date(2029, 1, 10)
    assert duty(assess_answers(device, program, at), "9.1").outcome is Outcome.APPLIES
    assert duty(assess_answers(machine, program, at), "9.1").outcome is Outcome.DOES_NOT_APPLY


def test_12_the_date_of_article_4a_is_not_settled(program: Program, situation: Situation) -> None:
    answers = situation("eu-provider-annex-iii", "bias-data-lawful")
    for day, outcome in (
        (date(2026, 7, 26), N), (date(2026, 7, 27), U), (date(2026, 11, 22), U), (date(2027, 12, 2), A),
    ):  # fmt: skip
        found = duty(assess_answers(answers, program, day), "4a.1")
        assert found.outcome.value == outcome, day
    found = duty(assess_answers(answers, program, date(2026, 11, 22)), "4a.1")
    under = {branch.readings["aia_4a_date"]: branch.outcome.value for branch in found.readings}
    assert under == {"entry-into-force": A, "general-date": A, "with-section-2": N}
    chosen = {**answers, "reading.aia_4a_date": "with-section-2"}
    assert duty(assess_answers(chosen, program, date(2026, 11, 22)), "4a.1").outcome is Outcome.DOES_NOT_APPLY


@pytest.mark.parametrize("name", ["cv-screening", "support-chatbot", "exam-proctoring", "benefits-fraud-scoring"])
def test_13_literacy_still_binds_providers_and_deployers(name: str, program: Program) -> None:
    for day in (date(2025, 2, 2), date(2026, 7, 27), date(2026, 11, 22), date(2030, 1, 1)):
        found = duty(example(name, program, day), "4.1")
        assert found.outcome.binds
        assert found.from_ == date(2025, 2, 2)
    assert duty(example(name, program, date(2025, 2, 1)), "4.1").outcome is Outcome.DOES_NOT_APPLY
