"""Real registers in and out: nothing lost, only real changes seen, bad rows located, no formula let through."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fuzz_targets import register_file, row_of
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from concordance.base.problem import ProblemsError
from concordance.compile.program import Program
from concordance.norms.score import Score
from concordance.registry.cells import LACKING, guard, read_cell, to_csv, unguard
from concordance.registry.database import Registry
from concordance.registry.events import By, faults, history
from concordance.registry.exporting import Asking, as_row, listed, to_file, to_json, translate
from concordance.registry.importing import How, Imported, import_register
from concordance.registry.models import Event, Intake, Record
from concordance.registry.register import labels, register_named, registers
from concordance.registry.rows import read_register_file
from concordance.registry.values import write_row

REAL = {"nl": ("registers/nl_algoritmeregister.json", 1530), "uk-atrs": ("registers/uk_atrs.json", 136)}


def bring_in(registry: Registry, by: By, name: str, path: Path, how: How = How()) -> Imported:  # noqa: B008
    register = register_named(name)
    with registry.writing() as session:
        return import_register(session, by, register, read_register_file(path, register), how)


@pytest.mark.parametrize("name", REAL)
def test_a_real_register_goes_round_with_nothing_lost(
    name: str, registry: Registry, by: By, shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    file, rows = REAL[name]
    original, register = shared_data(file), register_named(name)
    assert bring_in(registry, by, name, original).new == rows
    with registry.reading() as session:
        exported = to_json(session, register)
        as_csv = to_csv([write_row(r.fields, register) for r in listed(session, register)], register)
    assert json.loads(exported) == json.loads(original.read_bytes())
    assert name != "nl" or exported.encode() == original.read_bytes()
    for suffix, text in ((".json", exported), (".csv", as_csv)):
        again = tmp_path / f"again{suffix}"
        again.write_text(text, encoding="utf-8", newline="")
        result = bring_in(registry, by, name, again)
        assert (result.unchanged, result.anything, result.problems) == (rows, False, [])
    with registry.reading() as session:
        assert list(faults(session)) == []


def test_states_are_not_confused(registry: Registry, by: By, shared_data: Callable[[str], Path]) -> None:
    bring_in(registry, by, "nl", shared_data(REAL["nl"][0]))
    with registry.reading() as session:
        records = listed(session, register_named("nl"))
    states = [(f, r.fields[f]["state"]) for r in records for f in ("impact_assessment", "legal_basis")]
    assert states.count(("impact_assessment", "not-provided")) == 885
    assert states.count(("legal_basis", "not-provided")) == 362
    assert 0 < states.count(("legal_basis", "not-applicable")) < 20
    given_by = records[0].fields["legal_basis"] | {"raw": ""}
    assert given_by == {"state": "not-provided", "raw": "", "source": "juridische_basis", "intake": 1}


def small(tmp_path: Path, rows: list[dict[str, Any]], name: str = "r.json") -> Path:
    path = tmp_path / name
    path.write_text(json.dumps({"algoritmes": rows, "count": len(rows)}, indent=1), encoding="utf-8")
    return path


def row(key: str, **values: Any) -> dict[str, Any]:
    return {"id": key, "title": f"System {key}", "organisatie": "Gemeente", "status": "in_gebruik", **values}


def test_reimport_shows_only_real_changes(registry: Registry, by: By, tmp_path: Path) -> None:
    bring_in(registry, by, "nl", small(tmp_path, [row("1"), row("2", doel="a"), row("3")]))
    later = small(tmp_path, [row("2", doel="b", nieuw=1), row("1"), row("4")], "later.json")
    result = bring_in(registry, by, "nl", later)
    assert (result.new, result.unchanged, result.withdrawn) == (1, 1, ["3"])
    assert list(result.changed) == ["2"]
    assert {name: (c["old"], c["new"]) for name, c in result.changed["2"].items()} == {
        "+nieuw": (None, {"state": "given", "value": 1}),
        "purpose": ({"state": "given", "value": "a"}, {"state": "given", "value": "b"}),
    }
    with registry.reading() as session:
        record = session.get_one(Record, "nl:2")
        assert {name: value["intake"] for name, value in record.fields.items()}["name"] == 1
        assert record.fields["purpose"]["intake"] == 2
        assert [event.kind for event in history(session, "nl:3")] == ["record-added", "record-withdrawn"]
        assert json.loads(to_json(session, register_named("nl"))) == json.loads(later.read_text())
    back = bring_in(registry, by, "nl", small(tmp_path, [row("3")], "back.json"), How(whole=False))
    assert (list(back.changed), back.withdrawn) == (["3"], [])


BAD_ROWS = [
    (row("1"), row("1"), "row-twice"),
    (row("1"), {"title": "t", "organisatie": "o"}, "row-key"),
    (row("1"), row("x" * 501), "row-key"),
    (row("1"), row("2", title=""), "row-value"),
    (row("1"), row("2", geregistreerd="02/08/2026"), "row-value"),
    (row("1"), row("2", status="weg"), "row-value"),
    (row("1"), row("2", url="javascript:alert(1)"), "row-value"),
    (row("1"), row("2", doel=["a"]), "row-value"),
    (row("1"), row("2", doel="\x00"), "row-value"),
    (row("1"), "text", "row-shape"),
]


@pytest.mark.parametrize(("good", "bad", "code"), BAD_ROWS, ids=[f"{n}-{c}" for n, (_, _, c) in enumerate(BAD_ROWS)])
def test_a_bad_row_is_located(good: Any, bad: Any, code: str, registry: Registry, by: By, tmp_path: Path) -> None:
    path = small(tmp_path, [good, bad])
    lines = path.read_text().splitlines()
    result = bring_in(registry, by, "nl", path)
    assert [p.code for p in result.problems] == [code]
    place = result.problems[0].places[0]
    assert lines[place.line - 1][place.col - 1] in '{"'
    assert place.line > 3
    assert result.new == 1


SHAPES = {
    "text.json": b"no json",
    "none.json": b'{"records": []}',
    "array.json": b'{"algoritmes": {}}',
    "latin.json": b'{"algoritmes": ["\xe9"]}',
    "head.csv": b"a,b\n1,2\n",
    "twice.csv": b"id,id\n1,2\n",
    "empty.csv": b"",
}


@pytest.mark.parametrize("name", SHAPES)
def test_what_is_no_register_file_is_refused(name: str, registry: Registry, by: By, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(SHAPES[name])
    with pytest.raises(ProblemsError, match=r"register-shape|file-unusable"):
        bring_in(registry, by, "nl", path)
    with registry.reading() as session:
        assert session.scalar(select(func.count()).select_from(Intake)) == 0


def test_a_broken_file_is_located(registry: Registry, by: By, tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_bytes(b'{\n"algoritmes": [\n{"id": "\\ud800"}]}')
    with pytest.raises(ProblemsError) as refused:
        bring_in(registry, by, "nl", path)
    assert refused.value.problems[0].places[0].line == 3


def test_rows_of_other_files_are_located_too(registry: Registry, by: By, tmp_path: Path) -> None:
    lines = tmp_path / "rows.jsonl"
    lines.write_text(
        f'{json.dumps(row("1"))}\n\nnonsense\n{{"id": "1", "id": "2"}}\n{{"id": NaN}}\n{{"id": "\\ud800"}}\n'
    )
    assert [(p.code, p.places[0].line) for p in bring_in(registry, by, "nl", lines).problems] == [
        ("row-shape", 3),
        ("row-shape", 4),
        ("row-shape", 5),
        ("row-shape", 6),
    ]
    table = tmp_path / "rows.csv"
    table.write_text('id,title,organisatie,status\n5,"two\nlines",o,in_gebruik\n6,t,o\n7,,o,in_gebruik\n')
    result = bring_in(registry, by, "nl", table, How(whole=False))
    assert [(p.code, p.places[0].line) for p in result.problems] == [("row-shape", 4), ("row-value", 5)]
    assert result.new == 1


@pytest.mark.parametrize("size", [2_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_many_rows_with_three_bad_ones(size: int, registry: Registry, by: By, tmp_path: Path) -> None:
    half = size // 2
    rows = [json.dumps(row(str(n))) for n in range(size)]
    for place, bad in ((10, "{"), (half, json.dumps(row("7"))), (size - 1, json.dumps(row("x", status="?")))):
        rows[place] = bad
    path = tmp_path / "many.jsonl"
    path.write_text("\n".join(rows))
    with pytest.raises(ProblemsError) as refused:
        bring_in(registry, by, "nl", path, How(nothing_if_bad=True))
    assert sorted(p.code for p in refused.value.problems) == ["nothing-imported", "row-shape", "row-twice", "row-value"]
    with registry.reading() as session:
        assert [session.scalar(select(func.count()).select_from(t)) for t in (Record, Event, Intake)] == [0, 0, 0]
    result = bring_in(registry, by, "nl", path)
    assert [(p.code, p.places[0].line) for p in result.problems] == [
        ("row-shape", 11),
        ("row-twice", half + 1),
        ("row-value", size),
    ]
    assert result.new == size - 3


@given(st.text())
def test_a_guard_can_always_be_taken_off(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_formula_stays_text_in_a_table(registry: Registry, by: By, tmp_path: Path) -> None:
    evil = '=HYPERLINK("http://evil.example","x")'
    bring_in(registry, by, "nl", small(tmp_path, [row("1", title=evil, doel="'=1", **{"=col": "-2"})]))
    register = register_named("nl")
    with registry.reading() as session:
        text = to_csv([write_row(r.fields, register) for r in listed(session, register)], register)
    cells = [cell for line in csv.reader(io.StringIO(text, newline="")) for cell in line]
    assert "'" + evil in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    back = tmp_path / "back.csv"
    back.write_text(text, newline="")
    again = bring_in(registry, by, "nl", back)
    assert (again.unchanged, again.anything, again.problems) == (1, False, [])


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(max_size=8)
    | st.sampled_from(["", "\\-", "=1", "["]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@given(st.data(), st.sampled_from(sorted(registers())))
def test_a_table_says_all_that_a_record_says(data: st.DataObject, name: str) -> None:
    """Null, empty, not there, and values of fields that no description knows: a table keeps them apart."""
    register = register_named(name)
    row: dict[str, Any] = {}
    for field in register.fields:
        nothing: list[Any] = [None, "", "lacking", *([[]] if field.type == "list" else [])]
        value = data.draw(st.sampled_from(nothing) | st.text(max_size=6) | st.lists(st.text(max_size=3), max_size=2))
        if value != "lacking" and not (field.type == "list" and isinstance(value, str) and value.startswith("[")):
            row[field.source] = value
    row |= data.draw(st.dictionaries(st.text("ab=", min_size=1, max_size=2), JSON_VALUES, max_size=2))
    lines = list(csv.reader(io.StringIO(to_csv([row], register), newline="")))
    read = {unguard(n): read_cell(c, register.by_source().get(unguard(n))) for n, c in zip(*lines, strict=True)}
    assert {n: value for n, value in read.items() if value is not LACKING} == row


@pytest.mark.parametrize("name", sorted(registers()))
def test_every_register_goes_round_in_both_forms(name: str, registry: Registry, by: By, tmp_path: Path) -> None:
    register = register_named(name)
    for suffix in (".json", ".csv"):
        path = tmp_path / f"rows{suffix}"
        path.write_bytes(register_file(register, suffix))
        first = bring_in(registry, by, name, path)
        assert (first.new + first.unchanged, first.changed, first.problems) == (3, {}, [])
    with registry.reading() as session:
        records = listed(session, register)
        written = {
            ".json": to_json(session, register),
            ".csv": to_csv([write_row(r.fields, register) for r in records], register),
        }
    assert {value["state"] for record in records for value in record.fields.values()} >= {"given", "not-provided"}
    assert len({value["intake"] for record in records for value in record.fields.values()}) == 1
    for suffix, text in written.items():
        again = tmp_path / f"again{suffix}"
        again.write_text(text, encoding="utf-8", newline="")
        result = bring_in(registry, by, name, again)
        assert (result.unchanged, result.anything) == (3, False)


APPLICABLE = {
    "eu-annex-viii-a": ("A.8", "not applicable"),
    "eu-annex-viii-c": ("C.4", "n/a"),
    "eu-annex-viii-b": ("B.3", "sans objet"),
}
APPLICABLE |= {"uk-atrs-full": ("external_supplier", "N/A"), "cn-algorithm-filing": ("备案编号", "不适用")}


@pytest.mark.parametrize("name", APPLICABLE)
def test_not_applicable_is_not_not_provided(
    name: str, registry: Registry, by: By, program: Program, tmp_path: Path
) -> None:
    register, (source, word) = register_named(name), APPLICABLE[name]
    rows = [row_of(register, n) for n in range(3)]
    rows[0][source], rows[1][source] = word, None
    path = tmp_path / "rows.json"
    path.write_text(json.dumps({register.file.list: rows}), encoding="utf-8")
    bring_in(registry, by, name, path)
    field = register.by_source()[source]
    with registry.reading() as session:
        records = listed(session, register)
        states = [record.fields[field.id]["state"] for record in records]
        assert json.loads(to_json(session, register))[register.file.list] == rows
        asking = Asking(program, date(2028, 1, 10))
        shown = [translate(record, register, asking) for record in records]
    assert states == ["not-applicable", "not-provided", "given"]
    assert [source in one["missing"] for one in shown] == [False, True, False]


def test_a_register_in_the_plain_fields_of_another_can_be_read_there(
    registry: Registry, by: By, program: Program, tmp_path: Path
) -> None:
    rows = [row("1", status="buiten_gebruik", doel="tells"), row("2", status="ontwikkeling", url="https://example.org")]
    bring_in(registry, by, "nl", small(tmp_path, rows))
    target = register_named("eu-annex-viii-a")
    with registry.reading() as session:
        asking = Asking(program, date(2028, 1, 10))
        shown = [translate(record, target, asking) for record in listed(session, register_named("nl"))]
    plain = [as_row(one, target) for one in shown]
    for suffix, text in ((".json", to_file(plain, target)), (".csv", to_csv(plain, target))):
        path = tmp_path / f"plain{suffix}"
        path.write_text(text, encoding="utf-8", newline="")
        assert bring_in(registry, by, target.register, path).problems == []
    with registry.reading() as session:
        first, second = listed(session, target)
    assert first.fields["status"]["value"] == "no longer placed on the market or in service"
    assert (second.fields["status"]["state"], second.fields["url"]["value"]) == ("not-provided", "https://example.org")


def test_every_register_is_sound(score: Score) -> None:
    norms = {f"{i.id}/{n.id}": n for i in score.instruments.values() for n in i.norms}
    assert set(registers()) >= {"nl", "uk-atrs", "uk-atrs-full", "eu-annex-viii-a", "cn-algorithm-filing"}
    for register in registers().values():
        sources = [field.source for field in register.fields]
        assert len(set(sources)) == len(sources)
        assert register.key in sources
        assert {field.id for field in register.fields} <= set(labels())
        for field in register.fields:
            if field.norm:
                assert norms[f"{register.instrument}/{field.norm}"].cite == field.cite


def test_a_record_in_the_fields_of_another_register(
    registry: Registry, by: By, tmp_path: Path, program: Program
) -> None:
    bring_in(
        registry, by, "nl", small(tmp_path, [row("1", status="buiten_gebruik", juridische_basis="nvt", doel="tells")])
    )
    with registry.reading() as session:
        record = listed(session, register_named("nl"))[0]
    asking = Asking(program, date(2028, 1, 10))
    shown = translate(record, register_named("eu-annex-viii-a"), asking)
    fields = {field["source"]: field for field in shown["fields"]}
    assert fields["A.7"]["value"] == "no longer placed on the market or in service"
    assert fields["A.7"]["as_written"] == "buiten_gebruik"
    assert fields["A.5"]["cite"] == "Annex VIII Section A point 5"
    assert fields["A.5"]["provenance"] == {"source": "doel", "intake": 1}
    assert "A.8" in shown["missing"]
    assert {"legal_basis", "organisation", "reference"} <= set(shown["not_carried"])
    secret = translate(record, register_named("eu-annex-viii-a"), Asking(program, date(2028, 1, 10), public=False))
    assert {f["source"] for f in secret["fields"]} == {"A.1", "A.2", "A.3", "A.4", "A.5", "A.7", "A.10"}
    chinese = translate(record, register_named("cn-algorithm-filing"), asking)
    assert chinese["missing"] == ["服务形式", "应用领域", "算法类型", "算法自评估报告", "拟公示内容", "备案编号"]


def test_a_point_that_was_deleted_is_asked_for_no_longer(
    registry: Registry, by: By, tmp_path: Path, program_known: Callable[[date], Program]
) -> None:
    bring_in(registry, by, "nl", small(tmp_path, [row("1")]))
    with registry.reading() as session:
        record = listed(session, register_named("nl"))[0]
    before, after = date(2025, 1, 1), date(2026, 11, 1)
    asked = {
        known: {
            f["source"]
            for f in translate(
                record, register_named("eu-annex-viii-b"), Asking(program_known(known), date(2028, 1, 10))
            )["fields"]
        }
        for known in (before, after)
    }
    assert asked[before] - asked[after] == {"B.7", "B.9"}
