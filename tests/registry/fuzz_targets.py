"""Every parser of the registry as a target, with good input for each. No fuzzer is told what is behind them."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy.orm import Session

from concordance.norms.score import Score
from concordance.pipeline import load_score
from concordance.registry.cells import to_csv
from concordance.registry.database import Registry
from concordance.registry.documents.examine import examine
from concordance.registry.environment import read_declaration
from concordance.registry.events import By
from concordance.registry.exporting import listed, to_json
from concordance.registry.importing import How, import_register
from concordance.registry.incidents.exchange import read_exchange
from concordance.registry.incidents.report import read_report
from concordance.registry.questionnaire import read_answers, read_survey, render
from concordance.registry.register import Register, register_named
from concordance.registry.rows import read_entry, read_register_file
from concordance.registry.scoring import score as scored
from concordance.registry.survey_condition import parse_condition
from concordance.registry.values import write_row
from fuzzing import Target
from support import EXAMPLES

BY = By("fuzz", datetime(2026, 11, 22, tzinfo=UTC))
INCIDENTS = EXAMPLES / "incidents"
WORDS = {
    "text": "Tekst – « é »",
    "day": "2026-04-07",
    "moment": "2026-04-07T07:39:09Z",
    "link": "https://example.org/x",
}


@cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzz-"))


@cache
def registry() -> Registry:
    return Registry.make(str(folder() / "fuzz.db"))


@cache
def score() -> Score:
    return load_score()


def in_file(name: str, data: bytes) -> Path:
    path = folder() / name
    path.write_bytes(data)
    return path


def row_of(register: Register, number: int) -> dict[str, Any]:
    """A row with a value in every field."""
    row: dict[str, Any] = {}
    for field in register.fields:
        word = next(iter(field.values), WORDS.get(field.type, ""))
        row[field.source] = ["één", "two"] if field.type == "list" else word
    return row | {register.key: f"{row[register.key]}/{number}"}


def register_file(register: Register, suffix: str) -> bytes:
    rows = [row_of(register, number) for number in range(3)]
    rows[1] = {name: (None if n % 2 else value) for n, (name, value) in enumerate(rows[1].items())} | {
        field.source: rows[1][field.source]
        for field in register.fields
        if field.required or field.source == register.key
    }
    if suffix == ".csv":
        return to_csv(rows, register).encode()
    if suffix == ".jsonl":
        return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows).encode()
    head: dict[str, Any] = {"meta": {"n_records": 3, "licence": "x"}, "peildatum": "2026-08-08"}
    return json.dumps({**head, register.file.list: rows}, ensure_ascii=False).encode()


def imported(register: Register, suffix: str) -> Callable[[bytes], object]:
    """Import, export as published and as a table, and read both again: what went in comes out."""

    def parse(data: bytes) -> object:
        path = in_file(f"register{suffix}", data)
        with Session(registry().engine) as session:
            result = import_register(session, BY, register, read_register_file(path, register), How(whole=False))
            for problem in result.problems:
                assert problem.places[0].path == str(path)
                assert 0 < problem.places[0].line <= data.count(b"\n") + data.count(b"\r") + 1
            _goes_round(session, register, to_json(session, register), ".json")
            rows = [write_row(record.fields, register) for record in listed(session, register)]
            assert not any(cell.startswith(("=", "+", "@")) for cell in to_csv(rows, register).splitlines())
            session.rollback()
            return result

    return parse


def _goes_round(session: Session, register: Register, text: str, suffix: str) -> None:
    path = in_file(f"again{suffix}", text.encode())
    again = import_register(session, BY, register, read_register_file(path, register), How(whole=False))
    assert (again.new, again.changed, again.problems) == (0, {}, [])


def kept(value: object) -> object:
    """What is to be kept can be written as JSON that every database takes."""
    return json.dumps(value, allow_nan=False, ensure_ascii=False, default=str).encode()


SURVEY = yaml.safe_load("""
pages:
  - name: one-RS
    title: {default: Page, fr: Page fr}
    elements:
      - type: radiogroup
        name: q1-RS
        title: {default: Q, fr: Q fr}
        choices: [{value: item1-3, text: {default: A, fr: B}}, item2-0]
      - type: panel
        name: p-MS
        visibleIf: '{q1-RS} = "item1-3" and ({q2} contains "x" or {q2} = ["y"])'
        elements: [{type: checkbox, name: q2, choices: [x, y-2]}]
      - {type: html, name: note}
      - {type: text, name: q3}
""")


def surveyed(data: bytes) -> object:
    survey = read_survey(in_file("survey.json", data))
    for text in (render(survey, "en"), render(survey, "fr")):
        text.encode("utf-8", "backslashreplace")
    return scored(survey, {"q1-RS": "item1-3"})


def answered(data: bytes) -> object:
    survey = read_survey(in_file("good-survey.json", json.dumps(SURVEY).encode()))
    return scored(survey, read_answers(in_file("answers.json", data), survey))


def conditioned(data: bytes) -> object:
    try:
        return parse_condition(data.decode("utf-8", "replace")).holds({"a": ["x"], "b": "y"})
    except ValueError as error:
        if "is not understood" not in str(error):
            raise
        return None


def reported(data: bytes) -> object:
    in_file("frontier-triage.yaml", (INCIDENTS / "frontier-triage.yaml").read_bytes())
    return kept(read_report(in_file("report.yaml", data), score()).record)


OECD = {"criteria": [{"id": n, "value": v} for n, v in ((1, "Title"), (2, "What"), (3, "2026-01-01"), (4, "Ada"))]}
AIID = yaml.safe_load("""
{title: T, description: d, date: "2026-01-01", Alleged developer of AI system: [x],
 reports: [{url: "https://example.org", title: r}], editor_notes: n}
""")
DECLARATION = b"""
declaration: d-1
of: sys
from: 2026-01-01
until: 2026-06-30
figures:
  - {quantity: energy, value: 2.1, unit: kWh, boundary: inference, method: measured, low: 1, high: 3, coverage: 0.9}
"""


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a/b.csv", "a,b\n1,2\n")
        made.writestr("c.txt", "text " * 50)
    return out.getvalue()


def pdf() -> bytes:
    body = b"%PDF-1.7\n"
    for described, data in (
        (b"/Filter /FlateDecode", zlib.compress(b"BT (Hello) Tj ET" * 9)),
        (b"/Filter [/ASCII85Decode /FlateDecode]", b"Gap(_8J~>"),
        (b"/Filter /RunLengthDecode /Width 10 /Height 10", b"\x02abc\xff\x00\x80"),
    ):
        body += b"1 0 obj\n<< " + described + b" >>\nstream\n" + data + b"\nendstream\nendobj\n"
    return body + b"trailer\n<< /Root 1 0 R >>\nstartxref\n0\n%%EOF\n"


@cache
def targets() -> dict[str, Target]:
    found = {
        "survey": Target(surveyed, (json.dumps(SURVEY).encode(),)),
        "answers": Target(answered, (b'{"q1-RS": "item1-3", "q2": ["x", "y-2"], "q3": "text"}',)),
        "condition": Target(conditioned, (b'({a} = "x" or {b} contains "y") and {c} = [\'z\']',)),
        "incident": Target(reported, ((INCIDENTS / "triage-altered.yaml").read_bytes(),)),
        "oecd": Target(lambda data: kept(read_exchange(in_file("o.json", data), "oecd")), (json.dumps(OECD).encode(),)),
        "aiid": Target(lambda data: kept(read_exchange(in_file("a.json", data), "aiid")), (json.dumps(AIID).encode(),)),
        "declaration": Target(
            lambda data: kept(read_declaration(in_file("d.yaml", data))),
            (DECLARATION, json.dumps(yaml.safe_load(DECLARATION), default=str).encode()),
        ),
        "entry": Target(lambda data: read_entry(in_file("e.json", data)), (b'{"A.4": "x", "A.10": ["FR"]}',)),
        "document-pdf": Target(lambda data: examine("a.pdf", data), (pdf(),)),
        "document-zip": Target(lambda data: examine("a.zip", data), (archive(),)),
        "document-csv": Target(lambda data: examine("a.csv", data), (b'a;b\r\n"1;""2""";2\r\n',)),
        "document-json": Target(lambda data: examine("a.json", data), (b'{"a": [1, 2.5e3, "\\u00e9", null]}',)),
        "document-name": Target(lambda data: examine(data.decode("utf-8", "replace"), b"{}"), (b"report.json",)),
    }
    for name in (
        "nl",
        "uk-atrs",
        "uk-atrs-full",
        "cn-algorithm-filing",
        "eu-annex-viii-a",
        "eu-annex-viii-b",
        "eu-annex-viii-c",
    ):
        register = register_named(name)
        for suffix in (".json", ".jsonl", ".csv") if name in {"nl", "uk-atrs"} else (".json",):
            found[f"{name}{suffix}"] = Target(imported(register, suffix), (register_file(register, suffix),))
    return found
