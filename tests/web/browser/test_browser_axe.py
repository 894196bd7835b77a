"""axe looks at every page of the application, whoever may see it: those that routes declare, found by following links.

A page that no link leads to is named in `UNLINKED`; a route that answers no page in `NO_PAGES`. A new route that is in
neither, and that nobody can reach by links, fails the test.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import Match, Route
from walks import EXAMPLE, import_register, open_inspection, raise_concern, register, report_incident, sign_in
from web_support import PUBLIC, ROWS, pages_of

playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright")
SYSTEM = "demo-provider/cv-screening"
PEOPLE = ("provider", "authority", "auditor")
UNLINKED = {
    "public": (*PUBLIC, "/set-up?key=the-key", "/join?key=none", "/concern/open", "/log", "/nothing-here"),
    "provider": (f"/documents/{SYSTEM}", f"/declare/{SYSTEM}", "/receipts/own", "/account"),
    "authority": ("/open-inspection", f"/open-inspection?system={SYSTEM}", "/accounts", "/concerns", "/imports"),
    "auditor": (),
}
"""Where a visitor begins, besides the home page and the desk."""
NO_PAGES = (
    "/report.css",
    "/receipts/offline.html",
    "/registers/{register}.csv",
    "/calendar/{feed}.ics",
    "/sign-in/elsewhere",
    "/sign-in/back",
    "/document/{id_:path}",
    "/evidence/{number}",
    "/declarations.csv",
    "/declarations.json",
    "/statistics/oversight.csv",
    "/statistics/oversight.json",
)
"""Routes that answer files or redirections."""
MOST = 2
"""Addresses looked at per route and visitor; those of one route differ in their content only."""


@pytest.fixture(scope="module")
def lived_in(site: str, demo: FastAPI, browser: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The demonstration, after an entry, an incident, a case, an import and a concern, so that their pages exist."""
    context = browser.new_context()
    page, passwords = context.new_page(), demo.state.passwords
    raise_concern(page, site, "en")
    sign_in(page, site, "en", "provider", passwords["provider"])
    register(page, site, "en", SYSTEM)
    report_incident(page, site, "en", SYSTEM)
    page.click("button[value=keep]")
    page.wait_for_url("**/incidents/**")
    context.clear_cookies()
    sign_in(page, site, "en", "authority", passwords["authority"])
    open_inspection(page, site, "en", SYSTEM, "case-1")
    file = tmp_path_factory.mktemp("import") / "nl.json"
    file.write_text(json.dumps({"algoritmes": ROWS[:5], "count": 5}), encoding="utf-8")
    import_register(page, site, "en", "nl", file)
    context.close()
    return site


class Crawl:
    """Follows the links of one visitor, a few addresses per route."""

    def __init__(self, app: FastAPI, page: Any, address: str, lang: str) -> None:
        self.routes = [route for route in pages_of(app) if "GET" in (route.methods or set())]
        self.page, self.address, self.lang = page, address, lang
        self.seen: dict[str, set[str]] = defaultdict(set)

    def route_of(self, path: str) -> Route | None:
        scope = {"type": "http", "method": "GET", "path": path, "root_path": "", "headers": []}
        return next((route for route in self.routes if route.matches(scope)[0] is Match.FULL), None)

    def wanted(self, path: str) -> bool:
        route = self.route_of(path.partition("?")[0])
        if route is None or route.path in NO_PAGES or path in self.seen[route.path]:
            return False
        if len(self.seen[route.path]) >= MOST:
            return False
        self.seen[route.path].add(path)
        return True

    def links(self) -> Iterator[str]:
        prefix = f"{self.address}/{self.lang}/"
        found = self.page.evaluate("[...document.querySelectorAll('a[href]')].map(a => a.href)")
        for link in dict.fromkeys(found):
            if link.startswith(prefix):
                yield "/" + link.removeprefix(prefix).partition("#")[0]

    def visit(self, start: tuple[str, ...], look: Callable[[Any], list[str]]) -> dict[str, list[str]]:
        """What is found on each page, from these on."""
        found: dict[str, list[str]] = {}
        waiting = list(dict.fromkeys(path for path in start if self.wanted(path) or self.route_of(path) is None))
        while waiting:
            path = waiting.pop(0)
            try:
                self.page.goto(f"{self.address}/{self.lang}{path}")
            except playwright.Error as error:
                if "Download is starting" in str(error):
                    continue  # a file, not a page
                raise
            found[path] = look(self.page)
            waiting += [link for link in self.links() if self.wanted(link)]
        return found


@pytest.mark.parametrize(("lang", "scheme"), [("en", "dark"), ("fr", "light")])
def test_axe_finds_no_obstacle_on_any_page(
    lived_in: str, demo: FastAPI, browser: Any, obstacles: Callable[[Any], list[str]], lang: str, scheme: str
) -> None:
    found: dict[tuple[str, str], list[str]] = {}
    reached: set[str] = set()
    for who in ("public", *PEOPLE):
        context = browser.new_context(color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        if who != "public":
            sign_in(page, lived_in, lang, who, demo.state.passwords[who])
        crawl = Crawl(demo, page, lived_in, lang)
        start = ("/", *UNLINKED["public"]) if who == "public" else ("/desk", *UNLINKED[who])
        found |= {(who, path): each for path, each in crawl.visit(start, obstacles).items()}
        reached |= {route for route, paths in crawl.seen.items() if paths}
        context.close()
    assert {place: each for place, each in found.items() if each} == {}
    assert len(found) >= 60
    every = {route.path for route in pages_of(demo) if "GET" in (route.methods or set())}
    assert every - reached - set(NO_PAGES) == set(), "a page that nobody looked at"


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_axe_finds_no_obstacle_in_a_report(
    address: str, browser: Any, obstacles: Callable[[Any], list[str]], lang: str
) -> None:
    context = browser.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address}/{lang}/assess")
    page.fill("#profile", EXAMPLE.read_text(encoding="utf-8"))
    page.click("main form button")
    page.wait_for_selector(".report")
    assert obstacles(page) == []
    context.close()
