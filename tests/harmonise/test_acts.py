"""Acts: their order is an order, and the strictest common form keeps everything that both ask."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.base.dates import parse_period
from concordance.base.problem import Problems
from concordance.base.span import NOWHERE
from concordance.compile.program import Program
from concordance.harmonise.acts import common_form, compare_acts, discharges, doings_order, order_of
from concordance.harmonise.doing import Doing, Force, of_act, with_contents
from concordance.harmonise.order import Order, combine, from_inclusion
from concordance.harmonise.wording import Wording
from concordance.harmonise.words import Words, words_of
from concordance.reading.act import parse_act

VERBS = ["act", "inform", "report", "disclose", "publish", "retain", "erase", "label", "use"]
THINGS = ["person", "information", "summary", "logs", "content", "any_person", "office", "authority"]
LENGTHS = st.sampled_from(["PT72H", "P3D", "P15D", "P1M", "P6M", "P2Y"]).map(parse_period)


def words_list(names: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """One or two different words, sorted."""
    return st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(lambda w: tuple(sorted(w)))


DOINGS = st.builds(
    Doing,
    force=st.sampled_from(Force),
    verb=st.sampled_from(VERBS),
    object=st.sampled_from(THINGS),
    terms=st.fixed_dictionaries(
        {},
        optional={
            "about": st.sampled_from(THINGS).map(lambda w: (w,)),
            "to": words_list(["office", "agency", "authority", "person", "any_person"]),
            "manner": words_list(["visible", "hidden", "machine_readable", "best_effort"]),
            "after": st.sampled_from(["sale", "first_sale", "request"]).map(lambda w: (w,)),
            "before": st.sampled_from(["sale", "request"]).map(lambda w: (w,)),
        },
    ),
    bounds=st.fixed_dictionaries(
        {},
        optional={
            "within": LENGTHS.map(lambda p: (p,)),
            "at_least": LENGTHS.map(lambda p: (p,)),
            "at_most": LENGTHS.map(lambda p: (p,)),
        },
    ),
)


@pytest.fixture(scope="module")
def words(small: Program) -> Words:
    return words_of(small.score.vocabulary)


def act(text: str, force: Force = Force.DO) -> Doing:
    """An act as the corpus writes it."""
    problems = Problems()
    read = parse_act(text, NOWHERE, problems)
    problems.stop_if_any()
    assert read is not None
    return of_act(read, force)


@pytest.mark.parametrize(
    ("a", "b", "order"),
    [
        ("publish(summary)", "disclose(summary)", Order.WIDER),
        ("publish(summary)", "publish(information)", Order.NARROWER),
        ("publish(information)", "disclose(summary)", Order.WIDER),
        ("retain(logs)", "erase(logs)", Order.DISJOINT),
        ("retain(logs)", "retain(summary)", Order.DISJOINT),
        ("label(content, manner=visible+machine_readable)", "label(content, manner=visible)", Order.WIDER),
        ("label(content, manner=visible)", "label(content, manner=machine_readable)", Order.OVERLAPPING),
        ("label(content, manner=visible)", "label(content, manner=hidden)", Order.DISJOINT),
        ("report(incident, to=office)", "report(incident, to=agency)", Order.OVERLAPPING),
        ("report(incident, to=office)", "report(incident, to=authority)", Order.WIDER),
        ("report(incident, to=office)", "report(incident)", Order.WIDER),
        ("inform(person, that=incident)", "report(incident, to=person)", Order.NARROWER),
        ("inform(person, that=incident)", "inform(person, that=summary)", Order.DISJOINT),
        ('retain(logs, at_least="P6M")', 'retain(logs, at_least="P2Y")', Order.NARROWER),
        ("report(incident, after=sale)", "report(incident, after=request)", Order.OVERLAPPING),
        ("publish(summary, contents=file)", "publish(summary, contents=documentation)", Order.NARROWER),
        ("publish(summary, contents=file)", "publish(summary)", Order.WIDER),
        ("label(content, manner=visible, against=incident)", "mitigate(incident)", Order.NARROWER),
        ("label(content, against=logs)", "mitigate(incident)", Order.DISJOINT),
        ("disclose(incident, of=file)", "publish(incident, of=report_form)", Order.OVERLAPPING),
        ("document(incident, about=logs)", "document(incident, about=content)", Order.OVERLAPPING),
        ("document(summary)", "publish(summary)", Order.OVERLAPPING),
        ("document(summary)", "establish(summary)", Order.OVERLAPPING),
        ("document(summary)", "inform(person, that=summary)", Order.DISJOINT),
        ("disclose(incident, of=logs)", "publish(incident, of=content)", Order.DISJOINT),
        ("report(incident, to=person)", "report(incident, to=any_person)", Order.WIDER),  # all people, and one kind
        ("report(incident, to=office)", "disclose(incident, to=office)", Order.OVERLAPPING),  # two kinds of telling
        ("retain(information, of=logs)", "retain(information)", Order.NARROWER),  # some, and all
        ("protect(person, against=incident)", "protect(person)", Order.NARROWER),
        ("label(content, that=incident)", "label(content)", Order.WIDER),  # one thing more to say
        ("use(content, on=sale)", "use(content)", Order.OVERLAPPING),  # another occasion
        ("use(content, on=request)", "use(content)", Order.NARROWER),  # only for who asks
        ("use(content, on=request)", "use(content, after=request)", Order.EQUAL),
        ('report(incident, within="P15D", after=sale)', "report(incident)", Order.WIDER),
        ("retain(logs)", "retain(personal_data)", Order.OVERLAPPING),  # what logs may hold
        ("document(logs, about=file)", "document(file)", Order.NARROWER),  # a part, and the whole
        ("disclose(content, that=incident)", "report(incident)", Order.OVERLAPPING),  # what is said of the content
        ("publish(summary, to=public)", "publish(summary)", Order.EQUAL),
        ("retain(logs, about=incident)", "retain(logs)", Order.NARROWER),  # in one respect, and in all
        ("label(content, manner=best_effort)", "label(content)", Order.NARROWER),  # to endeavour, and to do
        ("label(content, manner=best_effort+visible)", "label(content)", Order.OVERLAPPING),
        ("report(incident, after=sale)", "report(incident, after=first_sale)", Order.WIDER),  # any sale, and the first
        ("publish(logs, of=file)", "publish(file)", Order.NARROWER),  # what the document says, and the document
    ],
)
def test_acts_are_ordered_by_what_they_demand(words: Words, a: str, b: str, order: Order) -> None:
    assert order_of(act(a), act(b), words) is order
    assert order_of(act(b), act(a), words) is order.inverse


@pytest.mark.parametrize(
    ("do", "leave", "order"),
    [
        ("protect(personal_data)", "disclose(logs)", Order.OVERLAPPING),  # what one protects the other may disclose
        ("erase(personal_data)", "retain(personal_data)", Order.OVERLAPPING),
        ("protect(person, against=incident)", "act(incident)", Order.OVERLAPPING),
        ("label(content, manner=visible)", "label(content, manner=hidden)", Order.DISJOINT),
        ("protect(personal_data, of=person)", "disclose(logs, of=content)", Order.DISJOINT),  # of other things
        ("retain(logs)", "retain(logs)", Order.DISJOINT),  # ordered and forbidden
    ],
)
def test_to_do_and_to_leave_meet_where_they_serve_one_end(words: Words, do: str, leave: str, order: Order) -> None:
    assert order_of(act(do), act(leave, Force.LEAVE), words) is order
    assert order_of(act(leave, Force.LEAVE), act(do), words) is order
    assert order_of(act(do), act(leave, Force.MAY), words) is Order.DISJOINT


def test_to_refrain_from_doing_something_is_not_to_do_it() -> None:
    assert act("refrain(content, from_=use)", Force.LEAVE) == act("use(content)", Force.LEAVE)
    assert act("refrain(content)", Force.LEAVE).verb == "act"


def test_what_softens_one_demand_only_does_not_soften_their_common_form(words: Words) -> None:
    soft, firm = act("label(content, manner=best_effort+visible)"), act("label(content)")
    common = common_form(soft, firm, words)
    assert common is not None
    assert common.terms == {"manner": ("visible",)}
    assert common_form(soft, soft, words) == soft


@pytest.mark.parametrize("force", [Force.LEAVE, Force.MAY])
def test_what_is_forbidden_or_allowed_is_more_the_wider_it_is(words: Words, force: Force) -> None:
    assert order_of(act("publish(summary)", force), act("disclose(summary)", force), words) is Order.NARROWER
    assert order_of(act("disclose(information)", force), act("disclose(summary)", force), words) is Order.WIDER
    assert order_of(act("use(logs)", force), act("use(logs, manner=hidden)", force), words) is Order.WIDER


@given(DOINGS, DOINGS)
def test_to_leave_is_compared_as_doings(words: Words, a: Doing, b: Doing) -> None:
    left, right = replace(a, force=Force.LEAVE), replace(b, force=Force.LEAVE)
    assert order_of(left, right, words) is doings_order(a, b, words)


@given(DOINGS, DOINGS, DOINGS)
def test_to_discharge_carries_over(words: Words, a: Doing, b: Doing, c: Doing) -> None:
    if discharges(a, b, words) and discharges(b, c, words):
        assert discharges(a, c, words)


@given(DOINGS)
def test_an_act_is_equal_to_itself(words: Words, a: Doing) -> None:
    manners = a.terms.get("manner", ())
    if not {"visible", "hidden"} <= set(manners):
        assert order_of(a, a, words) is Order.EQUAL


@given(DOINGS, DOINGS)
def test_the_other_side_sees_the_inverse(words: Words, a: Doing, b: Doing) -> None:
    assert order_of(a, b, words) is order_of(b, a, words).inverse


@given(DOINGS, DOINGS)
def test_every_difference_has_its_reason(small: Program, words: Words, a: Doing, b: Doing) -> None:
    found = compare_acts(a, b, words, Wording(small.score.vocabulary))
    assert (found.order is Order.EQUAL) == (not found.facets)
    assert all(facet.because.en and facet.because.fr and facet.order is not Order.EQUAL for facet in found.facets)


@given(DOINGS, DOINGS)
def test_the_common_form_never_weakens(words: Words, a: Doing, b: Doing) -> None:
    common = common_form(a, b, words)
    if common is not None:
        assert discharges(common, a, words)
        assert discharges(common, b, words)


@given(DOINGS, DOINGS)
def test_the_common_form_does_not_depend_on_who_comes_first(words: Words, a: Doing, b: Doing) -> None:
    one, other = common_form(a, b, words), common_form(b, a, words)
    assert (one is None) == (other is None)
    if one is not None and other is not None:
        assert order_of(one, other, words) is Order.EQUAL


def test_what_is_due_after_one_event_does_not_discharge_what_is_due_after_another(words: Words) -> None:
    assert common_form(act("report(incident, after=sale)"), act("report(incident, after=request)"), words) is None
    assert common_form(act("retain(logs, after=sale)"), act("retain(logs)"), words) is None


def test_a_report_without_a_moment_is_discharged_by_one_with_a_deadline(words: Words) -> None:
    timed = act('report(incident, within="P15D", after=awareness)')
    assert common_form(act("report(incident)"), timed, words) == timed


def test_to_register_is_not_to_inform_somebody_else(words: Words) -> None:
    assert common_form(act("report(incident, to=office)"), act("inform(agency, about=incident)"), words) is None
    assert common_form(act("report(incident, to=office)"), act("inform(office, about=incident)"), words) is not None


def test_telling_people_is_not_reporting_to_an_authority(words: Words) -> None:
    assert common_form(act("report(incident, to=office)"), act("report(incident, to=person)"), words) is None
    assert common_form(act("report(incident, to=office)"), act("report(incident, to=agency)"), words) is not None


def test_of_two_things_to_be_left_the_wider_is_left(words: Words) -> None:
    wide, narrow = act("use(content)", Force.LEAVE), act("use(content, manner=hidden)", Force.LEAVE)
    assert common_form(wide, narrow, words) == wide
    assert discharges(wide, narrow, words)
    assert not discharges(narrow, wide, words)


def test_what_a_document_must_hold_is_its_contents(words: Words) -> None:
    asked = with_contents(act("document(logs, about=file)"), words)
    assert (asked.object, asked.terms) == ("file", {"contents": ("logs",)})
    assert with_contents(act("document(logs, about=content)"), words) == act("document(logs, about=content)")
    common = common_form(asked, with_contents(act("document(summary, about=file)"), words), words)
    assert common is not None
    assert common.terms["contents"] == ("logs", "summary")
    assert discharges(common, act("document(file)"), words)


def test_the_strictest_common_form(words: Words) -> None:
    common = common_form(
        act('report(incident, to=office, within="P15D", after=awareness)'),
        act('report(incident, to=agency, within="PT72H", after=awareness)'),
        words,
    )
    assert common == Doing(
        Force.DO,
        "report",
        "incident",
        {"to": ("agency", "office"), "after": ("awareness",)},
        {"within": (parse_period("PT72H"),)},
    )


@given(st.lists(st.sampled_from(Order), max_size=5))
def test_combining_from_the_other_side_gives_the_inverse(orders: list[Order]) -> None:
    assert combine(orders) is combine(order.inverse for order in orders).inverse


def test_inclusion_both_ways_is_equality() -> None:
    assert from_inclusion(True, True) is Order.EQUAL
    assert from_inclusion(True, False) is Order.NARROWER
    assert from_inclusion(False, True) is Order.WIDER
    assert from_inclusion(False, False) is Order.OVERLAPPING
