"""`concordance registry`: made, read, checked, published; the files `registry_*.py` hold its other commands."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click
from sqlalchemy import func, or_, select

from concordance.base.problem import ProblemsError
from concordance.base.text import Lang
from concordance.doors.cli import registry_assessments, registry_documents, registry_exchange
from concordance.doors.cli.registry_door import FILE, database_option, door, echo_json, say
from concordance.doors.cli.registry_texts import SAID
from concordance.registry.database import Registry
from concordance.registry.models import Record


@click.group()
def registry() -> None:
    """Keep registers of AI systems with their whole history. / Tenir des registres de systèmes d’IA."""


for _command in (*registry_exchange.COMMANDS, *registry_assessments.COMMANDS, *registry_documents.COMMANDS):
    registry.add_command(_command)


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
