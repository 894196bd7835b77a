"""What a report says, as data: a page for the person responsible, an annex for the auditor. Rendering is done
above.

The page groups by norm: what the measurements together do to it, in a sentence, and what to do next. The
annex holds every figure. A result that is stale or refused never counts; it is listed with the reason.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from concordance.audit.evidence import staleness
from concordance.audit.registry import find_audit
from concordance.audit.result import AuditResult, Estimate, Finding, Judgement, NormVerdict
from concordance.audit.sentences import reason
from concordance.audit.spec import Verdict
from concordance.base.text import Text

State = Literal["evidenced", "contradicted", "unproven"]

SAYS: dict[State, Text] = {
    "evidenced": Text(
        "A measurement supports that this duty is met, as far as it can be measured.",
        "Une mesure étaye que cette obligation est tenue, pour ce qui se mesure.",
    ),
    "contradicted": Text(
        "A measurement speaks against this duty being met.",
        "Une mesure parle contre le respect de cette obligation.",
    ),
    "unproven": Text("No measurement settles this duty either way.", "Aucune mesure ne tranche cette obligation."),
}


@dataclass(frozen=True, slots=True)
class NormReport:
    """One norm: its state, the results that speak to it, and what to do next."""

    norm: str
    state: State
    says: Text
    supported_by: tuple[str, ...]
    contradicted_by: tuple[str, ...]
    informed_by: tuple[str, ...]
    next_steps: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """One audit for the person responsible: title, verdict, the worst of what was found."""

    audit: str
    title: Text
    verdict: Verdict | None
    why: Text
    findings: tuple[Finding, ...]
    limits: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """One figure for the auditor, with the command that makes it again."""

    audit: str
    estimate: Estimate
    judgements: tuple[Judgement, ...]
    command: str


@dataclass(frozen=True, slots=True)
class AuditReport:
    """Everything a renderer needs; `left_out` names results that do not count, each with its reasons."""

    system: str
    on: dt.date
    norms: tuple[NormReport, ...]
    pages: tuple[AuditPage, ...]
    annex: tuple[AnnexRow, ...]
    left_out: tuple[tuple[str, tuple[Finding, ...]], ...]


def build_report(results: Iterable[AuditResult], on: dt.date, digests: Mapping[str, str], system: str) -> AuditReport:
    """Put results together for a day and for the files as they are now (`digests`: input name → SHA-256)."""
    given = tuple(results)
    stale = {result.audit: staleness(result, on, digests) for result in given}
    counted = tuple(r for r in given if not stale[r.audit])
    return AuditReport(
        system,
        on,
        norm_states(counted),
        tuple(_page(r) for r in counted),
        tuple(row for r in counted for row in _rows(r)),
        tuple((name, why) for name, why in stale.items() if why),
    )


def norm_states(results: Iterable[AuditResult]) -> tuple[NormReport, ...]:
    """The state of every norm that a result speaks to: one contradiction outweighs any support."""
    spoken: dict[str, list[tuple[AuditResult, NormVerdict]]] = {}
    for result in results:
        for verdict in result.norms:
            spoken.setdefault(verdict.norm, []).append((result, verdict))
    return tuple(_norm(norm, pairs) for norm, pairs in sorted(spoken.items()))


def _norm(norm: str, pairs: list[tuple[AuditResult, NormVerdict]]) -> NormReport:
    by = {wanted: tuple(r.audit for r, v in pairs if v.verdict is wanted) for wanted in Verdict}
    state: State = "contradicted" if by[Verdict.CONTRADICTS] else "evidenced" if by[Verdict.SUPPORTS] else "unproven"
    informed = by[Verdict.INFORMS] + by[Verdict.INCONCLUSIVE]
    return NormReport(
        norm,
        state,
        SAYS[state],
        by[Verdict.SUPPORTS],
        by[Verdict.CONTRADICTS],
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
    if state == "unproven":
        return (
            Text(
                "The figures inform; a person must judge them, or set a threshold and say where it comes from.",
                "Les chiffres informent ; une personne doit en juger, ou fixer un seuil en disant d’où il vient.",
            ),
        )
    until = min(r.valid_until for r, v in pairs if v.verdict is Verdict.SUPPORTS)
    return (Text(f"Valid until {until}; run it again before.", f"Valable jusqu’au {until} ; à refaire avant."),)


def _page(result: AuditResult) -> AuditPage:
    spec = find_audit(result.audit).spec
    order = {"serious": 0, "warning": 1, "info": 2}
    return AuditPage(
        result.audit,
        spec.title,
        result.verdict,
        spec.why,
        tuple(sorted(result.findings, key=lambda f: order[f.severity])),
        result.limits,
    )


def _rows(result: AuditResult) -> list[AnnexRow]:
    command = f"concordance audit run SYSTEM --only {result.audit} --seed {result.seed} --at {result.at}"
    return [
        AnnexRow(
            result.audit,
            e,
            tuple(j for j in result.judgements if (j.metric, j.subject) == (e.metric, e.subject)),
            command,
        )
        for e in result.estimates
    ]
