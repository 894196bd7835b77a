"""Speed of the evidence log, beside pymerkle: ``python bench/log_append.py [--entries N] [--folder DIR]``.

Appends are durable (WAL, fsync at every commit) on the disk that holds the folder. The entries are real
envelopes of about 1 KiB; unless said otherwise they are admitted by size alone, since checking signatures is
a cost of its own, measured apart. Prints one JSON object, then a table. pymerkle is used here only.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from statistics import quantiles
from typing import Any

from pymerkle import SqliteTree

from concordance.evidence.directory import export
from concordance.evidence.envelope import sign_statement
from concordance.evidence.keys import KeyType, make_key
from concordance.evidence.log import Log
from concordance.evidence.merkle import verify_inclusion
from concordance.evidence.signers import parse_signers
from concordance.evidence.sqlite_store import SqliteStore
from concordance.evidence.statement import make_statement

LOG_KEY = make_key("log.example/bench", KeyType.LOG, bytes(32))
SIGNER = make_key("provider.example", KeyType.STATEMENT, bytes(32))
PROOFS = 2000
FIELDS = {
    "at": "2026-09-01T08:00:00Z",
    "system": "system-1",
    "provider": "provider.example",
    "profile": "0" * 64,
}


def entries(count: int) -> Iterator[bytes]:
    """Distinct entries: one signed envelope whose subject digest is replaced by a fresh one."""
    envelope = sign_statement(make_statement("registration", FIELDS, "0" * 64), [SIGNER])
    head, tail = envelope[:40], envelope[104:]
    for number in range(count):
        yield head + sha256(b"%d" % number).hexdigest().encode() + tail


def signed_entries(count: int) -> list[bytes]:
    fields = {
        "at": "2026-09-01T08:00:00Z",
        "system": "s",
        "provider": "provider.example",
        "profile": "0" * 64,
    }
    digests = (sha256(b"%d" % number).hexdigest() for number in range(count))
    return [sign_statement(make_statement("registration", fields, digest), [SIGNER]) for digest in digests]


def new_log(folder: Path, name: str, admission: Callable[[bytes, str], object]) -> tuple[SqliteStore, Log]:
    store = SqliteStore.create(folder / name, LOG_KEY.public.vkey)
    return store, Log(store, admission)


def rate(append: Callable[[list[bytes]], object], batch: int, source: Iterator[bytes]) -> float:
    """Entries per second, the making of the entries not counted."""
    spent, done, part = 0.0, 0, []
    for entry in source:
        part.append(entry)
        if len(part) == batch:
            start = time.perf_counter()
            append(part)
            spent += time.perf_counter() - start
            done, part = done + batch, []
    return done / spent


def milliseconds(call: Callable[[int], object], size: int, count: int) -> dict[str, float]:
    rng, times = random.Random(1), []
    for _ in range(count):
        index = rng.randrange(size)
        start = time.perf_counter()
        call(index)
        times.append((time.perf_counter() - start) * 1000)
    cuts = quantiles(times, n=100)
    return {"p50": round(cuts[49], 3), "p99": round(cuts[98], 3)}


def no_check(entry: bytes, where: str) -> None:
    """Admission by size alone."""


def measure_ours(folder: Path, count: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for batch, some in ((1, min(count, 1000)), (10, min(count, 5000)), (256, min(count, 100_000))):
        store, log = new_log(folder, f"batch-{batch}.db", no_check)
        found[f"append/s, batch {batch}"] = round(rate(log.append, batch, entries(some)))
        store.close()
    signers = parse_signers(f"signer {SIGNER.public.vkey} *\n".encode())
    store, log = new_log(folder, "admitted.db", signers.admit)
    found["append/s, batch 256, signatures checked"] = round(rate(log.append, 256, iter(signed_entries(2560))))
    store.close()
    store, log = new_log(folder, "big.db", no_check)
    found["append/s, batch 4096"] = round(rate(log.append, 4096, entries(count)))
    store.close()
    return {**found, **measure_big(folder)}


def measure_big(folder: Path) -> dict[str, Any]:
    store = SqliteStore(folder / "big.db")
    log = Log(store, no_check)
    start = time.perf_counter()
    head = log.sign(LOG_KEY).head
    cold = (time.perf_counter() - start) * 1000
    fresh = milliseconds(lambda index: log.tree().inclusion(index), head.size, PROOFS)
    tree = log.tree()
    kept = milliseconds(tree.inclusion, head.size, PROOFS)
    index = head.size // 2
    proof, leaf = tree.inclusion(index), tree.leaf(index)
    check = milliseconds(lambda _: verify_inclusion(index, head.size, leaf, proof, head.root), 1, PROOFS)
    consistency = milliseconds(lambda old: log.tree().consistency(old + 1), head.size, PROOFS)
    start = time.perf_counter()
    written = export(store, folder / "tiles", log.checkpoint(), LOG_KEY.public)
    spent = time.perf_counter() - start
    return {
        "size": head.size,
        "root": head.root.hex(),
        "cold root and signature, ms": round(cold, 3),
        "inclusion proof, no cache, ms": fresh,
        "inclusion proof, tiles cached, ms": kept,
        "consistency proof, no cache, ms": consistency,
        "verify inclusion, ms": check,
        "proof hashes": len(proof),
        "export, s": round(spent, 2),
        "export, files": written.files + 1,
        "database, MiB": round((folder / "big.db").stat().st_size / 2**20),
    }


def measure_pymerkle(folder: Path, count: int) -> dict[str, Any]:
    tree = SqliteTree(str(folder / "pymerkle.db"), algorithm="sha256")
    speed = rate(lambda part: tree.append_entries(part, len(part)), 4096, entries(count))
    size = tree.get_size()
    root = tree.get_root()
    times = milliseconds(lambda index: tree.prove_inclusion(index + 1), size, 40)
    return {
        "append/s, batch 4096": round(speed),
        "size": size,
        "root": root.hex() if isinstance(root, bytes) else str(root),
        "inclusion proof, ms": times,
    }


def table(found: dict[str, Any]) -> str:
    rows = [(who, name, value) for who in ("concordance", "pymerkle") for name, value in found[who].items()]
    return "\n".join(f"{who:<12} {name:<42} {value}" for who, name, value in rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where the databases go; decides which disk is measured")
    args = parser.parse_args()
    count = args.entries // 4096 * 4096
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        folder = Path(name)
        found = {
            "python": platform.python_version(),
            "sqlite": sqlite3.sqlite_version,
            "entry bytes": len(next(entries(1))),
            "concordance": measure_ours(folder, count),
            "pymerkle": measure_pymerkle(folder, count),
        }
    found["same root"] = found["concordance"]["root"] == found["pymerkle"]["root"]
    print(json.dumps(found, indent=1))
    print(table(found))


if __name__ == "__main__":
    main()
