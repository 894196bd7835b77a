"""Fixtures of the harmonise room: the whole corpus, soft law too, and one bench for all comparisons."""

from __future__ import annotations

from pathlib import Path

import pytest

from concordance.compile.choice import Choice
from concordance.compile.program import Program
from concordance.harmonise.conditions import Bench
from concordance.pipeline import compile_score

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def everything() -> Program:
    """Every adopted instrument, soft law too."""
    return compile_score(None, None, Choice(soft=True))


@pytest.fixture(scope="session")
def bench(everything: Program) -> Bench:
    """Comparisons on everything."""
    return Bench(everything)


@pytest.fixture(scope="session")
def small() -> Program:
    """Two small laws made for these tests."""
    return compile_score(HERE / "laws")
