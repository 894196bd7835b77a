from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations

import pytest
from evidence_world import AFRICA, ASIA, CIVIL, EUROPE, LOG_KEY, NOW, ORIGIN, World, cosigned, policy

from concordance.evidence.checkpoint import Checkpoint
from concordance.evidence.cosignature import cosign, verify_cosignature
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType, make_key
from concordance.evidence.note import Signature
from concordance.evidence.policy import parse_policy

WITNESSES = {"europe": EUROPE, "africa": AFRICA, "asia": ASIA, "cso": CIVIL}


def subsets():
    return list(chain.from_iterable(combinations(WITNESSES, count) for count in range(5)))


@pytest.mark.parametrize("names", subsets(), ids="-".join)
def test_quorum_is_two_regions_and_one_civil(world: World, names: tuple[str, ...]) -> None:
    world.fill(3)
    point = cosigned(world.log.checkpoint(), [WITNESSES[name] for name in names])
    enough = "cso" in names and len(set(names) - {"cso"}) >= 2
    if enough:
        assert policy().check(point).witnesses == dict.fromkeys(names, NOW)
    else:
        with pytest.raises(EvidenceError, match="quorum-not-met"):
            policy().check(point)


def test_rotated_log_keys_live_side_by_side(world: World) -> None:
    world.fill(1)
    point = world.log.checkpoint()
    new = make_key(ORIGIN, KeyType.LOG, b"n" * 32)
    rules = parse_policy(f"log {LOG_KEY.public.vkey}\nlog {new.public.vkey}\nquorum none".encode())
    assert rules.check(point).log == LOG_KEY.public
    text = point.note.text.encode()
    both = point.note.with_signature(Signature(ORIGIN, new.public.id, new.sign(text)))
    assert rules.check(Checkpoint(point.head, both)).log == LOG_KEY.public
    broken = point.note.with_signature(Signature(ORIGIN, new.public.id, new.sign(b"other")))
    with pytest.raises(EvidenceError, match="log-signature-bad"):
        rules.check(Checkpoint(point.head, broken))


@pytest.mark.parametrize("witness", [EUROPE, ASIA], ids=["ed25519", "ml-dsa-44"])
def test_cosignatures_bind_head_time_and_kind(world: World, witness) -> None:
    world.fill(2)
    old = world.log.checkpoint()
    world.fill(2, start=2)
    new = world.log.checkpoint()
    line = cosign(old.head, old.note.text, witness, NOW)
    assert verify_cosignature(old.head, old.note.text, line.data, witness.public)
    assert not verify_cosignature(new.head, new.note.text, line.data, witness.public)
    later = (NOW + 1).to_bytes(8, "big") + line.data[8:]
    assert not verify_cosignature(old.head, old.note.text, later, witness.public)
    assert not verify_cosignature(old.head, old.note.text, line.data[:-1], witness.public)
    assert not verify_cosignature(old.head, old.note.text, b"", witness.public)
    assert not verify_cosignature(old.head, old.note.text, line.data, LOG_KEY.public)


def test_ml_dsa_binds_the_name_of_the_witness(world: World) -> None:
    world.fill(2)
    point = world.log.checkpoint()
    line = cosign(point.head, point.note.text, ASIA, NOW)
    assert not verify_cosignature(point.head, point.note.text, line.data, replace(ASIA.public, name="w.other.example"))


@pytest.mark.parametrize("time", [0, -1, 1 << 63])
def test_impossible_times(world: World, time: int) -> None:
    world.fill(1)
    point = world.log.checkpoint()
    with pytest.raises(EvidenceError, match="clock-out-of-range"):
        cosign(point.head, point.note.text, EUROPE, time)


def test_only_witness_keys_cosign(world: World) -> None:
    world.fill(1)
    point = world.log.checkpoint()
    with pytest.raises(EvidenceError, match="wrong-key-type"):
        cosign(point.head, point.note.text, LOG_KEY, NOW)


def test_names_are_octets() -> None:
    log, witness = LOG_KEY.public.vkey.encode(), EUROPE.public.vkey.encode()
    rules = parse_policy(b"log %b\nwitness \xff\xfe %b\nquorum \xff\xfe" % (log, witness))
    assert rules.satisfied(["\udcff\udcfe"])


def test_a_cosignature_without_time_counts_for_nothing(world: World) -> None:
    """Time zero makes no statement that the tree is the newest one (tlog-cosignature)."""
    world.fill(2)
    point = world.log.checkpoint()
    bare = EUROPE.sign(f"cosignature/v1\ntime 0\n{point.note.text}".encode())
    assert not verify_cosignature(point.head, point.note.text, bytes(8) + bare, EUROPE.public)
