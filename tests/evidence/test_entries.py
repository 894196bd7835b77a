from __future__ import annotations

import json

import pytest
from evidence_world import AUTHORITY, LOG_KEY, PROVIDER, SIGNERS_TEXT, key, registration

from concordance.evidence.envelope import PAYLOAD_TYPE, pae, parse_entry, sign_statement
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType
from concordance.evidence.signers import parse_signers
from concordance.evidence.statement import PREDICATES, make_statement


def test_pae_is_the_published_one() -> None:
    """The example of the DSSE specification, protocol.md."""
    assert (
        pae(b"hello world", "http://example.com/HelloWorld")
        == b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    )


def test_another_library_reads_and_encodes_the_same() -> None:
    dsse = pytest.importorskip("securesystemslib.dsse", reason="securesystemslib is not installed")
    entry = registration(1)
    envelope = dsse.Envelope.from_dict(json.loads(entry))
    assert envelope.pae() == pae(parse_entry(entry).payload)
    assert envelope.payload_type == PAYLOAD_TYPE


def test_the_same_statement_gives_the_same_bytes() -> None:
    statement = make_statement(
        "decision",
        {"at": "2026-09-01T08:00:00Z", "authority": "a", "decision": "0" * 64, "effect": "recall"},
        "1" * 64,
    )
    entry = sign_statement(statement, [AUTHORITY, PROVIDER])
    assert sign_statement(dict(reversed(statement.items())), [PROVIDER, AUTHORITY]) == entry


def test_rotation_hands_over_rights() -> None:
    successor = key("provider2.example", KeyType.STATEMENT)
    signers = parse_signers(SIGNERS_TEXT.encode())
    fields = {
        "at": "2026-09-01T08:00:00Z",
        "retired": PROVIDER.public.label,
        "next": successor.public.vkey,
    }
    rotation = sign_statement(make_statement("key-rotation", fields, "0" * 64), [PROVIDER, successor])
    after = signers.after(signers.admit(rotation))
    assert after.admit(registration(1, successor)).kind == "registration"
    with pytest.raises(EvidenceError, match="signer-unknown"):
        after.admit(registration(1, PROVIDER))
    with pytest.raises(EvidenceError, match="signer-unknown"):
        after.admit(rotation)


def test_a_note_key_signs_no_entry() -> None:
    with pytest.raises(EvidenceError, match="wrong-key-type"):
        sign_statement({}, [LOG_KEY])


@pytest.mark.parametrize("kind", PREDICATES)
def test_every_predicate_needs_its_fields_and_a_time(kind: str) -> None:
    assert "at" in PREDICATES[kind].required
    with pytest.raises(EvidenceError, match="predicate-field") as caught:
        make_statement(kind, {}, "0" * 64)
    assert caught.value.details["fields"] == ", ".join(sorted(PREDICATES[kind].required))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("signer", "signers-malformed"),
        ("witness x y", "signers-malformed"),
        (f"signer {PROVIDER.public.vkey} registration,poem", "predicate-unknown"),
        (f"signer {LOG_KEY.public.vkey} *", "wrong-key-type"),
        (f"signer {PROVIDER.public.vkey} *\nsigner {PROVIDER.public.vkey} *", "signers-malformed"),
    ],
)
def test_bad_signers_files(text: str, code: str) -> None:
    with pytest.raises(EvidenceError, match=code):
        parse_signers(text.encode())
    with pytest.raises(EvidenceError, match="signers-malformed"):
        parse_signers(b"\xff")


def test_a_stranger_cannot_rotate_itself_in() -> None:
    stranger = key("provider.example", KeyType.STATEMENT, " stranger")
    fields = {"at": "2026-09-01T08:00:00Z", "retired": stranger.public.label, "next": stranger.public.vkey}
    rotation = sign_statement(make_statement("key-rotation", fields, "0" * 64), [stranger])
    with pytest.raises(EvidenceError, match="rotation-refused"):
        parse_signers(SIGNERS_TEXT.encode()).admit(rotation)
