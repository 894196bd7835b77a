"""Register files → rows with their places: JSON as published, JSON Lines, or CSV."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from concordance.base.canonical import digest
from concordance.base.problem import Problem, ProblemsError
from concordance.base.span import Span
from concordance.registry.cells import LACKING, read_cell, unguard
from concordance.registry.refusals import refusal, trouble
from concordance.registry.register import Register
from concordance.registry.strict import parse_json

MAX_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number counted from 1, its place, and what it holds, or why it cannot be read."""

    number: int
    place: Span
    values: dict[str, Any] | None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """A register file, opened: everything around the list (`head`), the number of rows, and the rows in order."""

    path: str
    digest: str
    head: dict[str, Any]
    size: int
    rows: Iterator[Row] = field(repr=False)


def read_register_file(path: Path, register: Register) -> RegisterFile:
    """Open a file. Raises ProblemsError `file-unusable` or `register-shape`; bad rows are problems of their own."""
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refusal("file-unusable", Span(str(path), line), why=f"byte {error.start} is not UTF-8") from error
    if path.suffix == ".csv":
        return _csv(path, data, text, register)
    return _lines(path, data) if path.suffix == ".jsonl" else _json(path, data, register)


def read_bytes(path: Path, most: int = MAX_BYTES) -> bytes:
    """The bytes of a file of at most so many. Raises ProblemsError `file-unusable`."""
    try:
        if path.stat().st_size > most:
            raise refusal("file-unusable", Span(str(path)), why=f"> {most:,} B")
        return path.read_bytes()
    except OSError as error:
        raise refusal("file-unusable", Span(str(path)), why=error.strerror or error) from error


def _json(path: Path, whole_data: bytes, register: Register) -> RegisterFile:
    data, start = whole_data.removeprefix(codecs.BOM_UTF8), 0
    try:
        whole: Any = msgspec.json.decode(data, type=dict[str, msgspec.Raw] | list[msgspec.Raw])
        listed = whole if isinstance(whole, list) else None
        if listed is None and register.file.list in whole:
            raw = whole.pop(register.file.list)
            start = data.index(bytes(raw))
            listed = msgspec.json.decode(raw, type=list[msgspec.Raw])
        head = {} if isinstance(whole, list) else {key: parse_json(bytes(value)) for key, value in whole.items()}
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        place = _at_byte(path, data, start, error)
        raise refusal("register-shape", place, register=register.register, why=error) from error
    if listed is None:
        why = f"it has no list `{register.file.list}`"
        raise refusal("register-shape", Span(str(path)), register=register.register, why=why)
    _check_head(path, head, register)
    return RegisterFile(str(path), digest(whole_data), head, len(listed), _json_rows(path, data, start, listed))


def _check_head(path: Path, head: dict[str, Any], register: Register) -> None:
    """What stands around the count of rows must be able to hold it, or the file could not be written again."""
    inner: Any = head
    for name in register.file.count.split(".")[:-1]:
        inner = inner.get(name, {})
        if not isinstance(inner, dict):
            raise refusal("register-shape", Span(str(path)), register=register.register, why=f"`{name}` is no object")


def read_entry(path: Path) -> dict[str, Any]:
    """One record, as a JSON object. Raises ProblemsError `file-unusable` or `row-shape`."""
    row = _row(1, Span(str(path)), read_bytes(path))
    if row.values is None:
        raise ProblemsError([row.problem] if row.problem else [])
    return row.values


def _at_byte(path: Path, data: bytes, start: int, error: Exception) -> Span:
    """Where the decoder stopped, by the byte, counted from `start`, that its message names; else at the end."""
    found = re.search(r"\(byte (\d+)\)", str(error))
    stop = start + int(found[1]) if found else len(data)
    return Span(str(path), data.count(b"\n", 0, stop) + 1, stop - data.rfind(b"\n", 0, stop))


def _json_rows(path: Path, data: bytes, begin: int, raws: list[msgspec.Raw]) -> Iterator[Row]:
    """Rows are found again in the bytes, in order, so that each knows its line."""
    offset, line = begin, data.count(b"\n", 0, begin) + 1
    for number, raw in enumerate(raws, 1):
        piece = bytes(raw)
        start = data.index(piece, offset)
        line += data.count(b"\n", offset, start)
        place = Span(str(path), line, start - data.rfind(b"\n", 0, start))
        line += piece.count(b"\n")
        offset = start + len(piece)
        yield _row(number, place, piece)


def _lines(path: Path, data: bytes) -> RegisterFile:
    lines = [(n, line) for n, line in enumerate(data.split(b"\n"), 1) if line.strip()]
    rows = (_row(number, Span(str(path), n), line) for number, (n, line) in enumerate(lines, 1))
    return RegisterFile(str(path), digest(data), {}, len(lines), rows)


def _row(number: int, place: Span, piece: bytes) -> Row:
    try:
        values = parse_json(piece)
    except ValueError as error:
        return Row(number, place, None, trouble("row-shape", place, row=number, why=error))
    if not isinstance(values, dict):
        return Row(number, place, None, trouble("row-shape", place, row=number, why="it is no object"))
    return Row(number, place, values)


def _csv(path: Path, data: bytes, text: str, register: Register) -> RegisterFile:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [unguard(name) for name in next(reader, ())]
    except csv.Error as error:
        raise refusal("register-shape", Span(str(path)), register=register.register, why=error) from error
    if not header or len(set(header)) != len(header) or register.key not in header:
        why = f"its first line must name the columns, `{register.key}` among them, each once"
        raise refusal("register-shape", Span(str(path)), register=register.register, why=why)
    size = max(0, sum(1 for _ in csv.reader(io.StringIO(text, newline=""))) - 1)
    return RegisterFile(str(path), digest(data), {}, size, _csv_rows(path, reader, header, register))


def _csv_rows(path: Path, reader: Any, header: list[str], register: Register) -> Iterator[Row]:
    known = register.by_source()
    number = 0
    while True:
        place, number = Span(str(path), reader.line_num + 1), number + 1
        try:
            cells = next(reader)
            if len(cells) != len(header):
                raise ValueError(f"{len(cells)} cells under {len(header)} columns")
            read = {name: read_cell(cell, known.get(name)) for name, cell in zip(header, cells, strict=True)}
            values = {name: value for name, value in read.items() if value is not LACKING}
        except StopIteration:
            return
        except (csv.Error, ValueError) as error:
            yield Row(number, place, None, trouble("row-shape", place, row=number, why=error))
        else:
            yield Row(number, place, values)
