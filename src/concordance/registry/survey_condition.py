"""When a question of a SurveyJS questionnaire is shown: the small language of `visibleIf`, read and decided.

Only what questionnaires here use is understood: `{name} = "word"`, `{name} contains "word"` or a list of words, `and`,
`or`, brackets. Anything else is refused when the file is read, so that no question is counted on a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_TEXT, MAX_BRACKETS = 5_000, 50
"""Characters, and brackets, of one condition."""
Answers = Mapping[str, object]
_TOKEN = re.compile(r"""\s*(?:([()])|(and|or)\b|\{([\w-]+)\}\s*(?:=|contains)\s*(\[[^\]]*\]|"[^"]*"|'[^']*'))""")
_WORD = re.compile(r"""["']([^"']*)["']""")


@dataclass(frozen=True, slots=True)
class Test:
    """An answer that is these words, or has all of them ticked."""

    question: str
    words: tuple[str, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether it holds; an unanswered question never does."""
        given = answers.get(self.question)
        chosen = given if isinstance(given, list) else [given]
        return all(word in chosen for word in self.words)


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether every part holds."""
        return all(part.holds(answers) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds."""

    parts: tuple[Condition, ...]

    def holds(self, answers: Answers) -> bool:
        """Whether some part holds."""
        return any(part.holds(answers) for part in self.parts)


Condition = Test | All | Some
_Token = str | Test


def parse_condition(text: str) -> Condition:
    """The condition. Raises ValueError for what this language does not say.

    >>> parse_condition('({phase} = "a" or {phase} contains "b") and {x} = "1"').holds({"phase": "b", "x": "1"})
    True
    """
    if len(text) > MAX_TEXT or text.count("(") > MAX_BRACKETS:
        raise ValueError(f"the condition `{text[:80]}…` is not understood: it is too long")
    tokens, place = [], 0
    while text[place:].strip():
        match = _TOKEN.match(text, place)
        if match is None:
            raise ValueError(f"the condition `{text}` is not understood")
        tokens.append(match[1] or match[2] or _test(match))
        place = match.end()
    found = _alternatives(tokens, text)
    if tokens:
        raise ValueError(f"the condition `{text}` is not understood")
    return found


def _test(match: re.Match[str]) -> Test:
    return Test(match[3], tuple(_WORD.findall(match[4])))


def _alternatives(tokens: list[_Token], text: str) -> Condition:
    parts = [_together(tokens, text)]
    while tokens and tokens[0] == "or":
        tokens.pop(0)
        parts.append(_together(tokens, text))
    return parts[0] if len(parts) == 1 else Some(tuple(parts))


def _together(tokens: list[_Token], text: str) -> Condition:
    parts = [_one(tokens, text)]
    while tokens and tokens[0] == "and":
        tokens.pop(0)
        parts.append(_one(tokens, text))
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def _one(tokens: list[_Token], text: str) -> Condition:
    token = tokens.pop(0) if tokens else ""
    if isinstance(token, Test) and token.words:
        return token
    if token == "(":  # noqa: S105 - a bracket
        inner = _alternatives(tokens, text)
        if tokens and tokens.pop(0) == ")":
            return inner
    raise ValueError(f"the condition `{text}` is not understood")
