"""What people report without an account: who they are stays with them, under a code that only they hold.

The code is drawn here, shown once, and kept as a digest. An identity that is given along is encrypted under a key made
from the code: neither the authority nor whoever holds the database can read it until the reporter comes back with the
code and discloses it. Whoever loses the code loses the way back. The two periods are those of Directive (EU) 2019/1937,
Article 9(1)(b) and (f), to which Article 87 of the AI Act refers: seven days to acknowledge, three months to answer.
"""

from __future__ import annotations

import base64
import calendar
import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.orm import Session

from concordance.base.canonical import canonical_json
from concordance.evidence.commitment import commit
from concordance.registry.events import By, Happening, record
from concordance.registry.incidents.protected import MAX_IDENTITY, Fresh
from concordance.registry.models import Concern, ConcernMessage
from concordance.registry.moments import stamp
from concordance.registry.refusals import refusal

KINDS = ("near-miss", "danger", "incident", "harm-suffered", "breach")
STATUSES = ("received", "acknowledged", "examined", "answered", "closed")
REPORTER, AUTHORITY = "reporter", "authority"
ANONYMOUS = "web:reporter"
"""Who acts, in the history, when a reporter does."""
MOST = 20_000
"""Characters of a text; a body of a request is limited as well."""
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for a digit."""
CODE = 28
"""Letters of a code, five bits each: 140 bits, which nobody guesses."""


@dataclass(frozen=True, slots=True)
class Given:
    """A concern as it is reported. `identity` may be empty: then there is none anywhere."""

    kind: str
    about: str
    text: str
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A concern that was kept, with the code that is shown once."""

    id: str
    code: str


@dataclass(frozen=True, slots=True)
class Periods:
    """The last days to acknowledge and to answer a concern; None once it was done."""

    acknowledge: date | None
    answer: date | None


def receive(session: Session, by: By, given: Given, fresh: Fresh) -> Received:
    """Keep a concern. Raises ProblemsError `concern-empty`, `concern-kind`, `text-long` or `identity-size`."""
    if given.kind not in KINDS:
        raise refusal("concern-kind", value=given.kind, known=", ".join(KINDS))
    content = {"about": _text(given.about, empty=True), "text": _text(given.text)}
    code, salt = make_code(fresh()), fresh()
    id_ = f"concern-{hashlib.sha256(fresh()).hexdigest()[:12]}"
    sealed = seal_identity(given.identity, code, fresh) if given.identity.strip() else None
    kept = Concern(
        id=id_,
        code=code_digest(code),
        kind=given.kind,
        content=content,
        salt=salt.hex(),
        received_at=stamp(by.at),
        status="received",
        acknowledged_at=None,
        answered_at=None,
        identity=sealed,
        disclosed=None,
    )
    session.add(kept)
    session.flush()
    body = {"system": id_, "kind": given.kind, "commitment": commit(canonical_json(content), salt)}
    record(session, by, Happening("incident-concern", id_, body))
    return Received(id_, code)


def by_code(session: Session, code: str) -> Concern:
    """The concern of whoever holds the code. Raises ProblemsError `code-unknown`."""
    found = session.scalar(select(Concern).where(Concern.code == code_digest(code)))
    if found is None:
        raise refusal("code-unknown")
    return found


def concern_held(session: Session, id_: str) -> Concern:
    """The concern. Raises ProblemsError `not-held`."""
    found = session.get(Concern, id_)
    if found is None:
        raise refusal("not-held", what="concern", id=id_)
    return found


def concerns(session: Session) -> list[Concern]:
    """Every concern, newest first."""
    return list(session.scalars(select(Concern).order_by(Concern.received_at.desc(), Concern.id)))


def messages_of(session: Session, id_: str) -> list[ConcernMessage]:
    """The messages of both sides, oldest first."""
    own = select(ConcernMessage).where(ConcernMessage.concern_id == id_)
    return list(session.scalars(own.order_by(ConcernMessage.id)))


def write(session: Session, by: By, concern: Concern, sender: str, text: str) -> ConcernMessage:
    """Add a message. Raises ProblemsError `concern-empty`, `text-long`, or `incident-closed` for a closed one."""
    if concern.status == "closed":
        raise refusal("incident-closed", id=concern.id)
    kept = ConcernMessage(concern_id=concern.id, at=stamp(by.at), sender=sender, text=_text(text))
    session.add(kept)
    session.flush()
    body = {"system": concern.id, "message": kept.id, "sender": sender}
    record(session, by, Happening("incident-concern-message", concern.id, body))
    return kept


def move_on(session: Session, by: By, concern: Concern, status: str) -> Concern:
    """Move a concern forward; never back. Raises ProblemsError `concern-order`."""
    if status not in STATUSES or STATUSES.index(status) <= STATUSES.index(concern.status):
        raise refusal("concern-order", given=status, now=concern.status)
    concern.status = status
    at = stamp(by.at)
    concern.acknowledged_at = concern.acknowledged_at or at
    if STATUSES.index(status) >= STATUSES.index("answered"):
        concern.answered_at = concern.answered_at or at
    record(session, by, Happening("incident-concern-status", concern.id, {"system": concern.id, "status": status}))
    return concern


def disclose(session: Session, by: By, concern: Concern, code: str) -> Concern:
    """Let the authority read the identity, as the reporter asks with the code. Raises `code-unknown`, `no-identity`."""
    if concern.code != code_digest(code):
        raise refusal("code-unknown")
    if concern.identity is None:
        raise refusal("no-identity")
    concern.disclosed = open_identity(concern.identity, code)
    body = {"system": concern.id, "status": "identity-disclosed"}
    record(session, by, Happening("incident-concern-status", concern.id, body))
    return concern


def forget(session: Session, by: By, concern: Concern) -> Concern:
    """Erase the identity, sealed and disclosed. What was read before, nothing here can make unread."""
    concern.identity, concern.disclosed = None, None
    body = {"system": concern.id, "status": "identity-erased"}
    record(session, by, Happening("incident-concern-status", concern.id, body))
    return concern


def periods(concern: Concern) -> Periods:
    """The last days: seven days to acknowledge, three months from then (or from the last day to do so) to answer."""
    received = date.fromisoformat(concern.received_at[:10])
    last = received + timedelta(days=7)
    begun = date.fromisoformat(concern.acknowledged_at[:10]) if concern.acknowledged_at else last
    return Periods(
        None if concern.acknowledged_at else last, None if concern.answered_at else _months_later(min(begun, last), 3)
    )


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def make_code(chance: bytes) -> str:
    """A code from random bytes, in groups of four.

    >>> make_code(bytes(32))
    '0000-0000-0000-0000-0000-0000-0000'
    """
    number = int.from_bytes(chance, "big")
    letters = [LETTERS[(number >> (5 * n)) & 31] for n in range(CODE)]
    return "-".join("".join(letters[n : n + 4]) for n in range(0, CODE, 4))


def plain_code(code: str) -> str:
    """A code as typed → as given: small letters, spaces, and letters that look like digits are forgiven."""
    typed = code.upper().replace("O", "0").replace("I", "1").replace("L", "1")
    return "".join(letter for letter in typed if letter in LETTERS)


def code_digest(code: str) -> str:
    """What is kept of a code. It has 140 random bits, so that a fast digest is enough."""
    return hashlib.sha256(b"concordance/concern/v1\n" + plain_code(code).encode()).hexdigest()


def seal_identity(identity: str, code: str, fresh: Fresh) -> str:
    """An identity encrypted under the code: AES-256-GCM, the key by HKDF-SHA-256 with a salt of its own."""
    told = identity.strip().encode()
    if not 0 < len(told) <= MAX_IDENTITY:
        raise refusal("identity-size")
    salt, nonce = fresh(), fresh()[:12]
    sealed = AESGCM(_key(code, salt)).encrypt(nonce, told, None)
    return base64.b64encode(salt + nonce + sealed).decode()


def open_identity(sealed: str, code: str) -> str:
    """The identity, for whoever holds the code. Raises ProblemsError `code-unknown`."""
    data = base64.b64decode(sealed)
    salt, nonce, text = data[:32], data[32:44], data[44:]
    try:
        return AESGCM(_key(code, salt)).decrypt(nonce, text, None).decode()
    except InvalidTag as error:
        raise refusal("code-unknown") from error


def _key(code: str, salt: bytes) -> bytes:
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"concordance/concern/identity/v1")
    return derived.derive(plain_code(code).encode())


def _text(text: str, *, empty: bool = False) -> str:
    kept = text.strip().replace("\r\n", "\n")
    if not kept and not empty:
        raise refusal("concern-empty")
    if len(kept) > MOST:
        raise refusal("text-long", count=len(kept), most=MOST)
    return kept
