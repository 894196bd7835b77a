"""A real browser walks the pages in both languages, with and without scripts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from walks import (
    EXAMPLE,
    ask_through,
    check_receipt,
    keep_receipt,
    register,
    report_incident,
    sign_up,
    with_system,
)
from web_support import PUBLIC

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
LANGS = pytest.mark.parametrize("lang", ["en", "fr"])


@LANGS
def test_the_interview_leads_to_a_verdict(address: str, browser: Any, lang: str) -> None:
    page = browser.new_page()
    asked = ask_through(page, address, lang, "kr/ai-basic-act")
    assert 3 <= asked < 60
    ended = {"en": "Nothing more can be settled", "fr": "Plus rien ne peut être tranché"}
    assert ended[lang] in page.inner_text(".question h1")
    assert page.inner_text(".verdict").strip()
    page.click("main .question > form:last-of-type button:not([formaction])")
    page.wait_for_selector(".report")
    assert page.locator("html").get_attribute("lang") == lang
    page.close()


@LANGS
def test_from_signing_up_to_a_registration_and_its_receipt(
    site: str, browser: Any, lang: str, tmp_path: Path
) -> None:
    page = browser.new_page()
    name = sign_up(page, site, lang, f"walker-{lang}")
    system = with_system(page, site, lang, f"Sorter {lang}")
    register(page, site, lang, system)
    assert page.url.rpartition("/")[0].endswith("/records") or "/records/" in page.url
    assert f"Sorter {lang}" in page.inner_text("h1")
    receipt = keep_receipt(page, site, lang, tmp_path)
    proven = check_receipt(page, site, lang, receipt)
    assert ("Verified" if lang == "en" else "Vérifié") in proven
    assert f"web:organisation-of-{name}" in proven
    page.close()


def profile_that_says_how_wide(folder: Path) -> Path:
    """The period of Article 73 depends on a judgement that no form asks for; a profile can hold it."""
    profile = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    said = {"answer": False, "by": "A. Person", "reason": "One service in one Member State."}
    profile.setdefault("judgements", {})["incident.widespread"] = said
    path = folder / "profile.yaml"
    path.write_text(yaml.safe_dump(profile, allow_unicode=True), encoding="utf-8")
    return path


@LANGS
def test_an_incident_to_its_clocks_and_drafts(site: str, browser: Any, lang: str, tmp_path: Path) -> None:
    page = browser.new_page()
    sign_up(page, site, lang, f"reporter-{lang}")
    system = with_system(page, site, lang, f"Filter {lang}", profile_that_says_how_wide(tmp_path))
    report_incident(page, site, lang, system)
    told = page.inner_text("#told ~ ol")
    assert "73(1)" in told
    assert re.search(r"2028-03-0\d|\d (March|mars) 2028", told), f"fifteen days after becoming aware: {told}"
    assert page.locator("#told ~ details dl").count() >= 1, "a form is drafted"
    page.click("button[value=keep]")
    page.wait_for_url("**/incidents/**")
    waiting = page.locator("main tbody form button").count()
    assert waiting >= 2
    page.locator("main tbody form button").first.click()
    page.wait_for_load_state()
    assert page.locator("main tbody form button").count() == waiting - 1
    page.close()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_interview_by_keyboard(address: str, browser: Any, obstacles: Any, lang: str, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts, bypass_csp=True)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{address}/{lang}/interview")
    page.focus("#name")
    page.keyboard.type("Robot")
    page.select_option("#regime", "kr/ai-basic-act")
    page.keyboard.press("Tab")
    page.focus("#name")
    page.keyboard.press("Enter")
    page.wait_for_selector("#interview")
    first = page.inner_text(".question h1")
    if scripts:
        assert obstacles(page) == []
    page.locator("button[value=nobody]").focus()
    page.keyboard.press("Enter")
    playwright.expect(page.locator(".question h1")).not_to_have_text(first, timeout=20_000)
    if scripts:
        playwright.expect(page.locator(".question h1")).to_be_focused()
        assert obstacles(page) == []
    assert page.locator("html").get_attribute("lang") == lang
    assert not complaints
    carried = page.locator("#switch input[name=profile]").input_value()
    assert "nobody_knows: [" in carried, "the way to the other language carries what was said"
    page.locator("#switch button").click()
    page.wait_for_url(f"**/{'fr' if lang == 'en' else 'en'}/interview")
    assert page.locator("#switch input[name=profile]").input_value() == carried
    context.close()


def test_a_refusal_is_shown_whole(address: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{address}/fr/interview")
    page.fill("#name", "Robot")
    page.select_option("#regime", "kr/ai-basic-act")
    page.click("main form button")
    page.wait_for_selector("#interview")
    page.evaluate("document.querySelector('.question input[name=profile]').value = 'profile: [1]'")
    page.click("button[value=nobody]")
    page.wait_for_selector(".problems")
    assert page.locator("h1").count() == 1
    page.close()


def test_the_pages_fit_a_narrow_window(address: str, browser: Any) -> None:
    """WCAG 1.4.10: at 320 CSS pixels nothing needs scrolling in two directions."""
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    for path in PUBLIC:
        page.goto(f"{address}/fr{path}")
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 320, path
    context.close()


def test_a_policy_keeps_scripts_of_others_out(address: str, browser: Any) -> None:
    page = browser.new_page()
    page.goto(f"{address}/en/")
    blocked = page.evaluate(
        """() => new Promise(done => {
          document.addEventListener('securitypolicyviolation', event => done(event.violatedDirective));
          const script = document.createElement('script');
          script.textContent = 'window.broken = true';
          document.body.append(script);
        })"""
    )
    assert blocked.startswith("script-src")
    assert page.evaluate("window.broken") is None
    page.close()
