"""One report → who must tell whom by when. Nothing is listed here: the duties follow from the corpus.

The profile with the facts of the incident is assessed over every binding instrument. What counts is every norm that
makes somebody report, notify or inform, and that rests on a fact about the incident.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from concordance.assess.assessment import assess
from concordance.assess.result import Assessment, Duty
from concordance.base.text import Text
from concordance.compile.program import Program
from concordance.norms.norm import Act, Norm
from concordance.norms.outcome import Outcome
from concordance.norms.vocabulary import Vocabulary
from concordance.registry.incidents.clock import Clock, make_clock, zone_of
from concordance.registry.incidents.data import Authority, Form, Seat, forms, happenings, places
from concordance.registry.incidents.report import IncidentReport

TELLING = frozenset({"report", "notify", "inform"})
_OPEN = frozenset({Outcome.UNDETERMINED, Outcome.UNSETTLED})


@dataclass(frozen=True, slots=True)
class Notification:
    """One duty to tell one recipient at one place, with its clock and its form."""

    norm: str
    instrument: str
    short: Text
    citation: str
    link: str
    says: Text
    modality: str
    bearer: tuple[str, ...]
    recipient: str
    recipient_label: Text
    place: str | None
    authority: str | None
    about: str
    within: str | None
    event: str
    clock: Clock
    form: str | None
    confidence: str


@dataclass(frozen=True, slots=True)
class Open:
    """A duty that may arise, and the facts that would settle it."""

    norm: str
    citation: str
    says: Text
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """What else is to be done because of the incident: investigate, correct, document, refrain."""

    norm: str
    citation: str
    says: Text
    verb: str
    modality: str


@dataclass(frozen=True, slots=True)
class IncidentDuties:
    """Everything that follows from a report, soonest first. `standing` duties bind without any incident, and now."""

    assessment: Assessment
    notifications: tuple[Notification, ...]
    open: tuple[Open, ...]
    measures: tuple[Measure, ...]
    standing: tuple[Measure, ...] = ()

    @property
    def regimes(self) -> tuple[str, ...]:
        """The instruments that make somebody tell somebody."""
        return tuple(sorted({one.instrument for one in self.notifications}))


def duties_of(report: IncidentReport, program: Program) -> IncidentDuties:
    """The duties that a report triggers, under the law in force on the day of awareness."""
    result = assess(report.profile, program, report.aware_at.date())
    norms = {f"{i.id}/{n.id}": n for i in program.instruments for n in i.norms}
    touched = [d for d in result.duties if _touched(d, norms[d.norm], program)]
    telling = [d for d in touched if norms[d.norm].act.verb in TELLING]
    found = [one for d in telling if d.outcome.binds for one in _notify(d, norms[d.norm].act, report, program)]
    return IncidentDuties(
        assessment=result,
        notifications=tuple(sorted(found, key=_urgency)),
        open=tuple(Open(d.norm, d.citation, d.says, d.missing) for d in telling if d.outcome in _OPEN),
        measures=tuple(_measure(d, norms[d.norm]) for d in touched if d not in telling and d.outcome.binds),
        standing=tuple(
            _measure(d, norms[d.norm])
            for d in result.duties
            if d not in touched and d.outcome.binds and _stands(norms[d.norm])
        ),
    )


def _stands(norm: Norm) -> bool:
    """Whether a norm concerns incidents whatever happened: to watch for them, to keep a record, to have a procedure."""
    standing = happenings().standing
    return norm.act.verb in standing.verbs and norm.act.object in standing.objects


def _touched(duty: Duty, norm: Norm, program: Program) -> bool:
    """Whether what decides the norm includes a fact about the incident."""
    facts = {because.fact for because in duty.because} | set(duty.missing)
    return any(map(happenings().tell, facts))


def _measure(duty: Duty, norm: Norm) -> Measure:
    return Measure(duty.norm, duty.citation, duty.says, norm.act.verb, duty.modality)


def _notify(duty: Duty, act: Act, report: IncidentReport, program: Program) -> Iterator[Notification]:
    vocabulary, instrument = program.score.vocabulary, program.score.instruments[duty.instrument]
    recipient = str(act.params.get("to", act.object))
    about = str(act.params.get("about", act.params.get("that", act.object)))
    event = str(act.params.get("after", ""))
    within = act.params.get("within")
    for place in _places(recipient, instrument.jurisdiction, report, vocabulary):
        chain = vocabulary.wider_places(place) if place in vocabulary.jurisdictions else ()
        zone = zone_of(place or instrument.jurisdiction, chain, report.aware_at)
        yield Notification(
            norm=duty.norm,
            instrument=duty.instrument,
            short=instrument.short,
            citation=duty.citation,
            link=duty.link,
            says=duty.says,
            modality=duty.modality,
            bearer=duty.bearer,
            recipient=recipient,
            recipient_label=_label(recipient, vocabulary),
            place=place or None,
            authority=_authority(recipient, place),
            about=about,
            within=None if within is None else str(within),
            event=event,
            clock=make_clock(within, report.moments.get(event), instrument.jurisdiction, zone),
            form=next((form.form for form in forms() if form.is_for(duty.norm)), None),
            confidence=duty.confidence,
        )


def _places(recipient: str, jurisdiction: str, report: IncidentReport, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The places where the recipient sits for this incident; one empty name where that is not known or not asked."""
    seat: Seat | None = places().recipients.get(recipient)
    if seat is None:
        return ("",)
    if seat.place or seat.own:
        return (seat.place or jurisdiction,)
    for fact in (seat.where, seat.else_):
        named = report.profile.answers.get(fact) if fact else None
        inside = [p for p in named if _within(p, jurisdiction, vocabulary)] if isinstance(named, frozenset) else []
        if inside:
            return tuple(sorted(inside))
    return ("",)


def _within(place: str, jurisdiction: str, vocabulary: Vocabulary) -> bool:
    return (
        place != jurisdiction and place in vocabulary.jurisdictions and jurisdiction in vocabulary.wider_places(place)
    )


def _label(recipient: str, vocabulary: Vocabulary) -> Text:
    if recipient in vocabulary.roles:
        return vocabulary.roles[recipient].label
    return vocabulary.objects[recipient].label if recipient in vocabulary.objects else Text(recipient, recipient)


def _authority(recipient: str, place: str) -> str | None:
    found: Authority | None = next((a for a in places().authorities if a.role == recipient and a.place == place), None)
    return found.name if found else None


def _urgency(one: Notification) -> tuple[int, float, str, str]:
    """At once first, then by the end of the period, then what has no end."""
    due = one.clock.due
    rank = 0 if one.clock.at_once else 1 if due else 2
    return rank, due.timestamp() if due else 0.0, one.norm, one.place or ""


def form_of(notification: Notification) -> Form | None:
    """The form on which a notification is made, where one is held."""
    return next((form for form in forms() if form.form == notification.form), None)
