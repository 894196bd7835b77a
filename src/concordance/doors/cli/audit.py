"""`concordance audit`: list, describe, plan, run, compare."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from concordance.audit.result import AuditResult, Estimate
    from concordance.base.text import Lang

LANG = click.option(
    "--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the output."
)
FOLDER = click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def audit() -> None:
    """Measure a system against principles: figures with uncertainty, limits and what they mean for which
    norm."""


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """Print a refusal in the language asked for, without a traceback, and leave with code 2."""

    @wraps(command)
    def guarded(**arguments: Any) -> None:
        try:
            from concordance.audit.refusal import AuditRefusedError
        except ModuleNotFoundError as error:
            raise click.ClickException(f"{error.name} is not installed: pip install 'concordance-ai[audit]'") from error
        try:
            command(**arguments)
        except ModuleNotFoundError as error:
            raise click.ClickException(f"{error.name} is not installed: pip install 'concordance-ai[audit]'") from error
        except AuditRefusedError as refused:
            click.echo(refused.said_in(arguments.get("lang", "en")), err=True)
            sys.exit(2)

    return guarded


@audit.command("list")
@click.option("--principle", help="Only audits that serve this principle.")
@click.option("--norm", help="Only audits that name this norm, such as eu/ai-act/10.2.f.")
@LANG
@refusing
def list_audits(principle: str | None, norm: str | None, lang: Lang) -> None:
    """List the audits by principle."""
    from concordance.audit.principles import PRINCIPLES
    from concordance.audit.registry import audits

    for key, title in PRINCIPLES.items():
        chosen = [
            f.spec for f in audits().values() if key in f.spec.principles and (norm is None or f.spec.weight_for(norm))
        ]
        if chosen and principle in (None, key):
            click.echo(f"{title(lang)} ({key})")
            for spec in chosen:
                click.echo(f"  {spec.id:<36}{spec.title(lang)}")


@audit.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="The specification as JSON.")
@LANG
@refusing
def describe(name: str, as_json: bool, lang: Lang) -> None:
    """What an audit measures, why, how, for which norms, and what it cannot show."""
    from concordance.audit.registry import find_audit
    from concordance.audit.wire import spec_to_json

    spec = find_audit(name).spec
    if as_json:
        click.echo(json.dumps(spec_to_json(spec), ensure_ascii=False, indent=2))
        return
    click.echo(f"{spec.title(lang)} ({spec.id})\n\n{spec.measures(lang)}\n{spec.why(lang)}\n")
    for entry in spec.inputs:
        click.echo(f"  <- {entry.name} ({entry.kind}): {entry.says(lang)}")
    click.echo(f"\n{spec.method.says(lang)} [{spec.method.reference}]\n")
    for link in spec.norms:
        click.echo(f"  {link.weight:<12}{link.norm}")
    for threshold in spec.thresholds:
        click.echo(f"  {threshold.metric} {threshold.relation} {threshold.value:g}: {threshold.source.reference}")
    for limit in spec.limits:
        click.echo(f"  ! {limit(lang)}")


@audit.command()
@click.argument("duties", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="The plan as JSON.")
@LANG
@refusing
def plan(duties: Path, as_json: bool, lang: Lang) -> None:
    """Which audits speak to the duties in a JSON file: a list of {"norm", "act", "principles"}."""
    from dataclasses import asdict

    from concordance.audit.plan import plan_audits
    from concordance.audit.registry import find_audit

    found = plan_audits(json.loads(duties.read_text("utf-8")))
    if as_json:
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
        return
    for name in found.audits:
        click.echo(f"{name}  {find_audit(name).spec.title(lang)}")
        for planned in (p for p in found.because if p.audit == name):
            click.echo(f"    {planned.norm}  {planned.weight}  ({planned.reason})")
    for norm in found.unmeasured:
        click.echo(f"{norm}  -  {'no audit' if lang == 'en' else 'aucun audit'}")


@audit.command()
@FOLDER
@click.option("--only", multiple=True, help="Run only this audit; may be repeated.")
@click.option("--seed", default=0, show_default=True, help="Seed of everything that is drawn.")
@click.option("--level", default=0.95, show_default=True, help="Level of confidence.")
@click.option("--at", type=click.DateTime(["%Y-%m-%d"]), help="The day of the audit; today by default.")
@click.option("--json", "json_out", type=click.Path(dir_okay=False, path_type=Path), help="Write the results here.")
@click.option(
    "--fail-on",
    type=click.Choice(["contradicts", "refused"]),
    multiple=True,
    help="Leave with code 1 on this.",
)
@LANG
@refusing
def run(
    folder: Path,
    only: tuple[str, ...],
    seed: int,
    level: float,
    at: dt.datetime | None,
    json_out: Path | None,
    fail_on: tuple[str, ...],
    lang: Lang,
) -> None:
    """Audit the system that FOLDER/audit.toml describes."""
    from concordance.audit.context import Context
    from concordance.audit.registry import audits
    from concordance.audit.run import fitting, run_suite
    from concordance.audit.system import read_system
    from concordance.audit.wire import to_json

    system = read_system(folder)
    day = at.date() if at else dt.datetime.now().astimezone().date()
    context = Context(day, seed, level, thresholds=system.thresholds, options=system.options)
    names = only or system.audits or fitting(system.inputs, audits())
    results = run_suite(names, system.inputs, context, system.name)
    for result in results:
        _show(result, lang)
    _show_norms(results, lang)
    if json_out:
        json_out.write_text(json.dumps([to_json(r) for r in results], ensure_ascii=False, indent=2) + "\n", "utf-8")
    if any(r.status in fail_on or r.verdict in fail_on for r in results):
        sys.exit(1)


def _show(result: AuditResult, lang: Lang) -> None:
    from concordance.audit.registry import find_audit

    click.echo(f"\n{find_audit(result.audit).spec.title(lang)} ({result.audit}): {result.verdict or result.status}")
    if result.refusal:
        click.echo(f"  {result.refusal.code}: {result.refusal.message(lang)} -> {result.refusal.remedy(lang)}")
    for estimate in result.estimates:
        click.echo(f"  {estimate.metric:<40} {estimate.subject:<32} {_figure(estimate):<34}n={estimate.n}")
    for finding in result.findings:
        click.echo(f"  [{finding.severity}] {finding.says(lang)}")
    for limit in result.limits:
        click.echo(f"  ! {limit(lang)}")


def _figure(estimate: Estimate) -> str:
    if estimate.value is None:
        return "-"
    low, high = ("…" if bound is None else f"{bound:.4g}" for bound in (estimate.low, estimate.high))
    unit = "" if estimate.unit == "1" else f" {estimate.unit}"
    return f"{estimate.value:.4g}{unit}" + ("" if estimate.interval == "none" else f" [{low}, {high}]")


def _show_norms(results: tuple[AuditResult, ...], lang: Lang) -> None:
    from concordance.audit.reporting import norm_states

    click.echo("")
    for norm in norm_states(results):
        if norm.state != "unproven":
            click.echo(f"{norm.norm}: {norm.says(lang)}")
            for step in norm.next_steps:
                click.echo(f"    {step(lang)}")


@audit.command()
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@LANG
@refusing
def compare(before: Path, after: Path, lang: Lang) -> None:
    """What moved between two files written by `run --json`, and whether chance explains it."""
    from concordance.audit.compare import compare_results
    from concordance.audit.wire import from_json

    old, new = ({r.audit: r for r in map(from_json, json.loads(p.read_text("utf-8")))} for p in (before, after))
    for name in (n for n in old if n in new):
        found = compare_results(old[name], new[name])
        click.echo(f"\n{name}")
        for said in found.circumstances:
            click.echo(f"  ! {said(lang)}")
        for change in found.changes:
            mark = {True: "*", False: " ", None: "?"}[change.established]
            click.echo(
                f"  {mark} {change.metric:<40} {change.subject:<32} {_plain(change.before)} -> {_plain(change.after)}"
            )
    for name in sorted(set(old) ^ set(new)):
        click.echo(f"\n{name}  -  {'in one file only' if lang == 'en' else 'dans un seul fichier'}")


def _plain(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
