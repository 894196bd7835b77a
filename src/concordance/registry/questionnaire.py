"""A bilingual SurveyJS questionnaire, as Canada’s impact assessment is published: read, rendered, filled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import Span
from concordance.base.text import Lang, Text
from concordance.registry.refusals import refusal, trouble
from concordance.registry.rows import read_bytes
from concordance.registry.strict import parse_json
from concordance.registry.survey_condition import Answers, Condition, parse_condition

Counts = Literal["raw", "mitigation", "not"]
_SUFFIXES: dict[str, Counts] = {"-RS": "raw", "-MS": "mitigation", "-NS": "not"}
MAX_SURVEY = 10_000_000
"""Bytes of a questionnaire, or of a filled one."""
CHOSEN = ("radiogroup", "dropdown", "checkbox")


@dataclass(frozen=True, slots=True)
class Option:
    """A choice: its value, which carries its points after the last hyphen, and its words."""

    value: str
    says: Text


@dataclass(frozen=True, slots=True)
class Question:
    """A question in both languages. `counts` says to which score it adds; it is shown where all of `when` hold."""

    name: str
    type: str
    page: str
    title: Text
    options: tuple[Option, ...]
    counts: Counts
    when: tuple[Condition, ...]

    def shown(self, answers: Answers) -> bool:
        """Whether the answers so far bring the question up."""
        return all(condition.holds(answers) for condition in self.when)


@dataclass(frozen=True, slots=True)
class Survey:
    """The questionnaire: pages with titles, and questions in order."""

    pages: Mapping[str, Text]
    questions: tuple[Question, ...]

    def summary(self) -> dict[str, int]:
        """What there is of it."""
        scored = [q for q in self.questions if q.counts != "not" and q.type in CHOSEN]
        return {"pages": len(self.pages), "questions": len(self.questions), "scored": len(scored)}


def read_survey(path: Path) -> Survey:
    """A questionnaire file. Raises ProblemsError `survey-shape` for what is none."""
    place = Span(str(path))
    try:
        value = parse_json(read_bytes(path, MAX_SURVEY))
        pages = {page["name"]: _text(page.get("title", page["name"])) for page in value["pages"]}
        found = tuple(q for page in value["pages"] for q in _questions(page, page["name"], ()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise refusal("survey-shape", place, why=error) from error
    twice = next((name for name, count in Counter(question.name for question in found).items() if count > 1), None)
    if twice is not None:
        raise refusal("survey-shape", place, why=f"the question `{twice}` stands twice")
    return Survey(pages, found)


def _text(value: Any) -> Text:
    if isinstance(value, str):
        return Text(value, value)
    return Text(value["default"], value.get("fr", value["default"]))


def _questions(parent: Mapping[str, Any], page: str, when: tuple[Condition, ...]) -> Iterator[Question]:
    """The questions under a page or panel. A name without a suffix counts as its direct parent does."""
    own = (*when, parse_condition(parent["visibleIf"])) if "visibleIf" in parent else when
    counts = _counts(parent["name"], "not")
    for element in parent.get("elements", ()):
        if element["type"] == "panel":
            yield from _questions(element, page, own)
        elif element["type"] != "html":
            yield _question(element, page, own, counts)


def _question(element: Mapping[str, Any], page: str, when: tuple[Condition, ...], inherited: Counts) -> Question:
    shown = (*when, parse_condition(element["visibleIf"])) if "visibleIf" in element else when
    options = tuple(_option(choice) for choice in element.get("choices", ()))
    title = _text(element.get("title", element["name"]))
    return Question(element["name"], element["type"], page, title, options, _counts(element["name"], inherited), shown)


def _option(choice: Any) -> Option:
    if isinstance(choice, str):
        return Option(choice, Text(choice, choice))
    return Option(str(choice["value"]), _text(choice.get("text", choice["value"])))


def _counts(name: str, otherwise: Counts) -> Counts:
    return next((counts for suffix, counts in _SUFFIXES.items() if name.endswith(suffix)), otherwise)


def read_answers(path: Path, survey: Survey) -> dict[str, object]:
    """A filled questionnaire: name → value or list of values. Raises ProblemsError with every problem."""
    place, problems = Span(str(path)), Problems()
    try:
        value = parse_json(read_bytes(path, MAX_SURVEY))
    except ValueError as error:
        raise refusal("survey-shape", place, why=error) from error
    if not isinstance(value, dict):
        raise refusal("survey-shape", place, why="answers are an object of names and values")
    known = {question.name: question for question in survey.questions}
    for name, given in value.items():
        question = known.get(name)
        if question is None:
            near = did_you_mean(name, known)
            problems.found.append(trouble("answer-unknown", place, name=name, near=near))
        elif not _fits(question, given):
            problems.found.append(trouble("answer-misfit", place, name=name, value=str(given)[:60]))
    problems.stop_if_any()
    return value


def _fits(question: Question, given: object) -> bool:
    values = {option.value for option in question.options}
    if question.type == "checkbox":
        ticked = given if isinstance(given, list) and all(isinstance(one, str) for one in given) else None
        return ticked is not None and len(set(ticked)) == len(ticked) and set(ticked) <= values
    return isinstance(given, str) and (question.type not in CHOSEN or given in values)


def render(survey: Survey, lang: Lang) -> str:
    """The questionnaire as text in one language, with the points of each choice."""
    lines, page = [], ""
    for question in survey.questions:
        if question.page != page:
            page = question.page
            lines.append(f"\n## {survey.pages[page](lang)}\n")
        mark = {"raw": " [+]", "mitigation": " [-]", "not": ""}[question.counts]
        lines.append(f"- {question.title(lang)}{mark}")
        lines += [f"    - {option.says(lang)}" for option in question.options]
    return "\n".join(lines).lstrip() + "\n"
