"""Fixtures for every test room. Nothing here reads the clock or the network."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from concordance.base.problem import Problems
from concordance.compile.choice import Choice
from concordance.compile.program import Program
from concordance.norms.profile import FactValue
from concordance.norms.score import Score
from concordance.pipeline import compile_score, corpus_folder, load_score
from concordance.reading.corpus import read_corpus
from concordance.reading.facts import read_answers

ROOT = Path(__file__).resolve().parents[1]

settings.register_profile("concordance", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("concordance")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--update-snapshots` writes reviewed snapshots anew; read the diff before you commit it."""
    parser.addoption("--update-snapshots", action="store_true", help="write snapshots instead of comparing them")


def pytest_configure(config: pytest.Config) -> None:
    """Tests neither read nor fill the cache of whoever runs them, and print as wide as the snapshots."""
    folder = tempfile.mkdtemp(prefix="concordance-tests-")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    os.environ.update(CONCORDANCE_CACHE=folder, COLUMNS="100")
    os.environ.pop("CONCORDANCE_LANG", None)


@pytest.fixture(scope="session")
def shared_data() -> Callable[[str], Path]:
    """A file of the shared data beside the repository; the test is skipped where it is absent."""

    def find(name: str) -> Path:
        path = ROOT.parent / "shared" / "data" / name
        if not path.exists():
            pytest.skip(f"needs the shared data file {name}, which lies beside a full checkout only")
        return path

    return find


@pytest.fixture(scope="session")
def score() -> Score:
    """The shipped corpus, read."""
    return load_score()


AI_ACT = Choice(regimes=frozenset({"eu/ai-act"}))


@pytest.fixture(scope="session")
def program() -> Program:
    """The AI Act alone, compiled as all of it is known: what it says does not change when instruments are added."""
    return compile_score(None, None, AI_ACT)


@pytest.fixture(scope="session")
def program_known() -> Callable[[date], Program]:
    """The AI Act alone, compiled as it was known on a day."""
    return lambda known: compile_score(None, known, AI_ACT)


@pytest.fixture(scope="session")
def program_all() -> Program:
    """Every binding instrument of the shipped corpus."""
    return compile_score()


@pytest.fixture(scope="session")
def situation() -> Callable[..., dict[str, FactValue]]:
    """Named situations of an instrument's cases, as answers; later ones override, and so do the facts given."""
    problems = Problems()
    whole = read_corpus(corpus_folder().resolve(), problems)
    assert whole is not None

    def answers(*names: str, instrument: str = "eu/ai-act", **given: FactValue) -> dict[str, FactValue]:
        nodes: dict[str, Any] = {}
        for name in names:
            nodes.update(whole.instruments[instrument].situations[name])
        found = Problems()
        read = read_answers(nodes, {}, whole.vocabulary, found)
        found.stop_if_any()
        return {**read, **{name.replace("__", "."): value for name, value in given.items()}}

    return answers


@pytest.fixture
def snapshot(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Compare a text with a reviewed file, or write the file with `--update-snapshots`."""

    def check(path: Path, text: str) -> None:
        if request.config.getoption("--update-snapshots"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        assert path.exists(), f"no snapshot {path.name}: run pytest with --update-snapshots and read it"
        assert text == path.read_text(encoding="utf-8"), f"{path.name} differs from what was reviewed"

    return check
