"""What measurements do to an assessment: duties that are now evidenced, contradicted, or still unproven.

Measurements add `evidence` and touch nothing else: whether a duty applies, and whether it is met or breached, is for
the facts and for people. A result that is expired or was made on other files is marked and does not count.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import msgspec

from concordance.assess.result import Assessment, Duty, EvidenceFound, EvidenceState, InputDigest
from concordance.audit.evidence import staleness
from concordance.audit.reporting import NormReport, norm_states
from concordance.audit.result import AuditResult, Finding
from concordance.audit.sentences import sentence
from concordance.audit.spec import Verdict
from concordance.base.text import Text
from concordance.norms.outcome import Outcome

DUTIES = frozenset({"obligation", "prohibition", "commitment"})
"""The modalities that can be performed or not; a permission or a right of others has nothing to prove."""


NOT_ALL = (
    Text(
        "That something was examined does not show that enough was, nor that what was found is acceptable.",
        "Qu’un examen ait été fait ne montre ni qu’il suffise, ni que ce qu’il a trouvé soit acceptable.",
    ),
)
"""The limit of every measurement that is itself part of a duty."""


def duties_to_show(assessment: Assessment) -> tuple[Duty, ...]:
    """The duties that bind on the day of the assessment, and those that will certainly bind later."""
    return tuple(d for d in assessment.duties if d.modality in DUTIES and (d.outcome.binds or coming(d, assessment.at)))


def coming(duty: Duty, at: dt.date) -> bool:
    """Whether a duty that does not bind on the day certainly will."""
    later = duty.outcome is Outcome.DOES_NOT_APPLY and duty.from_ is not None and duty.from_ > at
    return later and not duty.missing and not duty.readings


def reachable(duty: Duty) -> bool:
    """Whether evidence of this duty is worth keeping: it binds, will bind, or may."""
    return duty.outcome is not Outcome.DOES_NOT_APPLY or duty.from_ is not None


def with_evidence(
    assessment: Assessment, results: Iterable[AuditResult], on: dt.date, digests: Mapping[str, str]
) -> Assessment:
    """The assessment with what the results say of its duties on a day, for the files as they are now.

    `digests` maps names of inputs to their present SHA-256 (see `evidence.staleness`).
    """
    given = tuple(results)
    stale = {id(result): staleness(result, on, digests) for result in given}
    counted = tuple(r for r in given if not stale[id(r)])
    states = {state.norm: state for state in norm_states(counted)}
    found: list[EvidenceFound] = []
    for duty in filter(reachable, assessment.duties):
        if duty.norm in states:
            found.append(_counted(duty, states[duty.norm], counted))
        found += [_set_aside(duty, r, stale[id(r)]) for r in given if stale[id(r)] and _speaks_to(r, duty.norm)]
    return msgspec.structs.replace(assessment, evidence=tuple(found))


def still_unproven(assessment: Assessment) -> tuple[Duty, ...]:
    """The duties to show of which no evidence counts at all."""
    spoken = {e.norm for e in assessment.evidence if e.state != "set-aside"}
    return tuple(d for d in duties_to_show(assessment) if d.norm not in spoken)


def unbound(assessment: Assessment, results: Iterable[AuditResult]) -> tuple[NormReport, ...]:
    """What the results say of norms that do not bind this system, or that were not played."""
    kept = {duty.norm for duty in assessment.duties if reachable(duty)}
    return tuple(state for state in norm_states(results) if state.norm not in kept)


def _counted(duty: Duty, state: NormReport, results: tuple[AuditResult, ...]) -> EvidenceFound:
    said, wanted = _state(duty.norm, state, results)
    speaking = tuple(r for r in results if any((v.norm, v.verdict) == (duty.norm, wanted) for v in r.norms))
    return EvidenceFound(
        norm=duty.norm,
        citation=duty.citation,
        state=said,
        audits=tuple(r.audit for r in speaking),
        sentence=sentence(said, duty.norm, speaking),
        limits=(*(NOT_ALL if said == "partly" else ()), *dict.fromkeys(limit for r in speaking for limit in r.limits)),
        valid_until=min(r.valid_until for r in speaking),
        digests=_digests(speaking),
    )


def _state(norm: str, state: NormReport, results: tuple[AuditResult, ...]) -> tuple[EvidenceState, Verdict]:
    if state.state == "contradicted":
        return "contradicted", Verdict.CONTRADICTS
    if state.state == "evidenced":
        return "evidenced", Verdict.SUPPORTS
    if state.state == "partly":
        return "partly", Verdict.PARTLY
    if any((v.norm, v.verdict) == (norm, Verdict.INCONCLUSIVE) for r in results for v in r.norms):
        return "inconclusive", Verdict.INCONCLUSIVE
    return "informed", Verdict.INFORMS


def _set_aside(duty: Duty, result: AuditResult, why: tuple[Finding, ...]) -> EvidenceFound:
    return EvidenceFound(
        norm=duty.norm,
        citation=duty.citation,
        state="set-aside",
        audits=(result.audit,),
        sentence=why[0].says,
        limits=(),
        valid_until=result.valid_until,
        digests=_digests((result,)),
    )


def _speaks_to(result: AuditResult, norm: str) -> bool:
    return any(verdict.norm == norm for verdict in result.norms)


def _digests(results: tuple[AuditResult, ...]) -> tuple[InputDigest, ...]:
    held = dict.fromkeys((d.name, d.sha256) for r in results for d in r.digests)
    return tuple(InputDigest(name=name, sha256=sha256) for name, sha256 in held)
