"""All tests of the pages and of the API once more, on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from web_support import SERVER

from throwaway import postgres_server

OTHERS = "not browser and not slow and not postgres"
"""Browsers see the same pages, and what starts servers of its own names its own database."""


@pytest.mark.slow
@pytest.mark.postgres
def test_the_pages_on_postgres() -> None:
    with postgres_server(connections=1000) as server:
        options = ("-q", "-p", "no:cacheprovider", "-m", OTHERS, str(Path(__file__).parent))
        done = subprocess.run(
            (sys.executable, "-m", "pytest", *options),
            env={**os.environ, SERVER: server},
            capture_output=True,
            text=True,
        )
    assert done.returncode == 0, done.stdout[-5000:]
