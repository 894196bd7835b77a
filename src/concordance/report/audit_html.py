"""The audit report as one self-contained page: no script, no network, charts inline."""

from __future__ import annotations

from concordance.report.audit_document import AuditDocument
from concordance.report.html import templates


def audit_html(document: AuditDocument) -> str:
    """The page for the person responsible, and after it the annex for the auditor."""
    return templates().get_template("audit.html").render(d=document, w=document.words)
