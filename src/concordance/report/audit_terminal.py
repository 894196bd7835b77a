"""What an audit does to an assessment, and what a plan asks for, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from concordance.assess.result import Assessment, Duty
from concordance.audit.effect import coming
from concordance.audit.metrics import metric_words
from concordance.audit.plan import AuditPlan
from concordance.audit.registry import find_audit
from concordance.audit.result import AuditResult
from concordance.base.text import Lang
from concordance.report.audit_charts import figure
from concordance.report.audit_view import STATES, AuditView, Line, Open, norm_name
from concordance.report.audit_words import VERDICTS, told
from concordance.report.words import day

MARKS = {"contradicted": "✗", "inconclusive": "?", "evidenced": "✓", "partly": "◐", "informed": "i", "set-aside": "–"}


def result_lines(result: AuditResult, lang: Lang) -> Iterator[str]:
    """One audit: its verdict, its figures with their intervals, what stands out, what it cannot show."""
    title, said = find_audit(result.audit).spec.title(lang), VERDICTS[result.verdict or result.status](lang)
    yield f"\n{title} ({result.audit}){told('colon', lang)} {said}"
    if result.refusal:
        yield f"  {result.refusal.code}{told('colon', lang)} {result.refusal.message(lang)}"
        yield f"  → {result.refusal.remedy(lang)}"
    for estimate in result.estimates:
        name = f"{metric_words(estimate.metric, lang)}  {estimate.subject}".rstrip()
        yield f"  {name:<72} {figure(estimate, lang):<30} n={estimate.n}"
    yield from (f"  [{told(finding.severity, lang)}] {finding.says(lang)}" for finding in result.findings)
    yield from (f"  ! {limit(lang)}" for limit in result.limits)


def effect_lines(view: AuditView, lang: Lang) -> Iterator[str]:
    """The duties by what the measurements say of them, the gravest first."""
    if view.assessment is None:
        yield told("no_profile", lang)
    else:
        yield (
            f"{view.assessment.title(lang)}, {told('law_as_of', lang)} {day(view.assessment.at, lang)}."
            f" {told('bind_now', lang).capitalize()}{told('colon', lang)} {view.now}, {told('bind_later', lang)}"
            f"{told('colon', lang)} {view.later}"
        )
    for state in STATES:
        yield from _group(state, view.lines[state], lang)
    for key, opened in (("could", view.could), ("unreached", view.unreached)):
        if opened:
            yield f"\n○ {told(key, lang)} ({len(opened)}). {told(f'{key}_note', lang)}"
            yield from _citations(opened, lang)
    if view.unbound:
        yield f"\n{told('unbound', lang)}{told('colon', lang)}" if view.assessment else ""
    for norm in view.unbound:
        if norm.state != "unproven":
            yield f"{norm_name(view, norm.norm, lang)}{told('colon', lang)} {norm.says(lang)}"
            yield from (f"    {step(lang)}" for step in norm.next_steps)


def _group(state: str, lines: tuple[Line, ...], lang: Lang) -> Iterator[str]:
    if not lines:
        return
    yield f"\n{MARKS[state]} {told(state, lang)} ({len(lines)}). {told(f'{state}_note', lang)}"
    for line in lines:
        when = f" ({line.when})" if line.when else ""
        yield f"  {line.instrument} {line.duty.citation}{when}{told('colon', lang)} {line.duty.says(lang)}"
        yield f"      {line.evidence.sentence(lang)}"
        if state in {"contradicted", "evidenced"}:
            yield from (f"      ! {limit(lang)}" for limit in line.evidence.limits)


def _citations(opened: tuple[Open, ...], lang: Lang) -> Iterator[str]:
    for instrument, held in groupby(sorted(opened, key=lambda o: o.instrument), key=lambda o: o.instrument):
        yield f"  {instrument}{told('colon', lang)} {', '.join(dict.fromkeys(o.duty.citation for o in held))}"


def plan_lines(
    plan: AuditPlan, assessment: Assessment, duties: tuple[Duty, ...], given: Mapping[str, object], lang: Lang
) -> Iterator[str]:
    """The audits, each with the duties it speaks to and the inputs it needs; then the duties no audit reaches."""
    names = {i.id: i.short(lang) for i in assessment.instruments}
    held = {duty.norm: duty for duty in duties}

    def cited(norm: str) -> str:
        duty = held[norm]
        later = coming(duty, assessment.at) and duty.from_ is not None
        when = f" ({told('from', lang)} {day(duty.from_, lang)})" if later and duty.from_ else ""
        return f"{names[duty.instrument]} {duty.citation}{when}"

    for name in plan.audits:
        spec = find_audit(name).spec
        yield f"\n{name}  {spec.title(lang)}"
        for wanted in spec.inputs:
            notes = [n for n, ok in (("optional", not wanted.required), ("at_hand", wanted.name in given)) if ok]
            beside = f" [{', '.join(told(n, lang) for n in notes)}]" if notes else ""
            yield f"    <- {told('needs', lang)} {wanted.name} ({wanted.kind}): {wanted.says(lang)}{beside}"
        for planned in (p for p in plan.because if p.audit == name):
            told_why = f"{told(planned.weight, lang)}; {told(planned.reason, lang)}"
            yield f"    {cited(planned.norm)}  {planned.norm}  ({told_why})"
    if plan.unmeasured:
        yield f"\n○ {told('unreached', lang)} ({len(plan.unmeasured)}). {told('unreached_note', lang)}"
        yield from (f"  {cited(norm)}  {norm}: {held[norm].says(lang)}" for norm in plan.unmeasured)
