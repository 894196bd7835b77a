"""JSON as it may come in: what no other program reads the same way is refused before anything looks at it."""

from __future__ import annotations

import json
import math
from typing import Any

DEEPEST = 100
"""Values within values."""
_TOO_DEEP = f"nested deeper than {DEEPEST}"


def parse_json(data: bytes) -> Any:
    """One JSON value (RFC 8259). Raises ValueError that says what is wrong.

    Beyond the grammar it refuses what RFC 7493 (I-JSON) tells writers to leave out: a key that stands twice, halves
    of surrogate pairs, numbers that are none; and values nested deeper than a record ever is.
    """
    try:
        value = json.loads(
            data.decode("utf-8-sig"), object_pairs_hook=_no_twins, parse_constant=_no_constant, parse_float=_number
        )
    except RecursionError:
        raise ValueError(_TOO_DEEP) from None
    if data.count(b"[") + data.count(b"{") > DEEPEST and _deeper(value):
        raise ValueError(_TOO_DEEP)
    if b"\\u" in data:
        try:
            json.dumps(value, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise ValueError("half a surrogate pair is no text") from None
    return value


def _deeper(value: Any) -> bool:
    layer = [value]
    for _ in range(DEEPEST):
        held = (one.values() if isinstance(one, dict) else one for one in layer if isinstance(one, dict | list))
        layer = [inner for values in held for inner in values]
    return bool(layer)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(word: str) -> None:
    raise ValueError(f"{word} is no JSON")


def _number(text: str) -> float:
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(f"{text[:20]} is no number that can be kept")
    return found
