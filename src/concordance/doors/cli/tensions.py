"""`concordance tensions`: duties that cannot, or can hardly, both be performed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from concordance.base.text import Lang
from concordance.doors.cli.options import (
    at_option,
    chosen,
    corpus_option,
    json_option,
    known_option,
    lang_option,
    regimes_option,
    soft_option,
    today,
    with_option,
)
from concordance.harmonise.conditions import Bench
from concordance.harmonise.tensions import corpus_tensions
from concordance.pipeline import assess_file, compile_score


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@at_option
@known_option
@lang_option
@json_option
@regimes_option
@soft_option
@with_option
@corpus_option
def tensions(
    file: Path | None,
    at: date | None,
    known: date | None,
    lang: Lang,
    as_json: bool,
    regimes: tuple[str, ...],
    soft: bool,
    pending: tuple[str, ...],
    folder: Path | None,
) -> None:
    """List tensions: between the duties of the system in FILE or, without FILE, between all norms in force.

    Each comes with facts that trigger both norms; the reference engine has confirmed them.
    """
    day, choice = at or today(), chosen(regimes, soft, pending)
    if file is not None:
        found = assess_file(file, day, known, folder, choice).tensions
    else:
        found = corpus_tensions(Bench(compile_score(folder, known, choice)), day)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    from rich.console import Console

    from concordance.report.harmony import print_tensions

    print_tensions(found, lang, Console())
