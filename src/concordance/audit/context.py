"""What comes in by the door of a run: the day, the seed, the level of confidence, the user's own
thresholds."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from concordance.audit.refusal import AuditRefusedError
from concordance.audit.spec import Relation, Source, Threshold
from concordance.base.text import Text


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of a run; nothing inside an audit reads a clock or draws unseeded numbers.

    `smallest_group` is the number of persons below which a group gets an interval and no verdict; thirty is a
    convention of practice, not of law, and is printed with the result.
    """

    at: dt.date
    seed: int = 0
    level: float = 0.95
    replicates: int = 1000
    smallest_group: int = 30
    thresholds: tuple[Threshold, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 0.5 < self.level < 1:
            raise ValueError(f"level of confidence {self.level} is not between 0.5 and 1")
        if self.replicates < 100:
            raise ValueError("fewer than 100 replicates give no usable interval")

    def option(self, name: str, default: Any = None) -> Any:
        """A named setting of the run, for instance the number of rows to explain."""
        return self.options.get(name, default)


def user_threshold(
    metric: str, relation: str, value: float, source: str | None, kind: str = "user", set_on: dt.date | None = None
) -> Threshold:
    """A threshold from a manifest or command line, set by its `user` or by the `provider` of the system.

    Raises:
        AuditRefusedError: no source, since thresholds are never invented; or a source of another kind: what a law or
            a standard sets is said by the audits themselves.
    """
    if kind not in {"user", "provider"}:
        raise AuditRefusedError(
            "audit.threshold-kind",
            Text(
                f"The threshold for “{metric}” says it is set by a {kind}.",
                f"Le seuil de « {metric} » se dit fixé par : {kind}.",
            ),
            Text(
                'Say kind = "provider" for a limit of the provider’s own risk management, or "user".',
                'Dites kind = "provider" pour une limite de la gestion des risques du fournisseur, ou "user".',
            ),
            (metric,),
        )
    if not source or not source.strip():
        raise AuditRefusedError(
            "audit.threshold-without-source",
            Text(
                f"The threshold for “{metric}” names no source.",
                f"Le seuil de « {metric} » ne cite aucune source.",
            ),
            Text(
                'Say who set it: source = "policy 4.2 of …", a norm or a standard.',
                'Dites qui l’a fixé : source = "politique 4.2 de …", une norme ou un standard.',
            ),
            (metric,),
        )
    return Threshold(metric, Relation(relation), float(value), Source(kind, source, set_on))
