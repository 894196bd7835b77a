"""`concordance corpus`: check, stats, show, changes, facts, coverage, schemas."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from concordance.base.problem import Problem, ProblemsError, did_you_mean
from concordance.base.span import NOWHERE
from concordance.base.text import Lang
from concordance.doors.cli.options import Day, corpus_option, json_option, lang_option
from concordance.norms.instrument import Instrument
from concordance.norms.score import Score
from concordance.pipeline import check_corpus, load_proof, load_score
from concordance.report import corpus as corpus_report


@click.group()
def corpus() -> None:
    """The corpus of law: check it, count it, read it."""


@corpus.command()
@corpus_option
@click.option("--only", default="", help="Play the cases of one instrument only, for instance eu/ai-act.")
@click.option("--file", "name", default="", help="Show only problems whose place contains this text.")
@json_option
def check(folder: Path | None, only: str, name: str, as_json: bool) -> None:
    """Read every file, check every reference, play every case. Lists all problems at once."""
    score, problems, played = check_corpus(folder, only)
    if only and score:
        _instrument(only, score)
    shown = [p for p in problems if any(name in str(place) for place in p.places)]
    if as_json:
        listed = [
            {"code": p.code, "message": p.message, "places": [str(s) for s in p.places], "help": p.help} for p in shown
        ]
        click.echo(json.dumps(listed, ensure_ascii=False, indent=1))
    if shown and not as_json:
        raise ProblemsError(shown)
    if shown:
        raise SystemExit(2)
    if not as_json:
        norms = sum(len(i.norms) for i in score.instruments.values()) if score else 0
        click.echo(f"The corpus is clean: {norms} norms, {played} cases played, each as expected.")


@corpus.command()
@corpus_option
@json_option
def stats(folder: Path | None, as_json: bool) -> None:
    """Count what the corpus holds."""
    found = corpus_report.stats(load_proof(folder))
    if as_json:
        _echo(found)
        return
    for key in (
        "version",
        "as_of",
        "instruments",
        "jurisdictions",
        "norms",
        "definitions",
        "cases",
        "facts",
        "readings",
    ):
        click.echo(f"{key:15} {found[key]}")
    for name, entry in found["by_instrument"].items():
        click.echo(f"  {name:28} {entry['norms']:5} norms {entry['cases']:5} cases")


@corpus.command()
@corpus_option
@lang_option
@json_option
def facts(folder: Path | None, lang: Lang, as_json: bool) -> None:
    """List every fact: its question, type, values, and who can answer it."""
    found = corpus_report.facts(load_score(folder))
    if as_json:
        _echo(found)
        return
    for fact in found:
        values = ", ".join(fact["values"]) or fact["unit"] or ""
        mark = " [legal judgement]" if fact["judgement"] else ""
        click.echo(
            f"{fact['id']}  ({fact['type']}{': ' + values if values else ''}){mark}\n    {fact['question'][lang]}"
        )


@corpus.command()
@click.argument("instrument")
@corpus_option
@json_option
def coverage(instrument: str, folder: Path | None, as_json: bool) -> None:
    """Account for every article and annex of INSTRUMENT: encoded, or why nothing is to encode."""
    found = corpus_report.coverage(_instrument(instrument, load_score(folder)))
    if as_json:
        _echo(found)
        return
    for label, entry in found["provisions"].items():
        told = (
            f"{entry['norms']} norms, {entry['definitions']} definitions"
            if entry["encoded"]
            else entry["why_not"]["en"]
        )
        click.echo(f"{label:14} {told}")
    click.echo(f"{found['encoded']} encoded, {found['nothing_to_encode']} with nothing to encode")
    click.echo(f"unaccounted: {', '.join(found['unaccounted']) or 'none'}")


@corpus.command()
@click.argument("instrument")
@corpus_option
@lang_option
@json_option
def show(instrument: str, folder: Path | None, lang: Lang, as_json: bool) -> None:
    """Show INSTRUMENT (for instance eu/ai-act), article by article."""
    found = corpus_report.show(_instrument(instrument, load_score(folder)))
    if as_json:
        _echo(found)
        return
    click.echo(f"{found['title'][lang]}\n{found['link']}")
    for event in found["status"]:
        click.echo(f"  {event['on']} {event['event']} ({event['confidence']})")
    for article in found["articles"]:
        click.echo(f"\n{article['label']} {article['title'][lang]}")
        for norm in article["norms"]:
            click.echo(f"  {norm['id']:22} {norm['modality']:11} {', '.join(norm['bearer'])}: {norm['says'][lang]}")


@corpus.command()
@click.argument("instrument")
@click.option("--from", "start", type=Day(), required=True, help="The first day.")
@click.option("--to", "end", type=Day(), required=True, help="The second day.")
@click.option("--known", "as_known", is_flag=True, help="See each day as the law was published by then.")
@corpus_option
@lang_option
@json_option
def changes(
    instrument: str, start: date, end: date, as_known: bool, folder: Path | None, lang: Lang, as_json: bool
) -> None:
    """Say what changes for whom in INSTRUMENT between two days: norms that come in, go, or ask something else.

    Both days are seen with all that the corpus knows, so that announced dates count; with --known, each is seen as the
    law was published by then, which shows what an amendment did.
    """
    from concordance.harmonise.changes import changes as compare

    score = load_score(folder)
    found = compare(_instrument(instrument, score), start, end, score, as_known=as_known)
    if as_json:
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1).decode())
        return
    from rich.console import Console

    from concordance.report.changes import print_changes

    print_changes(found, lang, Console())


@corpus.command()
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Write one file per schema into this folder."
)
def schemas(out: Path | None) -> None:
    """Export JSON Schemas of every kind of corpus file, of profiles and of the assessment, for editors and programs."""
    from concordance.reading.shapes import json_schemas
    from concordance.report.machine import json_schema

    found = {**json_schemas(), "assessment": json_schema()}
    if out is None:
        _echo(found)
        return
    out.mkdir(parents=True, exist_ok=True)
    for name, schema in found.items():
        (out / f"{name}.schema.json").write_text(
            json.dumps(schema, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
        )
    click.echo(f"{len(found)} schemas in {out}")


def _instrument(name: str, score: Score) -> Instrument:
    if name not in score.instruments:
        help_text = did_you_mean(name, score.instruments)
        raise ProblemsError([Problem("unknown-instrument", f"no instrument is called `{name}`", (NOWHERE,), help_text)])
    return score.instruments[name]


def _echo(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
