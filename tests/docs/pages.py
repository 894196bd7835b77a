"""The pages of the project as data: fences, commands with the output that is shown, links, headings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(?P<indent> *)```(?P<info>[^\n`]*)\n(?P<body>.*?)^(?P=indent)```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^    (\S.*)$", re.MULTILINE)
LINK = re.compile(r"!?\[(?:[^\]\[]|\[[^\]]*\])*\]\(([^)\s]+)\)")
HARD_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})
"""Spaces at which a line may not break look like others, and are hard to type."""
SHELLS = {"", "console", "bash", "sh", "shell"}


def pages() -> list[Path]:
    """Every page for people, those written by the generator included."""
    folders = ("docs", "spec", "corpus", "bench", "examples")
    return [*ROOT.glob("*.md"), *(page for folder in folders for page in (ROOT / folder).rglob("*.md"))]


def name(page: Path) -> str:
    """The page as it is called in reports of tests."""
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Shown:
    """A command of a page and, where the page shows it, what it prints: chunks of lines that follow each other."""

    words: tuple[str, ...]
    chunks: tuple[tuple[str, ...], ...]


def fences(page: Path, *infos: str) -> Iterator[str]:
    """The bodies of the fences of some kinds."""
    for found in FENCE.finditer(page.read_text(encoding="utf-8")):
        if found["info"].strip() in infos:
            yield found["body"]


def commands(page: Path) -> list[Shown]:
    """Every call of Concordance in fences and indented code. `python3 start.py X` is `concordance X`."""
    indented = INDENTED.findall(FENCE.sub("", page.read_text(encoding="utf-8")))
    return [shown for body in (*fences(page, *SHELLS), *indented) for shown in _shown(body)]


def scripts(page: Path) -> tuple[str, ...]:
    """The scripts of examples that a page starts on a line of their own, because its commands read what they make."""
    text = "\n".join(fences(page, *SHELLS))
    return tuple(re.findall(r"^python (examples/\S+\.py)$", text, re.MULTILINE))


def _shown(body: str) -> Iterator[Shown]:
    """In a fence with prompts, lines without one are output; elsewhere every line may be a command."""
    lines = body.splitlines()
    prompts = any(line.startswith("$ ") for line in lines)
    for place, line in enumerate(lines):
        words = _words(line.removeprefix("$ ")) if line.startswith("$ ") or not prompts else None
        if words is not None:
            yield Shown(words, _chunks(lines[place + 1 :]) if prompts else ())


def _words(line: str) -> tuple[str, ...] | None:
    if not line.startswith(("concordance ", "python3 start.py")):
        return None
    words = shlex.split(line, comments=True)
    if words[:1] == ["concordance"]:
        return tuple(words[1:])
    if words[:2] == ["python3", "start.py"]:
        return tuple(words[2:]) or ("assess", "examples/cv-screening.yaml")
    return None


def _chunks(lines: list[str]) -> tuple[tuple[str, ...], ...]:
    """The output up to the next prompt; a line with `…` alone stands for any number of lines."""
    chunks: list[list[str]] = [[]]
    for line in lines:
        if line.startswith("$ "):
            break
        if line.strip() == "…":
            chunks.append([])
        else:
            chunks[-1].append(line.translate(HARD_SPACES).rstrip())
    return tuple(tuple(chunk) for chunk in chunks if any(chunk))


def missing_chunk(chunks: tuple[tuple[str, ...], ...], out: str) -> str | None:
    """The first chunk that the output does not hold after the one before it, or None."""
    lines, start = [line.translate(HARD_SPACES).rstrip() for line in out.splitlines()], 0
    for chunk in chunks:
        size = len(chunk)
        found = next((i for i in range(start, len(lines) - size + 1) if tuple(lines[i : i + size]) == chunk), None)
        if found is None:
            return "\n".join(chunk)
        start = found + size
    return None


def links(page: Path) -> Iterator[str]:
    """Targets of links and pictures that stay within the project; code is no link."""
    text = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text(encoding="utf-8")))
    for target in LINK.findall(text):
        if not re.match(r"[a-z]+:", target):
            yield target


def anchors(page: Path) -> set[str]:
    """The anchors that a forge gives the headings of a page."""
    slugs: dict[str, int] = {}
    for heading in re.findall(r"^#+ +(.+?) *$", FENCE.sub("", page.read_text(encoding="utf-8")), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        slugs[slug] = slugs.get(slug, -1) + 1
        if slugs[slug]:
            slugs[f"{slug}-{slugs[slug]}"] = 0
    return set(slugs)
