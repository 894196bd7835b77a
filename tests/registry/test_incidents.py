"""One report → authorities, clocks and forms, all derived from the corpus; kept, protected, exchanged."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlalchemy import select

from concordance.base.dates import parse_period
from concordance.base.problem import ProblemsError
from concordance.base.span import NOWHERE
from concordance.base.text import Text
from concordance.compile.program import Program
from concordance.compile.walkers import exceptions_in
from concordance.norms.condition import names_in
from concordance.norms.norm import Definition, Norm
from concordance.norms.profile import Profile
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS
from concordance.registry.database import Registry
from concordance.registry.events import By, event_bytes, history
from concordance.registry.incidents.clock import make_clock
from concordance.registry.incidents.data import entries, forms, happenings, oecd, places
from concordance.registry.incidents.drafts import draft, to_text
from concordance.registry.incidents.duties import IncidentDuties, Notification, duties_of
from concordance.registry.incidents.exchange import from_aiid, from_oecd, to_aiid, to_oecd
from concordance.registry.incidents.keeping import (
    add_step,
    close,
    count_by,
    erase_content,
    next_states,
    redress_history,
    report_in,
    report_incident,
    settle,
    steps_of,
)
from concordance.registry.incidents.protected import erase, seal, unseal
from concordance.registry.incidents.report import IncidentReport, Step, read_report
from concordance.registry.incidents.statistics import incident_statistics
from concordance.registry.models import Event, Incident
from concordance.registry.publishing import statement_of
from support import EXAMPLES, run_cli

FOLDER = EXAMPLES / "incidents"
EXAMPLE = FOLDER / "triage-altered.yaml"


def fresh() -> bytes:
    return bytes(range(32))


@pytest.fixture(scope="session")
def report(score: Score) -> IncidentReport:
    return read_report(EXAMPLE, score)


@pytest.fixture(scope="session")
def duties(report: IncidentReport, program_all: Program) -> IncidentDuties:
    return duties_of(report, program_all)


def found(duties: IncidentDuties, norm: str, place: str | None = None) -> Notification:
    return next(n for n in duties.notifications if n.norm == norm and (place is None or n.place == place))


def local(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_four_regimes_with_their_authorities_clocks_and_forms(duties: IncidentDuties) -> None:
    assert set(duties.regimes) >= {"eu/ai-act", "eu/gdpr", "eu/nis2", "us-ca/sb-53"}
    expected = {
        ("eu/gdpr/33.1", "IE"): ("data_protection_authority", "2028-02-21T15:40:00", "Europe/Dublin", "eu-gdpr-33"),
        ("eu/nis2/23.4.a", "IE"): ("csirt", "2028-02-19T15:40:00", "Europe/Dublin", "eu-nis2-23"),
        ("eu/nis2/23.4.b", "IE"): ("csirt", "2028-02-21T15:40:00", "Europe/Dublin", "eu-nis2-23"),
        ("us-ca/sb-53/22757.13.c.2", "US-CA"): (
            "public_safety_authority",
            "2028-02-19T07:40:00",
            "America/Los_Angeles",
            "us-ca-sb-53",
        ),
        # fifteen days end on Saturday 4 March: in California the day stays, in the Union it moves to Monday
        ("us-ca/sb-53/22757.13.c.1", "US-CA"): (
            "emergency_services_office",
            "2028-03-04T23:59:59",
            "America/Los_Angeles",
            "us-ca-sb-53",
        ),
        ("eu/ai-act/75.1a.fifteen-days", "EU"): ("ai_office", "2028-03-06T23:59:59", "Europe/Brussels", "eu-ai-act-73"),
    }
    for (norm, place), (recipient, due, zone, form) in expected.items():
        one = found(duties, norm, place)
        assert (one.recipient, one.clock.due, one.clock.zone, one.form) == (recipient, local(due, zone), zone, form)
    assert duties.notifications[0].clock.at_once
    assert {m.verb for m in duties.measures} >= {"investigate", "correct", "document"}


def variant(tmp_path: Path, score: Score, profile: dict[str, object] | None = None, **facts: object) -> IncidentReport:
    """The example with other facts about the system or the incident."""
    described = yaml.safe_load((FOLDER / "frontier-triage.yaml").read_text())
    described["facts"] |= profile or {}
    content = yaml.safe_load(EXAMPLE.read_text())
    for name, value in facts.items():
        space = "judgements" if name in content["judgements"] else "facts"
        content[space][name] = content[space][name] | {"answer": value} if space == "judgements" else value
    (tmp_path / "profile.yaml").write_text(yaml.safe_dump(described, allow_unicode=True))
    content["profile"] = "profile.yaml"
    (tmp_path / "report.yaml").write_text(yaml.safe_dump(content, allow_unicode=True))
    return read_report(tmp_path / "report.yaml", score)


NOT_OWN_MODEL = {"system.model_from_same_provider": False, "organisation.same_undertaking_as_provider": False}


@pytest.mark.parametrize(
    ("facts", "norm", "due"),
    [
        ({}, "eu/ai-act/73.2", "2028-03-06T23:59:59"),
        ({"incident.kind": ["death"]}, "eu/ai-act/73.4", "2028-02-28T23:59:59"),
        ({"incident.widespread": True}, "eu/ai-act/73.3", "2028-02-22T23:59:59"),
    ],
    ids=["fifteen-days", "ten-days", "two-days"],
)
def test_the_days_of_article_73_in_each_member_state(
    facts: dict[str, object], norm: str, due: str, tmp_path: Path, score: Score, program_all: Program
) -> None:
    """Two days from Friday end on Sunday, move to Monday, and must hold two working days: Tuesday (Art. 3(4), 3(5))."""
    result = duties_of(variant(tmp_path, score, NOT_OWN_MODEL, **facts), program_all)
    for place, zone in (("FR", "Europe/Paris"), ("IE", "Europe/Dublin")):
        one = found(result, norm, place)
        assert (one.recipient, one.clock.due) == ("market_surveillance_authority", local(due, zone))


def test_what_is_unknown_is_open_and_never_no(tmp_path: Path, score: Score, program_all: Program) -> None:
    report = variant(tmp_path, score, NOT_OWN_MODEL, **{"incident.kind": None, "incident.personal_data_breach": None})
    result = duties_of(report, program_all)
    open_ = {one.norm: one.missing for one in result.open}
    assert "incident.kind" in open_["eu/ai-act/73.2"]
    assert open_["eu/gdpr/33.1"] == ("incident.personal_data_breach",)


def test_nothing_happened_nobody_is_told(tmp_path: Path, score: Score, program_all: Program) -> None:
    quiet = {
        "incident.kind": [],
        "incident.personal_data_breach": False,
        "incident.compromises_network_or_data": False,
        "incident.model_failures": [],
        "incident.bodily_injury": False,
        "model.serious_incident_occurred": False,
        "incident.affects_recipients": False,
    }
    assert duties_of(variant(tmp_path, score, None, **quiet), program_all).notifications == ()


def test_hours_keep_the_clock_over_a_change_of_time() -> None:
    """On 26 March 2028 the clocks of Dublin go forward: 24 hours later it is one hour later by the clock."""
    zone = ZoneInfo("Europe/Dublin")
    start = datetime(2028, 3, 25, 20, 0, tzinfo=zone)
    clock = make_clock(parse_period("PT24H"), start, "EU", zone)
    assert clock.due == datetime(2028, 3, 26, 21, 0, tzinfo=zone)
    assert clock.due.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=24)


def test_the_day_is_that_of_the_place() -> None:
    """Aware at 00:30 in Brussels is still the day before in California."""
    start = datetime.fromisoformat("2028-02-18T00:30:00+01:00")
    west = make_clock(parse_period("P15D"), start, "US-CA", ZoneInfo("America/Los_Angeles"))
    east = make_clock(parse_period("P15D"), start, "EU", ZoneInfo("Europe/Brussels"))
    assert (west.due.date(), east.due.date()) == (date(2028, 3, 3), date(2028, 3, 6))


def test_a_clock_without_its_event_has_no_end() -> None:
    clock = make_clock(parse_period("P1M"), None, "EU", ZoneInfo("Europe/Paris"))
    assert (clock.starts, clock.due) == (None, None)


def test_the_data_are_sound(score: Score) -> None:
    norms = {f"{i.id}/{n.id}" for i in score.instruments.values() for n in i.norms}
    sources = {"title", "severity", "system_id", "aware_at", "principles", "critical_infrastructure"}
    sources |= {f"record.{name}" for name in entries()} | {f"fact.{name}" for name in score.vocabulary.facts}
    for form in forms():
        assert any(form.is_for(norm) for norm in norms), form.form
        assert {field.from_ for field in form.fields} <= sources
    assert [c.id for c in oecd().criteria] == list(range(1, 30))
    assert [c.id for c in oecd().criteria if c.mandatory] == [1, 2, 3, 4, 7, 10, 11]
    assert {c.from_ for c in oecd().criteria} <= sources
    assert {ZoneInfo(zone).key for zone in places().zones.values()} == set(places().zones.values())
    assert set(places().recipients) <= {*score.vocabulary.roles, *score.vocabulary.objects}


def test_drafts_are_filled_from_one_record(report: IncidentReport, score: Score) -> None:
    made = {form.form: draft(form, report, score) for form in forms()}
    assert made["eu-gdpr-33"].missing == ()
    assert made["us-ca-sb-53"].missing == ()
    gdpr = {field.cite: field.value for field in made["eu-gdpr-33"].fields}
    assert gdpr["Art. 33(3)(b)"] == report.record["contact"]
    assert "4100" in to_text(made["eu-gdpr-33"], "en")
    assert "Conséquences" in to_text(made["eu-gdpr-33"], "fr")
    del report.record["contact"]
    try:
        assert draft(next(f for f in forms() if f.form == "eu-gdpr-33"), report, score).missing == ("record.contact",)
    finally:
        report.record["contact"] = gdpr["Art. 33(3)(b)"]


def keep(registry: Registry, by: By, report: IncidentReport, duties: IncidentDuties) -> None:
    with registry.writing() as session:
        report_incident(session, by, report, duties, fresh)


def test_an_incident_is_kept_followed_and_closed(
    registry: Registry, by: By, report: IncidentReport, duties: IncidentDuties
) -> None:
    keep(registry, by, report, duties)
    with pytest.raises(ProblemsError, match="taken"):
        keep(registry, by, report, duties)
    with registry.writing() as session:
        steps = steps_of(session, report.id)
        assert {step.kind for step in steps} == {"notification", "corrective", "follow-up", "redress"}
        with pytest.raises(ProblemsError, match="incident-unsettled"):
            close(session, by, report.id)
        late = next(step for step in steps if step.about == "eu/nis2/23.4.a")
        for step in steps:
            end = "remedied" if step.kind == "redress" else "done"
            settle(session, by, step.id, datetime(2028, 2, 20, tzinfo=UTC), end)
        close(session, by, report.id)
        with pytest.raises(ProblemsError, match="incident-closed"):
            settle(session, by, late.id, datetime(2028, 2, 21, tzinfo=UTC))
    with registry.reading() as session:
        events = history(session, report.id)
        told_late = [e.body["step"] for e in events if e.body.get("late")]
        assert late.id in told_late
        assert events[-1].kind == "incident-closed"
        assert count_by(session, ["severity"]) == {"severity": {"serious-incident": 1}}


def test_a_redress_goes_forward_and_keeps_its_days(
    registry: Registry, by: By, report: IncidentReport, duties: IncidentDuties
) -> None:
    keep(registry, by, report, duties)
    claim = Step("redress", "Costs of a second opinion", None, "2028-02-21", "a patient", "claimed")
    with registry.writing() as session:
        row = add_step(session, by, report.id, claim)
        assert (row.state, row.done, next_states(row)[0]) == ("claimed", None, "acknowledged")
        settle(session, by, row.id, datetime(2028, 2, 22, tzinfo=UTC), "acknowledged")
        for wrong in ("claimed", "done", "gone"):
            with pytest.raises(ProblemsError, match="step-state"):
                settle(session, by, row.id, datetime(2028, 2, 23, tzinfo=UTC), wrong)
        settle(session, by, row.id, datetime(2028, 3, 1, tzinfo=UTC), "refused")
        assert next_states(row) == ()
        with pytest.raises(ProblemsError, match="step-empty"):
            add_step(session, by, report.id, Step("corrective", " ", None, None, None))
        with pytest.raises(ProblemsError, match="not-held"):
            add_step(session, by, "none", claim)
    with registry.reading() as session:
        days = redress_history(session, report.id)[row.id]
        told = b"".join(event_bytes(event) for event in session.scalars(select(Event)))
        found = incident_statistics(session, 2028)
    assert days == [
        ("claimed", "2028-02-21"),
        ("acknowledged", "2028-02-22T00:00:00Z"),
        ("refused", "2028-03-01T00:00:00Z"),
    ]
    assert b"second opinion" not in told
    assert found.redress == {"offered": 1, "refused": 1}
    assert found.notifications["open"] > 3
    assert set(found.by_regime) >= {"eu/ai-act", "eu/gdpr", "eu/nis2", "us-ca/sb-53"}


CHINA = {
    "system.generates_content": ["text"],
    "system.offered_to_public": True,
    "system.markets": ["FR", "CN"],
}


@pytest.mark.parametrize(
    ("fact", "norm"),
    [
        ("content.unlawful_found", "cn/genai-measures/14.1.report"),
        ("service.unlawful_use_found", "cn/genai-measures/14.2.report"),
    ],
)
def test_what_china_asks_to_report(fact: str, norm: str, tmp_path: Path, score: Score, program_all: Program) -> None:
    one = found(duties_of(variant(tmp_path, score, CHINA, **{fact: True}), program_all), norm, "CN")
    assert (one.recipient, one.clock.zone, one.form) == ("internet_authority", "Asia/Shanghai", "cn-genai-14")
    quiet = duties_of(variant(tmp_path, score, CHINA, **{fact: False}), program_all)
    assert norm not in {each.norm for each in quiet.notifications}


def test_a_risk_is_told_before_anybody_is_harmed(tmp_path: Path, score: Score, program_all: Program) -> None:
    variant(tmp_path, score)
    content = yaml.safe_load((tmp_path / "report.yaml").read_text())
    content["judgements"]["system.risk_suspected"] = {"answer": True, "by": "R. Byrne", "reason": "Ranks drifted."}
    (tmp_path / "report.yaml").write_text(yaml.safe_dump(content, allow_unicode=True))
    one = found(duties_of(read_report(tmp_path / "report.yaml", score), program_all), "eu/ai-act/20.2.authority", "FR")
    assert (one.recipient, one.form, one.clock.at_once) == ("market_surveillance_authority", "eu-ai-act-risk", True)


def test_awareness_is_the_discovery_that_starts_a_clock(report: IncidentReport) -> None:
    assert report.moments["discovery"] == report.moments["awareness_of_incident"] == report.aware_at


OTHERWISE = {
    "cn/anthropomorphic-measures/13.contact": "the emergency contact of a user in distress, each time",
    "eu/ai-act/5.4.market": "each use of remote identification is notified, incident or not",
    "eu/ai-act/5.4.data": "each use of remote identification is notified, incident or not",
    "eu/ai-act/27.3": "the results of an impact assessment",
    "eu/ai-act/52.1": "a model that reaches the threshold",
    "eu/ai-act/60.8": "the end of a test",
    "g7/hiroshima-code/4.incidents": "a standing commitment, shown as such",
    "kr/ai-basic-act/32.2": "the results of safety duties",
    "kr/ai-basic-act/36.1.notice": "the appointment of a representative",
    "kr/ai-basic-act/36.1.1": "the results of safety duties",
    "us-ca/sb-942/22757.3.b.3.report": "the answer of a licensee to a notice",
}
"""Norms that make an operator report or notify without anything having happened, each looked at; what comes round
every year or month is none of them."""


def test_every_duty_to_report_is_reached_or_looked_at(score: Score) -> None:
    """A norm that joins the corpus and rests on no fact that says what happened has to be looked at here."""
    defined: dict[str, set[str]] = {}
    for instrument in score.instruments.values():
        for each in instrument.definitions:
            defined.setdefault(each.name, set()).update(names_of(each))
    unreached = set()
    for instrument in score.instruments.values():
        for norm in instrument.norms:
            if norm.modality in {"right", "permission"} or "every" in norm.act.params:
                continue
            operators = any(score.vocabulary.roles[b].kind in PLAYED_KINDS for b in norm.bearers)
            rests_on = closed(names_of(norm), defined)
            if norm.act.verb in {"report", "notify"} and operators and not any(map(happenings().tell, rests_on)):
                unreached.add(f"{instrument.id}/{norm.id}")
    assert unreached - set(OTHERWISE) == set()


def names_of(each: Definition | Norm) -> set[str]:
    conditions = [each.when, *(unless.when for unless in exceptions_in(each.unless))]
    return {name for condition in conditions for name, _ in names_in(condition)}


def closed(names: set[str], defined: dict[str, set[str]]) -> set[str]:
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += defined.get(name, ())
    return found


def test_the_facts_that_say_what_happened_are_of_the_corpus(score: Score) -> None:
    facts = score.vocabulary.facts
    assert happenings().facts <= set(facts)
    for space in happenings().spaces:
        assert any(name.startswith(space) for name in facts)
    assert set(happenings().aware) <= set(score.vocabulary.events)
    assert happenings().standing.objects <= set(score.vocabulary.objects)


def test_standing_duties_are_shown_beside(duties: IncidentDuties) -> None:
    shown = {one.norm for one in duties.standing}
    assert "eu/ai-act/55.1.c.track" in shown
    assert not shown & {one.norm for one in duties.notifications}


def test_events_hold_nothing_that_must_be_erased(
    registry: Registry, by: By, report: IncidentReport, duties: IncidentDuties
) -> None:
    keep(registry, by, report, duties)
    with registry.writing() as session:
        erase_content(session, by, report.id, "gdpr-17")
    with registry.reading() as session:
        kept = session.get_one(Incident, report.id)
        told = b"".join(event_bytes(event) for event in session.scalars(select(Event)))
        assert (kept.content, kept.salt) == ({}, "")
        assert [statement_of(event)["predicateType"] for event in history(session, report.id)]
    for word in ("Byrne", "patients", "Intruders", "incidents@"):
        assert word.encode() not in told


def whistle(tmp_path: Path, **record: str) -> Path:
    content = {
        "incident": "tip-1",
        "kind": "whistle-blower",
        "title": {"en": "Tests were skipped", "fr": "Des essais furent omis"},
        "severity": "serious-hazard",
        "profile": "frontier-triage.yaml",
        "aware_at": "2028-02-18T16:40:00+01:00",
        "facts": {"incident.kind": []},
        "record": {"description": "The release tests of version 2.4 were not run."} | record,
    }
    shutil.copy(FOLDER / "frontier-triage.yaml", tmp_path)
    path = tmp_path / "tip.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True))
    return path


def test_a_whistle_blower_is_nowhere_in_the_record(
    lite: Registry, by: By, tmp_path: Path, score: Score, program_all: Program
) -> None:
    report = read_report(whistle(tmp_path), score)
    name, vault = b"Ada Example, ada@example.org", tmp_path / "vault"
    sealed = seal(name, vault, fresh)
    with lite.writing() as session:
        report_incident(session, by, report, duties_of(report, program_all), fresh, sealed)
    assert unseal(sealed, vault) == name
    lite.engine.dispose()
    for file in tmp_path.glob("lite.db*"):
        assert b"Ada" not in file.read_bytes()
    submitter = next(c for c in to_oecd(report)["criteria"] if c["id"] == 4)
    assert (submitter["state"], "value" in submitter) == ("withheld", False)
    erase(sealed, vault)
    with pytest.raises(ProblemsError, match="identity-unreadable"):
        unseal(sealed, vault)
    with pytest.raises(ProblemsError, match="identity-size"):
        seal(b" ", vault, fresh)


def test_what_could_name_a_whistle_blower_is_refused(tmp_path: Path, score: Score) -> None:
    with pytest.raises(ProblemsError, match="identity-exposed"):
        read_report(whistle(tmp_path, contact="ada@example.org"), score)


def test_the_oecd_criteria_go_round(report: IncidentReport) -> None:
    shown = to_oecd(report)
    assert shown["missing"] == []
    back = from_oecd(json.loads(json.dumps(shown)), NOWHERE)
    assert back["title"] == {"en": report.title.en, "fr": report.title.fr}
    assert back["facts"] == {"incident.occurred_in": ["EU", "FR", "IE"]}
    assert back["severity"] == "serious-incident"
    assert all(report.record[name] == value for name, value in back["record"].items())
    assert {"description", "ai_role", "materials", "tasks"} <= set(back["record"])


def test_the_incident_database_goes_round(report: IncidentReport) -> None:
    shown = to_aiid(report)
    assert (shown["date"], shown["Alleged deployer of AI system"]) == ("2028-02-17", ["Example Hospitals"])
    back = from_aiid(shown, NOWHERE)
    assert back["record"]["developer"] == ["Example Laboratory"]
    assert back["record"]["description"] == report.record["description"]
    for bad in ({}, [], {"title": 1}):
        with pytest.raises(ProblemsError, match="exchange-shape"):
            from_aiid(bad, NOWHERE)
    for bad in ({}, [], {"criteria": [{"id": 99}]}, {"criteria": 1}):
        with pytest.raises(ProblemsError, match="exchange-shape"):
            from_oecd(bad, NOWHERE)


def test_the_forms_of_the_incident_database_are_read() -> None:
    """Its tables write lists as JSON in a cell, its interface objects with names; written back, nothing is lost."""
    table = {
        "incident_id": 23,
        "date": "2017-11-08",
        "title": "A shuttle stood in the way",
        "description": "A delivery lorry touched it.",
        "Alleged deployer of AI system": '["navya","keolis-north-america"]',
        "Alleged developer of AI system": '["navya"]',
        "Alleged harmed or nearly harmed parties": '["passengers"]',
        "reports": "[242,243]",
    }
    roles = ("deployer", "developer", "people_categories")
    found = from_aiid(table, NOWHERE)
    assert [found["record"][role] for role in roles] == [["navya", "keolis-north-america"], ["navya"], ["passengers"]]
    assert (found["incident"], found["record"]["materials"]) == ("23", ["242", "243"])
    interface = {
        "incident_id": 23,
        "date": "2017-11-08",
        "title": table["title"],
        "description": table["description"],
        "AllegedDeployerOfAISystem": [{"entity_id": "navya", "name": "navya"}, {"name": "keolis-north-america"}],
        "AllegedDeveloperOfAISystem": [{"name": "navya"}],
        "AllegedHarmedOrNearlyHarmedParties": [{"name": "passengers"}],
        "reports": [242, 243],
    }
    assert from_aiid(interface, NOWHERE) == found
    report = IncidentReport(
        id=found["incident"],
        kind="incident",
        title=Text(found["title"]["en"], found["title"]["fr"]),
        severity="incident",
        system="shuttle",
        aware_at=datetime(2026, 11, 1, tzinfo=UTC),
        moments={},
        profile=Profile("shuttle", Text("s", "s"), None, {}),
        reported=frozenset(),
        record=found["record"],
    )
    shown = to_aiid(report)
    assert (shown["reports"], shown["date"], shown["incident_id"]) == ([242, 243], "2017-11-08", "23")
    assert from_aiid(shown, NOWHERE) == found


def test_what_was_kept_is_exported_as_it_was_reported(
    registry: Registry, by: By, report: IncidentReport, duties: IncidentDuties
) -> None:
    keep(registry, by, report, duties)
    with registry.writing() as session:
        kept = session.get_one(Incident, report.id)
        assert to_oecd(report_in(kept)) == to_oecd(report)
        assert to_aiid(report_in(kept)) == to_aiid(report)
        erase_content(session, by, report.id, "gdpr-17")
        with pytest.raises(ProblemsError, match="incident-empty"):
            report_in(kept)


FAULTS = [
    ('aware_at: "2028-02-18T16:40:00+01:00"', 'aware_at: "2028-02-18 16:40"', "bad-moment", 6),
    ("incident: triage-altered-2028", "incident: triage altered", "bad-token", 1),
    ("  causal_link_established:", "  causal_link_estabished:", "event-unknown", 8),
    ("  incident.kind:", "  incident.knd:", "unknown-fact", 11),
    ("  incident.kind: [serious-health-harm]", "  incident.kind: [harm]", "unknown-value", 11),
    ("  cause:", "  cuase:", "record-unknown", 0),
    ("risks: [physical-harm", "risks: [physical-ham", "link-unknown", 0),
    ("severity: serious-incident", "severity: bad", "unknown-word", 4),
    ("profile: frontier-triage.yaml", "profile: none.yaml", "file-unusable", 5),
    ("profile: frontier-triage.yaml", "profile: /etc/passwd", "file-outside", 5),
    ("profile: frontier-triage.yaml", "profile: ../secret.yaml", "file-outside", 5),
    ("profile: frontier-triage.yaml", "profile: away/secret.yaml", "file-outside", 5),
    ("  incident.affects_recipients: true", "  incident.widespread: true", "judgement-unsigned", 0),
    ("  incident.widespread: {", "  incident.kind: {", "judgement-unknown", 0),
    ("record:", "reporter: Ada\nrecord:", "unknown-key", 0),
]


@pytest.mark.parametrize(("old", "new", "code", "line"), FAULTS, ids=[f[2] + f"-{n}" for n, f in enumerate(FAULTS)])
def test_a_fault_is_located(old: str, new: str, code: str, line: int, tmp_path: Path, score: Score) -> None:
    text = EXAMPLE.read_text()
    assert old in text
    path = tmp_path / "report.yaml"
    shutil.copy(FOLDER / "frontier-triage.yaml", tmp_path)
    (tmp_path / "away").symlink_to(tmp_path.parent)
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ProblemsError) as refused:
        read_report(path, score)
    problem = next(p for p in refused.value.problems if p.code == code)
    assert line in {0, problem.places[0].line}
    assert problem.places[0].line > 0


def test_at_the_command_line(tmp_path: Path) -> None:
    shown = run_cli("incident", "clocks", EXAMPLE, "--json")
    assert shown.code == 0
    assert len(json.loads(shown.out)["regimes"]) >= 4
    assert "Qui doit informer qui" in run_cli("incident", "clocks", EXAMPLE, "--lang", "fr").out
    assert run_cli("incident", "drafts", EXAMPLE, "--out", tmp_path / "d").code == 0
    assert (tmp_path / "d" / "eu-nis2-23.md").read_text().startswith("# Significant incident")
    base = ("--database", tmp_path / "r.db")
    assert run_cli("registry", "init", *base).code == 0
    identity = tmp_path / "who.txt"
    identity.write_text("Ada Example")
    ran = run_cli("incident", "report", whistle(tmp_path), "--identity", identity, "--vault", tmp_path / "v", *base)
    assert (ran.code, "reporter sealed" in ran.out) == (0, True)
    assert run_cli("incident", "report", EXAMPLE, *base).code == 0
    steps = json.loads(run_cli("incident", "steps", "triage-altered-2028", "--json", *base).out)
    for step in steps:
        end = ("--state", "remedied") if step["kind"] == "redress" else ()
        at = ("--at", "2028-02-19T10:00:00+00:00")
        assert run_cli("incident", "settle", str(step["step"]), *at, *end, *base).code == 0
    assert run_cli("incident", "close", "triage-altered-2028", *base).code == 0
    again = run_cli("incident", "report", EXAMPLE, "--lang", "fr", *base)
    assert (again.code, "erreur[taken]" in again.err) == (2, True)
    first = tmp_path / "first.yaml"
    assert "file-outside" in run_cli("incident", "new", first, "--profile", FOLDER / "frontier-triage.yaml").err
    profile = shutil.copy(FOLDER / "frontier-triage.yaml", tmp_path)
    assert run_cli("incident", "new", first, "--profile", profile).code == 0
    assert run_cli("incident", "clocks", first).code == 0
    assert run_cli("incident", "new", first, "--profile", profile).code == 2
    exported = run_cli("incident", "export", EXAMPLE, "--to", "oecd").out
    (tmp_path / "o.json").write_text(exported)
    assert '"ai_role"' in run_cli("incident", "import", tmp_path / "o.json", "--from", "oecd").out
