"""`concordance registry`: assessments, declarations and questionnaires of systems."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import click

from concordance.base.text import Lang
from concordance.doors.cli.options import at_option, corpus_option, known_option, today
from concordance.doors.cli.registry_door import FILE, actor_option, database_option, door, echo_json, now, say
from concordance.registry.database import Registry
from concordance.registry.events import By


@click.command()
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


@click.command()
@click.argument("id_", metavar="ID")
@click.option(
    "--any-corpus",
    is_flag=True,
    help="Tell what differs under another corpus / Dire ce qui diffère sous un autre corpus",
)
@corpus_option
@database_option
@door
def replay(id_: str, any_corpus: bool, folder: Path | None, database: str, lang: Lang, as_json: bool) -> None:
    """Make an assessment again with its recorded corpus, and compare. / Refaire une évaluation et comparer."""
    from concordance.registry.assessments import replay as again
    from concordance.registry.records import assessment_held

    with Registry.open(database).reading() as session:
        row = assessment_held(session, id_)
    result = again(row, folder, any_corpus=any_corpus)
    if as_json:
        echo_json(dataclasses.asdict(result))
    else:
        if result.corpus_now != result.corpus_then:
            say("corpora", lang, then=result.corpus_then, now=result.corpus_now)
        say("same" if result.identical else "different", lang, places=", ".join(result.differences[:10]))
    if not result.identical:
        raise SystemExit(1)


@click.command()
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


@click.command()
@database_option
@door
def compare(database: str, lang: Lang, as_json: bool) -> None:
    """Declared figures that can be compared, side by side. / Les chiffres déclarés comparables, côte à côte."""
    from concordance.registry.environment import declarations
    from concordance.registry.environment_comparison import compare as beside

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


@click.command()
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


COMMANDS = (assess, replay, declare, compare, questionnaire)
