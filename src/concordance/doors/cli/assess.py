"""`concordance assess`: the main job."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from concordance.assess.result import Assessment
from concordance.base.text import Lang
from concordance.doors.cli.options import AskedLaw, json_option, lang_option, law_options, profile_file
from concordance.norms.outcome import Outcome
from concordance.pipeline import assess_file

FailOn = Literal["prohibited", "breached", "undetermined"]


@click.command()
@profile_file
@law_options
@lang_option
@json_option
@click.option(
    "--html", "html", type=click.Path(path_type=Path, dir_okay=False), help="Also write a self-contained page."
)
@click.option(
    "--fail-on",
    type=click.Choice(["prohibited", "breached", "undetermined"]),
    multiple=True,
    help="Exit with 1 if a practice is prohibited, a duty breached, or a norm undetermined. May be repeated.",
)
@click.option("--full", is_flag=True, help="Show every norm that will apply, not only its article.")
def assess(
    file: Path,
    law: AskedLaw,
    lang: Lang,
    as_json: bool,
    html: Path | None,
    fail_on: tuple[FailOn, ...],
    full: bool,
) -> None:
    """Say what the law asks of the system that FILE describes: roles, tiers, duties, dates, sanctions, open questions.

    Missing facts are unknown, never no. Nothing here says that a system complies with a law.
    """
    result = assess_file(file, law.at, law.known, law.folder, law.choice)
    if as_json:
        from concordance.report.machine import to_json

        click.echo(to_json(result), nl=False)
    else:
        _print(result, lang, full)
    if html:
        from concordance.report.html import to_html

        html.write_text(to_html(result, lang), encoding="utf-8")
        click.echo(f"\n{html}", err=True)
    if any(_fails(result, condition) for condition in fail_on):
        raise SystemExit(1)


def _print(result: Assessment, lang: Lang, full: bool) -> None:
    from rich.console import Console

    from concordance.report.terminal import print_report

    print_report(result, lang, Console(), full=full)


def _fails(result: Assessment, condition: FailOn) -> bool:
    match condition:
        case "prohibited":
            return any(t.tier == "prohibited" and t.outcome.binds for i in result.instruments for t in i.tiers)
        case "breached":
            return any(duty.outcome == Outcome.BREACHED for duty in result.duties)
        case "undetermined":
            return any(duty.outcome in {Outcome.UNDETERMINED, Outcome.UNSETTLED} for duty in result.duties)
