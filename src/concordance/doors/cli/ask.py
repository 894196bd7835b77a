"""`concordance ask`: an interview that asks what settles most, saves as it goes, and resumes."""

from __future__ import annotations

import dataclasses
from datetime import date
from pathlib import Path

import click

from concordance.assess.play import Play
from concordance.assess.questions import make_questions, targets
from concordance.assess.result import OpenQuestion
from concordance.base.problem import Problem, Problems, ProblemsError
from concordance.base.span import Span
from concordance.base.text import Lang, Text
from concordance.compile.program import Program
from concordance.doors.cli.options import at_option, corpus_option, known_option, lang_option, today
from concordance.norms.profile import FactValue, Judgement, Profile
from concordance.norms.vocabulary import Fact
from concordance.pipeline import compile_score, load_profile
from concordance.reading.tree import Node, Scalar, Sequence
from concordance.reading.values import read_value
from concordance.reading.writing import write_profile

_WORDS = {
    "hint": Text(
        "Enter: nobody knows · ?: help · q: save and stop",
        "Entrée : nul ne le sait · ? : aide · q : enregistrer et arrêter",
    ),
    "left": Text("open norms", "normes ouvertes"),
    "done": Text("Nothing more can be settled by asking.", "Plus rien ne peut être tranché en demandant."),
    "saved": Text("saved in", "enregistré dans"),
    "next": Text("then", "ensuite"),
    "by": Text("Your name (a legal judgement is signed)", "Votre nom (une appréciation juridique est signée)"),
    "reason": Text("Your reason", "Votre raison"),
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=Path("system.yaml"))
@at_option
@known_option
@lang_option
@click.option("--most", type=click.IntRange(1), help="Stop after so many questions.")
@corpus_option
def ask(file: Path, at: date | None, known: date | None, lang: Lang, most: int | None, folder: Path | None) -> None:
    """Interview you about a system, and keep the answers in FILE (system.yaml).

    The next question is the one expected to settle most. An answer is saved at once; call again to resume.
    """
    program = compile_score(folder, known)
    if file.exists():
        profile = load_profile(file, program)
    else:
        profile = Profile(file.stem, Text(file.stem, file.stem), None, {})
        write_profile(profile, file)
    day, asked = at or today(), 0
    while most is None or asked < most:
        play = Play(program, profile, day)
        questions = make_questions(play)
        if not questions:
            click.echo(_WORDS["done"](lang))
            break
        answered = _ask(questions[0], play, lang)
        if answered is None:
            break
        profile, asked = answered, asked + 1
        write_profile(profile, file)
    click.echo(f"{_WORDS['saved'](lang)} {file} · {_WORDS['next'](lang)}: concordance assess {file}")


def _ask(question: OpenQuestion, play: Play, lang: Lang) -> Profile | None:
    """One question, until it has an answer. None when the person stops."""
    program, fact = play.program, play.program.score.vocabulary.facts[question.fact]
    still_open = sum(play.walk.truth(node) is None for node in targets(play))
    click.echo(f"\n[{still_open} {_WORDS['left'](lang)}] {fact.question(lang)}")
    for number, (name, says) in enumerate(fact.values.items(), 1):
        click.echo(f"  {number}. {name} — {says(lang)}")
    while True:
        said = click.prompt(_prompt(fact, lang), default="", show_default=False).strip()
        if said == "q":
            return None
        if said == "?":
            click.echo(fact.help(lang) if fact.help else fact.name)
            click.echo(_WORDS["hint"](lang))
            continue
        if not said:
            known_to_none = play.profile.nobody_knows | {fact.name}
            return dataclasses.replace(play.profile, nobody_knows=known_to_none)
        value = _value(fact, said, program)
        if value is not None:
            return _with(play, fact, value, lang)


def _prompt(fact: Fact, lang: Lang) -> str:
    kinds = {"bool": "y/n" if lang == "en" else "o/n", "date": "YYYY-MM-DD", "set": "1,2,…", "choice": "1…"}
    return f"  [{kinds.get(fact.type, fact.unit)}]"


def _value(fact: Fact, said: str, program: Program) -> FactValue | None:
    """What was typed, as a value; problems are shown and the question is put again."""
    problems = Problems()
    value = read_value(fact, _node(fact, said), program.score.vocabulary, problems)
    for problem in problems:
        click.echo(f"  {problem.message}. {problem.help}", err=True)
    return value


def _node(fact: Fact, said: str) -> Node:
    span, words = Span("<answer>"), list(fact.values)

    def word(text: str) -> str:
        text = text.strip()
        return words[int(text) - 1] if text.isdigit() and 0 < int(text) <= len(words) else text

    if fact.type == "bool":
        said = {
            "y": "true",
            "yes": "true",
            "o": "true",
            "oui": "true",
            "n": "false",
            "no": "false",
            "non": "false",
        }.get(said.lower(), said)
    if fact.type == "set":
        parts = [] if said in {"-", "[]"} else said.split(",")
        return Sequence(tuple(Scalar(word(part), False, span) for part in parts), span)
    return Scalar(word(said) if fact.type == "choice" else said, False, span)


def _with(play: Play, fact: Fact, value: FactValue, lang: Lang) -> Profile:
    profile = play.profile
    if not fact.judgement:
        return dataclasses.replace(profile, facts={**profile.facts, fact.name: value})
    by = click.prompt("  " + _WORDS["by"](lang))
    reason = click.prompt("  " + _WORDS["reason"](lang))
    if not by.strip() or not reason.strip():
        problem = Problem("unsigned-judgement", "a judgement needs a name and a reason", (Span("<answer>"),))
        raise ProblemsError([problem])
    judgement = Judgement(value, by, reason, play.at)
    return dataclasses.replace(profile, judgements={**profile.judgements, fact.name: judgement})
