"""Receipts: offline proofs that an entry is in a log and that witnesses saw it (C2SP tlog-proof, draft v1).

One restriction beyond C2SP: an ``extra`` line, which the format leaves unauthenticated, may only hold the
entry itself, so that nothing in a verified receipt is unproven.
"""

from __future__ import annotations

from dataclasses import dataclass

from concordance.evidence.checkpoint import Checkpoint, parse_checkpoint
from concordance.evidence.encoding import b64decode, b64encode, parse_decimal
from concordance.evidence.errors import EvidenceError
from concordance.evidence.merkle import HASH_SIZE, leaf_hash, verify_inclusion
from concordance.evidence.note import MAX_NOTE
from concordance.evidence.policy import Policy, Vouchers
from concordance.evidence.tiles import MAX_ENTRY

HEADER = "c2sp.org/tlog-proof@v1"
MAX_RECEIPT = MAX_NOTE + 2 * MAX_ENTRY
MAX_PROOF = 63
DEFAULT_SKEW = 300
"""Seconds by which a witness clock may run ahead of the reader's."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Index of the entry, its inclusion proof, the checkpoint it is proven against, the entry if carried."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint
    entry: bytes | None = None

    def encode(self) -> bytes:
        """The text of the receipt (file extension ``.tlog-proof``)."""
        extra = [] if self.entry is None else [f"extra {b64encode(self.entry)}"]
        lines = [HEADER, *extra, f"index {self.index}", *map(b64encode, self.proof)]
        return "\n".join(lines).encode() + b"\n\n" + self.checkpoint.encode()


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verified receipt proves: this entry, at this index, under a checkpoint these vouch for."""

    entry: bytes
    index: int
    checkpoint: Checkpoint
    vouchers: Vouchers


@dataclass(frozen=True, slots=True)
class Clock:
    """The reader's time (POSIX seconds), the skew allowed to witnesses, and how old a cosignature may be."""

    now: int
    skew: int = DEFAULT_SKEW
    max_age: int | None = None


def parse_receipt(data: bytes, where: str = "receipt") -> Receipt:
    """Read a receipt without verifying it.

    Raises:
        EvidenceError: ``receipt-oversized``, ``receipt-malformed``, or a code of ``parse_checkpoint``.
    """
    if len(data) > MAX_RECEIPT:
        raise EvidenceError("receipt-oversized", where=where, most=MAX_RECEIPT)
    head, blank, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as error:
        raise EvidenceError("receipt-malformed", where=where) from error
    if not blank or lines.pop(0) != HEADER:
        raise EvidenceError("receipt-malformed", where=f"{where}:1")
    entry = None
    if lines and lines[0].startswith("extra "):
        entry = b64decode(lines.pop(0).removeprefix("extra "), f"{where}:2")
    if not lines or not lines[0].startswith("index ") or len(lines) > MAX_PROOF + 1:
        raise EvidenceError("receipt-malformed", where=f"{where}: index")
    index = parse_decimal(lines[0].removeprefix("index "), f"{where}: index")
    proof = tuple(_hash(line, f"{where}: hash {i}") for i, line in enumerate(lines[1:], 1))
    return Receipt(index, proof, parse_checkpoint(note, f"{where}: checkpoint"), entry)


def _hash(line: str, where: str) -> bytes:
    value = b64decode(line, where)
    if len(value) != HASH_SIZE:
        raise EvidenceError("receipt-malformed", where=where)
    return value


def verify_receipt(data: bytes, policy: Policy, entry: bytes | None = None, clock: Clock | None = None) -> Verified:
    """Verify a receipt for an entry (given, or carried by the receipt) under a policy.

    Raises:
        EvidenceError: ``entry-missing``, ``entry-mismatch``, ``entry-oversized``, ``inclusion-bad``,
            ``cosignature-future``, ``checkpoint-stale``, or a code of ``parse_receipt`` or ``Policy.check``.
    """
    receipt = parse_receipt(data)
    subject = receipt.entry if entry is None else entry
    if subject is None:
        raise EvidenceError("entry-missing")
    if receipt.entry is not None and receipt.entry != subject:
        raise EvidenceError("entry-mismatch")
    if len(subject) > MAX_ENTRY:
        raise EvidenceError("entry-oversized", got=len(subject), most=MAX_ENTRY)
    vouchers = policy.check(receipt.checkpoint, "receipt: checkpoint")
    if clock is not None:
        check_times(vouchers, policy, clock)
    head = receipt.checkpoint.head
    if not verify_inclusion(receipt.index, head.size, leaf_hash(subject), receipt.proof, head.root):
        raise EvidenceError("inclusion-bad", index=receipt.index, size=head.size)
    return Verified(subject, receipt.index, receipt.checkpoint, vouchers)


def check_times(vouchers: Vouchers, policy: Policy, clock: Clock) -> None:
    """Refuse cosignatures from the future, and a quorum that is too old when an age is set.

    Raises:
        EvidenceError: ``cosignature-future`` or ``checkpoint-stale``.
    """
    for name, time in vouchers.witnesses.items():
        if time > clock.now + clock.skew:
            raise EvidenceError("cosignature-future", where=name, seconds=time - clock.now)
    if clock.max_age is None:
        return
    fresh = [name for name, time in vouchers.witnesses.items() if time >= clock.now - clock.max_age]
    if not fresh or not policy.satisfied(fresh):
        raise EvidenceError("checkpoint-stale", seconds=clock.max_age)
