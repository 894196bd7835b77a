"""Acts: `verb(object, key=value)`."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.base.dates import Period
from concordance.base.problem import Problems
from concordance.base.span import NOWHERE
from concordance.norms.norm import Act
from concordance.reading.act import parse_act


def read(text: str) -> tuple[Act | None, list[str]]:
    problems = Problems()
    act = parse_act(text, NOWHERE, problems)
    assert all(problem.help for problem in problems)
    return act, [problem.code for problem in problems]


@pytest.mark.parametrize(
    ("text", "params"),
    [
        ("retain(logs)", {}),
        ('retain(logs, at_least="P6M")', {"at_least": Period(months=6)}),
        (
            'report(incident, to=authority, within="P15D", after=awareness)',
            {"to": "authority", "within": Period(days=15), "after": "awareness"},
        ),
        ('report(incident, within="immediately")', {"within": "immediately"}),
        ("mark(content, manner=machine_readable)", {"manner": "machine_readable"}),
        ("mark(content, manner=clear + visible + early)", {"manner": ("clear", "visible", "early")}),
        ("inform(person,\n  that=ai, with_=notice)", {"that": "ai", "with_": "notice"}),
    ],
)
def test_what_an_act_may_say(text: str, params: dict[str, object]) -> None:
    act, codes = read(text)
    assert not codes
    assert act is not None
    assert act.params == params


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("retain", ["act-syntax"]),
        ("retain(", ["act-syntax"]),
        ("retain()", ["act-syntax"]),
        ("retain(at_least='P1D')", ["act-syntax"]),
        ("retain(logs, files)", ["act-syntax"]),
        ("a.b(logs)", ["act-syntax"]),
        ('retain("logs")', ["act-syntax"]),
        ("retain(logs, forever=yes)", ["act-parameter"]),
        ("retain(logs, **more)", ["act-parameter"]),
        ('retain(logs, at_least="six months")', ["act-parameter"]),
        ("retain(logs, at_least=6)", ["act-parameter"]),
        ("retain(logs, to=a + b)", ["act-parameter"]),
        ("mark(logs, manner=a + 1)", ["act-parameter"]),
        ("retain(logs, at_least='x', within=3)", ["act-parameter", "act-parameter"]),
    ],
)
def test_what_it_may_not_say(text: str, codes: list[str]) -> None:
    assert read(text)[1] == codes


@given(
    st.lists(
        st.sampled_from(["a", "(", ")", ",", "to", "=", "+", '"P1D"', "within", "**", "*", ".", "'", "1", "\n"]),
        max_size=16,
    )
)
def test_no_sequence_of_words_raises(pieces: list[str]) -> None:
    act, codes = read(" ".join(pieces))
    assert act is not None or codes
