"""ZIP archives: read to the end within the budget, names that lead nowhere, one archive within another at most."""

from __future__ import annotations

import io
import stat
import zipfile
import zlib
from binascii import unhexlify
from collections.abc import Iterator

from concordance.base.span import Span
from concordance.base.text import Text
from concordance.registry.documents.budget import CHUNK, MAX_PARTS, Budget
from concordance.registry.refusals import refusal

ZIP = b"PK\x03\x04"
_ENTRY = b"PK\x01\x02"
DEPTH = 1
"""How many archives deep an archive may hold archives: office documents are archives themselves."""
MAX_WITHIN = 30_000_000
"""Bytes of an archive within an archive."""
ARCHIVE, PROGRAM = Text("another archive", "une autre archive"), Text("a program", "un programme")
_ARCHIVES = (
    b"1f8b 425a68 fd377a585a00 377abcaf271c 526172211a07 28b52ffd 04224d18 4d534346 78617221 213c617263683e 1f9d 1fa0"
)
"""First bytes of gzip, bzip2, xz, 7z, RAR, Zstandard, LZ4, cabinet, xar, ar, compress and LZH, in hexadecimal."""
_PROGRAMS = b"4d5a 7f454c46 feedfa cefaedfe cffaedfe cafebabe 2321 0061736d 6465780a"
"""First bytes of programs for Windows, Linux, macOS (four), of scripts, WebAssembly, Android, in hexadecimal."""
_OTHERS = tuple(
    (what, tuple(map(unhexlify, starts.split()))) for what, starts in ((ARCHIVE, _ARCHIVES), (PROGRAM, _PROGRAMS))
)
"""What no archive may hold, by its first bytes."""
_HEAD = 512
_TAR = slice(257, 262)
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def check_zip(data: bytes, budget: Budget, depth: int = 0) -> None:
    """Read every file of an archive, and throw away what comes out.

    Raises ProblemsError `document-broken`, `document-unsafe` or `document-bomb`; their places name the file within.
    """
    where = budget.place
    if not data.startswith(ZIP):
        raise refusal("document-broken", where, why=Text("no ZIP archive begins so", "aucun ZIP ne commence ainsi"))
    if data.count(_ENTRY) > MAX_PARTS:  # before its table is read
        budget.part(data.count(_ENTRY))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            seen: set[str] = set()
            for entry in archive.infolist():
                budget.part()
                _check_entry(entry, seen, Span(f"{where.path}/{entry.filename[:80]!a}"))
                if not entry.is_dir():
                    _read(archive, entry, budget, depth)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise refusal("document-broken", where, why=error) from error


def _check_entry(entry: zipfile.ZipInfo, seen: set[str], place: Span) -> None:
    name = entry.orig_filename
    parts = name.replace("\\", "/").rstrip("/").split("/")
    unseen = any(ord(sign) < 32 or ord(sign) == 127 for sign in name)
    if unseen or ":" in name or any(part in {"", ".", ".."} or len(part) > 200 for part in parts):
        raise refusal("document-unsafe", place, what=Text("a name that leads out of it", "un nom qui mène hors de lui"))
    if name.casefold() in seen:
        raise refusal("document-unsafe", place, what=Text("the same name twice", "deux fois le même nom"))
    seen.add(name.casefold())
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise refusal("document-unsafe", place, what=Text("a link", "un lien"))
    if entry.flag_bits & 0x41:
        raise refusal("document-unsafe", place, what=Text("an encrypted file", "un fichier chiffré"))
    if entry.compress_type not in _METHODS:
        raise refusal("document-unsafe", place, what=Text("a packing not deflate", "une autre compression que deflate"))


def _read(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget, depth: int) -> None:
    place = Span(f"{budget.place.path}/{entry.filename[:80]!a}")
    chunks = _chunks(archive, entry, budget)
    first = next(chunks, b"")
    for what, starts in _OTHERS:
        if first.startswith(starts):
            raise refusal("document-unsafe", place, what=what)
    if first[_TAR] == b"ustar":
        raise refusal("document-unsafe", place, what=ARCHIVE)
    if not first.startswith(ZIP):
        for _ in chunks:
            pass
        return
    if depth >= DEPTH:
        raise refusal("document-unsafe", place, what=Text("archives three deep", "des archives sur trois niveaux"))
    inner = Budget(place, budget.bytes_left, budget.parts_left)
    check_zip(_within(first, chunks, place), inner, depth + 1)
    budget.bytes_left, budget.parts_left = inner.bytes_left, inner.parts_left


def _within(first: bytes, chunks: Iterator[bytes], place: Span) -> bytes:
    """An archive in an archive, whole: the only thing that is held at once."""
    pieces, size = [first], len(first)
    for piece in chunks:
        pieces.append(piece)
        size += len(piece)
        if size > MAX_WITHIN:
            raise refusal("document-bomb", place, most=f"{MAX_WITHIN:,} B")
    return b"".join(pieces)


def _chunks(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """What comes out, in pieces; each is taken off the budget before the next one is made."""
    with archive.open(entry) as stream:
        while piece := stream.read(max(CHUNK, _HEAD)):
            budget.spend(len(piece))
            yield piece
