"""The how-to pages say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from concordance.audit import audits
from concordance.audit.principles import PRINCIPLES
from concordance.audit.registry import _declared
from concordance.audit.suites import AI_VERIFY, COMPL_AI

PAGES = Path(__file__).resolve().parents[2] / "docs" / "how-to"


def page(name: str) -> str:
    return (PAGES / f"audit-{name}.md").read_text("utf-8")


def test_coverage_lists_every_audit_under_each_of_its_principles() -> None:
    rows = {line.split("|")[1].strip(): line for line in page("coverage").splitlines() if line.startswith("| ")}
    for key, title in PRINCIPLES.items():
        ours = {name for name, found in audits().items() if key in found.spec.principles}
        assert set(re.findall(r"`([a-z-]+\.[a-z0-9-]+)`", rows[title.en])) == ours


def test_coverage_names_every_requirement_and_measure_of_the_other_suites() -> None:
    text = page("coverage")
    rows = {line.split("|")[1].strip(): line for line in text.splitlines() if line.startswith("| ")}
    for placed in COMPL_AI + AI_VERIFY:
        assert all(word in text for word in (placed.requirement, *placed.measures, *placed.ours))
        assert placed.deeper is None or placed.deeper.en in text
        assert placed.deeper is None or placed.deeper.en in rows[PRINCIPLES[placed.principle].en], placed.requirement


def test_the_example_of_an_audit_can_be_declared_and_run() -> None:
    import datetime as dt

    from concordance.audit import Context, run_audit
    from concordance.audit.adapters.predictions import Predictions

    code = re.search(r"```python\n(.*?)```", page("write-one"), re.DOTALL)
    assert code is not None
    try:
        exec(compile(code[1], "audit-write-one.md", "exec"), {"__name__": "example"})
        given = {"predictions": Predictions.of_arrays([0, 1, 1, 1])}
        assert run_audit("accuracy.abstentions", given, Context(dt.date(2026, 1, 1))).estimate("selected").value == 0.75
    finally:
        _declared.pop("accuracy.abstentions", None)


def test_commands_and_kinds_of_the_pages_exist() -> None:
    from concordance.audit.refusal import AuditRefusedError
    from concordance.audit.system import open_input
    from concordance.doors.cli.audit import audit

    text = page("a-system") + page("showcases")
    for command in set(re.findall(r"^concordance audit (\w+)", text, re.MULTILINE)):
        assert command in audit.commands
    with pytest.raises(AuditRefusedError) as refused:
        open_input("x", {"kind": "none"}, PAGES)
    known = refused.value.remedy.en.removeprefix("One of: ").rstrip(".").split(", ")
    assert set(known) == set(re.findall(r"^\| `([\w-]+)` \|", page("a-system"), re.MULTILINE))


def test_audits_named_in_the_pages_exist() -> None:
    for name in ("a-system", "showcases"):
        for found in re.findall(r"--only ([a-z.-]+)|describe ([a-z.-]+)", page(name)):
            assert "".join(found) in audits()
