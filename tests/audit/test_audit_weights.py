"""What a measurement may do to a norm: examinations done count in part, the provider's own limits bind the provider."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from concordance.audit import AuditRefusedError, AuditResult, Context, Verdict, audits, run_audit
from concordance.audit.adapters.predictions import Predictions
from concordance.audit.context import user_threshold
from concordance.audit.own import ACCEPTABLE, TESTED
from concordance.audit.reporting import norm_states
from concordance.audit.sentences import sentence
from concordance.audit.spec import Weight
from concordance.audit.system import read_system

PARITY, BIAS = "fairness.demographic-parity", "eu/ai-act/10.2.f"
MARCH = dt.date(2026, 3, 1)


def decided(shares: dict[str, float], n: int = 400) -> Predictions:
    """Groups of equal size, selected as often as said."""
    decision = np.concatenate([np.arange(n) < share * n for share in shares.values()]).astype(int)
    return Predictions.of_arrays(decision, protected={"g": np.repeat(list(shares), n)})


def measured(context: Context, shares: dict[str, float], *, n: int = 400, **limit: object) -> AuditResult:
    """The parity gap, held against a limit where one is given."""
    own = (user_threshold("demographic-parity-difference", "at-most", **limit),) if limit else ()  # type: ignore[arg-type]
    return run_audit(PARITY, {"predictions": decided(shares, n)}, replace(context, thresholds=own))


def said(result: AuditResult) -> dict[str, Verdict]:
    return {verdict.norm: verdict.verdict for verdict in result.norms}


def test_only_duties_to_examine_test_or_monitor_are_met_in_part_by_measuring() -> None:
    """The act of each of these duties is to examine, test, assess or monitor, or begins with detecting."""
    examined = {
        link.norm for found in audits().values() for link in found.spec.norms if link.weight is Weight.EXAMINES
    }
    duties = {"9.6", "10.2.f", "10.2.g", "10.2.h", "26.5", "55.1.a", "72.2"}
    assert examined == {f"eu/ai-act/{duty}" for duty in duties}


@pytest.mark.parametrize("shares", [{"a": 0.5, "b": 0.5}, {"a": 0.8, "b": 0.2}], ids=["even", "uneven"])
def test_an_examination_counts_in_part_whatever_it_finds(context: Context, shares: dict[str, float]) -> None:
    result = measured(context, shares)
    assert said(result)[BIAS] is Verdict.PARTLY
    assert said(result)["eu/ai-act/15.1"] is Verdict.INFORMS
    assert result.verdict is None
    (state,) = [n for n in norm_states([result]) if n.norm == BIAS]
    assert (state.state, state.examined_by) == ("partly", (PARITY,))


def test_a_handful_of_people_is_no_examination(context: Context) -> None:
    assert said(measured(context, {"a": 0.6, "b": 0.4}, n=10))[BIAS] is Verdict.INCONCLUSIVE


def test_a_limit_of_the_user_moves_no_duty(context: Context) -> None:
    free, held = (
        measured(context, {"a": 0.8, "b": 0.2}),
        measured(context, {"a": 0.8, "b": 0.2}, value=0.1, source="mine"),
    )
    assert held.verdict is Verdict.CONTRADICTS
    assert said(held) == said(free)


@pytest.mark.parametrize(
    ("shares", "acceptable"),
    [({"a": 0.8, "b": 0.2}, Verdict.CONTRADICTS), ({"a": 0.5, "b": 0.5}, Verdict.INFORMS)],
    ids=["beyond", "within"],
)
def test_the_providers_own_limit_binds_the_provider(
    context: Context, shares: dict[str, float], acceptable: Verdict
) -> None:
    """Beyond it speaks against the judgement of the remaining risk; within it proves nothing; both are a test."""
    result = measured(context, shares, value=0.2, source="risk file 4.2", kind="provider", set_on=MARCH)
    assert said(result)[ACCEPTABLE] is acceptable
    assert said(result)[TESTED] is Verdict.PARTLY
    assert said(result)[BIAS] is Verdict.PARTLY
    words = sentence("partly", TESTED, (result,))
    assert "risk file 4.2" in words.en
    assert "risk file 4.2" in words.fr


@pytest.mark.parametrize("set_on", [None, dt.date(2026, 11, 22), dt.date(2027, 1, 1)])
def test_a_limit_set_with_the_figure_in_hand_is_no_test(context: Context, set_on: dt.date | None) -> None:
    result = measured(context, {"a": 0.5, "b": 0.5}, value=0.2, source="risk file", kind="provider", set_on=set_on)
    assert TESTED not in said(result)


def test_an_uncertain_figure_says_nothing_of_the_providers_limit(context: Context) -> None:
    result = measured(context, {"a": 0.6, "b": 0.45}, n=60, value=0.14, source="r", kind="provider", set_on=MARCH)
    assert result.verdict is Verdict.INCONCLUSIVE
    assert not {ACCEPTABLE, TESTED} & set(said(result))


@pytest.mark.parametrize("kind", ["norm", "standard", "declared", "guess"])
def test_nobody_makes_law_in_a_manifest(kind: str) -> None:
    with pytest.raises(AuditRefusedError, match=r"audit\.threshold-kind"):
        user_threshold("impact-ratio", "at-least", 0.1, "Directive 1", kind)


@pytest.mark.parametrize("day", ['"in March"', "2026-03-01T10:00:00", "3"])
def test_the_day_of_a_limit_is_a_day(tmp_path: Path, day: str) -> None:
    (tmp_path / "audit.toml").write_text(f'[thresholds.x]\nat_most = 1\nsource = "s"\nset_on = {day}\n')
    with pytest.raises(AuditRefusedError, match=r"audit\.threshold-day"):
        read_system(tmp_path)
