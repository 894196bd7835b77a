"""A log in an object store: S3, what speaks its protocol, and whatever else `obstore` reaches by a URL.

Files are created, never replaced, by conditional writes; the checkpoint is replaced only by whoever saw the last one,
so that two exporters cannot undo each other. Needs the extra ``s3``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from concordance.evidence.errors import EvidenceError
from concordance.evidence.export import CHECKPOINT
from concordance.evidence.note import MAX_NOTE

if TYPE_CHECKING:
    from obstore.store import ObjectStore

TILE = {"Content-Type": "application/octet-stream", "Cache-Control": "public, max-age=31536000, immutable"}
HEAD = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-cache"}


@dataclass(slots=True)
class Bucket:
    """A sink in an object store."""

    name: str
    store: ObjectStore
    _seen: str | None = None

    @classmethod
    def at(cls, url: str) -> Bucket:
        """The bucket at a URL such as ``s3://bucket/prefix``; keys and endpoint come from the environment (AWS_…).

        Raises:
            EvidenceError: ``store-unusable`` without the library, or for a URL that it cannot use.
        """
        try:
            from obstore.exceptions import BaseError
            from obstore.store import from_url
        except ImportError as error:
            raise EvidenceError("store-unusable", where=f"{url}: pip install 'concordance-ai[s3]'") from error
        try:
            return cls(url.rstrip("/"), from_url(url))
        except (BaseError, ValueError) as error:
            raise EvidenceError("store-unusable", where=f"{url}: {_first_line(error)}") from error

    def checkpoint(self) -> bytes | None:
        """The published checkpoint; None before the first."""
        import obstore

        try:
            found = obstore.get(self.store, CHECKPOINT)
            if found.meta["size"] > MAX_NOTE:
                raise EvidenceError("note-oversized", where=f"{self.name}/{CHECKPOINT}", most=MAX_NOTE)
            self._seen = found.meta["e_tag"]
            return bytes(found.bytes())
        except FileNotFoundError:
            self._seen = None
            return None
        except (obstore.exceptions.BaseError, OSError, NotImplementedError) as error:
            raise self._unusable(error) from error

    def put_once(self, path: str, data: bytes) -> bool:
        """Create an object; one that is there must hold the same bytes."""
        import obstore

        try:
            obstore.put(self.store, path, data, mode="create", attributes=TILE)
        except obstore.exceptions.AlreadyExistsError as error:
            if bytes(obstore.get(self.store, path).bytes()) != data:
                raise EvidenceError("export-conflict", where=f"{self.name}/{path}") from error
            return False
        except (obstore.exceptions.BaseError, OSError, NotImplementedError) as error:
            raise self._unusable(error) from error
        return True

    def replace_checkpoint(self, data: bytes) -> None:
        """Publish a checkpoint, unless somebody else did since the last one was read."""
        import obstore

        try:
            if self._seen is None:
                obstore.put(self.store, CHECKPOINT, data, mode="create", attributes=HEAD)
            else:
                obstore.put(self.store, CHECKPOINT, data, mode={"e_tag": self._seen}, attributes=HEAD)
        except (obstore.exceptions.AlreadyExistsError, obstore.exceptions.PreconditionError) as error:
            raise EvidenceError("export-conflict", where=f"{self.name}/{CHECKPOINT}") from error
        except (obstore.exceptions.BaseError, OSError, NotImplementedError) as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> EvidenceError:
        return EvidenceError("store-unusable", where=f"{self.name}: {_first_line(error)}")


def _first_line(error: Exception) -> str:
    return str(error).strip().partition("\n")[0][:200]
