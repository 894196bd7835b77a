"""A real browser walks the pages in both languages, with and without scripts, and axe looks for obstacles.

Needs Chromium (CHROMIUM, or /usr/bin/chromium), `playwright` and `axe-playwright-python`, which carries axe-core.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from web_support import PASSWORD, PRIVATE, PUBLIC

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python")
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "cv-screening.yaml"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Chromium: set CHROMIUM"),
]


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    """The server on a free port."""
    import uvicorn

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium."""
    with playwright.sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def obstacles() -> Callable[[Any], list[str]]:
    """What axe finds on a page."""

    def look(page: Any) -> list[str]:
        found = axe.Axe().run(page, options={"runOnly": TAGS})
        return [f"{v['id']}: {n['html'][:160]}" for v in found.response["violations"] for n in v["nodes"]]

    return look


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_axe_finds_no_obstacle(address: str, browser: Any, obstacles: Any, lang: str, scheme: str) -> None:
    context = browser.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    found: dict[str, list[str]] = {}
    for path in PUBLIC:
        page.goto(f"{address}/{lang}{path}")
        found[path] = obstacles(page)
    sign_in(page, address, lang, "provider")
    for path in (path for path, who in PRIVATE.items() if who == "provider"):
        page.goto(f"{address}/{lang}{path}")
        found[path] = obstacles(page)
    page.goto(f"{address}/{lang}/assess")
    page.fill("#profile", EXAMPLE.read_text(encoding="utf-8"))
    page.click("main form button")
    page.wait_for_selector(".report")
    found["report"] = obstacles(page)
    context.close()
    assert {path: each for path, each in found.items() if each} == {}


def sign_in(page: Any, address: str, lang: str, name: str) -> None:
    page.goto(f"{address}/{lang}/sign-in")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    page.click("main form button")
    page.wait_for_url("**/desk")


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
