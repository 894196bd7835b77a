"""Relations, measures and tensions for the terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape

from concordance.assess.result import Measure, Tension
from concordance.base.text import Lang, Text
from concordance.harmonise.relation import Relation, RelationPart, Side
from concordance.report.words import COLON, MODALITIES, TENSIONS, cited, day, shown_value, word

RELATIONS: dict[str, Text] = {
    "equal": Text("the two are equal", "les deux sont égales"),
    "subset": Text("the first is a subset of the second", "la première est un sous-ensemble de la seconde"),
    "superset": Text("the first is a superset of the second", "la première est un sur-ensemble de la seconde"),
    "intersects": Text("the two intersect", "les deux se recoupent"),
    "none": Text("they have nothing in common", "elles n’ont rien de commun"),
}
PARTS: dict[str, Text] = {
    "who": Text("who", "qui"),
    "what": Text("what", "quoi"),
    "how-strict": Text("how strict", "avec quelle rigueur"),
    "when": Text("when", "quand"),
    "where": Text("where (told, not counted)", "où (dit, non compté)"),
    "binding": Text("force (told, not counted)", "force (dit, non compté)"),
}
_SHOWN = 12
_SHOWN_DUTIES = 6


def print_relation(found: Relation, lang: Lang, console: Console) -> None:
    """Print the relation of two norms, part by part."""
    for side in (found.a, found.b):
        _print_side(side, lang, console)
    console.print(f"[bold cyan]{found.relation}[/] — {RELATIONS[found.relation](lang)}", highlight=False)
    for part in (*found.parts, found.where, found.binding):
        _print_part(part, lang, console)
    if found.jointly_possible is None:
        return
    key = "under_both" if found.jointly_possible else "never_both"
    facts = "" if found.witness is None else f" {facts_told(found.witness, lang)}"
    console.print(f"  {word(key, lang)}{escape(facts)}", highlight=False)


def _print_side(side: Side, lang: Lang, console: Console) -> None:
    console.print(f"[bold]{side.norm}[/] {cited(side.citation, lang)} [dim]{escape(side.act)}[/]", highlight=False)
    told = COLON(lang).join([", ".join(side.bearer), MODALITIES[side.modality](lang), escape(side.says(lang))])
    console.print(f"  {told}", highlight=False)


def _print_part(part: RelationPart, lang: Lang, console: Console) -> None:
    console.print(f"  {PARTS[part.name](lang)}{COLON(lang)}[bold]{word(part.order, lang)}[/]", highlight=False)
    for reason in part.because:
        console.print(f"    {escape(reason(lang))}", highlight=False)


def facts_told(witness: Mapping[str, object], lang: Lang) -> str:
    """The facts of a witness, one after the other."""
    return "; ".join(f"{name}={shown_value(value, lang)}" for name, value in witness.items())


def print_measures(measures: Sequence[Measure], lang: Lang, console: Console, *, full: bool) -> None:
    """Print how many measures discharge how many duties, and those that discharge several, with each reason."""
    duties = sum(len(measure.duties) for measure in measures)
    told = f"{duties} {word('norms_become', lang)} {len(measures)} {word('measures_count', lang)}"
    console.print(f"  {told}", highlight=False)
    merged = [measure for measure in measures if len(measure.duties) > 1]
    for measure in merged if full else merged[:_SHOWN]:
        _print_measure(measure, lang, console, len(measure.duties) if full else _SHOWN_DUTIES)
    if len(merged) > _SHOWN and not full:
        console.print(f"  [dim]… {len(merged) - _SHOWN} {word('more', lang)}[/]", highlight=False)


def _print_measure(measure: Measure, lang: Lang, console: Console, most: int) -> None:
    start = f" [dim]({word('from', lang)} {day(measure.from_, lang)})[/]" if measure.from_ else ""
    console.print(f"  [bold]{escape(measure.says(lang))}[/]{start}", highlight=False)
    for merge in measure.duties[:most]:
        own = f" [magenta]{escape('; '.join(text(lang) for text in merge.specific))}[/]" if merge.specific else ""
        where = f"{merge.instrument} {cited(merge.citation, lang)}"
        console.print(f"    {where} [dim]{escape(merge.why(lang))}[/]{own}", highlight=False)
    if len(measure.duties) > most:
        console.print(f"    [dim]… {len(measure.duties) - most} {word('more', lang)}[/]", highlight=False)


def print_tensions(tensions: Sequence[Tension], lang: Lang, console: Console) -> None:
    """Print every tension with both sides, the reason and the facts that trigger both."""
    if not tensions:
        console.print(f"  {word('no_tension', lang)}", highlight=False)
    for tension in tensions:
        kind, why = TENSIONS[tension.kind](lang), escape(tension.because(lang))
        console.print(f"  [bold red]{kind}[/]{COLON(lang)}{why}", highlight=False)
        for side in (tension.a, tension.b):
            asks = escape(side.asks(lang))
            console.print(f"    [bold]{side.norm}[/] {cited(side.citation, lang)}{COLON(lang)}{asks}", highlight=False)
        facts = escape(facts_told(tension.witness, lang))
        console.print(f"    [dim]{word('shown_by', lang)} {facts}[/]", highlight=False)
