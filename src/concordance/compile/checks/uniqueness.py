"""One thing, one name: in any text, a norm's id, a definition's name and a sanction's id stand once."""

from __future__ import annotations

from collections.abc import Iterable

from concordance.base.problem import Problems
from concordance.base.span import Span
from concordance.norms.instrument import Instrument
from concordance.norms.score import Score


def check_uniqueness(score: Score, problems: Problems) -> None:
    """Reports `duplicate-name`, with both places."""
    for instrument in score.instruments.values():
        for kind, entries in _named(instrument):
            _check(kind, entries, problems)


Entries = Iterable[tuple[str, frozenset[str], Span]]


def _named(instrument: Instrument) -> list[tuple[str, Entries]]:
    every = instrument.texts
    kinds: list[tuple[str, Entries]] = [
        ("norm", [(n.id, n.in_texts, n.span) for n in instrument.norms]),
        ("definition", [(d.name, d.in_texts, d.span) for d in instrument.definitions]),
        ("sanction", [(s.id, s.in_texts, s.span) for s in instrument.sanctions]),
        ("article", [(a.label, every, a.span) for a in instrument.articles]),
    ]
    kinds.extend(("exception", [(e.id, every, e.span) for e in norm.unless]) for norm in instrument.norms)
    return kinds


def _check(kind: str, entries: Entries, problems: Problems) -> None:
    seen: dict[tuple[str, str], Span] = {}
    reported: set[str] = set()
    for name, texts, span in entries:
        for text in sorted(texts):
            first = seen.setdefault((name, text), span)
            if first != span and name not in reported:
                reported.add(name)
                problems.report(
                    "duplicate-name",
                    f"the {kind} `{name}` stands twice in the text `{text}`",
                    span,
                    first,
                    help="rename one, or say with `in:` which text each belongs to",
                )
