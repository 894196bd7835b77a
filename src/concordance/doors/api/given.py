"""What programs send: the shapes of requests about what is kept."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from fastapi import Path, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from concordance.doors.api.shapes import Day
from concordance.doors.web.own import OPEN_REGISTERS, STATUSES
from concordance.registry.incidents.report import SEVERITIES

NO_NUL = r"^[^\x00]*$"
"""Text without the one character that databases refuse."""
Line = Annotated[str, Field(max_length=200, pattern=NO_NUL)]
Prose = Annotated[str, Field(max_length=20_000, pattern=NO_NUL)]
Id = Annotated[str, Path(description="The identifier; it may hold slashes.", max_length=400, pattern=NO_NUL)]
OfSystem = Annotated[str, Query(description="Only what is about this system.", max_length=200, pattern=NO_NUL)]
PageNumber = Annotated[int, Query(ge=1, le=100_000, description="Which page.")]
PerPage = Annotated[int, Query(ge=1, le=100, description="How many to a page.")]
Key = Annotated[
    str,
    Field(min_length=1, max_length=120, pattern=r"^[\x21-\x7e]+$"),
]


def _plain(value: dict[str, Any]) -> dict[str, Any]:
    """The object, if its texts can be kept: no NUL, no half of a character, no number that is none."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
    except (ValueError, RecursionError) as error:
        raise ValueError("holds what is no text or no number") from error
    if "\\u0000" in text:
        raise ValueError("holds the character NUL")
    return value


Object = Annotated[dict[str, Any], AfterValidator(_plain)]


class _Given(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewSystem(_Given):
    """A system of one's own organisation."""

    name: Annotated[Line, Field(min_length=1, examples=["CV screening"])]


class SystemChange(_Given):
    """What is said anew of a system; what is left out stays."""

    name: Line | None = None
    purpose: Prose | None = None
    status: Literal[STATUSES] | None = None  # type: ignore[valid-type]


class NewAssessment(_Given):
    """A system with the profile to assess it on."""

    system: Line
    profile: Annotated[Object | Prose, Field(description="In the corpus format: as an object, or as YAML text.")]
    at: Annotated[Day | None, Field(description="The day to assess; today by default.")] = None

    def data(self) -> bytes:
        """The profile as bytes; JSON is read as the YAML that it is."""
        text = self.profile if isinstance(self.profile, str) else json.dumps(self.profile, ensure_ascii=False)
        return text.encode()


class NewRegistration(_Given):
    """An entry in a register, in the register's own fields (`GET /registers/{register}` lists them)."""

    register_: Annotated[Literal[OPEN_REGISTERS], Field(alias="register")]  # type: ignore[valid-type]
    system: Line
    fields: Annotated[Object, Field(examples=[{"A.4": "CV screening", "A.10": ["FR"]}])]


class Titled(_Given):
    """A text in both languages."""

    en: Line
    fr: Line


class NewIncident(_Given):
    """A report, as in a file of reports; its identifier and the profile are those of the system."""

    system: Line
    kind: Literal["incident", "near-miss", "whistle-blower"]
    title: Titled
    severity: Literal[SEVERITIES]  # type: ignore[valid-type]
    aware_at: Annotated[str, Field(max_length=40, examples=["2028-02-18T16:40:00+01:00"])]
    facts: Object = {}
    moments: Object = {}
    judgements: Object = {}
    record: Object = {}
    risks: Annotated[list[Line], Field(max_length=100)] = []
    norms: Annotated[list[Line], Field(max_length=100)] = []
    principles: Annotated[list[Line], Field(max_length=100)] = []
    corrective: Annotated[list[Object], Field(max_length=100)] = []
    follow_up: Annotated[list[Object], Field(max_length=100)] = []
    redress: Annotated[list[Object], Field(max_length=100)] = []


class NewIncidentStep(_Given):
    """Something to do about an incident; `whom` is who is to be given a redress."""

    incident: Line
    kind: Literal["corrective", "follow-up", "redress"]
    what: Annotated[Prose, Field(min_length=1)]
    whom: Line | None = None
    due: Day | None = None


class StepTaken(_Given):
    """How a step ended, or where a redress stands; `at` is the day, now by default."""

    state: Literal["done", "refused", "acknowledged", "offered", "remedied"] = "done"
    at: Day | None = None


class IncidentChange(_Given):
    """The one change of an incident as a whole."""

    status: Literal["closed"]


class NewInspection(_Given):
    """A case on a system, on a legal basis (a norm of the corpus) or on an agreement (a digest)."""

    case: Line
    system: Line
    scope: Prose
    basis: Line | None = None
    agreement: Line | None = None
    assessment: Line | None = None


class File(_Given):
    """A file that is handed in."""

    name: Line
    data: Annotated[str, Field(max_length=900_000, description="Its bytes in Base64.")]


class NewStep(_Given):
    """A step of a case: a move that the procedure allows now, and what it says."""

    case: Line
    move: Line
    content: Object = {}
    files: Annotated[list[File], Field(max_length=20)] = []
