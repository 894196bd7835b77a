"""What a reader of an audit wants to see, grouped: shared by the terminal, the page and the PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from concordance.assess.result import Assessment, Duty, EvidenceFound
from concordance.audit.effect import coming, duties_to_show, still_unproven, unbound
from concordance.audit.evidence import staleness
from concordance.audit.outside import OutsideProvision, outside_provision
from concordance.audit.plan import plan_audits
from concordance.audit.reporting import NormReport, norm_states
from concordance.audit.result import AuditResult, Finding
from concordance.base.text import Lang
from concordance.report.audit_words import told
from concordance.report.words import day

STATES = ("contradicted", "inconclusive", "evidenced", "partly", "informed", "set-aside")
"""The order in which a person responsible should read."""


@dataclass(frozen=True, slots=True)
class Line:
    """A duty and what the measurements say of it; `when` says whether it binds now, later, or perhaps."""

    duty: Duty
    instrument: str
    evidence: EvidenceFound
    when: str


@dataclass(frozen=True, slots=True)
class Open:
    """A duty without evidence, with the audits that could speak to it (none: it is not shown by measuring)."""

    duty: Duty
    instrument: str
    audits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditView:
    """Everything of an audit that is shown. `assessment` is None where no profile says what the system is."""

    system: str
    on: dt.date
    assessment: Assessment | None
    lines: dict[str, tuple[Line, ...]]
    could: tuple[Open, ...]
    unreached: tuple[Open, ...]
    unbound: tuple[NormReport, ...]
    results: tuple[AuditResult, ...]
    left_out: tuple[tuple[str, tuple[Finding, ...]], ...]
    now: int
    later: int

    @property
    def unproven(self) -> int:
        """How many duties no measurement speaks to."""
        return len(self.could) + len(self.unreached)


def make_audit_view(
    assessment: Assessment | None,
    results: Iterable[AuditResult],
    on: dt.date,
    digests: Mapping[str, str],
    system: str,
    lang: Lang,
) -> AuditView:
    """Group what the results say; `assessment` already carries its evidence (see `audit.effect.with_evidence`)."""
    given = tuple(results)
    stale = tuple((r.audit, why) for r in given if (why := staleness(r, on, digests)))
    counted = tuple(r for r in given if not staleness(r, on, digests))
    if assessment is None:
        every = norm_states(counted)
        return AuditView(system, on, None, dict.fromkeys(STATES, ()), (), (), every, counted, stale, 0, 0)
    owed, opened = duties_to_show(assessment), _opened(assessment, lang)
    now = sum(duty.outcome.binds for duty in owed)
    return AuditView(
        system,
        on,
        assessment,
        _lines(assessment, lang),
        tuple(o for o in opened if o.audits),
        tuple(o for o in opened if not o.audits),
        unbound(assessment, counted),
        counted,
        stale,
        now,
        len(owed) - now,
    )


def norm_name(view: AuditView, norm: str, lang: Lang) -> str:
    """A norm as people cite it; its reference where neither the assessment nor the audits say more."""
    outside = outside_provision(norm)
    if outside is not None:
        return f"{cited(outside, lang)} [{told('not_held', lang)}]"
    if view.assessment is not None:
        names = {i.id: i.short(lang) for i in view.assessment.instruments}
        found = next((d for d in view.assessment.duties if d.norm == norm), None)
        if found is not None:
            return f"{names[found.instrument]} {found.citation}"
    return norm


def cited(outside: OutsideProvision, lang: Lang) -> str:
    """A provision that the corpus does not hold, for people."""
    return f"{outside.instrument(lang)} ({outside.year}), {outside.cite(lang)}"


def _lines(assessment: Assessment, lang: Lang) -> dict[str, tuple[Line, ...]]:
    duties = {duty.norm: duty for duty in assessment.duties}
    names = {i.id: i.short(lang) for i in assessment.instruments}

    def line(evidence: EvidenceFound) -> Line:
        duty = duties[evidence.norm]
        return Line(duty, names[duty.instrument], evidence, _when(duty, assessment.at, lang))

    return {state: tuple(line(e) for e in assessment.evidence if e.state == state) for state in STATES}


def _when(duty: Duty, at: dt.date, lang: Lang) -> str:
    if duty.outcome.binds:
        return ""
    if coming(duty, at) and duty.from_ is not None:
        return f"{told('from', lang)} {day(duty.from_, lang)}"
    return told("may_bind", lang)


def _opened(assessment: Assessment, lang: Lang) -> tuple[Open, ...]:
    names = {i.id: i.short(lang) for i in assessment.instruments}
    duties = still_unproven(assessment)
    plan = plan_audits(asked(duties))
    by_norm: dict[str, list[str]] = {}
    for planned in plan.because:
        by_norm.setdefault(planned.norm, []).append(planned.audit)
    return tuple(Open(d, names[d.instrument], tuple(by_norm.get(d.norm, ()))) for d in duties)


def asked(duties: Iterable[Duty]) -> list[dict[str, object]]:
    """Duties in the form that planning reads."""
    return [{"norm": d.norm, "act": d.act, "principles": list(d.principles)} for d in duties]
