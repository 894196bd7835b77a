"""`concordance relate`: how two norms stand to each other."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from concordance.base.text import Lang
from concordance.doors.cli.options import Day, corpus_option, json_option, known_option, lang_option
from concordance.harmonise.conditions import Bench
from concordance.harmonise.relation import relate as relate_norms
from concordance.pipeline import compile_score


@click.command()
@click.argument("a")
@click.argument("b")
@click.option("--at", type=Day(), help="Compare the texts of that day. Default: the latest text of each.")
@known_option
@lang_option
@json_option
@corpus_option
def relate(a: str, b: str, at: date | None, known: date | None, lang: Lang, as_json: bool, folder: Path | None) -> None:
    """Say how norm A stands to norm B (for instance eu/ai-act/19.1 eu/ai-act/26.6), and where they part.

    equal, subset, superset, intersects or none, from addressee, act, parameters, conditions and exceptions; with facts
    of a profile that is under both, where there can be one.
    """
    found = relate_norms(a, b, Bench(compile_score(folder, known)), at)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    from rich.console import Console

    from concordance.report.harmony import print_relation

    print_relation(found, lang, Console())
