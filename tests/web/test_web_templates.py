"""No text of a page exists in one language only: checked on the templates themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from concordance.doors.web import words
from concordance.doors.web.pages import environment
from concordance.doors.web.policy import MAY
from concordance.reading.kinds import Choice
from concordance.reading.shapes import INSTRUMENT, STATUS_EVENTS
from concordance.registry.incidents.report import SEVERITIES
from concordance.registry.oversight.machine import MOVES, STATES

TEMPLATES = sorted((Path(words.__file__).parent / "templates").glob("*.html"))
BOTH = {"API", "CSV", "JSON", "UTC", "iCalendar", "Concordance", "Français", "English", "openapi", "json", "csv"}
BOTH |= {"AI", "Incident", "Database"}
"""Words that are the same in both languages, names of files, and the names of the languages."""
SAME = {
    "Instruments",
    "instruments",
    "Articles",
    "Sources",
    "Corpus",
    "corpus",
    "juridictions",
    "page",
    "Pages",
    "sanction",
}
SAME |= {"incident", "Incidents", "Format", "Note", "Notifications", "Sanction", "Source", "Organisation"}
SAME |= {"organisations", "licence", "Instrument"}


def pairs(text: str) -> list[tuple[str, str]]:
    found = re.findall(r"""\bt\(\s*(?:"([^"]*)"|'([^']*)')\s*,\s*(?:"([^"]*)"|'([^']*)')\s*\)""", text)
    return [(a or b, c or d) for a, b, c, d in found]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_bare_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"<pre.*?</pre>|<code>.*?</code>|<!doctype html>", "", text, flags=re.S)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", text, flags=re.S)
    labels = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*[A-Za-z][^"]*)"', text)
    assert not labels
    bare = re.sub(r"""<(?:"[^"]*"|'[^']*'|[^>"'])*>|&\w+;""", " ", text, flags=re.S)
    assert set(re.findall(r"[A-Za-zÀ-ÿ]{2,}", bare)) <= BOTH


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_text_has_both_languages(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    found = pairs(text)
    assert len(found) == len(re.findall(r"\bt\(", text))
    for en, fr in found:
        assert en.strip()
        assert fr.strip()
        assert en != fr or en in SAME, f"{en!r} is not translated"


def test_words_have_both_languages() -> None:
    tables = [table for table in vars(words).values() if isinstance(table, dict) and "Text" not in table]
    texts = [text for table in tables for text in table.values() if isinstance(text, words.Text)]
    assert len(texts) > 50
    assert all(text.en.strip() and text.fr.strip() for text in texts)


def test_words_cover_what_they_name() -> None:
    assert set(words.STATES) == set(STATES)
    assert set(words.MOVES) == set(MOVES)
    assert set(words.SEVERITIES) == set(SEVERITIES)
    assert set(words.EVENTS) >= set(STATUS_EVENTS)
    assert set(words.ROLES) == set(MAY)
    kinds = INSTRUMENT.required["kind"]
    assert isinstance(kinds, Choice)
    assert set(words.KINDS) == set(kinds.words)


def test_every_template_compiles() -> None:
    for path in TEMPLATES:
        environment().get_template(path.name)
