"""The texts of all refusals of this room, English and French, by code."""

from __future__ import annotations

from collections.abc import Mapping

from concordance.evidence.refusal import Refusal
from concordance.evidence.refusals_form import FORM
from concordance.evidence.refusals_log import LOG
from concordance.evidence.refusals_trust import TRUST

REFUSALS: Mapping[str, Refusal] = {**FORM, **LOG, **TRUST}
