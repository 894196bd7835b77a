"""The picture of regimes and measures says what the measures say."""

from __future__ import annotations

from datetime import date

import pytest

from concordance.assess.result import Assessment
from concordance.base.text import Lang
from concordance.compile.program import Program
from concordance.harmonise.harmony import harmonise
from concordance.report.html import to_html
from concordance.report.matrix import draw_matrix
from support import assess_answers, profile_of

DAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def result(small: Program) -> Assessment:
    """A maker under both small laws."""
    facts = {
        "maker": True,
        "user": False,
        "loud": True,
        "users": 5000,
        "kind": "tool",
        "places": frozenset({"AA", "BB"}),
    }
    return harmonise(assess_answers(facts, small, DAY), profile_of(facts, small), small)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_measure_of_several_duties_is_a_row_with_its_regimes(result: Assessment, lang: Lang) -> None:
    matrix = draw_matrix(result, lang)
    assert matrix is not None
    merged = [measure for measure in result.measures if len(measure.duties) > 1]
    assert [row.whole for row in matrix.rows] == [measure.says(lang) for measure in merged]
    assert [sum(dot.count for dot in row.dots) for row in matrix.rows] == [len(m.duties) for m in merged]
    assert [row.across for row in matrix.rows] == [len(m.instruments) > 1 for m in merged]
    assert sum(column.duties for column in matrix.columns) == sum(len(m.duties) for m in result.measures)
    assert matrix.left_out + len(matrix.rows) == len(result.measures)


def test_the_page_joins_regimes_and_names_tensions(result: Assessment) -> None:
    html = to_html(result, "fr")
    assert 'class="join"' in html
    assert result.tensions
    assert result.tensions[0].because.fr in html


def test_nothing_merged_nothing_drawn(small: Program) -> None:
    facts = {"maker": False, "user": True, "loud": True, "users": 5, "kind": "toy", "places": frozenset({"AA"})}
    alone = harmonise(assess_answers(facts, small, DAY), profile_of(facts, small), small)
    assert alone.measures
    assert draw_matrix(alone, "en") is None
