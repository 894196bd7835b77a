"""Signing in at an identity provider: who gets in by it, and every answer that is not believed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

pytest.importorskip("authlib", reason="signing in elsewhere needs the extra `oidc`")

from click.testing import CliRunner
from httpx import Response
from oidc_provider import CLIENT, SECRET, Issuer, by_another_key, by_nobody, by_public_key, serving
from starlette.testclient import TestClient
from web_support import NOW, PASSWORD, person, settings, token_in

from concordance.doors.cli.serve import serve
from concordance.doors.web.app import make_app
from concordance.doors.web.provider import Provider


@pytest.fixture(scope="module")
def provider() -> Iterator[Issuer]:
    with serving(NOW) as found:
        yield found


@pytest.fixture
def issuer(provider: Issuer) -> Issuer:
    provider.behave()
    return provider


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory, provider: Issuer) -> Callable[[], TestClient]:
    """Browsers of one server, which knows the issuer."""
    folder = tmp_path_factory.mktemp("oidc")
    app = make_app(settings(folder, provider=Provider(provider.address, CLIENT, SECRET)))
    person(app, "ada", "provider", "org")
    return lambda: TestClient(app, raise_server_exceptions=False)


@pytest.fixture(scope="module")
def known(browser: Callable[[], TestClient], provider: Issuer) -> str:
    """Somebody who signed up by the provider."""
    assert signed_up(browser(), provider, "s-known").url.path == "/desk"
    return "s-known"


def leave(visitor: TestClient) -> str:
    """Where the browser is sent."""
    sent = visitor.get("/sign-in/elsewhere", follow_redirects=False)
    assert sent.status_code == 303, sent.text
    return sent.headers["location"]


def come_back(visitor: TestClient, issuer: Issuer, subject: str = "s-unknown", **over: Any) -> Response:
    issuer.claims = over
    return visitor.get(issuer.authorize(leave(visitor), subject))


def signed_up(visitor: TestClient, issuer: Issuer, subject: str, **form: str) -> Response:
    page = come_back(visitor, issuer, subject)
    assert page.url.path == "/sign-up"
    assert "password" not in page.text
    given = {"name": "Bo", "organisation": "Bo Works", "role": "provider", **form}
    return visitor.post("/sign-up", data={"csrf": token_in(page.text), **given})


def test_the_page_offers_the_provider(browser: Callable[[], TestClient], issuer: Issuer, tmp_path: Path) -> None:
    assert issuer.address in browser().get("/sign-in").text
    plain = TestClient(make_app(settings(tmp_path)), raise_server_exceptions=False)
    assert "/sign-in/elsewhere" not in plain.get("/sign-in").text
    assert plain.get("/sign-in/elsewhere").status_code == 404


def test_a_newcomer_signed_up_without_a_password_and_comes_again(
    browser: Callable[[], TestClient], issuer: Issuer, known: str
) -> None:
    again = come_back(browser(), issuer, known)
    assert again.url.path == "/desk"
    assert "bo-works" in again.text


def test_nobody_takes_a_role_that_authorities_give(browser: Callable[[], TestClient], issuer: Issuer) -> None:
    assert signed_up(browser(), issuer, "s-2", role="authority").status_code == 422


@pytest.mark.parametrize("password", ["", "nobody", PASSWORD])
def test_an_account_without_a_password_is_not_entered_by_one(
    browser: Callable[[], TestClient], known: str, password: str
) -> None:
    visitor = browser()
    form = {"csrf": token_in(visitor.get("/sign-in").text), "name": "bo", "password": password}
    assert visitor.post("/sign-in", data=form).status_code == 403


def test_an_account_is_found_by_issuer_and_subject_never_by_what_else_is_said(
    browser: Callable[[], TestClient], issuer: Issuer
) -> None:
    told = {"email": "ada", "email_verified": True, "preferred_username": "ada", "name": "ada"}
    page = come_back(browser(), issuer, "stranger", **told)
    assert page.url.path == "/sign-up"


def test_an_account_is_linked_by_a_form_of_its_own_page(browser: Callable[[], TestClient], issuer: Issuer) -> None:
    visitor = browser()
    form = {"csrf": token_in(visitor.get("/sign-in").text), "name": "ada", "password": PASSWORD}
    visitor.post("/sign-in", data=form)
    page = come_back(visitor, issuer, "s-ada")
    assert page.url.path == "/account"
    assert come_back(browser(), issuer, "s-ada").url.path == "/sign-up", "coming back alone links nothing"
    assert visitor.post("/account/identity", data={"csrf": "wrong"}).status_code == 403
    visitor.post("/account/identity", data={"csrf": token_in(page.text)})
    assert "org" in come_back(browser(), issuer, "s-ada").text
    assert visitor.post("/account/identity", data={"csrf": token_in(page.text)}).status_code == 403, "once"


def test_whoever_was_invited_joins_with_their_identity(browser: Callable[[], TestClient], issuer: Issuer) -> None:
    host, guest = browser(), browser()
    form = {"csrf": token_in(host.get("/sign-in").text), "name": "ada", "password": PASSWORD}
    host.post("/sign-in", data=form)
    page = host.post("/account/invitations", data={"csrf": token_in(host.get("/account").text)})
    key = page.text.partition("/join?key=")[2].partition("<")[0]
    come_back(guest, issuer, "s-guest")
    form = {"csrf": token_in(guest.get(f"/join?key={key}").text), "key": key, "name": "guest"}
    assert guest.post("/join", data=form).url.path == "/desk"
    assert "org" in come_back(browser(), issuer, "s-guest").text


def refused(answer: Response) -> bool:
    return answer.status_code == 403 and "oidc-refused" in answer.text


FORGED: list[tuple[str, dict[str, Any]]] = [
    ("nonce", {"nonce": "another"}),
    ("no nonce", {"nonce": None}),
    ("issuer", {"iss": "https://another.example"}),
    ("no issuer", {"iss": None}),
    ("audience", {"aud": "another"}),
    ("no audience", {"aud": None}),
    ("several audiences, none authorized", {"aud": [CLIENT, "another"], "azp": "another"}),
    ("over", {"exp": int(NOW.timestamp()) - 61}),
    ("no end", {"exp": None}),
    ("issued later", {"iat": int(NOW.timestamp()) + 61}),
    ("not yet", {"nbf": int(NOW.timestamp()) + 61}),
    ("no subject", {"sub": None}),
    ("hash of another access token", {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
]


@pytest.mark.parametrize("over", [over for _, over in FORGED], ids=[name for name, _ in FORGED])
def test_an_id_token_that_says_another_thing(
    browser: Callable[[], TestClient], issuer: Issuer, known: str, over: dict[str, Any]
) -> None:
    visitor = browser()
    assert refused(come_back(visitor, issuer, known, **over))
    assert visitor.get("/desk").status_code == 401


def test_an_id_token_that_another_signed(
    browser: Callable[[], TestClient], issuer: Issuer, known: str
) -> None:
    for forge in (by_another_key, by_public_key(issuer), by_nobody, lambda _: "", lambda _: "a.b.c"):
        issuer.forge = forge
        assert refused(come_back(browser(), issuer, known))


def test_a_state_of_another_browser(browser: Callable[[], TestClient], issuer: Issuer) -> None:
    """An answer that an attacker began does not sign a victim in as the attacker."""
    attacker, victim = browser(), browser()
    back = issuer.authorize(leave(attacker), "s-1")
    leave(victim)
    assert refused(victim.get(back))
    assert refused(browser().get(back)), "nor without any cookie"
    assert issuer.used == 0


@pytest.mark.parametrize("state", ["", "made-up", None])
def test_a_state_that_nobody_asked_for(browser: Callable[[], TestClient], issuer: Issuer, state: str | None) -> None:
    visitor = browser()
    leave(visitor)
    query = {"code": "code-0"} | ({} if state is None else {"state": state})
    assert refused(visitor.get("/sign-in/back", params=query))
    assert refused(visitor.get("/sign-in/back"))


def test_an_answer_is_taken_once(browser: Callable[[], TestClient], issuer: Issuer) -> None:
    visitor = browser()
    back = issuer.authorize(leave(visitor), "s-1")
    assert visitor.get(back).url.path == "/sign-up"
    assert refused(visitor.get(back))


def test_an_answer_does_not_come_after_ten_minutes(tmp_path: Path, issuer: Issuer) -> None:
    now = [NOW]
    provider = Provider(issuer.address, CLIENT, SECRET)
    visitor = TestClient(make_app(settings(tmp_path, provider=provider, clock=lambda: now[0])))
    back = issuer.authorize(leave(visitor), "s-1")
    now[0] = NOW + timedelta(minutes=10, seconds=1)
    assert refused(visitor.get(back))


def test_an_answer_of_another_issuer(browser: Callable[[], TestClient], issuer: Issuer) -> None:
    visitor = browser()
    back = issuer.authorize(leave(visitor), "s-1").replace(f"iss={issuer.address}", "iss=https://another.example")
    assert refused(visitor.get(back))


def test_a_code_that_the_provider_does_not_know(browser: Callable[[], TestClient], issuer: Issuer) -> None:
    visitor = browser()
    state = parse_qs(urlsplit(leave(visitor)).query)["state"][0]
    assert refused(visitor.get("/sign-in/back", params={"state": state, "code": "guessed"}))


def test_somebody_who_did_not_consent(browser: Callable[[], TestClient], issuer: Issuer) -> None:
    visitor = browser()
    state = parse_qs(urlsplit(leave(visitor)).query)["state"][0]
    answer = visitor.get("/sign-in/back", params={"state": state, "error": "<script>access_denied"})
    assert refused(answer)
    assert "<script>access" not in answer.text


def test_a_wrong_secret_of_the_client(tmp_path: Path, issuer: Issuer) -> None:
    visitor = TestClient(make_app(settings(tmp_path, provider=Provider(issuer.address, CLIENT, "wrong"))))
    assert refused(come_back(visitor, issuer))


@pytest.mark.parametrize(
    ("description", "status"),
    [({"issuer": "https://another.example"}, 403), ({"token_endpoint": None, "jwks_uri": "http://127.0.0.1:9/"}, 502)],
)
def test_a_provider_that_describes_another(
    browser: Callable[[], TestClient], issuer: Issuer, description: dict[str, Any], status: int
) -> None:
    visitor = browser()
    back = issuer.authorize(leave(visitor), "s-1")
    issuer.description = description
    assert visitor.get(back).status_code == status


def test_a_provider_that_is_away(tmp_path: Path) -> None:
    visitor = TestClient(make_app(settings(tmp_path, provider=Provider("http://127.0.0.1:9", CLIENT, SECRET))))
    assert visitor.get("/sign-in/elsewhere").status_code == 502


def test_the_secret_is_not_shown(issuer: Issuer) -> None:
    assert SECRET not in repr(Provider(issuer.address, CLIENT, SECRET))


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://id.example", True),
        ("http://localhost:8080/realm", True),
        ("http://id.example", False),
        ("http://localhost.evil.example", False),
        ("ftp://id.example", False),
    ],
)
def test_providers_are_reached_safely(address: str, safe: bool) -> None:
    assert Provider(address, CLIENT, SECRET).safe is safe


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--oidc-issuer http://id.example --oidc-client c --oidc-secret s", "must be reached by https"),
        ("--oidc-issuer https://id.example --oidc-client c", "needs --oidc-client and --oidc-secret-file"),
        ("--oidc-issuer https://id.example --oidc-secret s", "needs --oidc-client"),
    ],
)
def test_a_server_is_not_set_up_by_halves(words: str, told: str) -> None:
    ran = CliRunner().invoke(serve, ["--port", "0", *words.split()])
    assert ran.exit_code == 2
    assert told in ran.output
