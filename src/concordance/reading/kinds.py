"""Kinds of values in corpus files. Each reads a node strictly and describes itself as JSON Schema for editors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Protocol

from concordance.base.dates import parse_date
from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import Span
from concordance.base.text import LANGUAGES, Text
from concordance.norms.condition import Condition
from concordance.norms.norm import Act
from concordance.reading.act import parse_act
from concordance.reading.condition import parse_condition
from concordance.reading.tree import Mapping, Node, Scalar, Sequence

Schema = dict[str, Any]


class _Bad:
    """What a kind returns for a node it reported."""


BAD: Final = _Bad()


class Kind(Protocol):
    """A kind of value: reads a node (or reports it and returns BAD), and describes itself."""

    def read(self, node: Node, problems: Problems) -> Any:
        """The value of a node."""

    def schema(self) -> Schema:
        """The kind as JSON Schema."""


def _wrong(node: Node, expected: str, problems: Problems) -> _Bad:
    got = {Scalar: "a single value", Sequence: "a list", Mapping: "a mapping"}[type(node)]
    if isinstance(node, Scalar):
        got = f"`{node.text[:60]}`" if node.text else "nothing"
    problems.report("wrong-type", f"{expected} was expected here, not {got}", node.span, help=f"write {expected}")
    return BAD


@dataclass(frozen=True)
class Str:
    """A non-empty text."""

    expected: str = "a text"

    def read(self, node: Node, problems: Problems) -> str | _Bad:
        if isinstance(node, Scalar) and node.text.strip():
            return node.text.strip()
        return _wrong(node, self.expected, problems)

    def schema(self) -> Schema:
        """Editors see `true` and `2.1` as no texts; the reader takes them as they are written."""
        return {"type": ["string", "number", "boolean"], "minLength": 1}


@dataclass(frozen=True)
class Day:
    """A date written YYYY-MM-DD."""

    def read(self, node: Node, problems: Problems) -> date | _Bad:
        if not isinstance(node, Scalar):
            return _wrong(node, "a date such as 2026-08-02", problems)
        try:
            return parse_date(node.text)
        except ValueError as error:
            problems.report("bad-date", str(error), node.span, help="write year-month-day: 2026-08-02")
            return BAD

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True)
class Bool:
    """`true` or `false`, unquoted."""

    def read(self, node: Node, problems: Problems) -> bool | _Bad:
        if isinstance(node, Scalar) and not node.quoted and node.text in {"true", "false"}:
            return node.text == "true"
        return _wrong(node, "true or false", problems)

    def schema(self) -> Schema:
        return {"type": "boolean"}


LARGEST = 1e100
"""Beyond any quantity that a law or a system knows, and far from where arithmetic overflows."""


def parse_number(text: str) -> int | float:
    """A number up to `LARGEST`; `1_000_000` and `3e25` are allowed. Raises ValueError."""
    if not text.isascii():
        raise ValueError("not written in plain digits")
    plain = text.replace("_", "")
    try:
        value: int | float = int(plain)
    except ValueError:
        value = float(plain)
    if not -LARGEST <= value <= LARGEST:
        raise ValueError("not a number that anything can have")
    return value


@dataclass(frozen=True)
class Number:
    """A finite number."""

    def read(self, node: Node, problems: Problems) -> int | float | _Bad:
        try:
            if isinstance(node, Scalar) and not node.quoted:
                return parse_number(node.text)
        except ValueError:
            pass
        return _wrong(node, "a number", problems)

    def schema(self) -> Schema:
        return {"type": "number"}


@dataclass(frozen=True)
class Choice:
    """One of some words."""

    words: tuple[str, ...]

    def read(self, node: Node, problems: Problems) -> str | _Bad:
        if isinstance(node, Scalar) and node.text in self.words:
            return node.text
        if isinstance(node, Scalar):
            remedy = did_you_mean(node.text, self.words, "one of: " + ", ".join(self.words))
            problems.report("unknown-word", f"`{node.text}` may not stand here", node.span, help=remedy)
            return BAD
        return _wrong(node, "one of: " + ", ".join(self.words), problems)

    def schema(self) -> Schema:
        return {"enum": list(self.words)}


@dataclass(frozen=True)
class Bilingual:
    """`{en: …, fr: …}`, both required."""

    def read(self, node: Node, problems: Problems) -> Text | _Bad:
        if not isinstance(node, Mapping):
            return _wrong(node, "a text in both languages {en: …, fr: …}", problems)
        texts = {}
        for lang in LANGUAGES:
            value = node.entries.get(lang)
            if not isinstance(value, Scalar) or not value.text.strip():
                problems.report("missing-language", f"the text lacks `{lang}`", node.span, help=f"add `{lang}:`")
                return BAD
            texts[lang] = " ".join(value.text.split())
        for key in node.entries.keys() - set(LANGUAGES):
            problems.report("unknown-key", f"`{key}` is no language here", node.keys[key], help="en and fr")
        return Text(**texts)

    def schema(self) -> Schema:
        each = {lang: {"type": "string"} for lang in LANGUAGES}
        return {"type": "object", "properties": each, "required": list(LANGUAGES), "additionalProperties": False}


@dataclass(frozen=True)
class ListOf:
    """A list of one kind; a single value may stand for a list of one where `or_single`."""

    kind: Kind
    or_single: bool = False

    def read(self, node: Node, problems: Problems) -> tuple[Any, ...] | _Bad:
        if not isinstance(node, Sequence):
            if not self.or_single or isinstance(node, Mapping):
                return _wrong(node, "a list", problems)
            single = self.kind.read(node, problems)
            return BAD if single is BAD else (single,)
        values = [self.kind.read(item, problems) for item in node.items]
        return tuple(value for value in values if value is not BAD)

    def schema(self) -> Schema:
        listed: Schema = {"type": "array", "items": self.kind.schema()}
        return {"anyOf": [self.kind.schema(), listed]} if self.or_single else listed


class Dict(dict[str, Any]):
    """A mapping read from a file, with the place of each key."""

    def __init__(self, values: dict[str, Any], keys: dict[str, Span], span: Span) -> None:
        super().__init__(values)
        self.places, self.span = keys, span

    def at(self, key: str) -> Span:
        """The place of a key, or of the whole where the key is absent."""
        return self.places.get(key, self.span)


@dataclass(frozen=True)
class MapOf:
    """A mapping from free names to one kind."""

    kind: Kind

    def read(self, node: Node, problems: Problems) -> Dict | _Bad:
        if not isinstance(node, Mapping):
            return _wrong(node, "a mapping", problems)
        values = {key: self.kind.read(value, problems) for key, value in node.entries.items()}
        return Dict({key: v for key, v in values.items() if v is not BAD}, node.keys, node.span)

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.kind.schema()}


@dataclass(frozen=True)
class Raw:
    """Any node, for values whose type the vocabulary decides later."""

    def read(self, node: Node, problems: Problems) -> Node:
        return node

    def schema(self) -> Schema:
        return {}


@dataclass(frozen=True)
class When:
    """A condition."""

    def read(self, node: Node, problems: Problems) -> Condition | _Bad:
        if not isinstance(node, Scalar) or not node.text.strip():
            return _wrong(node, "a condition", problems)
        span = node.span
        if node.quoted and "\n" not in node.text:
            span = Span(span.path, span.line, span.col + 1)
        return parse_condition(node.text, span, problems) or BAD

    def schema(self) -> Schema:
        return {"type": ["string", "boolean"], "description": "a condition in restricted Python syntax"}


@dataclass(frozen=True)
class ActText:
    """An act: verb(object, key=value)."""

    def read(self, node: Node, problems: Problems) -> Act | _Bad:
        if not isinstance(node, Scalar) or not node.text.strip():
            return _wrong(node, 'an act such as retain(logs, at_least="P6M")', problems)
        return parse_act(node.text, node.span, problems) or BAD

    def schema(self) -> Schema:
        return {"type": "string", "pattern": r"^[a-z_]+\("}


@dataclass(frozen=True)
class Shape:
    """A mapping with known keys: required, optional, and nothing else."""

    name: str
    required: dict[str, Kind]
    optional: dict[str, Kind] = field(default_factory=dict)

    def read(self, node: Node, problems: Problems) -> Dict | _Bad:
        if not isinstance(node, Mapping):
            return _wrong(node, f"{self.name} (a mapping)", problems)
        kinds = {**self.required, **self.optional}
        self._refuse_unknown(node, kinds, problems)
        values = {key: kinds[key].read(value, problems) for key, value in node.entries.items() if key in kinds}
        missing = [key for key in self.required if key not in node.entries]
        for key in missing:
            problems.report("missing-key", f"{self.name} lacks `{key}`", node.span, help=f"add `{key}:`")
        if missing or any(values[key] is BAD for key in self.required):
            return BAD
        return Dict({key: value for key, value in values.items() if value is not BAD}, node.keys, node.span)

    def _refuse_unknown(self, node: Mapping, known: Iterable[str], problems: Problems) -> None:
        known = set(known)
        for key in node.entries.keys() - known:
            problems.report(
                "unknown-key",
                f"`{key}` is no key of {self.name}",
                node.keys[key],
                help=did_you_mean(key, known, "keys: " + ", ".join(sorted(known))),
            )

    def schema(self) -> Schema:
        properties = {key: kind.schema() for key, kind in {**self.required, **self.optional}.items()}
        return {
            "type": "object",
            "title": self.name,
            "properties": properties,
            "required": list(self.required),
            "additionalProperties": False,
        }


class Exceptions:
    """A list of exceptions, each of which may hold exceptions: the one recursive shape."""

    def read(self, node: Node, problems: Problems) -> tuple[Any, ...] | _Bad:
        return ListOf(exception_shape()).read(node, problems)

    def schema(self) -> Schema:
        return {"type": "array", "items": {"$ref": "#/$defs/exception"}}


def exception_shape(**extra: Kind) -> Shape:
    """The shape of an exception; scope exclusions have more keys."""
    return Shape(
        "an exception",
        {"id": Str(), "cite": Str(), "when": When()},
        {"unless": Exceptions(), "says": Bilingual(), **extra},
    )
