"""`concordance jobs`: the work that nobody waits for, done by as many processes as one likes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from concordance.base.text import Lang, Text
from concordance.doors.cli.registry_door import FILE, actor_option, door, echo_json, now

if TYPE_CHECKING:
    from concordance.doors.web.working import Working

SAID = {
    "works": Text("working; stop with Ctrl-C", "au travail ; arrêter par Ctrl-C"),
    "taken": Text("import {number} waits for a worker", "l’import {number} attend un exécutant"),
    "none": Text("no jobs", "aucun travail"),
}
LOOK = 0.5
"""Seconds between looks at a job that is waited for."""
database_option = click.option(
    "--database",
    default="sqlite:///concordance.sqlite",
    envvar="CONCORDANCE_DATABASE",
    show_default=True,
    show_envvar=True,
    help="The database of the server / La base du serveur",
)


def _working(database: str, log: Path | None = None, origin: str = "localhost/log", of_log: str = "") -> Working:
    from concordance.doors.web.ledger import Ledger
    from concordance.doors.web.settings import LogPlace, Settings
    from concordance.doors.web.shelf import Shelf
    from concordance.doors.web.working import Working

    settings = Settings(database=database, jobs=True)
    ledger = Ledger.open(LogPlace(log, origin, of_log)) if log else None
    return Working(settings, Shelf(database), ledger)


@click.group()
def jobs() -> None:
    """Work that nobody waits for: deadlines, the log, whole registers. / Le travail que personne n’attend."""


@jobs.command()
@database_option
@click.option("--log", type=click.Path(path_type=Path, file_okay=False), help="As for serve / Comme pour serve")
@click.option("--log-database", default="", help="As for serve / Comme pour serve")
@click.option("--concurrency", type=click.IntRange(1, 32), default=1, show_default=True, help="Jobs at a time")
@door
def work(database: str, log: Path | None, log_database: str, concurrency: int, lang: Lang, as_json: bool) -> None:
    """Do jobs until stopped, beside servers with --no-jobs. / Faire les travaux jusqu’à l’arrêt."""
    from concordance.doors.web.working import open_jobs

    found = open_jobs(_working(database, log, of_log=log_database).workshop, concurrency)
    click.echo(SAID["works"](lang), err=True)
    found.work()


@jobs.command("list")
@database_option
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True)
@door
def list_(database: str, limit: int, lang: Lang, as_json: bool) -> None:
    """Jobs, the newest first. / Les travaux, du plus récent au plus ancien."""
    from sqlalchemy import select
    from sqlalchemy.orm import defer

    from concordance.registry.database import Registry
    from concordance.registry.jobs.tables import Job

    with Registry.open(_file(database)).reading() as session:
        found = list(session.scalars(select(Job).options(defer(Job.payload)).order_by(Job.id.desc()).limit(limit)))
        rows = [
            {name: getattr(job, name) for name in ("id", "task", "state", "due", "done", "total", "result", "problem")}
            for job in found
        ]
    if as_json:
        echo_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:>6}  {row['task']:<8} {row['state']:<8} {row['due']}  {row['problem'] or ''}".rstrip())
    if not rows:
        click.echo(SAID["none"](lang))


@jobs.command("import")
@click.argument("register")
@click.argument("file", type=FILE)
@click.option("--all-or-nothing", is_flag=True, help="One bad row refuses all / Une ligne fautive refuse tout")
@click.option("--part", is_flag=True, help="The file is not the whole register / Le fichier n’est qu’une partie")
@click.option("--wait", is_flag=True, help="Until it is done / Jusqu’à la fin")
@actor_option
@database_option
@door
def import_(
    register: str,
    file: Path,
    all_or_nothing: bool,
    part: bool,
    wait: bool,
    actor: str,
    database: str,
    lang: Lang,
    as_json: bool,
) -> None:
    """Have FILE of REGISTER imported by whoever works. / Faire importer FILE par un exécutant."""
    from concordance.registry.events import By
    from concordance.registry.importing import How
    from concordance.registry.jobs import imports
    from concordance.registry.rows import read_bytes

    how = How(whole=not part, nothing_if_bad=all_or_nothing)
    wanted = imports.wanted(register, file.name, read_bytes(file), how)
    found = _working(database).jobs
    number = found.submit(By(actor, now()), wanted)
    click.echo(SAID["taken"](lang).format(number=number), err=True)
    told = _wait(database, number) if wait else {"id": number}
    found.stop()
    echo_json(told)
    if told.get("state") == "failed":
        raise SystemExit(2)


def _wait(database: str, number: int) -> dict[str, object]:
    """Show how far a job is until it has ended."""
    from rich.console import Console
    from rich.progress import Progress

    from concordance.registry.database import Registry
    from concordance.registry.jobs.keeping import job_held

    registry = Registry.open(_file(database))
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(str(number), total=None)
        while True:
            with registry.reading() as session:
                job = job_held(session, number)
                told = {"id": number, "state": job.state, "result": job.result, "problem": job.problem}
                bar.update(task, completed=job.done, total=job.total or None)
            if job.state in {"done", "failed"}:
                return told
            time.sleep(LOOK)


def _file(database: str) -> str:
    """A registry that is not there is not made by whoever only looks."""
    return database.removeprefix("sqlite:///") if database.startswith("sqlite:///") else database
