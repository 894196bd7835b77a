"""Results of the core in replies, and their schemas in the description of the API."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response

from concordance.assess.result import Assessment, OpenQuestion
from concordance.assess.trace import Explanation
from concordance.doors.api.results import Board, Obligations
from concordance.doors.api.shapes import ProblemDetails
from concordance.harmonise.crosswalk import Table

RESULTS = (Assessment, Explanation, OpenQuestion, Table, Board, Obligations)
_REF = "#/components/schemas/{name}"


def json_reply(result: object) -> Response:
    """A result as JSON, encoded once."""
    return Response(msgspec.json.encode(result), media_type="application/json")


def reply(name: str, *, many: bool = False) -> dict[str, Any]:
    """How a route says that it answers with a result of the core."""
    one = {"$ref": _REF.format(name=name)}
    schema = {"type": "array", "items": one} if many else one
    return {
        "response_class": Response,
        "responses": {200: {"description": "The result.", "content": {"application/json": {"schema": schema}}}},
    }


def reply_text(media_type: str, told: str) -> dict[str, Any]:
    """How a route says that it answers with a text of another kind than JSON."""
    content = {media_type: {"schema": {"type": "string"}}}
    return {"response_class": Response, "responses": {200: {"description": told, "content": content}}}


def describe(app: FastAPI) -> None:
    """Let the application describe itself with the schemas of the core in it."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            described = get_openapi(
                title=app.title, version=app.version, summary=app.summary, routes=app.routes, tags=TAGS
            )
            _, results = msgspec.json.schema_components(RESULTS, ref_template=_REF)
            refusal = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas = described.setdefault("components", {}).setdefault("schemas", {})
            assert not schemas.keys() & results.keys(), "two shapes have one name"
            schemas |= results | refusal.pop("$defs", {}) | {"ProblemDetails": refusal}
            app.openapi_schema = described
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


TAGS = [
    {"name": "law", "description": "The corpus, and what it says of a system."},
    {"name": "systems", "description": "Who asks, and the systems of an organisation."},
    {"name": "assessments", "description": "Assessments that are kept, the board of duties, the days ahead."},
    {"name": "incidents", "description": "Reports: who must be told by when, drafts of the forms, steps."},
    {"name": "inspections", "description": "Cases of an authority, for both of their sides."},
    {"name": "evidence", "description": "What happened, and where it stands in the transparency log."},
    {"name": "declarations", "description": "Energy, carbon, water and machine time as declared."},
    {"name": "statistics", "description": "Figures for everybody."},
    {"name": "proof", "description": "Receipts of the transparency log."},
    {"name": "registers", "description": "Public registers with the origin of every field; entries of one's own."},
]
