"""The annex for the auditor: every figure of an audit, what it was held against, and how to make it again."""

from __future__ import annotations

import shlex
from dataclasses import dataclass

from concordance.audit.metrics import metric_words, unit_words
from concordance.audit.principles import PRINCIPLES
from concordance.audit.registry import find_audit
from concordance.audit.result import AuditResult, Estimate
from concordance.base.text import Lang
from concordance.report.audit_charts import Chart, charts
from concordance.report.audit_words import VERDICTS


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One estimate, with every digit that means something. `verdict` is empty where nothing sets a limit."""

    metric: str
    subject: str
    value: str
    interval: str
    method: str
    n: int
    judged: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Annex:
    """One audit for the auditor."""

    audit: str
    version: int
    title: str
    verdict: str
    measures: str
    principles: str
    standards: str
    method: str
    reference: str
    rows: tuple[FigureRow, ...]
    charts: tuple[Chart, ...]
    effects: tuple[tuple[str, str, str], ...]
    findings: tuple[tuple[str, str, str], ...]
    limits: tuple[str, ...]
    inputs: tuple[tuple[str, str], ...]
    environment: str
    seed: int
    level: str
    measured: str
    valid_until: str
    command: str


def annex_of(result: AuditResult, lang: Lang, source: str) -> Annex:
    """The annex of one result; `source` is the folder for the command."""
    spec = find_audit(result.audit).spec
    return Annex(
        audit=result.audit,
        version=result.audit_version,
        title=spec.title(lang),
        verdict=VERDICTS[result.verdict or result.status](lang),
        measures=spec.measures(lang),
        principles=", ".join(PRINCIPLES[p](lang) for p in spec.principles),
        standards=", ".join(spec.standards),
        method=spec.method.says(lang),
        reference=spec.method.reference,
        rows=tuple(_row(result, estimate, lang) for estimate in result.estimates),
        charts=charts(result, lang),
        effects=tuple((v.norm, VERDICTS[v.weight](lang), VERDICTS[v.verdict](lang)) for v in result.norms),
        findings=tuple((f.severity, f.code, f.says(lang)) for f in result.findings),
        limits=tuple(limit(lang) for limit in result.limits),
        inputs=tuple((f"{d.name} ({d.kind}, {d.of})", d.sha256) for d in result.digests),
        environment=_environment(result),
        seed=result.seed,
        level=f"{result.level:g}",
        measured=result.at.isoformat(),
        valid_until=result.valid_until.isoformat(),
        command=_command(result, source),
    )


def _row(result: AuditResult, estimate: Estimate, lang: Lang) -> FigureRow:
    held = [j for j in result.judgements if (j.metric, j.subject) == (estimate.metric, estimate.subject)]
    unit = "" if estimate.unit == "1" or estimate.value is None else f" {unit_words(estimate.unit, lang)}"
    exact = estimate.interval == "none"
    return FigureRow(
        metric=metric_words(estimate.metric, lang),
        subject=estimate.subject,
        value=f"{exactly(estimate.value, lang)}{unit}",
        interval="" if exact else f"[{exactly(estimate.low, lang)}; {exactly(estimate.high, lang)}]",
        method="" if exact else estimate.interval,
        n=estimate.n,
        judged=tuple((VERDICTS[j.verdict](lang), j.reason(lang)) for j in held),
        note=estimate.note(lang) if estimate.note else "",
    )


def _command(result: AuditResult, source: str) -> str:
    parts = ["concordance", "audit", "run", source, "--only", result.audit, "--seed", str(result.seed)]
    return shlex.join([*parts, "--level", f"{result.level:g}", "--at", result.at.isoformat()])


def _environment(result: AuditResult) -> str:
    made = result.environment
    packages = (f"{name} {version}" for name, version in made.packages.items())
    return ", ".join([f"Python {made.python}", made.platform, *packages])


def exactly(value: float | None, lang: Lang) -> str:
    """A figure to six significant digits, with the language's decimal sign."""
    if value is None:
        return "—"
    written = f"{value:.6g}".replace("-", "−")
    return written.replace(".", ",") if lang == "fr" else written
