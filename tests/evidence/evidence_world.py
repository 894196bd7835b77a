"""One small world for the tests of the evidence room: a log, four witnesses in two groups, signers, a policy.

All keys come from fixed seeds and all times from a fixed clock, so that every byte is reproducible.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from concordance.evidence.checkpoint import Checkpoint
from concordance.evidence.cosignature import cosign
from concordance.evidence.envelope import sign_statement
from concordance.evidence.keys import KeyType, SecretKey, make_key
from concordance.evidence.log import Log
from concordance.evidence.policy import Policy, parse_policy
from concordance.evidence.signers import parse_signers
from concordance.evidence.sqlite_store import SqliteStore
from concordance.evidence.statement import make_statement

NOW = 1_800_000_000
ORIGIN = "log.example/ai"


def key(name: str, kind: KeyType, variant: str = "") -> SecretKey:
    return make_key(name, kind, sha256(f"test seed of {name}{variant}".encode()).digest())


LOG_KEY = key(ORIGIN, KeyType.LOG)
EUROPE = key("witness.europe.example", KeyType.WITNESS)
AFRICA = key("witness.africa.example", KeyType.WITNESS)
ASIA = key("witness.asia.example", KeyType.WITNESS_ML_DSA_44)
CIVIL = key("witness.civil.example", KeyType.WITNESS)
PROVIDER = key("provider.example", KeyType.STATEMENT)
AUTHORITY = key("authority.example", KeyType.STATEMENT)
STRANGER = key("stranger.example", KeyType.STATEMENT)

POLICY_TEXT = f"""# three regions of which two must see it, and one of civil society
log {LOG_KEY.public.vkey}
witness europe {EUROPE.public.vkey}
witness africa {AFRICA.public.vkey}
witness asia {ASIA.public.vkey}
witness cso {CIVIL.public.vkey}
group regions 2 europe africa asia
group civil any cso
group all-sides all regions civil
quorum all-sides
"""
SIGNERS_TEXT = f"""# who may enter what
signer {PROVIDER.public.vkey} registration,incident,assessment,audit-evidence
signer {AUTHORITY.public.vkey} *
"""


def policy() -> Policy:
    return parse_policy(POLICY_TEXT.encode())


def registration(number: int, signer: SecretKey = PROVIDER) -> bytes:
    """A distinct, well-formed entry per number."""
    digest = sha256(f"profile {number}".encode()).hexdigest()
    fields = {
        "at": "2026-09-01T08:00:00Z",
        "system": f"system-{number}",
        "provider": "provider.example",
        "profile": digest,
    }
    return sign_statement(make_statement("registration", fields, digest), [signer])


def cosigned(checkpoint: Checkpoint, keys: Sequence[SecretKey], now: int = NOW) -> Checkpoint:
    note = checkpoint.note
    for secret in keys:
        note = note.with_signature(cosign(checkpoint.head, note.text, secret, now))
    return Checkpoint(checkpoint.head, note)


def accept_all(entry: bytes, where: str) -> None:
    """Admission for tests about trees, not about entries."""


class World:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.store = SqliteStore.create(path / "log.db", LOG_KEY.public.vkey)
        self.signers = parse_signers(SIGNERS_TEXT.encode())
        self.log = Log(self.store, self.signers.admit)
        self.raw = Log(self.store, accept_all)

    def fill(self, count: int, start: int = 0) -> list[bytes]:
        """Append ``count`` small raw entries and sign."""
        entries = [b"entry %d" % number for number in range(start, start + count)]
        self.raw.append(entries)
        self.log.sign(LOG_KEY)
        return entries
