"""The wire form of results: pydantic models at the edge, their JSON Schema, and the way back.

The dataclasses of `result.py` are the core; this file is the only place that reads results from outside.
"""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

from concordance.audit.adapters.text import read_objects
from concordance.audit.refusal import AuditRefusedError, missing_library
from concordance.audit.result import AuditResult
from concordance.audit.spec import AuditSpec
from concordance.base.text import Text

VERSION = "1"


@cache
def _adapter(kind: type) -> Any:
    try:
        from pydantic import ConfigDict, TypeAdapter, with_config
    except ImportError as error:
        raise missing_library("pydantic") from error
    return TypeAdapter(with_config(ConfigDict(extra="forbid", strict=False))(kind))


def to_json(result: AuditResult) -> dict[str, Any]:
    """A result as JSON values: dates as ISO 8601, verdicts as words, nothing left out."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(result), default=_plain))
    return {"format": f"concordance-audit-result/{VERSION}", **found}


def from_json(value: dict[str, Any]) -> AuditResult:
    """A result from JSON values.

    Raises:
        AuditRefusedError: `audit.result-malformed`, with the place of each fault.
    """
    from pydantic import ValidationError

    given = dict(value)
    if given.pop("format", None) != f"concordance-audit-result/{VERSION}":
        raise _malformed((f"format is {value.get('format')!r}",))
    try:
        parsed: AuditResult = _adapter(AuditResult).validate_python(given)
    except ValidationError as error:
        raise _malformed(tuple(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()[:10])) from error
    return parsed


def read_results(path: Path) -> tuple[AuditResult, ...]:
    """The results in a file that `run --json` wrote.

    Raises:
        AuditRefusedError: `audit.not-utf8`, `audit.not-json`, `audit.result-malformed`.
    """
    return tuple(map(from_json, read_objects(path)))


def result_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a result."""
    schema: dict[str, Any] = _adapter(AuditResult).json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["properties"]["format"] = {"const": f"concordance-audit-result/{VERSION}"}
    schema["required"] = ["format", *schema["required"]]
    schema["additionalProperties"] = False
    return schema


def spec_to_json(spec: AuditSpec) -> dict[str, Any]:
    """A specification as JSON values."""
    found: dict[str, Any] = json.loads(json.dumps(asdict(spec), default=_plain))
    return found


def _plain(value: object) -> object:
    if isinstance(value, dt.date):
        return value.isoformat()
    raise TypeError(f"no JSON form for {type(value).__name__}")


def _malformed(places: tuple[str, ...]) -> AuditRefusedError:
    return AuditRefusedError(
        "audit.result-malformed",
        Text("This is not an audit result of this format.", "Ce n’est pas un résultat d’audit de ce format."),
        Text(
            "Give a file written by `concordance audit run --json`.",
            "Donnez un fichier écrit par `concordance audit run --json`.",
        ),
        places,
    )
