"""`concordance incident`: one report → authorities, clocks and forms; kept, followed up, exchanged."""

from __future__ import annotations

import dataclasses
import json
import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from concordance.base.problem import Problems
from concordance.base.text import Lang, Text
from concordance.doors.cli.incident_texts import SAID, TEMPLATE
from concordance.doors.cli.options import corpus_option
from concordance.doors.cli.registry_door import actor_option, database_option, door, echo_json, now
from concordance.registry.incidents.drafts import draft, to_text
from concordance.registry.incidents.duties import IncidentDuties, Notification, duties_of
from concordance.registry.incidents.report import IncidentReport, read_report

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
NEW = click.Path(path_type=Path, dir_okay=False)
FOLDER = click.Path(path_type=Path, file_okay=False)


def say(name: str, lang: Lang, **values: object) -> None:
    """One sentence on standard output."""
    click.echo(SAID[name](lang).format(**values))


@click.group()
def incident() -> None:
    """Report an incident of an AI system: to whom, by when, on which form. / Signaler un incident."""


@incident.command()
@click.argument("file", type=NEW)
@click.option("--profile", type=FILE, required=True, help="The system / Le système")
@click.option("--name", default="incident-1", show_default=True)
@door
def new(file: Path, profile: Path, name: str, lang: Lang, as_json: bool) -> None:
    """Write a first report to fill in. / Écrire un premier signalement à compléter."""
    from concordance.registry.refusals import refusal

    if file.exists():
        raise refusal("taken", what="file", id=file)
    folder, described = file.resolve().parent, profile.resolve()
    if not described.is_relative_to(folder):
        raise refusal("file-outside", value=profile)
    beside = json.dumps(described.relative_to(folder).as_posix(), ensure_ascii=False)
    text = TEMPLATE.format(id=name, profile=beside, aware=now().isoformat())
    file.write_text(text, encoding="utf-8")
    echo_json({"file": str(file)}) if as_json else say("written", lang, where=file)


def _duties(file: Path, folder: Path | None) -> tuple[IncidentReport, IncidentDuties]:
    from concordance.assess.plausibility import check_plausibility
    from concordance.pipeline import compile_score

    program = compile_score(folder)
    report = read_report(file, program.score)
    problems = Problems()
    check_plausibility(report.profile, program, problems)
    problems.stop_if_any()
    return report, duties_of(report, program)


@incident.command()
@click.argument("file", type=FILE)
@corpus_option
@door
def clocks(file: Path, folder: Path | None, lang: Lang, as_json: bool) -> None:
    """Who must tell which authority by when, from the facts of FILE. / Qui doit informer quelle autorité, et quand."""
    _, duties = _duties(file, folder)
    if as_json:
        echo_json(shown(duties))
    else:
        _print(duties, lang)


def shown(duties: IncidentDuties) -> dict[str, Any]:
    """The duties as JSON."""
    return {
        "at": duties.assessment.at.isoformat(),
        "known": duties.assessment.known.isoformat(),
        "corpus": duties.assessment.corpus.hash,
        "regimes": list(duties.regimes),
        "notifications": [_plain(dataclasses.asdict(one)) for one in duties.notifications],
        "open": [_plain(dataclasses.asdict(one)) for one in duties.open],
        "measures": [_plain(dataclasses.asdict(one)) for one in duties.measures],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date | datetime) else value


def _print(duties: IncidentDuties, lang: Lang) -> None:
    a = duties.assessment
    say("law", lang, at=a.at, known=a.known, corpus=a.corpus.version)
    if not duties.notifications:
        click.echo("\n" + SAID["none"](lang))
    else:
        click.echo("\n" + SAID["tell"](lang) + "\n")
    for one in duties.notifications:
        _print_one(one, lang)
    _print_rest("open", [(o.citation, o.says, ", ".join(o.missing)) for o in duties.open], lang)
    _print_rest("measures", [(m.citation, m.says, "") for m in duties.measures], lang)
    click.echo("\n" + SAID["limit"](lang))


def _print_one(one: Notification, lang: Lang) -> None:
    who = one.recipient_label(lang) + (f", {one.place}" if one.place else "")
    who += f" ({one.authority})" if one.authority else ""
    may = f" [{SAID['may'](lang)}]" if one.modality == "permission" else ""
    click.echo(f"{_when(one, lang)}{may}\n    → {who}\n    {one.short(lang)}, {one.citation}: {one.says(lang)}")
    if one.form:
        click.echo(f"    {SAID['form'](lang)}: {one.form}")


def _when(one: Notification, lang: Lang) -> str:
    if one.clock.due:
        return f"{SAID['by'](lang)} {one.clock.due:%Y-%m-%d %H:%M:%S} {one.clock.zone}"
    if one.clock.at_once:
        return SAID["at_once"](lang)
    if one.within:
        return SAID["starts"](lang).format(within=one.within, event=one.event)
    return SAID["no_period"](lang)


def _print_rest(title: str, rows: list[tuple[str, Text, str]], lang: Lang) -> None:
    if rows:
        click.echo("\n" + SAID[title](lang))
    for citation, says, missing in rows:
        click.echo(f"  {citation}: {says(lang)}" + (f" [{missing}]" if missing else ""))


@incident.command()
@click.argument("file", type=FILE)
@click.option("--out", type=FOLDER, required=True, help="Folder for the drafts / Dossier des brouillons")
@corpus_option
@door
def drafts(file: Path, out: Path, folder: Path | None, lang: Lang, as_json: bool) -> None:
    """Write a draft of every form that is due, all from one record. / Écrire un brouillon de chaque formulaire dû."""
    from concordance.pipeline import load_score
    from concordance.registry.incidents.duties import form_of

    report, duties = _duties(file, folder)
    score = load_score(folder)
    wanted = {form.form: form for one in duties.notifications if (form := form_of(one))}
    made = [draft(form, report, score) for form in wanted.values()]
    out.mkdir(parents=True, exist_ok=True)
    for one in made:
        (out / f"{one.form}.md").write_text(to_text(one, lang), encoding="utf-8")
    if as_json:
        echo_json([_plain(dataclasses.asdict(one)) | {"missing": list(one.missing)} for one in made])
        return
    for one in made:
        click.echo(str(out / f"{one.form}.md"))
        if one.missing:
            say("missing", lang, form=one.form, fields=", ".join(one.missing))


@incident.command()
@click.argument("file", type=FILE)
@click.option("--identity", type=FILE, help="Who reports, to be sealed / Qui signale, à sceller")
@click.option("--vault", type=FOLDER, help="Folder that keeps sealed identities / Dossier des identités scellées")
@corpus_option
@actor_option
@database_option
@door
def report(
    file: Path,
    identity: Path | None,
    vault: Path | None,
    folder: Path | None,
    actor: str,
    database: str,
    lang: Lang,
    as_json: bool,
) -> None:
    """Keep a report in the registry with its clocks and steps. / Conserver un signalement avec ses délais."""
    from concordance.registry.database import Registry
    from concordance.registry.events import By
    from concordance.registry.incidents.keeping import report_incident, steps_of
    from concordance.registry.incidents.protected import seal

    if (identity is None) != (vault is None):
        raise click.UsageError("give --identity and --vault together / donner --identity et --vault ensemble")
    given, duties = _duties(file, folder)
    opened = Registry.open(database)

    def fresh() -> bytes:
        return secrets.token_bytes(32)

    sealed = seal(identity.read_bytes(), vault, fresh) if identity and vault else None
    with opened.writing() as session:
        kept = report_incident(session, By(actor, now()), given, duties, fresh, sealed)
        told = {"id": kept.id, "steps": len(steps_of(session, kept.id)), "regimes": len(duties.regimes)}
    if as_json:
        echo_json({**told, "reporter": sealed})
        return
    say("kept", lang, **told)
    if sealed:
        say("sealed", lang, commitment=sealed)


@incident.command()
@click.argument("id_", metavar="ID")
@database_option
@door
def steps(id_: str, database: str, lang: Lang, as_json: bool) -> None:
    """Notifications, corrective actions, follow-ups, redress: what is open and what was done. / Les étapes."""
    from concordance.registry.database import Registry
    from concordance.registry.incidents.keeping import incident_held, steps_of

    with Registry.open(database).reading() as session:
        incident_held(session, id_)
        found = steps_of(session, id_)
    rows = [
        {"step": s.id, "kind": s.kind, "what": s.what, "about": s.about, "place": s.place, "due": s.due}
        | {"done": s.done, "state": s.state}
        for s in found
    ]
    if as_json:
        echo_json(rows)
    for row in rows if not as_json else ():
        end = f"{row['kind']}: {row['what']}  {row['about'] or ''}"
        click.echo(f"{row['step']:>4}  {row['state']:8} {row['due'] or '-':20}  {end}")


@incident.command()
@click.argument("step", type=int)
@click.option("--at", "moment", help="When it was done, with time zone; default: now / Quand ; par défaut : maintenant")
@click.option("--state", default="done", show_default=True)
@actor_option
@database_option
@door
def settle(step: int, moment: str | None, state: str, actor: str, database: str, lang: Lang, as_json: bool) -> None:
    """Say that a step was done, and when. / Dire qu’une étape fut accomplie, et quand."""
    from concordance.registry.database import Registry
    from concordance.registry.events import By
    from concordance.registry.incidents.keeping import settle as do
    from concordance.registry.moments import parse_moment

    at = parse_moment(moment) if moment else now()
    with Registry.open(database).writing() as session:
        do(session, By(actor, now()), step, at, state)
    echo_json({"step": step, "state": state}) if as_json else say("settled", lang, step=step)


@incident.command()
@click.argument("id_", metavar="ID")
@actor_option
@database_option
@door
def close(id_: str, actor: str, database: str, lang: Lang, as_json: bool) -> None:
    """Close an incident of which every step is settled. / Clore un incident dont toute étape est réglée."""
    from concordance.registry.database import Registry
    from concordance.registry.events import By
    from concordance.registry.incidents.keeping import close as do

    with Registry.open(database).writing() as session:
        do(session, By(actor, now()), id_)
    echo_json({"closed": id_}) if as_json else say("closed", lang, id=id_)


@incident.command()
@click.argument("file", type=FILE)
@click.option("--to", "form", type=click.Choice(["oecd", "aiid"]), required=True)
@corpus_option
@door
def export(file: Path, form: str, folder: Path | None, lang: Lang, as_json: bool) -> None:
    """A report by the OECD's criteria, or in the AI Incident Database's fields. / Exporter un signalement."""
    from concordance.pipeline import load_score
    from concordance.registry.incidents.exchange import to_aiid, to_oecd

    given = read_report(file, load_score(folder))
    echo_json(to_oecd(given) if form == "oecd" else to_aiid(given))


@incident.command("import")
@click.argument("file", type=FILE)
@click.option("--from", "form", type=click.Choice(["oecd", "aiid"]), required=True)
@door
def import_(file: Path, form: str, lang: Lang, as_json: bool) -> None:
    """The beginning of a report from an exchange format. / Le début d’un signalement, depuis un format d’échange."""
    from concordance.registry.incidents.exchange import read_exchange

    echo_json(read_exchange(file, form))
