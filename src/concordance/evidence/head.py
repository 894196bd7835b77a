"""The head of a log: what a checkpoint states."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """Origin of the log, number of its entries, RFC 6962 root over them."""

    origin: str
    size: int
    root: bytes
