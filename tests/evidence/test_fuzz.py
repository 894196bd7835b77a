"""Every parser, on any bytes and on bent good ones: an answer or an EvidenceError, never anything else.

What is accepted must also be the one spelling of what was read.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from evidence_world import LOG_KEY, POLICY_TEXT, PROVIDER, SIGNERS_TEXT, registration
from hypothesis import given
from hypothesis import strategies as st

from concordance.evidence import verify_receipt as standalone
from concordance.evidence.checkpoint import parse_checkpoint
from concordance.evidence.encoding import b64decode, b64encode, parse_decimal
from concordance.evidence.envelope import parse_canonical_json, parse_entry
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import parse_secret, parse_vkey
from concordance.evidence.monitor import parse_state
from concordance.evidence.note import parse_note
from concordance.evidence.policy import parse_policy
from concordance.evidence.receipt import parse_receipt
from concordance.evidence.signers import parse_signers
from concordance.evidence.tiles import TileId, pack_bundle, parse_tile_path, unpack_bundle
from concordance.evidence.witness import parse_add_checkpoint
from fuzzing import SECONDS, SEED, Target, spend

VECTORS = Path(__file__).parents[2] / "spec" / "vectors" / "evidence-log"


def vector(name: str, field: str) -> bytes:
    return base64.b64decode(json.loads((VECTORS / f"{name}.json").read_text())[field])


def text(parse: Callable[[str], object]) -> Callable[[bytes], object]:
    return lambda data: parse(data.decode("utf-8", "replace"))


RECEIPT = vector("good-receipt-carrying-entry", "receipt")
VISITS = json.loads((VECTORS / "good-witness.json").read_text())["visits"]
PARSERS: dict[str, tuple[Callable[[bytes], object], bytes]] = {
    "note": (parse_note, vector("good-checkpoint-cosigned", "checkpoint")),
    "checkpoint": (parse_checkpoint, vector("good-checkpoint-cosigned", "checkpoint")),
    "receipt": (parse_receipt, RECEIPT),
    "request": (parse_add_checkpoint, base64.b64decode(VISITS[1]["request"])),
    "policy": (parse_policy, POLICY_TEXT.encode()),
    "signers": (parse_signers, SIGNERS_TEXT.encode()),
    "entry": (parse_entry, registration(1)),
    "json": (lambda data: parse_canonical_json(data, ""), b'{"a":[1,"b",null,true]}'),
    "state": (parse_state, b'{"origin":"a","peaks":[],"size":"0"}'),
    "vkey": (text(parse_vkey), PROVIDER.public.vkey.encode()),
    "secret": (text(parse_secret), LOG_KEY.text.encode()),
    "tile path": (text(parse_tile_path), b"tile/3/x001/x234/067.p/12"),
    "bundle": (lambda data: unpack_bundle(data, TileId(-1, 0, 2)), pack_bundle([b"one", b"two"])),
    "base64": (text(lambda t: b64decode(t, "")), b"AAECAw=="),
    "decimal": (text(lambda t: parse_decimal(t, "")), b"1234"),
}


def survives(parse: Callable[[bytes], object], data: bytes) -> None:
    try:
        parse(data)
    except EvidenceError as error:
        texts = [error.message, error.text("fr"), error.help]
    else:
        return
    assert all(text.encode() for text in texts)


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.one_of(st.binary(max_size=300), st.text(max_size=100).map(lambda t: t.encode("utf-8", "replace"))))
def test_any_bytes(name: str, data: bytes) -> None:
    survives(PARSERS[name][0], data)


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
def test_bent_good_input(name: str, data: st.DataObject) -> None:
    parse, good = PARSERS[name]
    parse(good)
    at = data.draw(st.integers(0, len(good)))
    end = data.draw(st.integers(at, min(len(good), at + 8)))
    survives(parse, good[:at] + data.draw(st.binary(max_size=8)) + good[end:])


@pytest.mark.slow
@pytest.mark.parametrize("name", PARSERS)
def test_fuzz_for_a_budget(name: str) -> None:
    parse, good = PARSERS[name]
    tried, taken = spend(Target(parse, (good,)), SECONDS, SEED)
    print(f"\n{name}: {tried:,} inputs in {SECONDS:g} s, {taken:,} taken")
    assert tried > SECONDS


@given(data=st.data(), part=st.sampled_from(["receipt", "policy"]))
def test_the_standalone_verifier_answers_or_refuses(data: st.DataObject, part: str) -> None:
    policy = json.loads((VECTORS / "good-receipt.json").read_text())["policy"].encode()
    given = {"receipt": RECEIPT, "entry": vector("good-receipt", "entry"), "policy": policy}
    standalone.verify(**given)
    good = given[part]
    at = data.draw(st.integers(0, len(good)))
    bent = good[:at] + data.draw(st.binary(max_size=8)) + good[data.draw(st.integers(at, len(good))) :]
    with suppress(standalone.RefusedError):
        standalone.verify(**{**given, part: bent})


@given(st.binary(max_size=90))
def test_base64_has_one_spelling(data: bytes) -> None:
    encoded = b64encode(data)
    assert b64decode(encoded, "") == data


@given(st.text(alphabet="ABCDwxyz019+/=\n -_", max_size=12))
def test_base64_accepts_only_what_it_writes(encoded: str) -> None:
    with suppress(EvidenceError):
        assert b64encode(b64decode(encoded, "")) == encoded


@given(st.lists(st.binary(max_size=30), min_size=1, max_size=256))
def test_bundles_round_trip(entries: list[bytes]) -> None:
    assert unpack_bundle(pack_bundle(entries), TileId(-1, 0, len(entries))) == entries


@given(st.integers(-1, 63), st.integers(0, 10**13), st.integers(1, 256))
def test_tile_paths_round_trip(level: int, n: int, width: int) -> None:
    assert parse_tile_path(TileId(level, n, width).path) == TileId(level, n, width)


@pytest.mark.parametrize("depth", [10, 100_000])
def test_deep_json_is_refused_not_fatal(depth: int) -> None:
    with pytest.raises(EvidenceError):
        parse_entry(b"[" * min(depth, 30_000) + b"]" * min(depth, 30_000))
