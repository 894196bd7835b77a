"""The transparency log of a server: where it lies, what is entered in it, and what of it is published.

A folder holds the keys, the signers, the database of the log and `public/`, the static files that anyone may serve. A
file `policy.txt` (C2SP tlog-policy) there names witnesses with their addresses: heads are then published only once a
quorum of them has cosigned.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from concordance.doors.web.cosigning import Asked, cosigned
from concordance.doors.web.settings import LogPlace
from concordance.doors.web.shelf import Shelf
from concordance.evidence.bucket import Bucket
from concordance.evidence.checkpoint import Checkpoint, open_checkpoint
from concordance.evidence.directory import TileDirectory, export
from concordance.evidence.errors import EvidenceError
from concordance.evidence.export import export_to
from concordance.evidence.files import create_private, write_durably
from concordance.evidence.keys import KeyType, PublicKey, SecretKey, make_key, parse_secret
from concordance.evidence.log import Log
from concordance.evidence.policy import Policy, parse_policy
from concordance.evidence.proofs import TileTree
from concordance.evidence.receipt import Receipt
from concordance.evidence.signers import Signers, parse_signers
from concordance.evidence.sqlite_store import SqliteStore
from concordance.evidence.store import LogStore
from concordance.evidence.tiles import TILE_WIDTH, TileId
from concordance.registry.publishing import publish, waits

LOG_KEY, ENTRY_KEY, SIGNERS, POLICY, DATABASE, PUBLIC = (
    "log.key",
    "entries.key",
    "signers.txt",
    "policy.txt",
    "log.sqlite",
    "public",
)
Seeds = Callable[[int], bytes]


@dataclass(slots=True)
class Ledger:
    """An open log of this server."""

    place: LogPlace
    key: SecretKey
    entry_key: SecretKey
    signers: Signers
    policy: Policy | None
    _asked: Asked = field(default_factory=Asked)
    _turn: Lock = field(default_factory=Lock)

    @classmethod
    def open(cls, place: LogPlace, seeds: Seeds = secrets.token_bytes) -> Ledger:
        """Open the log of a folder; what is missing is made. Raises EvidenceError for what cannot be read."""
        folder = place.folder
        folder.mkdir(parents=True, exist_ok=True)
        key = _key(folder / LOG_KEY, place.origin, KeyType.LOG, seeds)
        entry_key = _key(folder / ENTRY_KEY, f"{key.public.name}/entries", KeyType.STATEMENT, seeds)
        if not (folder / SIGNERS).exists():
            write_durably(folder / SIGNERS, f"signer {entry_key.public.vkey} *\n".encode())
        signers = parse_signers((folder / SIGNERS).read_bytes(), str(folder / SIGNERS))
        policy = folder / POLICY
        rules = parse_policy(policy.read_bytes(), str(policy)) if policy.exists() else None
        made = cls(place, key, entry_key, signers, rules)
        with made._store(create=True):
            return made

    @property
    def public(self) -> Path:
        """The folder of static files."""
        return self.place.folder / PUBLIC

    @property
    def vkey(self) -> PublicKey:
        """The public key of the log."""
        return self.key.public

    @contextmanager
    def _store(self, create: bool = False) -> Iterator[LogStore]:
        store = self._open_store(create)
        try:
            if store.vkey != self.vkey.vkey:
                raise EvidenceError("wrong-key", where=str(self.place.folder / LOG_KEY), wanted=store.vkey)
            yield store
        finally:
            store.close()

    def _open_store(self, create: bool) -> LogStore:
        if self.place.database:
            from concordance.evidence.postgres_store import PostgresStore  # needs the extra `postgres`

            try:
                return PostgresStore(self.place.database)
            except EvidenceError as error:
                if not (create and error.code == "store-missing"):
                    raise
                return PostgresStore.create(self.place.database, self.vkey.vkey)
        path = self.place.folder / DATABASE
        made = create and not path.exists()
        return SqliteStore.create(path, self.vkey.vkey) if made else SqliteStore(path)

    def publish(self, shelf: Shelf) -> int:
        """Enter what happened in the registry, sign, and publish; the number of entries that this added.

        Raises EvidenceError and ProblemsError; what was begun is taken up again by the next call.
        """
        with self._turn, self._store() as store:
            log, added = Log(store, self.signers.admit), 0
            with shelf.reading() as session:
                some = waits(session)
            if some:
                with shelf.writing() as session:
                    added = len(publish(session, log, [self.entry_key]))
            if store.head().size > self._published_size():
                point = log.sign(self.key)
                with store.writing():  # one process at a time publishes: an older head must not come after a newer
                    self._export(store, point)
            return added

    def _export(self, store: LogStore, point: Checkpoint) -> None:
        if self._published_size() >= point.head.size:
            return
        if self.policy is not None:
            point = cosigned(self.policy, store, point, self._asked)
        if self.place.bucket:
            export_to(Bucket.at(self.place.bucket), store, point, self.vkey)
        export(store, self.public, point, self.vkey)

    def _published_size(self) -> int:
        point = self.published()
        return -1 if point is None else point.head.size

    def published(self) -> Checkpoint | None:
        """The checkpoint that readers see; None before the first."""
        try:
            data = TileDirectory(self.public).checkpoint()
        except EvidenceError as error:
            if error.code != "checkpoint-missing":
                raise
            return None
        return open_checkpoint(data, self.vkey, str(self.public))

    def entries(self, start: int, end: int, size: int) -> list[tuple[int, bytes]]:
        """The entries [start, end) with their indexes, of those that a head of this size has published."""
        found: list[tuple[int, bytes]] = []
        for n in range(start // TILE_WIDTH, -(-end // TILE_WIDTH)):
            first = n * TILE_WIDTH
            bundle = TileDirectory(self.public).bundle(TileId(-1, n, min(TILE_WIDTH, size - first)))
            found += enumerate(bundle, first)
        return [each for each in found if start <= each[0] < end]

    def receipt(self, index: int) -> Receipt | None:
        """The receipt of a published entry, which it carries; None where there is no such entry."""
        point = self.published()
        if point is None or not 0 <= index < point.head.size:
            return None
        tree = TileTree(TileDirectory(self.public), point.head.size)
        ((_, entry),) = self.entries(index, index + 1, point.head.size)
        return Receipt(index, tuple(tree.inclusion(index)), point, entry)


def _key(path: Path, name: str, kind: KeyType, seeds: Seeds) -> SecretKey:
    if not path.exists():
        create_private(path, make_key(name, kind, seeds(32)).text.encode() + b"\n")
    key = parse_secret(path.read_text(encoding="utf-8").strip(), str(path))
    if key.public.type is not kind:
        raise EvidenceError("wrong-key-type", where=str(path))
    return key
