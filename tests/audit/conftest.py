"""What the audit tests share: a fixed context."""

from __future__ import annotations

import datetime as dt

import pytest

pytest.importorskip("numpy", reason="the audit room needs the extra concordance-ai[audit]")
pytest.importorskip("pandas", reason="the audit room needs the extra concordance-ai[audit]")

from concordance.audit import Context

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def context() -> Context:
    return Context(DAY, seed=7)
