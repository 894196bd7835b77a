"""PDF files: no parser, only a bound. Every stream is unpacked through its filters and thrown away.

What a reader would unpack from streams is what comes out here, whatever the file says of lengths. Filters whose output
cannot be bounded (LZW) or read (encryption) are refused; PDF/A (ISO 19005) has neither.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Callable, Iterable, Iterator

from concordance.base.span import Span
from concordance.base.text import Text
from concordance.registry.documents.budget import CHUNK, Budget
from concordance.registry.refusals import refusal

MAX_PIXELS = 250_000_000
_HEAD = re.compile(rb"%PDF-[12]\.\d")
_STREAM = re.compile(rb"\bstream\r?\n")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_ENCRYPTED = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_INDIRECT = re.compile(rb"/Filter\s*\[?\s*\d+\s+\d+\s+R")
_FILTER = re.compile(
    rb"/(FlateDecode|Fl|ASCII85Decode|A85|ASCIIHexDecode|AHx|RunLengthDecode|RL|LZWDecode|LZW|Crypt)(?![A-Za-z0-9])"
)
_PIXELS = re.compile(rb"/(Width|Height)\s+(\d{1,9})(?!\s+\d+\s+R)")
_WHOLE = {b"ASCII85Decode", b"ASCIIHexDecode", b"RunLengthDecode"}
"""Filters that are given all of the stream at once: they must stand before those that can make it large."""
UNBOUNDED = Text("a packing whose size cannot be bounded", "une compression dont la taille ne peut être bornée")
Pieces = Iterable[bytes]


def check_pdf(data: bytes, budget: Budget) -> None:
    """Unpack every stream. Raises ProblemsError `document-broken`, `document-unsafe` or `document-bomb`."""
    if not _HEAD.match(data) or b"%%EOF" not in data[-2048:] or b"startxref" not in data:
        raise refusal(
            "document-broken",
            budget.place,
            why=Text("no PDF begins and ends so", "aucun PDF n’est ainsi"),
        )
    if _ENCRYPTED.search(_named(data)):
        raise refusal("document-unsafe", budget.place, what=Text("encrypted parts", "des parties chiffrées"))
    before = 0
    for found in _STREAM.finditer(data):
        budget.part()
        described = _named(data[max(before, data.rfind(b"obj", before, found.start())) : found.start()])
        before = found.end()
        _check_stream(data, found.end(), described, budget)


def _named(data: bytes) -> bytes:
    """The bytes with names written out: `/Fl#61teDecode` is `/FlateDecode` (ISO 32000-1, 7.3.5)."""
    return _ESCAPE.sub(lambda found: bytes([int(found[1], 16)]), data)


def _check_stream(data: bytes, start: int, described: bytes, budget: Budget) -> None:
    size = {name: int(value) for name, value in _PIXELS.findall(described)}
    if size.get(b"Width", 1) * size.get(b"Height", 1) > MAX_PIXELS:
        raise refusal("document-bomb", _at(data, start, budget), most=f"{MAX_PIXELS:,} px")
    filters = [_FULL.get(name, name) for name in _FILTER.findall(described)]
    late = filters[filters.index(b"FlateDecode") :] if b"FlateDecode" in filters else ()
    if _INDIRECT.search(described) or {b"LZWDecode", b"Crypt"} & set(filters) or _WHOLE & set(late) or len(filters) > 4:
        raise refusal("document-unsafe", _at(data, start, budget), what=UNBOUNDED)
    pieces: Pieces = _slices(data, start, filters)
    for name in filters:
        pieces = _DECODERS[name](pieces, budget)
    for _ in pieces:
        pass


def _at(data: bytes, start: int, budget: Budget) -> Span:
    return Span(budget.place.path, data.count(b"\n", 0, start))


def _slices(data: bytes, start: int, filters: list[bytes]) -> Iterator[bytes]:
    """The stream: to its end by name, or, where its packing knows its own end, as far as that goes."""
    own_end = filters[:1] == [b"FlateDecode"]
    end = len(data) if own_end else max(data.find(b"endstream", start), start)
    for place in range(start, end, CHUNK):
        yield data[place : min(place + CHUNK, end)]


def _inflate(pieces: Pieces, budget: Budget) -> Iterator[bytes]:
    """What comes out, as it is asked for; what is damaged ends there, as it does for readers."""
    packed = zlib.decompressobj()
    for piece in pieces:
        waiting = piece
        while waiting and not packed.eof:
            try:
                out = packed.decompress(waiting, CHUNK)
            except zlib.error:
                return
            budget.spend(max(len(out), len(waiting) - len(packed.unconsumed_tail)))
            waiting = packed.unconsumed_tail
            yield out
        if packed.eof:
            return


def _ascii85(pieces: Pieces, budget: Budget) -> Iterator[bytes]:
    text = b"".join(pieces).strip()
    budget.spend(4 * len(text))  # `z` stands for four bytes
    try:
        yield base64.a85decode(b"<~" + text.removeprefix(b"<~").removesuffix(b"~>") + b"~>", adobe=True)
    except ValueError:
        return


def _hexadecimal(pieces: Pieces, budget: Budget) -> Iterator[bytes]:
    text = b"".join(b"".join(pieces).partition(b">")[0].split())
    budget.spend(len(text))
    try:
        yield binascii.unhexlify(text + b"0" * (len(text) % 2))
    except binascii.Error:
        return


def _runs(pieces: Pieces, budget: Budget) -> Iterator[bytes]:
    data, place = b"".join(pieces), 0
    while place < len(data) and (length := data[place]) != 128:
        literal = length < 128
        out = data[place + 1 : place + 2 + length] if literal else data[place + 1 : place + 2] * (257 - length)
        place += length + 2 if literal else 2
        budget.spend(len(out) + 1)
        yield out


_FULL = {b"Fl": b"FlateDecode", b"A85": b"ASCII85Decode", b"AHx": b"ASCIIHexDecode", b"RL": b"RunLengthDecode"}
_FULL[b"LZW"] = b"LZWDecode"
_DECODERS: dict[bytes, Callable[[Pieces, Budget], Iterator[bytes]]] = {
    b"FlateDecode": _inflate,
    b"ASCII85Decode": _ascii85,
    b"ASCIIHexDecode": _hexadecimal,
    b"RunLengthDecode": _runs,
}
