"""The exported log, read by code of others: golang.org/x/mod/sumdb, as packaged by the distribution."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest
from evidence_world import ASIA, CIVIL, LOG_KEY, World, cosigned

from concordance.evidence.directory import export

pytestmark = pytest.mark.go

SOURCE = Path(__file__).parent / "go" / "main.go"
GOPATH = Path("/usr/share/gocode")
PACKAGE = GOPATH / "src/golang.org/x/mod/sumdb/tlog"


@pytest.fixture(scope="module")
def check_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    go = shutil.which("go")
    if go is None:
        pytest.skip("no Go toolchain (Debian: golang-go)")
    if not PACKAGE.is_dir():
        pytest.skip("no golang.org/x/mod (Debian: golang-golang-x-mod-dev)")
    work = tmp_path_factory.mktemp("go")
    # GOPATH mode reads the distribution's sources, without any network
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": str(GOPATH),
        "GOCACHE": str(work / "cache"),
        "GOFLAGS": "",
    }
    subprocess.run([go, "build", "-o", work / "check_log", SOURCE], env=environment, check=True)
    return work / "check_log"


def run(program: Path, root: Path, *indexes: int) -> subprocess.CompletedProcess[str]:
    command = [program, root, LOG_KEY.public.vkey, *map(str, indexes)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def publish(world: World, root: Path, count: int) -> None:
    for start in range(0, count, 4096):
        world.raw.append([b"entry %d" % number for number in range(start, min(count, start + 4096))])
    point = cosigned(world.log.sign(LOG_KEY), [ASIA, CIVIL])
    export(world.store, root, point, LOG_KEY.public)


@pytest.mark.parametrize("count", [1, 255, 256, 257, 70_000, pytest.param(150_000, marks=pytest.mark.slow)])
def test_go_agrees(check_log: Path, world: World, tmp_path: Path, count: int) -> None:
    publish(world, tmp_path / "out", count)
    done = run(check_log, tmp_path / "out", 0, count // 2, count - 1)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"{count} entries, 3 proofs, root ")


def test_go_sees_every_damage(check_log: Path, world: World, tmp_path: Path) -> None:
    root = tmp_path / "out"
    publish(world, root, 1000)
    assert run(check_log, root, 5).returncode == 0
    for name in ("checkpoint", "tile/0/001", "tile/1/000.p/3", "tile/entries/002"):
        path = root / name
        data = path.read_bytes()
        path.chmod(0o644)
        path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
        refused = run(check_log, root, 300)
        assert (refused.returncode, "refused" in refused.stderr) == (1, True), name
        path.write_bytes(data)
    first, second = root / "tile/0/000", root / "tile/0/001"
    first_data, second_data = first.read_bytes(), second.read_bytes()
    first.chmod(0o644)
    second.chmod(0o644)
    first.write_bytes(second_data)
    second.write_bytes(first_data)
    assert run(check_log, root, 300).returncode == 1
    first.write_bytes(first_data)
    second.write_bytes(second_data)
    assert run(check_log, root, 300).returncode == 0


def test_go_refuses_another_key(check_log: Path, world: World, tmp_path: Path) -> None:
    publish(world, tmp_path / "out", 10)
    other = subprocess.run(
        [check_log, tmp_path / "out", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert other.returncode == 1
