"""`concordance audit chain`: from principles to results, and back."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from concordance.doors.cli.audit_options import FILE, LANG, refusing
from concordance.doors.cli.options import corpus_option

if TYPE_CHECKING:
    from concordance.base.text import Lang


@click.command("chain")
@click.option("--principle", default="", help="Only this principle, such as fairness.")
@click.option("--norm", default="", help="The way back: only the audits that name this norm, such as eu/ai-act/10.2.f.")
@click.option("--results", type=FILE, help="Put figures at the end of the chain: a file that `run --json` wrote.")
@corpus_option
@click.option("--json", "as_json", is_flag=True, help="The chain as JSON.")
@LANG
@refusing
def chain_command(
    principle: str, norm: str, results: Path | None, folder: Path | None, as_json: bool, lang: Lang
) -> None:
    """Principle → requirement (§) → standard (≡) → metric (∿) → result (=), with the gaps (∅)."""
    from concordance.audit.wire import read_results
    from concordance.pipeline import load_score
    from concordance.report.audit_chain import chain_lines, make_chain

    score = load_score(folder)
    if principle and principle not in score.vocabulary.principles:
        known = ", ".join(sorted(score.vocabulary.principles))
        raise click.BadParameter(f"no principle {principle!r}; known: {known}", param_hint="--principle")
    found = read_results(results) if results else ()
    shown = make_chain(score, found, lang, principle, norm)
    if as_json:
        click.echo(json.dumps(asdict(shown), ensure_ascii=False, indent=2))
        return
    for line in chain_lines(shown, lang):
        click.echo(line)
