"""What a page may do, how much is read, who may send a form, and what becomes of hostile texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_support import NOW, PUBLIC, XSS, pages_of, settings, token_in

from concordance.doors.web.app import make_app
from concordance.doors.web.layers import HEADERS, Haste
from concordance.doors.web.pages import asset

TITLED = f'profile: "x"\ntitle: {{en: "{XSS}", fr: "{XSS}"}}\nfacts: {{}}\n'
STATELESS = {"/interview", "/interview/profile", "/assess", "/receipts"}
"""Forms that change nothing on the server: what they answer follows from what they carry."""


def test_every_answer_has_the_headers(client: TestClient) -> None:
    for path in ("/", "/nothing", "/assets/site.css", "/api/v1/corpus", "/api/v1/none"):
        found = client.get(path).headers
        assert {name: found[name] for name in HEADERS} == HEADERS
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert "max-age=31536000" in client.get(asset("site.css")).headers["cache-control"]
    assert client.get("/assets/site.css").headers["cache-control"] == "no-cache"
    assert client.get("/sign-in").headers["cache-control"] == "no-store"


def test_https_servers_say_so(tmp_path: Path) -> None:
    visitor = TestClient(make_app(settings(tmp_path, secure=True)), base_url="https://testserver")
    answer = visitor.get("/sign-in")
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-concordance-form=")
    assert all(word in cookie for word in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"))
    assert "Domain" not in cookie


@pytest.mark.parametrize("path", PUBLIC)
def test_nothing_runs_from_within_a_page_or_from_elsewhere(client: TestClient, path: str) -> None:
    text = client.get(path).text
    assert not re.search(r"<style|<[^>]+\s(style|on\w+)=|javascript:", text)
    assert all('src="/assets/' in tag for tag in re.findall(r"<script[^>]*>", text))
    assert all('href="/' in tag for tag in re.findall(r'<link[^>]*rel="(?:stylesheet|icon)"[^>]*>', text))


def test_assets_have_their_licence(client: TestClient) -> None:
    assert "Zero-Clause BSD" in client.get("/assets/htmx.LICENSE.txt").text


def test_too_long_a_body_is_not_read(client: TestClient) -> None:
    page = client.post("/fr/assess", data={"profile": "x" * 1_000_001})
    assert page.status_code == 413
    assert "un système à la fois" in page.text

    def pieces() -> Iterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    unstated = client.post("/api/v1/assess", content=pieces())
    assert unstated.status_code == 413
    assert unstated.headers["content-type"] == "application/problem+json"
    assert unstated.json()["problems"][0]["code"] == "body-too-large"


def test_haste_is_asked_to_wait(tmp_path: Path) -> None:
    visitor = TestClient(make_app(settings(tmp_path, requests_per_minute=3)))
    answers = [visitor.get("/about") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"] == "21"
    assert visitor.get("/assets/site.css").status_code == 200


def test_a_bucket_fills_again() -> None:
    moments = iter([NOW, NOW, NOW, NOW + timedelta(seconds=31), NOW + timedelta(seconds=31)])
    haste = Haste(2, lambda: next(moments))
    assert [haste.seconds_to_wait("a") for _ in range(5)] == [0, 0, 31, 0, 29]


def test_every_form_that_changes_something_carries_the_token(
    app: FastAPI, signed_in: Callable[[str], TestClient]
) -> None:
    """Without the token, and with that of somebody else, nothing is done, whoever is signed in."""
    visitor = signed_in("provider")
    stolen = token_in(signed_in("other").get("/desk").text)
    paths = [r.path for r in pages_of(app) if "POST" in (r.methods or set()) and r.path not in STATELESS]
    assert len(paths) >= 7
    for path in paths:
        address = re.sub(r"\{register\}", "eu-annex-viii-a", re.sub(r"\{id_:path\}", "org-provider/scorer", path))
        for given in ({}, {"csrf": stolen}, {"csrf": ""}):
            answer = visitor.post(address, data=given)
            assert answer.status_code == 403, address
            assert "form-expired" in answer.text


def test_stateless_forms_set_no_cookie(client: TestClient) -> None:
    for path in ("/", "/interview", "/assess", "/receipts", "/registers"):
        assert "set-cookie" not in client.get(path).headers


def test_hostile_names_are_shown_as_they_are(client: TestClient, signed_in: Callable[[str], TestClient]) -> None:
    provider = signed_in("provider")
    pages = [
        client.get("/registers?q=alert"),
        client.get("/records/nl:0"),
        client.get("/search", params={"q": XSS}),
        client.get("/registers", params={"q": XSS, "register": XSS, "status": XSS}),
        client.get("/instruments", params={"at": XSS}),
        client.get(f"/facts/{XSS}"),
        client.get(f"/{XSS}"),
        client.post("/interview", data={"name": XSS, "regime": "us-nyc/ll-144"}),
        client.post("/interview", data={"profile": f'profile: "{XSS}"\nfacts:\n  {XSS}: true\n'}),
        client.post(
            "/assess", data={"profile": f'profile: "{XSS}"\ntitle: {{en: "{XSS}", fr: "{XSS}"}}\nfacts: {{}}\n'}
        ),
        client.post("/receipts", data={"receipt": XSS, "log_key": f'"{XSS}', "policy": f"</textarea>{XSS}"}),
        provider.get("/desk"),
        provider.get("/systems/org-provider/scorer"),
        provider.get("/enter/eu-annex-viii-a/org-provider/scorer"),
        signed_in("authority").get("/inbox"),
        signed_in("authority").get("/inspections/case-1"),
    ]
    for page in pages:
        assert "<script>alert" not in page.text
        assert page.headers["content-type"].startswith("text/html")
    assert sum("&lt;script&gt;alert" in page.text for page in pages) >= 10


def test_a_page_of_the_report_lies_inside_ours(client: TestClient) -> None:
    page = client.post("/assess", data={"profile": TITLED, "regime": "us-nyc/ll-144"})
    assert page.text.count("<main") == 1
    assert "<style" not in page.text
    assert ".tiers{" in client.get("/report.css").text


def test_downloads_are_not_formulas(client: TestClient) -> None:
    answer = client.get("/registers/nl.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="nl.csv"'
    assert "Systeem 1" in answer.text


def test_what_breaks_is_not_told(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("concordance.doors.web.views.law.stats", broken)
    answer = TestClient(app, raise_server_exceptions=False).get("/fr/")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert '<html lang="fr">' in answer.text
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
