"""What `concordance registry`, `incident` and `inspection` share: the library, the database, who acts, refusals."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from concordance.base.problem import Problem, ProblemsError
from concordance.base.text import Lang
from concordance.doors.cli.registry_texts import SAID
from concordance.registry.refusals import RegistryProblem

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW = click.Path(path_type=Path, dir_okay=False)
database_option = click.option(
    "--database",
    envvar="CONCORDANCE_REGISTRY",
    default="registry.db",
    show_default=True,
    help="SQLite file or postgresql:// URL / Fichier SQLite ou URL postgresql://",
)
actor_option = click.option(
    "--as",
    "actor",
    default="operator",
    show_default=True,
    help="Who acts, in the history / Qui agit, dans l’historique",
)


def now() -> datetime:
    """The clock of this machine, to the second: the one door through which time comes in."""
    return datetime.now(tz=UTC).replace(microsecond=0)


def say(name: str, lang: Lang, **values: object) -> None:
    """One sentence of `concordance registry` on standard output."""
    click.echo(SAID[name](lang).format(**values))


def said(problem: Problem, lang: Lang) -> str:
    """A problem in a language; problems of other rooms are said in English."""
    return problem.said(lang) if isinstance(problem, RegistryProblem) else str(problem)


def echo_problems(problems: list[Problem], lang: Lang) -> None:
    """Every problem on standard error, with the count."""
    for problem in problems:
        click.echo(said(problem, lang) + "\n", err=True)
    word = {"en": "problem", "fr": "problème"}[lang]
    click.echo(f"{len(problems)} {word}{'s' if len(problems) != 1 else ''}", err=True)


def door(command: Callable[..., None]) -> Callable[..., None]:
    """Add `--lang` and `--json`; every refusal is said in the language, with exit code 2."""

    @click.option("--json", "as_json", is_flag=True, help="Machine-readable output / Sortie pour machines")
    @click.option("--lang", type=click.Choice(["en", "fr"]), default="en", envvar="CONCORDANCE_LANG", show_default=True)
    @functools.wraps(command)
    def run(lang: Lang, **arguments: Any) -> None:
        try:
            command(lang=lang, **arguments)
        except ProblemsError as error:
            echo_problems(list(error.problems), lang)
            sys.exit(2)

    return run


def echo_json(value: object) -> None:
    """A value as indented JSON on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
