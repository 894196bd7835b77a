from __future__ import annotations

import base64
import random
import subprocess
import sys
from pathlib import Path

import pytest
from evidence_mutants import mutant
from evidence_world import (
    AFRICA,
    CIVIL,
    EUROPE,
    LOG_KEY,
    NOW,
    POLICY_TEXT,
    World,
    cosigned,
    policy,
    registration,
)

from concordance.evidence import verify_receipt as standalone
from concordance.evidence.errors import EvidenceError
from concordance.evidence.receipt import Clock, parse_receipt, verify_receipt


@pytest.fixture
def proven(world: World) -> tuple[bytes, bytes]:
    """A receipt with exactly the signatures that its policy needs, and its entry."""
    entries = [registration(number) for number in range(300)]
    world.log.append(entries)
    point = cosigned(world.log.sign(LOG_KEY), [EUROPE, AFRICA, CIVIL])
    return world.log.prove(123, point).encode(), entries[123]


def accepted(receipt: bytes, entry: bytes, clock: Clock | None = None) -> bool:
    try:
        verify_receipt(receipt, policy(), entry, clock)
    except EvidenceError:
        return False
    return True


def accepted_alone(receipt: bytes, entry: bytes) -> bool:
    try:
        standalone.verify(receipt, entry, POLICY_TEXT.encode())
    except standalone.RefusedError:
        return False
    return True


def test_round_trip(proven: tuple[bytes, bytes]) -> None:
    receipt, entry = proven
    assert parse_receipt(receipt).encode() == receipt
    result = verify_receipt(receipt, policy(), entry)
    assert (result.index, result.checkpoint.head.size, result.entry) == (123, 300, entry)
    assert result.vouchers.witnesses == {"europe": NOW, "africa": NOW, "cso": NOW}
    assert standalone.verify(receipt, entry, POLICY_TEXT.encode())["index"] == 123
    assert len(receipt) < 1600


def content(receipt: bytes) -> tuple[object, ...]:
    """All of a receipt but the signatures of unknown keys, which C2SP has every verifier read over."""
    parsed = parse_receipt(receipt)
    known = {(key.public.name, key.public.id) for key in (LOG_KEY, EUROPE, AFRICA, CIVIL)}
    signatures = [s for s in parsed.checkpoint.note.signatures if (s.name, s.key_id) in known]
    return parsed.index, parsed.proof, parsed.entry, parsed.checkpoint.note.text, tuple(signatures)


def hunt(receipt: bytes, entry: bytes, count: int, seed: int) -> tuple[int, list[bytes]]:
    """How many mutants were tried, and those that any verifier accepted.

    A copy of a signature line whose key id was hit names an unknown key: it changes no content, and is not
    counted.
    """
    rng, tried, survivors = random.Random(seed), 0, []
    while tried < count:
        if rng.random() < 0.8:
            changed, given = mutant(receipt, rng), entry
        else:
            changed, given = receipt, mutant(entry, rng)
        if (changed, given) == (receipt, entry):
            continue
        tried += 1
        if accepted(changed, given) or accepted_alone(changed, given):
            if given == entry and content(changed) == content(receipt):
                tried -= 1
            else:
                survivors.append(changed)
    return tried, survivors


def test_no_mutant_is_accepted(proven: tuple[bytes, bytes]) -> None:
    assert accepted(*proven)
    assert accepted_alone(*proven)
    assert hunt(*proven, count=5_000, seed=1) == (5_000, [])


@pytest.mark.slow
def test_no_mutant_of_a_hundred_thousand_is_accepted(proven: tuple[bytes, bytes]) -> None:
    assert hunt(*proven, count=100_000, seed=2) == (100_000, [])


def test_every_single_bit_counts(proven: tuple[bytes, bytes]) -> None:
    receipt, entry = proven
    for at in range(len(receipt)):
        flipped = receipt[:at] + bytes([receipt[at] ^ (1 << at % 8)]) + receipt[at + 1 :]
        assert not accepted(flipped, entry), at


def test_the_order_of_signatures_means_nothing(proven: tuple[bytes, bytes]) -> None:
    """The one change that both verifiers accept, since a note is a set of signatures."""
    receipt, entry = proven
    lines = receipt.split(b"\n")
    lines[-2], lines[-3] = lines[-3], lines[-2]
    assert accepted(b"\n".join(lines), entry)
    assert accepted_alone(b"\n".join(lines), entry)


def test_an_entry_can_travel_in_the_receipt(world: World, proven: tuple[bytes, bytes]) -> None:
    entry = proven[1]
    point = parse_receipt(proven[0]).checkpoint
    receipt = world.log.prove(123, point, entry).encode()
    assert verify_receipt(receipt, policy()).entry == entry
    altered = base64.b64encode(registration(7))
    line = receipt.split(b"\n")[1]
    with pytest.raises(EvidenceError, match="inclusion-bad"):
        verify_receipt(receipt.replace(line, b"extra " + altered), policy())


@pytest.mark.parametrize(
    ("clock", "good"),
    [
        (Clock(NOW), True),
        (Clock(NOW - 300), True),
        (Clock(NOW - 301), False),
        (Clock(NOW - 301, skew=400), True),
        (Clock(NOW + 60, max_age=60), True),
        (Clock(NOW + 61, max_age=60), False),
    ],
)
def test_clocks(proven: tuple[bytes, bytes], clock: Clock, good: bool) -> None:
    assert accepted(*proven, clock) is good


def test_a_foreign_checkpoint_is_not_used(world: World, tmp_path: Path) -> None:
    world.fill(5)
    (tmp_path / "other").mkdir()
    other = World(tmp_path / "other")
    other.fill(4, start=90)
    with pytest.raises(EvidenceError, match="checkpoint-foreign"):
        world.log.prove(1, other.log.checkpoint())


def test_the_standalone_file_runs_alone(proven: tuple[bytes, bytes], tmp_path: Path) -> None:
    receipt, entry = proven
    script = tmp_path / "verify.py"
    script.write_bytes(Path(standalone.__file__).read_bytes())
    for name, data in {"r": receipt, "e": entry, "p": POLICY_TEXT.encode(), "bad": entry + b" "}.items():
        (tmp_path / name).write_bytes(data)

    def call(entry_file: str) -> subprocess.CompletedProcess[str]:
        arguments = [sys.executable, "-I", script, "r", "--entry", entry_file, "--policy", "p"]
        return subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, check=False)

    good, bad = call("e"), call("bad")
    assert (good.returncode, "'index': 123" in good.stdout) == (0, True)
    assert (bad.returncode, "inclusion proof" in bad.stderr) == (2, True)


def test_the_standalone_file_is_short_and_needs_little() -> None:
    text = Path(standalone.__file__).read_text()
    assert len(text.splitlines()) <= 200
    assert "concordance" not in text.replace("concordance/", "")


def test_the_fresh_cosignatures_must_make_the_quorum(world: World) -> None:
    """One fresh witness does not make an old quorum young."""
    world.log.append([registration(0)])
    point = cosigned(world.log.sign(LOG_KEY), [EUROPE, AFRICA], NOW - 1000)
    receipt = world.log.prove(0, cosigned(point, [CIVIL], NOW)).encode()
    assert accepted(receipt, registration(0), Clock(NOW, max_age=2000))
    assert not accepted(receipt, registration(0), Clock(NOW, max_age=500))
    for max_age, good in ((2000, True), (500, False)):
        arguments = receipt, registration(0), POLICY_TEXT.encode(), NOW, max_age
        if good:
            assert standalone.verify(*arguments)["size"] == 1
        else:
            with pytest.raises(standalone.RefusedError, match="stale"):
                standalone.verify(*arguments)
    with pytest.raises(standalone.RefusedError, match="needs the time"):
        standalone.verify(receipt, registration(0), POLICY_TEXT.encode(), None, 500)
