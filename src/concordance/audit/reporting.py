"""What measurements together do to each norm, in a sentence, and what to do next. Rendering is done above."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from concordance.audit.result import AuditResult, NormVerdict
from concordance.audit.sentences import reason
from concordance.audit.spec import Verdict
from concordance.base.text import Text

State = Literal["evidenced", "contradicted", "partly", "unproven"]

SAYS: dict[State, Text] = {
    "evidenced": Text(
        "A measurement supports that this duty is met, as far as it can be measured.",
        "Une mesure étaye que cette obligation est tenue, pour ce qui se mesure.",
    ),
    "contradicted": Text(
        "A measurement speaks against this duty being met.",
        "Une mesure parle contre le respect de cette obligation.",
    ),
    "partly": Text(
        "Measuring is part of this duty, and it was done; whether it suffices is open.",
        "Mesurer fait partie de cette obligation, et cela a été fait ; reste à savoir si cela suffit.",
    ),
    "unproven": Text("No measurement settles this duty either way.", "Aucune mesure ne tranche cette obligation."),
}


STATES: tuple[tuple[State, Verdict], ...] = (
    ("contradicted", Verdict.CONTRADICTS),
    ("evidenced", Verdict.SUPPORTS),
    ("partly", Verdict.PARTLY),
)
"""The states that a verdict brings about, the one that outweighs the others first."""


@dataclass(frozen=True, slots=True)
class NormReport:
    """One norm: its state, the results that speak to it, and what to do next."""

    norm: str
    state: State
    says: Text
    supported_by: tuple[str, ...]
    contradicted_by: tuple[str, ...]
    examined_by: tuple[str, ...]
    informed_by: tuple[str, ...]
    next_steps: tuple[Text, ...]


def norm_states(results: Iterable[AuditResult]) -> tuple[NormReport, ...]:
    """The state of every norm that a result speaks to: one contradiction outweighs any support."""
    spoken: dict[str, list[tuple[AuditResult, NormVerdict]]] = {}
    for result in results:
        for verdict in result.norms:
            spoken.setdefault(verdict.norm, []).append((result, verdict))
    return tuple(_norm(norm, pairs) for norm, pairs in sorted(spoken.items()))


def _norm(norm: str, pairs: list[tuple[AuditResult, NormVerdict]]) -> NormReport:
    by = {wanted: tuple(r.audit for r, v in pairs if v.verdict is wanted) for wanted in Verdict}
    state: State = next((said for said, verdict in STATES if by[verdict]), "unproven")
    informed = by[Verdict.INFORMS] + by[Verdict.INCONCLUSIVE]
    return NormReport(
        norm,
        state,
        SAYS[state],
        by[Verdict.SUPPORTS],
        by[Verdict.CONTRADICTS],
        by[Verdict.PARTLY],
        informed,
        _next_steps(state, pairs),
    )


def _next_steps(state: State, pairs: list[tuple[AuditResult, NormVerdict]]) -> tuple[Text, ...]:
    if state == "contradicted":
        worst = ((r, v.norm) for r, v in pairs if v.verdict is Verdict.CONTRADICTS)
        return tuple(
            Text(
                f"Deal with what {r.audit} found, then run it again: {reason(state, norm, r).en}",
                f"Traitez ce que {r.audit} a trouvé, puis relancez : {reason(state, norm, r).fr}",
            )
            for r, norm in worst
        )
    unsettled = [r for r, v in pairs if v.verdict is Verdict.INCONCLUSIVE]
    if state == "unproven" and unsettled:
        return tuple(
            Text(
                f"{r.audit} is inconclusive: measure more cases.",
                f"{r.audit} ne conclut pas : mesurez plus de cas.",
            )
            for r in unsettled
        )
    if state == "partly":
        return (
            Text(
                "Have a person judge whether enough was examined, and what follows from the figures.",
                "Qu’une personne juge si l’examen suffit, et ce qui suit des chiffres.",
            ),
        )
    if state == "unproven":
        return (
            Text(
                "The figures inform; a person must judge them, or set a threshold and say where it comes from.",
                "Les chiffres informent ; une personne doit en juger, ou fixer un seuil en disant d’où il vient.",
            ),
        )
    until = min(r.valid_until for r, v in pairs if v.verdict is Verdict.SUPPORTS)
    return (Text(f"Valid until {until}; run it again before.", f"Valable jusqu’au {until} ; à refaire avant."),)
