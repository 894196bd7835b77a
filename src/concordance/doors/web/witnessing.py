"""A witness over HTTP (C2SP tlog-witness): a folder with `witness.key`, the logs it follows, and what it saw of them.

`logs.txt` holds the public keys of those logs, one a line, `#` for comments.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import PublicKey, parse_secret, parse_vkey
from concordance.evidence.witness import HTTP_STATUS, Witness, parse_add_checkpoint

KEY, LOGS, STATE = "witness.key", "logs.txt", "witness.sqlite"
TEXT = "text/plain; charset=utf-8"
SIZE = "text/x.tlog.size"


@dataclass(frozen=True, slots=True)
class Answered:
    """Status, body and type of an answer."""

    status: int
    body: str
    content_type: str = TEXT


def open_witness(folder: Path) -> Witness:
    """The witness of a folder. Raises EvidenceError for what is missing or malformed."""
    try:
        secret = (folder / KEY).read_text(encoding="utf-8").strip()
        lines = (folder / LOGS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError("file-unusable", where=str(getattr(error, "filename", folder))) from error
    return Witness(folder / STATE, [parse_secret(secret, str(folder / KEY))], _logs(lines, folder / LOGS))


def _logs(lines: list[str], path: Path) -> list[PublicKey]:
    rows = [(at, line.strip()) for at, line in enumerate(lines, 1)]
    return [parse_vkey(line, f"{path}:{at}") for at, line in rows if line and not line.startswith("#")]


def cosign_request(folder: Path, body: bytes, now: int) -> Answered:
    """The answer to a request; one that starts at another size than the witness holds is told that size."""
    witness = open_witness(folder)
    try:
        lines = witness.add_checkpoint(parse_add_checkpoint(body), now)
    except EvidenceError as error:
        status = HTTP_STATUS.get(error.code, 400)
        if error.code == "witness-size-conflict":
            return Answered(status, f"{error.details['size']}\n", SIZE)
        return Answered(status, f"{error.code}: {error.message}\n")
    finally:
        witness.close()
    return Answered(200, "".join(f"{line.line}\n" for line in lines))
