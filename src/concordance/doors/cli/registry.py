"""`concordance registry`: registers, assessments, declarations and their history."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import click
from sqlalchemy import func, or_, select

from concordance.base.problem import ProblemsError
from concordance.base.text import Lang
from concordance.doors.cli.options import at_option, corpus_option, known_option, today
from concordance.doors.cli.registry_door import actor_option, database_option, door, echo_json, echo_problems, now
from concordance.doors.cli.registry_texts import SAID
from concordance.registry.database import Registry
from concordance.registry.events import By
from concordance.registry.models import Record

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW = click.Path(path_type=Path, dir_okay=False)


def say(name: str, lang: Lang, **values: object) -> None:
    """One sentence on standard output."""
    click.echo(SAID[name](lang).format(**values))


@click.group()
def registry() -> None:
    """Keep registers of AI systems with their whole history. / Tenir des registres de systèmes d’IA."""


@registry.command()
@database_option
@door
def init(database: str, lang: Lang, as_json: bool) -> None:
    """Make a registry, or upgrade the one there is. / Créer un registre, ou le mettre à jour."""
    Registry.make(database)
    echo_json({"database": database}) if as_json else say("made", lang, where=database)


@registry.command()
@door
def registers(lang: Lang, as_json: bool) -> None:
    """The registers that can be read and written. / Les registres lisibles et exportables."""
    from concordance.registry.register import registers as known

    rows = [
        {"register": r.register, "title": getattr(r.title, lang), "fields": len(r.fields), "confidence": r.confidence}
        for r in known().values()
    ]
    if as_json:
        echo_json(rows)
    for row in rows if not as_json else ():
        click.echo(f"{row['register']:22} {row['fields']:3}  {row['title']}")


@registry.command("import")
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


@registry.command()
@click.argument("register")
@click.option("--to", "target", help="Another register to translate into / Un autre registre où traduire")
@click.option("--format", "form", type=click.Choice(["json", "csv"]), default="json", show_default=True)
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
    from concordance.registry.exporting import Asking, listed, to_json, translate
    from concordance.registry.register import register_named
    from concordance.registry.values import write_row

    of = register_named(register)
    other = register_named(target) if target else None
    with Registry.open(database).reading() as session:
        if other is not None:
            asking = Asking(compile_score(folder), at or today(), public=not non_public)
            shown = [translate(record, other, asking) for record in listed(session, of)]
            text = json.dumps(shown, ensure_ascii=False, indent=2) + "\n"
        elif form == "csv":
            text = to_csv([write_row(record.fields, of) for record in listed(session, of)], of)
        else:
            text = to_json(session, of)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, encoding="utf-8", newline="")
        say("written", lang, where=out)


@registry.command("list")
@click.argument("words", required=False)
@click.option("--register", "of")
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, show_default=True)
@database_option
@door
def list_(words: str | None, of: str | None, limit: int, database: str, lang: Lang, as_json: bool) -> None:
    """Records, by words in their name or organisation. / Fiches, par mots du nom ou de l’organisation."""
    query = select(Record).where(Record.listed)
    if of:
        query = query.where(Record.register == of)
    if words:
        pattern = words.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
        shape = f"%{pattern}%"
        query = query.where(or_(*(c.ilike(shape, escape="\\") for c in (Record.name, Record.organisation))))
    with Registry.open(database).reading() as session:
        total = session.scalar(select(func.count()).select_from(query.subquery()))
        found = list(session.scalars(query.order_by(Record.register, Record.position).limit(limit)))
    rows = [{"id": r.id, "name": r.name, "organisation": r.organisation, "status": r.status} for r in found]
    if as_json:
        echo_json({"total": total, "records": rows})
        return
    for row in rows:
        click.echo(f"{row['id']}  {row['name']}  ({row['organisation'] or '-'})")
    say("listed", lang, shown=len(rows), total=total)


@registry.command()
@click.argument("id_", metavar="ID")
@database_option
@door
def show(id_: str, database: str, lang: Lang, as_json: bool) -> None:
    """One record, field by field, with where each value was taken from. / Une fiche, champ par champ."""
    from concordance.registry.records import record_held
    from concordance.registry.register import labels

    with Registry.open(database).reading() as session:
        record = record_held(session, id_)
    if as_json:
        echo_json({"id": record.id, "register": record.register, "listed": record.listed, "fields": record.fields})
        return
    for name, value in record.fields.items():
        label = getattr(labels()[name], lang) if name in labels() else name
        text = value.get("value", SAID[value["state"]](lang))
        click.echo(f"{label}: {text}\n    [{value['source']}, #{value['intake']}]")


@registry.command()
@click.argument("subject")
@database_option
@door
def history(subject: str, database: str, lang: Lang, as_json: bool) -> None:
    """What happened to one thing, oldest first. / Ce qui est arrivé, du plus ancien au plus récent."""
    from concordance.registry.events import history as events

    with Registry.open(database).reading() as session:
        found = events(session, subject)
    if as_json:
        echo_json([{"seq": e.seq, "at": e.at, "actor": e.actor, "kind": e.kind, "body": e.body} for e in found])
        return
    for event in found:
        click.echo(f"{event.seq:>7}  {event.at}  {event.actor}  {event.kind}")


@registry.command()
@database_option
@door
def check(database: str, lang: Lang, as_json: bool) -> None:
    """Recompute the digest of every event. / Recalculer l’empreinte de chaque événement."""
    from concordance.registry.events import faults

    with Registry.open(database).reading() as session:
        found = list(faults(session))
    if found:
        raise ProblemsError(found)
    echo_json({"faults": []}) if as_json else say("whole", lang)


@registry.command()
@click.argument("system")
@click.argument("profile", type=FILE)
@click.option("--id", "id_", required=True, help="Name of the assessment / Nom de l’évaluation")
@click.option("--organisation", required=True, help="Who answers for the system / Qui répond du système")
@at_option
@known_option
@corpus_option
@actor_option
@database_option
@door
def assess(
    system: str,
    profile: Path,
    id_: str,
    organisation: str,
    at: date | None,
    known: date | None,
    folder: Path | None,
    actor: str,
    database: str,
    lang: Lang,
    as_json: bool,
) -> None:
    """Assess SYSTEM as PROFILE describes it and keep the result so that it replays. / Évaluer et conserver."""
    from concordance.pipeline import compile_score, load_profile
    from concordance.registry.assessments import keep_assessment
    from concordance.registry.records import ensure_system

    program = compile_score(folder, known)
    described = load_profile(profile, program)
    by = By(actor, now())
    with Registry.open(database).writing() as session:
        ensure_system(session, by, system, organisation, described.title.en)
        row = keep_assessment(session, by, id_, system, described, program, at or today())
        told = {"id": row.id, "corpus": row.corpus_hash, "result": row.result_digest}
    echo_json(told) if as_json else say("kept", lang, **told)


@registry.command()
@click.argument("id_", metavar="ID")
@corpus_option
@database_option
@door
def replay(id_: str, folder: Path | None, database: str, lang: Lang, as_json: bool) -> None:
    """Make an assessment again with its recorded corpus, and compare. / Refaire une évaluation et comparer."""
    from concordance.registry.assessments import replay as again
    from concordance.registry.records import assessment_held

    with Registry.open(database).reading() as session:
        row = assessment_held(session, id_)
    result = again(row, folder)
    if as_json:
        echo_json(dataclasses.asdict(result))
    else:
        say("same" if result.identical else "different", lang, places=", ".join(result.differences[:10]))
    if not result.identical:
        raise SystemExit(1)


@registry.command()
@click.argument("log", type=FILE)
@click.option("--key", "keys", type=FILE, multiple=True, required=True, help="Statement key / Clé d’énoncés")
@click.option("--signers", type=FILE, required=True, help="Who may sign what / Qui peut signer quoi")
@database_option
@door
def publish(log: Path, keys: tuple[Path, ...], signers: Path, database: str, lang: Lang, as_json: bool) -> None:
    """Write new events into the transparency log LOG. / Inscrire les nouveaux événements au journal."""
    from concordance.evidence.keys import parse_secret
    from concordance.evidence.log import Log
    from concordance.evidence.signers import parse_signers
    from concordance.evidence.sqlite_store import SqliteStore
    from concordance.registry.publishing import publish as write
    from concordance.registry.publishing import refused_by_log

    with refused_by_log(), Registry.open(database).writing() as session:
        opened = Log(SqliteStore(log), parse_signers(signers.read_bytes(), str(signers)).admit)
        secrets = [parse_secret(path.read_text("utf-8").strip(), str(path)) for path in keys]
        done = write(session, opened, secrets)
    echo_json([dataclasses.asdict(one) for one in done]) if as_json else say("published", lang, count=len(done))


@registry.command()
@click.argument("file", type=FILE)
@actor_option
@database_option
@door
def declare(file: Path, actor: str, database: str, lang: Lang, as_json: bool) -> None:
    """Keep an environmental declaration. / Conserver une déclaration environnementale."""
    from concordance.registry.environment import declare as keep
    from concordance.registry.environment import read_declaration

    given = read_declaration(file)
    with Registry.open(database).writing() as session:
        keep(session, By(actor, now()), given)
    echo_json(given) if as_json else say("declared", lang, id=given["declaration"])


@registry.command()
@database_option
@door
def compare(database: str, lang: Lang, as_json: bool) -> None:
    """Declared figures that can be compared, side by side. / Les chiffres déclarés comparables, côte à côte."""
    from concordance.registry.environment import compare as beside
    from concordance.registry.environment import declarations

    with Registry.open(database).reading() as session:
        groups = beside(declarations(session))
    if as_json:
        echo_json({name: [dataclasses.asdict(row) for row in rows] for name, rows in groups.items()})
        return
    for name, rows in groups.items():
        click.echo(name)
        for row in rows:
            span = f" [{row.low:g}; {row.high:g}]" if row.low is not None and row.high is not None else ""
            click.echo(f"  {row.value:>14,.3f}{span}  {row.of}  ({row.method})")


@registry.command()
@click.argument("survey", type=FILE)
@click.option("--answers", type=FILE, help="A filled questionnaire (JSON) / Un questionnaire rempli (JSON)")
@door
def questionnaire(survey: Path, answers: Path | None, lang: Lang, as_json: bool) -> None:
    """Read Canada’s impact questionnaire, or score a filled one. / Lire le questionnaire canadien, ou le noter."""
    from concordance.registry.questionnaire import read_answers, read_survey, render
    from concordance.registry.scoring import score

    opened = read_survey(survey)
    if answers is None:
        echo_json(opened.summary()) if as_json else click.echo(render(opened, lang), nl=False)
        return
    result = score(opened, read_answers(answers, opened))
    if as_json:
        echo_json(dataclasses.asdict(result))
    else:
        say("scored", lang, **dataclasses.asdict(result))
