#!/usr/bin/env python3
"""Verify a receipt offline, with this one file, the standard library and `cryptography`.

    python verify_receipt.py RECEIPT --policy POLICY --entry ENTRY [--now SECONDS [--max-age SECONDS]]

A receipt is a C2SP tlog-proof, a policy a C2SP tlog-policy. Exit status: 0 verified, 2 refused (with the reason).
Verified means: these bytes are at this index of the log, under a checkpoint signed by the log and cosigned by a
quorum of the policy. It does not mean that what the entry declares is true. / Vérifié veut dire : ces octets sont
à cet indice du journal, sous un point de contrôle signé par lui et cosigné par un quorum ; non que l'entrée dit vrai.

Shares no code with the library, so that each checks the other; short, so that an auditor reads it at one sitting.
"""

# ruff: noqa: E501
# fmt: off
from __future__ import annotations

import argparse
import base64
import hashlib
import re
from pathlib import Path
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ed25519

LOG, COSIGNER, COSIGNER_PQ, MAX_ENTRY, MAX_INPUT = 0x01, 0x04, 0x06, 65_535, 1 << 20
Signatures = dict[tuple[str, bytes], bytes]
Groups = dict[str, tuple[int, list[str]]]
Key = NamedTuple("Key", [("name", str), ("id", bytes), ("kind", int), ("public", bytes)])  # noqa: UP014

class RefusedError(Exception):
    """The receipt, the entry or the policy is not good; the text says where."""

def need(condition: object, reason: str) -> None:
    if not condition:
        raise RefusedError(reason)

def unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise RefusedError("base64") from error
    need(base64.b64encode(data).decode() == text, "base64 is not canonical")
    return data

def number(text: str) -> int:
    need(re.fullmatch(r"0|[1-9][0-9]{0,18}", text) and int(text) < 1 << 63, "number is not canonical")
    return int(text)

def h(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()

def root_from_proof(index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes:
    """RFC 6962, section 2.1.1, read from the root down: the proof is consumed from its end."""
    if size == 1:
        need(not proof, "proof is too long")
        return leaf
    need(proof, "proof is too short")
    middle = 1 << ((size - 1).bit_length() - 1)
    if index < middle:
        return h(b"\x01" + root_from_proof(index, middle, leaf, proof[:-1]) + proof[-1])
    return h(b"\x01" + proof[-1] + root_from_proof(index - middle, size - middle, leaf, proof[:-1]))

def good_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " or "\ud800" <= c <= "\udfff" for c in name)

def parse_vkey(text: str, kinds: tuple[int, ...], seen: set[bytes]) -> Key:
    parts = text.split("+", 2)
    need(len(parts) == 3 and good_name(parts[0]), "policy: key")
    data = unbase64(parts[2])
    need(data and data[0] in kinds and len(data) == (1313 if data[0] == COSIGNER_PQ else 33), "policy: key type or length")
    need(data[1:] not in seen, "policy: duplicate key")
    seen.add(data[1:])
    key = Key(parts[0], h(parts[0].encode() + b"\n" + data)[:4], data[0], data[1:])
    need(key.id.hex() == parts[1], "policy: key id")
    return key

def parse_policy(data: bytes) -> tuple[list[Key], dict[str, Key], Groups, str]:
    need(len(data) <= MAX_INPUT and not re.search(rb"[\x00-\x08\x0b-\x1f\x7f]", data), "policy: control character")
    logs, witnesses, groups = list[Key](), dict[str, Key](), Groups()
    seen, used, quorum = set[bytes](), set[str](), ""
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        rule, *rest = [word for word in re.split("[ \t]+", line) if word] or ["#"]
        names = {*witnesses, *groups}
        if rule == "log" and len(rest) in (1, 2):
            logs.append(parse_vkey(rest[0], (LOG,), seen))
        elif rule == "witness" and len(rest) in (2, 3):
            need(rest[0] not in {*names, "none"}, "policy: name")
            witnesses[rest[0]] = parse_vkey(rest[1], (COSIGNER, COSIGNER_PQ), seen)
        elif rule == "group" and len(rest) >= 3:
            name, count, *members = rest
            need(name not in {*names, "none"} and set(members) <= names, "policy: name")
            need(len(set(members)) == len(members) and not used & set(members), "policy: member named twice")
            least = 1 if count == "any" else len(members) if count == "all" else number(count)
            need(1 <= least <= len(members), "policy: threshold")
            used |= set(members)
            groups[name] = (least, members)
        elif rule == "quorum" and len(rest) == 1 and not quorum:
            need(rest[0] in {*names, "none"}, "policy: quorum")
            quorum = rest[0]
        else:
            need(rule.startswith("#"), f"policy: {line!r}")
    need(quorum, "policy: no quorum")
    return logs, witnesses, groups, quorum

def satisfied(name: str, groups: Groups, present: set[str]) -> bool:
    if name in groups:
        least, members = groups[name]
        return sum(satisfied(member, groups, present) for member in members) >= least
    return name == "none" or name in present

def parse_note(data: bytes) -> tuple[str, Signatures]:
    whole = data.decode("utf-8", "replace")
    need(whole.encode() == data, "checkpoint is not UTF-8")
    need(not any(c < " " and c != "\n" for c in whole) and whole.endswith("\n"), "checkpoint: control character or end")
    text, blank, block = whole.rpartition("\n\n")
    need(text and blank and block.count("\n") <= 64, "checkpoint: signatures")
    signatures: Signatures = {}
    for line in block[:-1].split("\n"):
        dash, _, rest = line.partition(" ")
        name, space, encoded = rest.partition(" ")
        need(dash == "\N{EM DASH}" and space and good_name(name), "checkpoint: signature line")
        value = unbase64(encoded)
        need(len(value) >= 5 and (name, value[:4]) not in signatures, "checkpoint: signature line")
        signatures[name, value[:4]] = value[4:]
    return text + "\n", signatures

def check_signature(key: Key, signature: bytes, message: bytes) -> None:
    try:
        if key.kind == COSIGNER_PQ:
            from cryptography.hazmat.primitives.asymmetric import mldsa  # absent from older releases
            mldsa.MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
        else:
            ed25519.Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)
    except (InvalidSignature, UnsupportedAlgorithm, ValueError, ImportError) as error:
        raise RefusedError(f"signature of {key.name}") from error

def cosigned_at(key: Key, value: bytes, text: str, origin: str, size: int, root: bytes) -> int:
    """Verify a cosignature (C2SP tlog-cosignature) and return its time."""
    time = int.from_bytes(value[:8], "big")
    need(len(value) == (2428 if key.kind == COSIGNER_PQ else 72) and 0 < time < 1 << 63, f"signature of {key.name}")
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    if key.kind == COSIGNER_PQ:
        names = [name.encode() for name in (key.name, origin)]
        need(max(map(len, names)) < 256, f"length of the name {key.name}")
        message = b"subtree/v1\n\x00" + bytes([len(names[0])]) + names[0] + value[:8] + bytes([len(names[1])]) + names[1]
        message += bytes(8) + size.to_bytes(8, "big") + root
    check_signature(key, value[8:], message)
    return time

def verify(receipt: bytes, entry: bytes, policy: bytes, now: int | None = None, max_age: int | None = None) -> dict[str, Any]:
    """Return what was proven, or raise RefusedError. Times in seconds; witness clocks may be 300 s ahead."""
    need(0 < len(entry) <= MAX_ENTRY and len(receipt) <= MAX_INPUT, "entry or receipt: length")
    need(max_age is None or now is not None, "a maximal age needs the time")
    logs, witnesses, groups, quorum = parse_policy(policy)
    head, blank, note = receipt.partition(b"\n\n")
    lines = head.decode("latin-1").split("\n")
    need(blank and lines.pop(0) == "c2sp.org/tlog-proof@v1", "receipt: first line")
    if lines and lines[0].startswith("extra "):
        need(unbase64(lines.pop(0)[6:]) == entry, "receipt: extra is not the entry")
    need(lines and lines[0].startswith("index ") and len(lines) <= 64, "receipt: index")
    index, proof = number(lines[0][6:]), [unbase64(line) for line in lines[1:]]
    text, signatures = parse_note(note)
    body = text[:-1].split("\n")
    need(len(body) >= 3 and all(body) and good_name(body[0]), "checkpoint: lines")
    origin, size, root = body[0], number(body[1]), unbase64(body[2])
    need(len(root) == 32 and all(len(value) == 32 for value in proof), "hash length")
    own = [key for key in logs if key.name == origin and key[:2] in signatures]
    need(own, "checkpoint: no signature of a log of the policy")
    for key in own:
        check_signature(key, signatures[key[:2]], text.encode())
    cosigners = {alias: key for alias, key in witnesses.items() if key[:2] in signatures}
    times = {a: cosigned_at(k, signatures[k[:2]], text, origin, size, root) for a, k in cosigners.items()}
    need(satisfied(quorum, groups, set(times)), "quorum is not met")
    need(now is None or all(time <= now + 300 for time in times.values()), "cosignature from the future")
    fresh = {alias for alias, time in times.items() if now is None or max_age is None or time >= now - max_age}
    need(max_age is None or (fresh and satisfied(quorum, groups, fresh)), "checkpoint is stale")
    need(index < size, "index is not below size")
    need(root_from_proof(index, size, h(b"\x00" + entry), proof) == root, "inclusion proof")
    return {"origin": origin, "index": index, "size": size, "witnesses": times}

def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("receipt", type=Path)
    for name in ("--policy", "--entry"):
        parser.add_argument(name, type=Path, required=True)
    for name in ("--now", "--max-age"):
        parser.add_argument(name, type=int)
    args = parser.parse_args()
    try:
        files = [path.read_bytes() for path in (args.receipt, args.entry, args.policy)]
        print("verified / vérifié:", verify(files[0], files[1], files[2], args.now, args.max_age))
    except (RefusedError, OSError) as error:
        parser.exit(2, f"refused / refusé: {error}\n")

if __name__ == "__main__":
    main()
