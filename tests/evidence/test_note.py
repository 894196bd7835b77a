from __future__ import annotations

import sys

import pytest
from evidence_world import ASIA, EUROPE, LOG_KEY, PROVIDER

from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType, make_key, parse_secret, parse_vkey
from concordance.evidence.note import MAX_NOTE, Note, Signature, parse_note

# Published example of the Go package golang.org/x/mod/sumdb/note (documentation and tests).
GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZIn"
    "NIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_the_published_note_of_go_is_reproduced() -> None:
    key, note = parse_secret(GO_SECRET), parse_note(GO_NOTE.encode())
    assert key.public.vkey == GO_VKEY
    assert note.signatures == (Signature("PeterNeumann", key.public.id, key.sign(note.text.encode())),)
    assert parse_vkey(GO_VKEY).verify(note.signatures[0].data, note.text.encode())
    assert note.encode() == GO_NOTE.encode()


@pytest.mark.parametrize("key", [LOG_KEY, EUROPE, ASIA, PROVIDER], ids=lambda key: key.public.type.name)
def test_keys_round_trip(key) -> None:
    assert parse_secret(key.text) == key
    assert parse_vkey(key.public.vkey) == key.public
    assert key.public.verify(key.sign(b"message"), b"message")
    assert not key.public.verify(key.sign(b"message"), b"massage")
    assert not key.public.verify(key.sign(b"message")[:-1], b"message")
    assert key.seed.hex() not in repr(key)


def test_one_seed_has_a_different_id_for_every_purpose() -> None:
    assert len({make_key("a", kind, bytes(32)).public.id for kind in KeyType}) == len(KeyType)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "key-malformed"),
        ("name+c74f20a3", "key-malformed"),
        (GO_VKEY.replace("Peter", "Pieter"), "key-id"),
        (GO_VKEY.replace("c74f20a3", "C74F20A3"), "key-id"),
        (GO_VKEY.replace("PeterNeumann", "Peter Neumann"), "key-name"),
        (GO_VKEY[1:].replace("eterNeumann", ""), "key-name"),
        (GO_VKEY[:-4], "key-malformed"),
        (GO_VKEY + "=", "base64-not-canonical"),
        (GO_VKEY.replace("+ARpc", "+Axpc"), "key-malformed"),
        ("a+00000000+", "key-malformed"),
    ],
)
def test_bad_vkeys(text: str, code: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse_vkey(text)
    assert caught.value.code == code


def test_a_bad_private_key_is_refused_without_being_shown() -> None:
    with pytest.raises(EvidenceError) as caught:
        parse_secret(GO_SECRET.replace("c74f20a3", "00000000"))
    assert "AYEK" not in str(caught.value)
    with pytest.raises(EvidenceError, match="key-malformed"):
        parse_secret(GO_VKEY)


def test_limits() -> None:
    with pytest.raises(EvidenceError, match="note-oversized"):
        parse_note(b"a" * (MAX_NOTE + 1))
    signature = Signature("a", b"1234", b"x")
    note = Note("text\n", tuple(Signature(f"a{i}", b"1234", b"x") for i in range(64)))
    assert parse_note(note.encode()) == note
    with pytest.raises(EvidenceError, match="note-oversized"):
        parse_note(Note("text\n", (*note.signatures, signature)).encode())


def test_a_signature_replaces_the_earlier_one_of_its_key() -> None:
    note = Note("t\n", (Signature("a", b"1234", b"old"), Signature("b", b"1234", b"x")))
    renewed = note.with_signature(Signature("a", b"1234", b"new"))
    assert [s.data for s in renewed.signatures] == [b"x", b"new"]


def test_a_library_without_ml_dsa_is_said_and_nothing_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    signature = ASIA.sign(b"message")
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.asymmetric.mldsa", None)
    monkeypatch.delattr("cryptography.hazmat.primitives.asymmetric.mldsa", raising=False)
    assert not ASIA.public.verify(signature, b"message")
    with pytest.raises(EvidenceError, match="ml-dsa-missing"):
        make_key("a", KeyType.WITNESS_ML_DSA_44, bytes(32))
    with pytest.raises(EvidenceError, match="ml-dsa-missing"):
        ASIA.sign(b"message")
    assert EUROPE.public.verify(EUROPE.sign(b"message"), b"message")
