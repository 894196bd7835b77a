"""The two-part report: one page that stands alone, charts that say in words what they show, both languages."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from audit_twins_people import scored

from concordance.audit import AuditResult, Context, Estimate, audits, run_audit, run_suite
from concordance.audit.effect import with_evidence
from concordance.audit.metrics import METRICS, UNITS
from concordance.audit.system import read_system
from concordance.base.text import Lang
from concordance.pipeline import assess_file
from concordance.report.audit_annex import exactly
from concordance.report.audit_charts import charts, figure
from concordance.report.audit_document import AuditDocument, make_document
from concordance.report.audit_html import audit_html
from concordance.report.audit_view import make_audit_view
from concordance.report.audit_words import AUDIT_WORDS, TAGS, VERDICTS

MEASURES = Path(__file__).resolve().parents[2] / "src" / "concordance" / "audit" / "measures"
FOLDER = Path(__file__).resolve().parents[2] / "examples" / "cv-screening"
DAY = dt.date(2026, 11, 22)
MEASURED = ["documents.instructions-for-use", "fairness.impact-ratio", "oversight.override", "fairness.error-rates"]


@pytest.fixture(scope="module")
def documents() -> dict[Lang, AuditDocument]:
    system = read_system(FOLDER)
    assert system.profile is not None
    results = run_suite(MEASURED, system.inputs, Context(DAY, replicates=100), system.name)
    assessment = with_evidence(assess_file(system.profile, DAY), results, DAY, system.digests)

    def document(lang: Lang) -> AuditDocument:
        view = make_audit_view(assessment, results, DAY, system.digests, system.name, lang)
        return make_document(view, lang, "examples/cv-screening")

    return {"en": document("en"), "fr": document("fr")}


class Page(HTMLParser):
    """Collects ids, what they are pointed at by, and what is loaded from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: list[str] = []
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        self.tags.append(tag)
        self.ids += [held["id"] or ""] if "id" in held else []
        self.wanted += (held.get("aria-labelledby") or "").split()
        href = held.get("href") or ""
        self.wanted += [href[1:]] if href.startswith("#") else []
        self.loaded += [held["src"] or ""] if "src" in held else []


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_stands_alone_and_every_picture_is_told(documents: dict[Lang, AuditDocument], lang: Lang) -> None:
    text = audit_html(documents[lang])
    page = Page(text)
    assert f'<html lang="{lang}">' in text
    assert page.loaded == []
    assert not {"script", "link", "iframe"} & set(page.tags)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.wanted) <= set(page.ids)
    assert text.count("<svg") == text.count('role="img" aria-labelledby') > 0
    assert "{{" not in text


def test_the_person_responsible_reads_states_and_what_to_do(documents: dict[Lang, AuditDocument]) -> None:
    document = documents["en"]
    counts = {t.key: t.count for t in document.tallies}
    assert (counts["contradicted"], counts["evidenced"]) == (4, 5)
    text = audit_html(document)
    page, annex = text.split('<section id="annex"')
    assert "That is no finding of a breach" in page
    assert "“foreseeable risks” is missing." in page
    assert "Do next: Check whether it is so." in page
    assert "no audit reaches these" in page
    assert "fairness.error-rates" in page  # refused: no truth in the file; it says so and does not count
    assert "--only fairness.error-rates" not in annex
    assert "compliant" not in text


def test_the_auditor_reads_every_figure_limit_digest_and_command(documents: dict[Lang, AuditDocument]) -> None:
    document = documents["en"]
    annex = audit_html(document).split('<section id="annex"')[1]
    for part in document.annex:
        assert part.command in annex
        assert all(sha in annex for _, sha in part.inputs)
    ratio = next(a for a in document.annex if a.audit == "fairness.impact-ratio")
    (row,) = (r for r in ratio.rows if r.metric == "impact ratio")
    assert (row.value, row.n) == ("0.309091", 72)
    assert row.judged[0][0] == "speaks against"
    assert "29 CFR 1607.4(D)" in row.judged[0][1]
    assert ratio.command == (
        "concordance audit run examples/cv-screening --only fairness.impact-ratio"
        " --seed 0 --level 0.95 --at 2026-11-22"
    )


def test_impact_ratio_is_drawn_against_the_four_fifths_line(documents: dict[Lang, AuditDocument]) -> None:
    ratio = next(a for a in documents["en"].annex if a.audit == "fairness.impact-ratio")
    chart = ratio.charts[0]
    (row,) = chart.rows
    assert chart.limit is not None
    assert row.low < row.x < row.high < chart.limit
    assert row.tone == "bad"
    assert "group=black 0.309" in chart.alt
    assert "≥ 0.8 (29 CFR 1607.4(D))" in chart.alt
    rates = next(c for c in ratio.charts if c.title == "selection rate")
    assert (rates.limit, len(rates.rows)) == (None, 2)


def test_the_reliability_curve_climbs_with_the_frequencies() -> None:
    result = run_audit("accuracy.calibration", {"predictions": scored(honest=True)}, Context(DAY, replicates=100))
    (chart,) = (c for c in charts(result, "en") if c.kind == "curve")
    seen = [e for e in result.estimates if e.metric == "observed-frequency"]
    assert len(chart.rows) == len(seen) > 1
    by_value = sorted(zip((e.value or 0.0 for e in seen), (r.y for r in chart.rows), strict=True))
    assert [y for _, y in by_value] == sorted((r.y for r in chart.rows), reverse=True)
    assert sum(e.n for e in seen) == result.estimate("brier-score").n
    assert all(chart.left <= r.x <= chart.right for r in chart.rows)


def made(*estimates: Estimate) -> AuditResult:
    base = run_audit("accuracy.calibration", {"predictions": scored(honest=True)}, Context(DAY, replicates=100))
    return replace(base, estimates=estimates, judgements=())


def test_unbounded_negative_and_constant_figures_stay_inside_the_chart() -> None:
    estimates = (
        Estimate("gap", -0.05, 36, "a", -0.07, None, 0.95, "bootstrap"),
        Estimate("gap", 12.0, 36, "b", 11.0, 13.0, 0.95, "bootstrap"),
        Estimate("zero", 0.0, 9, "c", 0.0, 0.0, 0.95, "wilson"),
    )
    for chart in charts(made(*estimates), "fr"):
        for row in chart.rows:
            assert chart.left <= row.low <= row.x <= row.high <= chart.right
        assert len(chart.ticks) > 1
    assert figure(estimates[0], "fr") == "−0,05 [−0,07 … …]"
    assert exactly(-0.123456789, "fr") == "−0,123457"


def test_plain_counts_are_not_drawn() -> None:
    assert charts(made(Estimate("fields-missing", 3.0, 7, unit="fields")), "en") == ()


def test_every_metric_and_unit_has_words() -> None:
    assert set(METRICS) == {metric for found in audits().values() for metric in found.spec.metrics}
    source = "".join(file.read_text("utf-8") for file in MEASURES.rglob("*.py"))
    written = set(re.findall(r'unit="([^"]+)"', source))
    assert written
    assert written <= set(UNITS)


def test_hostile_names_are_escaped(documents: dict[Lang, AuditDocument]) -> None:
    text = audit_html(replace(documents["en"], title="<script>alert(1)</script>"))
    assert "<script>" not in text
    assert "&lt;script&gt;" in text


def test_every_word_is_in_both_languages() -> None:
    for key, text in (AUDIT_WORDS | VERDICTS | TAGS | METRICS | UNITS).items():
        assert text.en, key
        assert text.fr, key
    assert re.search(r"[àé]", AUDIT_WORDS["contradicted_note"].fr)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_pdf_is_tagged_titled_and_the_same_each_time(documents: dict[Lang, AuditDocument], lang: Lang) -> None:
    pytest.importorskip("typst")
    from concordance.report.audit_pdf import audit_pdf

    noon = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
    pdf = audit_pdf(documents[lang], noon)
    assert pdf.startswith(b"%PDF-")
    assert b"pdfuaid" in pdf
    assert b"/StructTreeRoot" in pdf
    assert f"/Lang({lang})".encode() in pdf
    assert pdf == audit_pdf(documents[lang], noon)


def test_a_pdf_takes_hostile_words_as_words(documents: dict[Lang, AuditDocument]) -> None:
    pytest.importorskip("typst")
    from concordance.report.audit_pdf import audit_pdf

    hostile = replace(documents["en"], title='#read("/etc/passwd") $x$ </svg>')
    assert audit_pdf(hostile, dt.datetime(2026, 11, 22, tzinfo=dt.UTC)).startswith(b"%PDF-")


def test_the_page_of_the_assessment_shows_its_evidence() -> None:
    from concordance.report.html import to_html

    system = read_system(FOLDER)
    assert system.profile is not None
    results = run_suite(["documents.instructions-for-use"], system.inputs, Context(DAY), system.name)
    before = assess_file(system.profile, DAY)
    text = to_html(with_evidence(before, results, DAY, system.digests), "fr")
    assert text.count("contredite par une mesure") == 4
    assert "Les mots sont comptés, pas lus" in text
    assert "contredite par une mesure" not in to_html(before, "fr")
