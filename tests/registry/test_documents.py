"""Documents handed in: real bombs, slips and disguises are refused with a place; what is kept can be erased."""

from __future__ import annotations

import io
import json
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import select

from concordance.base.problem import ProblemsError
from concordance.evidence.commitment import opens
from concordance.norms.score import Score
from concordance.registry.database import Registry
from concordance.registry.documents import keeping
from concordance.registry.documents.examine import MAX_FILE, Examined, examine
from concordance.registry.documents.keeping import (
    bytes_of,
    check_norms,
    document_held,
    documents_of,
    erase_document,
    keep_document,
)
from concordance.registry.documents.store import Store, store_beside
from concordance.registry.events import By, event_bytes, history
from concordance.registry.models import Document, Event
from concordance.registry.publishing import predicate_of, statement_of
from concordance.registry.records import ensure_system
from concordance.registry.refusals import RegistryProblem
from support import run_cli

NORM = "eu/ai-act/11.1"


def pdf(*streams: tuple[str, bytes], trailer: str = "") -> bytes:
    """A PDF file of these streams; each with the rest of its dictionary."""
    body = b"%PDF-1.7\n"
    for number, (described, data) in enumerate(streams, 1):
        head = f"{number} 0 obj\n<< /Length {len(data)} {described} >>\nstream\n"
        body += head.encode() + data + b"\nendstream\nendobj\n"
    return body + f"trailer\n<< /Root 1 0 R {trailer} >>\nstartxref\n0\n%%EOF\n".encode()


def ends_early() -> bytes:
    """The beginning of a packed stream that holds, unpacked, the word by which streams end."""
    packer = zlib.compressobj(0)
    return packer.compress(b"endstream") + packer.flush(zlib.Z_SYNC_FLUSH)


@cache
def packed(size: int, times: int = 1) -> bytes:
    """So many zero bytes, packed as often, without ever being there at once."""
    data = b"".join(_zeros(size))
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return data


def _zeros(size: int) -> list[bytes]:
    packer, piece = zlib.compressobj(9), bytes(1 << 20)
    return [*(packer.compress(piece) for _ in range(size >> 20)), packer.flush()]


def archive(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in files:
            made.writestr(name, data)
    return out.getvalue()


def overlapping(copies: int) -> bytes:
    """Many entries that all name the same packed bytes (D. Fifield, A better zip bomb, 2019)."""
    inner = archive(("0", bytes(2_000_000)))
    end = inner.index(b"PK\x01\x02")
    local, central = inner[:end], inner[end : inner.index(b"PK\x05\x06")]
    table = b"".join(central[:-1] + b"0" for _ in range(copies))
    tail = b"PK\x05\x06" + bytes(4) + copies.to_bytes(2, "little") * 2 + len(table).to_bytes(4, "little")
    return local + table + tail + end.to_bytes(4, "little") + bytes(2)


def link() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        entry = zipfile.ZipInfo("link")
        entry.external_attr = 0o120777 << 16
        made.writestr(entry, "/etc/passwd")
    return out.getvalue()


def encrypted() -> bytes:
    data = bytearray(archive(("a.txt", b"x")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


GOOD = {
    "report.pdf": pdf(("/Filter /FlateDecode", zlib.compress(b"BT (Hello) Tj ET"))),
    "plain.PDF": pdf(("", b"BT (Hello) Tj ET"), ("/Filter [/A85 /Fl]", b"Gap(_8J~>")),
    "runs.pdf": pdf(("/Filter /RunLengthDecode", b"\x02abc\xff\x00\x80")),
    "image.pdf": pdf(("/Width 4000 /Height 3000 /Filter /DCTDecode", b"\xff\xd8\xff")),
    "tests.zip": archive(("runs/1.csv", b"a,b\n1,2\n"), ("runs/", b""), ("notes.txt", b"ok")),
    "office.zip": archive(("manual.docx", archive(("word/document.xml", b"<w/>")))),
    "results.csv": b"\xef\xbb\xbfgroup;rate\r\nA;0,5\r\n",
    "results.json": b' {"rate": 0.5}\n',
}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_sound_is_taken(name: str) -> None:
    found = examine(name, GOOD[name])
    assert (found.name, found.digest, found.data) == (name, sha256(GOOD[name]).hexdigest(), GOOD[name])
    assert found.media_type.endswith(name.rpartition(".")[2].lower())


BAD: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "flate bomb": ("a.pdf", "document-bomb", lambda: pdf(("/Filter /FlateDecode", packed(210 << 20)))),
    "flate in flate": (
        "a.pdf",
        "document-bomb",
        lambda: pdf(("/Filter [/FlateDecode /FlateDecode]", packed(210 << 20, 2))),
    ),
    "many small bombs": ("a.pdf", "document-bomb", lambda: pdf(*[("/Filter/FlateDecode", packed(50 << 20))] * 5)),
    "name in disguise": ("a.pdf", "document-bomb", lambda: pdf(("/Filter /Fl#61teDecode", packed(210 << 20)))),
    "short length": (
        "a.pdf",
        "document-bomb",
        lambda: pdf(("/Filter /FlateDecode", ends_early() + packed(210 << 20)[2:])),
    ),
    "hexadecimal bomb": (
        "a.pdf",
        "document-bomb",
        lambda: pdf(("/Filter [/ASCIIHexDecode /FlateDecode]", packed(210 << 20).hex().encode() + b">")),
    ),
    "run-length bomb": ("a.pdf", "document-bomb", lambda: pdf(("/Filter /RunLengthDecode", b"\x81\x00" * 2_000_000))),
    "LZW": ("a.pdf", "document-unsafe", lambda: pdf(("/Filter /LZWDecode", b"\x80\x0b"))),
    "LZW in disguise": ("a.pdf", "document-unsafe", lambda: pdf(("/Filter [/L#5aW]", b"\x80\x0b"))),
    "filter elsewhere": ("a.pdf", "document-unsafe", lambda: pdf(("/Filter 9 0 R", b"x"))),
    "text after flate": ("a.pdf", "document-unsafe", lambda: pdf(("/Filter [/FlateDecode /A85]", b"x"))),
    "encrypted PDF": ("a.pdf", "document-unsafe", lambda: pdf(("", b"x"), trailer="/Encrypt 5 0 R")),
    "pixels": ("a.pdf", "document-bomb", lambda: pdf(("/Width 99999 /Height 99999 /Filter/JBIG2Decode", b"x"))),
    "streams": ("a.pdf", "document-bomb", lambda: pdf(*[("", b"")] * 10_001)),
    "cut PDF": ("a.pdf", "document-broken", lambda: GOOD["report.pdf"][:-60]),
    "zip bomb": ("a.zip", "document-bomb", lambda: archive(*[(f"{n}", bytes(40_000_000)) for n in range(6)])),
    "zip in zip bomb": ("a.zip", "document-bomb", lambda: archive(("b.zip", archive(("0", bytes(210_000_000)))))),
    "large zip in zip": (
        "a.zip",
        "document-bomb",
        lambda: archive(("b.zip", archive(("0", bytes(31_000_000)), method=0))),
    ),
    "overlapping entries": ("a.zip", "document-(bomb|broken|unsafe)", lambda: overlapping(200)),
    "many entries": ("a.zip", "document-bomb", lambda: archive(*[(str(n), b"") for n in range(10_001)])),
    "slip": ("a.zip", "document-unsafe", lambda: archive(("../../etc/cron.d/x", b"x"))),
    "slip by backslash": ("a.zip", "document-unsafe", lambda: archive(("..\\..\\x", b"x"))),
    "absolute": ("a.zip", "document-unsafe", lambda: archive(("/etc/passwd", b"x"))),
    "drive": ("a.zip", "document-unsafe", lambda: archive(("C:x", b"x"))),
    "twice": ("a.zip", "document-unsafe", lambda: archive(("a", b"x"), ("A", b"y"))),
    "link": ("a.zip", "document-unsafe", link),
    "encrypted ZIP": ("a.zip", "document-unsafe", encrypted),
    "other packing": ("a.zip", "document-unsafe", lambda: archive(("a", b"x"), method=zipfile.ZIP_BZIP2)),
    "three deep": (
        "a.zip",
        "document-unsafe",
        lambda: archive(("b.zip", archive(("c.zip", archive(("d", b"x")))))),
    ),
    "tar in zip": ("a.zip", "document-unsafe", lambda: archive(("b.tar", bytes(257) + b"ustar" + bytes(250)))),
    "gzip in zip": ("a.zip", "document-unsafe", lambda: archive(("b.gz", b"\x1f\x8b\x08"))),
    "program in zip": ("a.zip", "document-unsafe", lambda: archive(("b.exe", b"MZ\x90"))),
    "script in zip": ("a.zip", "document-unsafe", lambda: archive(("run", b"#!/bin/sh\n"))),
    "cut ZIP": ("a.zip", "document-broken", lambda: GOOD["tests.zip"][:-30]),
    "bent ZIP": ("a.zip", "document-broken", lambda: GOOD["tests.zip"].replace(b"1,2", b"1,3", 1)[:40] + bytes(9)),
    "page as PDF": ("a.pdf", "document-broken", lambda: b"<html><script>alert(1)</script>"),
    "program as ZIP": ("a.zip", "document-broken", lambda: b"MZ" + GOOD["tests.zip"]),
    "PDF as CSV": ("a.csv", "document-broken", lambda: pdf(("", b"\xff\xfe"))),
    "ragged CSV": ("a.csv", "document-broken", lambda: b"a,b\n1,2\n1,2,3\n"),
    "empty rows": ("a.csv", "document-broken", lambda: b"\n\n"),
    "zero byte": ("a.csv", "document-broken", lambda: b"a,b\n1,\x00\n"),
    "wide cell": ("a.csv", "document-broken", lambda: b"a\n" + b"x" * 200_000),
    "no JSON": ("a.json", "document-broken", lambda: b"{'a': 1}"),
    "deep JSON": ("a.json", "document-broken", lambda: b"[" * 1_000_000),
    "page": ("a.html", "document-type", lambda: b"<html>"),
    "macro": ("a.docm", "document-type", lambda: archive(("a", b"x"))),
    "nothing": ("a.pdf", "document-size", lambda: b""),
    "too much": ("a.json", "document-size", lambda: b"[" + b" " * MAX_FILE + b"]"),
}


@pytest.mark.parametrize("case", BAD)
def test_what_is_not_is_refused_within_its_bounds(case: str) -> None:
    name, code, make = BAD[case]
    data = make()
    begun = time.perf_counter()
    with pytest.raises(ProblemsError, match=code) as refused:
        examine(name, data)
    assert time.perf_counter() - begun < 20
    problem = refused.value.problems[0]
    assert problem.places[0].path.startswith(name)
    assert isinstance(problem, RegistryProblem)
    assert problem.message_fr != problem.message


@pytest.mark.parametrize("case", ["flate bomb", "flate in flate", "zip bomb", "zip in zip bomb", "deep JSON"])
def test_a_bomb_is_never_held_whole(case: str) -> None:
    name, _, make = BAD[case]
    data = make()
    tracemalloc.start()
    try:
        with pytest.raises(ProblemsError):
            examine(name, data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4 * MAX_FILE


def test_the_line_of_a_fault_is_told() -> None:
    for name, data, line in (("a.csv", b"a,b\n1,2\n1,2,3\n", 3), ("a.csv", b"a,b\n1,\xff\n", 2)):
        with pytest.raises(ProblemsError) as refused:
            examine(name, data)
        assert refused.value.problems[0].places[0].line == line
    with pytest.raises(ProblemsError) as refused:
        examine("a.zip", archive(("deep/b.exe", b"MZ")))
    assert "deep/b.exe" in refused.value.problems[0].places[0].path


NAMES = ["../a.pdf", "a/b.pdf", "a\\b.pdf", "C:\\a.pdf", "/a.pdf", ".pdf", "pdf", "con.pdf", "LPT1.tar.pdf"]
NAMES += [
    "a\x00.pdf",
    "fdp.\u202ecsv.pdf",
    "a\n.pdf",
    " a.pdf",
    "a.pdf ",
    "x" * 117 + ".pdf",
    "~$a.pdf",
    "a<b>.pdf",
    "",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_a_name_and_no_path(name: str) -> None:
    with pytest.raises(ProblemsError, match="document-name"):
        examine(name, GOOD["report.pdf"])


def fresh() -> Callable[[], bytes]:
    """Salts that are counted."""
    numbers = iter(range(1, 1000))
    return lambda: sha256(str(next(numbers)).encode()).digest()


@pytest.fixture
def given(registry: Registry, by: By) -> Registry:
    """A registry with two systems of two organisations."""
    with registry.writing() as session:
        ensure_system(session, by, "maker/scorer", "maker", "Scorer")
        ensure_system(session, by, "other/ranker", "other", "Ranker")
    return registry


def test_a_document_from_its_arrival_to_its_end(given: Registry, by: By, tmp_path: Path) -> None:
    store, salts = Store(tmp_path / "store"), fresh()
    secret = examine("Ada Example.json", b'{"name": "Ada Example"}')
    with given.writing() as session:
        kept = keep_document(session, by, store, "maker/scorer", "audit-results", secret, [NORM], salts)
        again = keep_document(session, by, store, "maker/scorer", "other", secret, ["eu/ai-act/10.2.f"], salts)
        other = keep_document(session, by, store, "other/ranker", "other", secret, [], salts)
    assert again.id == kept.id
    assert (again.norms, other.id == kept.id) == (["eu/ai-act/10.2.f", NORM], False)
    assert kept.commitment != other.commitment
    assert len(list(store.root.rglob("[0-9a-f]" * 64))) == 1
    with given.reading() as session:
        row = document_held(session, kept.id)
        assert bytes_of(row, store) == secret.data
        assert opens(row.commitment, secret.data, bytes.fromhex(row.salt or ""))
        told = b"".join(event_bytes(event) for event in session.scalars(select(Event)))
        assert b"Ada" not in told
        assert secret.digest.encode() not in told
        assert [event.kind for event in history(session, kept.id)] == ["document-added", "document-linked"]
    with given.writing() as session:
        erase_document(session, by, store, kept.id, "erasure-request")
        erase_document(session, by, store, kept.id, "erasure-request")
    with given.reading() as session:
        assert bytes_of(document_held(session, other.id), store) == secret.data
        row = document_held(session, kept.id)
        assert (row.digest, row.salt, row.title, row.size) == (None, None, "", 0)
        assert [one.id for one in documents_of(session, "maker/scorer")] == [kept.id]
        assert [event.kind for event in history(session, kept.id)][2:] == ["document-erased"]
        with pytest.raises(ProblemsError, match="document-erased"):
            bytes_of(row, store)
    with given.writing() as session:
        erase_document(session, by, store, other.id, "retention-ended")
    assert list(store.root.rglob("[0-9a-f]" * 64)) == []
    with given.writing() as session:
        back = keep_document(session, by, store, "maker/scorer", "audit-results", secret, [], salts)
        assert bytes_of(back, store) == secret.data


def test_the_log_gets_the_commitment_and_nothing_else(given: Registry, by: By, tmp_path: Path) -> None:
    store, secret = Store(tmp_path / "store"), examine("Ada.json", b'{"name": "Ada Example"}')
    with given.writing() as session:
        kept = keep_document(session, by, store, "maker/scorer", "audit-results", secret, [NORM], fresh())
        event = next(event for event in history(session, kept.id))
    statement = statement_of(event)
    assert predicate_of(event) == "audit-evidence"
    assert statement["predicate"] == {
        "at": event.at,
        "system": "maker/scorer",
        "auditor": by.actor,
        "method": "audit-results",
        "evidence": kept.commitment,
    }
    assert secret.digest not in str(statement)


def test_what_was_altered_on_disk_is_not_given_out(given: Registry, by: By, tmp_path: Path) -> None:
    store, report = Store(tmp_path / "store"), examine("report.pdf", GOOD["report.pdf"])
    with given.writing() as session:
        kept = keep_document(session, by, store, "maker/scorer", "certificate", report, [], fresh())
    path = next(store.root.rglob("[0-9a-f]" * 64))
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_bytes(b"other")
    with pytest.raises(ProblemsError, match="document-lost"):
        bytes_of(kept, store)
    path.unlink()
    with pytest.raises(ProblemsError, match="document-lost"):
        bytes_of(kept, store)
    with pytest.raises(ProblemsError, match="document-lost"):
        store.get("../../etc/passwd")


def test_what_refers_to_nothing_is_refused(
    given: Registry, by: By, tmp_path: Path, score: Score, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, report = Store(tmp_path / "store"), examine("report.pdf", GOOD["report.pdf"])
    assert check_norms([NORM, NORM], score) == [NORM]
    with pytest.raises(ProblemsError, match="link-unknown"):
        check_norms(["eu/ai-act/999"], score)

    def keep(system: str, kind: str, what: Examined) -> None:
        with given.writing() as session:
            keep_document(session, by, store, system, kind, what, [], fresh())

    with pytest.raises(ProblemsError, match="not-held"):
        keep("nobody/nothing", "other", report)
    with pytest.raises(ProblemsError, match="document-kind"):
        keep("maker/scorer", "photo", report)
    monkeypatch.setattr(keeping, "MAX_DOCUMENTS", 1)
    keep("maker/scorer", "other", report)
    keep("maker/scorer", "other", report)
    with pytest.raises(ProblemsError, match="document-quota"):
        keep("maker/scorer", "other", examine("b.json", b"{}"))
    keep("other/ranker", "other", examine("b.json", b"{}"))
    with given.reading() as session:
        assert len(list(session.scalars(select(Document)))) == 2
    assert store_beside("sqlite:///x.db").root == Path("x.db.documents")
    assert store_beside("postgresql://x/y").root == Path("documents")


def test_at_the_command_line(url: str, tmp_path: Path) -> None:
    base = ("--database", url)
    assert run_cli("registry", "init", *base).code == 0
    stored = ("--store", tmp_path / "store", *base)
    profile = Path(__file__).parents[2] / "examples" / "cv-screening.yaml"
    assess = ("registry", "assess", "sys", profile, "--id", "a/1", "--organisation", "maker", "--at", "2028-01-10")
    assert run_cli(*assess, *base).code == 0
    report = tmp_path / "report.pdf"
    report.write_bytes(GOOD["report.pdf"])
    attach = ("registry", "attach", "sys", report, "--kind", "audit-results", "--norm", NORM, *stored)
    kept = run_cli(*attach, "--json")
    assert kept.code == 0, kept.err
    name = json.loads(kept.out)["id"]
    assert json.loads(run_cli(*attach, "--json").out)["id"] == name
    shown = run_cli("registry", "documents", "sys", *base).out
    assert "report.pdf" in shown
    assert NORM in shown
    out = tmp_path / "out.pdf"
    assert run_cli("registry", "document", name, "--out", out, *stored).code == 0
    assert out.read_bytes() == GOOD["report.pdf"]
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"MZ")
    refused = run_cli("registry", "attach", "sys", bad, "--kind", "other", "--lang", "fr", *stored)
    assert (refused.code, "erreur[document-broken]" in refused.err) == (2, True)
    assert run_cli("registry", "erase", name, "--ground", "mistake", *stored).code == 0
    assert run_cli("registry", "document", name, "--out", out, *stored).code == 2
    assert "effacé" in run_cli("registry", "documents", "sys", "--lang", "fr", *base).out
    assert "document-erased" in run_cli("registry", "history", name, *base).out
