"""Keys of logs, witnesses and signers of statements, in the text forms of C2SP signed-note.

Public: ``<name>+<8 hex digits>+<base64(type || public key)>``. Private: the same behind ``PRIVATE+KEY+`` with
the 32-byte seed, as Go's ``golang.org/x/mod/sumdb/note`` writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from hashlib import sha256
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519

from concordance.evidence.encoding import b64decode, b64encode
from concordance.evidence.errors import EvidenceError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey

SEED_SIZE = 32
_PRIVATE = "PRIVATE+KEY+"


class KeyType(Enum):
    """Signature type identifiers: those of C2SP, and one of our own for statements.

    The own one uses the escape 0xff so that a key of one purpose has no valid id for another.
    """

    LOG = b"\x01"
    WITNESS = b"\x04"
    WITNESS_ML_DSA_44 = b"\x06"
    STATEMENT = b"\xffconcordance/dsse-ed25519/v1\n"

    @property
    def public_size(self) -> int:
        """Length of a public key in bytes."""
        return 1312 if self is KeyType.WITNESS_ML_DSA_44 else 32

    @property
    def signature_size(self) -> int:
        """Length of a bare signature in bytes."""
        return 2420 if self is KeyType.WITNESS_ML_DSA_44 else 64


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A named public key of one type."""

    name: str
    type: KeyType
    data: bytes

    @property
    def id(self) -> bytes:
        """The 4-byte key id: SHA-256(name || newline || type || key), cut. A hint, not a commitment."""
        return sha256(self.name.encode() + b"\n" + self.type.value + self.data).digest()[:4]

    @property
    def label(self) -> str:
        """``name+id``: how statements name the key that signed them."""
        return f"{self.name}+{self.id.hex()}"

    @property
    def vkey(self) -> str:
        """The text form."""
        return f"{self.label}+{b64encode(self.type.value + self.data)}"

    def verify(self, signature: bytes, message: bytes) -> bool:
        """Whether the bare signature is good for the message."""
        if len(signature) != self.type.signature_size:
            return False
        try:
            if self.type is KeyType.WITNESS_ML_DSA_44:
                from cryptography.hazmat.primitives.asymmetric import mldsa  # absent from older releases

                mldsa.MLDSA44PublicKey.from_public_bytes(self.data).verify(signature, message)
            else:
                ed25519.Ed25519PublicKey.from_public_bytes(self.data).verify(signature, message)
        except (InvalidSignature, ValueError, ImportError, UnsupportedAlgorithm):
            return False  # what cannot be checked is not accepted
        return True


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A named private key of one type; its seed never appears in ``repr``."""

    public: PublicKey
    seed: bytes

    def __repr__(self) -> str:
        return f"SecretKey({self.public.label})"

    @property
    def text(self) -> str:
        """The private text form: keep it in a file only its owner can read."""
        return f"{_PRIVATE}{self.public.label}+{b64encode(self.public.type.value + self.seed)}"

    def sign(self, message: bytes) -> bytes:
        """The bare signature of a message."""
        if self.public.type is KeyType.WITNESS_ML_DSA_44:
            return _ml_dsa(self.seed, self.public.name).sign(message)
        return ed25519.Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def make_key(name: str, kind: KeyType, seed: bytes) -> SecretKey:
    """Make a key from 32 random bytes given by the caller.

    Raises:
        EvidenceError: ``key-name``, ``key-malformed``, or ``ml-dsa-missing`` where the installed cryptography
            library has no ML-DSA-44.
    """
    check_key_name(name, name)
    if len(seed) != SEED_SIZE:
        raise EvidenceError("key-malformed", where=name)
    if kind is KeyType.WITNESS_ML_DSA_44:
        public = _ml_dsa(seed, name).public_key().public_bytes_raw()
    else:
        public = ed25519.Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    return SecretKey(PublicKey(name, kind, public), seed)


def _ml_dsa(seed: bytes, name: str) -> MLDSA44PrivateKey:
    try:
        from cryptography.hazmat.primitives.asymmetric import mldsa

        return mldsa.MLDSA44PrivateKey.from_seed_bytes(seed)
    except (ImportError, UnsupportedAlgorithm) as error:
        raise EvidenceError("ml-dsa-missing", where=name) from error


def valid_key_name(name: str) -> bool:
    """Key names are UTF-8, not empty, without Unicode space, control character or plus (signed-note)."""
    return bool(name) and "+" not in name and not any(_foreign(char) for char in name)


def _foreign(char: str) -> bool:
    return char.isspace() or char < " " or "\ud800" <= char <= "\udfff"


def check_key_name(name: str, where: str) -> None:
    """Refuse what signed-note forbids as a key name.

    Raises:
        EvidenceError: ``key-name``.
    """
    if not valid_key_name(name):
        raise EvidenceError("key-name", where=where)


def parse_vkey(text: str, where: str = "vkey") -> PublicKey:
    """Read a public key.

    Raises:
        EvidenceError: ``key-malformed``, ``key-name``, ``key-id`` or ``base64-not-canonical``.
    """
    name, claimed, kind, data = _split(text, where)
    if len(data) != kind.public_size:
        raise EvidenceError("key-malformed", where=where)
    key = PublicKey(name, kind, data)
    if key.id.hex() != claimed:
        raise EvidenceError("key-id", where=where, name=name)
    return key


def parse_secret(text: str, where: str = "key") -> SecretKey:
    """Read a private key.

    Raises:
        EvidenceError: as ``parse_vkey``; the text of the key is never part of the error.
    """
    if not text.startswith(_PRIVATE):
        raise EvidenceError("key-malformed", where=where)
    name, claimed, kind, seed = _split(text.removeprefix(_PRIVATE), where)
    key = make_key(name, kind, seed)
    if key.public.id.hex() != claimed:
        raise EvidenceError("key-id", where=where, name=name)
    return key


def _split(text: str, where: str) -> tuple[str, str, KeyType, bytes]:
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise EvidenceError("key-malformed", where=where)
    name, claimed, encoded = parts
    check_key_name(name, where)
    data = b64decode(encoded, where)
    for kind in KeyType:
        if data.startswith(kind.value):
            return name, claimed, kind, data[len(kind.value) :]
    raise EvidenceError("key-malformed", where=where)
