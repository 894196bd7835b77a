"""Strict text encodings: one value, one spelling.

A lax decoder would let two receipts mean the same thing.
"""

from __future__ import annotations

import base64
import binascii
import re

import rfc8785

from concordance.evidence.errors import EvidenceError

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


def b64encode(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 section 4)."""
    return base64.b64encode(data).decode("ascii")


def b64decode(text: str, where: str) -> bytes:
    """Decode standard base64.

    Raises:
        EvidenceError: ``base64-not-canonical`` for any text that encoding would not give back: other
            alphabets, missing or extra padding, stray bits, white space.
    """
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError) as error:
        raise EvidenceError("base64-not-canonical", where=where) from error
    if b64encode(data) != text:
        raise EvidenceError("base64-not-canonical", where=where)
    return data


def parse_decimal(text: str, where: str) -> int:
    """Read a non-negative number below 2**63 without sign or leading zero.

    Raises:
        EvidenceError: ``number-not-canonical``.
    """
    if not _DECIMAL.fullmatch(text) or int(text) >= 1 << 63:
        raise EvidenceError("number-not-canonical", where=where)
    return int(text)


def canonical_json(value: object) -> bytes:
    """The RFC 8785 (JCS) bytes of a JSON value.

    Raises:
        EvidenceError: ``json-not-canonical`` for what JCS cannot write (NaN, integers above 2**53 - 1).
    """
    try:
        return rfc8785.dumps(value)  # type: ignore[arg-type]
    except (rfc8785.CanonicalizationError, RecursionError, UnicodeEncodeError) as error:
        raise EvidenceError("json-not-canonical", where=type(error).__name__) from error
