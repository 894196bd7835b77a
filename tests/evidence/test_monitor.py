from __future__ import annotations

from pathlib import Path

import pytest
from evidence_world import LOG_KEY, PROVIDER, STRANGER, World, key, registration

from concordance.evidence.directory import TileDirectory, export
from concordance.evidence.envelope import sign_statement
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType
from concordance.evidence.monitor import audit, parse_state
from concordance.evidence.statement import make_statement


def test_it_tails_the_log(world: World) -> None:
    world.fill(300)
    first = audit(world.store, world.log.checkpoint(), None, None)
    world.fill(333, start=300)
    second = audit(world.store, world.log.checkpoint(), parse_state(first.state.encode()), None)
    assert (first.read, second.read, second.state.size) == (300, 333, 633)
    assert second.state == audit(world.store, world.log.checkpoint(), None, None).state
    assert audit(world.store, world.log.checkpoint(), second.state, None).read == 0


def test_it_sees_a_rewritten_past(world: World, tmp_path: Path) -> None:
    world.fill(300)
    state = audit(world.store, world.log.checkpoint(), None, None).state
    (tmp_path / "fork").mkdir()
    fork = World(tmp_path / "fork")
    fork.fill(299)
    with pytest.raises(EvidenceError, match="checkpoint-rollback"):
        audit(fork.store, fork.log.checkpoint(), state, None)
    fork.fill(101, start=5000)
    with pytest.raises(EvidenceError, match="root-mismatch"):
        audit(fork.store, fork.log.checkpoint(), state, None)


def test_it_sees_entries_that_do_not_match_the_root(world: World, tmp_path: Path) -> None:
    world.fill(300)
    out = tmp_path / "out"
    export(world.store, out, world.log.checkpoint(), LOG_KEY.public)
    bundle = out / "tile/entries/000"
    bundle.chmod(0o644)
    bundle.write_bytes(bundle.read_bytes().replace(b"entry 77", b"entry 78", 1))
    with pytest.raises(EvidenceError, match="root-mismatch"):
        audit(TileDirectory(out), world.log.checkpoint(), None, None)


def test_it_names_entries_that_should_not_be_there(world: World) -> None:
    """A log operator who skips admission is seen by whoever reads the entries."""
    world.raw.append([registration(0), registration(1, STRANGER), b"junk", registration(3)])
    found = audit(world.store, world.log.sign(LOG_KEY), None, world.signers)
    assert [(f.index, f.error.code) for f in found.findings] == [(1, "signer-unknown"), (2, "json-malformed")]


def test_it_follows_rotations(world: World) -> None:
    successor = key("provider2.example", KeyType.STATEMENT)
    fields = {"at": "2026-09-01T08:00:00Z", "retired": PROVIDER.public.label, "next": successor.public.vkey}
    rotation = sign_statement(make_statement("key-rotation", fields, "0" * 64), [PROVIDER, successor])
    world.raw.append([registration(0), rotation, registration(2, successor), registration(3, PROVIDER)])
    found = audit(world.store, world.log.sign(LOG_KEY), None, world.signers)
    assert [(f.index, f.error.code) for f in found.findings] == [(3, "signer-unknown")]


def test_a_state_of_another_log_is_refused(world: World) -> None:
    world.fill(1)
    state = audit(world.store, world.log.checkpoint(), None, None).state
    other = parse_state(state.encode().replace(b"log.example/ai", b"log.example/xy"))
    with pytest.raises(EvidenceError, match="wrong-origin"):
        audit(world.store, world.log.checkpoint(), other, None)


@pytest.mark.parametrize(
    "data",
    [
        b"{}",
        b"[]",
        b"",
        b'{"origin":"a","peaks":[],"size":0}',
        b'{"origin":"a","peaks":[],"size":"1"}',
        b'{"origin":"a","peaks":["AAAA"],"size":"1"}',
    ],
)
def test_bad_states(data: bytes) -> None:
    with pytest.raises(EvidenceError):
        parse_state(data)
