"""Checking a receipt that somebody pasted, and saying what it proves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from concordance.doors.web.refusals import problem
from concordance.evidence.envelope import Envelope, parse_entry
from concordance.evidence.errors import EvidenceError
from concordance.evidence.policy import Policy, parse_policy
from concordance.evidence.receipt import Clock, verify_receipt


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A witness that cosigned, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """What a receipt proves. `envelope` is what the entry says; None when it is not one of this project's statements.

    The signatures inside the entry are another matter: they need the keys of whoever signed it, and were not checked.
    """

    origin: str
    index: int
    size: int
    root: str
    witnesses: tuple[Witnessed, ...]
    envelope: Envelope | None


def check(receipt: str, policy: str, log_key: str, entry: str, now: datetime) -> Checked:
    """Verify. Raises EvidenceError with the reason, ProblemsError `no-key` when there is nothing to check against."""
    proven = verify_receipt(
        _lines(receipt), _policy(policy, log_key), entry.strip().encode() or None, Clock(int(now.timestamp()))
    )
    head = proven.checkpoint.head
    times = sorted(proven.vouchers.witnesses.items())
    return Checked(
        origin=head.origin,
        index=proven.index,
        size=head.size,
        root=head.root.hex(),
        witnesses=tuple(Witnessed(name, datetime.fromtimestamp(time, tz=UTC)) for name, time in times),
        envelope=_statement(proven.entry),
    )


def _lines(text: str) -> bytes:
    """Forms send other line ends than receipts have, and drop the last one."""
    return text.replace("\r\n", "\n").strip("\n").encode() + b"\n"


def _policy(policy: str, log_key: str) -> Policy:
    if policy.strip():
        return parse_policy(_lines(policy))
    if log_key.strip():
        return parse_policy(f"log {log_key.strip()}\nquorum none\n".encode(), "log key")
    raise problem(
        "no-key",
        "there is nothing to check the receipt against",
        "il n’y a rien contre quoi vérifier le reçu",
        "paste the key of the log, or a policy of witnesses, from a source that you trust",
        "coller la clé du journal, ou une politique de témoins, d’une source de confiance",
    )


def _statement(entry: bytes) -> Envelope | None:
    try:
        return parse_entry(entry)
    except EvidenceError:
        return None
