"""`concordance registry`: registers in and out, whole or entry by entry."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import click

from concordance.base.text import Lang
from concordance.doors.cli.options import at_option, corpus_option, today
from concordance.doors.cli.registry_door import (
    FILE,
    NEW,
    actor_option,
    database_option,
    door,
    echo_json,
    echo_problems,
    now,
    say,
)
from concordance.registry.database import Registry
from concordance.registry.events import By


@click.command("import")
@click.argument("register")
@click.argument("file", type=FILE)
@click.option("--all-or-nothing", is_flag=True, help="One bad row refuses all / Une ligne fautive refuse tout")
@click.option("--part", is_flag=True, help="The file is not the whole register / Le fichier n’est qu’une partie")
@click.option(
    "--dry-run", is_flag=True, help="Show the changes, write nothing / Montrer les changements, ne rien écrire"
)
@actor_option
@database_option
@door
def import_(
    register: str,
    file: Path,
    all_or_nothing: bool,
    part: bool,
    dry_run: bool,
    actor: str,
    database: str,
    lang: Lang,
    as_json: bool,
) -> None:
    """Import FILE (JSON, JSONL or CSV) of REGISTER; a second import shows only what changed. / Importer un registre."""
    from rich.console import Console
    from rich.progress import Progress

    from concordance.registry.importing import How, import_register
    from concordance.registry.register import register_named
    from concordance.registry.rows import read_register_file

    of = register_named(register)
    opened = Registry.open(database)
    how = How(whole=not part, nothing_if_bad=all_or_nothing)
    with Progress(console=Console(stderr=True), transient=True) as bar, opened.writing() as session:
        task = bar.add_task(register, total=None)
        source = read_register_file(file, of)
        result = import_register(
            session, By(actor, now()), of, source, how, lambda n, total: bar.update(task, completed=n, total=total)
        )
        if dry_run:
            session.rollback()
    told = {name: value for name, value in dataclasses.asdict(result).items() if name != "problems"}
    if as_json:
        echo_json({**told, "problems": [str(problem) for problem in result.problems]})
    else:
        _tell_import(told, lang)
    if result.problems:
        echo_problems(result.problems, lang)
        raise SystemExit(2)


def _tell_import(told: dict[str, Any], lang: Lang) -> None:
    counts = {**told, "changed": len(told["changed"]), "withdrawn": len(told["withdrawn"])}
    say("imported", lang, **counts)
    for key, changes in list(told["changed"].items())[:20]:
        click.echo(f"  ~ {key}: {', '.join(changes)}")
    for key in told["withdrawn"][:20]:
        click.echo(f"  - {key}")


@click.command()
@click.argument("register")
@click.option("--to", "target", help="Another register to translate into / Un autre registre où traduire")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
@click.option(
    "--plain", is_flag=True, help="With --to: as that register reads it / Avec --to : tel que ce registre le lit"
)
@click.option("--non-public", is_flag=True, help="Fields of the non-public section / Champs de la section non publique")
@click.option("--out", type=NEW)
@at_option
@corpus_option
@database_option
@door
def export(
    register: str,
    target: str | None,
    form: str,
    plain: bool,
    non_public: bool,
    out: Path | None,
    at: date | None,
    folder: Path | None,
    database: str,
    lang: Lang,
    as_json: bool,
) -> None:
    """Write REGISTER as it is published, or in the fields of another with --to. / Exporter un registre."""
    import json

    from concordance.pipeline import compile_score
    from concordance.registry.cells import to_csv
    from concordance.registry.exporting import Asking, as_row, listed, to_file, to_json, translate
    from concordance.registry.register import register_named
    from concordance.registry.values import write_row

    of = register_named(register)
    other = register_named(target) if target else None
    with Registry.open(database).reading() as session:
        if other is not None:
            asking = Asking(compile_score(folder), at or today(), public=not non_public)
            shown = [translate(record, other, asking) for record in listed(session, of)]
            rows = [as_row(one, other) for one in shown]
            text = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
            if form == "csv" or plain:
                text = to_csv(rows, other) if form == "csv" else to_file(rows, other)
        elif form == "csv":
            text = to_csv([write_row(record.fields, of) for record in listed(session, of)], of)
        else:
            text = to_json(session, of)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")
        say("written", lang, where=out)


@click.command()
@click.argument("register")
@click.argument("file", type=FILE)
@click.option("--system", help="The system it stands for / Le système dont il s’agit")
@click.option("--replace", is_flag=True, help="Change the entry of the same name / Changer la fiche du même nom")
@actor_option
@database_option
@door
def enter(
    register: str,
    file: Path,
    system: str | None,
    replace: bool,
    actor: str,
    database: str,
    lang: Lang,
    as_json: bool,
) -> None:
    """Enter one system in REGISTER: FILE is a JSON object in its words. / Inscrire un système à un registre."""
    from concordance.registry.records import register_system
    from concordance.registry.register import register_named
    from concordance.registry.rows import read_entry

    of = register_named(register)
    row = read_entry(file)
    with Registry.open(database).writing() as session:
        kept = register_system(session, By(actor, now()), of, row, system, replace=replace)
        told = {"id": kept.id, "digest": kept.digest}
    echo_json(told) if as_json else say("entered", lang, **told)


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Change what is there / Changer ce qui existe")
@actor_option
@database_option
@door
def keep(file: Path, replace: bool, actor: str, database: str, lang: Lang, as_json: bool) -> None:
    """Keep organisations, models, systems and versions of FILE (YAML). / Tenir organisations, modèles, systèmes."""
    from concordance.registry.inventory import read_inventory, take_inventory

    inventory = read_inventory(file)
    with Registry.open(database).writing() as session:
        taken = take_inventory(session, By(actor, now()), inventory, replace=replace)
    told = dataclasses.asdict(taken)
    if as_json:
        echo_json(told)
    else:
        say("inventory", lang, new=len(taken.new), changed=len(taken.changed), unchanged=taken.unchanged)


@click.command()
@click.argument("of")
@database_option
@door
def versions(of: str, database: str, lang: Lang, as_json: bool) -> None:
    """Versions of a system or model, and the systems built on it. / Versions, et systèmes construits dessus."""
    from concordance.registry.inventory import systems_on, versions_of

    with Registry.open(database).reading() as session:
        own, built = versions_of(session, of), systems_on(session, of)
    if as_json:
        rows = [{"id": v.id, "label": v.label, "released_on": v.released_on, "built_on": v.built_on} for v in own]
        echo_json({"versions": rows, "used_by": [v.id for v in built]})
        return
    for one in own:
        click.echo(f"{one.id}  {one.label}  {one.released_on or '-'}  {', '.join(one.built_on)}".rstrip())
    for one in built:
        say("used", lang, id=one.id)


COMMANDS = (import_, export, enter, keep, versions)
