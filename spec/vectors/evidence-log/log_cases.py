"""Checkpoints, policies and visits to a witness, good and tampered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from world import (
    CIVIL,
    ELSEWHERE,
    EUROPE,
    LOG,
    NOW,
    OTHER_LOG,
    POLICY,
    PROVIDER,
    b64,
    checkpoint,
    cosigned,
    entries,
    tree,
)

from concordance.evidence.checkpoint import Checkpoint
from concordance.evidence.note import Note, Signature
from concordance.evidence.witness import AddCheckpoint

LOGGED, FORKED = entries(10), [*entries(4), *entries(10, label="fork-")[4:]]
POINT = checkpoint(LOGGED)


def point_case(what: str, expect: str, data: bytes) -> dict[str, Any]:
    return {
        "kind": "checkpoint",
        "what": what,
        "expect": expect,
        "vkey": LOG.public.vkey,
        "checkpoint": b64(data),
    }


def signed(text: str) -> bytes:
    """Any text, well signed by the log."""
    return Note(text, (Signature(LOG.public.name, LOG.public.id, LOG.sign(text.encode())),)).encode()


def checkpoints() -> Iterator[tuple[str, dict[str, Any]]]:
    data, text = POINT.encode(), POINT.note.text
    origin, size, root = text.rstrip("\n").split("\n")
    yield "good-checkpoint", point_case("a good checkpoint", "ok", data)
    yield "good-checkpoint-empty", point_case("of an empty log", "ok", checkpoint([]).encode())
    yield "good-checkpoint-cosigned", point_case("with cosignatures", "ok", cosigned(POINT).encode())
    yield (
        "good-checkpoint-extension",
        point_case("with an extension line", "ok", signed(text + "later use\n")),
    )
    texts = {
        "no-root": (f"{origin}\n{size}\n", "checkpoint-malformed", "no root"),
        "short-root": (f"{origin}\n{size}\n{root[:-4]}\n", "checkpoint-malformed", "a root of 30 bytes"),
        "size-padded": (f"{origin}\n0{size}\n{root}\n", "number-not-canonical", "a size with a leading zero"),
        "size-negative": (f"{origin}\n-1\n{root}\n", "number-not-canonical", "a negative size"),
        "size-huge": (f"{origin}\n9223372036854775808\n{root}\n", "number-not-canonical", "a size of 2^63"),
        "empty-with-root": (f"{origin}\n0\n{root}\n", "checkpoint-malformed", "size zero with a root"),
        "empty-extension": (f"{text}\nx\n", "checkpoint-malformed", "an empty extension line"),
        "other-origin": (
            f"elsewhere.example\n{size}\n{root}\n",
            "wrong-origin",
            "another origin, well signed",
        ),
        "space-in-origin": (
            f"log example\n{size}\n{root}\n",
            "checkpoint-malformed",
            "a space in the origin",
        ),
    }
    for name, (body, code, what) in texts.items():
        yield f"bad-checkpoint-{name}", point_case(what, code, signed(body))
    forged = POINT.note.text.replace("\n10\n", "\n12\n").encode() + data[len(text.encode()) :]
    yield (
        "bad-checkpoint-size-changed",
        point_case("the size changed after signing", "log-signature-bad", forged),
    )
    yield (
        "bad-checkpoint-other-key",
        point_case("another key of the same name", "log-signature-missing", checkpoint(LOGGED, OTHER_LOG).encode()),
    )
    yield "bad-checkpoint-unsigned", point_case("no signature", "note-malformed", text.encode() + b"\n")
    yield (
        "bad-checkpoint-one-newline",
        point_case("no empty line before the signatures", "note-malformed", data.replace(b"\n\n", b"\n")),
    )
    yield (
        "bad-checkpoint-many-signatures",
        point_case(
            "65 signatures",
            "note-oversized",
            data + "".join(f"— w{i}.example AAAAAAA=\n" for i in range(64)).encode(),
        ),
    )


def policies() -> Iterator[tuple[str, dict[str, Any]]]:
    edits = {
        "good-policy": ("groups of groups", "ok", "", ""),
        "good-policy-comments": (
            "comments, tabs, spaces and URLs",
            "ok",
            "group civil",
            "\n \t# note\n\tgroup\tcivil",
        ),
        "good-policy-none": ("no witness needed", "ok", "quorum sides", "quorum none"),
        "bad-policy-unknown-member": ("an undefined member", "policy-name", "any cso", "any ngo"),
        "bad-policy-later-member": (
            "a member defined below",
            "policy-name",
            "group regions 2",
            "group regions 2 civil",
        ),
        "bad-policy-self-member": (
            "a group inside itself",
            "policy-name",
            "all regions",
            "all sides regions",
        ),
        "bad-policy-member-twice": ("a witness in two groups", "policy-name", "any cso", "any cso europe"),
        "bad-policy-threshold-zero": ("a threshold of zero", "policy-malformed", "regions 2", "regions 0"),
        "bad-policy-threshold-beyond": ("four of three", "policy-malformed", "regions 2", "regions 4"),
        "bad-policy-threshold-padded": (
            "a padded threshold",
            "number-not-canonical",
            "regions 2",
            "regions 02",
        ),
        "bad-policy-two-quorums": (
            "two quorum lines",
            "policy-malformed",
            "quorum sides",
            "quorum sides\nquorum none",
        ),
        "bad-policy-no-quorum": ("no quorum line", "policy-malformed", "quorum sides", ""),
        "bad-policy-quorum-unknown": ("an undefined quorum", "policy-name", "quorum sides", "quorum most"),
        "bad-policy-name-none": ("a witness named none", "policy-name", "witness cso", "witness none"),
        "bad-policy-name-taken": ("a name twice", "policy-name", "witness africa", "witness europe"),
        "bad-policy-key-twice": (
            "one key under two names",
            "policy-duplicate-key",
            "group regions",
            f"witness again {EUROPE.public.vkey}\ngroup regions",
        ),
        "bad-policy-key-id": (
            "a key whose id is wrong",
            "key-id",
            CIVIL.public.label,
            f"{CIVIL.public.name}+00000000",
        ),
        "bad-policy-key-purpose": (
            "a statement key as witness",
            "wrong-key-type",
            CIVIL.public.vkey,
            PROVIDER.public.vkey,
        ),
        "bad-policy-log-as-witness": (
            "a log key as witness",
            "wrong-key-type",
            CIVIL.public.vkey,
            ELSEWHERE.public.vkey,
        ),
        "bad-policy-keyword": ("an unknown keyword", "policy-malformed", "quorum sides", "threshold sides"),
        "bad-policy-crlf": ("lines end in CR LF", "policy-malformed", "\n", "\r\n"),
    }
    for name, (what, code, old, new) in edits.items():
        yield (
            name,
            {
                "kind": "policy",
                "what": what,
                "expect": code,
                "policy": POLICY.replace(old, new) if old else POLICY,
            },
        )


def visit(log: Sequence[bytes], old: int, size: int, expect: str = "ok", now: int = NOW, **more: Any) -> dict[str, Any]:
    """One request: the first ``size`` entries of a log, with the proof from ``old``."""
    part = log[:size]
    point: Checkpoint = more.get("point") or checkpoint(part)
    proof = more.get("proof")
    if proof is None:
        proof = tree(part).consistency(old) if 0 < old <= size else []
    return {"request": b64(AddCheckpoint(old, tuple(proof), point).encode()), "now": now, "expect": expect}


def witness_case(what: str, expect: str, *visits: dict[str, Any]) -> dict[str, Any]:
    keys = {"log": LOG.public.vkey, "witness": EUROPE.public.vkey}
    return {"kind": "witness", "what": what, "expect": expect, **keys, "visits": list(visits)}


def witnesses() -> Iterator[tuple[str, dict[str, Any]]]:
    first = visit(LOGGED, 0, 6)

    def last(what: str, code: str, *args: Any, **more: Any) -> dict[str, Any]:
        return witness_case(what, code, first, visit(*args, expect=code, **more))

    yield (
        "good-witness",
        witness_case(
            "first sight, growth, the same again",
            "ok",
            first,
            visit(LOGGED, 6, 10, now=NOW + 1),
            visit(LOGGED, 10, 10, now=NOW + 2),
        ),
    )
    yield "bad-witness-fork-same-size", last("two trees of one size", "log-forked", FORKED, 6, 6)
    yield "bad-witness-fork-larger", last("a longer tree with another past", "consistency-bad", FORKED, 6, 10)
    yield (
        "bad-witness-fork-no-proof",
        last("growth without a proof", "consistency-bad", LOGGED, 6, 10, proof=[]),
    )
    yield "bad-witness-rollback", last("a shorter tree", "witness-size-conflict", LOGGED, 3, 5)
    yield (
        "bad-witness-rollback-from-zero",
        last("a shorter tree as if new", "witness-size-conflict", LOGGED, 0, 5),
    )
    yield "bad-witness-old-size", last("an old size past the new one", "witness-old-size", LOGGED, 9, 8)
    yield (
        "bad-witness-wrong-old-size",
        last("a proof from another size", "witness-size-conflict", LOGGED, 5, 10),
    )
    yield (
        "bad-witness-unknown-log",
        last(
            "a log it does not follow",
            "unknown-log",
            LOGGED,
            6,
            10,
            point=checkpoint(LOGGED, ELSEWHERE),
            proof=tree(LOGGED).consistency(6),
        ),
    )
    yield (
        "bad-witness-other-key",
        last(
            "another key of the log's name",
            "log-signature-missing",
            LOGGED,
            6,
            10,
            point=checkpoint(LOGGED, OTHER_LOG),
            proof=tree(LOGGED).consistency(6),
        ),
    )
    yield (
        "bad-witness-clock-back",
        last("the clock set back", "clock-out-of-range", LOGGED, 6, 10, now=NOW - 1),
    )
    yield (
        "bad-witness-empty-log",
        witness_case("a log of no entry", "checkpoint-empty", visit([], 0, 0, "checkpoint-empty")),
    )
    yield (
        "bad-witness-proof-at-first",
        witness_case(
            "a proof from nowhere",
            "consistency-bad",
            visit(LOGGED, 0, 6, "consistency-bad", proof=[bytes(32)]),
        ),
    )


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    yield from checkpoints()
    yield from policies()
    yield from witnesses()
