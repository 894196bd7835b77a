"""`concordance implement`: the binding norms that carry a clause out, by jurisdiction, and where none does."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from concordance.base.text import Lang
from concordance.doors.cli.options import at_option, corpus_option, json_option, known_option, lang_option, today
from concordance.harmonise.implement import implement as implement_clause
from concordance.pipeline import load_score


@click.command()
@click.argument("clause")
@at_option
@known_option
@lang_option
@json_option
@corpus_option
def implement(clause: str, at: date | None, known: date | None, lang: Lang, as_json: bool, folder: Path | None) -> None:
    """Say which binding norms carry CLAUSE out (for instance oecd/ai-principles/1.3.ii), and where none does."""
    found = implement_clause(clause, load_score(folder), at or today(), known)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    from rich.console import Console

    from concordance.report.crosswalk import print_implementation

    print_implementation(found, lang, Console(highlight=False))
