"""``concordance log``: the evidence log at the command line. Parse, call, render; nothing is decided here."""

from __future__ import annotations

import json
import secrets
import time
from pathlib import Path
from typing import Any

import click

from concordance.doors.cli.log_door import door, read, text
from concordance.doors.cli.log_texts import PROMISE
from concordance.evidence.bucket import Bucket
from concordance.evidence.checkpoint import Checkpoint, open_checkpoint
from concordance.evidence.directory import TileDirectory, export
from concordance.evidence.envelope import sign_statement
from concordance.evidence.errors import EvidenceError
from concordance.evidence.export import export_to
from concordance.evidence.files import create_private, write_durably
from concordance.evidence.fsck import fsck
from concordance.evidence.keys import KeyType, PublicKey, SecretKey, make_key, parse_secret, parse_vkey
from concordance.evidence.log import Log
from concordance.evidence.monitor import audit, parse_state
from concordance.evidence.policy import parse_policy
from concordance.evidence.receipt import Clock, verify_receipt
from concordance.evidence.signers import Signers, parse_signers
from concordance.evidence.sqlite_store import SqliteStore
from concordance.evidence.witness import Witness, build_request

KEY_TYPES = {
    "witness": KeyType.WITNESS,
    "witness-ml-dsa-44": KeyType.WITNESS_ML_DSA_44,
    "statement": KeyType.STATEMENT,
}
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


def _secret(path: Path) -> SecretKey:
    return parse_secret(text(path), str(path))


def _signers(path: Path) -> Signers:
    return parse_signers(read(path), str(path))


def _vkey(given: str) -> PublicKey:
    """A public key given as text, or as ``@file``."""
    return parse_vkey(text(Path(given[1:])) if given.startswith("@") else given, "--log")


def _open_log(path: Path, signers: Signers | None = None) -> Log:
    return Log(SqliteStore(path), (signers or Signers({})).admit)  # without signers nothing is admitted


def _checkpoint(log: Log, path: Path | None) -> Checkpoint:
    return log.checkpoint() if path is None else open_checkpoint(read(path), log.key, str(path))


def _codes(faults: list[EvidenceError]) -> list[dict[str, str]]:
    return [{"code": fault.code, "message": fault.text()} for fault in faults]


@click.group("log", help=PROMISE)
def log() -> None:
    """Keep and check proof in a transparency log; what it promises is said in both languages."""


@log.command()
@click.argument("database", type=NEW)
@click.option("--origin", required=True, help="Schema-less URL of the log / URL du journal, sans schéma")
@click.option("--key", "key_file", type=NEW, required=True, help="New private key file / Fichier de clé à créer")
@door
def init(database: Path, origin: str, key_file: Path) -> dict[str, Any]:
    """Create an empty log and its key. / Créer un journal vide et sa clé."""
    key = make_key(origin, KeyType.LOG, secrets.token_bytes(32))
    if database.exists():
        raise EvidenceError("store-exists", where=str(database))
    create_private(key_file, key.text.encode() + b"\n")
    store = SqliteStore.create(database, key.public.vkey)
    checkpoint = Log(store, Signers({}).admit).sign(key)
    return {"done": "init", "origin": origin, "vkey": key.public.vkey, "size": checkpoint.head.size}


@log.command()
@click.argument("key_file", type=NEW)
@click.option("--name", required=True, help="Key name / Nom de la clé")
@click.option("--type", "kind", type=click.Choice(list(KEY_TYPES)), required=True)
@door
def keygen(key_file: Path, name: str, kind: str) -> dict[str, Any]:
    """Make a key for a witness or for statements. / Créer une clé de témoin ou d'énoncés."""
    key = make_key(name, KEY_TYPES[kind], secrets.token_bytes(32))
    create_private(key_file, key.text.encode() + b"\n")
    return {"done": "keygen", "vkey": key.public.vkey}


@log.command()
@click.argument("statement", type=FILE)
@click.option("--key", "key_files", type=FILE, multiple=True, required=True)
@click.option("--out", type=NEW, required=True)
@door
def sign(statement: Path, key_files: tuple[Path, ...], out: Path) -> dict[str, Any]:
    """Sign an in-toto statement (JSON) as an entry. / Signer un énoncé in-toto en entrée."""
    try:
        value = json.loads(read(statement))
    except (ValueError, RecursionError) as error:
        raise EvidenceError("json-malformed", where=str(statement)) from error
    entry = sign_statement(value, [_secret(path) for path in key_files])
    write_durably(out, entry)
    return {"done": "sign", "bytes": len(entry), "out": str(out)}


@log.command()
@click.argument("database", type=FILE)
@click.argument("entries", type=FILE, nargs=-1, required=True)
@click.option("--key", "key_file", type=FILE, required=True, help="Key of the log / Clé du journal")
@click.option("--signers", type=FILE, required=True, help="Who may sign what / Qui peut signer quoi")
@door
def append(database: Path, entries: tuple[Path, ...], key_file: Path, signers: Path) -> dict[str, Any]:
    """Append entries, once each, and sign. / Ajouter des entrées, une fois chacune, et signer."""
    opened = _open_log(database, _signers(signers))
    added = opened.append([read(path) for path in entries])
    checkpoint = opened.sign(_secret(key_file))
    rows = [{"entry": str(p), "index": a.index, "new": a.new} for p, a in zip(entries, added, strict=True)]
    return {"done": "append", "entries": rows, "checkpoint": checkpoint.note.text}


@log.command()
@click.argument("database", type=FILE)
@click.option("--index", type=click.IntRange(min=0))
@click.option("--entry", type=FILE, help="Find the entry by its bytes / Trouver l'entrée par ses octets")
@click.option("--checkpoint", type=FILE, help="Cosigned checkpoint / Point de contrôle cosigné")
@click.option("--out", type=NEW, required=True)
@door
def prove(database: Path, index: int | None, entry: Path | None, checkpoint: Path | None, out: Path) -> dict[str, Any]:
    """Write a receipt that verifies offline. / Écrire un reçu vérifiable hors ligne."""
    if (index is None) == (entry is None):
        raise click.UsageError("give --index or --entry, not both / donnez --index ou --entry, pas les deux")
    opened = _open_log(database)
    found = index if entry is None else opened.index_of(read(entry))
    if found is None:
        raise EvidenceError("entry-not-found", where=str(entry))
    receipt = opened.prove(found, _checkpoint(opened, checkpoint))
    write_durably(out, receipt.encode())
    return {"done": "prove", "index": found, "size": receipt.checkpoint.head.size, "out": str(out)}


@log.command()
@click.argument("receipt", type=FILE)
@click.option("--policy", type=FILE, required=True)
@click.option("--entry", type=FILE, help="The entry, unless the receipt carries it / L'entrée, sauf si jointe")
@click.option("--max-age", type=click.IntRange(min=1), help="Seconds / Secondes")
@click.option("--now", type=int, help="POSIX seconds; the clock by default / l'horloge par défaut")
@door
def verify(receipt: Path, policy: Path, entry: Path | None, max_age: int | None, now: int | None) -> dict[str, Any]:
    """Verify a receipt under a policy. / Vérifier un reçu selon une politique."""
    clock = Clock(int(time.time()) if now is None else now, max_age=max_age)
    given = None if entry is None else read(entry)
    proven = verify_receipt(read(receipt), parse_policy(read(policy), str(policy)), given, clock)
    head = proven.checkpoint.head
    witnesses = sorted(proven.vouchers.witnesses)
    return {
        "done": "verify",
        "origin": head.origin,
        "index": proven.index,
        "size": head.size,
        "witnesses": witnesses,
    }


@log.command()
@click.argument("tiles", type=FOLDER)
@click.option("--log", "log_key", required=True, help="vkey, or @file")
@click.option("--state", type=NEW, required=True, help="Memory of the witness / Mémoire du témoin")
@click.option("--key", "key_files", type=FILE, multiple=True, required=True)
@click.option("--checkpoint", type=FILE, help="Default: the published one / Par défaut : celui publié")
@click.option("--out", type=NEW, required=True, help="Cosigned checkpoint / Point de contrôle cosigné")
@click.option("--now", type=int, help="POSIX seconds; the clock by default / l'horloge par défaut")
@door
def witness(
    tiles: Path,
    log_key: str,
    state: Path,
    key_files: tuple[Path, ...],
    checkpoint: Path | None,
    out: Path,
    now: int | None,
) -> dict[str, Any]:
    """Cosign a log's head if it extends all seen before. / Cosigner si rien n'est réécrit."""
    key, source = _vkey(log_key), TileDirectory(tiles)
    data = source.checkpoint() if checkpoint is None else read(checkpoint)
    offered = open_checkpoint(data, key, str(checkpoint or tiles))
    watcher = Witness(state, [_secret(path) for path in key_files], [key])
    request = build_request(source, watcher.last(key.name), offered)
    note = offered.note
    for signature in watcher.add_checkpoint(request, int(time.time()) if now is None else now):
        note = note.with_signature(signature)
    write_durably(out, note.encode())
    return {"done": "witness", "origin": key.name, "size": offered.head.size, "out": str(out)}


@log.command()
@click.argument("tiles", type=FOLDER)
@click.option("--log", "log_key", required=True, help="vkey, or @file")
@click.option("--signers", type=FILE, help="Check entries as well / Vérifier aussi les entrées")
@click.option("--state", type=NEW, required=True, help="Memory of the monitor / Mémoire du surveillant")
@door
def monitor(tiles: Path, log_key: str, signers: Path | None, state: Path) -> dict[str, Any]:
    """Read all new entries and rebuild the root. / Lire les nouvelles entrées et refaire la racine."""
    key, source = _vkey(log_key), TileDirectory(tiles)
    checkpoint = open_checkpoint(source.checkpoint(), key, str(tiles))
    # signers are followed through rotations from the first entry, so checking them reads the log anew
    known = parse_state(read(state), str(state)) if state.exists() else None
    seen = audit(source, checkpoint, known, None)
    found = audit(source, checkpoint, None, _signers(signers)).findings if signers else ()
    write_durably(state, seen.state.encode())
    faults = _codes([finding.error for finding in found])
    return {
        "done": "monitor",
        "origin": key.name,
        "size": seen.state.size,
        "new": seen.read,
        "faults": faults,
    }


@log.command("export")
@click.argument("database", type=FILE)
@click.argument("directory")
@click.option("--checkpoint", type=FILE, help="Cosigned checkpoint to publish / Point de contrôle à publier")
@door
def export_(database: Path, directory: str, checkpoint: Path | None) -> dict[str, Any]:
    """Write the log as static files into a directory, or an object store (s3://bucket/prefix).

    / Écrire le journal en fichiers statiques, dans un répertoire ou un magasin d’objets (s3://seau/préfixe).
    """
    store = SqliteStore(database)
    opened = Log(store, Signers({}).admit)
    point = _checkpoint(opened, checkpoint)
    if "://" in directory:
        written = export_to(Bucket.at(directory), store, point, opened.key)
    else:
        written = export(store, Path(directory), point, opened.key)
    return {"done": "export", "size": written.new_size, "files": written.files, "out": directory}


@log.command("fsck")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--log", "log_key", help="vkey, or @file; needed for a directory / pour un répertoire")
@door
def fsck_(path: Path, log_key: str | None) -> dict[str, Any]:
    """Recompute everything in a log or an export. / Tout recalculer dans un journal ou un export."""
    if path.is_dir():
        if log_key is None:
            raise click.UsageError("--log is needed for a directory / --log est requis pour un répertoire")
        source = TileDirectory(path)
        checked = fsck(source, open_checkpoint(source.checkpoint(), _vkey(log_key), str(path)))
        faults = list(checked.faults)
    else:
        store = SqliteStore(path)
        checked = fsck(store, Log(store, Signers({}).admit).checkpoint())
        faults = [*store.faults(), *checked.faults]
    return {"done": "fsck", "size": checked.size, "tiles": checked.tiles, "faults": _codes(faults)}
