"""Text that comes in: UTF-8, JSON, JSON Lines and TOML, each refused with its place."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from concordance.audit.refusal import AuditRefusedError
from concordance.base.text import Text


def read_text(path: Path) -> str:
    """The text of a file. Raises AuditRefusedError: `audit.not-utf8`."""
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise AuditRefusedError(
            "audit.not-utf8",
            Text(
                f"{path.name} is no text: byte {error.start}.",
                f"{path.name} n’est pas un texte : octet {error.start}.",
            ),
            Text("Save it as UTF-8.", "Enregistrez-le en UTF-8."),
            (str(path),),
        ) from error


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file. Raises AuditRefusedError: `audit.not-utf8`, `audit.not-toml`."""
    try:
        return tomllib.loads(read_text(path))
    except tomllib.TOMLDecodeError as error:
        raise AuditRefusedError(
            "audit.not-toml",
            Text(f"{path.name} is not TOML: {error}.", f"{path.name} n’est pas du TOML : {error}."),
            Text("Correct it at the place named.", "Corrigez-le à l’endroit indiqué."),
            (str(path),),
        ) from error


def read_object(path: Path) -> dict[str, Any]:
    """A JSON file that holds one object. Raises AuditRefusedError: `audit.not-utf8`, `audit.not-json`."""
    return _object(read_text(path), 1, path)


def read_objects(path: Path) -> list[dict[str, Any]]:
    """A JSON file that holds a list of objects. Raises AuditRefusedError: `audit.not-utf8`, `audit.not-json`."""
    value = _json(read_text(path), 1, path)
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        raise not_json(path, 1, "a list of objects is expected", "une liste d’objets est attendue")
    return value


def read_lines(path: Path) -> list[dict[str, Any]]:
    """A file of one JSON object a line. Raises AuditRefusedError: `audit.not-utf8`, `audit.not-json`."""
    lines = enumerate(read_text(path).splitlines(), 1)
    return [_object(line, number, path) for number, line in lines if line.strip()]


def _object(text: str, number: int, path: Path) -> dict[str, Any]:
    value = _json(text, number, path)
    if not isinstance(value, dict):
        raise not_json(path, number, "an object is expected", "un objet est attendu")
    return value


def _json(text: str, number: int, path: Path) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise not_json(path, number + error.lineno - 1, error.msg, error.msg) from error
    except RecursionError as error:
        raise not_json(path, number, "nested too deep", "trop d’imbrications") from error


def not_json(path: Path, number: int, en: str, fr: str) -> AuditRefusedError:
    """The refusal of a line that is not the JSON asked for."""
    return AuditRefusedError(
        "audit.not-json",
        Text(
            f"{path.name}, line {number}, is not the JSON that is asked for: {en}.",
            f"{path.name}, ligne {number}, n’est pas le JSON demandé : {fr}.",
        ),
        Text("Correct the line named.", "Corrigez la ligne indiquée."),
        (f"{path}:{number}",),
    )
