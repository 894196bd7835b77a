"""A forked or shortened log is exposed by a witness, whatever it shows to whom."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
from evidence_world import ASIA, EUROPE, LOG_KEY, NOW, ORIGIN, World

from concordance.evidence.checkpoint import Checkpoint, parse_checkpoint
from concordance.evidence.errors import EvidenceError
from concordance.evidence.witness import (
    HTTP_STATUS,
    AddCheckpoint,
    Witness,
    build_request,
    parse_add_checkpoint,
)


def offer(witness: Witness, world: World, now: int = NOW):
    point = world.log.checkpoint()
    request = build_request(world.store, witness.last(ORIGIN), point)
    return witness.add_checkpoint(parse_add_checkpoint(request.encode()), now)


@pytest.fixture
def witness(tmp_path: Path) -> Witness:
    return Witness(tmp_path / "witness.db", [EUROPE, ASIA], [LOG_KEY.public])


def test_it_follows_an_honest_log(world: World, witness: Witness, tmp_path: Path) -> None:
    for round_ in range(5):
        world.fill(200, start=200 * round_)
        signatures = offer(witness, world, NOW + round_)
        note = world.log.checkpoint().note
        for signature in signatures:
            note = note.with_signature(signature)
        assert {s.name for s in note.signatures} == {ORIGIN, EUROPE.public.name, ASIA.public.name}
    again = Witness(tmp_path / "witness.db", [EUROPE], [LOG_KEY.public])
    assert again.last(ORIGIN) == world.log.checkpoint().head, "the state survives"
    assert witness.suspicions() == []


def fork(tmp_path: Path, common: int, more: int) -> World:
    """A second log under the same key: the same beginning, then other entries."""
    (tmp_path / "fork").mkdir()
    other = World(tmp_path / "fork")
    other.fill(common)
    other.fill(more, start=10_000)
    return other


def test_a_fork_of_the_same_size_is_proof_of_misbehaviour(world, witness, tmp_path: Path) -> None:
    world.fill(300)
    other = fork(tmp_path, 200, 100)
    offer(witness, world)
    with pytest.raises(EvidenceError, match="log-forked"):
        offer(witness, other, NOW + 1)
    (found,) = witness.suspicions()
    pair = [parse_checkpoint(found.known), parse_checkpoint(found.offered)]
    assert found.code == "log-forked"
    assert {point.head.size for point in pair} == {300}
    assert pair[0].head.root != pair[1].head.root
    assert witness.last(ORIGIN) == world.log.checkpoint().head


def test_a_longer_fork_is_exposed_and_provable(world: World, witness: Witness, tmp_path: Path) -> None:
    world.fill(300)
    other = fork(tmp_path, 200, 250)
    offer(witness, world)
    with pytest.raises(EvidenceError, match="consistency-bad"):
        offer(witness, other, NOW + 1)
    (found,) = witness.suspicions()
    known, offered = parse_checkpoint(found.known), parse_checkpoint(found.offered)
    # with the tiles of the offered tree anyone can show that its first 300 entries are others
    assert other.log.tree(offered.head.size).root(known.head.size) != known.head.root


def test_a_shortened_log_is_refused(world: World, witness: Witness, tmp_path: Path) -> None:
    world.fill(300)
    offer(witness, world)
    (tmp_path / "short").mkdir()
    short = World(tmp_path / "short")
    short.fill(299)
    with pytest.raises(EvidenceError, match="checkpoint-rollback"):
        offer(witness, short)
    request = AddCheckpoint(0, (), short.log.checkpoint())
    with pytest.raises(EvidenceError, match="witness-size-conflict") as caught:
        witness.add_checkpoint(request, NOW)
    assert caught.value.details["size"] == 300
    assert HTTP_STATUS[caught.value.code] == 409


def test_two_witnesses_reveal_a_split_view(world: World, tmp_path: Path) -> None:
    """Each sees one side only and is content; comparing their heads shows the fork."""
    world.fill(300)
    other = fork(tmp_path, 200, 100)
    one = Witness(tmp_path / "one.db", [EUROPE], [LOG_KEY.public])
    two = Witness(tmp_path / "two.db", [ASIA], [LOG_KEY.public])
    offer(one, world)
    offer(two, other)
    assert one.last(ORIGIN).size == two.last(ORIGIN).size
    assert one.last(ORIGIN).root != two.last(ORIGIN).root
    with pytest.raises(EvidenceError, match="log-forked"):
        one.add_checkpoint(AddCheckpoint(300, (), other.log.checkpoint()), NOW + 1)


def _race(path: Path, request: bytes, answers: multiprocessing.Queue) -> None:
    try:
        Witness(path, [EUROPE], [LOG_KEY.public]).add_checkpoint(parse_add_checkpoint(request), NOW)
        answers.put("cosigned")
    except EvidenceError as error:
        answers.put(error.code)


def test_two_processes_cannot_both_move_one_state(world: World, witness: Witness, tmp_path: Path) -> None:
    world.fill(100)
    offer(witness, world)
    start = witness.last(ORIGIN)
    requests = []
    for size in (150, 200):
        world.fill(50, start=size - 50)
        requests.append(build_request(world.store, start, world.log.checkpoint()).encode())
    answers: multiprocessing.Queue = multiprocessing.Queue()
    racers = [
        multiprocessing.Process(target=_race, args=(tmp_path / "witness.db", request, answers)) for request in requests
    ]
    for racer in racers:
        racer.start()
    got = sorted(answers.get(timeout=30) for _ in racers)
    for racer in racers:
        racer.join()
    assert got == ["cosigned", "witness-size-conflict"]


@pytest.mark.parametrize("body", [b"", b"old 5", b"old 5\n\n", b"old -1\n\nx", b"ald 0\n\nx", b"old 0\nAAAA\n\nx"])
def test_malformed_requests(body: bytes) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse_add_checkpoint(body)
    assert HTTP_STATUS.get(caught.value.code, 400) == 400


def test_too_many_proof_lines(world: World) -> None:
    world.fill(1)
    point: Checkpoint = world.log.checkpoint()
    assert len(parse_add_checkpoint(AddCheckpoint(0, (bytes(32),) * 63, point).encode()).proof) == 63
    with pytest.raises(EvidenceError, match="request-malformed"):
        parse_add_checkpoint(AddCheckpoint(0, (bytes(32),) * 64, point).encode())
