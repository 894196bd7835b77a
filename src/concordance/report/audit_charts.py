"""Figures as pictures: intervals against their limit, and the reliability curve. Placed here, drawn by `chart.svg`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import ceil, floor, log10

from concordance.audit.metrics import metric_words, unit_words
from concordance.audit.result import AuditResult, Estimate, Judgement
from concordance.audit.sentences import plain, with_unit
from concordance.base.text import Lang, Text
from concordance.report.audit_words import told

WIDTH, LABELS, FIGURES, ROW, HEAD = 860, 225, 215, 34, 44
SQUARE = 400
MOST_ROWS = 16
"""Rows of a chart; what is beyond is in the table."""

TONES = {"supports": "good", "contradicts": "bad", "inconclusive": "open"}


@dataclass(frozen=True, slots=True)
class Row:
    """One estimate, placed. `chance` marks what chance alone would show; markers differ by tone in shape too."""

    y: float
    x: float
    low: float
    high: float
    label: str
    figure: str
    tone: str
    chance: float | None


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture of estimates: `rows` against an axis and a limit, or `curve` points against the diagonal."""

    title: str
    alt: str
    kind: str
    width: int
    height: int
    rows: tuple[Row, ...]
    ticks: tuple[tuple[float, str], ...]
    limit: float | None
    limit_label: str
    left: float
    right: float


def charts(result: AuditResult, lang: Lang) -> tuple[Chart, ...]:
    """The charts of a result: those with a limit first; none for plain counts."""
    points = [e for e in result.estimates if e.metric == "observed-frequency" and e.value is not None]
    curve = (_curve(result, points, lang),) if len(points) > 1 else ()
    drawn = [_intervals(result, held, lang) for held in _by_metric(result)]
    return (*curve, *sorted(drawn, key=lambda chart: chart.limit is None))


def _by_metric(result: AuditResult) -> Iterator[tuple[Estimate, ...]]:
    held: dict[str, list[Estimate]] = {}
    for estimate in result.estimates:
        drawable = estimate.value is not None and estimate.interval != "none"
        if drawable and estimate.metric not in {"observed-frequency", "mean-score"}:
            held.setdefault(estimate.metric, []).append(estimate)
    return (tuple(estimates) for estimates in held.values())


def _intervals(result: AuditResult, held: tuple[Estimate, ...], lang: Lang) -> Chart:
    shown = held[:MOST_ROWS]
    judged = {j.subject: j for j in result.judgements if j.metric == held[0].metric}
    limit = next((j.threshold.value for j in judged.values()), None)
    chance = {
        e.subject: e.value
        for e in result.estimates
        if e.metric == f"{held[0].metric}-by-chance" and e.value is not None
    }
    low, high = _domain([*_bounds(shown), *chance.values(), *([limit] if limit is not None else [])])
    scale = (WIDTH - LABELS - FIGURES) / (high - low)

    def x(value: float | None, unbounded: float) -> float:
        kept = unbounded if value is None else min(max(value, low), high)
        return round(LABELS + (kept - low) * scale, 1)

    rows = tuple(
        Row(
            y=HEAD + ROW * index + ROW / 2,
            x=x(e.value, low),
            low=x(e.low, low),
            high=x(e.high, high),
            label=_cut(e.subject),
            figure=figure(e, lang),
            tone=TONES.get(judged[e.subject].verdict if e.subject in judged else "", "plain"),
            chance=x(chance[e.subject], low) if e.subject in chance else None,
        )
        for index, e in enumerate(shown)
    )
    judgement = next(iter(judged.values()), None)
    return Chart(
        title=metric_words(held[0].metric, lang),
        alt=_told(held[0].metric, shown, judgement, lang),
        kind="intervals",
        width=WIDTH,
        height=HEAD + ROW * len(rows) + 34,
        rows=rows,
        ticks=tuple((x(t, low), plain(t, lang)) for t in _ticks(low, high)),
        limit=None if limit is None else x(limit, low),
        limit_label=_limit_label(judgement, lang) or (told("chance", lang) if chance else ""),
        left=LABELS,
        right=WIDTH - FIGURES,
    )


def _curve(result: AuditResult, points: list[Estimate], lang: Lang) -> Chart:
    means = {e.subject: e.value or 0.0 for e in result.estimates if e.metric == "mean-score"}
    left, top, side = 60, 24, SQUARE - 84
    most = max(e.n for e in points)

    def y(value: float | None) -> float:
        return round(top + (1 - (value or 0.0)) * side, 1)

    rows = tuple(
        Row(
            y=y(e.value),
            x=round(left + means[e.subject] * side, 1),
            low=y(e.low),
            high=y(e.high),
            label=f"{3 + 6 * (e.n / most) ** 0.5:.1f}",
            figure=figure(e, lang),
            tone="plain",
            chance=None,
        )
        for e in points
    )
    said = "; ".join(f"{plain(means[e.subject], lang)} → {figure(e, lang)}" for e in points)
    title = Text("How often each score comes true", "À quelle fréquence chaque score se vérifie")(lang)
    return Chart(
        title=title,
        alt=f"{title}: {said}",
        kind="curve",
        width=SQUARE,
        height=SQUARE,
        rows=rows,
        ticks=tuple((round(t * side, 1), plain(t, lang)) for t in (0.0, 0.25, 0.5, 0.75, 1.0)),
        limit=None,
        limit_label=Text("score given", "score donné")(lang),
        left=left,
        right=left + side,
    )


def figure(estimate: Estimate, lang: Lang) -> str:
    """A figure with its interval and unit, for people."""
    unit = "" if estimate.unit == "1" or estimate.value is None else f" {unit_words(estimate.unit, lang)}"
    if estimate.interval == "none" or estimate.value is None:
        return with_unit(estimate, lang)
    dash = "–" if (estimate.low or 0) >= 0 else " … "
    return f"{plain(estimate.value, lang)}{unit} [{plain(estimate.low, lang)}{dash}{plain(estimate.high, lang)}]"


def _told(metric: str, shown: Iterable[Estimate], judgement: Judgement | None, lang: Lang) -> str:
    said = "; ".join(f"{e.subject} {figure(e, lang)}, n = {e.n}".strip() for e in shown)
    limit = f" ({_limit_label(judgement, lang)})" if judgement else ""
    return f"{metric_words(metric, lang)}{limit}{told('colon', lang)} {said}"


def _limit_label(judgement: Judgement | None, lang: Lang) -> str:
    if judgement is None:
        return ""
    sign = "≥" if judgement.threshold.relation == "at-least" else "≤"
    return f"{sign} {plain(judgement.threshold.value, lang)} ({judgement.threshold.source.reference})"


def _bounds(shown: Iterable[Estimate]) -> list[float]:
    return [bound for e in shown for bound in (e.value, e.low, e.high) if bound is not None]


def _domain(values: list[float]) -> tuple[float, float]:
    """An axis that holds every value and zero, with a little air; a whole share is shown as such."""
    low, high = min(0.0, *values), max(values)
    if low == 0 and 0.4 < high <= 1:
        return 0.0, 1.0
    air = (high - low) * 0.08 or 1.0
    return low - air if low < 0 else 0.0, high + air if high > 0 else air


def _ticks(low: float, high: float) -> list[float]:
    rough = (high - low) / 5
    size = 10 ** floor(log10(rough))
    step = next(size * m for m in (1, 2, 5, 10) if size * m >= rough * 0.999)
    return [round(step * i, 10) for i in range(ceil(low / step), floor(high / step + 1e-9) + 1)]


def _cut(label: str) -> str:
    return label if len(label) <= 32 else label[:31] + "…"
