"""Problems: values with places and a way out, told in order and once."""

from __future__ import annotations

import pytest

from concordance.base.canonical import canonical_json, digest_files
from concordance.base.problem import CHECK_SPELLING, Problem, Problems, ProblemsError, did_you_mean
from concordance.base.span import Span


def test_every_problem_is_told_once_in_order_of_place() -> None:
    problems = Problems()
    problems.report("b", "second", Span("x.yaml", 9, 2), help="do that")
    problems.report("a", "first", Span("x.yaml", 2, 5))
    problems.report("b", "second", Span("x.yaml", 9, 2), help="do that")
    with pytest.raises(ProblemsError) as raised:
        problems.stop_if_any()
    assert [p.code for p in raised.value.problems] == ["a", "b"]
    assert str(raised.value).count("x.yaml:9:2") == 1


def test_nothing_reported_stops_nothing() -> None:
    Problems().stop_if_any()


def test_a_problem_prints_code_message_places_and_help() -> None:
    problem = Problem("duplicate-key", "`a` stands twice", (Span("f.yaml", 3, 1), Span("f.yaml", 1, 1)), "keep one")
    assert str(problem).splitlines() == [
        "error[duplicate-key]: `a` stands twice",
        "  --> f.yaml:3:1",
        "  --> f.yaml:1:1",
        "  = help: keep one",
    ]


@pytest.mark.parametrize(
    ("name", "known", "help_text"),
    [
        ("providr", ["provider", "deployer"], "did you mean `provider`?"),
        ("xyz", ["provider", "deployer"], "one of: deployer, provider"),
        ("xyz", [], CHECK_SPELLING),
        ("xyz", [f"name{n}" for n in range(13)], CHECK_SPELLING),
    ],
)
def test_help_names_the_nearest_or_lists_the_few(name: str, known: list[str], help_text: str) -> None:
    assert did_you_mean(name, known) == help_text


def test_equal_things_have_equal_names() -> None:
    assert canonical_json({"b": 1, "a": "é"}) == '{"a":"é","b":1}'.encode()
    one, two = ("a.yaml", b"1"), ("b.yaml", b"2")
    assert digest_files([one, two]) == digest_files([two, one])
    assert digest_files([one, two]) != digest_files([("a.yaml", b"2"), ("b.yaml", b"1")])
