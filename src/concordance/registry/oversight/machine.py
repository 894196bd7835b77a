"""The states of an inspection case and the moves between them. Everything not listed here is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from concordance.reading.kinds import Choice, Day, Kind, ListOf, MapOf, Number, Shape, Str

EFFECTS = ("fine", "order", "warning", "withdrawal", "no-action")
OUTCOMES = ("upheld", "varied", "annulled")


@dataclass(frozen=True, slots=True)
class Move:
    """A move: the states it may start from, the state it leads to (None: it stays), and what it must say.

    `own` moves are made by the organisation itself, where it has access; the authority may enter them for it.
    """

    before: frozenset[str]
    after: str | None
    says: Shape
    own: bool = False


def _move(
    before: str,
    after: str | None,
    needs: Mapping[str, Kind],
    may: Mapping[str, Kind] | None = None,
    *,
    own: bool = False,
) -> Move:
    return Move(frozenset(before.split()), after, Shape("this step", dict(needs), dict(may or {})), own)


_FINDING = Shape(
    "a finding", {"norm": Str(), "outcome": Choice(("established", "not-established", "unproven")), "text": Str()}
)
_FACTOR = Shape("a factor", {"weight": Choice(("aggravating", "mitigating", "neutral")), "why": Str()})

MOVES: Mapping[str, Move] = {
    "request-evidence": _move("opened evidence", "evidence", {"what": ListOf(Str()), "by": Day()}),
    "receive-evidence": _move("evidence", None, {"evidence": ListOf(Str())}, {"note": Str()}, own=True),
    "find": _move("evidence findings", "findings", {"findings": ListOf(_FINDING)}),
    "invite-reply": _move("findings", "hearing", {"by": Day()}, {"note": Str()}),
    "reply": _move("hearing", None, {"text": Str()}, own=True),
    "propose": _move(
        "hearing",
        "proposed",
        {"effect": Choice(EFFECTS), "reasons": Str()},
        {
            "sanction": Str(),
            "amount": Number(),
            "currency": Str(),
            "factors": MapOf(_FACTOR),
            "corrective": ListOf(Str()),
        },
    ),
    "send-back": _move("proposed", "hearing", {"reasons": Str()}),
    "confirm": _move("proposed", "decided", {}, {"note": Str()}),
    "appeal": _move("decided follow-up", "appealed", {"court": Str(), "filed": Day()}, own=True),
    "appeal-outcome": _move(
        "appealed", "decided", {"outcome": Choice(OUTCOMES), "reasons": Str()}, {"amount": Number()}
    ),
    "follow-up": _move("decided follow-up", "follow-up", {"what": Str()}, {"due": Day(), "done": Day()}),
    "close": _move("findings decided follow-up", "closed", {"reasons": Str()}),
}
"""In the order in which a case usually goes. A case closes from `findings` only when nothing was established."""

OPENING = Shape(
    "an inspection",
    {"case": Str(), "authority": Str(), "organisation": Str(), "system": Str(), "scope": Str()},
    {"basis": Str(), "agreement": Str(), "assessment": Str()},
)
STATES = ("opened", "evidence", "findings", "hearing", "proposed", "decided", "appealed", "follow-up", "closed")
