"""What all commands of ``concordance log`` share: reading files, output in two forms, refusals, status 2."""

from __future__ import annotations

import functools
import json
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import click

from concordance.doors.cli.log_texts import render
from concordance.evidence.errors import EvidenceError

MAX_FILE = 16 << 20
"""Bytes read from any file named on the command line."""
Command = Callable[..., dict[str, Any]]


def _refuse(error: EvidenceError, lang: str, as_json: bool) -> NoReturn:
    texts = {"code": error.code, "message": error.text(lang), "help": error.remedy(lang)}
    if as_json:
        click.echo(json.dumps({"error": texts}, ensure_ascii=False))
    else:
        word = "erreur" if lang == "fr" else "error"
        click.echo(f"{word}[{error.code}]: {texts['message']}\n  = {texts['help']}", err=True)
    sys.exit(2)


def door(command: Command) -> Callable[..., None]:
    """Add ``--json`` and ``--lang``, render the result, turn every refusal into a message and status 2."""

    @click.option("--json", "as_json", is_flag=True, help="Machine-readable output / Sortie pour machines")
    @click.option("--lang", type=click.Choice(["en", "fr"]), default="en", help="Language / Langue")
    @functools.wraps(command)
    def run(as_json: bool, lang: str, **arguments: Any) -> None:
        try:
            result = command(**arguments)
        except EvidenceError as error:
            _refuse(error, lang, as_json)
        except sqlite3.OperationalError as error:
            _refuse(EvidenceError("store-unusable", where=str(error)), lang, as_json)
        except sqlite3.DatabaseError as error:
            _refuse(EvidenceError("store-corrupt", where=str(error)), lang, as_json)
        except OSError as error:
            _refuse(EvidenceError("file-unusable", where=f"{error.filename}: {error.strerror}"), lang, as_json)
        click.echo(json.dumps(result, ensure_ascii=False) if as_json else render(result, lang))
        if result.get("faults"):
            sys.exit(2)

    return run


def read(path: Path) -> bytes:
    """The bytes of a file named on the command line, up to ``MAX_FILE``."""
    with path.open("rb") as stream:
        data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise EvidenceError("file-oversized", where=str(path), most=MAX_FILE)
    return data


def text(path: Path) -> str:
    """The text of a small file, such as a key."""
    return read(path).decode("utf-8", "replace").strip()
