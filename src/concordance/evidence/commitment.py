"""Salted commitments: what the log holds about a blob that may have to be erased (GDPR, article 17).

The commitment binds the log to the blob; without the salt it says nothing about it, not even to someone who
can guess the blob. Deleting blob and salt therefore erases, and the log stays intact.
"""

from __future__ import annotations

import hmac
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from concordance.evidence.errors import EvidenceError
from concordance.evidence.files import sync_directory, write_durably

SALT_SIZE = 32
_DOMAIN = b"concordance/commitment/v1\n"


def commit(blob: bytes, salt: bytes) -> str:
    """The commitment (hex) to a blob under 32 random bytes given by the caller, fresh for every blob.

    Raises:
        EvidenceError: ``salt-size``.
    """
    if len(salt) != SALT_SIZE:
        raise EvidenceError("salt-size", got=len(salt), wanted=SALT_SIZE)
    return sha256(_DOMAIN + salt + blob).hexdigest()


def opens(commitment: str, blob: bytes, salt: bytes) -> bool:
    """Whether blob and salt open the commitment."""
    return hmac.compare_digest(commit(blob, salt), commitment)


@dataclass(frozen=True, slots=True)
class Vault:
    """A directory of blobs and salts, kept outside the log by whoever answers for the data.

    It erases its own copies; copies in back-ups, snapshots or other people's hands are beyond it.
    """

    root: Path

    def put(self, blob: bytes, salt: bytes) -> str:
        """Keep a blob and return its commitment; both files are on disk before the commitment is known."""
        commitment = commit(blob, salt)
        self.root.mkdir(parents=True, exist_ok=True)
        write_durably(self._path(commitment), salt + blob, mode=0o600)
        return commitment

    def get(self, commitment: str) -> bytes:
        """The blob behind a commitment.

        Raises:
            EvidenceError: ``blob-missing`` when erased or never there, ``blob-altered`` when it does not
                open.
        """
        try:
            data = self._path(commitment).read_bytes()
        except FileNotFoundError as error:
            raise EvidenceError("blob-missing", where=commitment) from error
        salt, blob = data[:SALT_SIZE], data[SALT_SIZE:]
        if len(salt) != SALT_SIZE or not opens(commitment, blob, salt):
            raise EvidenceError("blob-altered", where=commitment)
        return blob

    def erase(self, commitment: str) -> None:
        """Delete blob and salt, durably; erasing twice is no error.

        Raises:
            EvidenceError: ``commitment-malformed``.
        """
        self._path(commitment).unlink(missing_ok=True)
        if self.root.is_dir():
            sync_directory(self.root)

    def _path(self, commitment: str) -> Path:
        if len(commitment) != 64 or not set(commitment) <= set("0123456789abcdef"):
            raise EvidenceError("commitment-malformed", where=commitment[:80])
        return self.root / f"{commitment}{os.extsep}blob"
