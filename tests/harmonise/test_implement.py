"""Which binding norms carry a clause out, and where none does."""

from __future__ import annotations

import json
from datetime import date

import pytest

from concordance.base.problem import ProblemsError
from concordance.harmonise.implement import Implementation, Link, LinkKind, Place, implement
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS
from support import run_cli

DAY = date(2026, 11, 22)


def at(place: str, found: Implementation) -> Place:
    return next(p for p in (*found.places, *found.without) if p.jurisdiction == place)


def of_ai_act(links: tuple[Link, ...]) -> dict[str, Link]:
    return {link.norm: link for link in links if link.norm.startswith("eu/ai-act/")}


def test_the_same_act_carries_a_clause_out(score: Score) -> None:
    found = implement("oecd/ai-principles/1.3.ii", score, DAY)
    (link,) = of_ai_act(at("EU", found).links).values()
    assert (link.norm, link.kind) == ("eu/ai-act/50.1", LinkKind.SAME_ACT)
    assert link.starts == date(2026, 8, 2)
    assert [because.fr for because in link.because] == ["le même acte"]


def test_a_narrower_act_says_in_what_it_is_narrower(score: Score) -> None:
    found = implement("g7/hiroshima-code/7.marking", score, DAY)
    (link,) = of_ai_act(at("EU", found).links).values()
    assert (link.norm, link.kind) == ("eu/ai-act/50.2", LinkKind.NARROWER_ACT)
    assert "machine-readable" in link.because[0].en


def test_a_prohibition_carries_out_what_a_clause_refrains_from(score: Score) -> None:
    found = implement("unesco/recommendation/26.scoring", score, DAY)
    links = of_ai_act(at("EU", found).links)
    assert set(links) == {"eu/ai-act/5.1.c.i", "eu/ai-act/5.1.c.ii"}
    assert links["eu/ai-act/5.1.c.i"].because[0].en.startswith("the law forbids it and more")


def test_norms_of_the_same_principle_stand_in_only_where_no_act_answers(score: Score) -> None:
    found = implement("oecd/ai-principles/1.3.ii", score, DAY)
    for place in found.places:
        shown = {link.kind for link in place.links}
        assert LinkKind.SHARED_PRINCIPLE not in shown or shown == {LinkKind.SHARED_PRINCIPLE}


def test_a_shared_principle_is_named_with_the_family_of_acts(score: Score) -> None:
    (link, *_) = of_ai_act(at("EU", implement("oecd/ai-principles/1.5", score, DAY)).links).values()
    assert link.kind is LinkKind.SHARED_PRINCIPLE
    assert link.because[0].en == "another act of the same family (ensure) for the same principle: Accountability"


def test_where_no_norm_answers_the_place_is_said(score: Score) -> None:
    found = implement("oecd/ai-principles/1.1.environment", score, DAY)
    assert not at("EU", found).links
    assert at("EU", found) in found.without


def test_a_treaty_that_is_not_in_force_binds_nobody(score: Score) -> None:
    found = implement("unesco/recommendation/55", score, DAY)
    place = at("international", found)
    assert place in found.without
    assert "coe/cets-225/14.1" in [link.norm for link in place.not_in_force]


def test_law_binds_from_its_entry_into_force(score: Score) -> None:
    before = at("EU", implement("oecd/ai-principles/1.3.ii", score, date(2024, 7, 31)))
    assert not of_ai_act(before.links)
    assert set(of_ai_act(before.not_in_force)) == {"eu/ai-act/50.1"}
    after = at("EU", implement("oecd/ai-principles/1.3.ii", score, date(2024, 8, 1)))
    assert set(of_ai_act(after.links)) == {"eu/ai-act/50.1"}
    assert not of_ai_act(after.not_in_force)


def test_every_jurisdiction_of_binding_law_is_accounted_for(score: Score) -> None:
    found = implement("g7/hiroshima-code/4.incidents", score, DAY)
    listed = [place.jurisdiction for place in (*found.places, *found.without)]
    binding = {i.jurisdiction for i in score.instruments.values() if i.hard and i.kind != "bill"}
    assert sorted(listed) == sorted(binding)


def test_duties_of_authorities_do_not_discharge_operators(score: Score) -> None:
    """A clause for AI actors is answered by norms that bind operators; one for governments by either."""
    roles = score.vocabulary.roles
    for clause in ("oecd/ai-principles/1.5.c.intellectual-property", "oecd/ai-principles/1.4.c.integrity"):
        for place in implement(clause, score, DAY).places:
            for link in place.links:
                assert any(roles[bearer].kind in PLAYED_KINDS for bearer in link.bearer), link.norm
    links = of_ai_act(at("EU", implement("oecd/ai-principles/2.3.a.experiment", score, DAY)).links)
    assert [link.bearer for link in links.values()] == [("member_state",)]


def test_only_what_binds_is_shown(score: Score) -> None:
    found = implement("oecd/ai-principles/2.3.a.experiment", score, DAY)
    shown = {link.norm for place in found.places for link in place.links}
    norms = {f"{i.id}/{n.id}": (i, n) for i in score.instruments.values() for n in i.norms}
    assert shown
    assert all(norms[name][0].hard and norms[name][1].modality in {"obligation", "prohibition"} for name in shown)


def test_an_unknown_clause_is_refused(score: Score) -> None:
    with pytest.raises(ProblemsError) as refused:
        implement("oecd/ai-principles/9.9", score, DAY)
    assert [problem.code for problem in refused.value.problems] == ["unknown-norm"]


@pytest.mark.parametrize(("lang", "word"), [("en", "European Union"), ("fr", "Union européenne")])
def test_the_command_prints_both_languages(lang: str, word: str) -> None:
    ran = run_cli("implement", "unesco/recommendation/26.scoring", "--at", "2026-11-22", "--lang", lang)
    assert ran.code == 0
    assert word in ran.out
    assert "Art. 5(1)(c)(i)" in ran.out


def test_the_command_writes_json() -> None:
    ran = run_cli("implement", "oecd/ai-principles/1.3.ii", "--at", "2026-11-22", "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["clause"] == "oecd/ai-principles/1.3.ii"


def test_the_command_refuses_an_unknown_clause() -> None:
    ran = run_cli("implement", "no-such-clause")
    assert ran.code == 2
    assert "unknown-norm" in ran.err
