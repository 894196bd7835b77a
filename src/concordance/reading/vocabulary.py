"""`vocabulary/` → `concordance.norms.vocabulary`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import Span
from concordance.norms.score import Reading
from concordance.norms.vocabulary import READING_PREFIX, Event, Fact, Implausibility, Role, Term, Vocabulary
from concordance.reading.kinds import BAD, Dict, MapOf, Shape
from concordance.reading.shapes import VOCABULARY
from concordance.reading.tree import Mapping, Node


def read_vocabulary(trees: Iterable[Node], problems: Problems) -> Vocabulary:
    """All vocabulary files, merged; a name given twice is a problem with both places."""
    merged: dict[str, dict[str, Dict]] = {kind: {} for kind in VOCABULARY}
    for tree in trees:
        _merge(tree, merged, problems)
    places = {name: _term(name, entry) for name, entry in merged["jurisdictions"].items()}
    terms = {
        kind: {name: _term(name, entry) for name, entry in merged[kind].items()}
        for kind in ("acts", "objects", "principles", "risks", "themes")
    }
    return Vocabulary(
        facts={name: _fact(name, entry, places) for name, entry in merged["facts"].items()},
        roles={name: _role(name, entry) for name, entry in merged["roles"].items()},
        jurisdictions=places,
        events={n: _event(n, e) for n, e in merged["events"].items()},
        plausibility=tuple(Implausibility(n, e["never"], e["says"], e.span) for n, e in merged["plausibility"].items()),
        **terms,
    )


def _event(name: str, entry: Dict) -> Event:
    return Event(name, entry["label"], entry.span, entry.get("fact", ""), entry.get("broader", ""))


def _merge(tree: Node, merged: dict[str, dict[str, Dict]], problems: Problems) -> None:
    if not isinstance(tree, Mapping):
        problems.report(
            "wrong-type", "a vocabulary file is a mapping", tree.span, help="begin with `facts:` or another kind"
        )
        return
    for kind, node in tree.entries.items():
        if kind not in VOCABULARY:
            help_text = did_you_mean(kind, VOCABULARY)
            problems.report("unknown-key", f"`{kind}` is no kind of vocabulary", tree.keys[kind], help=help_text)
            continue
        _merge_kind(MapOf(VOCABULARY[kind]), node, merged[kind], problems)


def _merge_kind(kind: MapOf, node: Node, into: dict[str, Dict], problems: Problems) -> None:
    assert isinstance(kind.kind, Shape)
    read: Any = kind.read(node, problems)
    if read is BAD:
        return
    for name, entry in read.items():
        entry.span = read.at(name)
        if name in into:
            problems.report(
                "duplicate-name", f"`{name}` is defined twice", entry.span, into[name].span, help="keep one of the two"
            )
        into[name] = entry


def _fact(name: str, entry: Dict, places: dict[str, Term]) -> Fact:
    values = entry.get("values", {})
    if entry.get("values_from") == "jurisdictions":
        values = {place: term.label for place, term in places.items()}
    return Fact(
        name=name,
        type=entry["type"],
        question=entry["question"],
        help=entry.get("help"),
        answered_by=entry["answered_by"],
        span=entry.span,
        values=dict(values),
        unit=entry.get("unit", ""),
        judgement=entry.get("judgement") == "legal",
        iri=entry.get("iri", ""),
        prior=float(entry.get("prior", 0.5)),
    )


def _role(name: str, entry: Dict) -> Role:
    return Role(name, entry["kind"], entry["label"], entry.span, entry.get("broader", ""))


def _term(name: str, entry: Dict) -> Term:
    broader = entry.get("broader", entry.get("within", ""))
    opposite, holds = tuple(entry.get("opposite", ())), tuple(entry.get("holds", ()))
    maps, done_by = dict(entry.get("maps", {})), entry.get("done_by", "")
    return Term(name, entry["label"], entry.span, broader, opposite, holds, maps, done_by, entry.get("local", False))


def reading_fact(reading: Reading, span: Span) -> Fact:
    """A reading as the fact that chooses it."""
    values = {option.id: option.says for option in reading.options.values()}
    return Fact(READING_PREFIX + reading.id, "choice", reading.question, None, "counsel", span, values)
