"""Comparisons by principle, and what carries a soft clause out, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from concordance.base.text import Lang, Text
from concordance.harmonise.crosswalk import Cell, Clause, Compared, Difference, Presence, Table
from concordance.harmonise.implement import Implementation, Link, LinkKind, Place
from concordance.report.words import COLON, cited, day

SHOWN = 6
PRINCIPLE = Text("Principles and recommendations", "Principes et recommandations")
DRAWN_FROM = Text("rows after", "lignes d’après")
MARKS = {Presence.NAMED: "✓", Presence.IN_SUBSTANCE: "✗ ○", Presence.ABSENT: "✗"}
LEGEND = Text(
    "✓ named as a principle or a recommendation; ✗ not named; ○ held in substance by other clauses, listed below",
    "✓ nommé comme principe ou recommandation ; ✗ non nommé ; ○ présent en substance dans des clauses citées plus bas",
)
DIFFERENCES = Text("What the table leaves out and the sources say", "Ce que le tableau omet et que disent les sources")
KINDS = {
    "in-substance": Text("not named, but held by", "non nommé, mais présent dans"),
    "named-since": Text("named by the wording now in force, in", "nommé par le texte aujourd’hui en vigueur, dans"),
    "in-substance-since": Text("held since the present wording, by", "présent depuis le texte actuel, dans"),
}
LINKS = {
    LinkKind.SAME_ACT: Text("the same act", "le même acte"),
    LinkKind.WIDER_ACT: Text("a wider prohibition", "une interdiction plus large"),
    LinkKind.NARROWER_ACT: Text("a narrower act", "un acte plus étroit"),
    LinkKind.SHARED_PRINCIPLE: Text("the same principle, another act", "le même principe, un autre acte"),
}
ASKS = Text("asks", "demande")
ON = Text("binding law on", "droit contraignant au")
STARTS = Text("from", "à partir du")
NONE = Text(
    "Places whose binding law, as far as the corpus holds it, does not answer",
    "Lieux dont le droit contraignant, tel que le corpus le contient, n’y répond pas",
)
NOT_IN_FORCE = Text("not in force", "pas en vigueur")
MORE = Text("more in the JSON", "de plus dans le JSON")


def print_crosswalk(found: Table, lang: Lang, console: Console) -> None:
    """The table, row by row, then what differs between it and the sources."""
    console.print(f"[bold]{escape(found.title(lang))}[/]")
    if found.drawn_from:
        console.print(f"[dim]{DRAWN_FROM(lang)} {escape(found.drawn_from)}[/]")
    columns = (_column(side, lang) for side in found.sides)
    grid = Grid(PRINCIPLE(lang), *columns, box=None, padding=(0, 2), pad_edge=False)
    for line in found.lines:
        grid.add_row(escape(line.label(lang)), *(_cell(cell, lang) for cell in line.cells))
    console.print(grid)
    console.print(f"[dim]{LEGEND(lang)}[/]")
    _differences(found, lang, console)


def _column(side: Compared, lang: Lang) -> str:
    return f"{escape(side.short(lang))} ({side.published.year})"


def _cell(cell: Cell, lang: Lang) -> str:
    cites = _cited(cell.headings or cell.clauses[:2], lang)
    return f"{MARKS[cell.presence]} [dim]{escape(cites)}[/]" if cites else MARKS[cell.presence]


def _differences(found: Table, lang: Lang, console: Console) -> None:
    if not found.differences:
        return
    names = {side.instrument: side.short(lang) for side in found.sides}
    console.print(f"\n[bold cyan]{DIFFERENCES(lang)}[/]")
    for difference in found.differences:
        console.print(f"  {escape(_difference(difference, names, lang))}")


def _difference(difference: Difference, names: dict[str, str], lang: Lang) -> str:
    colon = "\u00a0:" if lang == "fr" else ":"
    told = f"{difference.label(lang)}, {names[difference.instrument]}{colon} {KINDS[difference.kind](lang)}"
    return f"{told} {_cited(difference.clauses, lang)}"


def _cited(clauses: Iterable[Clause], lang: Lang) -> str:
    return ", ".join(dict.fromkeys(cited(clause.citation, lang) for clause in clauses))


def print_implementation(found: Implementation, lang: Lang, console: Console) -> None:
    """The clause, the norms that answer to it by jurisdiction, and where there are none."""
    clause = f"{found.short(lang)} {cited(found.citation, lang)}"
    console.print(f"[bold]{escape(clause)}[/] {escape(found.says(lang))}")
    console.print(f"[dim]{ASKS(lang)} {escape(found.act(lang))} · {ON(lang)} {day(found.at, lang)}[/]")
    for place in found.places:
        console.print(f"\n[bold cyan]{escape(place.label(lang))}[/]")
        _links(place.links, lang, console)
        _dormant(place, lang, console)
    if found.without:
        console.print(f"\n[bold yellow]{NONE(lang)}[/]")
        for place in found.without:
            console.print(f"  {escape(place.label(lang))}")
            _dormant(place, lang, console)


def _links(links: tuple[Link, ...], lang: Lang, console: Console) -> None:
    for link in links[:SHOWN]:
        starts = f", {STARTS(lang)} {day(link.starts, lang)}" if link.starts else ""
        sure = f" [dim]\\[{link.confidence}][/]" if link.confidence != "confirmed" else ""
        place = f"[bold]{escape(link.short(lang))} {escape(cited(link.citation, lang))}[/]"
        console.print(f"  {place}{starts}{COLON(lang)}{escape(link.says(lang))}{sure}")
        reasons = "; ".join(because(lang) for because in link.because)
        head = LINKS[link.kind](lang)
        console.print(f"    [dim]{escape(head if link.kind is LinkKind.SAME_ACT else f'{head} — {reasons}')}[/]")
    if len(links) > SHOWN:
        console.print(f"  [dim]… {len(links) - SHOWN} {MORE(lang)}[/]")


def _dormant(place: Place, lang: Lang, console: Console) -> None:
    if place.not_in_force:
        told = [f"{link.short(lang)} {cited(link.citation, lang)}" for link in place.not_in_force[:SHOWN]]
        console.print(f"    [dim]{NOT_IN_FORCE(lang)}{COLON(lang)}{escape(', '.join(told))}[/]")
