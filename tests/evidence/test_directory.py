from __future__ import annotations

import random
from pathlib import Path

import pytest
from evidence_world import LOG_KEY, World

from concordance.evidence.directory import TileDirectory, export
from concordance.evidence.errors import EvidenceError
from concordance.evidence.fsck import fsck
from concordance.evidence.merkle import root_of, verify_inclusion
from concordance.evidence.proofs import TileTree
from concordance.evidence.tiles import TileId, tiles_between

KEY = LOG_KEY.public


def publish(world: World, root: Path):
    return export(world.store, root, world.log.checkpoint(), KEY)


def files(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_layout_of_the_specification() -> None:
    """The example of tlog-tiles: the files of a tree of 70,000 entries."""
    tiles = [tile for tile in tiles_between(0, 70_000) if tile.level >= 0]
    full = [sum(t.level == level and t.width == 256 for t in tiles) for level in range(3)]
    partial = {t.path for t in tiles if t.width < 256}
    assert full == [273, 1, 0]
    assert partial == {"tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"}
    assert TileId(0, 1_234_067).path == "tile/0/x001/x234/067"
    of_256 = {t.path for t in tiles_between(0, 256) if t.level >= 0}
    assert of_256 == {"tile/0/000", "tile/1/000.p/1"}


def test_proofs_from_the_exported_files(world: World, tmp_path: Path) -> None:
    world.fill(700)
    assert publish(world, tmp_path / "out").files == len(files(tmp_path / "out")) - 1
    reader = TileDirectory(tmp_path / "out")
    head = world.log.checkpoint().head
    tree = TileTree(reader, 700)
    assert tree.root() == head.root
    for index in (0, 255, 256, 699):
        assert verify_inclusion(index, 700, tree.leaf(index), tree.inclusion(index), head.root)
    assert fsck(reader, world.log.checkpoint()).faults == ()


def test_growth_adds_files_and_changes_none_but_the_checkpoint(world: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    world.fill(300)
    publish(world, out)
    before = files(out)
    assert publish(world, out).files == 0
    world.fill(400, start=300)
    done = publish(world, out)
    after = files(out)
    assert (done.old_size, done.new_size, done.files) == (300, 700, len(after) - len(before))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"checkpoint"}
    assert {"tile/0/001.p/44", "tile/0/001", "tile/0/002.p/188", "tile/entries/002.p/188"} <= set(after)


def test_a_partial_tile_may_be_dropped_once_full(world: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    world.fill(300)
    publish(world, out)
    world.fill(400, start=300)
    publish(world, out)
    (out / "tile/0/001.p/44").unlink()
    assert TileTree(TileDirectory(out), 300).root() == world.log.tree().root(300)


def test_a_crashed_export_is_completed(world: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    world.fill(600)
    publish(world, out)
    whole = files(out)
    (out / "checkpoint").unlink()
    (out / "tile/0/001").unlink()
    publish(world, out)
    assert files(out) == whole


def test_another_history_is_not_written_over(world: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (tmp_path / "fork").mkdir()
    fork = World(tmp_path / "fork")
    world.fill(300)
    fork.fill(300, start=1000)
    publish(world, out)
    before = files(out)
    with pytest.raises(EvidenceError, match="export-conflict"):
        publish(fork, out)
    fork.fill(200, start=5000)
    with pytest.raises(EvidenceError, match="export-conflict"):
        publish(fork, out)
    assert files(out) == before


def test_an_export_never_goes_back(world: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    world.fill(10)
    old = world.log.checkpoint()
    world.fill(10, start=10)
    publish(world, out)
    with pytest.raises(EvidenceError, match="export-rollback"):
        export(world.store, out, old, KEY)


def test_every_damage_is_found_by_fsck(world: World, tmp_path: Path) -> None:
    """Flip a bit, cut or lose each file in turn; swap two tiles."""
    out, rng = tmp_path / "out", random.Random(3)
    world.fill(700)
    publish(world, out)
    point = world.log.checkpoint()
    for name, data in files(out).items():
        path = out / name
        if name == "checkpoint":
            continue
        path.chmod(0o644)
        at = rng.randrange(len(data))
        damaged = [
            data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1 :],
            data[:-1],
            data + b"\0",
        ]
        for bad in damaged:
            path.write_bytes(bad)
            assert fsck(TileDirectory(out), point).faults, (name, at)
        path.unlink()
        assert {fault.code for fault in fsck(TileDirectory(out), point).faults} >= {"tile-missing"}
        path.write_bytes(data)
    assert fsck(TileDirectory(out), point).faults == ()
    first, second = out / "tile/0/000", out / "tile/0/001"
    first_data, second_data = first.read_bytes(), second.read_bytes()
    first.write_bytes(second_data)
    second.write_bytes(first_data)
    faults = fsck(TileDirectory(out), point).faults
    assert {fault.where for fault in faults} >= {"tile/0/000", "tile/0/001"}
    assert {fault.code for fault in faults} == {"tile-mismatch"}


def test_a_missing_checkpoint_is_said(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError, match="checkpoint-missing"):
        TileDirectory(tmp_path).checkpoint()
    (tmp_path / "checkpoint").write_bytes(b"x" * 300_000)
    with pytest.raises(EvidenceError, match="note-oversized"):
        TileDirectory(tmp_path).checkpoint()


def test_the_empty_log_has_no_tile(world: World, tmp_path: Path) -> None:
    world.log.sign(LOG_KEY)
    assert publish(world, tmp_path / "out").files == 0
    assert fsck(TileDirectory(tmp_path / "out"), world.log.checkpoint()).faults == ()
    assert world.log.checkpoint().head.root == root_of([])


def test_a_file_in_the_way_is_not_taken_for_ours(world: World, tmp_path: Path) -> None:
    world.fill(300)
    stray = tmp_path / "out/tile/0/000"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(bytes(8192))
    with pytest.raises(EvidenceError, match="export-conflict"):
        publish(world, tmp_path / "out")
    assert not (tmp_path / "out/checkpoint").exists()


def test_fsck_holds_the_files_against_the_signed_root(world: World, tmp_path: Path) -> None:
    """Entries and tiles that agree with each other, under a checkpoint of another history."""
    (tmp_path / "fork").mkdir()
    fork = World(tmp_path / "fork")
    world.fill(300)
    fork.fill(300, start=1000)
    assert [fault.code for fault in fsck(world.store, fork.log.checkpoint()).faults] == ["root-mismatch"]
