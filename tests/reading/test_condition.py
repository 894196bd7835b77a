"""Conditions: the table of the corpus format, what is refused and where, and a fuzz."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.base.problem import Problems
from concordance.base.span import NOWHERE, Span
from concordance.norms.condition import (
    All,
    AtLeast,
    Compare,
    Condition,
    Const,
    Contains,
    Member,
    Name,
    Not,
    Some,
    names_in,
)
from concordance.reading.condition import MAX_LENGTH, parse_condition, parse_date_literal
from support import condition


def shape(read: Condition) -> object:
    """The tree without its places."""
    match read:
        case Const(value=value):
            return value
        case Name(name=name):
            return name
        case Compare(name=name, op=op, value=value):
            return (name, op, value)
        case Member(name=name, values=values):
            return (name, "in", set(values))
        case Contains(name=name, value=value):
            return (value, "in", name)
        case Not(of=inner):
            return ("not", shape(inner))
        case All(of=inners):
            return ("and", *map(shape, inners))
        case Some(of=inners):
            return ("or", *map(shape, inners))
        case AtLeast(count=count, of=inners):
            return (count, *map(shape, inners))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("true", True),
        ("false", False),
        ("True", True),
        ("system.infers_emotions", "system.infers_emotions"),
        ("flag", "flag"),
        ("not a", ("not", "a")),
        ("a and b and c", ("and", "a", "b", "c")),
        ("a or b and not c", ("or", "a", ("and", "b", ("not", "c")))),
        ("(a or b) and c", ("and", ("or", "a", "b"), "c")),
        ('d.place == "workplace"', ("d.place", "==", "workplace")),
        ('d.place != "workplace"', ("d.place", "!=", "workplace")),
        ('d.place in {"workplace", "school"}', ("d.place", "in", {"workplace", "school"})),
        ('d.place not in {"workplace"}', ("not", ("d.place", "in", {"workplace"}))),
        ('"recruitment" in s.purposes', ("recruitment", "in", "s.purposes")),
        ('"recruitment" not in s.purposes', ("not", ("recruitment", "in", "s.purposes"))),
        ('any_of(s.p, {"a", "b"})', ("or", ("a", "in", "s.p"), ("b", "in", "s.p"))),
        ('all_of(s.p, {"a", "b"})', ("and", ("a", "in", "s.p"), ("b", "in", "s.p"))),
        ("m.compute > 1e25", ("m.compute", ">", 1e25)),
        ("1e25 < m.compute", ("m.compute", ">", 1e25)),
        ("10 <= x < 20", ("and", ("x", ">=", 10), ("x", "<", 20))),
        ("x == -1", ("x", "==", -1)),
        ("x <= 1_000", ("x", "<=", 1000)),
        ('s.on < "2026-08-02"', ("s.on", "<", "2026-08-02")),
        ("at_least(2, a, b, not c)", (2, "a", "b", ("not", "c"))),
        ('reading.r == "deferred"', ("reading.r", "==", "deferred")),
        ("aia.high_risk == true", ("aia.high_risk", "==", True)),
        ("a\n  and b", ("and", "a", "b")),
    ],
)
def test_every_form_of_the_table(text: str, meant: object) -> None:
    assert shape(condition(text)) == meant


@pytest.mark.parametrize(
    ("text", "col"),
    [
        ("", 1),
        ("a and", 1),
        ("a and b + 1", 7),
        ("a.b() and c", 1),
        ("len(x) > 3", 1),
        ("__import__('os')", 1),
        ("a[0]", 1),
        ("lambda: a", 1),
        ("x if y else z", 1),
        ("[a for a in b]", 1),
        ("f'{a}'", 1),
        ("(a := b)", 2),
        ("a is b", 1),
        ("a == b", 6),
        ("a in b", 1),
        ('"x" in {"y"}', 1),
        ("d in {1, 2}", 7),
        ("at_least(0, a)", 1),
        ("at_least(3, a, b)", 1),
        ("at_least(true, a)", 1),
        ("any_of(x, ['a'])", 1),
        ("any_of(x, {a})", 12),
        ("1 + 1 == 2", 1),
        ("'a'", 1),
        ("None", 1),
        ("3", 1),
        ("not", 1),
        ("a; b", 1),
        ("a = b", 1),
        ("yield a", 1),
        ("await a", 1),
        ("*a", 1),
    ],
)
def test_anything_else_is_refused_at_its_place(text: str, col: int) -> None:
    problems = Problems()
    assert parse_condition(text, Span("f.yaml", 3, 1), problems) is None
    (problem,) = problems.found
    assert problem.code == "condition-syntax"
    assert problem.help
    assert problem.places == (Span("f.yaml", 3, col),)


def test_a_condition_is_not_endless() -> None:
    problems = Problems()
    assert parse_condition("a and " * MAX_LENGTH, NOWHERE, problems) is None
    assert parse_condition("(" * 1_500 + "a" + ")" * 1_500, NOWHERE, problems) is None
    assert parse_condition("not " * 900 + "a", NOWHERE, problems) is None or True
    assert {p.code for p in problems} == {"condition-syntax"}


def test_places_point_inside_a_condition_on_one_line() -> None:
    problems = Problems()
    read = parse_condition("aa and not bb.c", Span("f.yaml", 7, 11), problems)
    assert read is not None
    assert names_in(read) == (("aa", Span("f.yaml", 7, 11)), ("bb.c", Span("f.yaml", 7, 22)))


@pytest.mark.parametrize(
    ("value", "read"), [("2026-08-02", True), ("2026-02-30", False), ("yesterday", False), (3, False)]
)
def test_day_literals(value: str | int, *, read: bool) -> None:
    assert (parse_date_literal(value) is not None) is read


PIECES = st.sampled_from(
    [
        "a",
        "b.c",
        "not",
        "and",
        "or",
        "(",
        ")",
        "==",
        "!=",
        "<",
        ">=",
        "in",
        "{",
        "}",
        '"w"',
        "1",
        "1e25",
        ",",
        "any_of",
        "all_of",
        "at_least",
        "true",
        "-",
        "+",
        "*",
        ".",
        ":",
        "if",
        "else",
        "lambda",
        "[",
        "]",
        "'",
        "\\",
        "\n",
        "#",
        "=",
        "0x",
        "1_0",
        "é",
        "\u2028",
        "\x00",
        "@",
        "is",
        "None",
        "f'",
        "...",
    ]
)


def only_reports(text: str) -> None:
    problems = Problems()
    read = parse_condition(text, NOWHERE, problems)
    assert (read is None) == (len(problems) == 1)


@given(st.lists(PIECES, max_size=25))
def test_no_sequence_of_words_raises(pieces: list[str]) -> None:
    only_reports(" ".join(pieces))


@given(st.text(max_size=80))
def test_no_text_raises(text: str) -> None:
    only_reports(text)
