"""Every name that points somewhere points at something: roles, timetables, sanctions, sources, texts, principles."""

from __future__ import annotations

from collections.abc import Iterable

from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import Span
from concordance.compile.walkers import provenances_of
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Norm, Sanction
from concordance.norms.score import Score
from concordance.norms.vocabulary import PLAYED_KINDS, Vocabulary


def check_references(score: Score, problems: Problems) -> None:
    """Reports `unknown-<kind>` for each name that nothing answers to."""
    _check_vocabulary(score.vocabulary, problems)
    for instrument in score.instruments.values():
        reference = _Reference(instrument, score.vocabulary, problems)
        reference.check()


def _check_vocabulary(vocabulary: Vocabulary, problems: Problems) -> None:
    for fact in vocabulary.facts.values():
        if fact.type in {"choice", "set"} and not fact.values:
            problems.report("fact-values", f"`{fact.name}` has no values", fact.span, help="add `values:`")
        if fact.type in {"number", "money"} and not fact.unit:
            problems.report("fact-unit", f"`{fact.name}` has no unit", fact.span, help="add `unit:`")
        if fact.answered_by not in vocabulary.roles and fact.answered_by != "counsel":
            _unknown("role", fact.answered_by, fact.span, {*vocabulary.roles, "counsel"}, problems)
    for terms in (vocabulary.acts, vocabulary.objects, vocabulary.jurisdictions):
        for term in terms.values():
            for name in (*([term.broader] if term.broader else []), *term.opposite, *term.holds):
                if name not in terms:
                    _unknown("term", name, term.span, terms, problems)
    for thing in vocabulary.objects.values():
        if thing.done_by and thing.done_by not in vocabulary.acts:
            _unknown("act", thing.done_by, thing.span, vocabulary.acts, problems)
    for event in vocabulary.events.values():
        if event.fact and event.fact not in vocabulary.facts:
            _unknown("fact", event.fact, event.span, vocabulary.facts, problems)
        if event.broader and event.broader not in vocabulary.events:
            _unknown("event", event.broader, event.span, vocabulary.events, problems)


def _unknown(kind: str, name: str, span: Span, known: Iterable[str], problems: Problems) -> None:
    problems.report(f"unknown-{kind}", f"no {kind} is called `{name}`", span, help=did_you_mean(name, known))


class _Reference:
    def __init__(self, instrument: Instrument, vocabulary: Vocabulary, problems: Problems) -> None:
        self.instrument, self.vocabulary, self.problems = instrument, vocabulary, problems
        self.sanctions = {sanction.id for sanction in instrument.sanctions}

    def check(self) -> None:
        self._known("jurisdiction", [self.instrument.jurisdiction], self.instrument.span, self.vocabulary.jurisdictions)
        for provenance, span in provenances_of(self.instrument):
            self._known("source", [provenance.source], span, self.instrument.sources)
        for entries in self.instrument.timetables.values():
            for entry in entries:
                self._known("text", entry.in_texts, entry.span, self.instrument.texts)
        for definition in self.instrument.definitions:
            self._known("text", definition.in_texts, definition.span, self.instrument.texts)
            self._known("role", [definition.role] if definition.role else [], definition.span, self.vocabulary.roles)
        for norm in self.instrument.norms:
            self._norm(norm)
        for sanction in self.instrument.sanctions:
            self._sanction(sanction)

    def _norm(self, norm: Norm) -> None:
        self._known("role", norm.bearers, norm.span, self.vocabulary.roles)
        self._known("timetable", [norm.applies], norm.span, self.instrument.timetables)
        self._known("sanction", [norm.sanction] if norm.sanction else [], norm.span, self.sanctions)
        self._known("principle", norm.principles, norm.span, self.vocabulary.principles)
        self._known("risk", norm.risks, norm.span, self.vocabulary.risks)
        self._known("text", norm.in_texts, norm.span, self.instrument.texts)
        if norm.sanction and not self.instrument.hard:
            self.problems.report(
                "soft-sanction", f"`{norm.id}` is soft law and names a sanction", norm.span, help="remove `sanction:`"
            )
        self._known("role", norm.owed_by, norm.span, self.vocabulary.roles)
        if norm.owed_by and norm.modality != "right":
            told = f"`{norm.id}` is no right and is `owed_by` somebody"
            self.problems.report("unknown-key", told, norm.span, help="`owed_by:` goes with `modality: right`")
        for bearer in (*norm.bearers, *norm.owed_by):
            self._defined(bearer, norm)

    def _defined(self, bearer: str, norm: Norm) -> None:
        role = self.vocabulary.roles.get(bearer)
        if role is None or role.kind not in PLAYED_KINDS or role.kind == "person":
            return
        name = f"{self.instrument.prefix}.{bearer}"
        defined = {text for d in self.instrument.definitions if d.name == name for text in d.in_texts}
        if not norm.in_texts <= defined:
            self.problems.report(
                "undefined-role",
                f"`{norm.id}` binds the role `{bearer}`, and the instrument does not define who that is",
                norm.span,
                help=f"add a definition with `role: {bearer}`",
            )

    def _sanction(self, sanction: Sanction) -> None:
        self._known("timetable", [sanction.applies], sanction.span, self.instrument.timetables)
        self._known("role", [sanction.imposed_by], sanction.span, self.vocabulary.roles)
        self._known("text", sanction.in_texts, sanction.span, self.instrument.texts)
        self._known("sanction", sanction.replaces, sanction.span, self.sanctions)

    def _known(self, kind: str, names: Iterable[str], span: Span, known: Iterable[str]) -> None:
        known = set(known)
        for name in names:
            if name not in known:
                _unknown(kind, name, span, known, self.problems)
