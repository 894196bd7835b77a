"""A problem is a value: a code, its places, what is wrong and a way out.

Readers and checks collect problems and report all of them at once; a door prints them and exits with 2.
Every code has a page under `docs/reference/problems/` and a minimal bad file under `tests/bad/`.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from concordance.base.span import Span


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    `code` is stable and documented; `places` lists every place that takes part; `help` is the remedy.
    """

    code: str
    message: str
    places: tuple[Span, ...]
    help: str = ""

    def __str__(self) -> str:
        where = "\n".join(f"  --> {place}" for place in self.places)
        remedy = f"\n  = help: {self.help}" if self.help else ""
        return f"error[{self.code}]: {self.message}\n{where}{remedy}"


class ProblemsError(Exception):
    """The input cannot be used; `problems` holds every reason found, in order of place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda p: (p.places, p.code, p.message)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(slots=True)
class Problems:
    """A collector: report, go on, and stop at the end if anything was reported."""

    found: list[Problem] = field(default_factory=list)

    def report(self, code: str, message: str, *places: Span, help: str = "") -> None:  # noqa: A002 - the field's name
        """Add one problem."""
        self.found.append(Problem(code, message, places, help))

    def stop_if_any(self) -> None:
        """Raise ProblemsError when something was reported."""
        if self.found:
            raise ProblemsError(self.found)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)


CHECK_SPELLING = "no known name is similar: check the spelling"


def did_you_mean(name: str, known: Iterable[str], otherwise: str = CHECK_SPELLING) -> str:
    """A help sentence naming the nearest known names, or listing what may stand here when few do, or `otherwise`.

    >>> did_you_mean("providr", ["provider", "deployer"])
    'did you mean `provider`?'
    """
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=2, cutoff=0.6)
    if near:
        return "did you mean " + " or ".join(f"`{n}`" for n in near) + "?"
    if 0 < len(names) <= 12:
        return "one of: " + ", ".join(names)
    return otherwise
