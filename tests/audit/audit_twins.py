"""Twins: for each audit one builder that makes its inputs with a defect planted, or clean, and what must be
flagged.

`flags` is the code of a finding, or "contradicts" for the verdict. A planted twin must be flagged, a clean
one not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from concordance.audit import AuditResult, Verdict

Build = Callable[[Path, bool], dict[str, Any]]


@dataclass(frozen=True)
class Twin:
    audit: str
    build: Build
    flags: str
    options: dict[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    def flagged(self, result: AuditResult) -> bool:
        if self.flags == "contradicts":
            return result.verdict is Verdict.CONTRADICTS
        return any(finding.code == self.flags for finding in result.findings)


TWINS: dict[str, Twin] = {}


def twin(audit: str, flags: str, *, needs: tuple[str, ...] = (), **options: Any) -> Callable[[Build], Build]:
    def declare(build: Build) -> Build:
        assert audit not in TWINS, audit
        TWINS[audit] = Twin(audit, build, flags, options, needs)
        return build

    return declare
