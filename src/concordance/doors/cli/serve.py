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
from concordance.doors.cli.provider_options import provider_options

if TYPE_CHECKING:
    from fastapi import FastAPI

    from concordance.doors.web.provider import Provider


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
@click.option(
    "--jobs/--no-jobs",
    default=True,
    show_default=True,
    help="Do here what nobody waits for, or leave it to `concordance jobs work`.",
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
    "--documents",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CONCORDANCE_DOCUMENTS",
    help="Folder of the documents that organisations hand in; by default beside the database.",
)
@click.option(
    "--witness",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Cosign other logs, by the witness.key and the logs.txt of this folder.",
)
@click.option(
    "--demo",
    is_flag=False,
    flag_value="fetch",
    metavar="[FOLDER]",
    help="Show a demonstration: accounts, assessed systems, and public registers, from the files of FOLDER, "
    "or else fetched (2 MB) and kept.",
)
@provider_options
@corpus_option
def serve(
    host: str,
    port: int,
    database: str,
    workers: int,
    rate: int,
    jobs: bool,
    https: bool,
    proxies: tuple[str, ...],
    log_folder: Path | None,
    log_origin: str,
    log_database: str,
    log_bucket: str,
    documents: Path | None,
    witness: Path | None,
    demo: str | None,
    provider: Provider | None,
    folder: Path | None,
) -> None:
    """Serve the pages, the registry and the API.

    The registry is made in DATABASE where it is missing. When others than you use the server, keep it behind a proxy
    that speaks HTTPS, and say so with --https.
    """
    from concordance.doors.web.accounts import any_authority
    from concordance.doors.web.app import make_app
    from concordance.doors.web.served import Listening, check_address, listen
    from concordance.doors.web.settings import LogPlace, Settings

    check_address(host, port)
    folder_of_log = log_folder or (Path("concordance-log") if demo is not None else None)
    settings = Settings(
        database=database,
        corpus=folder,
        secure=https,
        requests_per_minute=rate,
        jobs=jobs,
        ready=True,
        setup_key=secrets.token_urlsafe(),
        log=LogPlace(folder_of_log.resolve(), log_origin, log_database, log_bucket) if folder_of_log else None,
        documents=documents,
        witness=witness,
        provider=provider,
    )
    with _evidence_refused():
        app = make_app(settings)
    if demo is not None:
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


def _seed(demo: str, app: FastAPI) -> None:
    """Fill the registry for a demonstration, and say with which passwords to sign in."""
    from concordance.doors.web.demo import registers_in, seed

    files = _fetched() if demo == "fetch" else registers_in(Path(demo))
    done = seed(files, app.state.shelf, app.state.desk, app.state.settings)
    for register, count in done.records.items():
        click.echo(f"{register}: {count}", err=True)
    for name, password in done.passwords.items():
        click.echo(f"{name} / {password}", err=True)


def _fetched() -> dict[str, Path]:
    """The registers that could be fetched; of the others it is said how to give them."""
    from concordance.doors.web.demo import registers_in
    from concordance.doors.web.fetching import cache_folder, fetch

    folder = cache_folder()
    missed = fetch(folder)
    for each in missed:
        click.echo(f"could not fetch {each.source.address} ({each.why})", err=True)
        click.echo(f"  = save it as FOLDER/{each.source.file}, and serve with --demo FOLDER", err=True)
    try:
        return registers_in(folder)
    except ProblemsError:
        click.echo("the demonstration shows no register", err=True)
        return {}
