"""What every input has in common, and how its fingerprint is made."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Protocol

from concordance.audit.refusal import AuditRefusedError
from concordance.audit.result import EvidenceDigest
from concordance.base.text import Text

_BLOCK = 1 << 20


class Evidence(Protocol):
    """An input of an audit."""

    @property
    def kind(self) -> str:
        """The kind that a specification asks for: predictions, model, table, folder, log, records,
        declaration."""

    @property
    def digest(self) -> EvidenceDigest:
        """The fingerprint of what was given."""


def file_sha256(path: Path) -> str:
    """SHA-256 of a file's bytes, read in blocks.

    Raises:
        AuditRefusedError: `audit.file-missing`.
    """
    if not path.is_file():
        raise AuditRefusedError(
            "audit.file-missing",
            Text(f"There is no file {path}.", f"Le fichier {path} n’existe pas."),
            Text(
                "Check the path; it is read from the folder of audit.toml.",
                "Vérifiez le chemin ; il part du dossier d’audit.toml.",
            ),
            (str(path),),
        )
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def folder_sha256(paths: Iterable[tuple[str, Path]]) -> str:
    """SHA-256 over sorted lines `sha256  relative/path`, as sha256sum writes them: the files and their
    names."""
    lines = sorted(f"{file_sha256(path)}  {name}\n" for name, path in paths)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def frame_sha256(frame: Any) -> str:
    """SHA-256 of a table in memory: its column names and its rows as CSV, in the order given."""
    return hashlib.sha256(frame.to_csv(index=False).encode()).hexdigest()
