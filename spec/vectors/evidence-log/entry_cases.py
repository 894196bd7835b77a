"""Entries, commitments, bundles and tile paths, good and tampered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from world import AUTHORITY, PROVIDER, SIGNERS, STRANGER, SUCCESSOR, b64, digest, fields, registration

from concordance.evidence.commitment import commit
from concordance.evidence.encoding import canonical_json
from concordance.evidence.envelope import PAYLOAD_TYPE, pae
from concordance.evidence.keys import SecretKey
from concordance.evidence.statement import make_statement
from concordance.evidence.tiles import pack_bundle

Value = dict[str, Any]


def envelope(statement: object, *keys: SecretKey, payload: bytes | None = None, kind: str = PAYLOAD_TYPE) -> Value:
    """An envelope signed as is, whatever is wrong with the statement."""
    body = canonical_json(statement) if payload is None else payload
    signed = sorted((key.public.label, key.sign(pae(body, kind))) for key in keys)
    return {
        "payload": b64(body),
        "payloadType": kind,
        "signatures": [{"keyid": label, "sig": b64(data)} for label, data in signed],
    }


def case(what: str, expect: str, entry: bytes | Value) -> Value:
    data = entry if isinstance(entry, bytes) else canonical_json(entry)
    return {"kind": "entry", "what": what, "expect": expect, "signers": SIGNERS, "entry": b64(data)}


def made(kind: str, **more: object) -> Value:
    return make_statement(kind, fields(**more), digest("blob"), salted=kind in ("incident", "redaction"))


def bent(**changes: object) -> Value:
    """A registration with parts replaced (None removes)."""
    value: Value = {**registration(1), **changes}
    return {name: part for name, part in value.items() if part is not None}


STATEMENTS = {
    "registration": (registration(1, jurisdictions=["EU", "FR"], version="2.1"), (PROVIDER,)),
    "assessment": (
        made("assessment", system="s", corpus=digest("c"), result=digest("r"), engine="walk"),
        (PROVIDER,),
    ),
    "audit-evidence": (
        made("audit-evidence", system="s", auditor="a", method="m", evidence=digest("e")),
        (PROVIDER,),
    ),
    "incident": (made("incident", system="s", severity="serious", report=digest("r")), (PROVIDER,)),
    "inspection-finding": (
        made("inspection-finding", system="s", authority="a", finding=digest("f"), outcome="measures-ordered"),
        (AUTHORITY,),
    ),
    "decision": (made("decision", authority="a", decision=digest("d"), effect="withdrawal"), (AUTHORITY,)),
    "agreement": (
        made("agreement", parties=["authority.example", "provider.example"], text=digest("t")),
        (AUTHORITY, PROVIDER),
    ),
    "key-rotation": (
        made("key-rotation", retired=PROVIDER.public.label, next=SUCCESSOR.public.vkey),
        (PROVIDER, SUCCESSOR),
    ),
    "redaction": (made("redaction", entry=3, commitment=digest("c"), ground="gdpr-art-17"), (AUTHORITY,)),
}


def good() -> Iterator[tuple[str, Value]]:
    for kind, (statement, keys) in STATEMENTS.items():
        yield f"good-entry-{kind}", case(f"a good {kind}", "ok", envelope(statement, *keys))


def bad_envelopes() -> Iterator[tuple[str, Value]]:
    value = envelope(registration(1), PROVIDER)
    data = canonical_json(value)
    altered = {**value, "payload": envelope(registration(2), PROVIDER)["payload"]}
    yield "bad-entry-payload-swapped", case("the payload of another entry", "entry-signature-bad", altered)
    signature = value["signatures"][0]
    flipped = {**signature, "sig": ("B" if signature["sig"][0] == "A" else "A") + signature["sig"][1:]}
    yield (
        "bad-entry-signature",
        case("an altered signature", "entry-signature-bad", {**value, "signatures": [flipped]}),
    )
    raw = PROVIDER.sign(canonical_json(registration(1)))
    yield (
        "bad-entry-signature-without-pae",
        case(
            "the payload signed without its DSSE encoding",
            "entry-signature-bad",
            {**value, "signatures": [{**signature, "sig": b64(raw)}]},
        ),
    )
    yield (
        "bad-entry-signer-unknown",
        case("signed by a stranger", "signer-unknown", envelope(registration(1), STRANGER)),
    )
    stolen = {**signature, "keyid": AUTHORITY.public.label}
    yield (
        "bad-entry-signer-impersonated",
        case(
            "signed by one under the label of another",
            "entry-signature-bad",
            {**value, "signatures": [stolen]},
        ),
    )
    decision = envelope(STATEMENTS["decision"][0], PROVIDER)
    yield "bad-entry-signer-not-allowed", case("a provider signs a decision", "signer-not-allowed", decision)
    yield (
        "bad-entry-stranger-beside",
        case(
            "a good signature with a stranger's beside it",
            "signer-unknown",
            envelope(registration(1), PROVIDER, STRANGER),
        ),
    )
    yield "bad-entry-unsigned", case("no signature", "entry-malformed", {**value, "signatures": []})
    two = envelope(registration(1), PROVIDER, AUTHORITY)
    yield (
        "bad-entry-signatures-unsorted",
        case("signatures in another order", "entry-malformed", {**two, "signatures": two["signatures"][::-1]}),
    )
    yield (
        "bad-entry-signature-twice",
        case("one signature twice", "entry-malformed", {**value, "signatures": [signature, signature]}),
    )
    yield (
        "bad-entry-payload-type",
        case(
            "another payload type",
            "entry-malformed",
            envelope(registration(1), PROVIDER, kind="application/json"),
        ),
    )
    yield (
        "bad-entry-extra-field",
        case("a field that DSSE has not", "entry-malformed", {**value, "note": "x"}),
    )
    yield (
        "bad-entry-space",
        case("a space between JSON tokens", "json-not-canonical", data.replace(b",", b", ", 1)),
    )
    yield (
        "bad-entry-unsorted",
        case(
            "members in another order",
            "json-not-canonical",
            json.dumps(dict(reversed(value.items())), separators=(",", ":")).encode(),
        ),
    )
    yield (
        "bad-entry-duplicate-member",
        case("a member twice", "json-not-canonical", data.replace(b'{"payload"', b'{"payload":"","payload"', 1)),
    )
    yield "bad-entry-trailing-garbage", case("bytes after the end", "json-malformed", data + b"x")
    yield "bad-entry-trailing-newline", case("a newline after the end", "json-not-canonical", data + b"\n")
    yield (
        "bad-entry-base64",
        case(
            "payload without base64 padding",
            "base64-not-canonical",
            {**value, "payload": value["payload"].rstrip("=") + "=" * (3 - value["payload"].count("="))},
        ),
    )
    yield "bad-entry-not-json", case("not JSON", "json-malformed", b"\x00\x01")
    yield (
        "bad-entry-not-utf-8",
        case("not UTF-8", "json-malformed", data.replace(b"provider", b"pr\xffvider", 1)),
    )
    yield "bad-entry-oversized-by-one", case("65,536 bytes", "entry-oversized", b" " * 65_536)
    yield "bad-entry-empty", case("no bytes", "entry-empty", b"")
    spaced = json.dumps(registration(1)).encode()
    yield (
        "bad-entry-payload-not-canonical",
        case("a payload with spaces", "json-not-canonical", envelope(None, PROVIDER, payload=spaced)),
    )


def bad_statements() -> Iterator[tuple[str, Value]]:
    predicate = registration(1)["predicate"]
    assert isinstance(predicate, dict)
    wrong = {
        "type": (
            "another statement type",
            "statement-malformed",
            bent(_type="https://in-toto.io/Statement/v0.1"),
        ),
        "no-subject": ("no subject", "statement-malformed", bent(subject=[])),
        "subject-digest": (
            "a subject with a short digest",
            "statement-malformed",
            bent(subject=[{"digest": {"sha256": "00"}}]),
        ),
        "subject-sha1": (
            "a subject by SHA-1",
            "statement-malformed",
            bent(subject=[{"digest": {"sha1": "0" * 40}}]),
        ),
        "predicate": (
            "a predicate of no known type",
            "predicate-unknown",
            bent(predicateType="https://other.example/v1"),
        ),
        "free-text": (
            "free text where a token belongs",
            "predicate-field",
            bent(predicate={**predicate, "system": "the system of Mrs Dupont"}),
        ),
        "e-mail": (
            "an e-mail address where a token belongs",
            "predicate-field",
            bent(predicate={**predicate, "provider": "a@b.example"}),
        ),
        "missing-field": (
            "a required field missing",
            "predicate-field",
            bent(predicate={k: v for k, v in predicate.items() if k != "profile"}),
        ),
        "extra-field": ("an unknown field", "predicate-field", bent(predicate={**predicate, "victim": "x"})),
        "date": (
            "the thirtieth of February",
            "predicate-field",
            bent(predicate={**predicate, "at": "2026-02-30T00:00:00Z"}),
        ),
        "boolean-index": (
            "a boolean for an index",
            "predicate-field",
            bent(predicate={**predicate, "supersedes": True}),
        ),
    }
    for name, (what, code, statement) in wrong.items():
        yield f"bad-statement-{name}", case(what, code, envelope(statement, PROVIDER))
    agreement, rotation = STATEMENTS["agreement"][0], STATEMENTS["key-rotation"][0]
    yield (
        "bad-agreement-one-sided",
        case("one party signs for both", "party-signature-missing", envelope(agreement, AUTHORITY)),
    )
    yield (
        "bad-rotation-old-key-only",
        case("the next key did not sign", "rotation-refused", envelope(rotation, PROVIDER)),
    )
    yield (
        "bad-rotation-new-key-only",
        case("the retired key did not sign", "rotation-refused", envelope(rotation, SUCCESSOR)),
    )
    grab = made("key-rotation", retired=AUTHORITY.public.label, next=SUCCESSOR.public.vkey)
    yield (
        "bad-rotation-of-another",
        case("a key retires another one", "rotation-refused", envelope(grab, PROVIDER, SUCCESSOR)),
    )
    known = made("key-rotation", retired=PROVIDER.public.label, next=AUTHORITY.public.vkey)
    yield (
        "bad-rotation-to-known-key",
        case(
            "rotation to a key with rights of its own",
            "rotation-refused",
            envelope(known, PROVIDER, AUTHORITY),
        ),
    )


def plain() -> Iterator[tuple[str, Value]]:
    blob, salt = b"a report with names", bytes(range(32))
    for name, what, expect, changes in [
        ("good-commitment", "blob and salt open it", "ok", {}),
        ("bad-commitment-blob", "another blob", "blob-altered", {"blob": b64(b"another report")}),
        ("bad-commitment-salt", "another salt", "blob-altered", {"salt": b64(bytes(32))}),
        ("bad-commitment-salt-short", "a salt of 31 bytes", "salt-size", {"salt": b64(salt[:31])}),
    ]:
        yield (
            name,
            {
                "kind": "commitment",
                "what": what,
                "expect": expect,
                "blob": b64(blob),
                "salt": b64(salt),
                "commitment": commit(blob, salt),
                **changes,
            },
        )
    packed = pack_bundle([b"one", b"", b"three"])
    for name, what, expect, width, data in [
        ("good-bundle", "three entries", "ok", 3, packed),
        ("bad-bundle-truncated", "the last entry cut", "bundle-malformed", 3, packed[:-1]),
        ("bad-bundle-trailing-byte", "a byte after the end", "bundle-malformed", 3, packed + b"\0"),
        ("bad-bundle-too-many", "an entry too many", "bundle-malformed", 2, packed),
        ("bad-bundle-too-few", "an entry too few", "bundle-malformed", 4, packed),
    ]:
        yield name, {"kind": "bundle", "what": what, "expect": expect, "width": width, "data": b64(data)}
    paths = ["tile/0/000", "tile/3/x001/x234/067", "tile/entries/273.p/112", "tile/63/000.p/1"]
    yield (
        "good-tile-paths",
        {"kind": "tile-paths", "what": "one spelling each", "expect": "ok", "paths": paths},
    )
    paths = [
        "tile/00/000",
        "tile/64/000",
        "tile/0/0",
        "tile/0/x000/001",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/001/234",
        "tile/-1/000",
        "/tile/0/000",
        "tile/0/../000",
        "tile/data/000",
        "tile/0/000\n",
    ]
    yield (
        "bad-tile-paths",
        {"kind": "tile-paths", "what": "all refused", "expect": "tile-path", "paths": paths},
    )


def cases() -> Iterator[tuple[str, Value]]:
    yield from good()
    yield from bad_envelopes()
    yield from bad_statements()
    yield from plain()
