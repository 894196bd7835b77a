"""Every audit catches the defect planted for it, and leaves the clean twin alone."""

from __future__ import annotations

import datetime as dt
import importlib.util
from pathlib import Path

import audit_twins_people  # noqa: F401 - importing declares the twins
import audit_twins_things  # noqa: F401
import pytest
from audit_twins import TWINS

from concordance.audit import Context, audits, run_audit

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
    assert result.limits
    assert all(len(d.sha256) == 64 for d in result.digests)
