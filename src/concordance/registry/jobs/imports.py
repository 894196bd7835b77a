"""Importing a whole register as a job: the file travels with the job, and whoever gave it watches its progress."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

from concordance.base.canonical import digest
from concordance.base.problem import Problem, ProblemsError
from concordance.registry.importing import How, Imported, import_register
from concordance.registry.jobs.keeping import Wanted
from concordance.registry.jobs.work import Task, Work
from concordance.registry.refusals import RegistryProblem, refusal
from concordance.registry.register import register_named
from concordance.registry.rows import read_register_file

NAME = "import"
SUFFIXES = (".json", ".jsonl", ".csv")
SHOWN = 100
"""Rows with problems that are kept with the result; their number is always told."""


def wanted(register: str, file: str, data: bytes, how: How) -> Wanted:
    """An import as a job. The same file for the same register stands once while it waits or runs.

    Raises ProblemsError `unknown-register`, or `file-unusable` for a name that says no format.
    """
    name = PurePosixPath(file.replace("\\", "/")).name
    if not name.endswith(SUFFIXES):
        raise refusal("file-unusable", why=f"`{name[:60]}` ends with none of {', '.join(SUFFIXES)}")
    given = {
        "register": register_named(register).register,
        "file": name[:200],
        "whole": how.whole,
        "nothing_if_bad": how.nothing_if_bad,
    }
    return Wanted(NAME, given, data, key=f"import:{register}:{digest(data)[7:39]}")


def _do(work: Work) -> dict[str, Any]:
    register = register_named(work.given["register"])
    how = How(whole=work.given["whole"], nothing_if_bad=work.given["nothing_if_bad"])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"register{PurePosixPath(work.given['file']).suffix}"
        path.write_bytes(work.payload or b"")
        try:
            file = dataclasses.replace(read_register_file(path, register), path=work.given["file"])
            with work.registry.writing() as session:
                result = import_register(session, work.by, register, file, how, work.tell)
        except ProblemsError as error:
            raise ProblemsError([_named(each, str(path), work.given["file"]) for each in error.problems]) from error
        shown = [_told(_named(each, str(path), work.given["file"])) for each in result.problems[:SHOWN]]
    return {**_counts(result), "shown": shown}


def _counts(result: Imported) -> dict[str, int]:
    return {
        "rows": result.rows,
        "new": result.new,
        "unchanged": result.unchanged,
        "changed": len(result.changed),
        "withdrawn": len(result.withdrawn),
        "refused": len(result.problems),
    }


def _named(problem: Problem, path: str, name: str) -> Problem:
    """The problem at its places in the file as it was given, not in the copy that was read."""
    places = (dataclasses.replace(place, path=name) if place.path == path else place for place in problem.places)
    return dataclasses.replace(problem, places=tuple(places))


def _told(problem: Problem) -> dict[str, str]:
    french = problem.message_fr if isinstance(problem, RegistryProblem) else problem.message
    where = ", ".join(map(str, problem.places))
    return {"code": problem.code, "en": problem.message, "fr": french, "where": where}


IMPORT = Task(NAME, _do)
