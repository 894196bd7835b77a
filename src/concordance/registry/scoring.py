"""The scores of Canada's algorithmic impact assessment.

The rule is the one of the published tool (canada-ca/aia-eia-js, MIT, version 1.0.1, `src/store.ts`): the points of a
choice stand after the last hyphen of its value; raw impact adds up risks, mitigation adds up measures. The survey asks
about measures once for design and once for implementation, so half of its points can be had: who reaches 80 % of that
half has the raw score lowered by 15 %. Level I up to 25 % of the highest raw score, II up to 50 %, III up to 75 %,
else IV.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from concordance.registry.questionnaire import Question, Survey
from concordance.registry.survey_condition import Answers

ENOUGH, DEDUCTION, THRESHOLDS = 0.8, 0.15, (0.25, 0.5, 0.75)
LEVELS = ("I", "II", "III", "IV")


@dataclass(frozen=True, slots=True)
class Scored:
    """A filled questionnaire, scored. Points; `hidden` names answers to questions that the others do not bring up."""

    raw: int
    raw_max: int
    mitigation: int
    mitigation_max: float
    current: int
    level: str
    unanswered: int
    hidden: tuple[str, ...]


def score(survey: Survey, answers: Answers) -> Scored:
    """The scores of some answers. Answers to questions that are not shown do not count, and are named."""
    scored = [q for q in survey.questions if q.counts != "not" and q.options]
    shown = {q.name for q in survey.questions if q.shown(answers)}
    raw, raw_max = _sum(scored, "raw", answers, shown)
    mitigation, both = _sum(scored, "mitigation", answers, shown)
    mitigated = mitigation >= ENOUGH * (both / 2)
    current = math.floor((1 - DEDUCTION) * raw + 0.5) if mitigated else raw
    level = LEVELS[sum(current > raw_max * threshold for threshold in THRESHOLDS)]
    open_ = sum(q.name in shown and q.name not in answers for q in scored)
    hidden = tuple(sorted(name for name in answers if name not in shown))
    return Scored(raw, raw_max, mitigation, both / 2, current, level, open_, hidden)


def _sum(questions: list[Question], counts: str, answers: Answers, shown: set[str]) -> tuple[int, int]:
    """Points reached and the most that can be reached, over all questions that count so."""
    counted = [question for question in questions if question.counts == counts]
    reached = sum(_points(answers.get(q.name)) for q in counted if q.name in shown)
    return reached, sum(most(question) for question in counted)


def most(question: Question) -> int:
    """The highest points of a question: its best choice, or all of them where several may be ticked."""
    points = [_points(option.value) for option in question.options]
    return sum(points) if question.type == "checkbox" else max(points, default=0)


def _points(given: object) -> int:
    if isinstance(given, list):
        return sum(map(_points, given))
    if not isinstance(given, str) or "-" not in given:
        return 0
    points = given.rpartition("-")[2]
    return int(points) if points.isdecimal() else 0
