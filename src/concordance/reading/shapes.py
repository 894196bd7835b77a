"""The shape of every corpus file, said once: the reader and the editors' JSON Schemas come from here."""

from __future__ import annotations

from concordance.reading.kinds import (
    ActText,
    Bilingual,
    Bool,
    Choice,
    Day,
    Exceptions,
    Kind,
    ListOf,
    MapOf,
    Number,
    Raw,
    Schema,
    Shape,
    Str,
    When,
    exception_shape,
)

CONFIDENCE = Choice(("confirmed", "secondary", "unverified"))
TEXTS = ListOf(Str())
_DATED: dict[str, Kind] = {"source": Str(), "confidence": CONFIDENCE}

CORPUS = Shape("the corpus file", {"corpus": Str(), "version": Str(), "as_of": Day(), "licence": Str()})

FACT = Shape(
    "a fact",
    {
        "type": Choice(("bool", "choice", "set", "number", "money", "date")),
        "question": Bilingual(),
        "answered_by": Str(),
    },
    {
        "help": Bilingual(),
        "values": MapOf(Bilingual()),
        "values_from": Choice(("jurisdictions",)),
        "unit": Str(),
        "judgement": Choice(("legal",)),
        "iri": Str(),
        "prior": Number(),
    },
)
ROLE = Shape(
    "a role",
    {"kind": Choice(("operator", "person", "authority", "state", "union", "body")), "label": Bilingual()},
    {"broader": Str()},
)
TERM = Shape("a term", {"label": Bilingual()}, {"broader": Str()})
FRAMEWORKS = Shape("what a verb maps to", {}, {"iso-42001": ListOf(Str()), "nist-ai-rmf": ListOf(Str())})
VERB = Shape(
    "a verb",
    {"label": Bilingual()},
    {"broader": Str(), "opposite": ListOf(Str()), "maps": FRAMEWORKS, "local": Bool()},
)
OBJECT = Shape(
    "an object",
    {"label": Bilingual()},
    {"broader": Str(), "opposite": ListOf(Str()), "holds": ListOf(Str()), "done_by": Str(), "local": Bool()},
)
PLACE = Shape("a place", {"label": Bilingual()}, {"within": Str()})
EVENT = Shape("an event", {"label": Bilingual()}, {"fact": Str(), "broader": Str()})
IMPLAUSIBILITY = Shape("an implausibility", {"never": When(), "says": Bilingual()})

VOCABULARY: dict[str, Shape] = {
    "facts": FACT,
    "roles": ROLE,
    "acts": VERB,
    "objects": OBJECT,
    "principles": TERM,
    "risks": TERM,
    "themes": TERM,
    "jurisdictions": PLACE,
    "events": EVENT,
    "plausibility": IMPLAUSIBILITY,
}

ENTRY = Shape(
    "a timetable entry",
    {"from": Day(), "cite": Str(), **_DATED},
    {"until": Day(), "since": Str(), "when": When(), "in": TEXTS},
)
STATUS_EVENTS = (
    "proposed", "adopted", "signed", "ratified", "published", "opened-for-signature", "in-force", "applies", "amended",
    "delayed", "stayed", "stay-lifted", "repealed", "expired", "withdrawn",
)  # fmt: skip
INSTRUMENT = Shape(
    "an instrument",
    {
        "instrument": Str(),
        "prefix": Str(),
        "kind": Choice(
            (
                "regulation", "directive", "treaty", "statute", "local-law", "decree", "administrative-rule",
                "recommendation", "principles", "code-of-practice", "declaration", "resolution", "standard",
                "executive-order", "bill",
            )
        ),
        "binding": Choice(("hard", "soft")),
        "title": Bilingual(),
        "short": Bilingual(),
        "jurisdiction": Str(),
        "issuer": Bilingual(),
        "addresses": Choice(("operators", "states", "both")),
        "link": Str(),
        "sources": MapOf(
            Shape("a source", {"title": Str(), "url": Str(), "kind": Choice(("official", "secondary"))})
        ),
        "texts": ListOf(Shape("a text", {"id": Str(), "published": Day(), **_DATED}, {"in_force": Day()})),
        "status": ListOf(
            Shape(
                "a status event",
                {"event": Choice(STATUS_EVENTS), "on": Day(), **_DATED},
                {"says": Bilingual(), "known": Day()},
            )
        ),
        "timetables": MapOf(ListOf(ENTRY)),
    },
    {
        "identifiers": MapOf(Str()),
        "article_link": Str(),
        "annex_link": Str(),
        "tiers": ListOf(
            Shape("a tier", {"tier": Str(), "says": Bilingual()}, {"when": When(), "norms": ListOf(Str())})
        ),
    },
)  # fmt: skip

READING = Shape(
    "a reading",
    {
        "question": Bilingual(),
        "cite": ListOf(Str()),
        "options": MapOf(Shape("an option", {"says": Bilingual(), "held_by": Str(), "source": Str()})),
    },
)
READINGS = Shape("a readings file", {"readings": MapOf(READING)})
SITUATIONS = Shape("a situations file", {"situations": MapOf(MapOf(Raw()))})

CROSSWALK = Shape(
    "a comparison",
    {
        "crosswalk": Str(),
        "title": Bilingual(),
        "source": Str(),
        "sides": ListOf(Shape("a side", {"instrument": Str(), "text": Str(), "headings": ListOf(Str())})),
        "rows": ListOf(Shape("a row", {"principles": ListOf(Str()), "label": Bilingual()})),
    },
)

COVER = Shape(
    "a cover",
    {"id": Str(), "cite": Str(), "when": When(), "says": Bilingual()},
    {"only": ListOf(Str()), "in": TEXTS},
)
SCOPE = Shape(
    "a scope",
    {},
    {
        "covers": ListOf(COVER),
        "excludes": ListOf(exception_shape(sparing=ListOf(Str()), only=ListOf(Str()), **{"in": TEXTS})),
    },
)
DEFINITION = Shape(
    "a definition",
    {"id": Str(), "cite": Str(), "when": When(), "says": Bilingual()},
    {"name": Str(), "role": Str(), "unless": Exceptions(), "in": TEXTS, "source": Str(), "confidence": CONFIDENCE},
)
NORM = Shape(
    "a norm",
    {
        "id": Str(),
        "cite": Str(),
        "modality": Choice(("obligation", "prohibition", "permission", "power", "right", "commitment")),
        "bearer": ListOf(Str(), or_single=True),
        "act": ActText(),
        "applies": Str(),
        "says": Bilingual(),
    },
    {
        "when": When(),
        "unless": Exceptions(),
        "met": When(),
        "owed_by": ListOf(Str(), or_single=True),
        "sanction": Str(),
        "principles": ListOf(Str()),
        "risks": ListOf(Str()),
        "in": TEXTS,
        "source": Str(),
        "confidence": CONFIDENCE,
    },
)
CEILING = Shape(
    "a ceiling",
    {"amount": Number(), "currency": Str(), "rule": Choice(("higher", "lower", "amount"))},
    {"turnover_percent": Number(), "per": Choice(("violation", "day"))},
)
SANCTION = Shape(
    "a sanction",
    {
        "id": Str(),
        "cite": Str(),
        "kind": Choice(("fine", "civil-penalty", "order", "other")),
        "imposed_by": Str(),
        "applies": Str(),
        "says": Bilingual(),
    },
    {
        "ceiling": CEILING,
        "variants": ListOf(
            Shape("a variant", {"when": When(), "rule": Choice(("higher", "lower", "amount")), "cite": Str()})
        ),
        "when": When(),
        "replaces": ListOf(Str()),
        "in": TEXTS,
        "source": Str(),
        "confidence": CONFIDENCE,
    },
)
CASE = Shape(
    "a case",
    {"name": Str(), "at": Day(), "expect": MapOf(Str()), "why": Str()},
    {"known": Day(), "like": ListOf(Str(), or_single=True), "given": MapOf(Raw())},
)
ARTICLE = Shape(
    "an article",
    {"title": Bilingual(), "source": Str(), "confidence": CONFIDENCE},
    {
        "article": Str(),
        "annex": Str(),
        "section": Str(),
        "notes": Bilingual(),
        "nothing_to_encode": Bilingual(),
        "scope": SCOPE,
        "definitions": ListOf(DEFINITION),
        "norms": ListOf(NORM),
        "sanctions": ListOf(SANCTION),
        "cases": ListOf(CASE),
    },
)
JUDGEMENT = Shape(
    "a judgement", {"answer": Raw(), "by": Str("the name of a person"), "reason": Str("the reason")}, {"on": Day()}
)
PROFILE = Shape(
    "a profile",
    {"profile": Str(), "facts": MapOf(Raw())},
    {
        "title": Bilingual(),
        "description": Bilingual(),
        "nobody_knows": ListOf(Str()),
        "judgements": MapOf(JUDGEMENT),
        "readings": MapOf(Str()),
    },
)


def json_schemas() -> dict[str, Schema]:
    """JSON Schemas of every kind of file, for editors."""
    kinds: dict[str, Schema] = {
        "corpus": CORPUS.schema(),
        "instrument": INSTRUMENT.schema(),
        "article": ARTICLE.schema(),
        "readings": READINGS.schema(),
        "situations": SITUATIONS.schema(),
        "profile": PROFILE.schema(),
        "crosswalk": CROSSWALK.schema(),
    }
    for kind, shape in VOCABULARY.items():
        kinds[f"vocabulary-{kind}"] = Shape(kind, {kind: MapOf(shape)}).schema()
    exception = exception_shape().schema()
    return {
        name: {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$defs": {"exception": exception},
            **schema,
        }
        for name, schema in kinds.items()
    }
