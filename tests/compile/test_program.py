"""Conditions of the corpus, lowered: every form means what the table says; the parts of a norm make its outcome."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from concordance.base.span import NOWHERE
from concordance.compile.dag import FALSE, TRUE, Dag
from concordance.compile.lower import Lowering
from concordance.compile.program import Program
from concordance.engines.walk import Walk
from concordance.norms.condition import Const
from concordance.norms.score import Score
from support import condition


@pytest.fixture(scope="module")
def lowering(score: Score) -> Lowering:
    return Lowering(Dag(), score, {i.prefix: i.wordings[-1].id for i in score.instruments.values()})


@pytest.mark.parametrize(
    ("text", "answers", "truth"),
    [
        ("system.infers_emotions", {"system.infers_emotions": True}, True),
        ("system.infers_emotions == false", {"system.infers_emotions": False}, True),
        ("system.infers_emotions != true", {"system.infers_emotions": True}, False),
        ('organisation.kind == "company"', {"organisation.kind": "company"}, True),
        ('organisation.kind != "company"', {"organisation.kind": "natural-person"}, True),
        ('organisation.kind in {"company", "natural-person"}', {"organisation.kind": "natural-person"}, True),
        ('organisation.kind not in {"company"}', {}, None),
        ('"DE" in system.markets', {"system.markets": frozenset({"DE", "EU"})}, True),
        ('any_of(system.markets, {"DE", "FR"})', {"system.markets": frozenset({"FR"})}, True),
        ('all_of(system.markets, {"DE", "FR"})', {"system.markets": frozenset({"FR"})}, False),
        ("organisation.turnover > 10", {"organisation.turnover": 10}, False),
        ("organisation.turnover >= 10", {"organisation.turnover": 10}, True),
        ("organisation.turnover < 10", {"organisation.turnover": 10}, False),
        ("organisation.turnover <= 10", {"organisation.turnover": 10}, True),
        ("organisation.turnover == 10", {"organisation.turnover": 10}, True),
        ("organisation.turnover == 10", {"organisation.turnover": 11}, False),
        ("organisation.turnover != 10", {"organisation.turnover": 9}, True),
        ("10 <= organisation.turnover < 20", {"organisation.turnover": 20}, False),
        ("10 <= organisation.turnover < 20", {"organisation.turnover": 10}, True),
        ('system.placed_on_market_on < "2026-08-02"', {"system.placed_on_market_on": date(2026, 8, 1)}, True),
        ('system.placed_on_market_on < "2026-08-02"', {"system.placed_on_market_on": date(2026, 8, 2)}, False),
        (
            "at_least(2, system.infers_emotions, system.profiles_people, system.exclusively_military)",
            {"system.infers_emotions": True, "system.profiles_people": True},
            True,
        ),
        (
            "at_least(2, system.infers_emotions, system.profiles_people, system.exclusively_military)",
            {"system.infers_emotions": True},
            None,
        ),
        (
            "at_least(2, system.infers_emotions, system.profiles_people, system.exclusively_military)",
            {"system.infers_emotions": False, "system.profiles_people": False},
            False,
        ),
        ("true", {}, True),
        ("false or system.infers_emotions", {}, None),
    ],
)
def test_what_a_condition_means(lowering: Lowering, text: str, answers: dict[str, Any], truth: bool | None) -> None:
    assert Walk(lowering.dag, answers).truth(lowering.condition(condition(text))) is truth


def test_a_concept_that_the_text_does_not_know_holds_of_nothing(lowering: Lowering) -> None:
    assert lowering.definition("aia.no_such_concept") == FALSE
    assert lowering.source_of("aia.no_such_concept") is None


def test_an_exception_to_an_exception_gives_the_rule_back(lowering: Lowering) -> None:
    from concordance.norms.norm import Unless

    inner = Unless("tip-line", "Art. 1", condition("system.profiles_people"), NOWHERE)
    outer = Unless("crime", "Art. 1", condition("system.infers_emotions"), NOWHERE, (inner,))
    node = lowering.guarded(Const(True, NOWHERE), [outer])
    for emotions, profiles, truth in ((False, False, True), (True, False, False), (True, True, True)):
        walk = Walk(lowering.dag, {"system.infers_emotions": emotions, "system.profiles_people": profiles})
        assert walk.truth(node) is truth


def test_a_norm_is_its_parts(program: Program) -> None:
    """Scope, bearer, condition and dates together, less every exception that takes effect."""
    dag = program.dag
    for piece in program.all():
        for nodes in piece.norms.values():
            parts = [nodes.scope, nodes.bearer, nodes.when, nodes.dates]
            parts += [dag.negate(exception.effective) for exception in nodes.unless]
            assert nodes.applies == dag.both(parts), nodes.key


def test_norms_of_authorities_are_recorded_and_not_played(program: Program) -> None:
    kinds = program.score.vocabulary.roles
    for piece in program.all():
        for nodes in piece.norms.values():
            assert any(kinds[bearer].kind in {"operator", "person"} for bearer in nodes.norm.bearers)
    recorded = {n.id for i in program.score.instruments.values() for n in i.norms if n.bearers == ("commission",)}
    assert recorded


def test_a_norm_is_silent_before_its_dates(program: Program) -> None:
    """Nothing of the Act applied before 2 February 2025 (Art. 113(a)), whatever the facts."""
    for piece in program.all():
        if piece.until <= date(2025, 2, 2):
            assert {nodes.applies for nodes in piece.norms.values() if nodes.instrument == "eu/ai-act"} <= {FALSE}
    assert TRUE not in {nodes.applies for piece in program.all() for nodes in piece.norms.values()}


def test_conditions_made_in_passing_are_not_mistaken_for_one_another(lowering: Lowering) -> None:
    """The cache knows conditions by identity, which Python gives again to the next object once one is gone."""
    for name in ("system.infers_emotions", "system.profiles_people") * 50:
        node = lowering.condition(condition(name))
        assert lowering.dag.support(node) == {name}
