"""The outcomes of a norm for a profile on a day."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """What can be said of a norm. Missing facts never decide; they leave it undetermined.

    `met` and `breached` say more than `applies`: the facts about performance are there. `unproven` is what a duty that
    applies is called where its performance could be shown by facts and is not.
    """

    APPLIES = "applies"
    DOES_NOT_APPLY = "does-not-apply"
    UNDETERMINED = "undetermined"
    UNSETTLED = "unsettled"
    MET = "met"
    BREACHED = "breached"
    UNPROVEN = "unproven"

    @property
    def binds(self) -> bool:
        """Whether the norm certainly applies, whatever its performance."""
        return self in _BINDING


_BINDING = frozenset({Outcome.APPLIES, Outcome.MET, Outcome.BREACHED, Outcome.UNPROVEN})
