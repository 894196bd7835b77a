"""Register files → records: only real changes change anything, and every one of them is an event."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from concordance.base.canonical import digest
from concordance.base.problem import Problem, ProblemsError
from concordance.registry.events import By, Happening, record_all
from concordance.registry.models import Intake, Record
from concordance.registry.moments import is_token, stamp
from concordance.registry.refusals import trouble
from concordance.registry.register import Register
from concordance.registry.rows import RegisterFile, Row
from concordance.registry.values import FieldValues, MisfitError, content, digest_of, plain, read_fields

BATCH = 2000
MAX_KEY = 500
"""Characters: what both databases can index."""
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Imported:
    """What an import did: keys of new, changed and withdrawn records, what stayed, and what is wrong with the rest."""

    register: str
    rows: int = 0
    new: int = 0
    unchanged: int = 0
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def anything(self) -> bool:
        """Whether anything is different from before."""
        return bool(self.new or self.changed or self.withdrawn)


@dataclass(frozen=True, slots=True)
class How:
    """How to import. `whole`: records that the file lacks are withdrawn. `nothing_if_bad`: all rows or none."""

    whole: bool = True
    nothing_if_bad: bool = False


def no_progress(_: int, __: int) -> None:
    """For whoever does not want to watch."""


@dataclass(frozen=True, slots=True)
class _Known:
    id: str
    digest: str
    listed: bool
    position: int


@dataclass(frozen=True, slots=True)
class _Differing:
    """A row that says something else than the record does."""

    known: _Known
    key: str
    position: int
    fields: FieldValues


@dataclass(slots=True)
class _Import:
    """One import under way."""

    session: Session
    by: By
    register: Register
    intake: int
    result: Imported
    known: dict[str, _Known]
    places: dict[str, int] = field(default_factory=dict)
    inserts: list[dict[str, Any]] = field(default_factory=list)
    events: list[Happening] = field(default_factory=list)
    differing: list[_Differing] = field(default_factory=list)
    updates: list[dict[str, Any]] = field(default_factory=list)

    def take(self, row: Row) -> None:
        """One row: a problem, a new record, a change, or nothing new."""
        if row.values is None:
            assert row.problem is not None
            self.result.problems.append(row.problem)
            return
        key = row.values.get(self.register.key)
        if not isinstance(key, str) or not 0 < len(key.strip()) <= MAX_KEY:
            self._bad("row-key", row, field=self.register.key)
        elif key in self.places:
            self._bad("row-twice", row, field=self.register.key, first=self.places[key], value=key[:80])
        else:
            self.places[key] = row.number
            self._fields(key, row)

    def _fields(self, key: str, row: Row) -> None:
        assert row.values is not None
        try:
            fields = read_fields(row.values, self.register, self.intake)
        except MisfitError as error:
            self._bad("row-value", row, field=error.field, wanted=error.wanted, value=_shown(error.value))
            return
        known = self.known.get(key)
        if known is None:
            self._insert(key, row.number, fields)
        else:
            self._compare(known, key, row.number, fields)

    def _bad(self, code: str, row: Row, **values: object) -> None:
        self.result.problems.append(trouble(code, row.place, row=row.number, **values))

    def _insert(self, key: str, position: int, fields: FieldValues) -> None:
        columns = columns_of(fields)
        id_ = record_id(self.register, key)
        self.inserts.append(
            {"id": id_, "register": self.register.register, "key": key, "position": position, "listed": True} | columns
        )
        self.events.append(Happening("record-added", id_, {"digest": columns["digest"], "intake": self.intake}))
        self.result.new += 1

    def _compare(self, known: _Known, key: str, position: int, fields: FieldValues) -> None:
        if digest_of(fields) != known.digest or not known.listed:
            self.differing.append(_Differing(known, key, position, fields))
            return
        self.result.unchanged += 1
        if position != known.position:  # another order in the file is no change of a record
            self.updates.append({"id": known.id, "position": position})

    def flush(self) -> None:
        """Write what has gathered."""
        if self.inserts:
            self.session.execute(insert(Record), self.inserts)
        if self.differing:
            ids = [one.known.id for one in self.differing]
            found = self.session.execute(select(Record.id, Record.fields).where(Record.id.in_(ids)))
            stored = {row.id: row.fields for row in found}
            for one in self.differing:
                self._change(one, stored[one.known.id])
        for _, alike in groupby(sorted(self.updates, key=sorted), key=sorted):  # those with the same columns
            self.session.execute(update(Record), list(alike))
        record_all(self.session, self.by, self.events)
        self.inserts, self.events, self.differing, self.updates = [], [], [], []

    def _change(self, one: _Differing, stored: FieldValues) -> None:
        """What is said as before keeps its provenance."""
        changes = difference(stored, one.fields)
        kept = {name: value if name in changes else stored[name] for name, value in one.fields.items()}
        self.updates.append({"id": one.known.id, "position": one.position, "listed": True} | columns_of(kept))
        if not one.known.listed:
            changes = {"listed": {"old": False, "new": True}, **changes}
        self.result.changed[one.key] = changes
        body = {"changes": changes, "intake": self.intake}
        self.events.append(Happening("record-changed", one.known.id, body))

    def withdraw(self) -> None:
        """Records that the file no longer has are no longer listed; they and their history stay."""
        for key, known in self.known.items():
            if known.listed and key not in self.places:
                self.updates.append({"id": known.id, "listed": False})
                self.events.append(Happening("record-withdrawn", known.id, {"intake": self.intake}))
                self.result.withdrawn.append(key)


def import_register(
    session: Session,
    by: By,
    register: Register,
    file: RegisterFile,
    how: How = How(),
    progress: Progress = no_progress,
) -> Imported:
    """Import a file within the caller's transaction.

    Bad rows are located problems of the result; the others go in. With `nothing_if_bad` they are raised as
    ProblemsError, and the caller's transaction rolls everything back.
    """
    intake = Intake(
        register=register.register,
        at=stamp(by.at),
        source=file.path,
        licence=register.licence,
        digest=file.digest,
        head=file.head,
        rows=file.size,
        refused=0,
    )
    session.add(intake)
    session.flush()
    job = _Import(session, by, register, intake.id, Imported(register.register), _known(session, register))
    for number, row in enumerate(_counted(file.rows, job.result), 1):
        job.take(row)
        if number % BATCH == 0:
            job.flush()
            progress(number, file.size)
    if how.nothing_if_bad and job.result.problems:
        bad, rows = len(job.result.problems), job.result.rows
        raise ProblemsError([*job.result.problems, trouble("nothing-imported", bad=bad, rows=rows)])
    _finish(job, intake, how)
    progress(file.size, file.size)
    return job.result


def _finish(job: _Import, intake: Intake, how: How) -> None:
    if how.whole and not job.result.problems:  # a bad row may be one of those that seem to be missing
        job.withdraw()
    intake.refused = len(job.result.problems)
    result = job.result
    body = {
        "register": result.register,
        "digest": intake.digest.removeprefix("sha256:"),
        "new": result.new,
        "changed": len(result.changed),
        "withdrawn": len(result.withdrawn),
        "refused": len(result.problems),
    }
    job.events.append(Happening("register-imported", f"{result.register}:intake/{intake.id}", body))
    job.flush()


def _counted(rows: Iterator[Row], result: Imported) -> Iterator[Row]:
    for row in rows:
        result.rows += 1
        yield row


def _known(session: Session, register: Register) -> dict[str, _Known]:
    columns = (Record.key, Record.id, Record.digest, Record.listed, Record.position)
    found = session.execute(select(*columns).where(Record.register == register.register))
    return {key: _Known(id_, digest, listed, position) for key, id_, digest, listed, position in found}


def record_id(register: Register, key: str) -> str:
    """The identifier of a record: the register and the key, or a digest of the key where it cannot be a token."""
    plain_id = f"{register.register}:{key}"
    return plain_id if is_token(plain_id) else f"{register.register}:{digest(key.encode())[7:39]}"


def columns_of(fields: FieldValues) -> dict[str, Any]:
    """The columns of a record that follow from its fields."""
    return {
        "fields": fields,
        "digest": digest_of(fields),
        "name": plain(fields, "name") or plain(fields, "database_entry") or "",
        "organisation": plain(fields, "organisation"),
        "status": plain(fields, "status"),
    }


def difference(old: FieldValues, new: FieldValues) -> dict[str, dict[str, Any]]:
    """Field by field, what is said differently; None where a field was or is not there at all."""
    changed = {}
    for name in sorted({*old, *new}):
        before = content(old[name]) if name in old else None
        after = content(new[name]) if name in new else None
        if before != after:
            changed[name] = {"old": before, "new": after}
    return changed


def _shown(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 80 else text[:79] + "…"
