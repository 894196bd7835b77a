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
    KEEP_EVIDENCE = "keep-evidence"
    REPORT_INCIDENT = "report-incident"
    SEE_INBOX = "see-inbox"
    INSPECT = "inspect"
    ANSWER_INSPECTION = "answer-inspection"
    DECLARE = "declare"
    READ_CONCERNS = "read-concerns"
    IMPORT_REGISTER = "import-register"
    ADD_ACCOUNT = "add-account"
    KEEP_ACCOUNT = "keep-account"
    INVITE = "invite"


_EVERYBODY = frozenset({Action.SEE_DESK, Action.KEEP_ACCOUNT, Action.INVITE})
"""What whoever is signed in may do, for themselves and their own organisation."""
_OPERATOR = _EVERYBODY | frozenset(
    {
        Action.KEEP_SYSTEM,
        Action.SEE_SYSTEM,
        Action.ASSESS,
        Action.REGISTER,
        Action.KEEP_EVIDENCE,
        Action.REPORT_INCIDENT,
        Action.ANSWER_INSPECTION,
        Action.DECLARE,
    }
)
MAY: dict[Role, frozenset[Action]] = {
    "public": frozenset(),
    "provider": _OPERATOR,
    "deployer": _OPERATOR,
    "auditor": _EVERYBODY | {Action.SEE_SYSTEM},
    "witness": _EVERYBODY,
    "authority": _EVERYBODY
    | {
        Action.SEE_SYSTEM,
        Action.SEE_INBOX,
        Action.INSPECT,
        Action.READ_CONCERNS,
        Action.IMPORT_REGISTER,
        Action.ADD_ACCOUNT,
    },
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
