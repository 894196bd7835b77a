"""The verifier that runs in browsers: it says what the Python verifier says, of every vector and of every mutant."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from evidence_mutants import mutant
from starlette.testclient import TestClient

from concordance.doors.web.receipts import MODULES
from concordance.evidence import verify_receipt as standalone
from concordance.evidence.envelope import sign_statement
from concordance.evidence.errors import EvidenceError
from concordance.evidence.keys import KeyType, make_key
from concordance.evidence.log import Log
from concordance.evidence.policy import parse_policy
from concordance.evidence.receipt import Clock, verify_receipt
from concordance.evidence.signers import parse_signers
from concordance.evidence.sqlite_store import SqliteStore
from concordance.evidence.statement import PREDICATES, make_statement

ROOT = Path(__file__).resolve().parents[3]
VECTORS = sorted((ROOT / "spec" / "vectors" / "evidence-log").glob("*.json"))
MERKLE = ROOT.parent / "shared" / "data" / "merkle-vectors" / "inclusion"
KINDS = ("receipt", "entry", "policy")
MUTANTS = 3_000
RUN = """
async (cases) => {
  const [form, check, entries] = await Promise.all(
    ['form', 'check', 'entry'].map(name => import(`/assets/receipt-${name}.js`)));
  const bytes = text => form.bytesOf(atob(text), true);
  const verdicts = [];
  for (const v of cases) {
    try {
      if (v.kind === 'receipt') {
        await check.verify({receipt: bytes(v.receipt), policy: bytes(v.policy), now: v.now ?? null,
          entry: v.entry === undefined ? null : bytes(v.entry), maxAge: v.max_age ?? null});
      } else if (v.kind === 'entry') {
        await entries.admit(await entries.parseSigners(bytes(v.signers)), bytes(v.entry));
      } else if (v.kind === 'policy') {
        await form.parsePolicy(bytes(v.policy));
      } else if (v.kind === 'inclusion') {
        const [leaf, proof, root] = [bytes(v.leaf), v.proof.map(bytes), bytes(v.root)];
        form.need(await check.included(BigInt(v.index), BigInt(v.size), leaf, proof, root), 'inclusion-bad');
      }
      verdicts.push('ok');
    } catch (error) {
      verdicts.push(error.code ?? error.reason ?? String(error.stack));
    }
  }
  return verdicts;
}
"""


def b64(data: bytes | str) -> str:
    return base64.b64encode(data.encode() if isinstance(data, str) else data).decode()


@pytest.fixture(scope="module")
def page(address: str, browser: Any) -> Iterator[Any]:
    """A page of the server, from which its modules may be imported."""
    opened = browser.new_page()
    opened.goto(f"{address}/en/receipts")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A receipt that carries its entry, with the key of its log and the signers of the entry."""
    key = make_key("example.org/log", KeyType.LOG, b"l" * 32)
    signer = make_key("example.org/provider", KeyType.STATEMENT, b"s" * 32)
    fields = {"at": "2026-12-03T08:00:00Z", "system": "acme/scorer", "provider": "acme", "profile": "0" * 64}
    entries = [sign_statement(make_statement("registration", fields, f"{n:064x}"), [signer]) for n in range(5)]
    signers = f"signer {signer.public.vkey} registration\n"
    store = SqliteStore.create(tmp_path_factory.mktemp("log") / "log.sqlite", key.public.vkey)
    log = Log(store, parse_signers(signers.encode()).admit)
    log.append(entries)
    log.sign(key)
    return {
        "receipt": log.prove(3, entry=entries[3]).encode().decode(),
        "log_key": key.public.vkey,
        "signers": signers,
    }


def vectors() -> list[tuple[str, dict[str, Any]]]:
    found = [(path.stem, json.loads(path.read_text(encoding="utf-8"))) for path in VECTORS]
    texts = ("policy", "signers")
    return [
        (name, {field: b64(value) if field in texts else value for field, value in v.items()})
        for name, v in found
        if v["kind"] in KINDS
    ]


def test_every_vector_has_the_same_outcome(page: Any) -> None:
    cases = vectors()
    assert len(cases) >= 120
    outcomes = page.evaluate(RUN, [v for _, v in cases])
    differing = {name: (v["expect"], o) for (name, v), o in zip(cases, outcomes, strict=True) if v["expect"] != o}
    unable = {name: outcome for name, outcome in differing.items() if outcome[1] == "no-ml-dsa"}
    assert differing == unable, "what this browser cannot check it says so, and never accepts"
    assert set(unable) <= {"good-receipt-ml-dsa-44", "bad-ml-dsa-44-flipped"}


def test_the_public_inclusion_vectors(page: Any) -> None:
    if not MERKLE.is_dir():
        pytest.skip("the transparency-dev Merkle vectors are not beside this checkout (../shared/data)")
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(MERKLE.rglob("*.json"))]
    cases = [
        {
            "kind": "inclusion",
            "index": str(v["leafIdx"]),
            "size": str(v["treeSize"]),
            "leaf": v["leafHash"] or "",
            "proof": [each or "" for each in v["proof"] or []],
            "root": v["root"] or "",
        }
        for v in found
    ]
    assert len(cases) >= 50
    outcomes = page.evaluate(RUN, cases)
    for v, outcome in zip(found, outcomes, strict=True):
        assert (outcome == "ok") == (not v["wantErr"]), v["desc"]


def python_verdict(case: dict[str, Any]) -> str:
    """What the library says of the same bytes."""
    data = {name: base64.b64decode(case[name]) for name in ("receipt", "policy", "entry") if name in case}
    clock = Clock(case["now"]) if "now" in case else None
    try:
        verify_receipt(data["receipt"], parse_policy(data["policy"]), data.get("entry"), clock)
    except EvidenceError as error:
        return error.code
    return "ok"


def accepted_alone(case: dict[str, Any]) -> bool:
    """What the verifier of one file says of them."""
    data = {name: base64.b64decode(case[name]) for name in ("receipt", "policy", "entry")}
    try:
        standalone.verify(data["receipt"], data["entry"], data["policy"])
    except standalone.RefusedError:
        return False
    return True


def mutants(count: int, seed: int) -> list[dict[str, Any]]:
    """Receipts, entries and policies with one small edit."""
    vector = dict(vectors())["good-receipt"]
    good = {name: base64.b64decode(vector[name]) for name in ("receipt", "policy", "entry")}
    rng, made = random.Random(seed), list[dict[str, Any]]()
    while len(made) < count:
        part = rng.choices(["receipt", "entry", "policy"], [8, 1, 1])[0]
        changed = mutant(good[part], rng)
        readable = changed.decode("utf-8", "replace").encode() == changed
        if changed != good[part] and (part != "policy" or readable):  # the browser asks for UTF-8 in comments too
            case = {**good, part: changed}
            made.append({"kind": "receipt", "part": part, **{name: b64(data) for name, data in case.items()}})
    return made


def test_mutants_have_the_verdict_of_python_and_none_is_accepted(page: Any) -> None:
    cases = mutants(MUTANTS, seed=7)
    outcomes = page.evaluate(RUN, cases)
    wanted = [python_verdict(case) for case in cases]
    assert sum(case["part"] == "receipt" for case in cases) >= 1_000
    assert [c for c, o, w in zip(cases, outcomes, wanted, strict=True) if o != w] == []
    assert [outcome == "ok" for outcome in outcomes] == list(map(accepted_alone, cases))
    accepted = [case for case, outcome in zip(cases, outcomes, strict=True) if outcome == "ok"]
    assert [case for case in accepted if not says_the_same(case)] == []


def says_the_same(case: dict[str, Any]) -> bool:
    """Whether an accepted case changed nothing that counts: a line of an unknown key, a word of a policy."""
    vector = dict(vectors())["good-receipt"]
    if case["part"] != "receipt":
        return case["part"] == "policy"
    policy, entry = parse_policy(base64.b64decode(vector["policy"])), base64.b64decode(vector["entry"])
    now, then = (verify_receipt(base64.b64decode(each["receipt"]), policy, entry) for each in (case, vector))
    return (now.index, now.checkpoint.head, now.vouchers) == (then.index, then.checkpoint.head, then.vouchers)


def test_the_predicates_are_those_of_the_specification(page: Any) -> None:
    told = page.evaluate(
        """async () => Object.entries((await import('/assets/receipt-entry.js')).PREDICATES)
           .map(([kind, [required, optional]]) => [kind, Object.keys(required), Object.keys(optional)])"""
    )
    assert told == [[kind, list(each.required), list(each.optional)] for kind, each in PREDICATES.items()]


def fill(page: Any, given: dict[str, str]) -> None:
    page.locator("details > summary").first.click()
    for name, value in given.items():
        page.fill(f"#{name}", value)
    page.click("#here")
    page.wait_for_selector("#outcome h2")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_receipt_is_checked_without_being_sent(
    address: str, browser: Any, obstacles: Any, good: dict[str, str], lang: str
) -> None:
    context = browser.new_context(bypass_csp=True)
    page, sent = context.new_page(), []
    page.goto(f"{address}/{lang}/receipts")
    page.on("request", lambda request: sent.append(request.url))
    fill(page, good)
    assert page.inner_text("#outcome h2") == ("Verified" if lang == "en" else "Vérifié")
    assert page.locator("#outcome .tag.green").count() == 5, "what was checked"
    assert page.locator("#outcome .tag.blue").count() == 2, "the key, and what the entry says"
    assert page.locator("#outcome .tag.grey").count() == 1, "no witness was asked for"
    assert ("registration" if lang == "en" else "inscription") in page.inner_text("#outcome [data-step=statement] p")
    for told in ("example.org/log+", "acme/scorer", "example.org/provider+"):
        assert told in page.inner_text("#outcome")
    assert page.evaluate("document.activeElement.closest('#outcome') !== null"), "reading goes on there"
    assert obstacles(page) == []
    page.fill("#receipt", good["receipt"].replace("index 3", "index 2"))
    page.click("#here")
    page.wait_for_selector("#outcome .error-summary")
    assert "inclusion-bad" in page.inner_text("#outcome")
    assert page.locator("#outcome .tag.red").count() == 1
    assert obstacles(page) == []
    assert [url for url in sent if "/assets/icon.svg" not in url] == []
    context.close()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_saved_page_checks_offline(
    app: Any, browser: Any, good: dict[str, str], tmp_path: Path, lang: str
) -> None:
    """From a file, with the network off, under its own policy: the hashes in it are right, or nothing would run."""
    saved = tmp_path / "check.html"
    saved.write_bytes(TestClient(app).get(f"/{lang}/receipts/offline.html").content)
    context = browser.new_context(offline=True)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(saved.as_uri())
    fill(page, good)
    assert page.inner_text("#outcome h2") == ("Verified" if lang == "en" else "Vérifié")
    assert page.evaluate("getComputedStyle(document.querySelector('#here')).cursor") == "pointer", "the style applies"
    page.fill("#receipt", good["receipt"].replace("index 3", "index 9"))
    page.click("#here")
    page.wait_for_selector("#outcome .error-summary")
    assert complaints == []
    context.close()


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("Object.defineProperty(globalThis, 'crypto', {value: {}})", "HTTPS"),
        ("crypto.subtle.importKey = async () => { throw new DOMException('', 'NotSupportedError') }", "Ed25519"),
        ("crypto.subtle.verify = async () => true", "Ed25519"),
        ("crypto.subtle.digest = async () => { throw new Error('broken') }", "fault"),
    ],
    ids=["insecure", "no-ed25519", "always-true", "broken"],
)
def test_a_browser_that_cannot_check_says_so(
    address: str, browser: Any, good: dict[str, str], script: str, told: str
) -> None:
    page = browser.new_page()
    page.add_init_script(script)
    page.goto(f"{address}/en/receipts")
    fill(page, good)
    assert page.inner_text("#outcome h2") == "Not checked"
    assert told in page.inner_text("#outcome")
    assert page.locator("#outcome .good").count() == 0
    page.click("#there")
    page.wait_for_selector("#outcome .good[role=status]")
    assert "This server checked it" in page.inner_text("#outcome")
    page.close()


def test_without_scripts_the_server_checks(address: str, browser: Any, good: dict[str, str]) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/en/receipts")
    assert not page.locator("#here").is_visible()
    page.fill("#receipt", good["receipt"])
    page.fill("#log_key", good["log_key"])
    page.click("#there")
    assert page.inner_text("#outcome h2") == "Verified"
    context.close()


def test_the_parts_are_all_of_the_verifier() -> None:
    assets = ROOT / "src" / "concordance" / "doors" / "web" / "assets"
    assert sorted(MODULES) == sorted(path.name for path in assets.glob("receipt-*.js"))
