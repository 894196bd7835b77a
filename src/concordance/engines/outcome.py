"""Nodes → outcomes: what the law says of a norm for a profile, with competing readings kept apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from concordance.compile.program import NormNodes
from concordance.engines.walk import Truth, Walk
from concordance.norms.outcome import Outcome
from concordance.norms.vocabulary import READING_PREFIX, Fact

MAX_READINGS = 6


@dataclass(frozen=True, slots=True)
class UnderReading:
    """The truth of a node if certain readings are chosen."""

    chosen: tuple[tuple[str, str], ...]
    truth: Truth


@dataclass(frozen=True, slots=True)
class Finding:
    """What is found of a node: its truth, the facts it rests on or waits for, and the readings it turns on.

    `unsettled` holds when every fact is there and the readings disagree; then `readings` lists the truth under each.
    """

    truth: Truth
    unsettled: bool
    because: tuple[str, ...]
    missing: tuple[str, ...]
    readings: tuple[UnderReading, ...]


def find(node: int, walk: Walk, facts: Mapping[str, Fact]) -> Finding:
    """The finding for one node. A node that every open reading decides alike is decided (supervaluation)."""
    truth = walk.truth(node)
    if truth is not None:
        return Finding(truth, False, tuple(sorted(walk.because(node))), (), ())
    missing = sorted(walk.missing(node))
    open_readings = [name for name in missing if name.startswith(READING_PREFIX)]
    plain = tuple(name for name in missing if not name.startswith(READING_PREFIX))
    if not open_readings or len(open_readings) > MAX_READINGS:
        return Finding(None, False, (), tuple(missing), ())
    branches = _branches(node, walk, {name: facts[name] for name in open_readings})
    truths = {branch.truth for branch in branches}
    if truths == {True} or truths == {False}:
        return Finding(truths.pop(), False, tuple(sorted(walk.dag.support(node) & walk.answers.keys())), (), branches)
    unsettled = None not in truths
    return Finding(None, unsettled, (), () if unsettled else plain, branches)


def _branches(node: int, walk: Walk, readings: Mapping[str, Fact]) -> tuple[UnderReading, ...]:
    found = []
    for options in product(*(fact.values for fact in readings.values())):
        chosen = dict(zip(readings, options, strict=True))
        found.append(UnderReading(tuple(sorted(chosen.items())), walk.given(chosen).truth(node)))
    return tuple(found)


def outcome_of(nodes: NormNodes, walk: Walk, finding: Finding) -> Outcome:
    """The outcome of a norm. Facts about performance are looked at only where it applies."""
    if finding.truth is None:
        return Outcome.UNSETTLED if finding.unsettled else Outcome.UNDETERMINED
    if finding.truth is False:
        return Outcome.DOES_NOT_APPLY
    performed = None if nodes.met is None else walk.truth(nodes.met)
    if performed is None:
        return Outcome.APPLIES
    return Outcome.MET if performed else Outcome.BREACHED
