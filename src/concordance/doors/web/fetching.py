"""The public registers that a demonstration shows: from a folder, or fetched from where they are kept by others."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import platformdirs

TIMEOUT = 30.0
"""Seconds that an address may take to answer."""
MOST = 32 << 20
"""Bytes of the largest register that is fetched."""


@dataclass(frozen=True, slots=True)
class Source:
    """A register file: its name in a folder, where it can be fetched, and under which licence."""

    file: str
    address: str
    licence: str


SOURCES: dict[str, Source] = {
    "nl": Source(
        "nl_algoritmeregister.json",
        "https://raw.githubusercontent.com/schellevis/algoritmeregister/HEAD/data/algoritmes.json",
        "CC0-1.0",
    ),
    "uk-atrs": Source(
        "uk_atrs.json",
        "https://raw.githubusercontent.com/fabio-rovai/uk-algorithmic-transparency/HEAD/data/atrs_records.json",
        "OGL-UK-3.0",
    ),
}
"""Copies of the Dutch algorithm register and of the British records, kept by others in one file each."""
Get = Callable[[str], bytes]


def cache_folder() -> Path:
    """Where fetched registers are kept."""
    return Path(os.environ.get("CONCORDANCE_CACHE") or platformdirs.user_cache_dir("concordance")) / "registers"


def get(address: str) -> bytes:
    """The bytes at an address of `SOURCES`. Raises OSError, also for more than are read."""
    with urlopen(address, timeout=TIMEOUT) as found:  # noqa: S310 - addresses are ours and say https
        data: bytes = found.read(MOST + 1)
    if len(data) > MOST:
        raise URLError(f"more than {MOST:,} bytes")
    return data


@dataclass(frozen=True, slots=True)
class Missed:
    """A register that could not be fetched, and why."""

    source: Source
    why: str


def fetch(folder: Path, get: Get = get) -> list[Missed]:
    """Fetch the registers that a folder lacks; those that cannot be had are told, and nothing half is kept."""
    folder.mkdir(parents=True, exist_ok=True)
    missed = []
    for source in SOURCES.values():
        path = folder / source.file
        if path.exists():
            continue
        try:
            data = get(source.address)
        except OSError as error:
            missed.append(Missed(source, str(error)))
            continue
        part = path.with_suffix(".part")
        part.write_bytes(data)
        part.replace(path)
    return missed
