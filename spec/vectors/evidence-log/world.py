"""The fixed world behind the vectors: keys from fixed seeds, a log, a policy, a signers file."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence

from concordance.evidence.checkpoint import Checkpoint, sign_checkpoint
from concordance.evidence.cosignature import cosign
from concordance.evidence.envelope import sign_statement
from concordance.evidence.head import Head
from concordance.evidence.integrate import integrate
from concordance.evidence.keys import KeyType, SecretKey, make_key
from concordance.evidence.merkle import HASH_SIZE, leaf_hash
from concordance.evidence.proofs import TileTree
from concordance.evidence.receipt import Receipt
from concordance.evidence.statement import make_statement
from concordance.evidence.tiles import TileId

NOW = 1_800_000_000
ORIGIN = "log.example/vectors"


def key(name: str, kind: KeyType, variant: str = "") -> SecretKey:
    return make_key(name, kind, hashlib.sha256(f"vector key {name}{variant}".encode()).digest())


LOG = key(ORIGIN, KeyType.LOG)
OTHER_LOG = key(ORIGIN, KeyType.LOG, " other")
ELSEWHERE = key("elsewhere.example/log", KeyType.LOG)
EUROPE = key("witness.europe.example", KeyType.WITNESS)
AFRICA = key("witness.africa.example", KeyType.WITNESS)
AMERICAS = key("witness.americas.example", KeyType.WITNESS)
CIVIL = key("witness.civil.example", KeyType.WITNESS)
PQ = key("witness.pq.example", KeyType.WITNESS_ML_DSA_44)
PROVIDER = key("provider.example", KeyType.STATEMENT)
AUTHORITY = key("authority.example", KeyType.STATEMENT)
SUCCESSOR = key("provider.example", KeyType.STATEMENT, " next")
STRANGER = key("stranger.example", KeyType.STATEMENT)
QUORUM = (EUROPE, AFRICA, CIVIL)

POLICY = f"""log {LOG.public.vkey}
witness europe {EUROPE.public.vkey}
witness africa {AFRICA.public.vkey}
witness americas {AMERICAS.public.vkey}
witness cso {CIVIL.public.vkey}
group regions 2 europe africa americas
group civil any cso
group sides all regions civil
quorum sides
"""
SIGNERS = f"""signer {PROVIDER.public.vkey} registration,audit-evidence,incident,assessment,agreement
signer {AUTHORITY.public.vkey} *
"""


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fields(**more: object) -> dict[str, object]:
    return {"at": "2026-09-01T08:00:00Z", **more}


def registration(number: int = 0, **more: object) -> dict[str, object]:
    predicate = fields(system=f"system-{number}", provider="provider.example", profile=digest("p"), **more)
    return make_statement("registration", predicate, digest(f"profile {number}"))


def entries(count: int = 10, label: str = "") -> list[bytes]:
    return [sign_statement(registration(i, version=f"v{label}{i}"), [PROVIDER]) for i in range(count)]


class Tiles(dict):  # type: ignore[type-arg]
    """A tile store in memory."""

    def tail(self, level: int, n: int) -> bytes:
        return self.get((level, n), b"")

    def put_tile(self, level: int, n: int, data: bytes) -> None:
        self[level, n] = data

    def tile(self, tile: TileId) -> bytes:
        return self[tile.level, tile.n][: tile.width * HASH_SIZE]


def tree(log: Sequence[bytes]) -> TileTree:
    tiles = Tiles()
    integrate(tiles, 0, [leaf_hash(entry) for entry in log])  # type: ignore[arg-type]
    return TileTree(tiles, len(log))  # type: ignore[arg-type]


def checkpoint(log: Sequence[bytes], signer: SecretKey = LOG) -> Checkpoint:
    return sign_checkpoint(Head(signer.public.name, len(log), tree(log).root()), signer)


def cosigned(point: Checkpoint, keys: Sequence[SecretKey] = QUORUM, now: int = NOW) -> Checkpoint:
    note = point.note
    for secret in keys:
        note = note.with_signature(cosign(point.head, note.text, secret, now))
    return Checkpoint(point.head, note)


def receipt(log: Sequence[bytes], index: int, point: Checkpoint, entry: bytes | None = None) -> Receipt:
    return Receipt(index, tuple(tree(log).inclusion(index)), point, entry)


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()
