"""`concordance explain`: why a norm applies, or does not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from concordance.assess.play import Play
from concordance.assess.trace import explain as explain_norm
from concordance.assess.trace import find_norm
from concordance.base.problem import Problem, ProblemsError, did_you_mean
from concordance.base.span import NOWHERE
from concordance.base.text import Lang
from concordance.doors.cli.options import (
    at_option,
    corpus_option,
    json_option,
    known_option,
    lang_option,
    profile_file,
    today,
)
from concordance.pipeline import compile_score, load_profile


@click.command()
@profile_file
@click.argument("norm")
@at_option
@known_option
@lang_option
@json_option
@corpus_option
def explain(
    file: Path, norm: str, at: date | None, known: date | None, lang: Lang, as_json: bool, folder: Path | None
) -> None:
    """Say why NORM (for instance 50.1 or eu/ai-act/50.1) applies to the system in FILE, or does not."""
    program = compile_score(folder, known)
    play = Play(program, load_profile(file, program), at or today())
    key = find_norm(norm, play)
    if key is None:
        raise ProblemsError([_unknown(norm, {k for piece in program.all() for k in piece.norms})])
    found = explain_norm(key, play)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    from rich.console import Console

    from concordance.report.explanation import print_explanation

    print_explanation(found, lang, Console())


def _unknown(norm: str, known: set[str]) -> Problem:
    """What is wrong with a name that is no norm's, or more than one's."""
    same = sorted(key for key in known if key.endswith(f"/{norm}"))
    if same:
        message = f"`{norm}` is a norm of several instruments"
        return Problem("unknown-norm", message, (NOWHERE,), "one of: " + ", ".join(same))
    known |= {key.rpartition("/")[2] for key in known}
    help_text = did_you_mean(norm, known, "`concordance corpus show eu/ai-act` lists them")
    return Problem("unknown-norm", f"no norm is called `{norm}`", (NOWHERE,), help_text)
