"""`concordance serve`: the web application: by default one process, one SQLite file, nothing to set up."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from concordance.base.problem import ProblemsError
from concordance.doors.cli.options import corpus_option

if TYPE_CHECKING:
    from fastapi import FastAPI


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--database",
    default="sqlite:///concordance.sqlite",
    envvar="CONCORDANCE_DATABASE",
    show_default=True,
    show_envvar=True,
    help="SQLAlchemy URL: sqlite:///file or postgresql://user:password@host/name.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that serve.")
@click.option(
    "--rate",
    type=click.IntRange(1),
    default=600,
    show_default=True,
    help="Requests per minute that one client may make, in all processes together.",
)
@click.option("--https", is_flag=True, help="It is reached by HTTPS: cookies are kept to it, and browsers told so.")
@click.option("--proxy", "proxies", multiple=True, metavar="IP", help="Trust this proxy to say who asks. Repeatable.")
@click.option(
    "--log",
    "log_folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Enter what happens in the transparency log of this folder, which is made where it is missing.",
)
@click.option("--log-origin", default="localhost/log", show_default=True, help="Name of a new log: a URL, no scheme.")
@click.option("--log-database", default="", help="PostgreSQL address, for a log that several servers write.")
@click.option("--log-bucket", default="", help="Publish its files here as well: s3://bucket/prefix.")
@click.option(
    "--witness",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Cosign other logs, by the witness.key and the logs.txt of this folder.",
)
@click.option(
    "--demo",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Import the register files of this folder, and make accounts to look around with.",
)
@corpus_option
def serve(
    host: str,
    port: int,
    database: str,
    workers: int,
    rate: int,
    https: bool,
    proxies: tuple[str, ...],
    log_folder: Path | None,
    log_origin: str,
    log_database: str,
    log_bucket: str,
    witness: Path | None,
    demo: Path | None,
    folder: Path | None,
) -> None:
    """Serve the pages, the registry and the API.

    The registry is made in DATABASE where it is missing. When others than you use the server, keep it behind a proxy
    that speaks HTTPS, and say so with --https.
    """
    from concordance.doors.web.accounts import any_authority
    from concordance.doors.web.app import make_app
    from concordance.doors.web.served import Listening, listen
    from concordance.doors.web.settings import LogPlace, Settings

    settings = Settings(
        database=database,
        corpus=folder,
        secure=https,
        requests_per_minute=rate,
        setup_key=secrets.token_urlsafe(),
        log=LogPlace(log_folder, log_origin, log_database, log_bucket) if log_folder else None,
        witness=witness,
    )
    with _evidence_refused():
        app = make_app(settings)
    if demo:
        _seed(demo, app)
    address = f"http://{'localhost' if host == '127.0.0.1' else host}:{port}/"
    click.echo(address, err=True)
    with app.state.shelf.reading() as session:
        if not any_authority(session):
            click.echo(f"first authority: {address}set-up?key={settings.setup_key}", err=True)
    with _evidence_refused():
        _begin_log(app)
    listen(app, Listening(host, port, workers, proxies))


@contextmanager
def _evidence_refused() -> Iterator[None]:
    """What the log or the witness refuses becomes a problem that the command prints."""
    from concordance.evidence.errors import EvidenceError

    try:
        yield
    except EvidenceError as error:
        raise ProblemsError([error.problem()]) from error


def _begin_log(app: FastAPI) -> None:
    """Publish what is there, open what the witness needs, and say by which key the log is known."""
    from concordance.doors.web.witnessing import open_witness

    if app.state.ledger:
        app.state.ledger.publish(app.state.shelf)
        click.echo(f"log: {app.state.ledger.vkey.vkey}", err=True)
    if app.state.settings.witness:
        open_witness(app.state.settings.witness).close()


def _seed(folder: Path, app: FastAPI) -> None:
    """Fill the registry for a demonstration, and say with which passwords to sign in."""
    from concordance.doors.web.demo import seed

    done = seed(folder, app.state.shelf, app.state.desk, app.state.settings)
    for register, count in done.records.items():
        click.echo(f"{register}: {count}", err=True)
    for name, password in done.passwords.items():
        click.echo(f"{name} / {password}", err=True)
