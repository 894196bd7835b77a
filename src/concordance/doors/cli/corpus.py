"""`concordance corpus`: check, stats, show, facts, coverage, schemas."""

from __future__ import annotations

import json
from pathlib import Path

import click

from concordance.base.problem import ProblemsError
from concordance.pipeline import check_corpus


@click.group()
def corpus() -> None:
    """The corpus of law: check it, count it, read it."""


@corpus.command()
@click.option("--corpus", "folder", type=click.Path(path_type=Path), help="A corpus folder; default: the shipped one.")
@click.option("--only", default="", help="Play the cases of one instrument only, for instance eu/ai-act.")
@click.option("--file", "name", default="", help="Show only problems whose place contains this text.")
@click.option("--json", "as_json", is_flag=True, help="Problems as JSON.")
def check(folder: Path | None, only: str, name: str, as_json: bool) -> None:
    """Read every file, check every reference, play every case. Lists all problems at once."""
    score, problems, played = check_corpus(folder, only)
    shown = [p for p in problems if any(name in str(place) for place in p.places)]
    if as_json:
        listed = [
            {"code": p.code, "message": p.message, "places": [str(s) for s in p.places], "help": p.help} for p in shown
        ]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
    if shown and not as_json:
        raise ProblemsError(shown)
    if shown:
        raise SystemExit(2)
    if not as_json:
        norms = sum(len(i.norms) for i in score.instruments.values()) if score else 0
        click.echo(f"The corpus is clean: {norms} norms, {played} cases played, each as expected.")
