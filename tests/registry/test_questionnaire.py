"""Canada's questionnaire: read whole, in both languages, and scored as the published tool scores it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from concordance.base.problem import ProblemsError
from concordance.registry.questionnaire import Survey, read_answers, read_survey, render
from concordance.registry.scoring import most, score
from concordance.registry.survey_condition import parse_condition


@pytest.fixture(scope="session")
def survey(shared_data: Callable[[str], Path]) -> Survey:
    return read_survey(shared_data("registers/canada_aia_survey_enfr.json"))


def test_the_whole_questionnaire_is_read(survey: Survey) -> None:
    assert survey.summary() == {"pages": 18, "questions": 295, "scored": 160}
    points = {kind: sum(most(q) for q in survey.questions if q.counts == kind) for kind in ("raw", "mitigation")}
    assert points == {"raw": 167, "mitigation": 154}
    assert "Détails du projet" in render(survey, "fr")
    assert "Project Details" in render(survey, "en")


def test_the_published_tool_gives_the_same_scores(survey: Survey) -> None:
    """The case of `tests/unit/store.spec.ts` in canada-ca/aia-eia-js: [3, 0, 3, 1]."""
    result = score(survey, {"projectDetailsPhase": "item1", "decisionSector1": ["item1-1", "item2-1", "item3-1"]})
    assert (result.raw, result.mitigation, result.current, result.level) == (3, 0, 3, "I")


def everything(survey: Survey, worst: bool, mitigated: bool) -> dict[str, object]:
    answers: dict[str, object] = {"projectDetailsPhase": "item1"}
    for question in survey.questions:
        wanted = worst if question.counts == "raw" else mitigated
        if question.counts == "not" or not question.options:
            continue
        values = [option.value for option in question.options]
        best = max(values, key=lambda v: int(v.rpartition("-")[2]) if "-" in v else 0)
        lowest = min(values, key=lambda v: int(v.rpartition("-")[2]) if "-" in v else 0)
        answers[question.name] = (
            (values if wanted else []) if question.type == "checkbox" else best if wanted else lowest
        )
    shown = {q.name for q in survey.questions if q.shown(answers)}
    return {name: value for name, value in answers.items() if name in shown}


def test_levels_and_the_deduction(survey: Survey) -> None:
    worst = score(survey, everything(survey, worst=True, mitigated=False))
    assert worst.current == worst.raw
    assert worst.level == "IV"
    mitigated = score(survey, everything(survey, worst=True, mitigated=True))
    assert mitigated.mitigation >= 0.8 * mitigated.mitigation_max
    assert mitigated.current == int(0.85 * mitigated.raw + 0.5)
    assert score(survey, everything(survey, worst=False, mitigated=False)).level == "I"


def test_answers_to_questions_that_are_not_shown_do_not_count(survey: Survey) -> None:
    result = score(survey, {"projectDetailsPhase": "item1", "dataQualityImplementation3": "item1-1"})
    assert (result.mitigation, result.hidden) == (0, ("dataQualityImplementation3",))


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"decisionSektor1": []}, "answer-unknown"),
        ({"decisionSector1": "item1-1"}, "answer-misfit"),
        ({"decisionSector1": ["item1-99"]}, "answer-misfit"),
        ({"impact3": ["item1-4"]}, "answer-misfit"),
        ([], "survey-shape"),
    ],
)
def test_bad_answers_are_refused(survey: Survey, answers: object, code: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers))
    with pytest.raises(ProblemsError, match=code):
        read_answers(path, survey)


def test_conditions_outside_the_language_are_refused() -> None:
    for text in ("{a} > 3", "{a} = 3", '({a} = "1"', '{a} = "1" and', "", '{a} = "1" {b} = "2"', "{a} contains []"):
        with pytest.raises(ValueError, match="is not understood"):
            parse_condition(text)
    assert parse_condition('{a} = "1" or {b} contains "2" and {c} = "3"').holds({"a": "1"})
    assert not parse_condition('{b} contains "2" and {c} = "3"').holds({"b": ["2"]})


def test_what_is_no_survey_is_refused(tmp_path: Path) -> None:
    for number, text in enumerate(("[]", "{", '{"pages": [{"name": 1, "elements": [{"type": "text"}]}]}')):
        path = tmp_path / f"{number}.json"
        path.write_text(text)
        with pytest.raises(ProblemsError, match="survey-shape"):
            read_survey(path)
