"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click

from concordance.base.dates import parse_date
from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import NOWHERE
from concordance.compile.choice import Choice


class Day(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    """A date on the command line."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return parse_date(value)
        except ValueError as error:
            option = param.opts[0] if param and param.opts else "date"
            raise ProblemsError(
                [Problem("bad-date", f"{option}: {error}", (NOWHERE,), "write year-month-day")]
            ) from None


def today() -> date:
    """The day by the clock of this machine: the one door through which time comes in."""
    return datetime.now(tz=UTC).astimezone().date()


profile_file = click.argument("file", type=click.Path(path_type=Path))
corpus_option = click.option(
    "--corpus", "folder", type=click.Path(path_type=Path), help="A corpus folder; default: the shipped one."
)
lang_option = click.option(
    "--lang",
    type=click.Choice(["en", "fr"]),
    default="en",
    envvar="CONCORDANCE_LANG",
    show_default=True,
    help="Language.",
)
at_option = click.option("--at", type=Day(), help="The day to assess. Default: today.")
known_option = click.option(
    "--known", type=Day(), help="The law as published by that day. Default: all the corpus knows."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Machine-readable output.")


@dataclass(frozen=True, slots=True)
class AskedLaw:
    """Which law is asked: on a day, as known on a day, of which instruments, from which corpus."""

    at: date
    known: date | None
    folder: Path | None
    choice: Choice


def law_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options by which a command is told which law to play; it gets them as one `law`."""

    @wraps(command)
    def asked(
        *,
        at: date | None,
        known: date | None,
        regimes: tuple[str, ...],
        soft: bool,
        pending: tuple[str, ...],
        folder: Path | None,
        **others: Any,
    ) -> None:
        choice = Choice(_split(regimes), soft, _split(pending))
        command(law=AskedLaw(at or today(), known, folder, choice), **others)

    for option in reversed(_LAW):
        asked = option(asked)
    return asked


def _split(names: tuple[str, ...]) -> frozenset[str]:
    """Names may also be separated by commas."""
    return frozenset(part.strip() for name in names for part in name.split(",") if part.strip())


_LAW = (
    at_option,
    known_option,
    click.option(
        "--regimes",
        multiple=True,
        metavar="ID,…",
        help="Play only these instruments, for instance eu/ai-act,cn/genai-measures.",
    ),
    click.option("--soft", is_flag=True, help="Play soft law too: recommendations, principles, codes."),
    click.option(
        "--with", "pending", multiple=True, metavar="ID,…", help="Play these pending texts too, as if adopted."
    ),
    corpus_option,
)
