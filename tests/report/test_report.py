"""Reports: every duty told once and in its place, in both languages, and nothing promised that is not certain."""

from __future__ import annotations

import io
import re
from datetime import date
from html.parser import HTMLParser
from itertools import chain

import pytest
from rich.console import Console

from concordance.assess.assessment import assess
from concordance.assess.play import Play
from concordance.assess.result import Assessment
from concordance.assess.trace import explain
from concordance.base.text import LANGUAGES, Lang
from concordance.compile.program import Program
from concordance.norms.norm import Modality
from concordance.norms.outcome import Outcome
from concordance.pipeline import load_profile
from concordance.report.explanation import print_explanation
from concordance.report.html import to_html
from concordance.report.picture import MARGIN, WIDTH, draw_timeline
from concordance.report.terminal import print_report
from concordance.report.view import make_view
from concordance.report.words import MODALITIES, OUTCOMES, WORDS, amount, cited, day, shown_value
from support import EXAMPLES

AT = date(2026, 11, 22)
NAMES = [
    "benefits-fraud-scoring",
    "cv-screening",
    "deepfake-tool",
    "gpai-3e25",
    "military-drone-vision",
    "radiology-device",
    "stadium-face-recognition",
    "support-chatbot",
]


def result_of(name: str, program: Program, at: date = AT) -> Assessment:
    return assess(load_profile(EXAMPLES / f"{name}.yaml", program), program, at)


def printed(result: Assessment, lang: Lang, *, full: bool = False) -> str:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    print_report(result, lang, console, full=full)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("at", [date(2025, 6, 1), AT, date(2027, 12, 3)])
def test_every_duty_is_told_once(name: str, at: date, program: Program) -> None:
    result = result_of(name, program, at)
    view = make_view(result)
    groups = chain.from_iterable(group.duties for group in (*view.now, *view.coming))
    told = [d.norm for d in chain(groups, view.undetermined, view.unsettled, view.not_applying)]
    assert sorted(told) == sorted(d.norm for d in result.duties)


@pytest.mark.parametrize("name", NAMES)
def test_what_will_apply_does_apply_on_its_day(name: str, program: Program) -> None:
    result = result_of(name, program)
    for group in make_view(result).coming:
        assert group.start is not None
        then = {d.norm: d.outcome for d in result_of(name, program, group.start).duties}
        assert {found.norm for found in group.duties if not then[found.norm].binds} == set()


def test_what_may_apply_later_is_not_promised(program: Program) -> None:
    """Whether the safeguards of the tool are adequate is not known: from December the prohibition may hold, or not."""
    view = make_view(result_of("deepfake-tool", program))
    (found,) = (d for d in view.undetermined if d.norm == "eu/ai-act/5.1.ba.supply")
    assert found.missing == ("intimate.adequate_safeguards",)
    assert found.from_ == date(2026, 12, 2)
    text = printed(result_of("deepfake-tool", program), "en")
    assert "Art. 5(1)(ba) (from 2 December 2026)" in text


def test_a_prohibition_that_is_coming_is_not_said_to_end(program: Program) -> None:
    """A tier that begins in December does not `not apply from December`."""
    for lang, words in (
        ("en", "a prohibited practice: will apply from 2 December 2026"),
        ("fr", "une pratique interdite : s’appliquera à partir du 2 décembre 2026"),
    ):
        result = result_of("nudifier", program)
        assert words in " ".join(printed(result, lang).split())
        assert words.split(":")[1].strip() in to_html(result, lang)


def test_what_is_forbidden_is_told_first(program: Program) -> None:
    for name in ("emotion-call-centre", "benefits-fraud-scoring"):
        assert make_view(result_of(name, program)).now[0].forbids


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_terminal_and_page_say_what_applies(name: str, lang: Lang, program: Program) -> None:
    result = result_of(name, program)
    text, page = printed(result, lang, full=True), to_html(result, lang)
    flat = " ".join(text.split())
    for duty in result.duties:
        if duty.outcome.binds:
            assert cited(duty.citation, lang) in flat
            assert cited(duty.citation, lang) in page
            assert duty.link in page
    for words in (flat, page):
        assert not re.search(r"\b(is|are) (fully )?compliant\b", words)
        assert "Undefined" not in words
        assert "None" not in re.sub(r"<style>.*?</style>", "", words, flags=re.DOTALL)
    for limit in result.limits:
        assert limit(lang) in flat


class Outline(HTMLParser):
    """Tags that stay open, and links that lead nowhere."""

    VOID = frozenset({"meta", "br", "hr", "img", "input", "link", "circle", "line", "rect", "path", "polyline"})

    def __init__(self) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.ids: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.add(str(found["id"]))
        if tag == "a":
            self.links.append(str(found.get("href")))
        if tag not in self.VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.stack.pop() == tag


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_well_formed_and_its_links_lead_somewhere(lang: Lang, program: Program) -> None:
    outline = Outline()
    outline.feed(to_html(result_of("cv-screening", program), lang))
    assert not outline.stack
    assert outline.links
    for link in outline.links:
        assert link.startswith(("http://", "https://")) or link.removeprefix("#") in outline.ids, link


def test_text_of_a_profile_is_never_markup(program: Program, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("x") / "x.yaml"
    evil = "<script>alert(1)</script> [bold red]x[/] [/nonsense]"
    path.write_text(f'profile: x\ntitle: {{en: "{evil}", fr: "{evil}"}}\nfacts: {{}}\n', encoding="utf-8")
    result = assess(load_profile(path, program), program, AT)
    assert "<script" not in to_html(result, "en")
    assert evil in " ".join(printed(result, "en").split())


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_keeps_within_its_frame(name: str, program: Program) -> None:
    picture = draw_timeline(result_of(name, program), "en")
    if picture is None:
        assert not result_of(name, program).timeline
        return
    xs = [mark.x for mark in picture.marks] + [x for x, _ in picture.years] + [picture.now_x]
    assert all(MARGIN - 0.1 <= x <= WIDTH - MARGIN + 0.1 for x in xs)
    assert [mark.x for mark in picture.marks] == sorted(mark.x for mark in picture.marks)
    assert all(0 < mark.y < picture.height for mark in picture.marks)


def test_an_explanation_is_printed_in_both_languages(program: Program) -> None:
    play = Play(program, load_profile(EXAMPLES / "support-chatbot.yaml", program), AT)
    for lang, word in (("en", "because"), ("fr", "parce que")):
        console = Console(file=io.StringIO(), width=100, color_system=None)
        print_explanation(explain("eu/ai-act/50.1", play), lang, console)
        assert isinstance(console.file, io.StringIO)
        text = console.file.getvalue()
        assert "Art. 50(1)" in text
        assert word in text


def test_every_outcome_and_modality_has_words() -> None:
    assert set(OUTCOMES) == set(Outcome)
    assert set(MODALITIES) == set(Modality.__args__)  # type: ignore[attr-defined]
    for text in (*OUTCOMES.values(), *MODALITIES.values(), *WORDS.values()):
        assert text.en
        assert text.fr


def test_days_amounts_and_values_in_both_languages() -> None:
    assert (day(date(2026, 8, 1), "en"), day(date(2026, 8, 1), "fr")) == ("1 August 2026", "1er août 2026")
    assert day(date(2026, 12, 2), "fr") == "2 décembre 2026"
    assert amount(1_234_567.4, "EUR", "en") == "EUR 1,234,567"
    assert amount(1_234_567.4, "EUR", "fr") == "1\u202f234\u202f567\u00a0EUR"
    assert [shown_value(value, "fr") for value in (True, False, ("a", "b"), (), "x")] == [
        "oui",
        "non",
        "a, b",
        "∅",
        "x",
    ]


@pytest.mark.parametrize(
    ("citation", "told"),
    [
        ("Annex III point 5(b)", "Annexe III point 5(b)"),
        ("Annex XIII(a)", "Annexe XIII(a)"),
        ("Decree Art. 24(1)", "Décret Art. 24(1)"),
        ("Para. 26", "Par. 26"),
        ("Art. 5(1)(ba)", "Art. 5(1)(ba)"),
        ("§ 22757.3(a)", "§ 22757.3(a)"),
    ],
)
def test_a_citation_is_told_in_the_language(citation: str, told: str) -> None:
    assert cited(citation, "fr") == told
    assert cited(citation, "en") == citation
