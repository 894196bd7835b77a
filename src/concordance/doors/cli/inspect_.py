"""`concordance inspection`: cases from opening to follow-up, and the statistics of a year."""

from __future__ import annotations

import dataclasses
import secrets
from pathlib import Path

import click

from concordance.base.span import Span
from concordance.base.text import Lang, Text
from concordance.doors.cli.options import corpus_option
from concordance.doors.cli.registry_door import actor_option, database_option, door, echo_json, now
from concordance.registry.database import Registry
from concordance.registry.events import By

FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
SAID = {
    "state": Text("case {case}: {state}; possible now: {possible}", "dossier {case} : {state} ; possible : {possible}"),
    "no_factors": Text("no factors are listed for it", "aucun facteur n’y est énuméré"),
}


def _fresh() -> bytes:
    return secrets.token_bytes(32)


def _tell(case: str, state: str, lang: Lang, *, as_json: bool) -> None:
    from concordance.registry.oversight.machine import MOVES

    possible = [name for name, move in MOVES.items() if state in move.before]
    if as_json:
        echo_json({"case": case, "state": state, "possible": possible})
    else:
        click.echo(SAID["state"](lang).format(case=case, state=state, possible=", ".join(possible) or "-"))


@click.group()
def inspection() -> None:
    """Conduct an inspection, step by step. / Conduire une inspection, pas à pas."""


@inspection.command("open")
@click.argument("file", type=FILE)
@corpus_option
@actor_option
@database_option
@door
def open_(file: Path, folder: Path | None, actor: str, database: str, lang: Lang, as_json: bool) -> None:
    """Open a case as FILE states it: authority, organisation, basis, scope. / Ouvrir un dossier."""
    from concordance.pipeline import load_score
    from concordance.registry.oversight.cases import open_case
    from concordance.registry.oversight.machine import OPENING
    from concordance.registry.oversight.steps import read_step

    given = read_step(file, OPENING)
    with Registry.open(database).writing() as session:
        case = open_case(session, By(actor, now()), given, load_score(folder), _fresh, Span(str(file)))
    _tell(case.id, case.state, lang, as_json=as_json)


@inspection.command()
@click.argument("case")
@click.argument("move")
@click.argument("file", type=FILE)
@corpus_option
@actor_option
@database_option
@door
def step(
    case: str, move: str, file: Path, folder: Path | None, actor: str, database: str, lang: Lang, as_json: bool
) -> None:
    """Take a step in CASE: request-evidence, find, invite-reply, propose, confirm… / Faire un pas."""
    from concordance.pipeline import load_score
    from concordance.registry.oversight.cases import move_named, take_step
    from concordance.registry.oversight.steps import read_step

    content = read_step(file, move_named(move).says)
    by, place = By(actor, now()), Span(str(file))
    with Registry.open(database).writing() as session:
        done = take_step(session, by, case, move, content, load_score(folder), _fresh, place)
    _tell(done.id, done.state, lang, as_json=as_json)


@inspection.command()
@click.argument("case")
@database_option
@door
def show(case: str, database: str, lang: Lang, as_json: bool) -> None:
    """The steps of a case. / Les étapes d’un dossier."""
    from concordance.registry.oversight.cases import case_held, steps_of

    with Registry.open(database).reading() as session:
        held = case_held(session, case)
        steps = steps_of(session, case)
    if as_json:
        rows = [{"move": s.move, "at": s.at, "by": s.by, "content": s.content} for s in steps]
        echo_json({"case": held.id, "state": held.state, "effect": held.effect, "steps": rows})
        return
    for one in steps:
        click.echo(f"{one.at}  {one.by}  {one.move}")
    _tell(held.id, held.state, lang, as_json=False)


@inspection.command()
@click.argument("assessment")
@corpus_option
@database_option
@door
def ceilings(assessment: str, folder: Path | None, database: str, lang: Lang, as_json: bool) -> None:
    """Ceilings of sanctions from a kept ASSESSMENT, and what a fine must weigh. / Plafonds et facteurs."""
    from concordance.pipeline import load_score
    from concordance.registry.assessments import result_of
    from concordance.registry.oversight.ceilings import factors_for
    from concordance.registry.records import assessment_held

    score = load_score(folder)
    with Registry.open(database).reading() as session:
        result = result_of(assessment_held(session, assessment))
    rows = [(found, factors_for(found.id, score)) for found in result.sanctions]
    if as_json:
        echo_json(
            [
                {"sanction": s.id, "citation": s.citation, "amount": s.amount, "currency": s.currency}
                | {"missing": list(s.missing), "factors": [factor.id for factor in factors]}
                for s, factors in rows
            ]
        )
        return
    for found, factors in rows:
        click.echo(f"{found.id} ({found.citation}): {found.explained(lang)}")
        for factor in factors:
            click.echo(f"    {factor.citation}: {factor.says(lang)}")
        if not factors:
            click.echo(f"    {SAID['no_factors'](lang)}")


@inspection.command("statistics")
@click.option("--year", type=int, required=True)
@click.option("--authority")
@database_option
@door
def statistics_(year: int, authority: str | None, database: str, lang: Lang, as_json: bool) -> None:
    """What an authority publishes of a year: counts, sums, times. / Ce qu’une autorité publie d’une année."""
    from concordance.registry.oversight.statistics import statistics

    with Registry.open(database).reading() as session:
        found = dataclasses.asdict(statistics(session, year, authority))
    if as_json:
        echo_json(found)
        return
    for name, value in found.items():
        click.echo(f"{name}: {value}")
