"""The log of a server over HTTP: its files, its receipts, its witnesses, and what is entered in it."""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from starlette.testclient import TestClient
from web_support import NOW, PASSWORD, ROWS, person, settings, token_in

from throwaway import database, postgres_server

pytest.importorskip("cryptography", reason="a log needs the extra `log`")

from concordance.doors.web.app import make_app
from concordance.doors.web.cosigning import Answer, post
from concordance.doors.web.ledger import Ledger
from concordance.doors.web.settings import LogPlace
from concordance.evidence.bucket import Bucket
from concordance.evidence.checkpoint import open_checkpoint, sign_checkpoint
from concordance.evidence.envelope import parse_entry
from concordance.evidence.errors import EvidenceError
from concordance.evidence.fsck import fsck
from concordance.evidence.head import Head
from concordance.evidence.keys import KeyType, make_key, parse_vkey
from concordance.evidence.monitor import audit
from concordance.evidence.policy import parse_policy
from concordance.evidence.receipt import Clock, parse_receipt, verify_receipt
from concordance.evidence.tiles import TileId, check_tile, unpack_bundle
from concordance.registry.events import By
from concordance.registry.importing import import_register
from concordance.registry.models import Event, Logged
from concordance.registry.register import register_named
from concordance.registry.rows import read_register_file

IMMUTABLE = "public, max-age=31536000, immutable"


def make(folder: Path, **given: object) -> FastAPI:
    return make_app(settings(folder, log=LogPlace(folder / "log", "log.example/ai"), **given))


def publish(app: FastAPI) -> int:
    return app.state.ledger.publish(app.state.shelf)


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> FastAPI:
    """A server whose log holds five imports of the register: 300 events and some."""
    folder = tmp_path_factory.mktemp("logged")
    app = make(folder)
    register = register_named("nl")
    for turn in range(5):
        rows = [{**row, "doel": f"Doel {turn}"} for row in ROWS]
        path = folder / "nl.json"
        path.write_text(json.dumps({"algoritmes": rows, "count": len(rows)}), encoding="utf-8")
        with app.state.shelf.writing() as session:
            import_register(session, By("test", NOW), register, read_register_file(path, register))
    person(app, "provider", "provider", "org-provider")
    assert publish(app) > 256
    return app


@pytest.fixture
def visitor(logged: FastAPI) -> TestClient:
    return TestClient(logged, raise_server_exceptions=False)


@dataclass(frozen=True, slots=True)
class OverHttp:
    """A reader of tiles as any client would be: by the paths of the specification."""

    client: TestClient

    def _get(self, tile: TileId) -> bytes:
        answer = self.client.get(f"/log/{tile.path}")
        assert answer.status_code == 200, tile.path
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == IMMUTABLE
        assert "vary" not in answer.headers
        return answer.content

    def tile(self, tile: TileId) -> bytes:
        return check_tile(self._get(tile), tile)

    def bundle(self, tile: TileId) -> Sequence[bytes]:
        return unpack_bundle(self._get(tile), tile)


def test_a_monitor_reads_the_log_by_http_alone(visitor: TestClient) -> None:
    key = parse_vkey(visitor.get("/log/key").text.strip())
    answer = visitor.get("/log/checkpoint")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (
        "text/plain; charset=utf-8",
        "no-cache",
    )
    point = open_checkpoint(answer.content, key)
    assert key.name == point.head.origin == "log.example/ai"
    seen = audit(OverHttp(visitor), point, None, None)
    assert seen.read == point.head.size > 256
    assert fsck(OverHttp(visitor), point).faults == ()


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001x",
        "tile/0/999",
        "tile/0/1",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/entries/../../log.key",
        "tile/entries/%2e%2e/%2e%2e/log.key",
        "tile/",
        "receipts/99999999.tlog-proof",
        "receipts/-1.tlog-proof",
        "log.key",
    ],
)
def test_what_is_not_there_is_404(visitor: TestClient, path: str) -> None:
    answer = visitor.get(f"/log/{path}")
    assert answer.status_code in (404, 422)
    assert "PRIVATE" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_head_requests_are_answered(visitor: TestClient) -> None:
    assert visitor.head("/log/checkpoint").status_code == 200
    assert visitor.head("/log/tile/0/000").headers["content-length"] == "8192"


@pytest.mark.parametrize("index", [0, 255, 256])
def test_a_receipt_verifies(visitor: TestClient, index: int) -> None:
    answer = visitor.get(f"/log/receipts/{index}.tlog-proof")
    assert answer.headers["content-disposition"] == f'attachment; filename="{index}.tlog-proof"'
    key = visitor.get("/log/key").text.strip()
    proven = verify_receipt(answer.content, parse_policy(f"log {key}\nquorum none\n".encode()))
    assert proven.index == index
    page = visitor.post("/fr/receipts", data={"receipt": answer.text, "log_key": key})
    assert "<h2>Vérifié</h2>" in page.text


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_lists_entries_with_receipts(visitor: TestClient, lang: str) -> None:
    page = visitor.get(f"/{lang}/log")
    assert page.text.count(".tlog-proof") == 25
    assert visitor.get("/log/key").text.strip() in page.text.replace("&#43;", "+")
    earlier = visitor.get(f"/{lang}/log?before=20")
    assert earlier.text.count(".tlog-proof") == 20


def enter(app: FastAPI) -> TestClient:
    visitor = TestClient(app)
    token = token_in(visitor.get("/sign-in").text)
    visitor.post("/sign-in", data={"csrf": token, "name": "provider", "password": PASSWORD})
    return visitor


def eventually(found: Callable[[], bool]) -> bool:
    for _ in range(200):
        if found():
            return True
        time.sleep(0.05)
    return False


def test_what_is_done_on_the_pages_gets_a_receipt_soon_after(tmp_path: Path) -> None:
    app = make(tmp_path)
    person(app, "provider", "provider", "org-provider")
    visitor = enter(app)
    token = token_in(visitor.get("/desk").text)
    visitor.post("/systems", data={"csrf": token, "name": "Scorer"})
    shown = "/log/receipts/"
    assert eventually(lambda: shown in visitor.get("/receipts/own").text)
    page = visitor.get("/en/receipts/own").text
    assert "system described" in page
    index = int(page.partition(shown)[2].partition(".")[0])
    assert parse_entry(app.state.ledger.receipt(index).entry).statement.predicate["provider"] == "web:org-provider"


def test_the_history_of_a_record_leads_to_receipts(visitor: TestClient) -> None:
    page = visitor.get("/en/records/nl:1").text
    index = re.search(r"/log/receipts/(\d+)\.tlog-proof", page)
    assert index
    entry = parse_receipt(visitor.get(index[0]).content).entry
    assert parse_entry(entry).statement.predicate["system"] == "nl:1"


def test_own_receipts_are_for_those_signed_in(visitor: TestClient) -> None:
    assert visitor.get("/receipts/own").status_code == 401


def test_a_server_without_a_log_has_none(client: TestClient) -> None:
    for path in ("/log", "/log/checkpoint", "/log/tile/0/000", "/log/key", "/log/receipts/0.tlog-proof"):
        assert client.get(path).status_code == 404
    assert client.post("/witness/add-checkpoint", content=b"").status_code == 404


def test_publishing_again_adds_nothing_and_a_restart_goes_on(tmp_path: Path) -> None:
    app = make(tmp_path)
    person(app, "provider", "provider", "org-provider")
    first = publish(app)
    assert first >= 1
    assert publish(app) == 0
    before = app.state.ledger.published()
    again = make(tmp_path)
    assert again.state.ledger.vkey == app.state.ledger.vkey
    person(again, "other", "provider", "org-other")
    assert publish(again) >= 1
    assert again.state.ledger.published().head.size > before.head.size


def test_a_crash_between_log_and_registry_enters_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make(tmp_path)
    person(app, "provider", "provider", "org-provider")

    def crash(*_: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr("concordance.doors.web.ledger.export", crash)
        with pytest.raises(OSError, match="gone"):
            publish(app)
    assert app.state.ledger.published() is None
    assert publish(app) == 0, "the events were entered before the crash"
    size = app.state.ledger.published().head.size
    with app.state.ledger._store() as store:
        assert store.head().size == size >= 1


def witness_folder(folder: Path, *logs: str) -> Path:
    folder.mkdir()
    key = make_key("witness.example", KeyType.WITNESS, b"w" * 32)
    (folder / "witness.key").write_text(key.text + "\n")
    (folder / "logs.txt").write_text("# whom we follow\n" + "".join(f"{each}\n" for each in logs))
    return folder


class Wire:
    """Requests to a witness, by its test client."""

    def __init__(self, app: FastAPI) -> None:
        self.client, self.answers = TestClient(app), list[int]()

    def __call__(self, url: str, body: bytes) -> Answer:
        answer = self.client.post("/" + url.partition("://")[2].partition("/")[2], content=body)
        self.answers.append(answer.status_code)
        return Answer(answer.status_code, answer.text)


def with_witness(folder: Path) -> tuple[FastAPI, Wire]:
    """A server that publishes only what a witness cosigned, and the way to that witness, another server."""
    app = make(folder)
    key = app.state.ledger.vkey.vkey
    place = witness_folder(folder / "witness", key)
    other = folder / "other"
    other.mkdir()
    witness = make_app(settings(other, witness=place))
    wkey = make_key("witness.example", KeyType.WITNESS, b"w" * 32).public.vkey
    policy = f"log {key}\nwitness w {wkey} https://witness.example/witness\nquorum w\n"
    (folder / "log" / "policy.txt").write_text(policy)
    wired = make(folder)
    wire = Wire(witness)
    wired.state.ledger._asked.post = wire
    return wired, wire


def test_heads_are_published_once_a_witness_cosigned(tmp_path: Path) -> None:
    app, wire = with_witness(tmp_path)
    for number in range(3):
        person(app, f"p{number}", "provider", f"org-{number}")
        assert publish(app) >= 1
    assert wire.answers == [200, 200, 200]
    again = make(tmp_path)  # it does not know how far the witness is, and is told
    again.state.ledger._asked.post = wire
    person(again, "late", "provider", "org-late")
    publish(again)
    assert wire.answers[3:] == [409, 200]
    receipt = again.state.ledger.receipt(0)
    policy = parse_policy((tmp_path / "log" / "policy.txt").read_bytes())
    proven = verify_receipt(receipt.encode(), policy, None, Clock(int(NOW.timestamp())))
    assert proven.vouchers.witnesses == {"w": int(NOW.timestamp())}


def test_without_its_witness_nothing_new_is_published(tmp_path: Path) -> None:
    app, wire = with_witness(tmp_path)
    person(app, "one", "provider", "org-1")
    publish(app)
    before = app.state.ledger.published()
    person(app, "two", "provider", "org-2")
    app.state.ledger._asked.post = lambda url, body: Answer(503, "down")
    with pytest.raises(EvidenceError, match="quorum-not-met"):
        publish(app)
    assert app.state.ledger.published() == before
    app.state.ledger._asked.post = wire
    publish(app)
    assert app.state.ledger.published().head.size > before.head.size


def test_a_witness_refuses_by_the_statuses_of_the_protocol(tmp_path: Path) -> None:
    app, _ = with_witness(tmp_path)
    person(app, "one", "provider", "org-1")
    publish(app)
    point = app.state.ledger.published()
    witness = TestClient(make_app(settings(tmp_path / "other", witness=tmp_path / "witness")))

    def ask(body: bytes) -> tuple[int, str, str]:
        answer = witness.post("/witness/add-checkpoint", content=body)
        return answer.status_code, answer.text, answer.headers["content-type"]

    conflict = ask(b"old 0\n\n" + point.encode())
    assert conflict == (409, f"{point.head.size}\n", "text/x.tlog.size")
    assert ask(b"nonsense")[0] == 400
    stranger = make_key("stranger.example/log", KeyType.LOG, b"x" * 32)
    impostor = make_key("log.example/ai", KeyType.LOG, b"x" * 32)
    for key, status in ((stranger, 404), (impostor, 403)):
        head = Head(key.public.name, 1, b"r" * 32)
        assert ask(b"old 0\n\n" + sign_checkpoint(head, key).encode())[0] == status


def test_a_witness_that_is_not_there_gives_nothing(tmp_path: Path) -> None:
    assert post("http://127.0.0.1:9/add-checkpoint", b"").status == 503
    app, _ = with_witness(tmp_path)
    key = make_key("witness.example", KeyType.WITNESS, b"w" * 32).public.vkey
    log = app.state.ledger.vkey.vkey
    (tmp_path / "log" / "policy.txt").write_text(f"log {log}\nwitness w {key} file:///etc\nquorum w\n")
    person(app, "one", "provider", "org-1")
    with pytest.raises(EvidenceError, match="policy-malformed"):
        publish(make(tmp_path))


def test_a_key_that_is_not_of_the_log_is_refused(tmp_path: Path) -> None:
    place = LogPlace(tmp_path / "log", "log.example/ai")
    Ledger.open(place)
    (tmp_path / "log" / "log.key").unlink()
    with pytest.raises(EvidenceError, match="wrong-key"):
        Ledger.open(place)


def test_a_log_can_lie_in_a_bucket_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    obstore = pytest.importorskip("obstore", reason="needs the extra `s3`")
    bucket = Bucket("memory", obstore.store.MemoryStore())
    monkeypatch.setattr("concordance.doors.web.ledger.Bucket.at", lambda url: bucket)
    app = make_app(settings(tmp_path, log=LogPlace(tmp_path / "log", "log.example/ai", bucket="s3://logs")))
    person(app, "one", "provider", "org-1")
    assert publish(app) >= 1
    assert bucket.checkpoint() == app.state.ledger.published().encode()


@pytest.mark.postgres
def test_two_servers_write_one_log_on_postgresql(tmp_path: Path) -> None:
    """Both publish at once, again and again: every event is entered once, and both show the same history."""
    pytest.importorskip("psycopg", reason="needs the extra `postgres`")
    with postgres_server() as server:
        registry, log = database(server, "registry"), database(server, "log")
        (tmp_path / "log").mkdir()
        first = LogPlace(tmp_path / "log", "log.example/ai", database=log.replace("+psycopg", ""))
        app = make_app(settings(tmp_path, database=registry, log=first))
        shutil.copytree(tmp_path / "log", tmp_path / "log2")
        other = make_app(settings(tmp_path, database=registry, log=replace(first, folder=tmp_path / "log2")))
        for number in range(6):
            person(app, f"p{number}", "provider", f"org-{number}")
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(publish, (app, other, app, other)))
        publish(app), publish(other)
        heads = [each.state.ledger.published().head for each in (app, other)]
        assert heads[0] == heads[1]
        with app.state.shelf.reading() as session:
            events = session.scalar(select(func.count()).select_from(Event))
            indexes = session.scalars(select(Logged.log_index)).all()
        assert sorted(indexes) == list(range(events)) == list(range(heads[0].size))
