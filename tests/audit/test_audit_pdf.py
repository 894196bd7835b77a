"""What ISO 14289-1 (PDF/UA-1) asks of a file and a program can check, read back from the PDF by another library.

A validator such as veraPDF checks more, and needs Java; people check the rest.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from concordance.audit import Context, run_suite
from concordance.audit.effect import with_evidence
from concordance.audit.system import read_system
from concordance.base.text import Lang
from concordance.pipeline import assess_file
from concordance.report.audit_document import AuditDocument, make_document
from concordance.report.audit_view import make_audit_view

pypdf = pytest.importorskip("pypdf")
pytest.importorskip("typst")

FOLDER = Path(__file__).resolve().parents[2] / "examples" / "cv-screening"
DAY = dt.date(2026, 11, 22)
STANDARD = {"Document", "Part", "Sect", "Div", "P", "Span", "Strong", "Em", "Code", "Link", "Reference"}
STANDARD |= {"L", "LI", "Lbl", "LBody", "Table", "THead", "TBody", "TR", "TH", "TD", "Figure", "Caption"}
STANDARD |= {f"H{level}" for level in range(1, 7)}
"""Types of structure of ISO 32000 that the report may use."""


@pytest.fixture(scope="module", params=["en", "fr"])
def document(request: pytest.FixtureRequest) -> AuditDocument:
    lang: Lang = request.param
    system = read_system(FOLDER)
    assert system.profile is not None
    names = ("documents.instructions-for-use", "fairness.impact-ratio", "fairness.demographic-parity")
    results = run_suite(names, system.inputs, Context(DAY), system.name)
    assessment = with_evidence(assess_file(system.profile, DAY), results, DAY, system.digests)
    view = make_audit_view(assessment, results, DAY, system.digests, system.name, lang)
    return make_document(view, lang, "examples/cv-screening")


@pytest.fixture(scope="module")
def pdf(document: AuditDocument) -> Any:
    from concordance.report.audit_pdf import audit_pdf

    return pypdf.PdfReader(BytesIO(audit_pdf(document, dt.datetime(2026, 11, 22, tzinfo=dt.UTC))))


def elements(pdf: Any) -> Iterator[Any]:
    """Every element of the tree of tags, in reading order."""

    def below(found: Any) -> Iterator[Any]:
        held = found.get_object()
        if isinstance(held, list):
            for one in held:
                yield from below(one)
        elif isinstance(held, dict):
            if "/S" in held:
                yield held
            if "/K" in held:
                yield from below(held["/K"])

    yield from below(pdf.trailer["/Root"]["/StructTreeRoot"])


def kind(element: Any) -> str:
    return str(element["/S"])[1:]


def test_the_file_says_what_it_is(pdf: Any, document: AuditDocument) -> None:
    root = pdf.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == document.lang
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert document.title in pdf.metadata.title
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_everything_is_tagged_with_standard_names(pdf: Any) -> None:
    roles = pdf.trailer["/Root"]["/StructTreeRoot"].get("/RoleMap", {})
    kinds = Counter(kind(element) for element in elements(pdf))
    mapped = {str(roles[f"/{name}"])[1:] if f"/{name}" in roles else name for name in kinds}
    assert mapped <= STANDARD, mapped - STANDARD
    assert kinds["P"] > 50
    assert kinds["TD"] > 50
    assert kinds["TH"] > 0
    for page in pdf.pages:
        assert "/StructParents" in page, "content that belongs to no tag"
        assert page.get("/Tabs") == "/S", "the order of the keyboard is that of the tags"


def test_headings_open_with_the_first_level_and_leave_none_out(pdf: Any) -> None:
    levels = [int(kind(e)[1]) for e in elements(pdf) if kind(e)[0] == "H" and kind(e)[1:].isdigit()]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_picture_is_told_in_words(pdf: Any, document: AuditDocument) -> None:
    drawn = [e for e in elements(pdf) if kind(e) == "Figure"]
    told = {str(e.get("/Alt", "")) for e in drawn}
    wanted = {chart.alt for part in (*document.figures, *document.annex) for chart in part.charts}
    assert wanted
    assert told == wanted


def test_every_link_says_where_it_leads(pdf: Any) -> None:
    links = [a.get_object() for page in pdf.pages for a in page.get("/Annots", [])]
    assert links
    assert all(a["/Subtype"] == "/Link" and str(a.get("/Contents", "")).strip() for a in links)


def test_every_letter_can_be_read_aloud(pdf: Any) -> None:
    fonts = {str(name): font.get_object() for page in pdf.pages for name, font in page["/Resources"]["/Font"].items()}
    assert fonts
    assert all("/ToUnicode" in font for font in fonts.values())
    descendants = [font["/DescendantFonts"][0].get_object() for font in fonts.values()]
    assert all({"/FontFile2", "/FontFile3"} & set(d["/FontDescriptor"].get_object()) for d in descendants)
