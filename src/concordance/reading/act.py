"""Acts: `verb(object, key=value, …)` → `concordance.norms.norm.Act`."""

from __future__ import annotations

import ast

from concordance.base.dates import parse_period
from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import Span
from concordance.norms.norm import Act, Parameter

PERIOD_KEYS = frozenset({"within", "at_least", "at_most", "every"})
EVENT_KEYS = frozenset({"after", "before", "on"})
TERM_KEYS = frozenset({"to", "about", "that", "of", "against", "with_", "manner", "contents"})
VERB_KEY = "from_"
KEYS = PERIOD_KEYS | EVENT_KEYS | TERM_KEYS | {VERB_KEY}
SPEEDS = frozenset({"immediately", "without-undue-delay"})


def parse_act(text: str, span: Span, problems: Problems) -> Act | None:
    """The act a text states, or None with a problem (`act-syntax`, `act-parameter`)."""
    try:
        tree = ast.parse(" ".join(text.split()), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        problems.report("act-syntax", f"`{text}`: {getattr(error, 'msg', error)}", span, help=_HELP)
        return None
    match tree:
        case ast.Call(func=ast.Name(id=verb), args=[ast.Name(id=thing)], keywords=keywords):
            params = _params(keywords, span, problems)
            return Act(verb, thing, params, " ".join(text.split()), span)
        case ast.Call(args=[]):
            problems.report("act-syntax", f"`{text}` names no object", span, help=_HELP)
        case _:
            problems.report("act-syntax", f"`{text}` is not an act", span, help=_HELP)
    return None


_HELP = 'write `verb(object, key=value)`, for instance retain(logs, at_least="P6M")'


def _params(keywords: list[ast.keyword], span: Span, problems: Problems) -> dict[str, Parameter]:
    params: dict[str, Parameter] = {}
    for keyword in keywords:
        key = keyword.arg or "**"
        if key not in KEYS:
            problems.report("act-parameter", f"`{key}` is no parameter of an act", span, help=did_you_mean(key, KEYS))
            continue
        try:
            params[key] = _parameter(key, keyword.value)
        except ValueError as error:
            problems.report("act-parameter", f"`{key}`: {error}", span, help=_HELP)
    return params


def _parameter(key: str, node: ast.expr) -> Parameter:
    if key in PERIOD_KEYS:
        return _period(node)
    match node:
        case ast.Name(id=word):
            return word
        case ast.BinOp(op=ast.Add()) if key == "manner":
            return tuple(_words(node))
    raise ValueError(f"a word of the vocabulary was expected, not `{ast.unparse(node)}`")


def _period(node: ast.expr) -> Parameter:
    match node:
        case ast.Constant(value=str() as text) if text in SPEEDS:
            return text
        case ast.Constant(value=str() as text):
            return parse_period(text)
    raise ValueError(f'a duration such as "P15D" was expected, not `{ast.unparse(node)}`')


def _words(node: ast.expr) -> list[str]:
    match node:
        case ast.Name(id=word):
            return [word]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _words(left) + _words(right)
    raise ValueError(f"words joined by + were expected, not `{ast.unparse(node)}`")
