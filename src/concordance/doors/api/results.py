"""Replies that carry results of the core as they are."""

from __future__ import annotations

import msgspec

from concordance.assess.result import Duty
from concordance.registry.incidents.drafts import Draft
from concordance.registry.incidents.duties import Measure, Notification, Open


class Board(msgspec.Struct, frozen=True):
    """The duties of a system from its last assessment: now, coming, waiting for facts, waiting for a reading."""

    system: str
    assessment: str
    at: str
    now: tuple[Duty, ...]
    coming: tuple[Duty, ...]
    undetermined: tuple[Duty, ...]
    unsettled: tuple[Duty, ...]


class Obligations(msgspec.Struct, frozen=True):
    """What follows from a report: whom to tell by when, what may follow, what else to do, and drafts of the forms."""

    regimes: tuple[str, ...]
    notifications: tuple[Notification, ...]
    open: tuple[Open, ...]
    measures: tuple[Measure, ...]
    drafts: tuple[Draft, ...]
