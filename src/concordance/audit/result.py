"""The result of an audit: estimates with intervals, judgements against sourced thresholds, findings,
digests."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, field

from concordance.audit.spec import Threshold, Verdict, Weight
from concordance.base.text import Text

SEVERITIES = ("info", "warning", "serious")


@dataclass(frozen=True, slots=True)
class Estimate:
    """One measured figure.

    `subject` says of whom or what (`race=Black`). `low` and `high` bound it at `level`; a bound that is None
    is unbounded; both None with `interval` "none" means a full count, where the value is exact for the data
    given. `n` is the number of observations it rests on. `value` None means undefined, and `note` says why.
    """

    metric: str
    value: float | None
    n: int
    subject: str = ""
    low: float | None = None
    high: float | None = None
    level: float | None = None
    interval: str = "none"
    unit: str = "1"
    note: Text | None = None

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            number = getattr(self, name)
            if number is not None and not math.isfinite(number):
                raise ValueError(f"{self.metric} {self.subject}: {name} is {number}; use None and say why")
        if self.value is None and self.note is None:
            raise ValueError(f"{self.metric} {self.subject}: an undefined value needs a note")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something seen that a person should know: a stable code, a severity, words, places."""

    code: str
    severity: str
    says: Text
    places: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"unknown severity {self.severity!r}: {SEVERITIES}")


@dataclass(frozen=True, slots=True)
class Measured:
    """What an audit function hands back; `run_audit` adds judgements, digests, circumstances.

    `not_about` names norms of the specification that this run cannot decide, whatever their weight: the duty
    that was checked is another one.
    """

    estimates: tuple[Estimate, ...]
    findings: tuple[Finding, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    limits: tuple[Text, ...] = ()
    partial: bool = False
    not_about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """One estimate held against one threshold, with the reason in words."""

    metric: str
    subject: str
    threshold: Threshold
    verdict: Verdict
    reason: Text


@dataclass(frozen=True, slots=True)
class NormVerdict:
    """What the result does to one norm, given the declared weight."""

    norm: str
    weight: Weight
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class EvidenceDigest:
    """The fingerprint of one input: SHA-256, in hexadecimal, of the bytes (or of the canonical form
    named)."""

    name: str
    kind: str
    sha256: str
    of: str = "bytes"


@dataclass(frozen=True, slots=True)
class Environment:
    """Where the figure was made: Python, platform and the versions of the libraries that made it."""

    python: str
    platform: str
    packages: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusalRecord:
    """A refusal kept as a result."""

    code: str
    message: Text
    remedy: Text
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AuditResult:
    """A finished audit. `status` is measured, partial or refused; `verdict` is None without a sourced
    threshold."""

    audit: str
    audit_version: int
    system: str
    status: str
    at: dt.date
    valid_until: dt.date
    seed: int
    level: float
    smallest_group: int
    estimates: tuple[Estimate, ...]
    judgements: tuple[Judgement, ...]
    verdict: Verdict | None
    norms: tuple[NormVerdict, ...]
    findings: tuple[Finding, ...]
    limits: tuple[Text, ...]
    digests: tuple[EvidenceDigest, ...]
    environment: Environment
    refusal: RefusalRecord | None = None

    def estimate(self, metric: str, subject: str = "") -> Estimate:
        """The estimate of one metric for one subject.

        Raises:
            KeyError: the result holds no such estimate.
        """
        for estimate in self.estimates:
            if (estimate.metric, estimate.subject) == (metric, subject):
                return estimate
        held = sorted({(e.metric, e.subject) for e in self.estimates})
        raise KeyError(f"{self.audit}: no estimate of {metric!r} for {subject!r}; held: {held[:20]}")
