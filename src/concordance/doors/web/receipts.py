"""Checking a receipt that somebody pasted, and saying what it proves; and the page that does so without a server."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from concordance.base.text import Lang
from concordance.doors.web.pages import ASSETS
from concordance.doors.web.refusals import problem
from concordance.evidence.envelope import Envelope, parse_entry
from concordance.evidence.errors import EvidenceError
from concordance.evidence.policy import Policy, parse_policy
from concordance.evidence.receipt import Clock, verify_receipt
from concordance.evidence.refusals import REFUSALS
from concordance.evidence.signers import parse_signers

MODULES = ("receipt-form.js", "receipt-check.js", "receipt-entry.js", "receipt-page.js")
"""The verifier for browsers, in the order in which its parts need each other."""
STYLES = ("site.css", "parts.css")
NO_KEY = (
    "no-key",
    "there is nothing to check the receipt against",
    "il n’y a rien contre quoi vérifier le reçu",
    "paste the key of the log, or a policy of witnesses, from a source that you trust",
    "coller la clé du journal, ou une politique de témoins, d’une source de confiance",
)


@dataclass(frozen=True, slots=True)
class Witnessed:
    """A witness that cosigned, and when."""

    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Checked:
    """What a receipt proves. `envelope` is what the entry says; None when it is not one of this project's statements.

    The signatures inside the entry are another matter: they need the keys of whoever signed it. `admitted` says that
    these were given, and that every signature is good.
    """

    origin: str
    index: int
    size: int
    root: str
    witnesses: tuple[Witnessed, ...]
    envelope: Envelope | None
    admitted: bool


def check(receipt: str, policy: str, log_key: str, entry: str, now: datetime, signers: str = "") -> Checked:
    """Verify. Raises EvidenceError with the reason, ProblemsError `no-key` when there is nothing to check against."""
    proven = verify_receipt(
        _lines(receipt), _policy(policy, log_key), entry.strip().encode() or None, Clock(int(now.timestamp()))
    )
    if signers.strip():
        parse_signers(_lines(signers)).admit(proven.entry)
    head = proven.checkpoint.head
    times = sorted(proven.vouchers.witnesses.items())
    return Checked(
        origin=head.origin,
        index=proven.index,
        size=head.size,
        root=head.root.hex(),
        witnesses=tuple(Witnessed(name, datetime.fromtimestamp(time, tz=UTC)) for name, time in times),
        envelope=_statement(proven.entry),
        admitted=bool(signers.strip()),
    )


def _lines(text: str) -> bytes:
    """Forms send other line ends than receipts have, and drop the last one."""
    return text.replace("\r\n", "\n").strip("\n").encode() + b"\n"


def _policy(policy: str, log_key: str) -> Policy:
    if policy.strip():
        return parse_policy(_lines(policy))
    if log_key.strip():
        return parse_policy(f"log {log_key.strip()}\nquorum none\n".encode(), "log key")
    raise problem(*NO_KEY)


def _statement(entry: bytes) -> Envelope | None:
    try:
        return parse_entry(entry)
    except EvidenceError:
        return None


@cache
def script() -> str:
    """The verifier for browsers as one module: its parts one after the other, without the lines that join them."""
    parts = ((ASSETS / name).read_text(encoding="utf-8") for name in MODULES)
    return "\n".join(re.sub(r"^import .*\n", "", part, flags=re.MULTILINE) for part in parts)


@cache
def style() -> str:
    """The look of the page."""
    return "\n".join((ASSETS / name).read_text(encoding="utf-8") for name in STYLES)


def source_hash(text: str) -> str:
    """How a content security policy names an inline text (CSP level 3, section 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def refusal_texts(lang: Lang) -> tuple[tuple[str, str, str], ...]:
    """Code, sentence and remedy of every refusal that the browser can come to."""
    named = set(re.findall(r'"([a-z0-9]+(?:-[a-z0-9]+)+)"', script()))
    known = [(code, each.message(lang), each.help(lang)) for code, each in REFUSALS.items() if code in named]
    return ((NO_KEY[0], NO_KEY[2 if lang == "fr" else 1], NO_KEY[4 if lang == "fr" else 3]), *known)
