"""How much a document may unpack to. What is measured is what comes out, never what the file says of itself."""

from __future__ import annotations

from dataclasses import dataclass

from concordance.base.span import Span
from concordance.registry.refusals import refusal

MAX_UNPACKED = 200_000_000
"""Bytes of all that a document unpacks to, layers within layers counted too."""
MAX_PARTS = 10_000
"""Files in an archive, streams in a PDF."""
CHUNK = 65_536
"""Bytes that are held at a time."""


@dataclass(slots=True)
class Budget:
    """What is left to unpack of one document."""

    place: Span
    bytes_left: int = MAX_UNPACKED
    parts_left: int = MAX_PARTS

    def spend(self, size: int) -> None:
        """Take bytes off. Raises ProblemsError `document-bomb` when there are not as many."""
        self.bytes_left -= size
        if self.bytes_left < 0:
            raise refusal("document-bomb", self.place, most=f"{MAX_UNPACKED:,} B")

    def part(self, count: int = 1) -> None:
        """Take parts off. Raises ProblemsError `document-bomb` when there are not as many."""
        self.parts_left -= count
        if self.parts_left < 0:
            raise refusal("document-bomb", self.place, most=f"{MAX_PARTS:,}")
