"""A witness: remembers the last head of each log, refuses rollbacks and forks, cosigns the rest.

The rules are those of ``add-checkpoint`` in C2SP tlog-witness v1.0.0; a door can serve them over HTTP with
``HTTP_STATUS``. State is one SQLite file, and the new head is on disk before the cosignature leaves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from concordance.evidence.checkpoint import Checkpoint, check_log_signature, parse_checkpoint
from concordance.evidence.cosignature import cosign
from concordance.evidence.encoding import b64decode, b64encode, parse_decimal
from concordance.evidence.errors import EvidenceError
from concordance.evidence.head import Head
from concordance.evidence.keys import PublicKey, SecretKey
from concordance.evidence.merkle import EMPTY_ROOT, HASH_SIZE, verify_consistency
from concordance.evidence.note import MAX_NOTE, Signature
from concordance.evidence.proofs import TileTree
from concordance.evidence.tiles import TileReader

MAX_PROOF = 63
HTTP_STATUS: Mapping[str, int] = {
    "unknown-log": 404,
    "wrong-origin": 404,
    "log-signature-missing": 403,
    "log-signature-bad": 403,
    "witness-size-conflict": 409,
    "log-forked": 409,
    "consistency-bad": 422,
    "checkpoint-empty": 422,
}
"""Status of a refusal over HTTP; every other code is 400. ``witness-size-conflict`` answers with the size."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS head (
  origin TEXT PRIMARY KEY, size INTEGER NOT NULL, root BLOB NOT NULL, time INTEGER NOT NULL,
  note BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS suspicion (
  origin TEXT NOT NULL, code TEXT NOT NULL, time INTEGER NOT NULL, known BLOB NOT NULL, offered BLOB NOT NULL,
  UNIQUE (origin, code, known, offered));
"""


@dataclass(frozen=True, slots=True)
class AddCheckpoint:
    """A request: size the log believes the witness to be at, consistency proof from there, new checkpoint."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint

    def encode(self) -> bytes:
        """The body of the request."""
        lines = [f"old {self.old_size}", *map(b64encode, self.proof)]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint.encode()


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Two checkpoints signed by one log, the second refused after the first was cosigned.

    With code ``log-forked`` the pair alone proves misbehaviour. With ``consistency-bad`` it proves it only
    together with the tiles of the second, since a bad proof can also come from a clumsy sender.
    """

    origin: str
    code: str
    known: bytes
    offered: bytes


def parse_add_checkpoint(body: bytes) -> AddCheckpoint:
    """Read a request.

    Raises:
        EvidenceError: ``request-malformed``, or a code of ``parse_checkpoint``.
    """
    head, blank, note = body[: MAX_NOTE + 8192].partition(b"\n\n")
    lines = head.decode("latin-1").split("\n")
    if not blank or not lines[0].startswith("old ") or len(lines) > MAX_PROOF + 1:
        raise EvidenceError("request-malformed", where="old")
    old = parse_decimal(lines[0].removeprefix("old "), "old")
    proof = tuple(b64decode(line, f"hash {i}") for i, line in enumerate(lines[1:], 1))
    if any(len(value) != HASH_SIZE for value in proof):
        raise EvidenceError("request-malformed", where="proof")
    return AddCheckpoint(old, proof, parse_checkpoint(note))


def build_request(source: TileReader, last: Head, checkpoint: Checkpoint) -> AddCheckpoint:
    """The request that takes a witness from its last head to a checkpoint, with the proof from the tiles.

    Raises:
        EvidenceError: ``checkpoint-rollback``, or a code of the reader.
    """
    size = checkpoint.head.size
    if size < last.size:
        raise EvidenceError("checkpoint-rollback", where=last.origin, got=size, known=last.size)
    proof = TileTree(source, size).consistency(last.size) if last.size else []
    return AddCheckpoint(last.size, tuple(proof), checkpoint)


class Witness:
    """One witness with its keys, the logs it follows, and its state."""

    def __init__(self, state: Path, keys: Sequence[SecretKey], logs: Sequence[PublicKey]) -> None:
        self._keys = tuple(keys)
        self._logs = {key.name: key for key in logs}
        try:
            self._db = sqlite3.connect(state, isolation_level=None, timeout=30.0)
            self._db.execute("PRAGMA journal_mode = DELETE")  # one file: a copy without its log forgets
            self._db.execute("PRAGMA synchronous = FULL")
            self._db.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            raise EvidenceError("store-corrupt", where=f"{state}: {error}") from error

    def last(self, origin: str) -> Head:
        """The head cosigned last for a log; the empty one before the first."""
        row = self._db.execute("SELECT size, root FROM head WHERE origin = ?", (origin,)).fetchone()
        return Head(origin, 0, EMPTY_ROOT) if row is None else Head(origin, int(row[0]), row[1])

    def add_checkpoint(self, request: AddCheckpoint, now: int) -> list[Signature]:
        """Check a checkpoint against the last one, remember it, cosign it at ``now`` (POSIX seconds).

        Raises:
            EvidenceError: ``unknown-log``, ``checkpoint-empty``, ``witness-old-size``,
                ``witness-size-conflict``, ``log-forked``, ``consistency-bad``, ``clock-out-of-range``, or a
                code of ``check_log_signature``.
        """
        new = request.checkpoint.head
        self._check_known(request.checkpoint)
        if request.old_size > new.size:
            raise EvidenceError("witness-old-size", where=new.origin, got=request.old_size, most=new.size)
        try:
            with self._locked():
                self._check_extends(request, self.last(new.origin))
                self._remember(request.checkpoint, now)
        except EvidenceError as error:
            self._suspect(request.checkpoint, error.code, now)
            raise
        return [cosign(new, request.checkpoint.note.text, key, now) for key in self._keys]

    def suspicions(self) -> list[Suspicion]:
        """Every refused checkpoint that its log had signed, beside the one it does not extend."""
        rows = self._db.execute("SELECT origin, code, known, offered FROM suspicion ORDER BY rowid")
        return [Suspicion(*row) for row in rows]

    def close(self) -> None:
        """Close the state."""
        self._db.close()

    def _check_known(self, checkpoint: Checkpoint) -> None:
        key = self._logs.get(checkpoint.head.origin)
        if key is None:
            raise EvidenceError("unknown-log", where="checkpoint", got=checkpoint.head.origin)
        check_log_signature(checkpoint, key, "checkpoint")
        if checkpoint.head.size == 0:
            raise EvidenceError("checkpoint-empty", where=checkpoint.head.origin)

    def _check_extends(self, request: AddCheckpoint, last: Head) -> None:
        new = request.checkpoint.head
        if new.size == last.size and new.root != last.root:
            raise EvidenceError("log-forked", where=new.origin, size=new.size)
        if request.old_size != last.size:
            got = request.old_size
            raise EvidenceError("witness-size-conflict", where=new.origin, got=got, size=last.size)
        if last.size == 0:
            good = not request.proof
        else:
            good = verify_consistency(last.size, new.size, last.root, new.root, request.proof)
        if not good:
            raise EvidenceError("consistency-bad", where=new.origin, old=last.size, new=new.size)

    def _remember(self, checkpoint: Checkpoint, now: int) -> None:
        head = checkpoint.head
        row = self._db.execute("SELECT time FROM head WHERE origin = ?", (head.origin,)).fetchone()
        if row is not None and now < row[0]:  # a clock set back would let an old head look the newest
            raise EvidenceError("clock-out-of-range", where=head.origin)
        values = (head.origin, head.size, head.root, now, checkpoint.encode())
        self._db.execute("INSERT OR REPLACE INTO head VALUES (?, ?, ?, ?, ?)", values)

    def _suspect(self, checkpoint: Checkpoint, code: str, now: int) -> None:
        if code not in ("log-forked", "consistency-bad"):
            return
        origin = checkpoint.head.origin
        known = self._db.execute("SELECT note FROM head WHERE origin = ?", (origin,)).fetchone()
        values = (origin, code, now, known[0] if known else b"", checkpoint.encode())
        self._db.execute("INSERT OR IGNORE INTO suspicion VALUES (?, ?, ?, ?, ?)", values)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a COMMIT that failed may have ended it
                self._db.execute("ROLLBACK")
            raise
