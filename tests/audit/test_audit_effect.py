"""What measurements do to an assessment: evidence is added, nothing is decided, and what does not count is marked."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
from click.testing import CliRunner

from concordance.assess.result import Assessment, EvidenceFound
from concordance.audit import AuditResult, Context, Verdict, run_suite
from concordance.audit.effect import coming, duties_to_show, still_unproven, unbound, with_evidence
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.system import SystemUnderAudit, read_manifest, read_system
from concordance.doors.cli.audit import audit
from concordance.norms.outcome import Outcome
from concordance.pipeline import assess_file

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FOLDER = EXAMPLES / "cv-screening"
DAY = dt.date(2026, 11, 22)
MEASURED = ["documents.instructions-for-use", "fairness.impact-ratio", "fairness.demographic-parity"]
MEASURED += ["oversight.override"]


@pytest.fixture(scope="module")
def system() -> SystemUnderAudit:
    return read_system(FOLDER)


@pytest.fixture(scope="module")
def results(system: SystemUnderAudit) -> tuple[AuditResult, ...]:
    return run_suite(MEASURED, system.inputs, Context(DAY, replicates=100), system.name)


@pytest.fixture(scope="module")
def before(system: SystemUnderAudit) -> Assessment:
    assert system.profile is not None
    return assess_file(system.profile, DAY)


@pytest.fixture(scope="module")
def after(before: Assessment, results: tuple[AuditResult, ...], system: SystemUnderAudit) -> Assessment:
    return with_evidence(before, results, DAY, system.digests)


def of(assessment: Assessment, norm: str) -> EvidenceFound:
    (found,) = (e for e in assessment.evidence if e.norm == norm)
    return found


def test_real_measurements_move_real_duties(after: Assessment) -> None:
    states = {e.norm: e.state for e in after.evidence}
    assert states["eu/ai-act/13.3.b.i"] == "evidenced"
    assert states["eu/ai-act/13.3.b.iii"] == "contradicted"
    assert states["eu/ai-act/14.4.d"] == "evidenced"
    assert states["eu/ai-act/10.2.f"] == "partly"
    assert states["eu/ai-act/15.1"] == "informed"
    assert "eu/ai-act/9.9" in {d.norm for d in still_unproven(after)}


def test_each_sentence_is_about_its_own_duty(after: Assessment) -> None:
    assert "“foreseeable risks” is missing." in of(after, "eu/ai-act/13.3.b.iii").sentence.en
    assert "“pre-determined changes” is missing." in of(after, "eu/ai-act/13.3.c").sentence.en
    assert "missing fields: 3, where none may be" in of(after, "eu/ai-act/13.2").sentence.en
    for found in after.evidence:
        assert found.sentence.en != found.sentence.fr
        assert "compliant" not in found.sentence.en
        assert "breach" not in found.sentence.en


def test_evidence_carries_limits_day_and_digests(after: Assessment, system: SystemUnderAudit) -> None:
    found = of(after, "eu/ai-act/13.3.b.iii")
    assert found.limits
    assert found.audits == ("documents.instructions-for-use",)
    assert found.valid_until == DAY + dt.timedelta(days=365)
    assert {d.name: d.sha256 for d in found.digests} == {"instructions": system.digests["instructions"]}


def test_nothing_but_evidence_changes(before: Assessment, after: Assessment) -> None:
    assert before.evidence == ()
    assert after.evidence
    assert msgspec.structs.replace(after, evidence=()) == before
    assert not any(d.outcome is Outcome.BREACHED for d in after.duties)


def test_the_form_goes_there_and_back(after: Assessment) -> None:
    assert msgspec.json.decode(msgspec.json.encode(after), type=Assessment).evidence == after.evidence


def test_expired_evidence_is_marked_and_does_not_count(
    before: Assessment, results: tuple[AuditResult, ...], system: SystemUnderAudit
) -> None:
    late = with_evidence(before, results, DAY + dt.timedelta(days=200), system.digests)
    override = of(late, "eu/ai-act/14.4.d")
    assert (override.state, override.audits) == ("set-aside", ("oversight.override",))
    assert "Valid until 2027-05-21" in override.sentence.en
    assert "eu/ai-act/14.4.d" in {d.norm for d in still_unproven(late)}
    assert of(late, "eu/ai-act/13.3.b.i").state == "evidenced"


def test_foreign_evidence_is_marked_and_does_not_count(
    before: Assessment, results: tuple[AuditResult, ...], system: SystemUnderAudit
) -> None:
    other = with_evidence(before, results, DAY, system.digests | {"instructions": "0" * 64})
    found = of(other, "eu/ai-act/13.3.b.iii")
    assert found.state == "set-aside"
    assert "is not the one that was audited" in found.sentence.en
    assert of(other, "eu/ai-act/14.4.d").state == "evidenced"


def test_one_contradiction_outweighs_support_and_names_who_says_so(
    before: Assessment, results: tuple[AuditResult, ...], system: SystemUnderAudit
) -> None:
    good = next(r for r in results if r.audit == "oversight.override")
    bad = replace(
        good,
        audit="oversight.stop",
        norms=tuple(replace(v, verdict=Verdict.CONTRADICTS) for v in good.norms),
    )
    found = of(with_evidence(before, [good, bad], DAY, system.digests), "eu/ai-act/14.4.d")
    assert (found.state, found.audits) == ("contradicted", ("oversight.stop",))


def test_norms_that_do_not_bind_are_told_apart(before: Assessment, results: tuple[AuditResult, ...]) -> None:
    assert "us/uniform-guidelines/1607.4.d" in {n.norm for n in unbound(before, results)}
    assert "eu/ai-act/13.2" not in {n.norm for n in unbound(before, results)}


def test_no_results_no_evidence(before: Assessment) -> None:
    assert with_evidence(before, [], DAY, {}) == before
    assert still_unproven(before) == duties_to_show(before)


def test_duties_to_show_bind_or_will(before: Assessment) -> None:
    owed = duties_to_show(before)
    assert owed
    assert all(d.outcome.binds != coming(d, DAY) for d in owed)
    assert not {d.modality for d in owed} & {"permission", "right", "power"}


def said(*arguments: str, code: int = 0) -> str:
    result = CliRunner().invoke(audit, list(arguments))
    assert result.exit_code == code, result.output
    return result.output


def test_plan_of_a_profile_and_of_a_folder() -> None:
    day = ("--at", "2028-02-02")
    profile = json.loads(said("plan", str(EXAMPLES / "cv-screening.yaml"), *day, "--json"))
    folder = json.loads(said("plan", str(FOLDER), *day, "--json"))
    assert profile["audits"] == folder["audits"]
    assert profile["unmeasured"] == folder["unmeasured"]
    assert "documents.instructions-for-use" in profile["audits"]
    assert "eu/ai-act/9.9" in profile["unmeasured"]
    (wanted,) = folder["inputs"]["documents.instructions-for-use"]
    assert wanted == {"name": "instructions", "kind": "declaration", "required": True, "given": True}
    assert not any(i["given"] for inputs in profile["inputs"].values() for i in inputs)


def test_plan_in_words_names_duties_inputs_and_what_nothing_reaches() -> None:
    text = said("plan", str(FOLDER), "--at", "2026-11-22", "--lang", "fr")
    assert "documents.instructions-for-use  Notice d’utilisation, point par point" in text
    assert "demande instructions (declaration)" in text
    assert "Art. 13(3)(c) (à partir du " in text
    assert "aucun audit ne les atteint" in text


def test_plan_of_regimes_asks_less() -> None:
    every, one = (
        json.loads(said("plan", str(EXAMPLES / "cv-screening.yaml"), "--at", "2028-02-02", "--json", *more))
        for more in ((), ("--regimes", "eu/gdpr"))
    )
    assert all(p["norm"].startswith("eu/gdpr/") for p in one["because"])
    assert len(one["audits"]) < len(every["audits"])


def test_run_writes_the_assessment_with_its_evidence(tmp_path: Path) -> None:
    out, saved = tmp_path / "assessment.json", tmp_path / "results.json"
    chosen = ("--only", "oversight.override", "--only", "documents.instructions-for-use")
    text = said("run", str(FOLDER), "--at", "2026-11-22", *chosen, "--assessment", str(out), "--json", str(saved))
    assert "Contradicted by a measurement (4)" in text
    assert "That is no finding of a breach" in text
    assert len(msgspec.json.decode(out.read_bytes(), type=Assessment).evidence) > 9
    late = said("run", str(FOLDER), "--at", "2027-06-30", "--results", str(saved))
    assert "Set aside" in late
    assert "Art. 14(4)(d)" in late
    assert "Overruling takes effect” supports" not in late


def test_without_profile_nothing_is_assessed(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text('[inputs.instructions]\nkind = "declaration"\nfile = "i.md"\n')
    (tmp_path / "i.md").write_text("# Nothing\n")
    assert "No profile says what this system is" in said("run", str(tmp_path), "--at", "2026-11-22")
    assert "audit.no-profile" in said("plan", str(tmp_path), code=2)
    said("run", str(tmp_path), "--at", "2026-11-22", "--assessment", str(tmp_path / "a.json"), code=2)


def test_a_profile_that_is_not_there_is_refused(tmp_path: Path) -> None:
    (tmp_path / "audit.toml").write_text('profile = "gone.yaml"\n')
    with pytest.raises(AuditRefusedError, match=r"audit\.profile-missing"):
        read_manifest(tmp_path)


def test_the_chain_is_walked_from_a_principle_to_figures(tmp_path: Path) -> None:
    saved = tmp_path / "results.json"
    said("run", str(FOLDER), "--at", "2026-11-22", "--only", "fairness.impact-ratio", "--json", str(saved))
    shown = json.loads(said("chain", "--principle", "fairness", "--results", str(saved), "--json"))
    (fairness,) = shown["principles"]
    assert 0 < fairness["spoken"] < fairness["norms"]
    ratio = next(s for s in fairness["steps"] if s["audit"] == "fairness.impact-ratio")
    assert ["impact-ratio group=black", "0.309 [0.198–0.468]"] in ratio["results"]
    asked = {r["norm"]: r for r in ratio["requirements"]}
    assert asked["eu/ai-act/10.2.f"]["says"]["fr"]
    guidelines = asked["us/uniform-guidelines/1607.4.d"]
    assert not guidelines["held"]
    assert guidelines["link"].startswith("https://www.ecfr.gov/")
    assert "(1978)" in guidelines["cite"]
    assert asked["eu/ai-act/10.2.f"]["held"]
    assert ratio["standards"]
    assert not any(s["results"] for s in fairness["steps"] if s is not ratio)


def test_the_chain_is_walked_back_from_a_norm() -> None:
    shown = json.loads(said("chain", "--norm", "eu/ai-act/50.2", "--json"))
    steps = [s for p in shown["principles"] for s in p["steps"]]
    assert "transparency.provenance" in {s["audit"] for s in steps}
    assert {r["norm"] for s in steps for r in s["requirements"]} == {"eu/ai-act/50.2"}
    assert "Aucun audit ne nomme" in said("chain", "--norm", "eu/ai-act/9.9", "--lang", "fr")


def test_the_chain_shows_its_gaps() -> None:
    text = said("chain", "--lang", "fr")
    assert "aucune métrique n’atteint ce principe" in text
    gaps = json.loads(said("chain", "--json"))["gaps"]
    assert "peace" in gaps["principles_unmeasured"]
    assert "fairness" not in gaps["principles_unmeasured"]
    assert "eu/ai-act/9.9" in gaps["norms_unmeasured"]
    assert "eu/ai-act/10.2.f" not in gaps["norms_unmeasured"]
    said("chain", "--principle", "fairnes", code=2)
