"""Entries: DSSE envelopes (v1.0) around in-toto statements, in one canonical spelling.

An entry is the RFC 8785 text of its envelope, its payload is the RFC 8785 text of its statement, its
signatures are sorted by key: submitting the same thing twice gives the same bytes, hence the same index.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from concordance.evidence.encoding import b64decode, b64encode, canonical_json
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType, SecretKey
from concordance.evidence.statement import Statement, parse_statement
from concordance.evidence.tiles import MAX_ENTRY

PAYLOAD_TYPE = "application/vnd.in-toto+json"
MAX_SIGNERS = 16


@dataclass(frozen=True, slots=True)
class EnvelopeSignature:
    """A signature of an envelope: label of the key (``name+id``) and bare signature."""

    keyid: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A parsed entry: its statement, the payload that was signed, its signatures (not yet verified)."""

    payload: bytes
    statement: Statement
    signatures: tuple[EnvelopeSignature, ...]


def pae(payload: bytes, payload_type: str = PAYLOAD_TYPE) -> bytes:
    """Pre-authentication encoding of DSSE v1: what is signed."""
    kind = payload_type.encode()
    return b"DSSEv1 %d %b %d %b" % (len(kind), kind, len(payload), payload)


def sign_statement(statement: object, keys: Sequence[SecretKey]) -> bytes:
    """Make an entry from a statement (JSON value), signed by every key.

    Raises:
        EvidenceError: ``wrong-key-type``, ``entry-oversized``, or a code of ``parse_statement``.
    """
    for key in keys:
        if key.public.type is not KeyType.STATEMENT:
            raise EvidenceError("wrong-key-type", where=key.public.label)
    payload = canonical_json(statement)
    signed = sorted((key.public.label, key.sign(pae(payload))) for key in keys)
    entry = canonical_json(
        {
            "payload": b64encode(payload),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": keyid, "sig": b64encode(data)} for keyid, data in signed],
        }
    )
    parse_entry(entry)
    return entry


def parse_entry(entry: bytes, where: str = "entry") -> Envelope:
    """Read an entry without verifying its signatures.

    Raises:
        EvidenceError: ``entry-oversized``, ``entry-malformed``, ``json-malformed``, ``json-not-canonical``,
            ``base64-not-canonical``, or a code of ``parse_statement``.
    """
    check_entry_size(entry, where)
    value = parse_canonical_json(entry, where)
    if not isinstance(value, dict) or set(value) != {"payload", "payloadType", "signatures"}:
        raise EvidenceError("entry-malformed", where=where)
    if value["payloadType"] != PAYLOAD_TYPE or not isinstance(value["payload"], str):
        raise EvidenceError("entry-malformed", where=f"{where}: payloadType")
    payload = b64decode(value["payload"], f"{where}: payload")
    statement = parse_statement(parse_canonical_json(payload, f"{where}: payload"), f"{where}: payload")
    return Envelope(payload, statement, _signatures(value["signatures"], where))


def check_entry_size(entry: bytes, where: str = "entry") -> None:
    """Refuse what a bundle cannot hold.

    Raises:
        EvidenceError: ``entry-empty`` or ``entry-oversized``.
    """
    if not entry:
        raise EvidenceError("entry-empty", where=where)
    if len(entry) > MAX_ENTRY:
        raise EvidenceError("entry-oversized", where=where, got=len(entry), most=MAX_ENTRY)


def parse_canonical_json(data: bytes, where: str) -> Any:
    """Read JSON that is its own RFC 8785 text; this also refuses duplicate keys and white space.

    Raises:
        EvidenceError: ``json-malformed`` or ``json-not-canonical``.
    """
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise EvidenceError("json-malformed", where=where) from error
    try:
        canonical = canonical_json(value)
    except EvidenceError as error:
        raise EvidenceError("json-not-canonical", where=where) from error
    if canonical != data:
        raise EvidenceError("json-not-canonical", where=where)
    return value


def _signatures(value: object, where: str) -> tuple[EnvelopeSignature, ...]:
    at = f"{where}: signatures"
    if not isinstance(value, list) or not 1 <= len(value) <= MAX_SIGNERS:
        raise EvidenceError("entry-malformed", where=at)
    signatures = tuple(_signature(item, at) for item in value)
    labels = [signature.keyid for signature in signatures]
    if labels != sorted(set(labels)):
        raise EvidenceError("entry-malformed", where=at)
    return signatures


def _signature(value: object, at: str) -> EnvelopeSignature:
    if not isinstance(value, dict) or set(value) != {"keyid", "sig"}:
        raise EvidenceError("entry-malformed", where=at)
    keyid, sig = value["keyid"], value["sig"]
    if not isinstance(keyid, str) or not isinstance(sig, str):
        raise EvidenceError("entry-malformed", where=at)
    return EnvelopeSignature(keyid, b64decode(sig, at))
