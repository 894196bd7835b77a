"""Every audit catches the defect planted for it, and leaves the clean twin alone."""

from __future__ import annotations

import datetime as dt
import importlib.util
import re
from pathlib import Path

import audit_twins_people  # noqa: F401 - importing declares the twins
import audit_twins_things  # noqa: F401
import pytest
from audit_twins import TWINS

from concordance.audit import AuditResult, Context, Text, audits, run_audit
from concordance.audit.metrics import METRICS, UNITS

REFERENCE = r"\(.*\)|“[^”]*”|« [^»]* »|\S+/\S+"
"""What no language translates: sources and references in brackets, names in quotation marks, paths."""


def said(result: AuditResult) -> list[Text]:
    """Everything that a result says to people."""
    notes = [e.note for e in result.estimates if e.note]
    return [*(f.says for f in result.findings), *(j.reason for j in result.judgements), *result.limits, *notes]


ELSEWHERE = {"environment.run", "environment.inference"}


def test_every_audit_has_a_twin() -> None:
    known = audits()
    assert (set(TWINS) | ELSEWHERE) == {name for name, found in known.items() if found.spec.tier == "audit"}


@pytest.mark.parametrize("planted", [True, False], ids=["planted", "clean"])
@pytest.mark.parametrize("name", sorted(TWINS))
def test_twin(name: str, planted: bool, tmp_path: Path) -> None:
    twin = TWINS[name]
    for module in twin.needs:
        if importlib.util.find_spec(module) is None:
            pytest.skip(f"{module} is not installed (extra `audit`)")
    result = run_audit(
        name, twin.build(tmp_path, planted), Context(dt.date(2026, 11, 22), seed=1, options=twin.options)
    )
    assert twin.flagged(result) is planted, [f.says.en for f in result.findings] + [
        str(j.reason.en) for j in result.judgements
    ]
    assert result.estimates
    assert {e.metric for e in result.estimates} <= set(METRICS)
    assert {e.unit for e in result.estimates} <= {"1", *UNITS}
    for text in said(result):
        assert text.en.strip(), text
        assert text.fr.strip(), text
        assert text.en != text.fr, text
        assert not re.search(r"\d\.\d", re.sub(REFERENCE, "", text.fr)), f"a decimal point in French: {text.fr}"
    assert result.limits
    assert all(len(d.sha256) == 64 for d in result.digests)
