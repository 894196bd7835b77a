"""Every route of the server is public or bound to an action, and keeps to the table; none is forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.routing import Mount, Route
from starlette.testclient import TestClient
from web_support import NOW, PASSWORD, token_in

from concordance.doors.web.accounts import csrf_of, who_of
from concordance.doors.web.policy import MAY, Action, Role, may
from concordance.doors.web.tokens import make_token
from concordance.registry.accounts import Account

PUBLIC = """
GET /  GET /about  GET /api  GET /assets  GET /api/openapi.json
GET /instruments  GET /instruments/{issuer}/{slug}  GET /instruments/{issuer}/{slug}/{article:path}
GET /search  GET /facts/{name}  GET /interview  POST /interview  POST /interview/profile
GET /assess  POST /assess  GET /report.css
GET /receipts  POST /receipts  GET /receipts/offline.html
GET /registers  GET /registers/{register}.csv  GET /records/{id_:path}  GET /statistics
GET /declarations  GET /declarations.csv  GET /declarations.json  GET /declarations/{id_:path}
GET /log  GET /log/checkpoint  GET /log/key  GET /log/receipts/{index}.tlog-proof  GET /log/tile/{rest:path}
GET /statistics/oversight  GET /statistics/oversight.csv  GET /statistics/oversight.json
GET /concern  POST /concern  GET /concern/open  POST /concern/open
GET /calendar/{feed}.ics
GET /sign-in  POST /sign-in  POST /sign-out  GET /sign-up  POST /sign-up  GET /set-up  POST /set-up
GET /sign-in/elsewhere  GET /sign-in/back  GET /join  POST /join
POST /api/v1/assess  POST /api/v1/explain  POST /api/v1/questions  GET /api/v1/corpus
GET /api/v1/instruments  GET /api/v1/instruments/{issuer}/{slug}  GET /api/v1/facts  GET /api/v1/facts/{name}
GET /api/v1/search  GET /api/v1/crosswalk  POST /api/v1/receipts/verify
GET /api/v1/registers  GET /api/v1/registers/{register}  GET /api/v1/records  GET /api/v1/records/{id_:path}
GET /api/v1/exports/{register}
GET /api/v1/declarations  GET /api/v1/declarations/compared  GET /api/v1/declarations/figures
GET /api/v1/declarations/{id_:path}
GET /api/v1/statistics/registers  GET /api/v1/statistics/inspections  GET /api/v1/statistics/incidents
"""
BOUND = """
see-desk         GET /desk
keep-system      POST /systems  POST /change-system/{id_:path}  POST /remove-system/{id_:path}
see-system       GET /systems/{id_:path}  GET /incidents/{id_:path}
see-system       GET /documents/{id_:path}  GET /document/{id_:path}
keep-evidence    POST /documents/{id_:path}  POST /erase/{id_:path}
import-register  GET /imports  POST /imports  GET /imports/{number}
assess           POST /assessments/{id_:path}
register         GET /enter/{register}/{id_:path}  POST /enter/{register}/{id_:path}
see-system       GET /export-incident/{form}/{id_:path}
report-incident  GET /report/{id_:path}  POST /report/{id_:path}  POST /steps/{number}  POST /begin-report/{id_:path}
report-incident  POST /add-step/{id_:path}  POST /close-incident/{id_:path}
declare          GET /declare/{id_:path}  POST /declare/{id_:path}
see-inbox        GET /inbox  GET /api/v1/events
read-concerns    GET /concerns  GET /concerns/{id_}  POST /concerns/{id_}
inspect          GET /open-inspection  POST /open-inspection
inspect|answer-inspection  GET /inspections  GET /inspections/{id_:path}  GET /evidence/{number}
inspect|answer-inspection  GET /moves/{move}/{id_:path}  POST /moves/{move}/{id_:path}
add-account      GET /accounts  POST /accounts
keep-account     GET /account  POST /account/tokens  POST /account/tokens/{number}  POST /account/identity
keep-account     POST /account/leave
invite           POST /account/invitations
see-desk         GET /api/v1/me  GET /api/v1/systems  GET /api/v1/deadlines  GET /api/v1/deadlines.ics
keep-system      POST /api/v1/systems  PATCH /api/v1/systems/{id_:path}  DELETE /api/v1/systems/{id_:path}
see-system       GET /api/v1/systems/{id_:path}  GET /api/v1/assessments  GET /api/v1/assessments/{id_:path}
see-system       GET /api/v1/duties/{system:path}  GET /api/v1/registrations  GET /api/v1/evidence
see-system       GET /api/v1/incidents  GET /api/v1/incidents/{id_:path}
assess           POST /api/v1/assessments
register         POST /api/v1/registrations
see-system       GET /api/v1/incident-exports/{form}/{id_:path}  GET /api/v1/documents
report-incident  POST /api/v1/obligations  POST /api/v1/incidents  PATCH /api/v1/incidents/{id_:path}
report-incident  POST /api/v1/incident-steps  PUT /api/v1/incident-steps/{number}
inspect          POST /api/v1/inspections
inspect|answer-inspection  GET /api/v1/inspections  GET /api/v1/inspections/{id_:path}  POST /api/v1/inspection-steps
"""

WITH_A_LOG = "GET /receipts/own  POST /witness/add-checkpoint"
"""Routes of a server that keeps a log or is a witness; tests of those hold their gates."""


def named(text: str) -> list[str]:
    return re.findall(r"(?:GET|POST|PUT|PATCH|DELETE) \S+", text)


def bound() -> dict[str, frozenset[Action]]:
    found = {}
    for line in BOUND.strip().splitlines():
        actions, _, rest = line.partition(" ")
        found |= {route: frozenset(map(Action, actions.split("|"))) for route in named(rest)}
    return found


def routes(app: FastAPI) -> Iterator[tuple[str, str]]:
    """Every method and path of the application, those of included routers too."""

    def walk(found: object) -> Iterator[tuple[str, str]]:
        for route in getattr(found, "routes", ()):
            if isinstance(route, Mount):
                yield "GET", route.path
            elif isinstance(route, Route):
                yield from ((method, route.path) for method in (route.methods or {"GET"}) - {"HEAD"})
            else:
                yield from walk(route.original_router)

    yield from walk(app)


def test_every_route_is_public_or_bound(app: FastAPI) -> None:
    found = sorted(f"{method} {path}" for method, path in routes(app))
    assert len(found) == len(set(found)), "a route stands twice"
    assert found == sorted([*named(PUBLIC), *named(WITH_A_LOG), *bound()])


def test_the_description_names_the_action_of_every_operation(app: FastAPI) -> None:
    told = {}
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            schemes = operation.get("security", [])
            told[f"{method.upper()} {path}"] = frozenset(schemes[0]["token"]) if schemes else frozenset()
    wanted = {re.sub(r":path", "", route): frozenset(actions) for route, actions in bound().items()}
    assert {route for route in told if told[route]} == {route for route in wanted if " /api/" in route}
    assert all(told[route] == wanted[route] for route in told if told[route])


FILL = {"register": "eu-annex-viii-a", "move": "close", "number": "999999", "form": "oecd"}

UPLOADS = {"/imports", "/documents/{id_:path}", "/begin-report/{id_:path}"}
CHOSEN = {"kind": "corrective", "form": "oecd"}
"""Choices without which a form is none, whoever sends it."""


def address(path: str) -> str:
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: FILL.get(found[1], "none"), path)


@pytest.fixture(scope="module")
def visitors(app: FastAPI) -> dict[Role, tuple[TestClient, str]]:
    """A visitor of each role: with a session, and with a token."""
    found: dict[Role, tuple[TestClient, str]] = {"public": (TestClient(app, raise_server_exceptions=False), "")}
    for role in MAY:
        if role == "public":
            continue
        visitor = TestClient(app, raise_server_exceptions=False)
        form = {"csrf": token_in(visitor.get("/sign-in").text), "name": role, "password": PASSWORD}
        visitor.post("/sign-in", data=form)
        with app.state.shelf.writing() as session:
            who = who_of(session.get_one(Account, role))
            found[role] = visitor, make_token(session, who, "routes", f"of-{role}", NOW, 30)
    return found


def refused(visitor: tuple[TestClient, str], route: str) -> bool:
    """Whether a visitor is turned away by the gate, not by anything behind it."""
    (client, token), (method, _, path) = visitor, route.partition(" ")
    if path.startswith("/api/"):
        headers = {"authorization": f"Bearer {token}"} if token else {}
        bare = TestClient(client.app, raise_server_exceptions=False)
        body = {} if method in {"POST", "PUT", "PATCH"} else None
        answer = bare.request(method, address(path), headers=headers, json=body)
        codes = {each["code"] for each in answer.json()["problems"]} if answer.status_code >= 400 else set()
        return bool(codes & {"sign-in", "not-allowed"})
    cookies = client.cookies.get("concordance-session", "")
    given: dict[str, Any] = {"data": {"csrf": csrf_of(cookies), **CHOSEN}} if method == "POST" else {}
    if path in UPLOADS:
        given["files"] = {"file": ("name", b"")}
    answer = client.request(method, address(path), follow_redirects=False, **given)
    assert answer.status_code < 500, route
    shown = "<code>sign-in</code>" in answer.text or "<code>not-allowed</code>" in answer.text
    return answer.status_code in {401, 403} and (shown or "form-expired" in answer.text)


@pytest.mark.parametrize("role", MAY)
@pytest.mark.parametrize("route", bound())
def test_bound_routes_keep_to_the_table(
    visitors: dict[Role, tuple[TestClient, str]], route: str, role: Role
) -> None:
    allowed = any(may(role, action) for action in bound()[route])
    assert refused(visitors[role], route) == (not allowed)


@pytest.mark.parametrize("route", [route for route in named(PUBLIC) if route.startswith("GET")])
def test_public_routes_ask_nobody_to_sign_in(visitors: dict[Role, tuple[TestClient, str]], route: str) -> None:
    answer = visitors["public"][0].get(address(route.partition(" ")[2]), follow_redirects=False)
    assert answer.status_code not in {401, 500}


def test_a_cookie_is_nothing_to_the_api(visitors: dict[Role, tuple[TestClient, str]]) -> None:
    assert visitors["provider"][0].get("/desk").status_code == 200
    answer = visitors["provider"][0].get("/api/v1/me")
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="concordance"'


def test_a_token_is_nothing_to_the_pages(app: FastAPI, visitors: dict[Role, tuple[TestClient, str]]) -> None:
    bearer = {"authorization": f"Bearer {visitors['provider'][1]}"}
    assert TestClient(app).get("/desk", headers=bearer).status_code == 401


@pytest.mark.parametrize("given", ["Bearer none", "Bearer ", "Basic cHJvdmlkZXI6eA==", "bearer concordance_none"])
def test_what_is_no_token_of_ours(app: FastAPI, given: str) -> None:
    answer = TestClient(app).get("/api/v1/me", headers={"authorization": given})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer ")
