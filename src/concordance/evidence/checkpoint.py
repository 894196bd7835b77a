"""Checkpoints (C2SP tlog-checkpoint v1.0.0): origin, size and root of a tree, in a signed note."""

from __future__ import annotations

from dataclasses import dataclass

from concordance.evidence.cosignature import signed_at, verify_cosignature
from concordance.evidence.encoding import b64decode, b64encode, parse_decimal
from concordance.evidence.errors import EvidenceError
from concordance.evidence.head import Head
from concordance.evidence.keys import KeyType, PublicKey, SecretKey, valid_key_name
from concordance.evidence.merkle import EMPTY_ROOT, HASH_SIZE
from concordance.evidence.note import Note, Signature, parse_note


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A parsed checkpoint: the head it states and the note that carries it."""

    head: Head
    note: Note

    def encode(self) -> bytes:
        """The bytes of the note."""
        return self.note.encode()


def head_text(head: Head) -> str:
    """The note text of a head, final newline included."""
    return f"{head.origin}\n{head.size}\n{b64encode(head.root)}\n"


def sign_checkpoint(head: Head, key: SecretKey) -> Checkpoint:
    """Sign a head as its log. The caller makes sure that it extends every head signed before.

    Raises:
        EvidenceError: ``wrong-key-type``, or ``wrong-origin`` when the key has another name.
    """
    if key.public.type is not KeyType.LOG:
        raise EvidenceError("wrong-key-type", where=key.public.label)
    if key.public.name != head.origin:
        raise EvidenceError("wrong-origin", got=head.origin, wanted=key.public.name)
    text = head_text(head)
    signature = Signature(key.public.name, key.public.id, key.sign(text.encode()))
    return Checkpoint(head, Note(text, (signature,)))


def parse_checkpoint(data: bytes, where: str = "checkpoint") -> Checkpoint:
    """Read a checkpoint without verifying its signatures.

    Extension lines are read over, as C2SP asks, and never acted on.

    Raises:
        EvidenceError: ``checkpoint-malformed``, or a code of ``parse_note``.
    """
    note = parse_note(data, where)
    lines = note.text.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines) or not valid_key_name(lines[0]):
        raise EvidenceError("checkpoint-malformed", where=where)
    size = parse_decimal(lines[1], f"{where}, line 2")
    root = b64decode(lines[2], f"{where}, line 3")
    if len(root) != HASH_SIZE or (size == 0 and root != EMPTY_ROOT):
        raise EvidenceError("checkpoint-malformed", where=f"{where}, line 3")
    return Checkpoint(Head(lines[0], size, root), note)


def find_signature(note: Note, key: PublicKey) -> Signature | None:
    """The signature line of this key, by name and id."""
    for signature in note.signatures:
        if (signature.name, signature.key_id) == (key.name, key.id):
            return signature
    return None


def open_checkpoint(data: bytes, key: PublicKey, where: str = "checkpoint") -> Checkpoint:
    """Read a checkpoint of a known log and verify the signature of the log.

    Raises:
        EvidenceError: ``wrong-origin``, ``log-signature-missing``, ``log-signature-bad``, or a code of
            ``parse_checkpoint``.
    """
    checkpoint = parse_checkpoint(data, where)
    check_log_signature(checkpoint, key, where)
    return checkpoint


def check_log_signature(checkpoint: Checkpoint, key: PublicKey, where: str) -> None:
    """Refuse a checkpoint that this log key did not sign."""
    if checkpoint.head.origin != key.name:
        raise EvidenceError("wrong-origin", where=where, got=checkpoint.head.origin, wanted=key.name)
    signature = find_signature(checkpoint.note, key)
    if signature is None:
        raise EvidenceError("log-signature-missing", where=where, name=key.name)
    if key.type is not KeyType.LOG:
        raise EvidenceError("wrong-key-type", where=key.label)
    if not key.verify(signature.data, checkpoint.note.text.encode()):
        raise EvidenceError("log-signature-bad", where=where, name=key.name)


def witness_time(checkpoint: Checkpoint, key: PublicKey, where: str) -> int | None:
    """When this witness cosigned (POSIX seconds), or None when it did not.

    Raises:
        EvidenceError: ``cosignature-bad`` for a line of this witness that does not verify.
    """
    signature = find_signature(checkpoint.note, key)
    if signature is None:
        return None
    if not verify_cosignature(checkpoint.head, checkpoint.note.text, signature.data, key):
        raise EvidenceError("cosignature-bad", where=where, name=key.name)
    return signed_at(signature.data)
