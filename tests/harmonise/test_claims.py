"""A right beside a duty: the duty that mirrors it, on request, owed by whom the law names."""

from __future__ import annotations

import pytest

from concordance.harmonise.conditions import Bench
from concordance.harmonise.order import Order
from concordance.harmonise.relation import Kind, relate


@pytest.mark.parametrize(
    ("right", "duty", "kind"),
    [
        ("eu/gdpr/15.1.person", "eu/gdpr/15.1", Kind.EQUAL),  # given otherwise than by providing it
        ("eu/gdpr/22.3.person", "eu/gdpr/22.3.review", Kind.EQUAL),
        ("eu/gdpr/22.3.person.contest", "eu/gdpr/22.3.contest", Kind.EQUAL),
        ("eu/gdpr/22.1.person", "eu/gdpr/22.1", Kind.EQUAL),  # a refusal mirrors a prohibition
        ("eu/ai-act/86.1", "eu/ai-act/86.1.deployer", Kind.SUPERSET),  # one part of the explanation
        ("eu/gdpr/17.1.person", "eu/gdpr/16", Kind.NONE),
        ("eu/gdpr/77.1", "eu/gdpr/22.3.review", Kind.NONE),  # a liberty: nobody owes it
    ],
)
def test_a_right_is_compared_as_the_duty_that_mirrors_it(right: str, duty: str, kind: Kind, bench: Bench) -> None:
    assert relate(right, duty, bench).relation is kind
    assert relate(duty, right, bench).relation is kind.inverse


def test_the_request_is_how_a_right_is_exercised_and_other_conditions_stay(bench: Bench) -> None:
    erasure = relate("eu/gdpr/17.1.person", "eu/gdpr/17.1", bench)
    assert erasure.relation is Kind.EQUAL
    objection = relate("eu/gdpr/21.1.person", "eu/gdpr/21.1", bench)
    parts = {part.name: part.order for part in objection.parts}
    assert parts["when"] is Order.WIDER  # compelling grounds excuse the controller only
    assert parts["what"] is Order.EQUAL


def test_both_sides_are_still_told_as_the_law_tells_them(bench: Bench) -> None:
    found = relate("eu/gdpr/17.1.person", "eu/gdpr/17.1", bench)
    assert found.a.modality == "right"
    assert found.a.bearer == ("affected_person",)
