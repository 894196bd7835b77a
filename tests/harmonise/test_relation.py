"""Relations of norms: the small laws by hand, the whole corpus by what must always hold."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from concordance.base.problem import ProblemsError
from concordance.compile.program import Program
from concordance.engines.walk import Walk
from concordance.harmonise.conditions import Bench
from concordance.harmonise.order import Order
from concordance.harmonise.relation import Kind, Relation, relate
from concordance.harmonise.standing import norm_keys, stand
from concordance.pipeline import load_score
from support import run_cli

KEYS = sorted(norm_keys(load_score()))
NORMS = st.sampled_from(KEYS)


@pytest.fixture(scope="module")
def laws(small: Program) -> Bench:
    return Bench(small)


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("aa/law/report", "bb/law/report", Kind.INTERSECTS),  # another recipient, another deadline
        ("aa/law/report", "bb/law/report.big", Kind.SUPERSET),  # the same, of big providers only
        ("aa/law/report", "bb/law/report.asked", Kind.INTERSECTS),  # after another event
        ("aa/law/keep", "bb/law/keep", Kind.INTERSECTS),  # longer, and of fewer
        ("aa/law/keep.user", "aa/law/keep", Kind.INTERSECTS),  # another addressee, who can be the same
        ("aa/law/label", "bb/law/label", Kind.NONE),  # seen and hidden
        ("aa/law/label", "bb/law/label.machine", Kind.INTERSECTS),
        ("aa/law/tell", "bb/law/tell", Kind.SUBSET),  # a kind of telling, without the exception
        ("aa/law/publish", "bb/law/disclose", Kind.SUPERSET),
        ("aa/law/publish", "aa/law/right", Kind.NONE),  # a duty and a right
        ("aa/law/right", "aa/law/right.office", Kind.NONE),  # a person and an office
        ("aa/law/use", "bb/law/no-use", Kind.NONE),  # ordered and forbidden
        ("bb/law/no-use", "bb/law/no-use.toy", Kind.NONE),  # never at once
        ("aa/law/keep", "bb/law/erase", Kind.NONE),
    ],
)
def test_small_laws(laws: Bench, a: str, b: str, kind: Kind) -> None:
    found = relate(a, b, laws)
    assert found.relation is kind, found.parts
    assert relate(b, a, laws).relation is kind.inverse


def test_a_norm_that_can_never_apply_has_no_witness(laws: Bench) -> None:
    found = relate("aa/law/rare", "aa/law/keep", laws)
    assert found.relation is Kind.NONE
    assert found.jointly_possible is False
    assert found.witness is None
    assert relate("aa/law/rare", "aa/law/rare", laws).relation is Kind.EQUAL


def test_places_are_told_and_do_not_count(laws: Bench) -> None:
    found = relate("aa/law/report", "bb/law/report.big", laws)
    assert found.where.order is Order.OVERLAPPING
    assert found.where.because[0].en == "AA / BB"
    assert found.jointly_possible
    assert found.witness is not None
    assert {"AA", "BB"} <= set(found.witness["places"])  # type: ignore[arg-type]


def test_where_two_conditions_part_is_shown_by_facts(laws: Bench) -> None:
    (when,) = [part for part in relate("aa/law/keep", "bb/law/keep", laws).parts if part.name == "when"]
    assert when.order is Order.WIDER
    assert "users=" in when.because[0].en
    assert when.because[0].fr.startswith("la première seule")


@settings(max_examples=150)
@given(NORMS)
def test_every_norm_is_equal_to_itself(bench: Bench, key: str) -> None:
    assert relate(key, key, bench).relation is Kind.EQUAL


@settings(max_examples=150)
@given(NORMS, NORMS)
def test_the_relation_seen_from_the_other_norm_is_the_inverse(bench: Bench, a: str, b: str) -> None:
    one, other = relate(a, b, bench), relate(b, a, bench)
    assert one.relation is other.relation.inverse
    assert one.jointly_possible is other.jointly_possible
    assert [p.order for p in one.parts] == [p.order.inverse for p in other.parts]


def _same_object_pairs(program: Program) -> list[tuple[str, str]]:
    by_object: dict[str, list[str]] = {}
    for key in KEYS:
        standing = stand(key, program)
        if standing.played:
            by_object.setdefault(standing.doing.object, []).append(key)
    return [(a, b) for keys in by_object.values() for a in keys[:8] for b in keys[:8] if a < b]


def test_every_witness_is_confirmed_by_the_reference_engine(bench: Bench, everything: Program) -> None:
    pairs = _same_object_pairs(everything)[::7]
    assert len(pairs) > 50
    shown = 0
    for a, b in pairs:
        left, right = stand(a, everything), stand(b, everything)
        witness = bench.possible([left.reach, right.reach])
        if witness is not None:
            shown += 1
            walk = Walk(everything.dag, witness)
            assert walk.truth(left.reach) is True
            assert walk.truth(right.reach) is True
    assert shown > 10


def test_within_the_ai_act(bench: Bench) -> None:
    logs = relate("eu/ai-act/19.1", "eu/ai-act/26.6", bench)
    assert logs.relation is Kind.INTERSECTS
    assert {part.name: part.order for part in logs.parts}["what"] is Order.EQUAL
    assert relate("eu/ai-act/9.5", "eu/ai-act/26.6", bench).relation is Kind.NONE


@pytest.mark.parametrize(
    ("a", "b", "who"),
    [
        ("cn/labelling-measures/10.2", "us-ca/sb-942/22757.3.1.b", Order.WIDER),  # anybody, and large platforms
        ("eu/ai-act/50.1", "oecd/ai-principles/1.3.ii", Order.NARROWER),  # providers, and all who play a part
        ("coe/cets-225/14.1", "unesco/recommendation/55", Order.EQUAL),  # the states that carry the text
        ("cn/genai-measures/11.1.minimal", "eu/gdpr/5.1.c", Order.OVERLAPPING),  # by facts alone
    ],
)
def test_addressees_of_two_laws(bench: Bench, a: str, b: str, who: Order) -> None:
    assert relate(a, b, bench).parts[0].order is who


@pytest.mark.parametrize(
    ("a", "b", "kind"),
    [
        ("eu/ai-act/17.1.g", "eu/ai-act/17.1", Kind.SUBSET),  # covered in the system, and the system
        ("eu/ai-act/27.1.c", "eu/ai-act/27.1", Kind.SUBSET),  # described in the assessment, and the assessment
        ("eu/ai-act/VIII.A.5", "eu/ai-act/49.1", Kind.SUBSET),  # an entry of the register, and the registration
        ("eu/ai-act/13.3.b.i", "eu/ai-act/13.2", Kind.SUBSET),  # said in the instructions, and the instructions
        ("oecd/ai-principles/1.3.ii", "oecd/ai-principles/1.3", Kind.SUBSET),  # what serves a principle, and it
    ],
)
def test_what_must_be_in_a_whole_is_part_of_making_it(bench: Bench, a: str, b: str, kind: Kind) -> None:
    assert relate(a, b, bench).relation is kind


def test_what_one_law_leaves_to_another_is_never_under_both(bench: Bench) -> None:
    found = relate("eu/nis2/23.2", "eu/dora/19.3.threat", bench)
    assert found.relation is Kind.NONE
    assert found.jointly_possible is False
    assert found.where.because[-1].en == "no system is ever under both texts"


def test_what_a_definition_asks_of_the_system_is_part_of_the_situation(bench: Bench) -> None:
    """Both laws speak of deployers, of a high-risk system here and of covered technology there."""
    when = relate("us-co/sb-24-205/6-1-1703.4.a.I", "us-co/sb-26-189/6-1-1704.1", bench).parts[3]
    assert (when.name, when.order) == ("when", Order.OVERLAPPING)


def test_an_unknown_norm_is_named_with_its_likes(bench: Bench) -> None:
    with pytest.raises(ProblemsError) as raised:
        relate("eu/ai-act/50.11", "eu/ai-act/50.1", bench)
    assert raised.value.problems[0].code == "unknown-norm"
    assert "eu/ai-act/50.1" in raised.value.problems[0].help


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_command(lang: str) -> None:
    ran = run_cli("relate", "eu/ai-act/19.1", "eu/ai-act/26.6", "--lang", lang)
    assert ran.code == 0
    assert "intersects" in ran.out
    assert {"en": "one organisation can be both", "fr": "une même organisation"}[lang] in ran.out


def test_the_command_as_json() -> None:
    ran = run_cli("relate", "eu/ai-act/19.1", "eu/ai-act/26.6", "--json")
    found = json.loads(ran.out)
    assert found["relation"] == "intersects"
    assert [part["name"] for part in found["parts"]] == ["who", "what", "how-strict", "when"]
    assert found["witness"]
    assert run_cli("relate", "eu/ai-act/19.1", "nowhere").code == 2


def test_a_relation_names_both_norms(laws: Bench) -> None:
    found: Relation = relate("aa/law/report", "bb/law/report", laws)
    assert (found.a.norm, found.b.norm) == ("aa/law/report", "bb/law/report")
