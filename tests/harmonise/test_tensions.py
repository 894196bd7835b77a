"""Tensions: found by structure, shown only with facts that trigger both norms."""

from __future__ import annotations

import json
from datetime import date

import pytest

from concordance.compile.program import Program
from concordance.engines.walk import Walk
from concordance.harmonise.conditions import Bench
from concordance.harmonise.doing import Doing, Force, doing_of
from concordance.harmonise.harmony import harmonise
from concordance.harmonise.tensions import corpus_tensions, tension_kind
from concordance.norms.profile import FactValue
from support import assess_answers, profile_of, run_cli

DAY = date(2026, 11, 22)
LATER = date(2027, 6, 1)
ORGANISATION: dict[str, FactValue] = {
    "maker": True,
    "user": True,
    "loud": True,
    "users": 5000,
    "kind": "tool",
    "places": frozenset({"AA", "BB"}),
}


def found(program: Program, at: date) -> set[tuple[str, str, str]]:
    """Kind and norms of every tension of the small laws."""
    return {(t.kind, t.a.norm, t.b.norm) for t in corpus_tensions(Bench(program), at)}


NOW = {
    ("opposite-manner", "aa/law/label", "bb/law/label"),
    ("keep-and-erase", "aa/law/keep", "bb/law/erase"),
    ("keep-and-erase", "aa/law/keep.user", "bb/law/erase"),
    ("keep-and-erase", "aa/law/bounded", "bb/law/erase"),
    ("keep-and-erase", "bb/law/keep", "bb/law/erase"),
    ("disclose-and-protect", "aa/law/publish", "bb/law/secret"),
    ("disclose-and-protect", "bb/law/disclose", "bb/law/secret"),
    ("ordered-and-forbidden", "aa/law/use", "bb/law/no-use"),
}


def as_pairs(tensions: set[tuple[str, str, str]]) -> set[tuple[str, frozenset[str]]]:
    """Whichever norm comes first."""
    return {(kind, frozenset({a, b})) for kind, a, b in tensions}


def test_every_kind_is_found_and_nothing_else(small: Program) -> None:
    assert as_pairs(found(small, DAY)) == as_pairs(NOW)


def test_bounds_clash_once_the_second_law_applies(small: Program) -> None:
    later = as_pairs(found(small, LATER)) - as_pairs(NOW)
    assert ("at-least-and-at-most", frozenset({"aa/law/bounded", "bb/law/short"})) in later


def test_what_is_never_true_together_is_no_tension(small: Program) -> None:
    assert not any("bb/law/no-use.toy" in (a, b) for _, a, b in found(small, DAY))  # a tool is no toy


def test_a_profile_is_its_own_witness(small: Program) -> None:
    profile = profile_of(ORGANISATION, small)
    result = harmonise(assess_answers(ORGANISATION, small, DAY), profile, small)
    pairs = {(t.kind, frozenset({t.a.norm, t.b.norm})) for t in result.tensions}
    assert as_pairs(NOW) <= pairs
    assert ("at-least-and-at-most", frozenset({"aa/law/bounded", "bb/law/short"})) in pairs  # both bind from 2027
    for tension in result.tensions:
        assert set(tension.witness) <= set(ORGANISATION)
        walk = Walk(small.dag, {name: ORGANISATION[name] for name in tension.witness})
        norms = small.on(LATER).norms
        assert walk.truth(norms[tension.a.norm].applies) is True
        assert walk.truth(norms[tension.b.norm].applies) is True


def test_no_tension_without_a_second_duty(small: Program) -> None:
    alone = {**ORGANISATION, "places": frozenset({"AA"})}
    profile = profile_of(alone, small)
    assert not harmonise(assess_answers(alone, small, DAY), profile, small).tensions


@pytest.mark.parametrize("at", [DAY, date(2028, 3, 1)])
def test_every_tension_of_the_corpus_is_confirmed(everything: Program, bench: Bench, at: date) -> None:
    tensions = corpus_tensions(bench, at)
    assert len({frozenset({t.a.instrument, t.b.instrument}) for t in tensions if t.a.instrument != t.b.instrument}) >= 1
    norms = everything.on(at).norms
    for tension in tensions:
        answers = {name: _read(name, value, everything) for name, value in tension.witness.items()}
        walk = Walk(everything.dag, answers)
        assert walk.truth(norms[tension.a.norm].applies) is True
        assert walk.truth(norms[tension.b.norm].applies) is True


def _read(name: str, value: object, program: Program) -> FactValue:
    """A shown value as a fact's value again."""
    fact = program.score.vocabulary.facts[name]
    if fact.type == "set":
        return frozenset(value)  # type: ignore[call-overload,no-any-return]
    return date.fromisoformat(str(value)) if fact.type == "date" else value  # type: ignore[return-value]


def test_a_condition_of_what_is_forbidden_orders_nobody_to_do_it(everything: Program, bench: Bench) -> None:
    """To use only so, if at all, is no order to use: neither is it in tension with not using."""
    words, norms = bench.words, everything.on(DAY).norms
    forbidden = doing_of(norms["eu/ai-act/5.1.h"].norm)
    assert tension_kind(Doing(Force.DO, forbidden.verb, forbidden.object), forbidden, words) == "ordered-and-forbidden"
    confirming = Doing(Force.DO, forbidden.verb, forbidden.object, {"that": ("confirms_targeted_identity",)})
    assert tension_kind(confirming, forbidden, words) is None
    assert tension_kind(doing_of(norms["eu/ai-act/5.2.confirm"].norm), forbidden, words) is None


def test_the_command() -> None:
    ran = run_cli("tensions", "--at", "2026-11-22", "--lang", "fr")
    assert ran.code == 0
    assert "déclenchées ensemble par" in ran.out
    listed = json.loads(run_cli("tensions", "--at", "2026-11-22", "--json").out)
    assert listed
    assert all(entry["witness"] for entry in listed)


def test_the_command_for_a_system() -> None:
    ran = run_cli("tensions", "examples/cv-screening.yaml", "--at", "2026-11-22", "--json")
    assert ran.code == 0
    assert isinstance(json.loads(ran.out), list)
    assert run_cli("tensions", "examples/nowhere.yaml").code == 2
