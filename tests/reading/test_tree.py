"""Strict YAML: what could be misread is refused, at its place; what is read keeps its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.base.problem import Problems
from concordance.base.span import Span
from concordance.reading.tree import MAX_BYTES, MAX_DEPTH, Mapping, Scalar, Sequence, parse_tree


def codes(data: bytes | str) -> list[tuple[str, int, int]]:
    problems = Problems()
    parse_tree(data.encode() if isinstance(data, str) else data, "f.yaml", problems)
    assert all(problem.help and problem.places for problem in problems)
    return [(p.code, p.places[0].line, p.places[0].col) for p in problems]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ("", [("empty-file", 1, 1)]),
        ("# only a remark\n", [("empty-file", 2, 1)]),
        ("---\n", [("empty-file", 2, 1)]),
        ("a: 1\na: 2\n", [("duplicate-key", 2, 1)]),
        ("a:\n  b: 1\n  b: 2\n", [("duplicate-key", 3, 3)]),
        ('a: 1\n"a": 2\n', [("duplicate-key", 2, 1)]),
        ("a: &x 1\nb: 2\n", [("yaml-anchor", 1, 4)]),
        ("a: &x 1\nb: *x\n", [("yaml-anchor", 1, 4), ("yaml-anchor", 2, 4)]),
        ("a: &x {c: 1}\nb: {<<: *x}\n", [("yaml-anchor", 1, 4), ("yaml-anchor", 2, 9)]),
        ("a: !!python/object:os.system x\n", [("yaml-tag", 1, 4)]),
        ("a: ! b\n", [("yaml-tag", 1, 4)]),
        ("a: !!int 3\n", [("yaml-tag", 1, 4)]),
        ("a: 1\n---\nb: 2\n", [("several-documents", 2, 1)]),
        ("a:\n\tb: 1\n", [("not-yaml", 2, 1)]),
        ("a: [1, 2\n", [("not-yaml", 2, 1)]),
        ('a: "b\n', [("not-yaml", 2, 1)]),
        ("? [a, b]\n: c\n", [("not-yaml", 1, 3)]),
        (b"a: 1\nb: \xff\xfe\n", [("not-utf8", 2, 1)]),
        ("a: é\n".encode("latin-1"), [("not-utf8", 1, 1)]),
        ("a: 1\n".encode("utf-16"), [("not-utf8", 1, 1)]),
        (b"a: \x00\n", [("not-yaml", 1, 1)]),
        ("a: " + "[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), [("nested-too-deep", 1, 3 + MAX_DEPTH + 1)]),
        ("[" * 100_000, [("nested-too-deep", 1, MAX_DEPTH + 2)]),
        (b" " * (MAX_BYTES + 1), [("file-too-large", 1, 1)]),
        (b"a: 1 #" + b"x" * 6_000_000, [("file-too-large", 1, 1)]),
    ],
)
def test_what_could_be_misread_is_refused(data: bytes | str, found: list[tuple[str, int, int]]) -> None:
    assert codes(data) == found


def test_words_stay_text_until_the_schema_types_them() -> None:
    problems = Problems()
    tree = parse_tree(b"a: no\nb: 010\nc: 'true'\nd: 2026-08-02\ne: ~\nf: .nan\n", "f.yaml", problems)
    assert isinstance(tree, Mapping)
    assert not problems.found
    told = {key: (node.text, node.quoted) for key, node in tree.entries.items() if isinstance(node, Scalar)}
    assert told == {
        "a": ("no", False),
        "b": ("010", False),
        "c": ("true", True),
        "d": ("2026-08-02", False),
        "e": ("~", False),
        "f": (".nan", False),
    }


def test_every_node_knows_its_place() -> None:
    tree = parse_tree(b"\xef\xbb\xbfa:\n  - b: 1\n  - c\n", "f.yaml", Problems())
    assert isinstance(tree, Mapping)
    listed = tree.entries["a"]
    assert isinstance(listed, Sequence)
    assert [item.span for item in listed.items] == [Span("f.yaml", 2, 5), Span("f.yaml", 3, 5)]
    assert tree.keys["a"] == Span("f.yaml", 1, 1)


def test_the_largest_allowed_depth_is_read() -> None:
    problems = Problems()
    assert parse_tree(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, "f.yaml", problems) is not None
    assert not problems.found


@given(st.binary(max_size=200))
def test_no_bytes_raise(data: bytes) -> None:
    problems = Problems()
    tree = parse_tree(data, "f.yaml", problems)
    assert tree is not None or problems.found


@given(st.text(alphabet="ab:- \n\t[]{}&*!|>#'\"?,%@`~<", max_size=60))
def test_no_punctuation_raises(text: str) -> None:
    problems = Problems()
    tree = parse_tree(text.encode(), "f.yaml", problems)
    assert tree is not None or problems.found
