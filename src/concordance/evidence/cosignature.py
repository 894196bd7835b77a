"""Witness cosignatures (C2SP tlog-cosignature v1.0.1).

Ed25519 signs a ``cosignature/v1`` text, ML-DSA-44 a ``subtree/v1`` structure.
"""

from __future__ import annotations

import struct

from concordance.evidence.errors import EvidenceError
from concordance.evidence.head import Head
from concordance.evidence.keys import KeyType, PublicKey, SecretKey
from concordance.evidence.note import Signature

_LABEL = b"subtree/v1\n\x00"
_TIME_SIZE = 8
_MAX_TIME = (1 << 63) - 1


def _message(head: Head, text: str, key: PublicKey, timestamp: int) -> bytes:
    """The bytes a witness signs. The ML-DSA form also binds the name of the witness."""
    if key.type is KeyType.WITNESS:
        return f"cosignature/v1\ntime {timestamp}\n{text}".encode()
    name, origin = key.name.encode(), head.origin.encode()
    if len(name) > 255 or len(origin) > 255:
        raise EvidenceError("name-too-long", where=key.name)
    fields = [_LABEL, bytes([len(name)]), name, struct.pack(">Q", timestamp)]
    fields += [bytes([len(origin)]), origin, struct.pack(">QQ", 0, head.size), head.root]
    return b"".join(fields)


def cosign(head: Head, text: str, key: SecretKey, timestamp: int) -> Signature:
    """Cosign a checkpoint text at a time (POSIX seconds) given by the caller.

    Raises:
        EvidenceError: ``wrong-key-type``, ``clock-out-of-range`` or ``name-too-long``.
    """
    if key.public.type not in (KeyType.WITNESS, KeyType.WITNESS_ML_DSA_44):
        raise EvidenceError("wrong-key-type", where=key.public.label)
    if not 0 < timestamp <= _MAX_TIME:
        raise EvidenceError("clock-out-of-range", where=key.public.name)
    bare = key.sign(_message(head, text, key.public, timestamp))
    return Signature(key.public.name, key.public.id, struct.pack(">Q", timestamp) + bare)


def verify_cosignature(head: Head, text: str, data: bytes, key: PublicKey) -> bool:
    """Whether the data of a signature line is a cosignature of this checkpoint by this witness.

    A timestamp of zero makes no statement about the largest tree seen, hence counts for nothing here.
    """
    witness = key.type in (KeyType.WITNESS, KeyType.WITNESS_ML_DSA_44)
    if not witness or len(data) != _TIME_SIZE + key.type.signature_size:
        return False
    timestamp = signed_at(data)
    if not 0 < timestamp <= _MAX_TIME:
        return False
    return key.verify(data[_TIME_SIZE:], _message(head, text, key, timestamp))


def signed_at(data: bytes) -> int:
    """The timestamp of cosignature data, POSIX seconds."""
    value: int = struct.unpack(">Q", data[:_TIME_SIZE])[0]
    return value
