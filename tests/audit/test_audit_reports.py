"""Results travel (JSON, Inspect), reports tell what is proven, cards and bills of materials are valid."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest
from audit_twins import TWINS
from audit_twins_people import decisions, judged, scored
from audit_twins_things import instructions

from concordance.audit import AuditResult, Context, Verdict, run_audit, run_suite
from concordance.audit.adapters.files import Declaration
from concordance.audit.cards import CardFacts, dataset_card, model_card
from concordance.audit.chain import audits_for_norm, chain, gaps
from concordance.audit.compare import compare_results
from concordance.audit.crosswalk import imported, place
from concordance.audit.inspectlog import estimates_in, result_in, to_inspect
from concordance.audit.materials import DatasetIdentity, ModelIdentity, cyclonedx, spdx
from concordance.audit.measures.documents.materials import schema_error
from concordance.audit.plan import plan_audits
from concordance.audit.principles import PRINCIPLES
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audits
from concordance.audit.reporting import norm_states
from concordance.audit.suites import AI_VERIFY, COMPL_AI
from concordance.audit.wire import from_json, result_schema, to_json

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@pytest.fixture
def results(context: Context) -> tuple[AuditResult, ...]:
    return (
        *run_suite(
            ["fairness.impact-ratio", "fairness.demographic-parity"],
            {"predictions": decisions(0.6, 0.3)},
            context,
            "cv",
        ),
        *run_suite(
            ["fairness.error-rates", "fairness.scoring-rate"],
            {"predictions": judged(0.1, 0.3)},
            context,
            "cv",
        ),
    )


def test_json_there_and_back(results: tuple[AuditResult, ...]) -> None:
    assert results[-1].status == "refused"
    for result in results:
        assert from_json(json.loads(json.dumps(to_json(result)))) == result


def test_results_meet_their_schema(results: tuple[AuditResult, ...]) -> None:
    validator = pytest.importorskip("jsonschema").Draft202012Validator
    validator.check_schema(result_schema())
    for result in results:
        assert list(validator(result_schema()).iter_errors(to_json(result))) == []
    broken = to_json(results[0]) | {"extra": 1}
    assert list(validator(result_schema()).iter_errors(broken))


@pytest.mark.parametrize("change", [{"format": "other"}, {"seed": "x"}, {"extra": 1}, {"verdict": "compliant"}])
def test_malformed_results_are_refused(change: dict[str, object], results: tuple[AuditResult, ...]) -> None:
    with pytest.raises(AuditRefusedError, match=r"audit\.result-malformed"):
        from_json(to_json(results[0]) | change)


def test_inspect_logs_there_and_back(results: tuple[AuditResult, ...]) -> None:
    log_type = pytest.importorskip("inspect_ai.log").EvalLog
    for result in results:
        log = json.loads(json.dumps(to_inspect(result)))
        assert log_type.model_validate(log).eval.task == result.audit
        assert result_in(log) == result


def test_a_foreign_inspect_log_is_read_as_estimates() -> None:
    log = {
        "status": "success",
        "eval": {},
        "results": {
            "completed_samples": 40,
            "scores": [{"name": "choice", "metrics": {"accuracy": {"value": 0.4}, "stderr": {"value": 0.05}}}],
        },
    }
    (estimate,) = estimates_in(log, 0.95)
    assert (estimate.metric, estimate.value, estimate.n) == ("choice/accuracy", 0.4, 40)
    assert (estimate.low, estimate.high) == pytest.approx((0.302, 0.498), abs=1e-3)
    with pytest.raises(AuditRefusedError, match=r"audit\.log-unfinished"):
        estimates_in(log | {"status": "error"}, 0.95)
    with pytest.raises(AuditRefusedError, match=r"audit\.log-foreign"):
        result_in(log)


def test_norms_are_in_the_state_that_the_weightiest_verdict_brings(
    results: tuple[AuditResult, ...], context: Context, tmp_path: Path
) -> None:
    good = run_audit("documents.instructions-for-use", instructions(tmp_path, False), context)
    state = {n.norm: n for n in norm_states((*results, good))}
    assert state["us/uniform-guidelines/1607.4.d"].state == "contradicted"
    assert "fairness.impact-ratio" in state["us/uniform-guidelines/1607.4.d"].next_steps[0].en
    assert state["eu/ai-act/13.3.b.i"].state == "evidenced"
    assert state["eu/ai-act/10.2.f"].state == "partly"
    assert "fairness.impact-ratio" in state["eu/ai-act/10.2.f"].examined_by
    assert state["eu/gdpr/5.1.a"].state == "unproven"
    assert all("compliant" not in n.says.en for n in state.values())


def test_one_contradiction_outweighs_support(context: Context, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    good = run_audit("documents.instructions-for-use", instructions(tmp_path, False), context)
    bad = run_audit("documents.instructions-for-use", instructions(tmp_path, True), context)
    assert {n.state for n in norm_states([good, bad]) if n.norm == "eu/ai-act/13.3.b.ii"} == {"contradicted"}


def test_part_of_the_evidence_never_supports(context: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from concordance.audit import registry

    found = audits()["documents.instructions-for-use"]
    half = replace(found, measure=lambda ctx, **given: replace(found.measure(ctx, **given), partial=True))
    monkeypatch.setitem(registry._declared, "documents.instructions-for-use", half)
    result = run_audit("documents.instructions-for-use", instructions(tmp_path, False), context)
    assert (result.status, result.verdict) == ("partial", Verdict.INCONCLUSIVE)


def test_comparison_separates_change_from_chance(context: Context) -> None:
    before, same, worse = (
        run_audit("accuracy.declared", {"predictions": judged(e, e)}, context) for e in (0.1, 0.1, 0.3)
    )
    assert not any(c.established for c in compare_results(before, same).changes)
    moved = {c.metric: c.established for c in compare_results(before, worse).changes}
    assert moved["accuracy"] is True
    assert compare_results(before, worse).circumstances[0].en.startswith("Other files")
    with pytest.raises(AuditRefusedError, match=r"audit\.not-comparable"):
        compare_results(before, replace(before, audit="accuracy.drift"))


def test_plan_takes_the_nearest_reason_and_names_what_nothing_measures() -> None:
    duties = [
        {"norm": "eu/ai-act/50.2", "act": "mark(output)", "principles": ["transparency"]},
        {"norm": "eu/ai-act/10.2", "act": "govern(data)", "principles": ["data-governance"]},
        {"norm": "xx/law/1", "act": "test(system)", "principles": ["robustness"]},
        {"norm": "xx/law/2", "act": "register(system)", "principles": ["cooperation"]},
    ]
    plan = plan_audits(duties)
    by = {d["norm"]: [p for p in plan.because if p.norm == d["norm"]] for d in duties}
    assert {p.reason for p in by["eu/ai-act/50.2"]} == {"names-the-norm"}
    assert {"transparency.provenance"} == {p.audit for p in by["eu/ai-act/50.2"] if p.weight == "supports"}
    assert {p.reason for p in by["xx/law/1"]} == {"same-principle-and-act"}
    assert plan.unmeasured == ("xx/law/2",)


def test_chain_is_walked_both_ways_and_shows_its_gaps(results: tuple[AuditResult, ...]) -> None:
    links = chain(results)
    assert {link.principle for link in links} == set(PRINCIPLES)
    measured = next(link for link in links if link.audit == "fairness.impact-ratio")
    assert measured.estimates
    assert "transparency.provenance" in audits_for_norm("eu/ai-act/50.2")
    found = gaps(["eu/ai-act/50.2", "eu/ai-act/5.1.a"])
    assert (found.principles_unmeasured, found.norms_unmeasured) == ((), ("eu/ai-act/5.1.a",))
    assert "fairness.impact-ratio" in found.audits_unasked


def test_crosswalk_names_audits_and_principles_that_exist() -> None:
    known = audits()
    for placed in COMPL_AI + AI_VERIFY:
        assert placed.principle in PRINCIPLES
        assert placed.ours
        assert all(placed.principle in known[name].spec.principles or name in known for name in placed.ours)
    assert len({m for p in COMPL_AI for m in p.measures}) == 30
    assert len(AI_VERIFY) == 11
    assert sum(int(m.split(": ")[1]) for p in AI_VERIFY for m in p.measures if m.startswith("process checks")) == 90


def test_scores_of_other_suites_are_placed_and_wrong_ones_refused() -> None:
    found = imported("compl-ai", {"bbq": {"value": 0.7, "n": 58492}, "truthfulqa": {"value": 0.5, "n": 817}})
    assert set(found) == {"fairness", "information-integrity"}
    with pytest.raises(AuditRefusedError, match=r"audit\.not-importable"):
        imported("ai-verify", {"fairness metrics toolbox (classification)": {"value": 0.38, "n": 800}})
    with pytest.raises(AuditRefusedError, match=r"audit\.crosswalk-unknown"):
        place("compl-ai", "hellaswag")


MODEL = ModelIdentity(
    "ranker",
    "2.1",
    "Example Org",
    "Apache-2.0",
    "ab" * 32,
    "classification",
    True,
    (DatasetIdentity("cvs", "1", "CC0-1.0", "cd" * 32, "structured", True),),
    120.5,
)


def test_cyclonedx_is_valid_and_carries_the_figures(results: tuple[AuditResult, ...]) -> None:
    pytest.importorskip("cyclonedx")
    document = cyclonedx(MODEL, results, NOON)
    assert schema_error(document) == ""
    card = document["components"][0]["modelCard"]
    assert any(
        m["type"] == "fairness.impact-ratio/impact-ratio" for m in card["quantitativeAnalysis"]["performanceMetrics"]
    )
    assert schema_error(document | {"components": [{"type": "model"}]})
    ours = run_audit("documents.bill-of-materials", {"bom": Declaration.of(document)}, Context(NOON.date()))
    assert ours.verdict is Verdict.SUPPORTS


def test_spdx_is_read_back_by_the_official_bindings(results: tuple[AuditResult, ...]) -> None:
    import io

    bindings = pytest.importorskip("spdx_python_model").v3_0_1
    document = spdx(MODEL, results, NOON)
    objects = bindings.SHACLObjectSet()
    bindings.JSONLDDeserializer().read(io.BytesIO(json.dumps(document).encode()), objects)
    (package,) = objects.foreach_type(bindings.ai_AIPackage)
    assert package.name == "ranker"
    assert len(package.ai_metric) == sum(e.value is not None for r in results for e in r.estimates)
    assert len(list(objects.foreach_type(bindings.dataset_DatasetPackage))) == 1


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_cards_are_read_by_the_hub_library(lang: str, results: tuple[AuditResult, ...], context: Context) -> None:
    hub = pytest.importorskip("huggingface_hub")
    sections = dict.fromkeys(
        (
            "details",
            "intended-use",
            "out-of-scope",
            "factors",
            "evaluation-data",
            "training-data",
            "ethical",
            "limitations",
        ),
        "word " * 30,
    )
    text = model_card(CardFacts("ranker", "apache-2.0", ("en",), sections), results[:2], lang)  # type: ignore[arg-type]
    read = hub.ModelCard(text)
    assert len(read.data.eval_results) == sum(e.value is not None for r in results[:2] for e in r.estimates)
    complete = run_audit("documents.model-card", {"model_card": Declaration.of({}, text=text)}, context)
    assert complete.verdict is Verdict.SUPPORTS
    empty = dataset_card(CardFacts("cvs", "cc0-1.0", ("en",), {}), (), lang)  # type: ignore[arg-type]
    assert hub.DatasetCard(empty).data.license == "cc0-1.0"
    assert (
        run_audit("data.datasheet", {"datasheet": Declaration.of({}, text=empty)}, context).verdict
        is Verdict.CONTRADICTS
    )


def test_croissant_written_by_the_reference_library_is_understood(context: Context) -> None:
    croissant = pytest.importorskip("mlcroissant")
    metadata = croissant.Metadata(
        name="cvs",
        description="CVs written for a test",
        license="https://creativecommons.org/publicdomain/zero/1.0/",
        data_biases=["names of two groups only"],
        data_collection="written by hand",
        data_limitations=["few"],
    )
    result = run_audit("data.croissant", {"croissant": Declaration.of(metadata.to_json())}, context)
    missing = {p.split("#")[1] for f in result.findings for p in f.places}
    assert {"biases", "collection", "limitations", "name", "licence"}.isdisjoint(missing)
    assert "personal data" in missing


def test_every_twin_is_of_a_known_audit() -> None:
    assert set(TWINS) <= set(audits())
    assert scored(True).n == 3000


def test_computing_what_the_city_asks_is_evidence_whatever_the_ratio(context: Context) -> None:
    """Local Law 144 asks that figures be computed; it sets no threshold. Only named categories speak to
    it."""
    import numpy as np

    from concordance.audit.adapters.predictions import Predictions

    rng = np.random.default_rng(0)
    given = Predictions.of_arrays(
        rng.integers(0, 2, 2000),
        protected={"sex": rng.choice(["f", "m"], 2000), "race": rng.choice(["x", "y"], 2000)},
    )
    named = replace(context, options={"nyc_categories": ["sex", "race"]})
    rule = "us-nyc/ll-144/5-301.b.3"
    for circumstances, verdict in ((named, Verdict.SUPPORTS), (context, Verdict.INFORMS)):
        result = run_audit("fairness.impact-ratio", {"predictions": given}, circumstances)
        assert {n.verdict for n in result.norms if n.norm == rule} == {verdict}


def test_each_point_of_the_instructions_is_judged_by_itself(context: Context, tmp_path: Path) -> None:
    text = instructions(tmp_path, False)["instructions"].text.replace("## Maintenance", "## Other")
    result = run_audit("documents.instructions-for-use", {"instructions": Declaration.of({}, text=text)}, context)
    state = {n.norm: n.verdict for n in result.norms}
    assert state["eu/ai-act/13.3.e"] is Verdict.CONTRADICTS
    assert state["eu/ai-act/13.3.a"] is Verdict.SUPPORTS
    assert state["eu/ai-act/13.2"] is Verdict.CONTRADICTS
    assert state["eu/ai-act/13.3.f"] is Verdict.INFORMS, "owed where relevant: a person must say whether it is"


def test_each_field_of_a_biometric_log_is_judged_by_itself(context: Context, tmp_path: Path) -> None:
    planted = run_audit("records.completeness", TWINS["records.completeness"].build(tmp_path, True), context)
    state = {n.norm: n.verdict for n in planted.norms}
    assert state["eu/ai-act/12.3.d"] is Verdict.CONTRADICTS
    assert state["eu/ai-act/12.3.a"] is Verdict.SUPPORTS
