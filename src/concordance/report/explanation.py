"""An explanation for the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.tree import Tree

from concordance.assess.trace import Explanation, Part
from concordance.base.text import Lang, Text
from concordance.report.words import COLON, MODALITIES, OUTCOMES, cited, day, shown_value, sure, word

_PARTS = {
    "scope": Text("the text reaches this profile", "le texte atteint ce profil"),
    "bearer": Text("the organisation bears the norm", "l’organisation est visée par la norme"),
    "when": Text("its condition holds", "sa condition est remplie"),
    "dates": Text("it applies on that day", "elle est applicable ce jour-là"),
    "met": Text("the facts show that it is met", "les faits montrent qu’elle est respectée"),
}


def print_explanation(found: Explanation, lang: Lang, console: Console) -> None:
    """Print why the outcome is what it is, part by part."""
    console.print(f"[bold]{found.norm}[/] {cited(found.citation, lang)} {found.link}", highlight=False)
    console.print(f"{MODALITIES[found.modality](lang)}{COLON(lang)}{escape(found.says(lang))}", highlight=False)
    tree = Tree(f"[bold]{OUTCOMES[found.outcome](lang)}[/]")
    for part in found.parts:
        _add(tree, part, lang)
    console.print(tree, highlight=False)
    for branch in found.readings:
        chosen = ", ".join(f"{name}={option}" for name, option in branch.readings.items())
        console.print(f"{word('if', lang)} {chosen}{COLON(lang)}{OUTCOMES[branch.outcome](lang)}", highlight=False)
    for stretch in found.life:
        until = f" {word('until', lang)} {day(stretch.until, lang)}" if stretch.until else ""
        start = day(stretch.from_, lang)
        said = f"{word('from', lang)} {start}{until}{COLON(lang)}{OUTCOMES[stretch.outcome](lang)}"
        console.print(f"[dim]{said}[/]", highlight=False)
    origin = f"{found.text} · {found.source} ({sure(found.confidence, lang)})"
    console.print(f"[dim]{escape(found.act)} · {origin}[/]", highlight=False)


def _add(tree: Tree, part: Part, lang: Lang) -> None:
    mark = {"applies": "[green]✓[/]", "does-not-apply": "[red]✗[/]"}.get(part.outcome, "[yellow]?[/]")
    label = (
        _PARTS[part.name](lang)
        if part.name in _PARTS
        else f"{word('exception', lang)} {part.name.removeprefix('unless ')}"
    )
    said = f" {escape(part.says(lang))}" if part.says else ""
    place = f" [dim]{cited(part.citation, lang)}[/]" if part.citation else ""
    branch = tree.add(f"{mark} {label}{place}{said}")
    for ground in part.grounds:
        branch.add(f"[dim]{cited(ground.citation, lang)} {escape(ground.says(lang))}[/]")
    if part.because:
        told = "; ".join(f"{b.fact}={shown_value(b.value, lang)}" for b in part.because)
        branch.add(f"[dim]{word('because', lang)} {escape(told)}[/]")
    if part.missing:
        branch.add(f"[yellow]{', '.join(part.missing)} {word('missing', lang)}[/]")
    for inner in part.exceptions:
        _add(branch, inner, lang)
