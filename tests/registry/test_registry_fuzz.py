"""Every parser of the registry, on any bytes and on bent good ones: an answer, or a refusal with a place, in time."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
from pathlib import Path

import pytest
from fuzz_targets import targets
from hypothesis import given, settings
from hypothesis import strategies as st

from fuzzing import SECONDS, SEED, bent, spend, survives

ALL = sorted(targets())


@pytest.mark.parametrize("name", ALL)
def test_good_input_is_taken(name: str) -> None:
    assert all(survives(targets()[name], seed) for seed in targets()[name].seeds)


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=25)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda t: t.encode("utf-8", "replace"))))
def test_any_bytes(name: str, data: bytes) -> None:
    survives(targets()[name], data)


@pytest.mark.parametrize("name", ALL)
def test_bent_good_input(name: str) -> None:
    target, chance = targets()[name], random.Random(name)
    for _ in range(60):
        survives(target, bent(chance.choice(target.seeds), chance, target.seeds))


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_fuzz_for_a_budget(name: str) -> None:
    tried, taken = spend(targets()[name], SECONDS, SEED)
    print(f"\n{name}: {tried:,} inputs in {SECONDS:g} s, {taken:,} taken")
    assert tried > SECONDS
    assert taken


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_fuzz_guided_by_coverage(name: str, tmp_path: Path) -> None:
    """With atheris (Apache-2.0), where it is installed: inputs that reach new code are bent further."""
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("atheris is not installed: pip install atheris")
    for number, seed in enumerate(targets()[name].seeds):
        (tmp_path / str(number)).write_bytes(seed)
    script = Path(__file__).with_name("fuzz_atheris.py")
    limits = [
        f"-max_total_time={int(SECONDS)}",
        "-timeout=20",
        "-rss_limit_mb=4096",
        f"-seed={SEED + 1}",
        "-max_len=8192",
    ]
    words = [sys.executable, str(script), name, *limits, f"-artifact_prefix={tmp_path}/bad-", str(tmp_path)]
    ran = subprocess.run(words, capture_output=True, text=True, timeout=SECONDS + 120, check=False)
    assert ran.returncode == 0, ran.stderr[-3000:]
    assert not list(tmp_path.glob("bad-*"))
    print("\n".join(["", name, *ran.stderr.splitlines()[-2:]]))
