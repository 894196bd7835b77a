"""`concordance audit`: list, describe, plan, ask, run, compare, chain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from concordance.doors.cli.audit_ask import ask
from concordance.doors.cli.audit_chain import chain_command
from concordance.doors.cli.audit_options import FILE, LANG, refusing
from concordance.doors.cli.audit_plan import plan
from concordance.doors.cli.audit_run import run

if TYPE_CHECKING:
    from concordance.base.text import Lang


@click.group()
def audit() -> None:
    """Measure a system against principles: figures with uncertainty, limits and what they mean for which
    norm."""


audit.add_command(ask)
audit.add_command(plan)
audit.add_command(run)
audit.add_command(chain_command)


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
    from concordance.audit.metrics import metric_words
    from concordance.audit.registry import find_audit
    from concordance.audit.wire import spec_to_json
    from concordance.report.audit_words import told

    spec = find_audit(name).spec
    if as_json:
        click.echo(json.dumps(spec_to_json(spec), ensure_ascii=False, indent=2))
        return
    click.echo(f"{spec.title(lang)} ({spec.id})\n\n{spec.measures(lang)}\n{spec.why(lang)}\n")
    for entry in spec.inputs:
        click.echo(f"  <- {entry.name} ({entry.kind}): {entry.says(lang)}")
    click.echo(f"\n{spec.method.says(lang)} [{spec.method.reference}]\n")
    for metric in spec.metrics:
        click.echo(f"  = {metric:<40}{metric_words(metric, lang)}")
    for link in spec.norms:
        click.echo(f"  {link.norm}{told('colon', lang)} {told(link.weight, lang)}")
    for threshold in spec.thresholds:
        click.echo(f"  {threshold.metric} {threshold.relation} {threshold.value:g}: {threshold.source.reference}")
    for limit in spec.limits:
        click.echo(f"  ! {limit(lang)}")


@audit.command()
@click.argument("before", type=FILE)
@click.argument("after", type=FILE)
@LANG
@refusing
def compare(before: Path, after: Path, lang: Lang) -> None:
    """What moved between two files written by `run --json`, and whether chance explains it."""
    from concordance.audit.compare import compare_results
    from concordance.audit.wire import read_results

    old, new = ({result.audit: result for result in read_results(path)} for path in (before, after))
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
