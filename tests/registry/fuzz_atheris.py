"""One target under atheris: `python fuzz_atheris.py TARGET [libFuzzer options] CORPUS`. See test_registry_fuzz."""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1])]

with atheris.instrument_imports(include=["concordance.registry", "concordance.reading"]):
    from fuzz_targets import targets

    from fuzzing import survives

NAME = sys.argv.pop(1)
TARGET = targets()[NAME]


def one(data: bytes) -> None:
    """One input."""
    survives(TARGET, data)


atheris.Setup(sys.argv, one)
atheris.Fuzz()
