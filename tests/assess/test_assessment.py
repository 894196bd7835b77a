"""An assessment as a whole: what holds of every one, whatever the facts."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from concordance.assess.assessment import assess
from concordance.assess.near_miss import just_misses
from concordance.assess.play import Play
from concordance.assess.questions import targets
from concordance.assess.result import Assessment
from concordance.assess.trace import explain, find_norm
from concordance.base.dates import eu_working_day
from concordance.compile.choice import Choice
from concordance.compile.dag import Dag
from concordance.compile.program import Program
from concordance.engines.ask import CONCERN
from concordance.engines.population import generate, row_answers
from concordance.engines.population import tests_of as atoms_by_fact
from concordance.engines.walk import Walk
from concordance.norms.outcome import Outcome
from concordance.norms.profile import FactValue
from concordance.norms.score import Score
from concordance.pipeline import compile_score, load_profile
from concordance.report.machine import to_json
from support import EXAMPLES, assess_answers, duty, profile_of, tier

AT = date(2026, 11, 22)
Situation = Callable[..., dict[str, FactValue]]
PROFILES = sorted(EXAMPLES.glob("*.yaml"))


def population(program: Program, rows: int, seed: int, unknown: float) -> list[dict[str, FactValue]]:
    tests = atoms_by_fact(
        program.dag, program.dag.reachable([n.applies for p in program.all() for n in p.norms.values()])
    )
    facts = program.score.vocabulary.facts
    table = generate(tests, facts, rows, unknown, seed)
    return [row_answers(table, row, facts) for row in range(rows)]


def holds_of_every_assessment(result: Assessment) -> None:
    """Invariants that a reader relies on."""
    day = result.at
    for found in result.duties:
        where = found.norm
        assert found.citation, where
        assert found.link.startswith("http"), where
        assert (found.from_ is None) or (found.until is None) or (found.from_ < found.until), where
        if found.outcome is Outcome.UNDETERMINED:
            assert found.missing, where
        if found.outcome is Outcome.UNSETTLED:
            assert {branch.outcome for branch in found.readings} == {Outcome.APPLIES, Outcome.DOES_NOT_APPLY}, where
        if found.outcome.binds:
            assert found.from_ is not None, where
            assert found.from_ <= day, where
            assert found.until is None or found.until > day, where
            assert not found.missing, where
        if found.performance is not None:
            assert found.outcome.binds, where
    starts = [step.on for step in result.timeline]
    assert starts == sorted(set(starts))
    worths = [round(question.worth + CONCERN * question.concerns, 9) for question in result.questions]
    assert worths == sorted(worths, reverse=True)
    assert {q.fact for q in result.questions}.isdisjoint(result.nobody_knows)
    known_duties = {found.norm for found in result.duties}
    for sanction in result.sanctions:
        assert set(sanction.duties) <= known_duties
    for line in result.deadlines:
        assert (line.due is None) is (line.event_on is None or line.before)


@pytest.mark.parametrize("path", PROFILES, ids=lambda path: path.stem)
def test_every_example_on_a_row_of_days(path: Path, program: Program) -> None:
    profile = load_profile(path, program)
    for day in (date(2024, 1, 1), date(2025, 8, 2), AT, date(2027, 12, 2), date(2031, 1, 1)):
        holds_of_every_assessment(assess(profile, program, day))


def test_generated_profiles(program: Program) -> None:
    for seed, unknown in ((1, 0.3), (2, 0.7), (3, 0.0)):
        for answers in population(program, 4, seed, unknown):
            holds_of_every_assessment(assess_answers(answers, program, AT))


def test_nothing_known_decides_little_and_binds_nothing(program_all: Program) -> None:
    result = assess_answers({}, program_all, AT)
    assert not [found.norm for found in result.duties if found.outcome.binds]
    assert tier(result, "prohibited").outcome is Outcome.UNDETERMINED
    assert tier(result, "out-of-scope").outcome is Outcome.UNDETERMINED
    assert result.questions


def test_a_fact_more_never_changes_what_was_decided(program: Program) -> None:
    """Kleene's logic is monotone: answers add knowledge and take none back."""
    rng = random.Random(7)
    for full in population(program, 6, 11, unknown=0.2):
        part = {name: value for name, value in full.items() if rng.random() < 0.6}
        before, after = Walk(program.dag, part), Walk(program.dag, full)
        for piece in program.all():
            for nodes in piece.norms.values():
                truth = before.truth(nodes.applies)
                assert truth is None or after.truth(nodes.applies) is truth


def test_the_same_input_gives_the_same_bytes(score: Score) -> None:
    choice = Choice(regimes=frozenset({"eu/ai-act"}))
    made = []
    for _ in range(2):
        fresh = Program(score, score.as_of, choice)
        made.append(to_json(assess(load_profile(EXAMPLES / "stadium-face-recognition.yaml", fresh), fresh, AT)))
    assert made[0] == made[1]


def test_what_is_on_the_timeline_is_what_the_days_say(program: Program) -> None:
    """Each step is checked by assessing the day and the day before."""
    profile = load_profile(EXAMPLES / "nudifier.yaml", program)
    for step in assess(profile, program, AT).timeline:
        after, before = (
            {d.norm for d in assess(profile, program, day).duties if d.outcome.binds}
            for day in (step.on, step.on - timedelta(1))
        )
        assert set(step.begins) == after - before
        assert set(step.ends) == before - after


def test_an_event_that_is_dated_gives_a_deadline_on_a_working_day(situation: Situation, program: Program) -> None:
    events = program.score.vocabulary.events
    dated = {event.fact: date(2028, 9, 1) for event in events.values() if event.fact}
    assert dated
    answers = {**situation("eu-provider-annex-iii"), **dated}
    lines = [line for line in assess_answers(answers, program, date(2028, 10, 2)).deadlines if line.due]
    assert lines
    for line in lines:
        assert line.due is not None
        if line.period.startswith("within P"):
            assert eu_working_day(line.due), line
        assert line.due >= date(2028, 9, 1)
        assert line.rule == "Reg. (EEC, Euratom) 1182/71"


def test_near_misses_are_one_answer_away(score: Score) -> None:
    dag = Dag()
    emotions, kind = dag.atom("system.infers_emotions", "is", True), dag.atom("organisation.kind", "is", "company")
    market, turnover = dag.atom("system.markets", "has", "DE"), dag.atom("organisation.turnover", "ge", 10)
    day = dag.atom("system.placed_on_market_on", "ge", date(2026, 8, 2).toordinal())
    facts: dict[str, FactValue] = {
        "system.infers_emotions": False,
        "organisation.kind": "natural-person",
        "system.markets": frozenset({"FR"}),
        "organisation.turnover": 3,
        "system.placed_on_market_on": date(2020, 1, 1),
    }
    for node in (emotions, kind, market, turnover, day):
        assert just_misses(node, Walk(dag, facts), score)
    assert not just_misses(dag.both([emotions, kind]), Walk(dag, facts), score)
    assert just_misses(dag.either([dag.both([emotions, kind]), turnover]), Walk(dag, facts), score)


def test_an_explanation_adds_up(program: Program) -> None:
    for path in PROFILES:
        play = Play(program, load_profile(path, program), AT)
        for key in ("eu/ai-act/4.1", "eu/ai-act/9.1", "eu/ai-act/50.1", "eu/ai-act/53.1.a", "eu/ai-act/5.1.f"):
            found = explain(key, play)
            nodes = program.on(AT).norms[key]
            assert found.outcome is play.outcome(nodes)
            named = {part.name: part.outcome for part in found.parts}
            assert list(named)[:4] == ["scope", "bearer", "when", "dates"]
            if found.outcome.binds:
                assert {named[name] for name in ("scope", "bearer", "when", "dates")} == {Outcome.APPLIES}
                assert not {o for name, o in named.items() if name.startswith("unless")} & {Outcome.APPLIES}
            (now,) = (s for s in found.life if s.from_ <= AT and (s.until is None or s.until > AT))
            assert now.outcome is found.outcome


def test_a_norm_that_the_text_of_the_day_lacks_is_explained_as_not_applying(program: Program) -> None:
    play = Play(program, load_profile(EXAMPLES / "cv-screening.yaml", program), AT)
    assert "eu/ai-act/10.5" not in program.on(AT).norms
    found = explain("eu/ai-act/10.5", play)
    assert found.outcome is Outcome.DOES_NOT_APPLY
    assert found.text == "enacted"


def test_norms_are_found_by_full_and_by_short_name(program: Program) -> None:
    play = Play(program, profile_of({}, program), AT)
    assert find_norm("50.1", play) == find_norm("eu/ai-act/50.1", play) == "eu/ai-act/50.1"
    assert find_norm("no.such", play) is None


def test_a_judgement_is_told_with_who_made_it_and_what_rests_on_it(program: Program) -> None:
    profile = load_profile(EXAMPLES / "cv-screening.yaml", program)
    result = assess(profile, program, AT)
    assert {used.fact for used in result.judgements} == profile.judgements.keys()
    for used in result.judgements:
        assert used.by
        assert used.reason
        for norm in used.duties:
            assert any(
                b.fact == used.fact and b.given_by == used.by for b in duty(result, norm.rpartition("/")[2]).because
            )


def test_questions_ask_nothing_that_cannot_matter(program: Program) -> None:
    profile = load_profile(EXAMPLES / "stadium-face-recognition.yaml", program)
    play = Play(program, profile, AT)
    missing = {name for node in targets(play) for name in play.walk.missing(node)}
    assert {q.fact for q in assess(profile, program, AT).questions} <= missing - profile.nobody_knows


def test_choices_of_regimes_are_kept_apart() -> None:
    only = compile_score(None, None, Choice(regimes=frozenset({"eu/gdpr"})))
    result = assess(load_profile(EXAMPLES / "cv-screening.yaml", only), only, AT)
    assert {found.instrument for found in result.duties} <= {"eu/gdpr"}
    assert {found.id for found in result.instruments if found.left_out is None} <= {"eu/gdpr"}
    soft = compile_score(None, None, Choice(soft=True))
    binding = compile_score()
    keys = [{k for piece in p.all() for k in piece.norms} for p in (soft, binding)]
    assert keys[0] > keys[1]
