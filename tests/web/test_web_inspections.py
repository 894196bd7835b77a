"""An inspection on the pages: both sides, every step, two people, and what each side may not see or do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient
from web_support import NOW, PASSWORD, person, settings, token_in

from concordance.base.span import NOWHERE
from concordance.doors.web.app import make_app
from concordance.doors.web.desk import When
from concordance.doors.web.inspecting import logged
from concordance.doors.web.settings import LogPlace
from concordance.registry.assessments import keep_assessment
from concordance.registry.database import Registry
from concordance.registry.events import By, event_bytes, history
from concordance.registry.keeping import add
from concordance.registry.models import Case, Event, Logged, System
from concordance.registry.oversight.cases import open_case, steps_of, take_step
from concordance.registry.oversight.ceilings import factors_for
from concordance.registry.oversight.machine import MOVES
from concordance.registry.publishing import predicate_of
from support import EXAMPLES

SYSTEM = "org-maker/sorter"
NORM = "eu/ai-act/50.1"


@pytest.fixture(scope="module", autouse=True)
def people(app: FastAPI) -> None:
    """A maker with an assessed system, and a second officer of the authority."""
    person(app, "maker", "provider", "org-maker")
    person(app, "officer-b", "authority", "org-authority")
    person(app, "stranger", "authority", "org-elsewhere")
    by, desk = By("web:org-maker", NOW), app.state.desk
    data, when = (EXAMPLES / "support-chatbot.yaml").read_bytes(), When(NOW.date())
    with app.state.shelf.writing() as session, desk.program(when) as program:
        kept = System(id=SYSTEM, organisation_id="org-maker", name="Sorter", purpose=None, status=None)
        add(session, by, kept)
        keep_assessment(session, by, f"{SYSTEM}/1", SYSTEM, desk.profile(data, when), program, when.at)


class Side:
    """Somebody at work on one case."""

    def __init__(self, client: TestClient, case: str) -> None:
        self.client, self.case = client, case

    def page(self, lang: str = "en") -> str:
        found = self.client.get(f"/{lang}/inspections/{self.case}")
        assert found.status_code == 200
        return found.text

    def send(self, move: str, files: Any = None, **form: str) -> Any:
        token = re.search(r'name="csrf" value="([0-9a-f]{64})"', self.client.get("/en/desk").text)
        assert token
        return self.client.post(f"/en/moves/{move}/{self.case}", data={"csrf": token[1], **form}, files=files)

    def done(self, move: str, files: Any = None, **form: str) -> str:
        answer = self.send(move, files, **form)
        assert answer.status_code == 200, answer.text
        assert answer.url.path == f"/en/inspections/{self.case}"
        return str(answer.text)


@pytest.fixture
def sides(signed_in: Callable[[str], TestClient], request: pytest.FixtureRequest) -> Callable[[str], Side]:
    """A fresh case, and whoever is named at work on it."""
    case = "case-" + re.sub(r"[^a-z0-9]", "-", request.node.name)
    opener = signed_in("authority")
    page = opener.get("/en/open-inspection", params={"system": SYSTEM})
    token = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert token
    form = {"csrf": token[1], "system": SYSTEM, "case": case, "basis": "eu/ai-act/74.5", "scope": "logs of 2026"}
    opened = opener.post("/en/open-inspection", data={**form, "assessment": f"{SYSTEM}/1"})
    assert opened.url.path == f"/en/inspections/{case}", opened.text
    return lambda name: Side(signed_in(name), case)


def to_hearing(sides: Callable[[str], Side]) -> tuple[Side, Side]:
    officer, maker = sides("authority"), sides("maker")
    officer.done("request-evidence", what="logs\ntest reports", by="2026-12-20")
    maker.done("receive-evidence", files=[("files", ("logs.csv", b"a;b", "text/csv"))], note="Here they are.")
    finding = {"norm-1": NORM, "outcome-1": "established", "text-1": "Nobody was told."}
    officer.done("find", **finding)
    officer.done("invite-reply", by="2027-01-20")
    return officer, maker


def fine(app: FastAPI, amount: str) -> dict[str, str]:
    factors = factors_for("eu/ai-act/99.4.g", app.state.desk.score)
    form = {"effect": "fine", "sanction": "eu/ai-act/99.4.g", "currency": "EUR", "amount": amount, "reasons": "Grave."}
    for factor in factors:
        form |= {f"weight:{factor.id}": "neutral", f"why:{factor.id}": "nothing known"}
    return form


def test_a_whole_case(sides: Callable[[str], Side], app: FastAPI) -> None:
    officer, maker = to_hearing(sides)
    assert "logs.csv" in officer.page()
    assert "Nobody was told." in maker.page("fr")
    link = re.search(r'href="/en(/evidence/\d+)"', officer.page())
    assert link
    got = officer.client.get(link[1])
    assert (got.content, got.headers["content-disposition"]) == (b"a;b", 'attachment; filename="logs.csv"')
    assert sides("other").client.get(link[1]).status_code == 404
    early = officer.send("propose", effect="warning", reasons="r")
    assert (early.status_code, "may still reply until 2027-01-20" in early.text) == (422, True)
    maker.done("reply", text="We told them orally.")
    refused = officer.send("propose", **fine(app, "99000000"))
    assert (refused.status_code, "not between 0 and the ceiling" in refused.text) == (422, True)
    assert 'value="99000000"' in refused.text, "the form comes back as it was"
    officer.done("propose", **fine(app, "1000"))
    assert "Grave." not in maker.page(), "a proposal stays inside"
    same = officer.send("confirm")
    assert (same.status_code, "cannot confirm" in same.text) == (422, True)
    sides("officer-b").done("confirm")
    assert "EUR 1,000" in maker.page()
    assert "Grave." in maker.page()
    maker.done("appeal", court="Conseil d’État", filed="2026-12-03")
    officer.done("appeal-outcome", outcome="varied", amount="800", reasons="Little harm.")
    officer.done("follow-up", what="notice shown", due="2027-02-01")
    assert "closed" in officer.done("close", reasons="Done.")
    with app.state.shelf.reading() as session:
        events = history(session, officer.case)
        assert {event.actor for event in events} == {"web:org-authority", "web:org-maker"}
        assert [predicate_of(event) for event in events].count("decision") == 1
        assert session.get_one(Case, officer.case).amount == 800
    assert isinstance(app.state.shelf.registry, Registry)


def test_each_side_keeps_to_its_own(sides: Callable[[str], Side]) -> None:
    officer, maker = to_hearing(sides)
    assert maker.send("find", **{"norm-1": NORM}).status_code == 403
    assert sides("other").client.get(f"/inspections/{officer.case}").status_code == 404
    assert sides("other").send("reply", text="x").status_code == 422
    stranger = sides("stranger")
    assert "Another authority conducts this case" in stranger.page()
    assert stranger.send("propose", effect="warning", reasons="r").status_code == 403
    assert "officer" not in maker.page().split("<main")[1]
    assert sides("auditor").client.get(f"/inspections/{officer.case}").status_code == 403
    assert officer.send("dance").status_code == 422


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_form_is_shown(sides: Callable[[str], Side], app: FastAPI, lang: str) -> None:
    """Forms are pages; a move that the order refuses is refused when it is sent."""
    officer, maker = to_hearing(sides)
    maker.done("reply", text="x")
    officer.done("propose", effect="order", reasons="r")
    for name, move in MOVES.items():
        for side in (officer, maker):
            found = side.client.get(f"/{lang}/moves/{name}/{officer.case}")
            assert found.status_code == (200 if side is officer or move.own else 403)
    shown = officer.client.get(f"/{lang}/moves/propose/{officer.case}", params={"effect": "fine:eu/ai-act/99.4.g"})
    assert shown.text.count('class="boxed"') == len(factors_for("eu/ai-act/99.4.g", app.state.desk.score)) > 5
    wrong = officer.send("receive-evidence")
    assert wrong.status_code == 422


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"basis": ""}, "rests on a legal basis or on an agreement"),
        ({"agreement": "sha256:x"}, "rests on a legal basis or on an agreement"),
        ({"case": "a b"}, "cannot be an identifier"),
        ({"scope": ""}, "scope"),
        ({"assessment": "org-deployer/x"}, "holds no assessment"),
        ({"basis": "eu/ai-act/73.2"}, "binds no authority"),
    ],
)
def test_a_case_is_not_opened_without_ground(
    signed_in: Callable[[str], TestClient], change: dict[str, str], said: str
) -> None:
    officer = signed_in("authority")
    page = officer.get("/en/open-inspection", params={"system": SYSTEM})
    token = re.search(r'name="csrf" value="([0-9a-f]{64})"', page.text)
    assert token
    form = {"csrf": token[1], "system": SYSTEM, "case": "never", "basis": "eu/ai-act/74.5", "scope": "logs"} | change
    answer = officer.post("/en/open-inspection", data=form)
    assert (answer.status_code, said in answer.text) == (422, True), answer.text


def test_only_an_authority_opens(signed_in: Callable[[str], TestClient]) -> None:
    assert signed_in("maker").get("/open-inspection").status_code == 403
    assert SYSTEM in signed_in("authority").get("/open-inspection").text


def test_lists_show_what_is_due(sides: Callable[[str], Side]) -> None:
    officer, maker = sides("authority"), sides("maker")
    officer.done("request-evidence", what="logs", by="2026-12-02")
    for side in (officer, maker):
        assert "overdue" in side.client.get("/en/inspections").text
    assert officer.case not in sides("other").client.get("/en/inspections").text


def test_every_step_is_signed_into_the_log(tmp_path: Path) -> None:
    """With a log configured, both sides see a receipt beside each step; what the log holds names no person."""
    pytest.importorskip("cryptography", reason="a log needs the extra `log`")
    app = make_app(settings(tmp_path, log=LogPlace(tmp_path / "log", "log.example/ai")))
    person(app, "maker", "provider", "org-maker")
    person(app, "ada", "authority", "org-authority")
    given = {"case": "c-1", "authority": "org-authority", "organisation": "org-maker", "system": "x", "scope": "s"}
    score = app.state.desk.score

    def fresh() -> bytes:
        return bytes(range(32))

    with app.state.shelf.writing() as session:
        by = By("web:org-authority", NOW, "ada")
        open_case(session, by, given | {"basis": "eu/ai-act/74.5"}, score, fresh, NOWHERE)
        asked = {"what": ["logs"], "by": "2026-12-20"}
        take_step(session, by, "c-1", "request-evidence", asked, score, fresh, NOWHERE)
        steps = steps_of(session, "c-1")
    app.state.ledger.publish(app.state.shelf)
    with app.state.shelf.reading() as session:
        places = logged(session, "c-1")
        kinds = set(session.scalars(select(Logged.predicate).join(Event).where(Event.subject == "c-1")))
        told = b"".join(event_bytes(event) for event in history(session, "c-1"))
    assert set(places) == {step.id for step in steps}
    assert kinds == {"inspection-finding"}
    assert b"ada" not in told
    client = TestClient(app)
    token = token_in(client.get("/sign-in").text)
    client.post("/sign-in", data={"csrf": token, "name": "maker", "password": PASSWORD})
    page = client.get("/en/inspections/c-1").text
    for index in places.values():
        assert f'href="/log/receipts/{index}.tlog-proof"' in page
        assert client.get(f"/log/receipts/{index}.tlog-proof").status_code == 200
