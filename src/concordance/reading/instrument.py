"""One instrument folder → `concordance.norms.instrument.Instrument`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from concordance.base.dates import FAR
from concordance.base.problem import Problems
from concordance.base.span import Span
from concordance.norms.instrument import Article, Entry, Instrument, Source, StatusEvent, Tier, Wording
from concordance.norms.norm import Provenance
from concordance.norms.score import Reading, ReadingOption
from concordance.reading.article import read_article
from concordance.reading.kinds import BAD, Dict
from concordance.reading.provisions import parse_provisions
from concordance.reading.shapes import INSTRUMENT, READINGS, SITUATIONS
from concordance.reading.tree import Mapping as TreeMapping
from concordance.reading.tree import Node

Trees = Mapping[str, Node]


def read_instrument(folder: str, trees: Trees, provisions: str | None, problems: Problems) -> Instrument | None:
    """The instrument whose files are `trees` (by path), or None when `instrument.yaml` is broken."""
    main = f"{folder}/instrument.yaml"
    if main not in trees:
        problems.report("missing-file", "an instrument folder needs `instrument.yaml`", Span(main), help="add the file")
        return None
    node: Any = INSTRUMENT.read(trees[main], problems)
    if node is BAD:
        return None
    texts = frozenset(text["id"] for text in node["texts"])
    articles = _articles(folder, trees, texts, node["prefix"], problems)
    instrument = _build(node, texts, articles)
    listed = parse_provisions(provisions or "", f"{folder}/provisions.txt", texts, problems)
    situations = _situations(folder, trees, problems)
    return dataclasses.replace(instrument, provisions=listed, situations=situations)


def _build(node: Dict, texts: frozenset[str], articles: tuple[Article, ...]) -> Instrument:
    return Instrument(
        id=node["instrument"],
        prefix=node["prefix"],
        kind=node["kind"],
        hard=node["binding"] == "hard",
        title=node["title"],
        short=node["short"],
        jurisdiction=node["jurisdiction"],
        issuer=node["issuer"],
        addresses=node["addresses"],
        identifiers=dict(node.get("identifiers", {})),
        link=node["link"],
        article_link=node.get("article_link", ""),
        annex_link=node.get("annex_link", ""),
        sources={i: Source(i, s["title"], s["url"], s["kind"] == "official") for i, s in node["sources"].items()},
        wordings=tuple(Wording(t["id"], t["published"], t.get("in_force"), _from(t), t.span) for t in node["texts"]),
        status=tuple(
            StatusEvent(s["event"], s["on"], _from(s), s.span, s.get("says"), s.get("known")) for s in node["status"]
        ),
        timetables={name: tuple(_entry(e, texts) for e in entries) for name, entries in node["timetables"].items()},
        tiers=tuple(
            Tier(t["tier"], t["says"], t.span, t.get("when"), t.get("norms", ())) for t in node.get("tiers", ())
        ),
        provisions={},
        articles=articles,
        situations={},
        span=node.span,
        texts=texts,
    )


def _from(node: Dict) -> Provenance:
    return Provenance(node["source"], node["confidence"])


def _entry(node: Dict, texts: frozenset[str]) -> Entry:
    in_texts = frozenset(node["in"]) if "in" in node else texts
    return Entry(
        node["from"],
        node.get("until", FAR),
        node.get("when"),
        in_texts,
        node["cite"],
        _from(node),
        node.span,
        node.get("since"),
    )


def _articles(folder: str, trees: Trees, texts: frozenset[str], prefix: str, problems: Problems) -> tuple[Article, ...]:
    wanted = sorted(path for path in trees if path.startswith(f"{folder}/articles/"))
    read = (read_article(trees[path], texts, prefix, problems) for path in wanted)
    return tuple(article for article in read if article)


def _merged(
    folder: str, trees: Trees, name: str, read: Callable[[Node], Any], problems: Problems
) -> dict[str, tuple[Any, Span]]:
    """Entries of `<name>.yaml` and of every file under `<name>/`; a name given twice is a problem."""
    merged: dict[str, tuple[Any, Span]] = {}
    for path in sorted(trees):
        if path != f"{folder}/{name}.yaml" and not path.startswith(f"{folder}/{name}/"):
            continue
        tree = trees[path]
        if isinstance(tree, TreeMapping) and not tree.entries:
            continue
        node = read(tree)
        if node is BAD:
            continue
        entries = node[name]
        for key, value in entries.items():
            if key in merged:
                problems.report(
                    "duplicate-name", f"`{key}` is defined twice", entries.at(key), merged[key][1], help="keep one"
                )
            merged[key] = (value, entries.at(key))
    return merged


def _situations(folder: str, trees: Trees, problems: Problems) -> dict[str, dict[str, object]]:
    merged = _merged(folder, trees, "situations", lambda node: SITUATIONS.read(node, problems), problems)
    return {name: dict(facts) for name, (facts, _) in merged.items()}


def read_readings(folder: str, instrument: str, trees: Trees, problems: Problems) -> dict[str, tuple[Reading, Span]]:
    """The competing readings of one instrument, with their places."""
    merged = _merged(folder, trees, "readings", lambda node: READINGS.read(node, problems), problems)
    found = {}
    for name, (entry, span) in merged.items():
        options = {i: ReadingOption(i, o["says"], o["held_by"], o["source"]) for i, o in entry["options"].items()}
        found[name] = (Reading(name, entry["question"], entry["cite"], options, instrument), span)
    return found
