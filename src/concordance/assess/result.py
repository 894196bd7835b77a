"""An assessment as data. What JSON, terminal and HTML show is all here; nothing is computed later.

The JSON form is versioned by `FORMAT`; its JSON Schema is `concordance corpus schemas`' `assessment`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

from concordance.base.text import Text
from concordance.norms.outcome import Outcome

FORMAT = "concordance.assessment/1"

Shown = bool | int | float | str | tuple[str, ...]
"""A fact's value as it is shown: days as YYYY-MM-DD, sets as sorted lists."""


class CorpusId(msgspec.Struct, frozen=True, kw_only=True):
    """Which law the result was computed from; `hash` replays it years later."""

    version: str
    hash: str
    as_of: date


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """A fact that an outcome rests on, and who says so: the profile, a named person, or a chosen reading."""

    fact: str
    value: Shown
    given_by: str


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """A definition on the way to an outcome, with its provision."""

    name: str
    citation: str
    link: str
    says: Text


class ReadingOutcome(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome if certain readings of unsettled law are chosen."""

    readings: dict[str, str]
    outcome: Outcome


class RoleHeld(msgspec.Struct, frozen=True, kw_only=True):
    """A role of the instrument: held, not held, or undetermined."""

    role: str
    label: Text
    instrument: str
    citation: str
    outcome: Outcome
    because: tuple[Because, ...]
    missing: tuple[str, ...]


class TierFound(msgspec.Struct, frozen=True, kw_only=True):
    """A tier: its outcome on the day, and the first day on which it holds."""

    tier: str
    says: Text
    outcome: Outcome
    from_: date | None = msgspec.field(name="from")
    because: tuple[Because, ...]
    grounds: tuple[Ground, ...]
    missing: tuple[str, ...]


class InstrumentFound(msgspec.Struct, frozen=True, kw_only=True):
    """An instrument for this profile. `in_scope` is None when unknown; `text` is the wording in force on the day."""

    id: str
    title: Text
    short: Text
    link: str
    in_scope: bool | None
    in_force: bool
    text: str | None
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    left_out: Text | None
    tiers: tuple[TierFound, ...]


class ExceptionFound(msgspec.Struct, frozen=True, kw_only=True):
    """An exception to a norm: whether it takes effect."""

    id: str
    citation: str
    says: Text | None
    effective: bool | None


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """A norm for this profile: its outcome on the day, the period in which it binds, why, and what is missing.

    `from_` and `until` bound the first period, not over by the day, in which it binds or may bind; None when never
    (`from_`) or without end (`until`). Where it only may bind then, `certain_from` is the first later day from which it
    does whatever is still open, None if there is none. `performance` is met, breached or unproven for duties that facts
    can show.
    """

    norm: str
    instrument: str
    article: str
    article_title: Text
    citation: str
    link: str
    modality: str
    bearer: tuple[str, ...]
    bearer_says: tuple[Text, ...]
    act: str
    says: Text
    outcome: Outcome
    performance: Outcome | None
    from_: date | None = msgspec.field(name="from")
    until: date | None
    because: tuple[Because, ...]
    missing: tuple[str, ...]
    readings: tuple[ReadingOutcome, ...]
    exceptions: tuple[ExceptionFound, ...]
    sanction: str | None
    principles: tuple[str, ...]
    risks: tuple[str, ...]
    text: str
    source: str
    confidence: str
    certain_from: date | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One day on which something changes: norms that begin to bind and norms that cease to."""

    on: date
    begins: tuple[str, ...]
    ends: tuple[str, ...]
    opens: tuple[str, ...]


class Deadline(msgspec.Struct, frozen=True, kw_only=True):
    """A day fixed for this system by a duty with a period and an event whose date is known, or the period alone.

    `before`: what is due comes before the event; no day is computed back from it.
    """

    norm: str
    citation: str
    says: Text
    bound: str
    period: str
    event: str
    event_says: Text | None
    event_on: date | None
    due: date | None
    rule: str
    before: bool = False


class SanctionFound(msgspec.Struct, frozen=True, kw_only=True):
    """The ceiling of a sanction for this organisation. `amount` is None while facts are missing.

    `certain` says whether some duty behind it binds or certainly will; otherwise it stands behind open norms only.
    """

    id: str
    instrument: str
    citation: str
    link: str
    kind: str
    imposed_by: str
    says: Text
    amount: float | None
    currency: str
    rule: str
    explained: Text
    missing: tuple[str, ...]
    duties: tuple[str, ...]
    certain: bool
    from_: date | None = msgspec.field(name="from")
    confidence: str


class OpenQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """A fact worth asking, most worth first. `worth` is in bits over the open norms."""

    fact: str
    question: Text
    help: Text | None
    answered_by: str
    answered_by_says: Text
    judgement: bool
    worth: float
    concerns: int


class JudgementUsed(msgspec.Struct, frozen=True, kw_only=True):
    """An open legal standard that a named person answered."""

    fact: str
    question: Text
    answer: Shown
    by: str
    reason: str
    on: date | None
    duties: tuple[str, ...]


class OpenReading(msgspec.Struct, frozen=True, kw_only=True):
    """Unsettled law on which an outcome turns."""

    id: str
    question: Text
    cite: tuple[str, ...]
    options: dict[str, Text]
    chosen: str | None
    duties: tuple[str, ...]


class NotPlayed(msgspec.Struct, frozen=True, kw_only=True):
    """An instrument of the corpus that was not played, and why."""

    id: str
    short: Text
    why: Text


class SourceUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A document behind the norms shown."""

    id: str
    instrument: str
    title: str
    url: str
    official: bool


class Merge(msgspec.Struct, frozen=True, kw_only=True):
    """One duty that a measure discharges: why, and what stays specific to it (recipients, forms, moments).

    `measure_is` says how the measure stands to what the duty asks: equal, narrower (it does that and more) or, where
    something is to be left, wider (it leaves that and more).
    """

    norm: str
    instrument: str
    citation: str
    link: str
    measure_is: str
    why: Text
    specific: tuple[Text, ...]
    from_: date | None = msgspec.field(name="from")


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do, or to leave, that discharges every duty listed: the strictest common form of what they ask.

    `set_by` names the norms from which each parameter of the form comes; `from_` is the first day a duty binds.
    """

    id: str
    says: Text
    force: str
    verb: str
    object: str
    parameters: dict[str, tuple[str, ...]]
    set_by: dict[str, tuple[str, ...]]
    duties: tuple[Merge, ...]
    instruments: tuple[str, ...]
    from_: date | None = msgspec.field(name="from")


class TensionSide(msgspec.Struct, frozen=True, kw_only=True):
    """One of two duties in tension."""

    norm: str
    instrument: str
    citation: str
    link: str
    asks: Text


class Tension(msgspec.Struct, frozen=True, kw_only=True):
    """Two duties that one organisation cannot, or can hardly, both perform as they stand, with facts that trigger both.

    `kind`: ordered-and-forbidden, at-least-and-at-most, opposite-manner, keep-and-erase, disclose-and-protect. The
    witness has been played by the reference engine: both norms apply to it.
    """

    kind: str
    a: TensionSide
    b: TensionSide
    because: Text
    witness: dict[str, Shown]


EvidenceState = Literal["evidenced", "partly", "contradicted", "inconclusive", "informed", "set-aside"]


class InputDigest(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured: the name of an input and its SHA-256, in hexadecimal."""

    name: str
    sha256: str


class EvidenceFound(msgspec.Struct, frozen=True, kw_only=True):
    """What measurements say of a duty. They change neither its outcome nor its performance: a person decides those.

    `evidenced`: they support that it is met; `partly`: it asks to examine, test or monitor, and they are part of that;
    `contradicted`: they speak against it, which is no finding of a breach;
    `inconclusive`: too uncertain; `informed`: figures that decide nothing; `set-aside`: expired or made on other files,
    and so not counted.
    """

    norm: str
    citation: str
    state: EvidenceState
    audits: tuple[str, ...]
    sentence: Text
    limits: tuple[Text, ...]
    valid_until: date
    digests: tuple[InputDigest, ...]


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the law of the corpus says of one profile on one day, as known on another."""

    format: str
    profile: str
    title: Text
    description: Text | None
    corpus: CorpusId
    at: date
    known: date
    roles: tuple[RoleHeld, ...]
    instruments: tuple[InstrumentFound, ...]
    not_played: tuple[NotPlayed, ...]
    duties: tuple[Duty, ...]
    timeline: tuple[Step, ...]
    deadlines: tuple[Deadline, ...]
    sanctions: tuple[SanctionFound, ...]
    questions: tuple[OpenQuestion, ...]
    judgements: tuple[JudgementUsed, ...]
    readings: tuple[OpenReading, ...]
    nobody_knows: tuple[str, ...]
    sources: tuple[SourceUsed, ...]
    limits: tuple[Text, ...]
    measures: tuple[Measure, ...] = ()
    tensions: tuple[Tension, ...] = ()
    evidence: tuple[EvidenceFound, ...] = ()
