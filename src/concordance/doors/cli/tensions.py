"""`concordance tensions`: duties that cannot, or can hardly, both be performed."""

from __future__ import annotations

from pathlib import Path

import click

from concordance.base.text import Lang
from concordance.doors.cli.options import AskedLaw, json_option, lang_option, law_options
from concordance.harmonise.conditions import Bench
from concordance.harmonise.tensions import corpus_tensions
from concordance.pipeline import assess_file, compile_score


@click.command()
@click.argument("file", type=click.Path(path_type=Path), required=False)
@law_options
@lang_option
@json_option
def tensions(
    file: Path | None,
    law: AskedLaw,
    lang: Lang,
    as_json: bool,
) -> None:
    """List tensions: between the duties of the system in FILE or, without FILE, between all norms in force.

    Each comes with facts that trigger both norms; the reference engine has confirmed them.
    """
    if file is not None:
        found = assess_file(file, law.at, law.known, law.folder, law.choice).tensions
    else:
        found = corpus_tensions(Bench(compile_score(law.folder, law.known, law.choice)), law.at)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    from rich.console import Console

    from concordance.report.harmony import print_tensions

    print_tensions(found, lang, Console())
