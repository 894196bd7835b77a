"""Questions: only open ones, only ones that matter, never one that nobody can answer; asking ends in an answer."""

from __future__ import annotations

import dataclasses
import random
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_walk import CHOICES, DAYS, FACTS, NUMBERS, SETS, answers, graphs

from concordance.assess.play import Play
from concordance.assess.questions import make_questions, targets
from concordance.base.span import NOWHERE
from concordance.base.text import Text
from concordance.compile.dag import Dag
from concordance.compile.program import Program
from concordance.engines.ask import rank
from concordance.engines.walk import Walk
from concordance.norms.profile import FactValue
from concordance.norms.vocabulary import Fact
from concordance.pipeline import load_profile
from support import EXAMPLES, profile_of

AT = date(2026, 11, 22)


def fact(name: str) -> Fact:
    kinds = {**dict.fromkeys(CHOICES, "choice"), **dict.fromkeys(NUMBERS, "number"), **dict.fromkeys(SETS, "set")}
    kind: Any = {**kinds, **dict.fromkeys(DAYS, "date")}.get(name, "bool")
    label = Text(name, name)
    values = dict.fromkeys(("x", "y", "w"), label) if kind in {"choice", "set"} else {}
    return Fact(name, kind, label, None, "provider", NOWHERE, values)


KNOWN = {name: fact(name) for name in FACTS}


@given(graphs(), answers, st.sets(st.sampled_from(sorted(FACTS)), max_size=3))
def test_only_open_facts_that_matter_and_that_somebody_knows(
    made: tuple[Dag, int], given: dict[str, Any], nobody: set[str]
) -> None:
    dag, node = made
    walk = Walk(dag, given)
    asked = {question.fact for question in rank(dag, [node], given, KNOWN, frozenset(nobody), samples=64)}
    assert asked == walk.missing(node) - nobody
    assert asked.isdisjoint(given)


@given(graphs(), answers, st.randoms(use_true_random=False))
def test_asking_ends_with_everything_decided(made: tuple[Dag, int], given: dict[str, Any], rng: random.Random) -> None:
    dag, node = made
    known, asked = dict(given), 0
    while questions := rank(dag, [node], known, KNOWN, samples=64):
        choices: dict[str, list[Any]] = {
            "bool": [True, False],
            "choice": ["x", "y", "w"],
            "set": [frozenset(), frozenset("x"), frozenset("xy")],
            "number": [0, 2, 4],
            "date": [date.fromordinal(n) for n in range(1, 5)],
        }
        known[questions[0].fact] = rng.choice(choices[KNOWN[questions[0].fact].type])
        asked += 1
        assert asked <= len(FACTS)
    assert Walk(dag, known).truth(node) is not None


def test_what_decides_most_is_asked_first() -> None:
    dag = Dag()
    key, *rest = (dag.atom(name, "is", True) for name in ("p", "q", "r", "s"))
    nodes = [dag.both([key, one]) for one in rest]
    ranked = rank(dag, nodes, {}, KNOWN)
    assert ranked[0].fact == "p"
    assert ranked[0].concerns == 3
    assert all(question.worth > 0 for question in ranked)
    assert [question.worth for question in ranked] == sorted((q.worth for q in ranked), reverse=True)


def test_the_same_seed_asks_in_the_same_order() -> None:
    dag = Dag()
    node = dag.either([dag.atom(name, "is", True) for name in ("p", "q", "r", "s")])
    assert rank(dag, [node], {}, KNOWN, seed=3) == rank(dag, [node], {}, KNOWN, seed=3)


@pytest.mark.parametrize("seed", range(3))
def test_an_interview_about_the_ai_act_ends_and_asks_no_reading(program: Program, seed: int) -> None:
    """Answered at random from an example with half of its facts taken out."""
    rng = random.Random(seed)
    example = load_profile(EXAMPLES / "cv-screening.yaml", program)
    full = example.answers
    kept: dict[str, FactValue] = {name: value for name, value in full.items() if rng.random() < 0.5}
    nobody: set[str] = set()
    asked: list[str] = []
    for _ in range(len(program.score.vocabulary.facts)):
        profile = profile_of(kept, program)
        play = Play(program, dataclasses.replace(profile, nobody_knows=frozenset(nobody)), AT)
        questions = make_questions(play, seed)
        if not questions:
            break
        name = questions[0].fact
        assert name not in kept
        assert name not in nobody
        assert not name.startswith("reading.")
        asked.append(name)
        if name in full:
            kept[name] = full[name]
        else:
            nobody.add(name)
    else:
        pytest.fail("the interview does not end")
    assert len(asked) == len(set(asked)) > 3
    still_open = [node for node in targets(play) if play.walk.truth(node) is None]
    for node in still_open:
        assert {name for name in play.walk.missing(node) if not name.startswith("reading.")} <= nobody
