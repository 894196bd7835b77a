"""Is a result still evidence for this model and these data, on this day?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from concordance.audit.result import AuditResult, Finding
from concordance.base.text import Text


def staleness(result: AuditResult, on: dt.date, digests: Mapping[str, str]) -> tuple[Finding, ...]:
    """Why a result may not count: refused, expired, or made on other files. Empty when it counts.

    `digests` maps the names of inputs to the SHA-256 they have now; an input that is not named there is not
    compared.
    """
    found: list[Finding] = []
    if result.status == "refused" and result.refusal is not None:
        found.append(Finding(result.refusal.code, "serious", result.refusal.message, result.refusal.places))
    if on > result.valid_until:
        found.append(
            Finding(
                "audit.expired",
                "serious",
                Text(
                    f"Valid until {result.valid_until}; run it again.",
                    f"Valable jusqu’au {result.valid_until} ; à refaire.",
                ),
            )
        )
    if on < result.at:
        found.append(
            Finding(
                "audit.from-the-future",
                "serious",
                Text(
                    f"Made on {result.at}, after the day asked about.",
                    f"Fait le {result.at}, après le jour demandé.",
                ),
            )
        )
    for held in result.digests:
        now = digests.get(held.name)
        if now is not None and now != held.sha256:
            found.append(
                Finding(
                    "audit.foreign-evidence",
                    "serious",
                    Text(
                        f"“{held.name}” is not the one that was audited; run the audit on the present one.",
                        f"« {held.name} » n’est pas celui qui a été audité ; refaites l’audit sur l’actuel.",
                    ),
                    (held.name,),
                )
            )
    return tuple(found)
