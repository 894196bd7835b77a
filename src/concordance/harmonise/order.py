"""How two things stand to each other, as sets of what they cover."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Order(StrEnum):
    """The place of one thing beside another: whatever falls under a narrower thing falls under the wider one."""

    EQUAL = "equal"
    NARROWER = "narrower"
    WIDER = "wider"
    OVERLAPPING = "overlapping"
    DISJOINT = "disjoint"

    @property
    def inverse(self) -> Order:
        """The same relation seen from the other side."""
        return {Order.NARROWER: Order.WIDER, Order.WIDER: Order.NARROWER}.get(self, self)

    @property
    def within(self) -> bool:
        """Whether nothing of the first falls outside the second."""
        return self in {Order.EQUAL, Order.NARROWER}


def from_inclusion(inside: bool, around: bool, *, apart: Order = Order.OVERLAPPING) -> Order:
    """The order of two things: the first lies inside the second, around it, both (equal) or neither (`apart`)."""
    if inside and around:
        return Order.EQUAL
    return Order.NARROWER if inside else Order.WIDER if around else apart


def combine(orders: Iterable[Order]) -> Order:
    """The order of two products, from the orders of their factors: one product lies in another if every factor does."""
    found = set(orders) - {Order.EQUAL}
    if Order.DISJOINT in found:
        return Order.DISJOINT
    if not found:
        return Order.EQUAL
    return found.pop() if len(found) == 1 else Order.OVERLAPPING
