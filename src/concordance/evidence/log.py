"""The log: admit entries, give each one index for ever, sign heads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from concordance.evidence.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from concordance.evidence.envelope import check_entry_size
from concordance.evidence.errors import EvidenceError
from concordance.evidence.head import Head
from concordance.evidence.integrate import integrate
from concordance.evidence.keys import PublicKey, SecretKey, parse_vkey
from concordance.evidence.merkle import leaf_hash
from concordance.evidence.proofs import TileTree
from concordance.evidence.receipt import Receipt
from concordance.evidence.store import LogStore

Admission = Callable[[bytes, str], object]
"""Raises EvidenceError for an entry (bytes, place) that may not enter; what it returns is not used."""


@dataclass(frozen=True, slots=True)
class Appended:
    """Index of an entry, and whether this submission put it there."""

    index: int
    new: bool


class Log:
    """One log over a store. Writers in several processes are serialised by the store."""

    def __init__(self, store: LogStore, admission: Admission) -> None:
        self._store = store
        self._admission = admission
        self.key: PublicKey = parse_vkey(store.vkey, "store")

    def append(self, entries: Sequence[bytes]) -> list[Appended]:
        """Append a batch; durable when this returns. An entry that is there already keeps its index.

        The batch is all or nothing: one entry that is refused refuses the batch.

        Raises:
            EvidenceError: what the admission refuses, ``entry-oversized``, ``entry-empty``,
                ``store-corrupt``.
        """
        for place, entry in enumerate(entries):
            check_entry_size(entry, f"entry {place}")
            self._admission(entry, f"entry {place}")
        hashes = [leaf_hash(entry) for entry in entries]
        with self._store.writing() as transaction:
            size = transaction.head().size
            known = dict(transaction.find(hashes))
            fresh: list[int] = []
            result: list[Appended] = []
            for place, leaf in enumerate(hashes):
                new = leaf not in known
                if new:
                    known[leaf] = size + len(fresh)
                    fresh.append(place)
                result.append(Appended(known[leaf], new))
            if fresh:
                leaves = [hashes[place] for place in fresh]
                transaction.add(size, [entries[place] for place in fresh], leaves)
                integrate(transaction, size, leaves)
                transaction.set_size(size + len(fresh))
        return result

    def sign(self, key: SecretKey) -> Checkpoint:
        """Sign the current head and keep it; the last one is given back while nothing was appended.

        Raises:
            EvidenceError: ``wrong-key`` when the key is not this log's; ``store-rewound`` when the tiles no
                longer give the root signed last, in which case nothing is signed.
        """
        if key.public != self.key:
            raise EvidenceError("wrong-key", where=key.public.label, wanted=self.key.label)
        with self._store.writing() as transaction:
            stored = transaction.head()
            tree = TileTree(self._store, stored.size)
            last = None if stored.checkpoint is None else self._check_last(stored.checkpoint, tree)
            if last is not None and last.head.size == stored.size:
                return last
            checkpoint = sign_checkpoint(Head(self.key.name, stored.size, tree.root()), key)
            transaction.set_checkpoint(checkpoint.encode())
        return checkpoint

    def _check_last(self, data: bytes, tree: TileTree) -> Checkpoint:
        last = open_checkpoint(data, self.key, "store")
        if last.head.size > tree.size or tree.root(last.head.size) != last.head.root:
            raise EvidenceError("store-rewound", where=f"size {last.head.size}")
        return last

    def checkpoint(self) -> Checkpoint:
        """The checkpoint signed last.

        Raises:
            EvidenceError: ``checkpoint-missing`` before the first.
        """
        data = self._store.head().checkpoint
        if data is None:
            raise EvidenceError("checkpoint-missing", where=self.key.name)
        return open_checkpoint(data, self.key, "store")

    def tree(self, size: int | None = None) -> TileTree:
        """The tree as integrated, or as it was at ``size``."""
        return TileTree(self._store, self._store.head().size if size is None else size)

    def prove(self, index: int, checkpoint: Checkpoint | None = None, entry: bytes | None = None) -> Receipt:
        """A receipt for the entry at ``index`` under a checkpoint of this log (by default the last one).

        Raises:
            EvidenceError: ``index-out-of-range``; ``checkpoint-foreign`` for a checkpoint whose root these
                tiles do not give; a code of ``open_checkpoint``.
        """
        against = self.checkpoint() if checkpoint is None else checkpoint
        against = open_checkpoint(against.encode(), self.key)
        tree = self.tree()
        if against.head.size > tree.size or tree.root(against.head.size) != against.head.root:
            raise EvidenceError("checkpoint-foreign", where=f"size {against.head.size}")
        return Receipt(index, tuple(tree.inclusion(index, against.head.size)), against, entry)

    def index_of(self, entry: bytes) -> int | None:
        """Where an entry is, or None."""
        return self._store.index_of(leaf_hash(entry))
