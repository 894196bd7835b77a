"""The desk: what the pages and the API ask of the pipeline, one at a time.

The compiled law is one graph that grows while it is read, so that whoever plays on it holds the lock. A play takes some
ten milliseconds on facts given, and up to a second on none.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import RLock

from concordance.assess.assessment import assess
from concordance.assess.plausibility import check_plausibility
from concordance.assess.play import Play
from concordance.assess.result import Assessment
from concordance.assess.trace import Explanation, explain, find_norm
from concordance.base.problem import Problem, Problems, ProblemsError, did_you_mean
from concordance.base.span import NOWHERE
from concordance.compile.choice import Choice
from concordance.compile.program import Program
from concordance.doors.web.finding import Index, make_index
from concordance.harmonise.harmony import harmonise
from concordance.norms.instrument import Instrument
from concordance.norms.profile import Profile
from concordance.norms.score import Score
from concordance.pipeline import BINDING, compile_score, load_score
from concordance.reading.profile import read_profile

PASTED = "profile"
"""How the bytes of a form are named in the places of problems."""


@dataclass(frozen=True, slots=True)
class When:
    """The two days of every question: which day, and the law as published by which."""

    at: date
    known: date | None = None


@dataclass(slots=True)
class Desk:
    """A corpus, read once."""

    corpus: Path | None = None
    _lock: RLock = field(default_factory=RLock)
    _index: Index | None = None

    @property
    def score(self) -> Score:
        """The corpus."""
        return load_score(self.corpus)

    @property
    def index(self) -> Index:
        """What can be searched, made at the first search."""
        with self._lock:
            if self._index is None:
                self._index = make_index(self.score)
            return self._index

    def instrument(self, name: str) -> Instrument:
        """An instrument. Raises ProblemsError `unknown-instrument`."""
        if name not in self.score.instruments:
            remedy = did_you_mean(name, self.score.instruments)
            message = f"no instrument is called `{name}`"
            raise ProblemsError([Problem("unknown-instrument", message, (NOWHERE,), remedy)])
        return self.score.instruments[name]

    @contextmanager
    def program(self, when: When, choice: Choice = BINDING) -> Iterator[Program]:
        """The compiled law, to oneself."""
        with self._lock:
            yield compile_score(self.corpus, when.known, choice)

    def profile(self, data: bytes, when: When, choice: Choice = BINDING) -> Profile:
        """The profile in some bytes. Raises ProblemsError with everything that is wrong with it."""
        with self.program(when, choice) as program:
            return _read(data, program)

    def assess(self, data: bytes, when: When, choice: Choice = BINDING) -> Assessment:
        """The assessment of a profile, with measures and tensions. Raises ProblemsError."""
        with self.program(when, choice) as program:
            profile = _read(data, program)
            return harmonise(assess(profile, program, when.at), profile, program)

    def explain(self, data: bytes, norm: str, when: When, choice: Choice = BINDING) -> Explanation:
        """Why a norm applies to a profile, or does not. Raises ProblemsError, `unknown-norm` among others."""
        with self.program(when, choice) as program:
            play = Play(program, _read(data, program), when.at)
            key = find_norm(norm, play)
            if key is None:
                names = {name for piece in program.all() for name in piece.norms}
                problem = Problem("unknown-norm", f"no norm is called `{norm}`", (NOWHERE,), did_you_mean(norm, names))
                raise ProblemsError([problem])
            return explain(key, play)


def _read(data: bytes, program: Program) -> Profile:
    problems = Problems()
    profile = read_profile(data, PASTED, program.score, problems)
    problems.stop_if_any()
    assert profile is not None
    check_plausibility(profile, program, problems)
    problems.stop_if_any()
    return profile
