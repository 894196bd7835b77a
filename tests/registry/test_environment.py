"""Declarations of energy, carbon, water and machine time: kept whole, compared only with their like."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from concordance.base.problem import ProblemsError
from concordance.registry.database import Registry
from concordance.registry.environment import declarations, declare, read_declaration
from concordance.registry.environment_comparison import COLUMNS, apart, as_csv, compare, groups, table
from concordance.registry.events import By, history
from concordance.registry.models import Declaration
from concordance.registry.records import ensure_system

TEXT = """declaration: {name}
of: {of}
from: 2026-01-01
until: 2026-06-30
hardware: 8 accelerators
figures:
  - {{value: {energy}, unit: {unit}, quantity: energy, boundary: inference, method: measured,
      per: 1000 requests, low: {low}, high: {high}, coverage: 0.95}}
  - {{quantity: co2e, value: 40, unit: kgCO2e, boundary: training, method: estimated, accounting: location}}
"""


def written(
    tmp_path: Path, name: str = "a", of: str = "sys", energy: object = 2, unit: str = "kWh", **more: object
) -> Path:
    path = tmp_path / f"{name}.yaml"
    bounds = {"low": energy, "high": energy} | more
    path.write_text(TEXT.format(name=name, of=of, energy=energy, unit=unit, **bounds))
    return path


def test_figures_are_compared_in_one_unit(registry: Registry, by: By, tmp_path: Path) -> None:
    with registry.writing() as session:
        for system, energy, unit in (("sys", 2, "kWh"), ("other", 1800, "Wh"), ("third", 7.2, "MJ")):
            ensure_system(session, by, system, "org", system)
            declare(session, by, read_declaration(written(tmp_path, f"d-{system}", system, energy, unit)))
    with registry.reading() as session:
        groups = compare(declarations(session))
    assert list(groups) == ["co2e in kgCO2e, training, location, in all", "energy in kWh, inference, per 1000 requests"]
    rows = groups["energy in kWh, inference, per 1000 requests"]
    assert [(row.of, round(row.value, 9)) for row in rows] == [("other", 1.8), ("sys", 2.0), ("third", 2.0)]


def kept(name: str, *figures: dict[str, object], **shared: object) -> Declaration:
    content = {"from": "2026-01-01", "until": "2026-06-30", "figures": list(figures)} | shared
    return Declaration(id=name, of=f"system-{name}", at="2026-07-01T00:00:00Z", content=content)


def figure(quantity: str, value: float, unit: str, boundary: str, **more: object) -> dict[str, object]:
    return {"quantity": quantity, "value": value, "unit": unit, "boundary": boundary, "method": "measured"} | more


def test_only_like_is_compared_and_the_difference_is_said() -> None:
    found = groups(
        [
            kept("a", figure("energy", 2, "kWh", "inference", per="1000 requests")),
            kept("b", figure("energy", 3, "kWh", "inference", per="1000  Requests", method="estimated")),
            kept("c", figure("energy", 9, "MWh", "training")),
            kept("d", figure("accelerator-time", 5, "h", "training"), hardware="8 H200"),
            kept("e", figure("accelerator-time", 5, "h", "training"), hardware="8 A100"),
            kept("f", figure("water", 1, "m3", "operation")),
        ]
    )
    assert [(group.quantity, len(group.rows)) for group in found] == [
        ("accelerator-time", 1),
        ("accelerator-time", 1),
        ("energy", 2),
        ("energy", 1),
        ("water", 1),
    ]
    assert found[2].methods == ("estimated", "measured")
    assert {each.quantity: each.differ for each in apart(found)} == {
        "accelerator-time": {"hardware": ("8 A100", "8 H200")},
        "energy": {"boundary": ("inference", "training"), "per": ("", "1000 requests")},
    }


def test_a_table_that_no_spreadsheet_runs() -> None:
    rows = table([kept("a", figure("energy", 2, "MWh", "training", how="=1+1"), hardware="@x")])
    assert (rows[0]["common_value"], rows[0]["common_unit"]) == (2000, "kWh")
    head, line = csv.reader(as_csv(COLUMNS, rows).splitlines())
    shown = dict(zip(head, line, strict=True))
    assert (shown["how"], shown["hardware"], shown["value"], shown["per"]) == ("'=1+1", "'@x", "2", "")


def test_a_declaration_may_be_corrected_and_its_history_stays(registry: Registry, by: By, tmp_path: Path) -> None:
    with registry.writing() as session:
        ensure_system(session, by, "sys", "org", "S")
        for energy in (2, 2, 3):
            declare(session, by, read_declaration(written(tmp_path, energy=energy)))
    with registry.reading() as session:
        assert [event.kind for event in history(session, "a")] == ["declaration-added", "declaration-changed"]
        assert declarations(session)[0].content["figures"][0]["value"] == 3
    with pytest.raises(ProblemsError, match="not-held"), registry.writing() as session:
        declare(session, by, read_declaration(written(tmp_path, "b", of="nobody")))


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"unit": "L"}, "unit-unknown"),
        ({"energy": -1}, "figure-negative"),
        ({"low": 3, "high": 4}, "figure-outside"),
        ({"energy": "much"}, "wrong-type"),
    ],
)
def test_a_bad_figure_is_located(given: dict[str, object], code: str, tmp_path: Path) -> None:
    path = written(tmp_path, **given)
    with pytest.raises(ProblemsError) as refused:
        read_declaration(path)
    assert next((p.code, p.places[0].line) for p in refused.value.problems) == (code, 7)


def test_other_faults_are_refused(tmp_path: Path) -> None:
    for old, new, code in (
        ("2026-06-30", "2025-06-30", "period-backwards"),
        (", coverage: 0.95", "", "coverage-missing"),
        ("coverage: 0.95", "coverage: 95", "coverage-range"),
        ("boundary: inference, ", "", "missing-key"),
        ("hardware: 8 accelerators", "hardware: []", "wrong-type"),
    ):
        path = written(tmp_path)
        path.write_text(path.read_text().replace(old, new))
        with pytest.raises(ProblemsError, match=code):
            read_declaration(path)


def test_a_declaration_without_figures_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text("declaration: a\nof: sys\nfrom: 2026-01-01\nuntil: 2026-06-30\nfigures: []\n")
    with pytest.raises(ProblemsError, match=r"no-figure|wrong-type"):
        read_declaration(path)
