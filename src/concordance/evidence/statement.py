"""Statements: in-toto Statement v1 with the predicates of this log.

Predicates hold tokens, digests, times and numbers only: no free text, no names of people. What is personal
or long stays in a blob outside the log, which holds its digest or its salted commitment.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType, parse_vkey

STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_BASE = "https://concordance.example/evidence/"
SHA256 = "sha256"
SALTED = "saltedSha256"
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/#-]{0,199}")
_HEX = re.compile(r"[0-9a-f]{64}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)


def _token(value: object) -> bool:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None


def _digest(value: object) -> bool:
    return isinstance(value, str) and _HEX.fullmatch(value) is not None


def _time(value: object) -> bool:
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _index(value: object) -> bool:
    return type(value) is int and 0 <= value < 1 << 53


def _tokens(value: object) -> bool:
    return isinstance(value, list) and 0 < len(value) <= 64 and all(map(_token, value))


def _parties(value: object) -> bool:
    return _tokens(value) and isinstance(value, list) and len(set(value)) == len(value) >= 2


def _statement_key(value: object) -> bool:
    try:
        return isinstance(value, str) and parse_vkey(value).type is KeyType.STATEMENT
    except EvidenceError:
        return False


def _label(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[^\s+]{1,200}\+[0-9a-f]{8}", value) is not None


Check = Callable[[object], bool]


@dataclass(frozen=True, slots=True)
class Predicate:
    """The fields of one predicate type; ``optional`` ones may be absent, no other field may be present."""

    required: Mapping[str, Check]
    optional: Mapping[str, Check]


PREDICATES: Mapping[str, Predicate] = {
    "registration": Predicate(
        {"at": _time, "system": _token, "provider": _token, "profile": _digest},
        {"version": _token, "jurisdictions": _tokens, "supersedes": _index},
    ),
    "assessment": Predicate(
        {"at": _time, "system": _token, "corpus": _digest, "result": _digest, "engine": _token},
        {"supersedes": _index},
    ),
    "audit-evidence": Predicate(
        {"at": _time, "system": _token, "auditor": _token, "method": _token, "evidence": _digest},
        {"supersedes": _index},
    ),
    "incident": Predicate(
        {"at": _time, "system": _token, "severity": _token, "report": _digest},
        {"occurred": _time, "supersedes": _index},
    ),
    "inspection-finding": Predicate(
        {"at": _time, "system": _token, "authority": _token, "finding": _digest, "outcome": _token},
        {"supersedes": _index},
    ),
    "decision": Predicate(
        {"at": _time, "authority": _token, "decision": _digest, "effect": _token},
        {"system": _token, "instrument": _token, "supersedes": _index},
    ),
    "agreement": Predicate(
        {"at": _time, "parties": _parties, "text": _digest},
        {"instrument": _token, "supersedes": _index},
    ),
    "key-rotation": Predicate({"at": _time, "retired": _label, "next": _statement_key}, {"reason": _token}),
    "redaction": Predicate({"at": _time, "entry": _index, "commitment": _digest, "ground": _token}, {}),
}
"""Predicate types by short name; the full type is ``PREDICATE_BASE + name + "/v1"``."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A checked statement: short name of its predicate, predicate fields, digests of its subjects."""

    kind: str
    predicate: Mapping[str, object]
    subjects: tuple[str, ...]


def predicate_type(kind: str) -> str:
    """The type URI of a predicate."""
    return f"{PREDICATE_BASE}{kind}/v1"


def make_statement(kind: str, predicate: Mapping[str, object], digest: str, salted: bool = False) -> dict[str, object]:
    """The JSON value of a statement about one blob, named by digest or by salted commitment (hex).

    Raises:
        EvidenceError: a code of ``parse_statement``.
    """
    value: dict[str, object] = {
        "_type": STATEMENT_TYPE,
        "subject": [{"digest": {SALTED if salted else SHA256: digest}}],
        "predicateType": predicate_type(kind),
        "predicate": dict(predicate),
    }
    parse_statement(value, kind)
    return value


def parse_statement(value: object, where: str) -> Statement:
    """Check the JSON value of a statement.

    Raises:
        EvidenceError: ``statement-malformed``, ``predicate-unknown``, ``predicate-field``.
    """
    if not isinstance(value, dict) or set(value) != {"_type", "subject", "predicateType", "predicate"}:
        raise EvidenceError("statement-malformed", where=where)
    if value["_type"] != STATEMENT_TYPE:
        raise EvidenceError("statement-malformed", where=f"{where}: _type")
    subjects = _subjects(value["subject"], f"{where}: subject")
    kind = str(value["predicateType"]).removeprefix(PREDICATE_BASE).removesuffix("/v1")
    if kind not in PREDICATES or value["predicateType"] != predicate_type(kind):
        raise EvidenceError("predicate-unknown", where=where, known=", ".join(PREDICATES))
    _check_predicate(value["predicate"], PREDICATES[kind], f"{where}: predicate")
    return Statement(kind, value["predicate"], subjects)


def _check_predicate(value: object, predicate: Predicate, where: str) -> None:
    if not isinstance(value, dict):
        raise EvidenceError("statement-malformed", where=where)
    known = {**predicate.required, **predicate.optional}
    wrong = [name for name in value if name not in known or not known[name](value[name])]
    wrong += [name for name in predicate.required if name not in value]
    if wrong:
        raise EvidenceError("predicate-field", where=where, fields=", ".join(sorted(wrong)))


def _subjects(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not 1 <= len(value) <= 64:
        raise EvidenceError("statement-malformed", where=where)
    return tuple(_subject(item, where) for item in value)


def _subject(value: object, where: str) -> str:
    if not isinstance(value, dict) or not {"digest"} <= set(value) <= {"digest", "name"}:
        raise EvidenceError("statement-malformed", where=where)
    digest = value["digest"]
    if not isinstance(digest, dict) or len(digest) != 1 or not set(digest) <= {SHA256, SALTED}:
        raise EvidenceError("statement-malformed", where=where)
    found = next(iter(digest.values()))
    if not _digest(found) or ("name" in value and not _token(value["name"])):
        raise EvidenceError("statement-malformed", where=where)
    return str(found)
