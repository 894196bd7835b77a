"""A corpus folder → the score. Reads every file, reports every problem, computes the digest."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

from concordance.base.canonical import digest_files
from concordance.base.problem import Problems
from concordance.base.span import Span
from concordance.norms.instrument import Instrument
from concordance.norms.score import Reading, Score
from concordance.reading.crosswalk import read_crosswalks
from concordance.reading.instrument import read_instrument, read_readings
from concordance.reading.kinds import BAD
from concordance.reading.shapes import CORPUS
from concordance.reading.tree import Node
from concordance.reading.tree_cache import TreeReader, read_trees
from concordance.reading.vocabulary import read_vocabulary, reading_fact


def read_corpus(root: Path, problems: Problems, *, with_proof: bool = True) -> Score | None:
    """The score of a corpus folder. Problems are collected; None when nothing can be built.

    Cases and situations are proof of the norms and not needed to play them: `with_proof=False` leaves them out, fast.
    Paths in places are relative to the folder's parent, as one would type them.
    """
    files = _files(root)
    if not files:
        problems.report(
            "missing-file", "no corpus here", Span(str(root)), help="give the folder that holds corpus.yaml"
        )
        return None
    digest = digest_files((path.relative_to(root).as_posix(), data) for path, data in files.items())
    trees = read_trees(root, files, problems) if with_proof else TreeReader(root, digest).read(files, problems)
    head = _head(root, trees, problems)
    vocabulary_trees = (tree for path, tree in trees.items() if path.startswith(f"{root.name}/vocabulary/"))
    vocabulary = read_vocabulary(vocabulary_trees, problems)
    instruments, readings = _instruments(root, trees, problems)
    if head is None:
        return None
    facts = {**vocabulary.facts}
    for reading, span in readings.values():
        fact = reading_fact(reading, span)
        facts[fact.name] = fact
    return Score(
        version=head["version"],
        as_of=head["as_of"],
        digest=digest,
        vocabulary=dataclasses.replace(vocabulary, facts=facts),
        readings={name: reading for name, (reading, _) in readings.items()},
        instruments=instruments,
        crosswalks=read_crosswalks(f"{root.name}/crosswalks", trees, problems),
    )


def _files(root: Path) -> dict[Path, bytes]:
    wanted = (p for p in sorted(root.rglob("*")) if p.suffix == ".yaml" or p.name == "provisions.txt")
    return {path: path.read_bytes() for path in wanted}


def _head(root: Path, trees: dict[str, Node], problems: Problems) -> Any:
    path = f"{root.name}/corpus.yaml"
    if path not in trees:
        problems.report(
            "missing-file", "the corpus has no `corpus.yaml`", Span(path), help="add version, as_of, licence"
        )
        return None
    head = CORPUS.read(trees[path], problems)
    return None if head is BAD else head


def _provisions(path: Path, name: str, problems: Problems) -> str | None:
    try:
        return path.read_text(encoding="utf-8") if path.exists() else None
    except UnicodeDecodeError as error:
        message = f"byte {error.start} is not UTF-8"
        problems.report("not-utf8", message, Span(name), help="save the file as UTF-8 text")
        return None


def _instruments(
    root: Path, trees: dict[str, Node], problems: Problems
) -> tuple[dict[str, Instrument], dict[str, tuple[Reading, Span]]]:
    instruments: dict[str, Instrument] = {}
    readings: dict[str, tuple[Reading, Span]] = {}
    folders = sorted({"/".join(path.split("/")[:4]) for path in trees if path.startswith(f"{root.name}/instruments/")})
    for folder in folders:
        provisions = _provisions(root.parent / folder / "provisions.txt", f"{folder}/provisions.txt", problems)
        instrument = read_instrument(folder, trees, provisions, problems)
        if instrument is None:
            continue
        instruments[instrument.id] = instrument
        readings.update(read_readings(folder, instrument.id, trees, problems))
    return instruments, readings
