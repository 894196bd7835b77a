"""Receipts on the page and over the API: good ones are explained, any change is refused."""

from __future__ import annotations

import html
import re

import pytest
from starlette.testclient import TestClient

pytest.importorskip("cryptography", reason="receipts need the extra `log`")

from concordance.doors.web.receipts import refusal_texts, script, source_hash
from concordance.evidence.envelope import parse_entry, sign_statement
from concordance.evidence.keys import KeyType, make_key
from concordance.evidence.log import Log
from concordance.evidence.sqlite_store import SqliteStore
from concordance.evidence.statement import make_statement

SIGNER = make_key("example.org/provider", KeyType.STATEMENT, b"s" * 32)


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A receipt that carries its entry, and the key of its log."""
    key = make_key("example.org/log", KeyType.LOG, b"l" * 32)
    fields = {"at": "2026-12-03T08:00:00Z", "system": "acme/scorer", "provider": "acme", "profile": "0" * 64}
    entries = [
        sign_statement(make_statement("registration", fields, f"{number:064x}"), [SIGNER]) for number in range(5)
    ]
    store = SqliteStore.create(tmp_path_factory.mktemp("log") / "log.sqlite", key.public.vkey)
    log = Log(store, lambda entry, where="entry": parse_entry(entry, where).statement)
    log.append(entries)
    log.sign(key)
    return log.prove(3, entry=entries[3]).encode().decode(), key.public.vkey


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_good_receipt_is_explained(client: TestClient, proven: tuple[str, str], lang: str) -> None:
    receipt, key = proven
    as_forms_send_it = receipt.replace("\n", "\r\n").rstrip()
    page = client.post(f"/{lang}/receipts", data={"receipt": as_forms_send_it, "log_key": f" {key} "})
    assert page.status_code == 200
    assert ("<h2>Verified</h2>" if lang == "en" else "<h2>Vérifié</h2>") in page.text
    for told in ("example.org/log", "registration", "acme/scorer", "example.org/provider+"):
        assert told in page.text
    assert ("not checked here" if lang == "en" else "non vérifié ici") in page.text


def test_a_file_does_as_well(client: TestClient, proven: tuple[str, str]) -> None:
    receipt, key = proven
    answer = client.post("/receipts", data={"log_key": key}, files={"file": ("a.tlog-proof", receipt.encode())})
    assert answer.status_code == 200


def test_the_api_says_the_same(client: TestClient, proven: tuple[str, str]) -> None:
    receipt, key = proven
    told = client.post("/api/v1/receipts/verify", json={"receipt": receipt, "log_key": key}).json()
    assert (told["origin"], told["index"], told["size"]) == ("example.org/log", 3, 5)
    assert told["statement"]["predicate"]["system"] == "acme/scorer"
    assert told["witnesses"] == {}


def test_any_changed_character_is_refused(client: TestClient, proven: tuple[str, str]) -> None:
    receipt, key = proven
    for place in range(0, len(receipt) - 1, 23):
        changed = receipt[:place] + ("A" if receipt[place] != "A" else "B") + receipt[place + 1 :]
        answer = client.post("/api/v1/receipts/verify", json={"receipt": changed, "log_key": key})
        assert answer.status_code == 422, place


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_refusal_says_why_and_keeps_the_form(client: TestClient, proven: tuple[str, str], lang: str) -> None:
    receipt, _ = proven
    other = make_key("example.org/log", KeyType.LOG, b"x" * 32).public.vkey
    page = client.post(f"/{lang}/receipts", data={"receipt": receipt, "log_key": other})
    assert page.status_code == 422
    assert 'role="alert"' in page.text
    assert "c2sp.org/tlog-proof@v1" in page.text
    assert "Verified" not in page.text.partition("<template")[0]


def test_witnesses_are_asked_for_by_a_policy(client: TestClient, proven: tuple[str, str]) -> None:
    receipt, key = proven
    witness = make_key("example.org/witness", KeyType.WITNESS, b"w" * 32).public.vkey
    policy = f"log {key}\nwitness w {witness}\nquorum w\n"
    told = client.post("/api/v1/receipts/verify", json={"receipt": receipt, "policy": policy}).json()
    assert told["problems"][0]["code"] == "quorum-not-met"


def test_signatures_of_the_entry_are_checked_where_keys_are_given(
    client: TestClient, proven: tuple[str, str]
) -> None:
    receipt, key = proven
    given = {"receipt": receipt, "log_key": key}
    good = client.post("/receipts", data={**given, "signers": f"signer {SIGNER.public.vkey} registration"})
    assert "Signed by (checked)" in good.text
    bad = client.post("/receipts", data={**given, "signers": f"signer {SIGNER.public.vkey} incident"})
    assert bad.status_code == 422
    assert "signer-not-allowed" in bad.text.partition("<template")[0]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_for_offline_use_is_one_file_that_asks_for_nothing(client: TestClient, lang: str) -> None:
    answer = client.get(f"/{lang}/receipts/offline.html")
    assert answer.headers["content-disposition"].startswith("attachment")
    text = answer.text
    assert not re.search(r"(src|href)=|url\(|@import|^import ", text, re.MULTILINE)
    policy = html.unescape(text.partition('Content-Security-Policy" content="')[2].partition('"')[0])
    assert "default-src 'none'" in policy
    for tag in ("style", 'script type="module"'):
        inline = text.partition(f"<{tag}>")[2].partition(f"</{tag.split()[0]}>")[0]
        assert inline
        assert f"'{source_hash(inline)}'" in policy


def test_every_refusal_of_the_browser_has_words() -> None:
    """A code that the script can come to, and that the specification lists, is told in both languages."""
    raised = set(re.findall(r'(?:need\([^\n]*?, |Refused\(|\[)"([a-z0-9]+(?:-[a-z0-9]+)+)"', script()))
    assert len(raised) >= 30
    for lang in ("en", "fr"):
        told = {code: (message, remedy) for code, message, remedy in refusal_texts(lang)}
        assert raised <= set(told)
        assert all(message and remedy for message, remedy in told.values())
