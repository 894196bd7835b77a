#!/usr/bin/env python3
"""Write the reference pages that follow from the code and the corpus.

    python docs/generate.py            write docs/reference/*.md and docs/reference/schemas/*.json

The pages are checked in, so that they can be read without running anything; a test renders them again and compares.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import yaml

from concordance.assess.result import FORMAT
from concordance.base.text import Text
from concordance.doors.cli.main import cli
from concordance.norms.instrument import Instrument
from concordance.norms.outcome import Outcome
from concordance.norms.score import Score
from concordance.norms.vocabulary import Fact, Term
from concordance.pipeline import load_score
from concordance.reading.shapes import json_schemas
from concordance.report.machine import json_schema

REFERENCE = Path(__file__).resolve().parent / "reference"
MEANINGS = REFERENCE / "assessment.meanings.yaml"
CONFIDENCE = ("confirmed", "secondary", "unverified")
JsonObject = dict[str, Any]
WRITTEN = "<!-- Written by `python docs/generate.py`: change the source, not this page. -->"


def main() -> None:
    """Write every page, and remove schemas that are no longer exported."""
    rendered = render()
    for path in (REFERENCE / "schemas").glob("*.json"):
        if path not in rendered:
            path.unlink()
    for path, text in rendered.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(rendered)} files in {REFERENCE}\n")


def render() -> dict[Path, str]:
    """Every generated file with its text. Raises ValueError where a field of the assessment has no meaning stated."""
    score = load_score()
    pages = {
        "facts.md": facts(score),
        "commands.md": commands(),
        "assessment.md": assessment(),
        "instruments.md": instruments(score),
        "acts.md": acts(score),
    }
    exported = {**json_schemas(), "assessment": json_schema()}
    schemas = {
        f"schemas/{name}.schema.json": json.dumps(schema, indent=1, ensure_ascii=False)
        for name, schema in exported.items()
    }
    return {REFERENCE / name: text.rstrip("\n") + "\n" for name, text in {**pages, **schemas}.items()}


def table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; bars in cells are escaped."""
    heads = list(heads)
    lines = [heads, ["---"] * len(heads), *([cell.replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


# ---------------------------------------------------------------------------------------------------------- facts


def facts(score: Score) -> str:
    """Every fact under a heading of its own, by the part of its name before the first dot."""
    known = score.vocabulary.facts
    places = {name: term.label for name, term in score.vocabulary.jurisdictions.items()}
    groups: dict[str, list[Fact]] = {}
    for name in sorted(known):
        groups.setdefault(name.split(".")[0], []).append(known[name])
    parts = [
        "# Facts",
        WRITTEN,
        "Every question that a profile can answer. What is not answered is unknown, never no. A *legal judgement* is "
        "an open standard of the law: it stands under `judgements:`, with the name and the reason of whoever answers. "
        "A *reading* is a choice between readings of unsettled law: it stands under `readings:`, without its prefix. "
        "`concordance corpus facts --json` says the same to programs.",
        "*En français :* toutes les questions auxquelles un profil peut répondre ; chacune est donnée dans les deux "
        "langues.",
        " · ".join(f"[{group}](#{group}) ({len(listed)})" for group, listed in groups.items()) + " · [places](#places)",
    ]
    for group, listed in groups.items():
        parts.append(f"## {group}")
        parts.extend(_fact(fact, places) for fact in listed)
    told = "The values of facts that ask for places. A place names the wider places it lies in."
    parts += ["## places", told, _values(places)]
    return "\n\n".join(parts)


def _fact(fact: Fact, places: dict[str, Text]) -> str:
    kind = f"{fact.type} in {fact.unit}" if fact.unit else fact.type
    marks = [kind, f"answered by `{fact.answered_by}`"]
    marks += ["**legal judgement**"] * fact.judgement + ["**reading**"] * fact.is_reading
    helped = fact.help or Text("", "")
    lines = [
        f"### `{fact.name}`",
        " · ".join(marks),
        f"- en: {fact.question.en} {helped.en}".rstrip(),
        f"- fr : {fact.question.fr} {helped.fr}".rstrip(),
    ]
    if dict(fact.values) == places:
        lines.append("\nValues: [places](#places).")
    elif fact.values:
        lines.append("\n" + _values(fact.values))
    return "\n".join([lines[0], "", lines[1], "", *lines[2:]])


def _values(values: dict[str, Text]) -> str:
    return table(("value", "en", "fr"), ((f"`{name}`", says.en, says.fr) for name, says in values.items()))


# ------------------------------------------------------------------------------------------------------- commands


def commands() -> str:
    """What `--help` says of every command, rendered without the line breaks of a terminal."""
    parts = [
        "# Commands",
        WRITTEN,
        "What `concordance COMMAND --help` says. In a checkout, `python3 start.py COMMAND …` is the same.",
    ]
    parts.extend(_command(path, command) for path, command in every_command())
    return "\n\n".join(parts)


def every_command() -> Iterator[tuple[str, click.Command]]:
    """Every command with the words by which it is called, in the order of `--help`."""
    yield from _below("concordance", cli)


def _below(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path)
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            if found is not None and not found.hidden:
                yield from _below(f"{path} {name}", found)


def _command(path: str, command: click.Command) -> str:
    context = click.Context(command, info_name=path)
    usage = " ".join([path, *command.collect_usage_pieces(context)])
    told = inspect.cleandoc(command.help or "").replace("\b\n", "")
    options = [_option(p) for p in command.params if isinstance(p, click.Option) and not p.hidden]
    rows = [*options, ("`-h`, `--help`", "Show this message and exit.")]
    return "\n\n".join([f"## {path}", f"```text\n{usage}\n\n{told}\n```", table(("option", "meaning"), rows)])


def _option(option: click.Option) -> tuple[str, str]:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    if isinstance(option.type, click.Choice):
        names += " " + " / ".join(f"`{choice}`" for choice in option.type.choices)
    elif not option.is_flag and not option.count:
        names += f" {option.metavar or option.type.name.upper()}"
    notes = [(option.help or "").rstrip(".")]
    notes += ["required"] * option.required + ["may be repeated"] * (option.multiple and "repeated" not in notes[0])
    notes += [f"default: `{option.default}`"] if option.show_default else []
    return names, "; ".join(note for note in notes if note) + "."


# ----------------------------------------------------------------------------------------------------- assessment


def assessment() -> str:
    """The contract of `assess --json`: every field of every object, outcome words, exit codes."""
    meanings = yaml.safe_load(MEANINGS.read_text(encoding="utf-8"))
    defined = json_schema()["$defs"]
    fields = {name: list(found["properties"]) for name, found in defined.items() if "properties" in found}
    refuse_gaps({**fields, "outcomes": list(Outcome)}, {**meanings["objects"], "outcomes": meanings["outcomes"]})
    parts = ["# The assessment as JSON", WRITTEN, meanings["introduction"].format(format=FORMAT).strip()]
    for name in (found for found in _in_order(defined) if found in fields):
        means, typed = meanings["objects"][name], defined[name]["properties"]
        rows = ((f"`{field}`", _kind(typed[field]), means[field]) for field in typed)
        told = inspect.cleandoc(defined[name]["description"]).replace("from_", "from")
        parts += [f"## {name}", told, table(("field", "type", "meaning"), rows)]
    for key, head in (("outcomes", "Outcomes"), ("exit_codes", "Exit codes")):
        said = ((f"`{word}`", says) for word, says in meanings[key].items())
        parts += [f"## {head}", table(("", "meaning"), said)]
    return "\n\n".join(parts)


def refuse_gaps(fields: Mapping[str, Iterable[str]], said: Mapping[str, Mapping[str, str]]) -> None:
    """Raise ValueError for whatever has no meaning stated, and for meanings of what is not there."""
    there = {f"{name}.{field}" for name, found in fields.items() for field in found}
    stated = {f"{name}.{field}" for name, found in said.items() for field in found}
    if there != stated:
        raise ValueError(f"{MEANINGS}: without meaning {sorted(there - stated)}; not there {sorted(stated - there)}")


def _in_order(defined: JsonObject) -> list[str]:
    """The names of all objects, from the assessment down, in the order of the fields that hold them."""
    order = ["Assessment"]
    for name in order:
        held = re.findall(r"#/\$defs/(\w+)", json.dumps(defined[name]))
        order.extend(other for other in dict.fromkeys(held) if other not in order)
    return order


def _kind(schema: JsonObject) -> str:
    """A JSON Schema in words, with a link to the object it refers to."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return "[outcome](#outcomes)" if name == "Outcome" else f"[{name}](#{name.lower()})"
    if "anyOf" in schema:
        return " or ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return "one of " + ", ".join(f"`{word}`" for word in schema["enum"])
    if schema["type"] == "array":
        return f"list of {_kind(schema['items'])}"
    if schema["type"] == "object":
        return f"object: name to {_kind(schema['additionalProperties'])}"
    return str(schema.get("format", schema["type"]))


# ---------------------------------------------------------------------------------------------------- instruments


def instruments(score: Score) -> str:
    """One row an instrument."""
    heads = ("id", "title", "where", "binding", "texts", "norms", "confidence")
    held = sorted(score.instruments.values(), key=lambda i: i.id)
    parts = [
        "# Instruments",
        WRITTEN,
        f"What corpus {score.version} holds, law known up to {score.as_of}. *Texts*: each wording, the day it was "
        "published and, after the arrow, the day it entered into force. *Confidence*: the share of norms read in an "
        "official text (confirmed), in a source that reports it (secondary), or in neither (unverified). "
        "`concordance corpus show ID` lists the norms.",
        table(heads, (_instrument(instrument) for instrument in held)),
    ]
    return "\n\n".join(parts)


def _instrument(instrument: Instrument) -> tuple[str, ...]:
    names = f"[{instrument.title.en}]({instrument.link})<br>{instrument.title.fr}"
    binding = "pending" if instrument.kind == "bill" else "hard" if instrument.hard else "soft"
    texts = "<br>".join(f"{w.id}: {w.published} → {w.in_force or 'not in force'}" for w in instrument.wordings)
    counted = Counter[str](norm.provenance.confidence for norm in instrument.norms)
    shares = (f"{word} {counted[word] / counted.total():.0%}" for word in CONFIDENCE if counted[word])
    where = f"`{instrument.jurisdiction}`"
    kind = f"{binding}, {instrument.kind}"
    return f"`{instrument.id}`", names, where, kind, texts, str(counted.total()), "<br>".join(shares)


# ----------------------------------------------------------------------------------------------------------- acts


def acts(score: Score) -> str:
    """The hierarchy of verbs, narrower ones indented, with the clauses of management frameworks they correspond to."""
    verbs = score.vocabulary.acts
    heads = ("verb", "en", "fr", "undoes", "ISO/IEC 42001:2023", "NIST AI RMF 1.0")
    parts = [
        "# Acts",
        WRITTEN,
        "What norms make people do. A narrower verb stands below its broader one: whoever does the narrower has done "
        "the broader. Each norm's act is `verb(object, key=value)`; the keys are in "
        "[the corpus format](../../spec/corpus-format.md#acts).",
        "The last two columns name clauses of ISO/IEC 42001:2023 and subcategories of the NIST AI RMF 1.0 that are "
        "about the same kind of doing. They are our reading, by id only: doing what a clause asks performs no legal "
        "duty by itself, and nothing is derived from them. Where a cell is empty, no clause clearly corresponds.",
        table(heads, (_verb(verb, depth) for verb, depth in _tree(verbs, "", 0))),
    ]
    return "\n\n".join(parts)


def _tree(verbs: Mapping[str, Term], broader: str, depth: int) -> Iterator[tuple[Term, int]]:
    for verb in sorted((v for v in verbs.values() if v.broader == broader), key=lambda v: v.name):
        yield verb, depth
        yield from _tree(verbs, verb.name, depth + 1)


def _verb(verb: Term, depth: int) -> tuple[str, ...]:
    undone = ", ".join(f"`{name}`" for name in verb.opposite)
    mapped = (", ".join(verb.maps.get(framework, ())) for framework in ("iso-42001", "nist-ai-rmf"))
    return f"{'· ' * depth}`{verb.name}`", verb.label.en, verb.label.fr, undone, *mapped


if __name__ == "__main__":
    main()
