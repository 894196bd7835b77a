"""The machine-readable report and its JSON Schema."""

from __future__ import annotations

from typing import Any

import msgspec

from concordance.assess.result import Assessment


def to_json(result: Assessment) -> bytes:
    """The assessment as indented UTF-8 JSON, keys in the order of the schema."""
    return msgspec.json.format(msgspec.json.encode(result), indent=1) + b"\n"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of the assessment."""
    return msgspec.json.schema(Assessment)
