"""An inspection goes its lawful way and no other; two people decide; fines stay under ceilings; a year is counted."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from concordance.base.canonical import digest
from concordance.base.problem import ProblemsError
from concordance.base.span import NOWHERE
from concordance.compile.program import Program
from concordance.norms.score import Score
from concordance.pipeline import load_profile
from concordance.registry.assessments import keep_assessment
from concordance.registry.database import Registry
from concordance.registry.events import By, event_bytes, faults, history
from concordance.registry.models import Case, Event
from concordance.registry.oversight.cases import (
    FileIn,
    files_of,
    hand_in,
    open_case,
    steps_of,
    take_step,
)
from concordance.registry.oversight.ceilings import factors_for
from concordance.registry.oversight.machine import MOVES, OPENING, STATES
from concordance.registry.oversight.statistics import statistics
from concordance.registry.oversight.steps import read_step
from concordance.registry.oversight.waiting import waiting
from concordance.registry.publishing import predicate_of, statement_of
from concordance.registry.records import ensure_system
from support import EXAMPLES, run_cli

OPEN = {
    "case": "case-1",
    "authority": "msa.fr",
    "organisation": "maker",
    "system": "cv",
    "scope": "duties of providers",
}


def fresh() -> bytes:
    return bytes(range(32))


def on(day: str, who: str = "officer-a") -> By:
    return By(who, datetime.fromisoformat(day).replace(tzinfo=UTC))


@pytest.fixture(scope="session")
def basis(score: Score) -> str:
    """A power of an authority, whichever the corpus holds first."""
    powers = (f"eu/ai-act/{n.id}" for n in score.instruments["eu/ai-act"].norms if n.modality == "power")
    return next(powers)


@pytest.fixture(scope="session")
def norm(score: Score) -> str:
    return next(f"eu/ai-act/{n.id}" for n in score.instruments["eu/ai-act"].norms if n.sanction == "99.4.a")


class Desk:
    """One authority at work on one case."""

    def __init__(self, registry: Registry, score: Score, program: Program, basis: str, norm: str) -> None:
        self.registry, self.score, self.norm = registry, score, norm
        profile = load_profile(EXAMPLES / "cv-screening.yaml", program)
        with registry.writing() as session:
            by = on("2028-01-10")
            ensure_system(session, by, "cv", "maker", "CV screening")
            keep_assessment(session, by, "cv/2028", "cv", profile, program, date(2028, 1, 10))
            opening = OPEN | {"basis": basis, "assessment": "cv/2028"}
            open_case(session, by, opening, score, fresh, NOWHERE)

    def step(self, move: str, day: str = "2028-02-01", who: str = "officer-a", **content: Any) -> Case:
        with self.registry.writing() as session:
            return take_step(session, on(day, who), "case-1", move, content, self.score, fresh, NOWHERE)

    def heard(self, outcome: str = "established") -> None:
        self.step("request-evidence", what=["logs"], by="2028-01-20")
        self.step("receive-evidence", evidence=["sha256:" + "0" * 64])
        self.step("find", findings=[{"norm": self.norm, "outcome": outcome, "text": "No logs were kept."}])
        self.step("invite-reply", by="2028-02-20")
        self.step("reply", text="Logs were lost in a move.")

    def fine(self, amount: float = 100_000, **other: Any) -> dict[str, Any]:
        weighed = {
            f.id: {"weight": "neutral", "why": "nothing known"} for f in factors_for("eu/ai-act/99.4.a", self.score)
        }
        fixed = {"effect": "fine", "reasons": "Logs are missing.", "sanction": "eu/ai-act/99.4.a", "currency": "EUR"}
        return fixed | {"amount": amount, "factors": weighed} | other


@pytest.fixture
def desk(registry: Registry, score: Score, program: Program, basis: str, norm: str) -> Desk:
    return Desk(registry, score, program, basis, norm)


def test_from_opening_to_follow_up(registry: Registry, score: Score, program: Program, basis: str, norm: str) -> None:
    desk = Desk(registry, score, program, basis, norm)
    desk.heard()
    desk.step("propose", **desk.fine())
    with pytest.raises(ProblemsError, match="second-person"):
        desk.step("confirm")
    assert desk.step("confirm", who="officer-b", day="2028-03-01").state == "decided"
    desk.step("appeal", court="Conseil d’État", filed="2028-03-15")
    desk.step("appeal-outcome", outcome="varied", amount=80_000, reasons="The harm was small.")
    desk.step("follow-up", what="logs are kept", due="2028-06-01")
    assert desk.step("close", reasons="Done.").state == "closed"
    with registry.reading() as session:
        events = history(session, "case-1")
        assert [event.kind for event in events][-5:] == [
            "inspection-decision",
            "inspection-appeal",
            "inspection-appeal-outcome",
            "inspection-follow-up",
            "inspection-close",
        ]
        assert {predicate_of(event) for event in events} == {"inspection-finding", "decision"}
        assert all(statement_of(event) for event in events)
        assert list(faults(session)) == []
        told = b"".join(event_bytes(event) for event in session.scalars(select(Event)))
        year = statistics(session, 2028)
    assert b"lost in a move" not in told
    assert dataclasses.asdict(year) == {
        "year": 2028,
        "opened": 1,
        "decided": 1,
        "pending": 0,
        "by_state": {"closed": 1},
        "by_effect": {"fine": 1},
        "appeals": {"varied": 1},
        "fines": {"EUR": 80_000.0},
        "fines_imposed": {"EUR": 1},
        "largest_fine": {"EUR": 80_000.0},
        "median_days_to_decision": 51.0,
        "longest_days_to_decision": 51.0,
        "findings": {"eu/ai-act": 1},
        "provisions": {norm: 1},
    }


def test_a_fine_stays_under_the_ceiling_of_the_law(desk: Desk) -> None:
    desk.heard()
    ceiling = 330_000  # 3 % of a turnover of 11 million, the lower of the two for a small enterprise (Art. 99(6))
    for fine, code in (
        (desk.fine(ceiling + 1), "above-ceiling"),
        (desk.fine(-1), "above-ceiling"),
        (desk.fine(currency="USD"), "currency-other"),
        (desk.fine(sanction="eu/ai-act/99.3x"), "sanction-unknown"),
        (desk.fine(1, sanction="eu/ai-act/99.4.25"), "sanction-unrelated"),
        ({"effect": "fine", "reasons": "x"}, "fine-incomplete"),
        ({"effect": "order", "reasons": "x", "amount": 1}, "amount-without-fine"),
        (desk.fine(factors={}), "factor-missing"),
    ):
        with pytest.raises(ProblemsError, match=code):
            desk.step("propose", **fine)
    with desk.registry.reading() as session:
        assert session.get_one(Case, "case-1").state == "hearing"
    assert desk.step("propose", **desk.fine(ceiling)).state == "proposed"


SIZES = [
    ({}, "99.4.g", 1_230_000),  # Art. 99(6): the lower of 15 million and 3 % of 41 million
    ({"employees": 500, "turnover": 120_000_000, "balance_sheet": 100_000_000}, "99.4.g", 3_600_000),  # Art. 99(6a)
    ({"employees": 5000, "turnover": 2_000_000_000, "balance_sheet": 10**9}, "99.4.g", 60_000_000),  # the higher
    ({"kind": "union-institution"}, "100.3", 750_000),  # Art. 100(3), by the Data Protection Supervisor
]


@pytest.mark.parametrize(("facts", "sanction", "ceiling"), SIZES, ids=["small", "mid-cap", "large", "institution"])
def test_the_ceiling_is_that_of_the_organisation(
    facts: dict[str, Any], sanction: str, ceiling: int, lite: Registry, score: Score, program: Program, basis: str
) -> None:
    profile = load_profile(EXAMPLES / "support-chatbot.yaml", program)
    changed = {f"organisation.{name}": value for name, value in facts.items()}
    profile = dataclasses.replace(profile, facts={**profile.facts, **changed})
    desk = object.__new__(Desk)
    desk.registry, desk.score, desk.norm = lite, score, "eu/ai-act/50.1"
    with lite.writing() as session:
        by = on("2026-12-03")
        ensure_system(session, by, "bot", "maker", "Bot")
        keep_assessment(session, by, "bot/1", "bot", profile, program, date(2026, 12, 3))
        opening = OPEN | {"system": "bot", "basis": basis, "assessment": "bot/1"}
        open_case(session, by, opening, score, fresh, NOWHERE)
    desk.heard()
    named = f"eu/ai-act/{sanction}"
    weighed = {f.id: {"weight": "neutral", "why": "n"} for f in factors_for(named, score)}
    fine = {"effect": "fine", "reasons": "r", "sanction": named, "currency": "EUR", "factors": weighed}
    with pytest.raises(ProblemsError, match="above-ceiling"):
        desk.step("propose", **fine, amount=ceiling + 1)
    assert weighed
    assert desk.step("propose", **fine, amount=ceiling).state == "proposed"


def test_the_factors_are_those_of_the_article(score: Score) -> None:
    found = factors_for("eu/ai-act/99.4.a", score)
    assert [factor.citation for factor in found] == [f"Art. 99(7)({letter})" for letter in "abcdefghij"]
    assert factors_for("no/law/1", score) == ()


def test_nobody_is_decided_upon_unheard(desk: Desk) -> None:
    desk.step("request-evidence", what=["logs"], by="2028-01-20")
    desk.step("find", findings=[{"norm": desk.norm, "outcome": "established", "text": "t"}])
    with pytest.raises(ProblemsError, match="move-now"):
        desk.step("propose", effect="warning", reasons="r")
    desk.step("invite-reply", by="2028-02-20")
    with pytest.raises(ProblemsError, match="not-heard"):
        desk.step("propose", day="2028-02-20", effect="warning", reasons="r")
    assert desk.step("propose", day="2028-02-21", effect="warning", reasons="r").state == "proposed"
    assert desk.step("send-back", who="officer-b", reasons="say why").state == "hearing"


def test_what_is_not_established_is_closed_not_heard(desk: Desk) -> None:
    desk.step("request-evidence", what=["logs"], by="2028-01-20")
    desk.step("find", findings=[{"norm": desk.norm, "outcome": "established", "text": "t"}])
    with pytest.raises(ProblemsError, match="findings-open"):
        desk.step("close", reasons="r")
    desk.step("find", findings=[{"norm": desk.norm, "outcome": "not-established", "text": "t"}])
    with pytest.raises(ProblemsError, match="nothing-established"):
        desk.step("invite-reply", by="2028-02-20")
    assert desk.step("close", reasons="r").state == "closed"


def test_a_court_varies_a_fine_and_nothing_else(desk: Desk) -> None:
    desk.heard()
    desk.step("propose", **desk.fine())
    desk.step("confirm", who="officer-b")
    desk.step("appeal", court="c", filed="2028-03-15")
    for content, code in (
        ({"outcome": "varied", "amount": -1}, "amount-negative"),
        ({"outcome": "upheld", "amount": 1}, "amount-without-fine"),
    ):
        with pytest.raises(ProblemsError, match=code):
            desk.step("appeal-outcome", reasons="r", **content)


def test_the_second_person_is_a_person_not_an_organisation(desk: Desk) -> None:
    """On a served application everybody of an authority acts for it; who they are stands beside the step."""
    desk.heard()

    def step(person: str, move: str, content: dict[str, Any]) -> None:
        by = dataclasses.replace(on("2028-02-01", "web:msa"), person=person)
        with desk.registry.writing() as session:
            take_step(session, by, "case-1", move, content, desk.score, fresh, NOWHERE)

    step("ada", "propose", {"effect": "warning", "reasons": "r"})
    with pytest.raises(ProblemsError, match="second-person"):
        step("ada", "confirm", {})
    step("bob", "confirm", {})
    with desk.registry.reading() as session:
        events = history(session, "case-1")
        assert {event.actor for event in events[-2:]} == {"web:msa"}
        assert b"ada" not in b"".join(map(event_bytes, events))


def test_what_a_case_waits_for(desk: Desk) -> None:
    def asked(today: str) -> list[tuple[str, str, bool]]:
        with desk.registry.reading() as session:
            case, steps = session.get_one(Case, "case-1"), steps_of(session, "case-1")
        found = waiting(case.state, steps, date.fromisoformat(today))
        return [(one.move, one.by.isoformat(), one.overdue) for one in found]

    assert asked("2028-01-01") == []
    desk.step("request-evidence", what=["logs"], by="2028-01-20")
    assert asked("2028-01-20") == [("request-evidence", "2028-01-20", False)]
    assert asked("2028-01-21") == [("request-evidence", "2028-01-20", True)]
    desk.step("receive-evidence", evidence=[], note="n")
    assert asked("2028-01-21") == []
    desk.step("find", findings=[{"norm": desk.norm, "outcome": "established", "text": "t"}])
    desk.step("invite-reply", by="2028-02-20")
    assert asked("2028-02-21") == [("invite-reply", "2028-02-20", True)]
    desk.step("reply", text="t")
    desk.step("propose", effect="order", reasons="r")
    desk.step("confirm", who="officer-b")
    desk.step("follow-up", what="logs are kept", due="2028-06-01")
    assert asked("2028-06-02") == [("follow-up", "2028-06-01", True)]
    desk.step("follow-up", what="logs are kept", done="2028-06-02")
    assert asked("2028-06-02") == []


def test_files_come_in_with_evidence(desk: Desk) -> None:
    desk.step("request-evidence", what=["logs"], by="2028-01-20")

    def given(note: str, *files: FileIn) -> None:
        with desk.registry.writing() as session:
            hand_in(session, on("2028-01-15"), "case-1", note, files, desk.score, fresh, NOWHERE)

    with pytest.raises(ProblemsError, match="evidence-empty"):
        given(" ", FileIn("empty.csv", b""))
    given("Here.", FileIn("a.csv", b"a"), FileIn("b.csv", b"b"))
    with desk.registry.reading() as session:
        step = steps_of(session, "case-1")[-1]
        kept = files_of(session, [step])[step.id]
    assert step.content["evidence"] == [digest(b"a"), digest(b"b")] == [file.digest for file in kept]


def test_an_annulled_fine_is_no_fine(desk: Desk) -> None:
    desk.heard()
    desk.step("propose", **desk.fine())
    desk.step("confirm", who="officer-b")
    desk.step("appeal", court="c", filed="2028-03-15")
    assert desk.step("appeal-outcome", outcome="annulled", reasons="r").amount is None
    with desk.registry.reading() as session:
        assert statistics(session, 2028).fines == {}
        assert statistics(session, 2027).opened == 0
        assert statistics(session, 2028, "other").opened == 0


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "basis-missing"),
        ({"basis": "eu/ai-act/nothing"}, "basis-unknown"),
        ({"basis": "eu/ai-act/73.2"}, "basis-private"),
        ({"agreement": "sha256:x", "assessment": "none"}, "not-held"),
        ({"agreement": "sha256:x", "authority": "an authority"}, "bad-token"),
        ({"agreement": "sha256:x", "case": "case-1"}, "taken"),
    ],
)
def test_a_case_is_not_opened_without_ground(given: dict[str, str], code: str, desk: Desk) -> None:
    def opened() -> None:
        with desk.registry.writing() as session:
            open_case(session, on("2028-01-10"), OPEN | {"case": "case-2"} | given, desk.score, fresh, NOWHERE)

    with pytest.raises(ProblemsError, match=code):
        opened()


def test_a_fine_needs_an_assessment(registry: Registry, score: Score, norm: str) -> None:
    with registry.writing() as session:
        open_case(session, on("2028-01-10"), OPEN | {"agreement": "sha256:x"}, score, fresh, NOWHERE)
    desk = object.__new__(Desk)
    desk.registry, desk.score, desk.norm = registry, score, norm
    desk.heard()
    with pytest.raises(ProblemsError, match="fine-without-assessment"):
        desk.step("propose", **desk.fine())


def test_every_state_is_reached_and_left() -> None:
    reached = {"opened"} | {move.after for move in MOVES.values() if move.after}
    assert reached == set(STATES)
    assert {state for move in MOVES.values() for state in move.before} == set(STATES) - {"closed"}


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=12))
@settings(max_examples=60)
def test_no_way_around_the_second_person_and_the_hearing(moves: list[str]) -> None:
    """Whatever order steps come in: a decision is always preceded by findings, a hearing and a proposal."""
    state, path = "opened", []
    for name in moves:
        move = MOVES[name]
        if state in move.before:
            path.append(name)
            state = move.after or state
    if "confirm" in path:
        before = path[: path.index("confirm")]
        assert {"request-evidence", "find", "invite-reply", "propose"} <= set(before)


def test_files_of_steps_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "step.yaml"
    path.write_text("effect: fin\nreasons: r\nweight: 3\n")
    with pytest.raises(ProblemsError) as refused:
        read_step(path, MOVES["propose"].says)
    assert [(p.code, p.places[0].line) for p in refused.value.problems] == [("unknown-word", 1), ("unknown-key", 3)]
    path.write_text("case: a\n")
    with pytest.raises(ProblemsError, match="missing-key"):
        read_step(path, OPENING)


def test_at_the_command_line(tmp_path: Path, basis: str, norm: str) -> None:
    base, file = ("--database", tmp_path / "r.db"), tmp_path / "step.yaml"
    assert run_cli("registry", "init", *base).code == 0
    made = ("--id", "cv/2028", "--organisation", "maker", "--at", "2028-01-10", *base)
    assert run_cli("registry", "assess", "cv", EXAMPLES / "cv-screening.yaml", *made).code == 0
    assert run_cli("registry", "replay", "cv/2028", *base).code == 0
    file.write_text("\n".join(f"{k}: {v}" for k, v in (OPEN | {"basis": basis, "assessment": "cv/2028"}).items()))
    assert run_cli("inspection", "open", file, *base).code == 0
    file.write_text("what: [logs]\nby: 2028-01-20\n")
    assert "evidence" in run_cli("inspection", "step", "case-1", "request-evidence", file, *base).out
    wrong = run_cli("inspection", "step", "case-1", "reply", file, "--lang", "fr", *base)
    assert wrong.code == 2
    file.write_text("text: t\n")
    early = run_cli("inspection", "step", "case-1", "reply", file, "--lang", "fr", *base)
    assert (early.code, "erreur[move-now]" in early.err, "possible à présent" in early.err) == (2, True, True)
    assert "Art. 99(7)(a)" in run_cli("inspection", "ceilings", "cv/2028", *base).out
    assert "request-evidence" in run_cli("inspection", "show", "case-1", *base).out
    assert (
        '"opened": 1' in run_cli("inspection", "statistics", "--year", str(datetime.now(UTC).year), "--json", *base).out
    )
