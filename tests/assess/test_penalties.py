"""Ceilings: an amount, a share of turnover, and which of the two counts for whom (AI Act, Art. 99 to 101)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from concordance.assess.assessment import assess
from concordance.assess.result import Assessment, SanctionFound
from concordance.compile.program import Program
from concordance.norms.profile import FactValue
from concordance.pipeline import load_profile
from support import EXAMPLES, assess_answers

Situation = Callable[..., dict[str, FactValue]]
AT = date(2027, 12, 3)
SME = {"organisation.employees": 40, "organisation.turnover": 11_000_000, "organisation.balance_sheet": 8_000_000}
SMC = {"organisation.employees": 600, "organisation.turnover": 90_000_000, "organisation.balance_sheet": 80_000_000}
BIG = {"organisation.employees": 9_000, "organisation.turnover": 4e9, "organisation.balance_sheet": 3e9}
MIDDLE = {"organisation.employees": 9_000, "organisation.turnover": 3e8, "organisation.balance_sheet": 3e8}


def fine(result: Assessment, name: str) -> SanctionFound:
    return next(found for found in result.sanctions if found.id == f"eu/ai-act/{name}")


@pytest.fixture
def provider(situation: Situation) -> dict[str, FactValue]:
    return situation("eu-provider-annex-iii")


@pytest.mark.parametrize(
    ("size", "rule", "amount"),
    [
        (BIG, "higher", 120_000_000),  # 3 % of four thousand million exceed 15 million
        (MIDDLE, "higher", 15_000_000),  # 3 % of 300 million do not
        (SME, "lower", 330_000),
        (SMC, "lower", 2_700_000),
    ],
    ids=["large", "large, low turnover", "SME", "small mid-cap"],
)
def test_the_ceiling_for_breaches_of_operators(
    provider: dict[str, FactValue], program: Program, size: dict[str, FactValue], rule: str, amount: float
) -> None:
    found = fine(assess_answers({**provider, **size}, program, AT), "99.4.a")
    assert (found.rule, found.amount, found.currency) == (rule, amount, "EUR")
    assert not found.missing
    assert found.from_ == date(2025, 8, 2)
    assert "3 %" in found.explained.en
    assert found.duties


def test_a_ceiling_waits_for_the_facts_it_needs(provider: dict[str, FactValue], program: Program) -> None:
    for gone in (("organisation.turnover",), ("organisation.employees", "organisation.turnover")):
        answers = {name: value for name, value in {**provider, **BIG}.items() if name not in gone}
        found = fine(assess_answers(answers, program, AT), "99.4.a")
        assert found.amount is None
        assert "organisation.turnover" in found.missing
        assert found.explained.en
        assert found.explained.fr


def test_a_ceiling_is_told_with_the_separators_of_the_language(
    provider: dict[str, FactValue], program: Program
) -> None:
    found = fine(assess_answers({**provider, **BIG}, program, AT), "99.4.a")
    assert found.explained.en.startswith("up to 15,000,000 EUR or 3 %")
    assert found.explained.fr.startswith("jusqu’à 15\u202f000\u202f000 EUR ou 3 %")


def test_what_cannot_bind_costs_nothing(situation: Situation, program: Program) -> None:
    assert not assess_answers(
        situation("eu-provider-annex-iii", system__exclusively_military=True), program, AT
    ).sanctions


def test_only_sanctions_behind_duties_are_shown(provider: dict[str, FactValue], program: Program) -> None:
    result = assess_answers({**provider, **BIG}, program, AT)
    behind = {duty.sanction for duty in result.duties}
    assert {found.id for found in result.sanctions} <= behind
    for found in result.sanctions:
        assert set(found.duties) == {
            duty.norm
            for duty in result.duties
            if duty.sanction == found.id and (duty.outcome.value != "does-not-apply" or duty.from_)
        }


def test_union_institutions_are_fined_less_and_by_another(provider: dict[str, FactValue], program: Program) -> None:
    """Article 100 instead of 99: a fixed amount, whatever the size, and the supervisor of the institutions fines."""
    result = assess_answers({**provider, **BIG, "organisation.kind": "union-institution"}, program, AT)
    found = fine(result, "100.3")
    assert (found.amount, found.rule, found.imposed_by) == (750_000, "amount", "edps")
    assert "eu/ai-act/16.a" in found.duties
    assert not {"eu/ai-act/99.4.a", "eu/ai-act/99.8"} & {each.id for each in result.sanctions}


def test_fines_on_public_bodies_are_left_to_the_states(provider: dict[str, FactValue], program: Program) -> None:
    result = assess_answers({**provider, **BIG, "organisation.kind": "public-authority"}, program, AT)
    found = fine(result, "99.8")
    assert found.amount is None
    assert not found.missing
    assert not {"eu/ai-act/99.4.a", "eu/ai-act/100.3"} & {each.id for each in result.sanctions}


def test_while_it_is_not_known_who_answers_no_amount_is_told(provider: dict[str, FactValue], program: Program) -> None:
    answers = {name: value for name, value in {**provider, **BIG}.items() if name != "organisation.kind"}
    result = assess_answers(answers, program, AT)
    found = fine(result, "99.4.a")
    assert (found.amount, found.missing) == (None, ("organisation.kind",))
    assert not {"eu/ai-act/99.8", "eu/ai-act/100.3"} & {each.id for each in result.sanctions}


def test_a_ceiling_that_is_counted_again_says_so(program_all: Program) -> None:
    profile = load_profile(EXAMPLES / "image-generator-2m.yaml", program_all)
    result = assess(profile, program_all, date(2026, 11, 22))
    found = next(each for each in result.sanctions if each.instrument == "us-ca/sb-942")
    assert found.explained.en == "up to 5,000 USD for each violation and day"
    assert found.explained.fr == "jusqu’à 5\u202f000 USD par infraction et par jour"


def test_a_ceiling_is_certain_where_only_the_day_is_disputed(program: Program) -> None:
    """High-risk under both annexes: from December 2027 or from August 2028, but bound in the end either way."""
    profile = load_profile(EXAMPLES / "hospital-triage-korea.yaml", program)
    result = assess(profile, program, date(2026, 11, 22))
    duty = next(each for each in result.duties if each.norm == "eu/ai-act/9.1")
    assert (duty.from_, duty.certain_from) == (date(2027, 12, 2), date(2028, 8, 2))
    assert fine(result, "99.4.a").certain
