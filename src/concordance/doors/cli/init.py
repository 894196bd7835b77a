"""`concordance init`: a first profile to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import Span
from concordance.base.text import Lang
from concordance.doors.cli.options import lang_option
from concordance.pipeline import load_score

_HEAD = """\
# {intro}
profile: {name}
title: {{en: "{name}", fr: "{name}"}}
facts:
"""
_INTRO = {
    "en": "Uncomment a line and give the value; what stays commented is unknown. Then: concordance assess {file}",
    "fr": "Décommentez une ligne et donnez la valeur ; le reste est inconnu. Puis : concordance assess {file}",
}
FIRST = (
    "organisation.kind",
    "organisation.established_in",
    "organisation.develops_system",
    "organisation.supplies_under_own_name",
    "organisation.uses_system",
    "organisation.employees",
    "organisation.turnover",
    "system.infers_from_inputs",
    "system.operates_with_autonomy",
    "system.markets",
    "system.output_used_in",
    "system.stage",
    "system.placed_on_market_on",
    "system.purposes",
    "system.interacts_directly_with_people",
    "system.generates_content",
    "system.infers_emotions",
    "system.profiles_people",
    "system.exclusively_military",
    "system.free_and_open_source",
)


@click.command()
@click.argument("file", type=click.Path(path_type=Path), default=Path("system.yaml"))
@lang_option
def init(file: Path, lang: Lang) -> None:
    """Write a first profile to FILE (system.yaml): the facts that matter most, each with its question."""
    if file.exists():
        help_text = "give another name; nothing was written"
        raise ProblemsError([Problem("file-exists", "the file is already there", (Span(str(file)),), help_text)])
    facts = load_score().vocabulary.facts
    lines = [_HEAD.format(intro=_INTRO[lang].format(file=file), name=file.stem)]
    for name in FIRST:
        fact = facts[name]
        values = (
            f"  [{' | '.join(fact.values)}]"
            if fact.values
            else f"  [{fact.type}{' ' + fact.unit if fact.unit else ''}]"
        )
        lines.append(f"  # {fact.question(lang)}{values}\n  # {name}:\n")
    lines.append("  system.affects_natural_persons: true\n")
    file.write_text("".join(lines), encoding="utf-8")
    click.echo(f"{file}\nconcordance ask {file}\nconcordance assess {file}")
