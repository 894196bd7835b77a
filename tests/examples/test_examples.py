"""Every shipped example loads and is assessed; the reports of the well-known kinds of systems are reviewed texts.

A snapshot changes only when somebody has read the difference: `pytest tests/examples --update-snapshots`, then read.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from concordance.assess.assessment import assess
from concordance.base.text import LANGUAGES, Lang
from concordance.compile.program import Program
from concordance.harmonise.harmony import harmonise
from concordance.pipeline import load_profile
from concordance.report.terminal import print_report
from support import EXAMPLES, tier

AT = date(2026, 11, 22)
SNAPSHOTS = Path(__file__).parent / "snapshots"
ALL = sorted(path for path in EXAMPLES.rglob("*.yaml") if path.read_bytes().startswith(b"profile:"))
EXPECTED = {
    "benefits-fraud-scoring": {"prohibited", "high-risk", "legacy"},
    "companion-app": {"transparency"},
    "consumer-credit": {"high-risk"},
    "cv-screening": {"high-risk"},
    "deepfake-tool": {"transparency"},
    "emotion-call-centre": {"prohibited", "high-risk", "legacy", "transparency"},
    "exam-proctoring": {"high-risk", "legacy"},
    "gpai-3e25": {"gpai", "gpai-systemic"},
    "gpai-open-weights": {"gpai"},
    "military-drone-vision": {"out-of-scope"},
    "nudifier": {"transparency"},
    "radiology-device": {"high-risk"},
    "stadium-face-recognition": {"high-risk", "legacy"},
    "support-chatbot": {"transparency"},
}
"""Well-known kinds of systems, with the tiers of the AI Act that certainly hold on the day of the snapshots."""
MANY_LAWS = (
    "companion-chatbot-minors",
    "credit-scoring-two-worlds",
    "frontier-developer",
    "generative-chatbot-six-places",
    "hiring-tool-three-places",
    "hospital-triage-korea",
    "image-generator-2m",
    "social-network-recommender",
)
"""Systems that live under several laws."""
WELL_KNOWN = [EXAMPLES / f"{name}.yaml" for name in sorted(EXPECTED)]


def test_the_kinds_of_systems_that_were_asked_for_are_there() -> None:
    assert set(WELL_KNOWN) < set(ALL)
    assert len(ALL) >= len(WELL_KNOWN) + 98


@pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_example_is_assessed(path: Path, program: Program, program_all: Program) -> None:
    """The Commission's examples are about the AI Act alone."""
    law = program if path.parent.name == "commission" else program_all
    profile = load_profile(path, law)
    assert profile.name == path.stem
    assert profile.description is not None
    assert profile.description.en != profile.description.fr
    result = assess(profile, law, AT)
    assert result.duties
    assert not any(duty.link == "" for duty in result.duties)


@pytest.mark.parametrize("path", WELL_KNOWN, ids=lambda path: path.stem)
def test_tiers(path: Path, program: Program) -> None:
    result = assess(load_profile(path, program), program, AT)
    names = [found.tier for found in next(i for i in result.instruments if i.id == "eu/ai-act").tiers]
    assert {name for name in names if tier(result, name).outcome.binds} == EXPECTED[path.stem]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", WELL_KNOWN, ids=lambda path: path.stem)
def test_report(path: Path, lang: Lang, program: Program, snapshot: Callable[[Path, str], None]) -> None:
    console = Console(file=io.StringIO(), width=100, color_system=None, force_terminal=False)
    result = assess(load_profile(path, program), program, AT)
    print_report(msgspec.structs.replace(result, not_played=()), lang, console, full=True)
    assert isinstance(console.file, io.StringIO)
    snapshot(SNAPSHOTS / f"{path.stem}.{lang}.txt", masked(console.file.getvalue()))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", MANY_LAWS)
def test_report_of_many_regimes(
    name: str, lang: Lang, program_all: Program, snapshot: Callable[[Path, str], None]
) -> None:
    """In short form, with the measures that one does once: the whole as a reader meets it."""
    profile = load_profile(EXAMPLES / f"{name}.yaml", program_all)
    result = harmonise(assess(profile, program_all, AT), profile, program_all)
    assert sum(bool(i.in_scope) for i in result.instruments) >= 2
    console = Console(file=io.StringIO(), width=100, color_system=None, force_terminal=False)
    print_report(result, lang, console)
    assert isinstance(console.file, io.StringIO)
    snapshot(SNAPSHOTS / f"{name}.{lang}.txt", masked(console.file.getvalue()))


def masked(text: str) -> str:
    """The report without what changes with every edit of the corpus, and without blanks at the ends of lines."""
    text = re.sub(r"corpus\s+[\d.]+,\s+sha256:\w+…", "corpus VERSION, HASH", text)
    lines = (line.rstrip() for line in text.splitlines())
    return "\n".join(lines) + "\n"
