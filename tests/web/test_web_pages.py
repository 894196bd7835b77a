"""Every page, in both languages: it answers, says its language, has one heading, and lacks no word."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient
from web_support import PRIVATE, PUBLIC, pages_of


def check(text: str, lang: str) -> None:
    assert f'<html lang="{lang}">' in text
    assert len(re.findall(r"<h1[ >]", text)) == 1
    title = re.search(r"<title>(.+?) – Concordance</title>", text)
    assert title
    assert title[1].strip()
    other = "fr" if lang == "en" else "en"
    assert f'hreflang="{other}"' in text
    assert re.search(rf'<(a|button)[^>]* lang="{other}"', text), "no way to the other language"
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids)), "an id stands twice"


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", PUBLIC)
def test_public_pages(client: TestClient, path: str, lang: str) -> None:
    answer = client.get(f"/{lang}{path}")
    assert answer.status_code == 200, answer.text[-2000:]
    check(answer.text, lang)


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("path", PRIVATE)
def test_private_pages(signed_in: Callable[[str], TestClient], path: str, lang: str) -> None:
    answer = signed_in(PRIVATE[path]).get(f"/{lang}{path}")
    assert answer.status_code == 200, answer.text[-2000:]
    check(answer.text, lang)


def test_no_page_is_left_out(app: FastAPI) -> None:
    """A page that is added is added to the lists above."""
    told = [path.split("?")[0] for path in (*PUBLIC, *PRIVATE)]
    told += ["/join", "/sign-in/elsewhere", "/sign-in/back"]  # in test_web_members and test_oidc
    told += ["/imports/1"]  # in test_web_imports
    told += ["/log", "/receipts/own", "/receipts/offline.html"]  # in test_web_log and test_web_receipts
    told += ["/set-up", "/report/x", "/incidents/x"]  # in test_web_accounts and test_web_office
    told += ["/export-incident/aiid/x", "/concerns/x", "/evidence/1"]  # in tests of incidents, concerns, inspections
    told += ["/declarations.csv", "/declarations.json", "/declarations/x"]  # in test_web_declarations
    told += ["/statistics/oversight.csv", "/statistics/oversight.json"]  # in test_web_oversight
    files = ("/report.css", "/calendar/{feed}.ics", "/document/{id_:path}", "/registers/{register}.csv")
    for route in pages_of(app):
        if "GET" in (route.methods or set()) and route.path not in files:
            assert any(route.path_regex.match(path) for path in told), f"{route.path} is not tested"


def test_the_browser_chooses_the_language_of_addresses_without_one(client: TestClient) -> None:
    french = client.get("/", headers={"Accept-Language": "de, fr;q=0.8, en;q=0.3"})
    assert '<html lang="fr">' in french.text
    assert "Accept-Language" in french.headers["vary"]
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "ja"}).text
    assert "Accept-Language" not in client.get("/fr/").headers.get("vary", "")


def test_links_stay_in_the_language(client: TestClient) -> None:
    links = re.findall(r'href="(/[^"]*)"', client.get("/fr/instruments/eu/ai-act").text)
    own = [link for link in links if not link.startswith(("/assets", "/en/"))]
    assert own
    assert all(link.startswith("/fr/") for link in own)


def test_the_switch_keeps_day_and_words(client: TestClient) -> None:
    text = client.get("/en/instruments/eu/ai-act?at=2025-02-03").text
    assert 'href="/fr/instruments/eu/ai-act?at=2025-02-03"' in text


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(
    "path", ["/nothing", "/instruments/eu/none", "/instruments/eu/ai-act/9999", "/facts/none", "/records/none"]
)
def test_what_is_not_there(client: TestClient, path: str, lang: str) -> None:
    answer = client.get(f"/{lang}{path}")
    assert answer.status_code == 404
    check(answer.text, lang)


def test_a_bad_day_is_refused_with_its_field(client: TestClient) -> None:
    answer = client.get("/fr/instruments/eu/ai-act?at=03/12/2026")
    assert answer.status_code == 422
    assert "at:1:1" in answer.text
    assert "année-mois-jour" in answer.text


def test_the_law_moves_with_both_days(client: TestClient) -> None:
    """Article 50(2) for systems placed before August 2026 was put off by the amendment of July 2026."""
    now = client.get("/en/instruments/eu/ai-act/50?at=2026-12-03").text
    then = client.get("/en/instruments/eu/ai-act/50?at=2025-06-01").text
    assert "applicable since 2 August 2026" in now
    assert "from 2 August 2026" in then
    assert "published on 24 July 2026" in now
    enacted = client.get("/en/instruments/eu/ai-act/50?at=2026-12-03&known=2025-01-01").text
    assert "published on 12 July 2024" in enacted


def test_a_bill_is_shown_and_said_not_to_be_law(client: TestClient) -> None:
    assert "not law on the day chosen" in client.get("/en/instruments/br/pl-2338-2023").text


def test_search_knows_no_accents(client: TestClient) -> None:
    with_accents = client.get("/fr/search?q=évaluation").text
    without = client.get("/fr/search?q=EVALUATION").text
    count = r'role="status">(\d+)'
    found = re.search(count, with_accents)
    assert found
    assert int(found[1]) > 10
    assert found[1] == re.search(count, without)[1]  # type: ignore[index]


def test_records_show_what_was_not_provided(client: TestClient) -> None:
    text = client.get("/en/records/nl:1").text
    assert "not provided" in text
    assert "“Onbekend”" in text
    assert 'lang="nl"' in text
    assert "CC0-1.0" in text
