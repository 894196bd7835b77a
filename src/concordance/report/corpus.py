"""What the corpus holds, as data: statistics, facts, coverage, one instrument."""

from __future__ import annotations

from collections import Counter
from typing import Any

from concordance.base.text import Text
from concordance.norms.instrument import Article, Instrument
from concordance.norms.norm import Norm
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS, Fact

JsonObject = dict[str, Any]


def stats(score: Score) -> JsonObject:
    """Counts over the corpus and per instrument."""
    each = {i.id: _instrument_stats(i, score) for i in score.instruments.values()}
    return {
        "version": score.version,
        "hash": score.digest,
        "as_of": score.as_of.isoformat(),
        "instruments": len(each),
        "jurisdictions": len({i.jurisdiction for i in score.instruments.values()}),
        "norms": sum(entry["norms"] for entry in each.values()),
        "definitions": sum(entry["definitions"] for entry in each.values()),
        "cases": sum(entry["cases"] for entry in each.values()),
        "facts": sum(not fact.is_reading for fact in score.vocabulary.facts.values()),
        "readings": len(score.readings),
        "by_instrument": each,
    }


def _instrument_stats(instrument: Instrument, score: Score) -> JsonObject:
    norms = instrument.norms
    roles = score.vocabulary.roles
    played = [n for n in norms if any(roles[b].kind in PLAYED_KINDS for b in n.bearers)]
    return {
        "norms": len(norms),
        "operator_norms": len(played),
        "definitions": len(instrument.definitions),
        "exceptions": sum(len(n.unless) for n in norms),
        "cases": len(instrument.cases),
        "expectations": sum(len(case.expect) for case in instrument.cases),
        "by_modality": dict(sorted(Counter(n.modality for n in norms).items())),
        "by_confidence": dict(sorted(Counter(n.provenance.confidence for n in norms).items())),
    }


def facts(score: Score) -> list[JsonObject]:
    """Every fact: type, values, question and help in both languages, who can answer, whether it is a judgement."""
    return [_fact(fact) for fact in score.vocabulary.facts.values()]


def _fact(fact: Fact) -> JsonObject:
    return {
        "id": fact.name,
        "type": fact.type,
        "unit": fact.unit or None,
        "values": {value: _text(says) for value, says in fact.values.items()},
        "question": _text(fact.question),
        "help": _text(fact.help) if fact.help else None,
        "answered_by": fact.answered_by,
        "judgement": fact.judgement,
        "reading": fact.is_reading,
        "iri": fact.iri or None,
    }


def _text(text: Text) -> dict[str, str]:
    return {"en": text.en, "fr": text.fr}


def coverage(instrument: Instrument) -> JsonObject:
    """Every article and annex that exists: encoded, or why there is nothing to encode; and what is unaccounted for."""
    heads = sorted(
        {p.split("(")[0].split(" point")[0].split(" Section")[0] for ps in instrument.provisions.values() for p in ps}
    )
    by_label = {article.label: article for article in instrument.articles}
    listed = {head: _article_coverage(by_label[head]) if head in by_label else None for head in heads}
    cited = {norm.cite for norm in instrument.norms}
    known = frozenset().union(*instrument.provisions.values())
    return {
        "instrument": instrument.id,
        "provisions": {head: entry for head, entry in listed.items() if entry},
        "unaccounted": [head for head, entry in listed.items() if entry is None],
        "citations_missing": sorted(cited - known),
        "encoded": sum(bool(entry and entry["encoded"]) for entry in listed.values()),
        "nothing_to_encode": sum(bool(entry and not entry["encoded"]) for entry in listed.values()),
    }


def _article_coverage(article: Article) -> JsonObject:
    return {
        "encoded": article.nothing_to_encode is None,
        "norms": len(article.norms),
        "definitions": len(article.definitions),
        "sanctions": len(article.sanctions),
        "scope": len(article.covers) + len(article.excludes),
        "why_not": _text(article.nothing_to_encode) if article.nothing_to_encode else None,
        "notes": _text(article.notes) if article.notes else None,
    }


def show(instrument: Instrument) -> JsonObject:
    """An instrument, its life and its norms, article by article."""
    return {
        "id": instrument.id,
        "title": _text(instrument.title),
        "kind": instrument.kind,
        "binding": "hard" if instrument.hard else "soft",
        "jurisdiction": instrument.jurisdiction,
        "link": instrument.link,
        "status": [
            {
                "event": e.event,
                "on": e.on.isoformat(),
                "source": e.provenance.source,
                "confidence": e.provenance.confidence,
            }
            for e in instrument.status
        ],
        "articles": [
            {
                "label": article.label,
                "title": _text(article.title),
                "link": instrument.link_to(article),
                "norms": [_norm(norm) for norm in article.norms],
            }
            for article in instrument.articles
        ],
    }


def _norm(norm: Norm) -> JsonObject:
    return {
        "id": norm.id,
        "cite": norm.cite,
        "modality": norm.modality,
        "bearer": list(norm.bearers),
        "act": norm.act.source_text,
        "says": _text(norm.says),
        "texts": sorted(norm.in_texts),
        "applies": norm.applies,
        "sanction": norm.sanction or None,
        "exceptions": [e.id for e in norm.unless],
        "source": norm.provenance.source,
        "confidence": norm.provenance.confidence,
    }
