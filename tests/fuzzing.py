"""Fuzzing that any room can use: what a parser may do with any bytes, and how good input is bent.

`python -m pytest -m slow -k fuzz` spends FUZZ_SECONDS (60) on each parser, from FUZZ_SEED (0).
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from concordance.base.problem import ProblemsError
from concordance.evidence.errors import EvidenceError
from concordance.registry.refusals import RegistryProblem

SECONDS = float(os.environ.get("FUZZ_SECONDS", "60"))
SEED = int(os.environ.get("FUZZ_SEED", "0"))
LONGEST = 5.0
"""Seconds that one input of at most `MOST` bytes may take on a busy machine."""
MOST = 60_000
WORDS = (
    *(
        b"\x00",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\r",
        b"\n\n",
        b"\t",
        b" ",
        b'"',
        b"'",
        b",",
        b";",
        b":",
        b"{",
        b"}",
        b"[",
        b"]",
    ),
    *(b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"-0", b"9" * 5000, b"1_0", b"0x10", b"\\ud800", b"\\u0000"),
    *(
        b"2026-02-30",
        b"0000-00-00",
        b"9999-12-31T23:59:60Z",
        b"+25:00",
        b"../../etc/passwd",
        b"/etc/passwd",
        b"%s%n{0}",
    ),
    *(
        b"[" * 3000,
        b"(" * 3000,
        b'{"a":' * 3000,
        b"- " * 2000,
        b"&a [*a]",
        b"!!python/object:os.system",
        b"<<: *x",
        b"---\n",
        b"? ",
    ),
    *("\u202e\ufeff\u2028é𝔸".encode(), b"=cmd()", b"stream\n", b"endstream", b"obj", b"PK\x01\x02", b"x\x9c", b"~>"),
    *(b"__proto__", b"\xed\xa0\x80", b"\xc0\x80", b"-" * 64, b"0" * 64, b"/Filter", b"/FlateDecode", b"\xe2\x80\x94 "),
)
VALUES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    2**63,
    10**400,
    1e308,
    "",
    "\x00",
    "\ud800",
    "x" * 2000,
    [],
    {},
    [[]],
    [None],
)


_READY: set[Callable[[bytes], object]] = set()
"""Parsers that have run before: the first time, a corpus or a database may have to be opened."""


@dataclass(frozen=True, slots=True)
class Target:
    """A parser, and good input for it."""

    parse: Callable[[bytes], object]
    seeds: tuple[bytes, ...]


def survives(target: Target, data: bytes) -> bool:
    """Whether the parser takes the bytes. It answers in time, or refuses with places and texts; nothing else."""
    begun = time.monotonic()
    try:
        target.parse(data)
    except ProblemsError as error:
        refused: list[str] = _texts(error)
    except EvidenceError as error:
        refused = [error.message, error.text("fr"), error.help]
    else:
        refused = []
    took = time.monotonic() - begun
    if target.parse in _READY:
        assert took < LONGEST, f"{took:.1f} s for {data[:200]!r}"
    _READY.add(target.parse)
    assert all(refused)
    return not refused


def _texts(error: ProblemsError) -> list[str]:
    """What a refusal says, each problem at a place."""
    texts = []
    for problem in error.problems:
        assert problem.places, problem.code
        texts += [problem.message, *(str(place) for place in problem.places)]
        if isinstance(problem, RegistryProblem):
            texts += [problem.message_fr, problem.help, problem.help_fr]
    assert texts
    return texts


def bent(data: bytes, chance: random.Random, others: tuple[bytes, ...] = ()) -> bytes:
    """The bytes with one to six changes."""
    if chance.random() < 0.5 and (shaped := _reshaped(data, chance)) is not None:
        data = shaped
    for _ in range(chance.randint(0 if shaped_only(chance) else 1, 6)):
        data = _changed(data, chance, others)[:MOST]
    return data


def shaped_only(chance: random.Random) -> bool:
    """Now and then nothing but the shape is bent, so that what comes after parsing is met too."""
    return chance.random() < 0.3


def _changed(data: bytes, chance: random.Random, others: tuple[bytes, ...]) -> bytes:
    at = chance.randint(0, len(data))
    end = min(len(data), at + chance.choice((0, 1, 2, 8, 64)))
    match chance.randrange(6):
        case 0:
            return data[:at] + chance.choice(WORDS) + data[end:]
        case 1:
            return data[:at] + chance.randbytes(chance.randint(0, 4)) + data[end:]
        case 2:
            return data[:at] + data[end:]
        case 3:
            return data[:end] + data[at:end] * chance.choice((1, 2, 50)) + data[end:]
        case 4 if others:
            other = chance.choice(others)
            return data[:at] + other[chance.randint(0, len(other)) :]
        case _:
            flipped = bytearray(data or b"\x00")
            flipped[min(at, len(flipped) - 1)] ^= 1 << chance.randrange(8)
            return bytes(flipped)


def _reshaped(data: bytes, chance: random.Random) -> bytes | None:
    """JSON with one value exchanged, taken out or doubled; None for what is no JSON."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        return None
    places = list(_places(value))
    if not places:
        return None
    holder, key = chance.choice(places)
    match chance.randrange(4):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, list):
            holder.append(holder[key])
        case 2:
            other, name = chance.choice(places)
            holder[key] = json.loads(json.dumps(other[name])) if name in other or isinstance(other, list) else None
        case _:
            holder[key] = chance.choice(VALUES)
    return json.dumps(value).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    held = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in list(held):
        yield value, key
        yield from _places(inner)


def spend(target: Target, seconds: float, seed: int) -> tuple[int, int]:
    """Bend good input for so long. How many inputs were tried, and how many of them taken."""
    chance, tried, taken = random.Random(seed), 0, 0
    until = time.monotonic() + seconds
    pool = list(target.seeds)
    while time.monotonic() < until:
        data = bent(chance.choice(pool), chance, target.seeds)
        tried += 1
        if survives(target, data):
            taken += 1
            if len(pool) < 200:
                pool.append(data)
    return tried, taken
