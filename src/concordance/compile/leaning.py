"""Which instruments give meaning to which: those whose definitions a condition uses, and those they use in turn."""

from __future__ import annotations

from concordance.compile.walkers import conditions_of
from concordance.norms.condition import names_in
from concordance.norms.instrument import Instrument
from concordance.norms.score import Score


def leaning(score: Score) -> dict[str, tuple[Instrument, ...]]:
    """For every instrument: itself and all it leans on, in the order of the score."""
    by_prefix = {instrument.prefix: instrument for instrument in score.instruments.values()}
    direct = {prefix: _direct(instrument) & by_prefix.keys() for prefix, instrument in by_prefix.items()}
    found = {}
    for prefix, instrument in by_prefix.items():
        reached, rest = {prefix}, [prefix]
        while rest:
            new = direct[rest.pop()] - reached
            reached |= new
            rest.extend(new)
        found[instrument.id] = tuple(i for i in score.instruments.values() if i.prefix in reached)
    return found


def _direct(instrument: Instrument) -> set[str]:
    return {name.partition(".")[0] for condition in conditions_of(instrument) for name, _ in names_in(condition)}
