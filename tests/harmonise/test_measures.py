"""Measures: what merges, that every duty is discharged, and that nothing is weakened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from concordance.assess.result import Assessment, Measure
from concordance.base.dates import parse_period
from concordance.compile.program import Program
from concordance.harmonise.acts import discharges
from concordance.harmonise.durations import stricter
from concordance.harmonise.harmony import harmonise
from concordance.harmonise.measures import UncoveredDutyError, group, make_measures, planned_duties, prove_coverage
from concordance.harmonise.words import words_of
from concordance.norms.outcome import Outcome
from concordance.norms.profile import FactValue
from concordance.pipeline import assess_file
from support import EXAMPLES, assess_answers, profile_of, run_cli

BOTH = frozenset({"AA", "BB"})
MAKER: dict[str, FactValue] = {
    "maker": True,
    "user": False,
    "loud": True,
    "users": 5000,
    "kind": "tool",
    "places": BOTH,
}
DAY = date(2026, 11, 22)


def assessed(facts: Mapping[str, FactValue], program: Program) -> Assessment:
    """The assessment of the small laws, completed."""
    profile = profile_of(facts, program)
    return harmonise(assess_answers(facts, program, DAY), profile, program)


def measure_of(norm: str, result: Assessment) -> Measure:
    """The measure that discharges a norm."""
    (found,) = [m for m in result.measures if any(merge.norm == norm for merge in m.duties)]
    return found


def test_reports_of_two_laws_are_one_report_by_the_shorter_deadline(small: Program) -> None:
    found = measure_of("aa/law/report", assessed(MAKER, small))
    assert {m.norm for m in found.duties} == {"aa/law/report", "bb/law/report", "bb/law/report.big"}
    assert found.parameters["within"] == ("PT72H",)
    assert found.parameters["to"] == ("agency", "office")
    assert found.set_by["within"] == ("bb/law/report",)
    why = {m.norm: m for m in found.duties}
    assert why["aa/law/report"].measure_is == "narrower"
    assert "72 hours" in why["aa/law/report"].why.en
    assert "72 heures" in why["aa/law/report"].why.fr
    assert [text.en for text in why["bb/law/report"].specific] == ["to: agency"]


def test_a_duty_whose_date_alone_is_unsettled_is_planned_from_the_day_on_which_every_reading_binds() -> None:
    result = assess_file(EXAMPLES / "cv-screening.yaml", DAY)
    (duty,) = [duty for duty in result.duties if duty.norm == "eu/ai-act/47.1"]
    assert duty.outcome is Outcome.UNSETTLED
    assert duty.from_ == date(2026, 8, 2)  # under one reading
    (merge,) = [m for m in measure_of("eu/ai-act/47.1", result).duties if m.norm == "eu/ai-act/47.1"]
    assert merge.from_ == date(2027, 12, 2)  # under both


def test_what_one_document_or_register_must_hold_is_done_once() -> None:
    result = assess_file(EXAMPLES / "cv-screening.yaml", DAY)
    instructions = measure_of("eu/ai-act/13.2", result)
    assert (instructions.verb, instructions.object) == ("provide", "instructions_for_use")
    assert {"eu/ai-act/13.3.a", "eu/ai-act/13.3.d"} <= {merge.norm for merge in instructions.duties}
    entry = measure_of("eu/ai-act/49.1", result)
    assert {"eu/ai-act/VIII.A.1", "eu/ai-act/VIII.A.5"} <= {merge.norm for merge in entry.duties}
    assert "intended_purpose" in entry.parameters["contents"]


def test_logs_are_kept_for_the_longest_minimum(small: Program) -> None:
    found = measure_of("aa/law/keep", assessed(MAKER, small))
    assert {m.norm for m in found.duties} == {"aa/law/keep", "bb/law/keep"}
    assert found.parameters == {"at_least": ("P2Y",)}


def test_manners_are_gathered_unless_they_exclude_each_other(small: Program) -> None:
    result = assessed(MAKER, small)
    assert measure_of("aa/law/label", result) != measure_of("bb/law/label", result)
    homes = {measure_of(norm, result).id for norm in ("aa/law/label", "bb/law/label")}
    assert measure_of("bb/law/label.machine", result).id in homes


def test_the_more_specific_act_discharges_the_vaguer(small: Program) -> None:
    found = measure_of("bb/law/disclose", assessed(MAKER, small))
    assert (found.verb, found.object) == ("publish", "summary")
    assert {m.norm for m in found.duties} == {"aa/law/publish", "bb/law/disclose"}


def test_what_is_asked_after_another_event_stays_apart(small: Program) -> None:
    assert len(measure_of("bb/law/report.asked", assessed(MAKER, small)).duties) == 1


def test_a_minimum_over_a_maximum_is_no_measure(small: Program) -> None:
    result = assessed(MAKER, small)
    assert measure_of("bb/law/short", result) != measure_of("aa/law/bounded", result)


def test_rights_are_no_duties(small: Program) -> None:
    norms = {merge.norm for m in assessed(MAKER, small).measures for merge in m.duties}
    assert not {"aa/law/right", "aa/law/right.office"} & norms


def test_a_missing_fact_keeps_a_coming_duty_out(small: Program) -> None:
    without = {name: value for name, value in MAKER.items() if name != "maker"}
    assert not assessed(without, small).measures


EXAMPLE_FILES = sorted(EXAMPLES.glob("*.yaml"))


@pytest.mark.parametrize("path", EXAMPLE_FILES, ids=lambda path: path.stem)
def test_every_binding_duty_of_every_example_is_discharged_by_exactly_one_measure(path: Path) -> None:
    result = assess_file(path, DAY)
    listed = [merge.norm for measure in result.measures for merge in measure.duties]
    duties = [d for d in result.duties if d.modality in {"obligation", "prohibition", "commitment"}]
    binding = {d.norm for d in duties if d.outcome.binds}
    assert binding <= set(listed)
    assert len(listed) == len(set(listed))
    assert len({measure.id for measure in result.measures}) == len(result.measures)


def test_what_is_done_in_each_place_anew_is_shared_within_one_place_only(small: Program) -> None:
    words = words_of(small.score.vocabulary)
    duties = planned_duties(assess_answers(MAKER, small, DAY), small.score, words)
    anywhere = {frozenset(m.place for m in found.members) for found in group(duties, words)}
    assert BOTH in anywhere
    places = [{m.place for m in found.members} for found in group(duties, replace(words, local=frozenset({"act"})))]
    assert max(map(len, places)) == 1


def test_a_representative_and_an_entry_in_a_register_are_needed_in_each_place(program_all: Program) -> None:
    words = words_of(program_all.score.vocabulary)
    assert words.is_local("appoint", "legal_representative")
    assert words.is_local("register", "ai_system")
    assert not words.is_local("appoint", "data_protection_officer")


def test_nothing_is_weakened_on_the_largest_example(program_all: Program) -> None:
    result = assess_file(EXAMPLES / "cv-screening.yaml", DAY)
    words, score = words_of(program_all.score.vocabulary), program_all.score
    duties = planned_duties(result, score, words)
    by_norm = {bound.duty.norm: bound for bound in duties}
    for found in group(duties, words):
        for member in found.members:
            assert discharges(found.common, member.doing, words)
    for measure in result.measures:
        for key in ("within", "at_least", "at_most", "every"):
            for merge in measure.duties:
                for bound in by_norm[merge.norm].doing.bounds.get(key, ()):
                    kept = [k if k.startswith(("imm", "without")) else parse_period(k) for k in measure.parameters[key]]
                    assert any(stricter(key, strict, bound) for strict in kept)


def test_an_uncovered_duty_is_an_error_and_never_a_result(small: Program) -> None:
    result = assess_answers(MAKER, small, DAY)
    words = words_of(small.score.vocabulary)
    duties = planned_duties(result, small.score, words)
    groups = group(duties, words)
    groups[0].members.clear()
    with pytest.raises(UncoveredDutyError):
        prove_coverage(duties, groups, words)


def test_the_same_profile_gives_the_same_measures(small: Program) -> None:
    result = assess_answers(MAKER, small, DAY)
    assert make_measures(result, small.score) == make_measures(result, small.score)


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_report_and_the_page_show_measures(lang: str, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    file = EXAMPLES / "cv-screening.yaml"
    ran = run_cli("assess", file, "--at", "2026-11-22", "--lang", lang, "--html", page)
    assert ran.code == 0
    told = {"en": "duties are discharged by", "fr": "obligations sont acquittées par"}[lang]
    assert told in ran.out
    html = page.read_text(encoding="utf-8")
    assert told in html
    assert 'aria-labelledby="matrix-title matrix-text"' in html
