"""The comparison of UNESCO and the OECD, computed from clauses, against the table that was published."""

from __future__ import annotations

import dataclasses
import json
import shutil
from datetime import date
from pathlib import Path

import pytest

from concordance.base.problem import ProblemsError
from concordance.harmonise.crosswalk import Presence, Table, cross
from concordance.norms.norm import Norm
from concordance.norms.score import Score
from concordance.pipeline import check_corpus
from support import ROOT, run_cli

UNESCO, OECD = "unesco/recommendation", "oecd/ai-principles"
PUBLISHED: tuple[tuple[str, bool, bool], ...] = (
    ("Équité, valeurs humaines et non-discrimination", True, True),
    ("Transparence et explicabilité", True, True),
    ("Sécurité, sûreté, robustesse", True, True),
    ("Responsabilité", True, True),
    ("Coopération internationale et gouvernance de l’IA", True, True),
    ("Proportionnalité et innocuité", True, False),
    ("Droit au respect de la vie privée et protection des données", True, False),
    ("Surveillance et décisions humaines", True, False),
    ("Durabilité", True, False),
    ("Sensibilisation et éducation", True, False),
    ("Croissance inclusive, développement durable et bien-être", False, True),
    ("Investir dans la R&D en matière d’IA", False, True),
    ("Façonner un cadre d’action favorable à l’IA", False, True),
    ("Favoriser l’instauration d’un écosystème numérique pour l’IA", False, True),
    ("Renforcer les capacités humaines et préparer la transformation du marché du travail", False, True),
)
"""L. de Roucy-Rochegonde, Études de l’Ifri, February 2025: row, named by UNESCO, named by the OECD."""


def named(table: Table) -> tuple[tuple[str, bool, bool], ...]:
    return tuple(
        (line.label.fr, line.cells[0].presence is Presence.NAMED, line.cells[1].presence is Presence.NAMED)
        for line in table.lines
    )


def test_the_computed_table_equals_the_published_one_cell_by_cell(score: Score) -> None:
    assert named(cross(UNESCO, OECD, score)) == PUBLISHED


def test_the_order_of_the_two_instruments_only_swaps_the_columns(score: Score) -> None:
    there, back = cross(UNESCO, OECD, score), cross(OECD, UNESCO, score)
    assert [line.cells for line in back.lines] == [line.cells[::-1] for line in there.lines]


def test_no_cell_is_typed_it_follows_the_principles_of_the_norms(score: Score) -> None:
    """Take the principle from the one heading that has it: the cell turns."""
    instrument = score.instruments[UNESCO]

    def without(norm: Norm) -> Norm:
        return dataclasses.replace(norm, principles=()) if norm.id == "III.2.privacy" else norm

    articles = tuple(dataclasses.replace(a, norms=tuple(map(without, a.norms))) for a in instrument.articles)
    changed = dataclasses.replace(instrument, articles=articles)
    other = dataclasses.replace(score, instruments={**score.instruments, UNESCO: changed})
    turned = [b for a, b in zip(PUBLISHED, named(cross(UNESCO, OECD, other)), strict=True) if a != b]
    assert turned == [("Droit au respect de la vie privée et protection des données", False, False)]


def test_under_the_wording_of_2024_the_oecd_names_privacy(score: Score) -> None:
    today = named(cross(UNESCO, OECD, score, date(2026, 11, 22)))
    changed = [new for old, new in zip(PUBLISHED, today, strict=True) if old != new]
    assert changed == [("Droit au respect de la vie privée et protection des données", True, True)]


def test_what_the_table_leaves_out_is_reported(score: Score) -> None:
    differences = cross(UNESCO, OECD, score).differences
    found = {(d.kind, d.instrument, d.label.fr): [c.norm for c in d.clauses] for d in differences}
    privacy = "Droit au respect de la vie privée et protection des données"
    assert found["named-since", OECD, privacy] == [f"{OECD}/1.2"]
    assert f"{OECD}/1.2.a.privacy" in found["in-substance", OECD, privacy]
    assert found["in-substance", OECD, "Surveillance et décisions humaines"] == [f"{OECD}/1.2.b"]
    assert f"{UNESCO}/59" in found["in-substance", UNESCO, PUBLISHED[13][0]]
    told = {label for kind, _, label in found if kind == "in-substance"}
    unnamed = {row for row, unesco, oecd in PUBLISHED if not (unesco and oecd)}
    assert unnamed - told == {"Proportionnalité et innocuité"}


def test_every_difference_is_explained_in_the_documents(score: Score) -> None:
    told = (ROOT / "docs" / "crosswalk-seed.md").read_text(encoding="utf-8")
    for difference in cross(UNESCO, OECD, score).differences:
        for clause in difference.clauses:
            assert f"`{clause.norm.rpartition('/')[2]}`" in told, clause.norm


def test_two_instruments_without_a_published_table_are_compared_on_every_principle(score: Score) -> None:
    table = cross("g7/hiroshima-code", UNESCO, score)
    assert table.drawn_from == ""
    copyright_row = next(line for line in table.lines if line.principles == ("copyright",))
    assert [cell.presence for cell in copyright_row.cells] == [Presence.NAMED, Presence.ABSENT]
    assert not any(not (line.cells[0].clauses or line.cells[1].clauses) for line in table.lines)


def test_an_unknown_instrument_is_refused_with_a_way_out(score: Score) -> None:
    with pytest.raises(ProblemsError) as refused:
        cross("oecd/ai-principle", UNESCO, score)
    (problem,) = refused.value.problems
    assert (problem.code, problem.help) == ("unknown-instrument", "did you mean `oecd/ai-principles`?")


@pytest.mark.parametrize(("lang", "word"), [("en", "Awareness and education"), ("fr", "Sensibilisation et")])
def test_the_command_prints_both_languages(lang: str, word: str) -> None:
    ran = run_cli("crosswalk", OECD, UNESCO, "--lang", lang)
    assert ran.code == 0
    assert word in ran.out
    assert "1.2(b)" in ran.out


def test_the_command_writes_json() -> None:
    ran = run_cli("crosswalk", OECD, UNESCO, "--json")
    table = json.loads(ran.out)
    assert ran.code == 0
    assert [side["text"] for side in table["sides"]] == ["adopted", "adopted"]
    assert len(table["lines"]) == 15


def test_the_command_refuses_what_it_does_not_know() -> None:
    ran = run_cli("crosswalk", OECD, "nobody/nothing")
    assert ran.code == 2
    assert "unknown-instrument" in ran.err


COMPARISON = """crosswalk: table
title: {en: a table, fr: un tableau}
source: a study
sides:
  - {instrument: xx/law, text: first, headings: ["1.1"]}
rows:
  - {principles: [transparency], label: {en: openness, fr: ouverture}}
"""
BAD = {
    "unknown-instrument": ("instrument: xx/law", "instrument: xx/lost"),
    "unknown-text": ("text: first", "text: lost"),
    "unknown-norm": ('headings: ["1.1"]', 'headings: ["1.9"]'),
    "unknown-principle": ("principles: [transparency]", "principles: [lost]"),
    "missing-key": ("source: a study\n", ""),
    "unknown-key": ("source: a study", "source: a study\ncells: [yes]"),
}


@pytest.mark.parametrize("code", BAD)
def test_a_comparison_that_speaks_of_nothing_is_located(code: str, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(ROOT / "tests" / "bad" / "_good" / "corpus", corpus)
    file = corpus / "crosswalks" / "table.yaml"
    file.parent.mkdir()
    file.write_text(COMPARISON, encoding="utf-8")
    assert list(check_corpus(corpus)[1]) == []
    file.write_text(COMPARISON.replace(*BAD[code]), encoding="utf-8")
    problems = list(check_corpus(corpus)[1])
    assert [problem.code for problem in problems] == [code]
    assert problems[0].places[0].path == "corpus/crosswalks/table.yaml"


def test_two_comparisons_of_one_name_are_refused(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(ROOT / "tests" / "bad" / "_good" / "corpus", corpus)
    (corpus / "crosswalks").mkdir()
    for name in ("a.yaml", "b.yaml"):
        (corpus / "crosswalks" / name).write_text(COMPARISON, encoding="utf-8")
    (problem,) = check_corpus(corpus)[1]
    assert problem.code == "duplicate-name"
    assert [place.path for place in problem.places] == ["corpus/crosswalks/b.yaml", "corpus/crosswalks/a.yaml"]
