"""What the commands below `concordance audit` share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

LANG = click.option(
    "--lang", type=click.Choice(["en", "fr"]), default="en", show_default=True, help="Language of the output."
)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


def refusing(command: Callable[..., None]) -> Callable[..., None]:
    """Print a refusal in the language asked for, without a traceback, and leave with code 2."""

    @wraps(command)
    def guarded(**arguments: Any) -> None:
        try:
            from concordance.audit.refusal import AuditRefusedError
        except ModuleNotFoundError as error:
            raise click.ClickException(f"{error.name} is not installed: pip install 'concordance-ai[audit]'") from error
        try:
            command(**arguments)
        except ModuleNotFoundError as error:
            raise click.ClickException(f"{error.name} is not installed: pip install 'concordance-ai[audit]'") from error
        except AuditRefusedError as refused:
            click.echo(refused.said_in(arguments.get("lang", "en")), err=True)
            sys.exit(2)

    return guarded
