"""The audit report as a PDF for everybody: tagged after PDF/UA-1, titled, every chart told in words. Needs `typst`."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from typing import Any

from concordance.audit.refusal import missing_library
from concordance.report.audit_charts import Chart
from concordance.report.audit_document import AuditDocument
from concordance.report.html import templates


def audit_pdf(document: AuditDocument, made: datetime) -> bytes:
    """Both parts as one PDF. The same document and `made` (what the file says of its making) give the same bytes.

    Raises:
        AuditRefusedError: `audit.library-missing`.
    """
    try:
        import typst
    except ModuleNotFoundError as error:
        raise missing_library("typst", "pdf") from error
    pdf: bytes = typst.compile(
        files("concordance.report").joinpath("templates/audit.typ").read_bytes(),
        format="pdf",
        sys_inputs={"document": json.dumps(_printed(document), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=int(made.timestamp()),
    )
    return pdf


def _printed(document: AuditDocument) -> dict[str, Any]:
    """The document as JSON values, its charts drawn and named."""
    pictures: dict[str, str] = {}
    printed = asdict(document)
    for part, held in (
        ("figures", [figure.charts for figure in document.figures]),
        ("annex", [annex.charts for annex in document.annex]),
    ):
        for at, drawn in enumerate(held):
            printed[part][at]["charts"] = [_picture(c, f"{part}-{at}-{n}", pictures) for n, c in enumerate(drawn)]
    return printed | {"pictures": pictures}


def _picture(chart: Chart, name: str, pictures: dict[str, str]) -> dict[str, Any]:
    draw: Any = templates().get_template("chart.svg").module
    pictures[name] = str(draw.draw(chart, name, True)).strip()
    return {"id": name, "alt": chart.alt, "share": 45 if chart.kind == "curve" else 100}
