"""Organisations, models, systems and versions from one file: references hold, changes are asked for, faults located."""

from __future__ import annotations

from pathlib import Path

import pytest

from concordance.base.problem import ProblemsError
from concordance.registry.database import Registry
from concordance.registry.events import By, history
from concordance.registry.inventory import Taken, read_inventory, systems_on, take_inventory, versions_of
from support import run_cli

INVENTORY = """\
organisations:
  - {id: maker, name: Maker, country: FR, identifiers: {lei: X1}}
models:
  - {id: maker/base, of: maker, name: Base, training_compute: 3.0e25}
systems:
  - {id: maker/scorer, of: maker, name: Scorer, purpose: ranks, status: in-service}
versions:
  - {id: maker/base:1, of: maker/base, label: "1", released_on: 2026-01-01}
  - {id: maker/base:2, of: maker/base, label: "2", released_on: 2026-06-01}
  - {id: maker/scorer:1.0, of: maker/scorer, label: "1.0", released_on: 2026-02-01, built_on: [maker/base:1]}
  - {id: maker/scorer:1.1, of: maker/scorer, label: "1.1", released_on: 2026-07-01, built_on: [maker/base:2]}
"""


def take(registry: Registry, by: By, tmp_path: Path, text: str, *, replace: bool = False) -> Taken:
    path = tmp_path / "inventory.yaml"
    path.write_text(text, encoding="utf-8")
    with registry.writing() as session:
        return take_inventory(session, by, read_inventory(path), replace=replace)


def test_what_is_built_on_what(registry: Registry, by: By, tmp_path: Path) -> None:
    assert len(take(registry, by, tmp_path, INVENTORY).new) == 7
    assert take(registry, by, tmp_path, INVENTORY) == Taken([], [], 7)
    with registry.reading() as session:
        assert [v.id for v in versions_of(session, "maker/base")] == ["maker/base:1", "maker/base:2"]
        assert [v.id for v in systems_on(session, "maker/base")] == ["maker/scorer:1.0", "maker/scorer:1.1"]
        assert [v.id for v in systems_on(session, "maker/base:2")] == ["maker/scorer:1.1"]
        assert [event.kind for event in history(session, "maker/scorer:1.1")] == ["version-added"]


def test_a_change_is_asked_for(registry: Registry, by: By, tmp_path: Path) -> None:
    take(registry, by, tmp_path, INVENTORY)
    later = INVENTORY.replace("status: in-service", "status: recalled")
    with pytest.raises(ProblemsError, match="taken") as refused:
        take(registry, by, tmp_path, later)
    assert refused.value.problems[0].places[0].line == 6
    assert take(registry, by, tmp_path, later, replace=True).changed == ["maker/scorer"]
    with registry.reading() as session:
        assert history(session, "maker/scorer")[1].body == {"status": {"old": "in-service", "new": "recalled"}}


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("built_on: [maker/base:2]", "built_on: [maker/base:3]", "not-held", 11),
        ("built_on: [maker/base:2]", "built_on: [maker/scorer:1.0]", "not-held", 11),
        ("id: maker/base:1, of: maker/base,", "id: maker/base:1, of: maker/bass,", "not-held", 8),
        ("id: maker/scorer, of: maker,", "id: maker/scorer, of: nobody,", "not-held", 6),
        ("id: maker, name", "id: a maker, name", "bad-token", 2),
        ("status: in-service", "status: running", "unknown-word", 6),
        ("released_on: 2026-01-01", "released_on: 2026-02-30", "bad-date", 8),
        ("models:", "modells:", "unknown-key", 3),
    ],
)
def test_a_fault_is_located_and_nothing_is_kept(
    old: str, new: str, code: str, line: int, registry: Registry, by: By, tmp_path: Path
) -> None:
    with pytest.raises(ProblemsError, match=code) as refused:
        take(registry, by, tmp_path, INVENTORY.replace(old, new, 1))
    assert line in {place.line for problem in refused.value.problems for place in problem.places}
    with registry.reading() as session:
        assert history(session, "maker") == []


def test_at_the_command_line(url: str, tmp_path: Path) -> None:
    base = ("--database", url)
    file = tmp_path / "inventory.yaml"
    file.write_text(INVENTORY)
    assert run_cli("registry", "init", *base).code == 0
    assert "7 new" in run_cli("registry", "keep", file, *base).out
    assert "7 tels quels" in run_cli("registry", "keep", file, "--lang", "fr", *base).out
    shown = run_cli("registry", "versions", "maker/base", *base).out
    assert "maker/base:2  2  2026-06-01" in shown
    assert "used by maker/scorer:1.1" in shown
    file.write_text(INVENTORY.replace("Scorer", "Ranker"))
    assert "error[taken]" in run_cli("registry", "keep", file, *base).err
    assert "1 changed" in run_cli("registry", "keep", file, "--replace", *base).out
