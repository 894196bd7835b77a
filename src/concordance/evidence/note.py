"""Signed notes (C2SP signed-note v1.0.0): a text, an empty line, signature lines."""

from __future__ import annotations

from dataclasses import dataclass

from concordance.evidence.encoding import b64decode, b64encode
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import valid_key_name

MAX_NOTE = 262_144
"""Longest note read, in bytes: room for 64 ML-DSA-44 signatures."""
MAX_SIGNATURES = 64
_DASH = "\N{EM DASH} "


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: key name, 4-byte key id, what the key type puts after it."""

    name: str
    key_id: bytes
    data: bytes

    @property
    def line(self) -> str:
        """The line without its newline."""
        return f"{_DASH}{self.name} {b64encode(self.key_id + self.data)}"


@dataclass(frozen=True, slots=True)
class Note:
    """A text ending in newline, and the signatures over it (not yet verified)."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The bytes of the note."""
        lines = "".join(signature.line + "\n" for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()

    def with_signature(self, signature: Signature) -> Note:
        """The note with one more signature, which replaces an earlier one of the same key."""
        kept = [s for s in self.signatures if (s.name, s.key_id) != (signature.name, signature.key_id)]
        return Note(self.text, (*kept, signature))


def parse_note(data: bytes, where: str = "note") -> Note:
    """Read a note.

    Raises:
        EvidenceError: ``note-oversized``, ``note-malformed``, ``note-signature-malformed``,
            ``note-duplicate-signature`` or ``base64-not-canonical``.
    """
    if len(data) > MAX_NOTE:
        raise EvidenceError("note-oversized", where=where, most=MAX_NOTE)
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise EvidenceError("note-malformed", where=where) from error
    if any(char < " " and char != "\n" for char in whole):
        raise EvidenceError("note-malformed", where=where)
    text, blank, block = whole.rpartition("\n\n")
    if not text or not blank or not block.endswith("\n"):
        raise EvidenceError("note-malformed", where=where)
    return Note(text + "\n", parse_signatures(block, where))


def parse_signatures(block: str, where: str) -> tuple[Signature, ...]:
    """Read the signature lines of a note or the answer of a witness.

    Raises:
        EvidenceError: as ``parse_note``.
    """
    lines = block.removesuffix("\n").split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise EvidenceError("note-oversized", where=where, most=MAX_SIGNATURES)
    signatures = tuple(_parse_line(line, f"{where}, signature {i}") for i, line in enumerate(lines, 1))
    if len({(s.name, s.key_id) for s in signatures}) < len(signatures):
        raise EvidenceError("note-duplicate-signature", where=where)
    return signatures


def _parse_line(line: str, where: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not valid_key_name(name):
        raise EvidenceError("note-signature-malformed", where=where)
    data = b64decode(encoded, where)
    if len(data) < 5:
        raise EvidenceError("note-signature-malformed", where=where)
    return Signature(name, data[:4], data[4:])
