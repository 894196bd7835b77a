"""What must and must not change when rows are shuffled, groups renamed, data doubled."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordance.audit import AuditResult, Context, run_audit
from concordance.audit.adapters.predictions import Predictions
from concordance.audit.stats.intervals import difference, ratio, wilson

AUDITS = (
    "fairness.impact-ratio",
    "fairness.demographic-parity",
    "fairness.error-rates",
    "fairness.predictive-value",
)


def sample(seed: int = 11, n: int = 1500) -> Predictions:
    rng = np.random.default_rng(seed)
    group = rng.choice(["a", "b", "c"], n, p=[0.5, 0.3, 0.2])
    truth = rng.integers(0, 2, n)
    decision = (rng.random(n) < np.where(truth == 1, 0.7, 0.3) + (group == "b") * 0.1).astype(int)
    return Predictions.of_arrays(decision, truth, protected={"g": group})


def picked(p: Predictions, rows: np.ndarray) -> Predictions:
    assert p.truth is not None
    return replace(
        p,
        decision=p.decision[rows],
        truth=p.truth[rows],
        protected={a: v[rows] for a, v in p.protected.items()},
    )


def figures(result: AuditResult, *, values_only: bool = False) -> dict[tuple[str, str], tuple[float | None, ...]]:
    return {(e.metric, e.subject): (e.value,) if values_only else (e.value, e.low, e.high) for e in result.estimates}


@pytest.mark.parametrize("name", AUDITS)
def test_order_of_rows_does_not_matter(name: str, context: Context) -> None:
    p = sample()
    shuffled = picked(p, np.random.default_rng(0).permutation(p.n))
    assert figures(run_audit(name, {"predictions": p}, context)) == figures(
        run_audit(name, {"predictions": shuffled}, context)
    )


@pytest.mark.parametrize("name", AUDITS)
def test_names_of_groups_do_not_matter(name: str, context: Context) -> None:
    """Renamed in the same order, every figure is the same under the new name."""
    p = sample()
    names = {"a": "éa", "b": "éb", "c": "éc"}
    renamed = replace(p, protected={"g": np.array([names[v] for v in p.protected["g"]], dtype=object)})
    was = {
        (m, s.translate(str.maketrans(names))): v
        for (m, s), v in figures(run_audit(name, {"predictions": p}, context)).items()
    }
    assert was == figures(run_audit(name, {"predictions": renamed}, context))


@pytest.mark.parametrize("name", AUDITS)
def test_doubled_data_same_values_narrower_intervals(name: str, context: Context) -> None:
    p = sample()
    double = picked(p, np.concatenate([np.arange(p.n), np.arange(p.n)]))
    one, two = (run_audit(name, {"predictions": q}, context) for q in (p, double))
    for estimate in one.estimates:
        if estimate.metric.endswith("-by-chance"):
            continue
        again = two.estimate(estimate.metric, estimate.subject)
        assert again.value == pytest.approx(estimate.value)
        if None not in (estimate.low, estimate.high, again.low, again.high):
            assert again.high - again.low < estimate.high - estimate.low


def test_same_seed_same_result_other_seed_same_values(context: Context) -> None:
    p = {"predictions": sample()}
    assert run_audit(AUDITS[2], p, context) == run_audit(AUDITS[2], p, context)
    other = replace(context, seed=context.seed + 1)
    a, b = (figures(run_audit(AUDITS[2], p, c), values_only=True) for c in (context, other))
    assert {k: v for k, v in a.items() if "chance" not in k[0]} == {k: v for k, v in b.items() if "chance" not in k[0]}


def test_exchanging_truth_and_decision_exchanges_precision_and_sensitivity(context: Context) -> None:
    p = sample()
    assert p.truth is not None
    turned = replace(p, decision=p.truth, truth=p.decision)
    a, b = (run_audit("accuracy.declared", {"predictions": q}, context) for q in (p, turned))
    assert a.estimate("precision").value == b.estimate("sensitivity").value
    assert a.estimate("accuracy").value == b.estimate("accuracy").value


COUNTS = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(COUNTS)
def test_wilson_holds_its_rate_and_stays_inside(pair: tuple[int, int]) -> None:
    found = wilson(*pair, 0.95)
    assert 0 <= found.low <= found.value <= found.high <= 1
    mirrored = wilson(pair[1] - pair[0], pair[1], 0.95)
    assert mirrored.low == pytest.approx(1 - found.high)


@given(COUNTS, COUNTS)
@settings(max_examples=200)
def test_differences_and_ratios_hold_their_values(a: tuple[int, int], b: tuple[int, int]) -> None:
    found = difference(*a, *b, 0.95)
    assert found.low - 1e-12 <= found.value <= found.high + 1e-12
    turned = difference(*b, *a, 0.95)
    assert turned.low == pytest.approx(-found.high, abs=1e-12)
    part = ratio(*a, *b, 0.95)
    if b[0] == 0:
        assert part.value is None
    else:
        assert part.low <= part.value + 1e-9
        assert part.high is None or part.high >= part.value - 1e-9


@pytest.mark.parametrize("rates", [(0.5, 0.5), (0.3, 0.2), (0.05, 0.1)])
def test_intervals_cover_as_they_claim(rates: tuple[float, float]) -> None:
    """2,000 samples of 80 and 120: the 95 % intervals of difference and ratio hold the truth 93 % to 99 % of
    the time."""
    rng = np.random.default_rng(1)
    a, b = rng.binomial(80, rates[0], 2000), rng.binomial(120, rates[1], 2000)
    inside = outside = 0
    for x, y in zip(a.tolist(), b.tolist(), strict=True):
        gap, part = difference(x, 80, y, 120, 0.95), ratio(x, 80, y, 120, 0.95)
        inside += gap.low <= rates[0] - rates[1] <= gap.high
        outside += part.value is None or (
            part.low <= rates[0] / rates[1] and (part.high is None or rates[0] / rates[1] <= part.high)
        )
    assert 0.93 < inside / 2000 < 0.99
    assert 0.93 < outside / 2000 < 0.995


def test_chance_findings_are_as_rare_as_they_claim() -> None:
    """Two hundred samples without any difference: a gap beyond chance is found in about one in twenty."""
    import datetime as dt

    found = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        p = Predictions.of_arrays(rng.integers(0, 2, 400), protected={"g": rng.choice(["a", "b"], 400)})
        found += bool(
            run_audit(
                "fairness.demographic-parity",
                {"predictions": p},
                Context(dt.date(2026, 1, 1), seed=seed, replicates=300),
            ).findings
        )
    assert 2 <= found <= 20


def test_bootstrap_of_counts_is_the_bootstrap_of_rows() -> None:
    """Drawing counts from a multinomial gives the distribution that resampling rows gives."""
    from concordance.audit.stats.bootstrap import count_replicates

    rng = np.random.default_rng(5)
    cells = rng.choice(6, 300, p=[0.3, 0.2, 0.2, 0.1, 0.1, 0.1])
    counts = np.bincount(cells, minlength=6).reshape(3, 2)
    drawn = count_replicates(counts, 4000, 1)[:, 0, 0] / 300
    rows = np.array([np.mean(cells[rng.integers(0, 300, 300)] == 0) for _ in range(4000)])
    assert drawn.mean() == pytest.approx(rows.mean(), abs=0.002)
    assert drawn.std() == pytest.approx(rows.std(), rel=0.06)
