"""Who blew the whistle: sealed in a vault under a salted commitment, or known to nobody. Never in the record.

The record holds the commitment alone. Whoever holds the vault can show that a person is the reporter, or erase them:
without the salt, the commitment says nothing, not even to someone who guesses the name.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from concordance.base.span import Span
from concordance.evidence.commitment import Vault, commit
from concordance.evidence.errors import EvidenceError
from concordance.registry.refusals import refusal

Fresh = Callable[[], bytes]
"""Gives 32 new random bytes; comes in by the door."""
MAX_IDENTITY = 64_000


def seal(identity: bytes, vault: Path, fresh: Fresh) -> str:
    """Put an identity into a vault and return its commitment (hex). Raises ProblemsError `identity-size`."""
    if not 0 < len(identity.strip()) <= MAX_IDENTITY:
        raise refusal("identity-size")
    return Vault(vault).put(identity, fresh())


def unseal(commitment: str, vault: Path) -> bytes:
    """The identity behind a commitment, for whoever holds the vault. Raises ProblemsError `identity-unreadable`."""
    try:
        return Vault(vault).get(commitment)
    except EvidenceError as error:
        raise refusal("identity-unreadable", Span(str(vault)), why=error.text()) from error


def erase(commitment: str, vault: Path) -> None:
    """Delete identity and salt. What the record keeps says nothing any more."""
    try:
        Vault(vault).erase(commitment)
    except EvidenceError as error:
        raise refusal("identity-unreadable", Span(str(vault)), why=error.text()) from error


def commitment_of(content: bytes, salt: bytes) -> str:
    """The commitment to the content of a report, which stands in its events instead of the content."""
    return commit(content, salt)
