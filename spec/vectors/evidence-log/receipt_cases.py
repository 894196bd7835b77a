"""Receipts, good and tampered: one case per way of cheating."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from world import (
    AMERICAS,
    CIVIL,
    ELSEWHERE,
    EUROPE,
    LOG,
    NOW,
    OTHER_LOG,
    POLICY,
    PQ,
    b64,
    checkpoint,
    cosigned,
    entries,
    receipt,
)

from concordance.evidence.checkpoint import Checkpoint
from concordance.evidence.note import Note, Signature

LOGGED = entries()
POINT = cosigned(checkpoint(LOGGED))
GOOD = receipt(LOGGED, 6, POINT)
TEXT = GOOD.encode()
ENTRY = LOGGED[6]
PQ_SIGNATURE = Path(__file__).with_name("ml-dsa-44.signature")


def case(
    what: str,
    expect: str,
    data: bytes = TEXT,
    entry: bytes | None = ENTRY,
    policy: str = POLICY,
    **more: object,
) -> dict[str, Any]:
    given = {} if entry is None else {"entry": b64(entry)}
    return {
        "kind": "receipt",
        "what": what,
        "expect": expect,
        "policy": policy,
        "receipt": b64(data),
        **given,
        **more,
    }


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def with_signatures(*signatures: Signature, text: str = POINT.note.text) -> bytes:
    note = Note(text, signatures)
    return replace(GOOD, checkpoint=Checkpoint(POINT.head, note)).encode()


def line(number: int) -> Signature:
    return POINT.note.signatures[number]


def changed(number: int, at: int) -> bytes:
    """The good receipt with one bit of one signature flipped."""
    lines = list(POINT.note.signatures)
    lines[number] = replace(lines[number], data=flip(lines[number].data, at))
    return with_signatures(*lines)


def proof(*hashes: bytes) -> bytes:
    return replace(GOOD, proof=hashes).encode()


def good() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "good-receipt", case("a good receipt", "ok")
    yield (
        "good-receipt-carrying-entry",
        case("the entry travels in the extra line", "ok", replace(GOOD, entry=ENTRY).encode(), None),
    )
    one = entries(1)
    yield (
        "good-receipt-single-entry",
        case(
            "a log of one entry has an empty proof",
            "ok",
            receipt(one, 0, cosigned(checkpoint(one))).encode(),
            one[0],
        ),
    )
    stranger = Signature("unknown.example", b"\x01\x02\x03\x04", bytes(64))
    yield (
        "good-receipt-unknown-signature",
        case(
            "signatures of unknown keys are read over",
            "ok",
            with_signatures(*POINT.note.signatures, stranger),
        ),
    )
    yield "good-receipt-fresh", case("young enough for the reader", "ok", now=NOW + 60, max_age=3600)
    pq = Signature(PQ.public.name, PQ.public.id, base64.b64decode(PQ_SIGNATURE.read_text()))
    rules = f"log {LOG.public.vkey}\nwitness pq {PQ.public.vkey}\nquorum pq\n"
    yield (
        "good-receipt-ml-dsa-44",
        case("a post-quantum cosignature", "ok", with_signatures(line(0), pq), policy=rules),
    )
    bad = with_signatures(line(0), replace(pq, data=flip(pq.data, 100)))
    yield (
        "bad-ml-dsa-44-flipped",
        case("a post-quantum cosignature with a bit flipped", "cosignature-bad", bad, policy=rules),
    )


def bad_proofs() -> Iterator[tuple[str, dict[str, Any]]]:
    hashes = GOOD.proof
    yield (
        "bad-proof-bit",
        case("one bit of one proof hash flipped", "inclusion-bad", proof(flip(hashes[0], 5), *hashes[1:])),
    )
    yield "bad-proof-shortened", case("the last proof hash dropped", "inclusion-bad", proof(*hashes[:-1]))
    yield (
        "bad-proof-lengthened",
        case("the root added to the proof", "inclusion-bad", proof(*hashes, POINT.head.root)),
    )
    yield (
        "bad-proof-reordered",
        case("two proof hashes swapped", "inclusion-bad", proof(hashes[1], hashes[0], *hashes[2:])),
    )
    yield (
        "bad-proof-index",
        case("the proof of entry 6 shown for index 7", "inclusion-bad", replace(GOOD, index=7).encode()),
    )
    yield (
        "bad-proof-index-beyond",
        case("an index past the end of the tree", "inclusion-bad", replace(GOOD, index=10).encode()),
    )
    yield "bad-proof-other-entry", case("another entry of the same log", "inclusion-bad", entry=LOGGED[7])
    yield (
        "bad-proof-altered-entry",
        case("one byte of the entry changed", "inclusion-bad", entry=flip(ENTRY, 30)),
    )
    node = replace(GOOD, index=1, proof=GOOD.proof[1:]).encode()
    yield (
        "bad-proof-node-as-leaf",
        case("an inner node passed off as a leaf", "inclusion-bad", node, b"".join([ENTRY[:32], GOOD.proof[0]])),
    )
    yield "bad-entry-oversized", case("an entry of 65,536 bytes", "entry-oversized", entry=bytes(65_536))
    yield "bad-entry-missing", case("no entry at all", "entry-missing", entry=None)
    extra = replace(GOOD, entry=LOGGED[7]).encode()
    yield "bad-extra-other-entry", case("the extra line carries another entry", "entry-mismatch", extra)


def bad_signatures() -> Iterator[tuple[str, dict[str, Any]]]:
    rest = POINT.note.signatures[1:]
    yield (
        "bad-log-signature-bit",
        case("one bit of the log's signature flipped", "log-signature-bad", changed(0, 9)),
    )
    yield (
        "bad-log-signature-missing",
        case("witnesses but no log", "log-signature-missing", with_signatures(*rest)),
    )
    other = cosigned(checkpoint(LOGGED, OTHER_LOG))
    yield (
        "bad-log-key-other",
        case("the right name, another key", "log-signature-missing", replace(GOOD, checkpoint=other).encode()),
    )
    forged = [replace(s, key_id=LOG.public.id) if s.key_id == OTHER_LOG.public.id else s for s in other.note.signatures]
    yield (
        "bad-log-key-forged-id",
        case("another key under the id of the right one", "log-signature-bad", with_signatures(*forged)),
    )
    mine = Signature(LOG.public.name, LOG.public.id, EUROPE.sign(POINT.note.text.encode()))
    yield (
        "bad-log-signed-by-witness",
        case("a witness signs as the log", "log-signature-bad", with_signatures(mine, *rest)),
    )
    yield "bad-cosignature-bit", case("one bit of a cosignature flipped", "cosignature-bad", changed(1, 20))
    yield (
        "bad-cosignature-time",
        case("the time of a cosignature moved by one second", "cosignature-bad", changed(2, 7)),
    )
    yield (
        "bad-cosignature-short",
        case(
            "a cosignature cut short",
            "cosignature-bad",
            with_signatures(line(0), replace(line(1), data=line(1).data[:40]), *rest[1:]),
        ),
    )
    older = cosigned(checkpoint(LOGGED[:8]))
    stolen = [s for s in older.note.signatures if s.name != LOG.public.name]
    yield (
        "bad-cosignature-replayed",
        case("cosignatures of an earlier checkpoint", "cosignature-bad", with_signatures(line(0), *stolen)),
    )
    plain = Signature(CIVIL.public.name, CIVIL.public.id, bytes(7) + b"\x01" + CIVIL.sign(POINT.note.text.encode()))
    yield (
        "bad-cosignature-plain",
        case(
            "a note signature passed off as a cosignature",
            "cosignature-bad",
            with_signatures(*POINT.note.signatures[:3], plain),
        ),
    )
    yield (
        "bad-signature-twice",
        case(
            "a signature line twice",
            "note-duplicate-signature",
            with_signatures(*POINT.note.signatures, line(1)),
        ),
    )
    for name, keys in {
        "one-region": (EUROPE, CIVIL),
        "no-civil": (EUROPE, AMERICAS),
        "no-witness": (),
    }.items():
        yield (
            f"bad-quorum-{name}",
            case(
                f"quorum not met: {name}",
                "quorum-not-met",
                replace(GOOD, checkpoint=cosigned(checkpoint(LOGGED), keys)).encode(),
            ),
        )
    yield "bad-clock-future", case("cosigned in the reader's future", "cosignature-future", now=NOW - 301)
    yield (
        "bad-checkpoint-stale",
        case("older than the reader accepts", "checkpoint-stale", now=NOW + 3601, max_age=3600),
    )
    yield (
        "bad-origin-unknown",
        case(
            "a log that the policy does not know",
            "unknown-log",
            policy=POLICY.replace(LOG.public.vkey, ELSEWHERE.public.vkey),
        ),
    )


def bad_text() -> Iterator[tuple[str, dict[str, Any]]]:
    lines = TEXT.split(b"\n")
    swaps = {
        "bad-text-version": ("another version of the format", b"@v1", b"@v2", "receipt-malformed"),
        "bad-text-index-zero": ("index with a leading zero", b"index 6", b"index 06", "number-not-canonical"),
        "bad-text-index-sign": ("index with a sign", b"index 6", b"index +6", "number-not-canonical"),
        "bad-text-crlf": ("lines end in CR LF", b"\n", b"\r\n", "receipt-malformed"),
        "bad-text-size-zero": ("size with a leading zero", b"\n10\n", b"\n010\n", "number-not-canonical"),
        "bad-text-size": ("the size changed", b"\n10\n", b"\n11\n", "log-signature-bad"),
        "bad-text-origin": ("the origin changed", b"\n\nlog.example", b"\n\nlag.example", "unknown-log"),
        "bad-text-hyphen": (
            "a hyphen for the dash of a signature line",
            "\n— witness".encode(),
            b"\n- witness",
            "note-signature-malformed",
        ),
        "bad-text-tab": ("a tab in a signature line", b" log.example", b"\tlog.example", "note-malformed"),
    }
    for name, (what, old, new, code) in swaps.items():
        yield name, case(what, code, TEXT.replace(old, new))
    yield (
        "bad-text-trailing-line",
        case("a line after the last signature", "note-signature-malformed", TEXT + b"more\n"),
    )
    yield "bad-text-trailing-newline", case("an empty line at the end", "note-malformed", TEXT + b"\n")
    yield "bad-text-trailing-bytes", case("bytes after the last newline", "note-malformed", TEXT + b"x")
    yield "bad-text-no-newline", case("the last newline cut", "note-malformed", TEXT[:-1])
    yield "bad-text-truncated", case("cut in the middle", "note-malformed", TEXT[: len(TEXT) // 2])
    yield "bad-text-empty", case("no bytes", "receipt-malformed", b"")
    yield (
        "bad-text-not-utf-8",
        case("not UTF-8", "note-malformed", TEXT.replace("—".encode(), b"\xe2\x80\xff", 1)),
    )
    bent = lines[2][:-2] + next_letter(lines[2]) + b"="
    yield (
        "bad-text-base64-bits",
        case("stray bits in a base64 hash", "base64-not-canonical", TEXT.replace(lines[2], bent)),
    )
    yield (
        "bad-text-base64-padding",
        case("base64 padding cut", "base64-not-canonical", TEXT.replace(lines[2], lines[2][:-1])),
    )
    url = TEXT.replace(lines[2], b"-" + lines[2][1:])
    yield "bad-text-base64-url", case("the URL alphabet of base64", "base64-not-canonical", url)
    yield (
        "bad-text-hash-length",
        case(
            "a proof hash of 31 bytes",
            "receipt-malformed",
            TEXT.replace(lines[2], base64.b64encode(base64.b64decode(lines[2])[:-1])),
        ),
    )


def next_letter(line_: bytes) -> bytes:
    """The last letter before the padding, with its unused bits set."""
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return alphabet[(alphabet.index(line_[-2]) | 1) :][:1]


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from good()
    yield from bad_proofs()
    yield from bad_signatures()
    yield from bad_text()
