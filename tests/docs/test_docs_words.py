"""Links lead somewhere, public names say what they are, and nothing claims what nobody can know."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from pages import ROOT, anchors, links, name, pages

PLAIN = {
    "evidence/verify_receipt.py": "one program for auditors, read as a whole; its module says what it proves",
    "registry/migrations/versions": "Alembic names the functions of every migration; the module says what it does",
}
"""Sources whose functions need no docstrings, and why."""
SOURCES = sorted((ROOT / "src" / "concordance").rglob("*.py"))
WRITTEN = (".md", ".py", ".html", ".j2", ".yaml", ".toml", ".json", ".txt", ".cff")
CLAIM = re.compile(
    r"\b(?:is|are|was|were|be|been|fully|\d+ ?%)\s+compliant\b|\b\w+-compliant\b|"
    r"\b(?:guarantees?|ensures?|certif(?:y|ies|ied)|proves?)\s+(?:\w+\s+)?compliance\b|"
    r"\b(?:est|sont|soit|soient|être)\s+conformes?\b|\bgaranti\w*\s+(?:la|votre|sa|une)\s+conformité\b",
    re.IGNORECASE,
)
DENIED = re.compile(r"\b(?:never|nothing|no|not|nobody|rien|ne|ni|n[’'])\b|\bn[’']", re.IGNORECASE)


@pytest.mark.parametrize("page", [page for page in pages() if any(links(page))], ids=name)
def test_links_lead_to_files_and_headings(page: Path) -> None:
    broken = [target for target in links(page) if not _leads(page, *target.partition("#")[::2])]
    assert broken == []


def _leads(page: Path, path: str, anchor: str) -> bool:
    target = (page.parent / path).resolve() if path else page
    if not target.is_relative_to(ROOT) or not target.exists():
        return False
    return not anchor or anchor in anchors(target)


def test_the_index_names_every_page() -> None:
    """Problem pages have an index of their own."""
    index = ROOT / "docs" / "README.md"
    named = {(index.parent / target.partition("#")[0]).resolve() for target in links(index)}
    written = {page for page in (ROOT / "docs").rglob("*.md") if "problems" not in page.parts} - {index}
    assert {name(page) for page in written - named} == set()


def test_every_guide_in_french_stands_beside_the_english_one() -> None:
    for page in (ROOT / "docs").rglob("*.fr.md"):
        other = page.with_name(page.name.replace(".fr.md", ".md"))
        assert page.name in set(links(other)), f"{name(other)} does not lead to its French version"
        assert other.name in set(links(page)), f"{name(page)} does not lead to the English version"


def test_a_link_into_nothing_is_found_out() -> None:
    readme = ROOT / "README.md"
    assert _leads(readme, "docs/tour.md", "")
    assert not _leads(readme, "docs/nowhere.md", "")
    assert not _leads(readme, "docs/tour.md", "nowhere")
    assert not _leads(readme, "../outside.md", "")


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_public_names_say_what_they_are(source: Path) -> None:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    assert not tree.body or ast.get_docstring(tree), "the module has no docstring"
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    if any(path in source.as_posix() for path in PLAIN):
        return
    public = [node for node in tree.body if isinstance(node, kinds) and not node.name.startswith("_")]
    assert [node.name for node in public if not ast.get_docstring(node)] == []


def claims(text: str) -> list[str]:
    """Phrases that claim compliance with law, unless the sentence denies it."""
    plain = " ".join(text.split())
    sentences = re.split(r"(?<=[.!?;:|])\s", plain)
    return [sentence for sentence in sentences if CLAIM.search(sentence) and not DENIED.search(sentence)]


def test_nothing_claims_compliance() -> None:
    """The corpus is left out: there, to conform is what the law asks, and of whom."""
    folders = ("src", "docs", "spec", "examples", "bench")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in WRITTEN]
    files += [path for path in ROOT.iterdir() if path.suffix in WRITTEN]
    found = {name(path): claims(path.read_text(encoding="utf-8", errors="replace")) for path in files}
    assert {path: said for path, said in found.items() if said} == {}


@pytest.mark.parametrize(
    "text", ["The system is compliant.", "GDPR-compliant by design", "This ensures compliance", "Il est conforme."]
)
def test_a_claim_is_found_out(text: str) -> None:
    assert claims(text)
    assert not claims(f"Nothing here says: {text}".replace(": ", " "))
