"""Small edits of a good input, for hunts after one that a verifier accepts."""

from __future__ import annotations

import random

LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n \t.-\x00\xff"


def mutant(data: bytes, rng: random.Random) -> bytes:
    """One small edit: a bit, a byte, a piece cut, doubled or reversed, a line lost or doubled."""
    at = rng.randrange(len(data))
    end = min(len(data), at + rng.randint(1, 40))
    kind = rng.randrange(9)
    lines = data.split(b"\n")
    row = rng.randrange(len(lines))
    return (
        lambda: data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :],
        lambda: data[:at] + bytes([rng.choice(LETTERS)]) + data[at + 1 :],
        lambda: data[:at] + bytes([rng.choice(LETTERS)]) + data[at:],
        lambda: data[:at] + data[end:],
        lambda: data[:end] + data[at:],
        lambda: data[:at],
        lambda: data[:at] + data[at:end][::-1] + data[end:],
        lambda: b"\n".join([*lines[:row], *lines[row + 1 :]]),
        lambda: b"\n".join([*lines[:row], lines[row], *lines[row:]]),
    )[kind]()
