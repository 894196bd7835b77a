"""What changes for whom, for the terminal: by addressee, what came in, went and changed."""

from __future__ import annotations

from datetime import date

from rich.console import Console
from rich.markup import escape

from concordance.base.text import Lang, Text
from concordance.harmonise.changes import Change, ChangeKind, Changes
from concordance.report.words import COLON, MODALITIES, cited, day

SIGNS: dict[ChangeKind, str] = {ChangeKind.CAME: "+", ChangeKind.WENT: "−", ChangeKind.CHANGED: "~"}
NO_TEXT = Text("no text in force", "aucun texte en vigueur")
KNOWN = Text("as known on", "tel que connu le")
SCOPE = Text("the text as a whole", "le texte dans son ensemble")
WAS = Text("before", "auparavant")
FROM_TO = (Text("from", "du"), Text("to", "au"))
COUNTED = Text(
    "{came} norms came in, {went} went, {changed} changed, {unchanged} stayed as they were",
    "{came} normes sont entrées, {went} sont sorties, {changed} ont changé, {unchanged} sont restées les mêmes",
)


def print_changes(found: Changes, lang: Lang, console: Console) -> None:
    """Print the changes of an instrument between two days, by addressee."""
    sides = (
        _side(word, on, text, known, lang)
        for word, on, text, known in zip(
            FROM_TO,
            (found.from_, found.to),
            (found.text_from, found.text_to),
            (found.known_from, found.known_to),
            strict=True,
        )
    )
    console.print(f"[bold]{escape(found.short(lang))}[/] {' '.join(sides)}", highlight=False)
    for reason in found.scope:
        console.print(f"  {SCOPE(lang)}{COLON(lang)}{escape(reason(lang))}", highlight=False)
    for addressed, listed in by_addressee(found, lang).items():
        console.print(f"\n[bold]{escape(addressed)}[/]", highlight=False)
        for change in listed:
            _print_change(change, lang, console)
    kinds = [change.kind for change in found.changes]
    counts = {kind.value: kinds.count(kind) for kind in ChangeKind}
    console.print(f"\n{COUNTED(lang).format(**counts, unchanged=found.unchanged)}", highlight=False)


def by_addressee(found: Changes, lang: Lang) -> dict[str, list[Change]]:
    """The changes under the names of those whom each addresses, in order of appearance."""
    listed: dict[str, list[Change]] = {}
    for change in found.changes:
        listed.setdefault(", ".join(label(lang) for label in change.bearer_says), []).append(change)
    return listed


def _side(word: Text, on: date, text: str | None, known: date, lang: Lang) -> str:
    told = text or NO_TEXT(lang)
    seen = f", {KNOWN(lang)} {day(known, lang)}"
    return f"{word(lang)} {day(on, lang)} ({escape(told)}{seen})"


def _print_change(change: Change, lang: Lang, console: Console) -> None:
    since = f" ({day(change.on, lang)})" if change.on else ""
    head = f"  {SIGNS[change.kind]} [bold]{escape(cited(change.citation, lang))}[/]{since}"
    told = COLON(lang).join([MODALITIES[change.modality](lang), change.says(lang)])
    console.print(f"{head} {escape(told)}", highlight=False)
    if change.was is not None:
        console.print(f"      {WAS(lang)}{COLON(lang)}{escape(change.was(lang))}", highlight=False)
    for reason in change.how:
        console.print(f"      {escape(reason(lang))}", highlight=False)
