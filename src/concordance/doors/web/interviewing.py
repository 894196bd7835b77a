"""The interview without a memory of its own: the page carries the profile, an answer makes the next one."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from datetime import date

from concordance.assess.assessment import assess
from concordance.assess.play import Play
from concordance.assess.questions import targets
from concordance.assess.result import Assessment, OpenQuestion
from concordance.base.problem import Problem, Problems
from concordance.base.span import Span
from concordance.base.text import Text
from concordance.compile.program import Program
from concordance.doors.web.finding import plain
from concordance.norms.profile import FactValue, Judgement, Profile
from concordance.norms.vocabulary import Fact
from concordance.reading.tree import Node, Scalar, Sequence
from concordance.reading.values import read_value

NEXT = 6
"""How many questions are offered besides the best."""


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """What is wrong with an answer, and the field of the form it belongs to."""

    field: str
    text: Text


@dataclass(frozen=True, slots=True)
class Said:
    """What a form says of one fact."""

    fact: str
    values: tuple[str, ...]
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One moment of the interview: the profile so far, the verdict on it, and what to ask next."""

    profile: Profile
    result: Assessment
    asked: Fact | None
    worth: OpenQuestion | None
    others: tuple[OpenQuestion, ...]
    open_norms: int
    all_norms: int
    problems: tuple[FieldProblem, ...] = field(default=())

    @property
    def decided(self) -> int:
        """How many norms no further fact can change."""
        return self.all_norms - self.open_norms


def step(profile: Profile, program: Program, at: date, wanted: str, later: frozenset[str]) -> Step:
    """The step after what is known: the question somebody picked, else the best that was not put off."""
    play, result = Play(program, profile, at), assess(profile, program, at)
    questions = result.questions
    worth = next((q for q in questions if q.fact == wanted), None)
    worth = worth or next((q for q in questions if q.fact not in later), questions[0] if questions else None)
    nodes = targets(play)
    return Step(
        profile=profile,
        result=result,
        asked=program.score.vocabulary.facts[worth.fact] if worth else None,
        worth=worth,
        others=tuple(q for q in questions if q is not worth)[:NEXT],
        open_norms=sum(play.walk.truth(node) is None for node in nodes),
        all_norms=len(nodes),
    )


def take(said: Said, profile: Profile, program: Program, on: date) -> Profile | tuple[FieldProblem, ...]:
    """The profile with an answer, or what is wrong with the answer."""
    fact = program.score.vocabulary.facts.get(said.fact)
    if fact is None or fact.is_reading:
        return (FieldProblem("", Text("this fact is not known", "ce fait n’est pas connu")),)
    problems = Problems()
    if not said.values and fact.type != "set":
        return (FieldProblem("value", Text("Choose or write an answer", "Choisissez ou écrivez une réponse")),)
    value = read_value(fact, _node(fact, said.values), program.score.vocabulary, problems)
    found = [FieldProblem("value", _said(problem)) for problem in problems]
    if fact.judgement and not said.by.strip():
        found.append(FieldProblem("by", Text("Write who judges", "Écrivez qui apprécie")))
    if fact.judgement and not said.reason.strip():
        found.append(FieldProblem("reason", Text("Write the reason", "Écrivez la raison")))
    if found or value is None:
        return tuple(found)
    return _with(profile, fact, value, said, on)


def _said(problem: Problem) -> Text:
    """The problem in English; in French, where the reader of values has none, what to do."""
    return Text(problem.message, "La réponse n’a pas la forme demandée ; voyez l’indication")


def _node(fact: Fact, values: tuple[str, ...]) -> Node:
    span = Span("answer")
    if fact.type == "set":
        return Sequence(tuple(Scalar(value, False, span) for value in values), span)
    return Scalar(values[0].strip().replace("\u00a0", "").replace("\u202f", ""), False, span)


def _with(profile: Profile, fact: Fact, value: FactValue, said: Said, on: date) -> Profile:
    profile = forget(fact.name, profile)
    if not fact.judgement:
        return dataclasses.replace(profile, facts={**profile.facts, fact.name: value})
    judgement = Judgement(value, said.by.strip(), said.reason.strip(), on)
    return dataclasses.replace(profile, judgements={**profile.judgements, fact.name: judgement})


def nobody_knows(fact: str, profile: Profile) -> Profile:
    """The profile with a fact that was asked in vain."""
    known = forget(fact, profile)
    return dataclasses.replace(known, nobody_knows=known.nobody_knows | {fact})


def forget(fact: str, profile: Profile) -> Profile:
    """The profile without what was said of a fact."""
    return dataclasses.replace(
        profile,
        facts={name: value for name, value in profile.facts.items() if name != fact},
        judgements={name: value for name, value in profile.judgements.items() if name != fact},
        nobody_knows=profile.nobody_knows - {fact},
    )


def new_profile(name: str) -> Profile | None:
    """An empty profile, named by what somebody calls the system; None when that has no letter or digit."""
    words = plain(name)[:200]
    made = "-".join("".join(c if c.isascii() and c.isalnum() else " " for c in words).split())[:60].strip("-")
    told = name.strip()[:200]
    return Profile(made, Text(told, told), None, {}) if made else None
