"""`provisions.txt`: what exists to be cited."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.base.problem import Problems
from concordance.reading.provisions import parse_provisions


def read(data: str) -> tuple[dict[str, frozenset[str]], list[tuple[str, int]]]:
    problems = Problems()
    found = parse_provisions(data, "p.txt", ["old", "new"], problems)
    assert all(problem.help for problem in problems)
    return found, [(problem.code, problem.places[0].line) for problem in problems]


def test_brackets_nest_and_spaces_are_written_as_underscores() -> None:
    found, wrong = read("# a source\n\nArt. 5: (1)[(a) (h)[(i)]] (1a)\n[new] Annex III: _point_1[(a)]\n")
    assert not wrong
    assert found["old"] == {"Art. 5", "Art. 5(1)", "Art. 5(1)(a)", "Art. 5(1)(h)", "Art. 5(1)(h)(i)", "Art. 5(1a)"}
    assert found["new"] - found["old"] == {"Annex III", "Annex III point 1", "Annex III point 1(a)"}


@pytest.mark.parametrize(
    "line", ["Art. 5 (1)", "[other] Art. 5: (1)", "Art. 5: (1)[(a)", "Art. 5: (1)]", "Art. 5: (1)]["]
)
def test_a_line_that_cannot_be_read_is_a_problem(line: str) -> None:
    assert read(f"Art. 1:\n{line}\n")[1] == [("provision-line", 2)]


@given(st.text(alphabet="Art. 5:()[]_ab\n#", max_size=60))
def test_no_text_raises(data: str) -> None:
    read(data)
