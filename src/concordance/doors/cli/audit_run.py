"""`concordance audit run`: measure a system, and say what that does to its assessment."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from concordance.doors.cli.audit_options import FILE, LANG, OUT, refusing
from concordance.doors.cli.options import AskedLaw, law_options

if TYPE_CHECKING:
    from concordance.assess.result import Assessment
    from concordance.audit.result import AuditResult
    from concordance.audit.system import SystemUnderAudit
    from concordance.base.text import Lang
    from concordance.report.audit_view import AuditView


@click.command()
@click.argument("system", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--only", multiple=True, help="Run only this audit; may be repeated.")
@click.option("--seed", default=0, show_default=True, help="Seed of everything that is drawn.")
@click.option("--level", default=0.95, show_default=True, help="Level of confidence.")
@law_options
@click.option("--profile", type=FILE, help="What the system is; default: what audit.toml names.")
@click.option("--results", type=FILE, help="Measure nothing: take the results that --json wrote before.")
@click.option("--json", "json_out", type=OUT, help="Write the results here.")
@click.option("--assessment", "assessment_out", type=OUT, help="Write the assessment with its evidence here, as JSON.")
@click.option("--html", "html_out", type=OUT, help="Write the report here, as a self-contained page.")
@click.option("--pdf", "pdf_out", type=OUT, help="Write the report here, as a tagged PDF (extra `pdf`).")
@click.option(
    "--fail-on",
    type=click.Choice(["contradicts", "refused"]),
    multiple=True,
    help="Leave with code 1 on this.",
)
@LANG
@refusing
def run(
    system: Path,
    only: tuple[str, ...],
    seed: int,
    level: float,
    law: AskedLaw,
    profile: Path | None,
    results: Path | None,
    json_out: Path | None,
    assessment_out: Path | None,
    html_out: Path | None,
    pdf_out: Path | None,
    fail_on: tuple[str, ...],
    lang: Lang,
) -> None:
    """Audit the system that SYSTEM/audit.toml describes, and say what that does to its assessment.

    A duty that a measurement speaks against is called contradicted, never breached: a person decides that.
    """
    from concordance.audit.system import read_system
    from concordance.report.audit_terminal import effect_lines, result_lines
    from concordance.report.audit_view import make_audit_view

    on, audited = law.at, read_system(system)
    found = _saved(results, only) if results else _measured(audited, only, on, seed, level)
    assessment = _assessed(profile or audited.profile, law, found, audited)
    for result in found:
        for line in result_lines(result, lang):
            click.echo(line)
    click.echo("")
    view = make_audit_view(assessment, found, on, audited.digests, audited.name, lang)
    for line in effect_lines(view, lang):
        click.echo(line)
    if json_out:
        _write_results(json_out, found)
    if assessment_out:
        _write_assessment(assessment_out, assessment)
    if html_out or pdf_out:
        _write_report(view, lang, str(system), html_out, pdf_out)
    if any(r.status in fail_on or r.verdict in fail_on for r in found):
        sys.exit(1)


def _measured(
    audited: SystemUnderAudit, only: tuple[str, ...], on: date, seed: int, level: float
) -> tuple[AuditResult, ...]:
    from concordance.audit.context import Context
    from concordance.audit.registry import audits
    from concordance.audit.run import fitting, run_suite

    context = Context(on, seed, level, thresholds=audited.thresholds, options=audited.options)
    names = only or audited.audits or fitting(audited.inputs, audits())
    return run_suite(names, audited.inputs, context, audited.name)


def _saved(file: Path, only: tuple[str, ...]) -> tuple[AuditResult, ...]:
    from concordance.audit.wire import read_results

    return tuple(result for result in read_results(file) if not only or result.audit in only)


def _assessed(
    profile: Path | None, law: AskedLaw, found: tuple[AuditResult, ...], audited: SystemUnderAudit
) -> Assessment | None:
    if profile is None:
        return None
    from concordance.audit.effect import with_evidence
    from concordance.pipeline import assess_file

    assessment = assess_file(profile, law.at, law.known, law.folder, law.choice)
    return with_evidence(assessment, found, law.at, audited.digests)


def _write_results(file: Path, found: tuple[AuditResult, ...]) -> None:
    from concordance.audit.wire import to_json

    file.write_text(json.dumps([to_json(r) for r in found], ensure_ascii=False, indent=2) + "\n", "utf-8")


def _write_assessment(file: Path, assessment: Assessment | None) -> None:
    from concordance.report.machine import to_json

    if assessment is None:
        raise click.UsageError("--assessment needs a profile: name one in audit.toml, or give --profile")
    file.write_bytes(to_json(assessment))


def _write_report(view: AuditView, lang: Lang, source: str, html: Path | None, pdf: Path | None) -> None:
    from concordance.report.audit_document import make_document

    document = make_document(view, lang, source)
    if html:
        from concordance.report.audit_html import audit_html

        html.write_text(audit_html(document), "utf-8")
    if pdf:
        from concordance.report.audit_pdf import audit_pdf

        pdf.write_bytes(audit_pdf(document, datetime.combine(view.on, time(), UTC)))
