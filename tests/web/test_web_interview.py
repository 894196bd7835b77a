"""The interview: the page carries everything, an answer moves the verdict, and the profile comes out whole."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

from concordance.base.problem import Problems
from concordance.norms.score import Score
from concordance.reading.profile import read_profile

AT = "2026-12-03"
SMALL = "kr/ai-basic-act"
"""A law with few norms: the walk through the interview does not turn on which law is asked about."""
BOT = "profile: bot\nfacts:\n  system.interacts_directly_with_people: true\n"


def hidden(text: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return html.unescape(found[1])


def step(client: TestClient, lang: str = "en", **data: object) -> str:
    answer = client.post(f"/{lang}/interview", data={"at": AT, "regime": SMALL, **data})
    assert answer.status_code == 200, re.findall(r"error-summary.*", answer.text)
    return answer.text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_from_a_name_to_a_profile(client: TestClient, score: Score, lang: str) -> None:
    page = step(client, lang, name="Conseiller scolaire")
    asked = []
    for _ in range(2):
        fact = hidden(page, "fact")
        assert fact not in asked
        asked.append(fact)
        kind = score.vocabulary.facts[fact]
        value = {"bool": "false", "number": "12", "date": "2026-01-01"}.get(kind.type, next(iter(kind.values), ""))
        page = step(client, lang, profile=hidden(page, "profile"), fact=fact, value=value, by="A. B.", reason="c")
    saved = client.post(f"/{lang}/interview/profile", data={"profile": hidden(page, "profile")})
    assert saved.headers["content-disposition"] == 'attachment; filename="conseiller-scolaire.yaml"'
    problems = Problems()
    profile = read_profile(saved.content, "saved", score, problems)
    assert not list(problems)
    assert profile is not None
    assert set(profile.answers) == set(asked)
    again = client.post(
        f"/{lang}/interview", data={"at": AT, "regime": SMALL}, files={"file": ("p.yaml", saved.content)}
    )
    assert again.status_code == 200
    assert hidden(again.text, "profile") == saved.text


def test_an_answer_moves_the_verdict(client: TestClient) -> None:
    count = r'id="decided" max="(\d+)" value="(\d+)"'
    first = step(client, name="x")
    asked = {"profile": hidden(first, "profile"), "regime": "eu/ai-act"}
    fact = "system.interacts_directly_with_people"
    first = step(client, **asked, do=f"ask:{fact}")
    assert hidden(first, "fact") == fact
    later = step(client, **asked, fact=fact, value="false", do="answer")
    before, after = (re.search(count, page) for page in (first, later))
    assert before
    assert after
    assert int(after[2]) > int(before[2])
    assert after[1] == before[1]


def test_what_nobody_knows_is_not_asked_again(client: TestClient) -> None:
    page = step(client, profile=BOT)
    fact = hidden(page, "fact")
    page = step(client, profile=hidden(page, "profile"), fact=fact, do="nobody")
    assert f"nobody_knows: [{fact}]" in hidden(page, "profile")
    assert hidden(page, "fact") != fact
    page = step(client, profile=hidden(page, "profile"), do=f"forget:{fact}")
    assert "nobody_knows" not in hidden(page, "profile")
    assert hidden(page, "fact") == fact


def test_later_puts_a_question_off_and_leaves_no_trace(client: TestClient) -> None:
    page = step(client, profile=BOT)
    fact = hidden(page, "fact")
    page = step(client, profile=hidden(page, "profile"), fact=fact, do="later")
    assert hidden(page, "fact") != fact
    assert hidden(page, "later") == fact
    assert fact not in hidden(page, "profile")


def test_a_judgement_wants_a_name_and_a_reason(client: TestClient) -> None:
    fact = "interaction.obvious_to_reasonable_person"
    given = {"profile": BOT, "at": AT, "regime": SMALL, "fact": fact, "value": "true", "do": "answer"}
    refused = client.post("/fr/interview", data=given)
    assert refused.status_code == 422
    assert 'href="#by"' in refused.text
    assert 'href="#reason"' in refused.text
    assert "<title>Problème" in refused.text
    taken = client.post("/fr/interview", data={**given, "by": "A. Dupont", "reason": "une borne parlante"})
    assert taken.status_code == 200
    profile = hidden(taken.text, "profile")
    assert f'{fact}: {{answer: true, by: "A. Dupont", reason: "une borne parlante", on: {AT}}}' in profile


@pytest.mark.parametrize(
    "given",
    [
        {"fact": "system.purposes", "value": "nonsense"},
        {"fact": "system.interacts_directly_with_people", "value": "perhaps"},
        {"fact": "system.interacts_directly_with_people"},
        {"fact": "no.such.fact", "value": "true"},
        {"fact": "reading.aia_deferral", "value": "deferred"},
    ],
)
def test_a_wrong_answer_changes_nothing(client: TestClient, given: dict[str, str]) -> None:
    answer = client.post("/en/interview", data={"profile": BOT, "at": AT, "regime": SMALL, **given})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert hidden(answer.text, "profile").splitlines()[2:] == BOT.splitlines()[1:]


def test_a_broken_profile_is_refused_with_its_place(client: TestClient) -> None:
    answer = client.post("/fr/interview", data={"profile": "profile: x\nfacts:\n  system.purpose: true\n"})
    assert answer.status_code == 422
    assert "profile:3:3" in answer.text
    assert "<pre><code>  system.purpose: true</code></pre>" in answer.text
    assert "system.purposes" in answer.text


@pytest.mark.parametrize("name", ["", "   ", "!!!"])
def test_a_system_needs_a_name(client: TestClient, name: str) -> None:
    answer = client.post("/fr/interview", data={"name": name})
    assert answer.status_code == 422
    assert 'href="#name"' in answer.text


@pytest.mark.parametrize(("form", "kind"), [("html", "text/html"), ("json", "application/json")])
def test_the_report_can_be_saved(client: TestClient, form: str, kind: str) -> None:
    answer = client.post("/fr/assess", data={"profile": BOT, "at": AT, "form": form})
    assert answer.headers["content-type"].startswith(kind)
    assert "attachment" in answer.headers["content-disposition"]
    assert "eu/ai-act/50.1" in answer.text or "Art. 50(1)" in answer.text


def test_a_profile_saved_on_another_system_is_read(client: TestClient) -> None:
    data = b"\xef\xbb\xbf" + BOT.replace("\n", "\r\n").encode()
    assert client.post("/en/assess", data={"at": AT}, files={"file": ("p.yaml", data)}).status_code == 200
    bad = client.post("/fr/assess", files={"file": ("p.yaml", b"profile: \xff")})
    assert bad.status_code == 422
    assert "UTF-8" in bad.text
    assert client.post("/fr/assess").status_code == 422
