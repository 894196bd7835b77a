from __future__ import annotations

from pathlib import Path

import pytest
from evidence_world import World

ROOT = Path(__file__).parents[2]


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "go: needs the Go toolchain and golang.org/x/mod from the distribution")
    config.addinivalue_line("markers", "postgres: needs PostgreSQL server binaries")


@pytest.fixture(scope="session")
def merkle_vectors() -> Path:
    path = ROOT.parent / "shared" / "data" / "merkle-vectors"
    if not path.is_dir():
        pytest.skip("the transparency-dev Merkle vectors are not beside this checkout (../shared/data)")
    return path


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)
