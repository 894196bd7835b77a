"""`concordance crosswalk`: two instruments side by side, principle by principle."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from concordance.base.text import Lang
from concordance.doors.cli.options import Day, corpus_option, json_option, lang_option
from concordance.harmonise.crosswalk import cross
from concordance.pipeline import load_score


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--at", type=Day(), help="Compare the wordings of that day. Default: those of the published comparison.")
@lang_option
@json_option
@corpus_option
def crosswalk(a: str, b: str, at: date | None, lang: Lang, as_json: bool, folder: Path | None) -> None:
    """Compare the principles of instruments A and B (for instance oecd/ai-principles unesco/recommendation).

    Cells are computed from the clauses. Where the corpus holds a published comparison of the two, its rows and wordings
    are used, and what it leaves out is listed.
    """
    found = cross(a, b, load_score(folder), at)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    from rich.console import Console

    from concordance.report.crosswalk import print_crosswalk

    print_crosswalk(found, lang, Console(highlight=False))
