"""Comparisons speak of instruments, texts, norms and principles that exist."""

from __future__ import annotations

from collections.abc import Iterable

from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import Span
from concordance.norms.crosswalk import CrosswalkSide
from concordance.norms.score import Score


def check_crosswalks(score: Score, problems: Problems) -> None:
    """Reports `unknown-instrument`, `unknown-text`, `unknown-norm` and `unknown-principle`."""
    for crosswalk in score.crosswalks.values():
        for side in crosswalk.sides:
            _check_side(side, score, problems)
        for row in crosswalk.rows:
            for principle in row.principles:
                _known("principle", principle, row.span, score.vocabulary.principles, problems)


def _check_side(side: CrosswalkSide, score: Score, problems: Problems) -> None:
    if not _known("instrument", side.instrument, side.span, score.instruments, problems):
        return
    instrument = score.instruments[side.instrument]
    if not _known("text", side.text, side.span, instrument.texts, problems):
        return
    norms = {norm.id for norm in instrument.norms if side.text in norm.in_texts}
    for heading in side.headings:
        _known("norm", heading, side.span, norms, problems)


def _known(kind: str, name: str, span: Span, known: Iterable[str], problems: Problems) -> bool:
    found = set(known)
    if name not in found:
        problems.report(f"unknown-{kind}", f"no {kind} is called `{name}`", span, help=did_you_mean(name, found))
    return name in found
