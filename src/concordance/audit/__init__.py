"""Audits: principles turned into measurements, with uncertainty, limits and legal effect stated.

One shape for all: a specification says what is measured, for which norms and with which weight; a run gives
estimates with intervals; a verdict exists only where a threshold has a source. Start reading at `spec.py`,
then `registry.py` (how an audit is declared) and `run.py` (how it is run).
"""

from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit, audits, find_audit
from concordance.audit.result import AuditResult, Estimate, Finding, Measured
from concordance.audit.run import run_audit, run_suite
from concordance.audit.spec import AuditSpec, Input, NormLink, Source, Text, Threshold, Verdict, Weight

__all__ = [
    "AuditRefusedError",
    "AuditResult",
    "AuditSpec",
    "Context",
    "Estimate",
    "Finding",
    "Input",
    "Measured",
    "NormLink",
    "Source",
    "Text",
    "Threshold",
    "Verdict",
    "Weight",
    "audit",
    "audits",
    "find_audit",
    "run_audit",
    "run_suite",
]
