"""Who may do what: one table, role × action. What an organisation owns is for its own people; authorities see all."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

Role = Literal["public", "provider", "deployer", "auditor", "witness", "authority"]


class Action(StrEnum):
    """What can be done. Reading the public side needs no permission and is not listed."""

    SEE_DESK = "see-desk"
    KEEP_SYSTEM = "keep-system"
    SEE_SYSTEM = "see-system"
    ASSESS = "assess"
    REGISTER = "register"
    REPORT_INCIDENT = "report-incident"
    SEE_INBOX = "see-inbox"
    INSPECT = "inspect"
    ADD_ACCOUNT = "add-account"


_OPERATOR = frozenset(
    {
        Action.SEE_DESK,
        Action.KEEP_SYSTEM,
        Action.SEE_SYSTEM,
        Action.ASSESS,
        Action.REGISTER,
        Action.REPORT_INCIDENT,
    }
)
MAY: dict[Role, frozenset[Action]] = {
    "public": frozenset(),
    "provider": _OPERATOR,
    "deployer": _OPERATOR,
    "auditor": frozenset({Action.SEE_DESK, Action.SEE_SYSTEM}),
    "witness": frozenset({Action.SEE_DESK}),
    "authority": frozenset({Action.SEE_DESK, Action.SEE_SYSTEM, Action.SEE_INBOX, Action.INSPECT, Action.ADD_ACCOUNT}),
}
ANYWHERE: frozenset[Role] = frozenset({"authority"})
"""Roles that act on what any organisation owns; the others on what their own does."""
SELF_MADE: tuple[Role, ...] = ("provider", "deployer")
"""Roles that whoever signs up can take; an authority gives the others."""


def may(role: Role, action: Action, own: str | None = None, owner: str | None = None) -> bool:
    """Whether a role may do an action, on what `owner` owns, as one of the people of `own`."""
    if action not in MAY[role]:
        return False
    return owner is None or role in ANYWHERE or own == owner
