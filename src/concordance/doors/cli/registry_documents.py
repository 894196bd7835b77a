"""`concordance registry`: documents of systems as evidence, in, out and erased."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from concordance.base.text import Lang
from concordance.doors.cli.options import corpus_option
from concordance.doors.cli.registry_door import FILE, NEW, actor_option, database_option, door, echo_json, now, say
from concordance.doors.cli.registry_texts import SAID
from concordance.registry.database import Registry
from concordance.registry.documents.keeping import GROUNDS, KINDS, Ground
from concordance.registry.documents.store import Store, store_beside
from concordance.registry.events import By

store_option = click.option(
    "--store",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="CONCORDANCE_DOCUMENTS",
    help="Folder of documents; beside the database by default / Dossier des documents",
)


def _store(folder: Path | None, database: str) -> Store:
    return Store(folder) if folder else store_beside(database)


@click.command()
@click.argument("system")
@click.argument("file", type=FILE)
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What it is / Ce que c’est")
@click.option("--norm", "norms", multiple=True, help="A duty it is evidence for / Une obligation qu’il étaye")
@store_option
@corpus_option
@actor_option
@database_option
@door
def attach(
    system: str,
    file: Path,
    kind: str,
    norms: tuple[str, ...],
    store: Path | None,
    folder: Path | None,
    actor: str,
    database: str,
    lang: Lang,
    as_json: bool,
) -> None:
    """Keep FILE (PDF, ZIP, CSV or JSON) as evidence of SYSTEM. / Conserver FILE comme preuve de SYSTEM."""
    from concordance.pipeline import load_score
    from concordance.registry.documents.examine import MAX_FILE, examine
    from concordance.registry.documents.keeping import check_norms, keep_document
    from concordance.registry.rows import read_bytes

    given = examine(file.name, read_bytes(file, MAX_FILE))
    linked = check_norms(norms, load_score(folder)) if norms else []
    with Registry.open(database).writing() as session:
        where = _store(store, database)
        kept = keep_document(
            session, By(actor, now()), where, system, kind, given, linked, lambda: secrets.token_bytes(32)
        )
        told = {"id": kept.id, "digest": given.digest, "commitment": kept.commitment, "norms": kept.norms}
    echo_json(told) if as_json else say("attached", lang, **told)


@click.command()
@click.argument("system")
@database_option
@door
def documents(system: str, database: str, lang: Lang, as_json: bool) -> None:
    """The documents of SYSTEM. / Les documents de SYSTEM."""
    from concordance.registry.documents.keeping import documents_of

    with Registry.open(database).reading() as session:
        found = documents_of(session, system)
    if as_json:
        rows = [{"id": d.id, "kind": d.kind, "name": d.title, "size": d.size, "digest": d.digest} for d in found]
        echo_json([row | {"at": d.at, "norms": d.norms} for row, d in zip(rows, found, strict=True)])
        return
    for one in found:
        name = one.title if one.digest else SAID["erased"](lang)
        click.echo(f"{one.id}\n    {one.at}  {one.kind}  {name}  {one.size:,} B  {', '.join(one.norms)}".rstrip())


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--out", type=NEW, required=True)
@store_option
@database_option
@door
def document(id_: str, out: Path, store: Path | None, database: str, lang: Lang, as_json: bool) -> None:
    """Write the bytes of a document to a file. / Écrire les octets d’un document dans un fichier."""
    from concordance.registry.documents.keeping import bytes_of, document_held

    with Registry.open(database).reading() as session:
        data = bytes_of(document_held(session, id_), _store(store, database))
    out.write_bytes(data)
    echo_json({"file": str(out), "size": len(data)}) if as_json else say("written", lang, where=out)


@click.command()
@click.argument("id_", metavar="ID")
@click.option("--ground", type=click.Choice(GROUNDS), required=True, help="Why / Pourquoi")
@store_option
@actor_option
@database_option
@door
def erase(id_: str, ground: Ground, store: Path | None, actor: str, database: str, lang: Lang, as_json: bool) -> None:
    """Erase a document: bytes, name and salt. Its commitment stays. / Effacer un document : octets, nom et sel."""
    from concordance.registry.documents.keeping import erase_document

    with Registry.open(database).writing() as session:
        row = erase_document(session, By(actor, now()), _store(store, database), id_, ground)
        told = {"id": row.id, "commitment": row.commitment}
    echo_json(told) if as_json else say("gone", lang, **told)


COMMANDS = (attach, documents, document, erase)
