"""Canonical bytes and digests, so that equal things have equal names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable


def canonical_json(value: object) -> bytes:
    """Sorted keys, no spaces, UTF-8: the same value always gives the same bytes."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data: bytes) -> str:
    """SHA-256 in lower-case hexadecimal, with its name in front."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def digest_files(files: Iterable[tuple[str, bytes]]) -> str:
    """One digest of many files: over the sorted list of (relative name, digest of content)."""
    listing = sorted((name, hashlib.sha256(data).hexdigest()) for name, data in files)
    return digest(canonical_json(listing))
