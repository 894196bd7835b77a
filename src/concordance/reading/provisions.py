"""`provisions.txt` → the set of provisions that exist to be cited, per text of an instrument."""

from __future__ import annotations

import re
from collections.abc import Iterable

from concordance.base.problem import Problems
from concordance.base.span import Span

_LINE = re.compile(r"(?:\[(?P<text>[\w-]+)\]\s*)?(?P<head>[^:\[\]]+):(?P<rest>.*)")
_TOKEN = re.compile(r"[^\s\[\]]+|\[|\]")


def parse_provisions(data: str, path: str, texts: Iterable[str], problems: Problems) -> dict[str, frozenset[str]]:
    """For every text, what can be cited in it (see the corpus format, section 8)."""
    found: dict[str, set[str]] = {text: set() for text in texts}
    for number, raw in enumerate(data.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if not match or (match["text"] and match["text"] not in found):
            problems.report("provision-line", f"`{line[:60]}` is no line of provisions", Span(path, number), help=_HELP)
            continue
        names = list(_expand(match["head"].strip(), _TOKEN.findall(match["rest"])))
        if not names:
            problems.report("provision-line", "brackets do not match", Span(path, number), help=_HELP)
        for text in [match["text"]] if match["text"] else found:
            found[text].update(names)
    return {text: frozenset(names) for text, names in found.items()}


_HELP = "write `Art. 5: (1)[(a) (b)] (2)`"


def _expand(head: str, tokens: list[str]) -> list[str]:
    """Head and tokens → every provision; an empty list when brackets do not match."""
    names, stack, last = [head], [head], head
    for part in tokens:
        if part == "[":
            stack.append(last)
        elif part == "]":
            stack.pop()
            if not stack:
                return []
        else:
            last = stack[-1] + part.replace("_", " ")
            names.append(last)
    return names if len(stack) == 1 else []
