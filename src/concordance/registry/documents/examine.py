"""A file that came in → what it is, by its content. Nothing of it is run, rendered or followed; it is only measured.

This narrows what is kept; it is no virus scanner, and whoever opens a document should use one.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from concordance.base.span import Span
from concordance.registry.documents.archive import check_zip
from concordance.registry.documents.budget import Budget
from concordance.registry.documents.pdf import check_pdf
from concordance.registry.documents.text import check_csv, check_json
from concordance.registry.refusals import refusal

MAX_FILE = 10_000_000
"""Bytes of one document."""
MAX_NAME = 120
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
Check = Callable[[bytes, Budget], None]
TYPES: dict[str, tuple[str, Check]] = {
    "pdf": ("application/pdf", check_pdf),
    "zip": ("application/zip", check_zip),
    "csv": ("text/csv", check_csv),
    "json": ("application/json", check_json),
}
"""The types that are taken: by ending, the media type and what proves it."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A document that may be kept: its name, its media type, its bytes and their digest (SHA-256, hex)."""

    name: str
    media_type: str
    digest: str
    data: bytes = field(repr=False)


def examine(name: str, data: bytes) -> Examined:
    """The document, if it is what its name says and unpacks to what can be borne.

    Raises ProblemsError `document-name`, `document-size`, `document-type`, `document-broken`, `document-unsafe` or
    `document-bomb`, at the place where it shows.
    """
    ending = _ending(name)
    place = Span(name)
    if not 0 < len(data) <= MAX_FILE:
        raise refusal("document-size", place, size=f"{len(data):,}", most=f"{MAX_FILE:,}")
    if ending not in TYPES:
        raise refusal("document-type", place, known=", ".join(TYPES))
    media_type, check = TYPES[ending]
    check(data, Budget(place))
    return Examined(name, media_type, hashlib.sha256(data).hexdigest(), data)


def _ending(name: str) -> str:
    """The ending of a name that is one: no path, nothing unseen, nothing that a file system takes for a device."""
    stem, _, ending = name.rpartition(".")
    unseen = any(unicodedata.category(sign).startswith("C") for sign in name)
    if (
        not stem.strip(" .")
        or len(name) > MAX_NAME
        or unseen
        or set(name) & set('/\\:*?"<>|')
        or name != name.strip()
        or name.startswith((".", "~"))
        or stem.split(".")[0].strip().lower() in _DEVICES
    ):
        raise refusal("document-name", value=ascii(name[:60])[1:-1])
    return ending.lower()
