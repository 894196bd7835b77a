"""Where the bytes of documents lie: one file a digest, each there once, whole or not at all."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from concordance.base.span import Span
from concordance.evidence.files import sync_directory, write_durably
from concordance.registry.refusals import refusal

_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of documents by their SHA-256. Names that people gave never become names of files."""

    root: Path

    def put(self, data: bytes) -> str:
        """Keep the bytes, on disk when this returns, and give their digest (hex)."""
        digest = hashlib.sha256(data).hexdigest()
        path = self._path(digest)
        if not path.is_file():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(path, data, mode=0o600)
        return digest

    def get(self, digest: str) -> bytes:
        """The bytes. Raises ProblemsError `document-lost` when they are not there, or are not what they were."""
        try:
            data = self._path(digest).read_bytes()
        except OSError as error:
            raise refusal("document-lost", Span(digest), why=error.strerror or error) from error
        if hashlib.sha256(data).hexdigest() != digest:
            raise refusal("document-lost", Span(digest), why="SHA-256")
        return data

    def erase(self, digest: str) -> None:
        """Delete the bytes, durably; erasing twice is no error. Copies in back-ups are beyond it."""
        path = self._path(digest)
        path.unlink(missing_ok=True)
        if path.parent.is_dir():
            sync_directory(path.parent)

    def _path(self, digest: str) -> Path:
        if not _HEX.fullmatch(digest):
            raise refusal("document-lost", Span(digest[:80]), why="SHA-256")
        return self.root / digest[:2] / digest


def store_beside(url: str) -> Store:
    """The store of a registry when no other is named: beside its SQLite file, or `documents` for a server."""
    path = url.removeprefix("sqlite:///")
    return Store(Path(f"{path}.documents" if "://" not in path else "documents"))
