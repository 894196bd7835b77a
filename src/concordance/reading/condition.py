"""Conditions in restricted Python syntax → `concordance.norms.condition`. Parsed with `ast`, never evaluated."""

from __future__ import annotations

import ast
from datetime import date

from concordance.base.problem import Problems
from concordance.base.span import Span
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
    Operator,
    Some,
    Value,
)

MAX_LENGTH = 4_000
_OPERATORS: dict[type[ast.cmpop], Operator] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
_MIRROR: dict[Operator, Operator] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_HELP = "see the table of conditions in the corpus format"


class _RefusedError(Exception):
    def __init__(self, message: str, node: ast.AST, help_text: str = _HELP) -> None:
        super().__init__(message)
        self.message, self.node, self.help = message, node, help_text


def parse_condition(text: str, span: Span, problems: Problems) -> Condition | None:
    """The condition a text states, or None with a problem (`condition-syntax`) at the place inside the text."""
    if len(text) > MAX_LENGTH:
        problems.report(
            "condition-syntax", f"longer than {MAX_LENGTH} characters", span, help="name parts as definitions"
        )
        return None
    flat = " ".join(text.split())
    try:
        tree = ast.parse(flat, mode="eval")
        return _Reader(span, single_line="\n" not in text.strip()).read(tree.body)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        message = getattr(error, "msg", None) or "too deeply nested"
        problems.report("condition-syntax", f"`{_short(flat)}`: {message}", span, help=_HELP)
    except _RefusedError as refused:
        at = Span(span.path, span.line, span.col + getattr(refused.node, "col_offset", 0))
        problems.report("condition-syntax", refused.message, at, help=refused.help)
    return None


def _short(text: str) -> str:
    return text if len(text) < 80 else text[:77] + "…"


class _Reader:
    """One expression; places point inside the text where it stands on one line."""

    def __init__(self, span: Span, *, single_line: bool) -> None:
        self.base, self.single_line = span, single_line

    def span(self, node: ast.AST) -> Span:
        offset = getattr(node, "col_offset", 0) if self.single_line else 0
        return Span(self.base.path, self.base.line, self.base.col + offset)

    def read(self, node: ast.expr) -> Condition:
        span = self.span(node)
        match node:
            case ast.BoolOp(op=ast.And(), values=values):
                return All(tuple(map(self.read, values)), span)
            case ast.BoolOp(op=ast.Or(), values=values):
                return Some(tuple(map(self.read, values)), span)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return Not(self.read(operand), span)
            case ast.Compare():
                return self.comparison(node)
            case ast.Call():
                return self.call(node)
            case ast.Constant(value=bool() as value):
                return Const(value, span)
            case ast.Name(id="true" | "false" as word):
                return Const(word == "true", span)
            case ast.Name() | ast.Attribute():
                return Name(self.name(node), span)
        raise _RefusedError(f"`{ast.unparse(node)}` is not a condition", node)

    def name(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id=word):
                return word
            case ast.Attribute(value=inner, attr=attr):
                return f"{self.name(inner)}.{attr}"
        raise _RefusedError(f"a name was expected, not `{ast.unparse(node)}`", node)

    def comparison(self, node: ast.Compare) -> Condition:
        operands = [node.left, *node.comparators]
        links = [self.link(left, op, right) for left, op, right in zip(operands, node.ops, operands[1:], strict=False)]
        return links[0] if len(links) == 1 else All(tuple(links), self.span(node))

    def link(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Condition:
        span = self.span(left)
        match op, left, right:
            case ((ast.In() | ast.NotIn()), ast.Constant(value=str() as value), (ast.Name() | ast.Attribute())):
                found: Condition = Contains(self.name(right), value, span)
            case ((ast.In() | ast.NotIn()), (ast.Name() | ast.Attribute()), (ast.Set() | ast.Tuple() | ast.List())):
                found = Member(self.name(left), self.words(right.elts), span)
            case ((ast.In() | ast.NotIn()), _, _):
                raise _RefusedError('`in` wants `"value" in fact` or `fact in {…}`', left)
            case _:
                return self.compare(left, op, right)
        return Not(found, span) if isinstance(op, ast.NotIn) else found

    def compare(self, left: ast.expr, op: ast.cmpop, right: ast.expr) -> Condition:
        if type(op) not in _OPERATORS:
            raise _RefusedError(f"`{ast.unparse(left)} …`: this comparison is not allowed", left)
        operator = _OPERATORS[type(op)]
        if isinstance(left, ast.Constant | ast.UnaryOp):
            left, right, operator = right, left, _MIRROR[operator]
        if isinstance(right, ast.Name) and right.id in {"true", "false"}:
            return Compare(self.name(left), operator, right.id == "true", self.span(left))
        return Compare(self.name(left), operator, self.literal(right), self.span(left))

    def literal(self, node: ast.expr) -> Value:
        match node:
            case ast.Constant(value=bool() | int() | float() | str() as value):
                return value
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
                return -value
        raise _RefusedError(f"a literal was expected, not `{ast.unparse(node)}`", node, "compare a fact with a literal")

    def words(self, nodes: list[ast.expr]) -> tuple[str, ...]:
        words = []
        for node in nodes:
            match node:
                case ast.Constant(value=str() as value):
                    words.append(value)
                case _:
                    raise _RefusedError(f"a quoted word was expected, not `{ast.unparse(node)}`", node)
        return tuple(words)

    def call(self, node: ast.Call) -> Condition:
        span = self.span(node)
        match node:
            case ast.Call(func=ast.Name(id="any_of" | "all_of" as word), args=[fact, ast.Set(elts=elts)], keywords=[]):
                each = tuple(Contains(self.name(fact), value, span) for value in self.words(elts))
                return Some(each, span) if word == "any_of" else All(each, span)
            case ast.Call(func=ast.Name(id="at_least"), args=[ast.Constant(value=int() as count), *rest], keywords=[]):
                if isinstance(count, bool) or not 1 <= count <= len(rest):
                    raise _RefusedError(f"at_least({count}, …) of {len(rest)} conditions", node)
                return AtLeast(count, tuple(map(self.read, rest)), span)
        raise _RefusedError(
            f"`{ast.unparse(node.func)}(…)` is not allowed here", node, "the functions are any_of, all_of and at_least"
        )


def parse_date_literal(value: Value) -> date | None:
    """A day, where the text is one; used once the vocabulary says that a fact is a date."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None
