"""YAML bytes → a tree of nodes that know their place. Strict: what could be misread is refused.

Scalars stay text: the schema decides what they are, so `no` is never a boolean by accident. Anchors, aliases, tags,
duplicate keys, several documents, other encodings than UTF-8, large files and deep nesting are problems.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from concordance.base.problem import Problems
from concordance.base.span import Span

MAX_BYTES = 5_000_000
MAX_DEPTH = 40
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, with whether it was quoted."""

    text: str
    quoted: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list of nodes."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys in order; every key with its own place."""

    entries: dict[str, Node]
    keys: dict[str, Span]
    span: Span


Node = Scalar | Sequence | Mapping


class _RefusedError(Exception):
    """The bytes cannot be read further; the problem is already reported."""


def parse_tree(data: bytes, path: str, problems: Problems) -> Node | None:
    """The tree of one file, or None when nothing can be read of it; problems say why."""
    if len(data) > MAX_BYTES:
        help_text = "split the file: one article, or one system, per file"
        problems.report(
            "file-too-large",
            f"the file is larger than {MAX_BYTES:,} bytes",
            Span(path),
            help=help_text,
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problems.report(
            "not-utf8", f"byte {error.start} is not UTF-8", Span(path, line), help="save the file as UTF-8 text"
        )
        return None
    try:
        return _Composer(text, path, problems).document()
    except _RefusedError:
        return None
    except yaml.YAMLError as error:
        problems.report("not-yaml", _what(error), _where(error, path), help="check quotes, colons and indentation here")
    return None


def _what(error: yaml.YAMLError) -> str:
    what = getattr(error, "problem", None) or getattr(error, "reason", None) or "not readable"
    return f"this is not YAML: {what}"


def _where(error: yaml.YAMLError, path: str) -> Span:
    mark = getattr(error, "problem_mark", None)
    return Span(path, mark.line + 1, mark.column + 1) if mark else Span(path)


class _Composer:
    """Events of the YAML parser → nodes."""

    def __init__(self, text: str, path: str, problems: Problems) -> None:
        self.events = yaml.parse(text, Loader=_Loader)
        self.path, self.problems = path, problems

    def span(self, event: Any) -> Span:
        return Span(self.path, event.start_mark.line + 1, event.start_mark.column + 1)

    def refuse(self, code: str, message: str, event: Any, remedy: str) -> None:
        self.problems.report(code, message, self.span(event), help=remedy)

    def document(self) -> Node | None:
        next(self.events)  # the start of the stream
        event = next(self.events)
        if isinstance(event, yaml.StreamEndEvent):
            self.refuse("empty-file", "the file says nothing", event, "see `concordance init` for a first profile")
            return None
        node = self.node(next(self.events), 0)
        next(self.events)  # the end of the document
        extra = next(self.events)
        if not isinstance(extra, yaml.StreamEndEvent):
            self.refuse("several-documents", "a second document begins here", extra, "one document per file")
        if isinstance(node, Scalar) and not node.text and not node.quoted:
            self.refuse("empty-file", "the file says nothing", extra, "see `concordance init` for a first profile")
            return None
        return node

    def node(self, event: Any, depth: int) -> Node:
        if depth > MAX_DEPTH:
            self.refuse("nested-too-deep", f"more than {MAX_DEPTH} levels", event, "flatten this")
            raise _RefusedError
        if isinstance(event, yaml.AliasEvent):
            self.refuse("yaml-anchor", f"the alias *{event.anchor} is not allowed", event, "write the value out")
            return Scalar(f"*{event.anchor}", True, self.span(event))
        if event.anchor:
            self.refuse("yaml-anchor", f"the anchor &{event.anchor} is not allowed", event, "write the value out")
        if event.tag:
            self.refuse("yaml-tag", f"the tag {event.tag} is not allowed", event, "remove the tag")
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, bool(event.style), self.span(event))
        if isinstance(event, yaml.SequenceStartEvent):
            return Sequence(tuple(self.items(depth)), self.span(event))
        return self.mapping(event, depth)

    def items(self, depth: int) -> list[Node]:
        found = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            found.append(self.node(event, depth + 1))
        return found

    def mapping(self, start: Any, depth: int) -> Mapping:
        entries: dict[str, Node] = {}
        keys: dict[str, Span] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self.node(event, depth + 1)
            value = self.node(next(self.events), depth + 1)
            if not isinstance(key, Scalar):
                self.problems.report("not-yaml", "a key must be a single word", key.span, help="write `key: value`")
            elif key.text in entries:
                self.problems.report(
                    "duplicate-key",
                    f"`{key.text}` stands twice",
                    key.span,
                    keys[key.text],
                    help="keep one of the two",
                )
            else:
                entries[key.text], keys[key.text] = value, key.span
        return Mapping(entries, keys, self.span(start))
