"""The published vectors: each good one is accepted, each tampered one refused with its code."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from evidence_world import EUROPE

from concordance.evidence import verify_receipt as standalone
from concordance.evidence.checkpoint import open_checkpoint
from concordance.evidence.commitment import opens
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import parse_vkey
from concordance.evidence.policy import parse_policy
from concordance.evidence.receipt import Clock, verify_receipt
from concordance.evidence.signers import parse_signers
from concordance.evidence.tiles import TileId, parse_tile_path, unpack_bundle
from concordance.evidence.witness import Witness, parse_add_checkpoint

VECTORS = Path(__file__).parents[2] / "spec" / "vectors" / "evidence-log"
FILES = sorted(VECTORS.glob("*.json"))
Vector = dict[str, Any]


def _clock(v: Vector) -> Clock | None:
    return Clock(v["now"], max_age=v.get("max_age")) if "now" in v else None


def _receipt(v: Vector, tmp_path: Path) -> None:
    entry = base64.b64decode(v["entry"]) if "entry" in v else None
    verify_receipt(base64.b64decode(v["receipt"]), parse_policy(v["policy"].encode()), entry, _clock(v))


def _entry(v: Vector, tmp_path: Path) -> None:
    parse_signers(v["signers"].encode()).admit(base64.b64decode(v["entry"]))


def _checkpoint(v: Vector, tmp_path: Path) -> None:
    open_checkpoint(base64.b64decode(v["checkpoint"]), parse_vkey(v["vkey"]))


def _commitment(v: Vector, tmp_path: Path) -> None:
    if not opens(v["commitment"], base64.b64decode(v["blob"]), base64.b64decode(v["salt"])):
        raise EvidenceError("blob-altered")


def _bundle(v: Vector, tmp_path: Path) -> None:
    unpack_bundle(base64.b64decode(v["data"]), TileId(-1, 0, v["width"]))


def _tile_paths(v: Vector, tmp_path: Path) -> None:
    outcomes = set()
    for path in v["paths"]:
        try:
            parse_tile_path(path)
            outcomes.add("ok")
        except EvidenceError as error:
            outcomes.add(error.code)
    assert outcomes == {v["expect"]}
    if outcomes != {"ok"}:
        raise EvidenceError(outcomes.pop())


def _witness(v: Vector, tmp_path: Path) -> None:
    witness = Witness(tmp_path / "state.db", [EUROPE], [parse_vkey(v["log"])])
    for visit in v["visits"][:-1]:
        witness.add_checkpoint(parse_add_checkpoint(base64.b64decode(visit["request"])), visit["now"])
    last = v["visits"][-1]
    before = witness.last(parse_vkey(v["log"]).name)
    request = parse_add_checkpoint(base64.b64decode(last["request"]))
    if last["expect"] == "ok":
        assert len(witness.add_checkpoint(request, last["now"])) == 1
        return
    with pytest.raises(EvidenceError) as caught:
        witness.add_checkpoint(request, last["now"])
    assert witness.last(before.origin) == before, "a refusal leaves the state as it was"
    raise caught.value


RUN: dict[str, Callable[[Vector, Path], None]] = {
    "receipt": _receipt,
    "entry": _entry,
    "checkpoint": _checkpoint,
    "policy": lambda v, _: void(parse_policy(v["policy"].encode())),
    "commitment": _commitment,
    "bundle": _bundle,
    "tile-paths": _tile_paths,
    "witness": _witness,
}


def void(_: object) -> None:
    """Drop a value."""


def test_there_are_vectors_of_every_kind() -> None:
    kinds = Counter(json.loads(path.read_text())["kind"] for path in FILES)
    assert set(kinds) == set(RUN)
    assert kinds.total() >= 130


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_vector(path: Path, tmp_path: Path) -> None:
    vector = json.loads(path.read_text())
    assert (vector["expect"] == "ok") == path.stem.startswith("good-")
    outcome = "ok"
    try:
        RUN[vector["kind"]](vector, tmp_path)
    except EvidenceError as error:
        outcome = error.code
    assert outcome == vector["expect"]


@pytest.mark.parametrize("path", [p for p in FILES if '"kind": "receipt"' in p.read_text()], ids=lambda p: p.stem)
def test_the_standalone_verifier_agrees(path: Path) -> None:
    vector = json.loads(path.read_text())
    receipt = base64.b64decode(vector["receipt"])
    entry = base64.b64decode(vector["entry"]) if "entry" in vector else _carried(receipt)
    try:
        standalone.verify(receipt, entry, vector["policy"].encode(), vector.get("now"), vector.get("max_age"))
        accepted = True
    except standalone.RefusedError:
        accepted = False
    assert accepted == (vector["expect"] == "ok")


def _carried(receipt: bytes) -> bytes:
    lines = [line for line in receipt.split(b"\n") if line.startswith(b"extra ")]
    return base64.b64decode(lines[0].removeprefix(b"extra ")) if lines else b""


def test_the_generator_gives_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run([sys.executable, VECTORS / "generate.py", tmp_path], check=True, capture_output=True)
    made = {path.name: path.read_bytes() for path in tmp_path.glob("*.json")}
    assert made == {path.name: path.read_bytes() for path in FILES}


@pytest.mark.parametrize("path", [p for p in FILES if '"kind": "policy"' in p.read_text()], ids=lambda p: p.stem)
def test_the_standalone_verifier_reads_policies_as_strictly(path: Path) -> None:
    vector = json.loads(path.read_text())
    try:
        standalone.parse_policy(vector["policy"].encode())
        accepted = True
    except standalone.RefusedError:
        accepted = False
    assert accepted == (vector["expect"] == "ok")
