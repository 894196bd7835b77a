"""Real data inside installed packages, found without importing them."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest


def package_file(package: str, path: str) -> Path:
    """A data file inside an installed package, or a skip that says which package is missing."""
    found = importlib.util.find_spec(package)
    if found is None or not found.submodule_search_locations:
        pytest.skip(f"data package {package!r} is not installed (dependency group `audit-data`)")
    return Path(next(iter(found.submodule_search_locations))) / path
