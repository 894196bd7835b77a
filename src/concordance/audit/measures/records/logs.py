"""Logs: complete, unbroken, untouched, kept long enough."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from typing import Any

from concordance.audit.adapters.files import Declaration, Records
from concordance.audit.context import Context
from concordance.audit.refusal import AuditRefusedError
from concordance.audit.registry import audit
from concordance.audit.result import Finding, Measured
from concordance.audit.shaping import count, links, serious
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text

LOG = Input(
    "log",
    "records",
    Text(
        "log events, one JSON object a line, with time (ISO 8601 with offset)",
        "événements du journal, un objet JSON par ligne, avec time (ISO 8601 avec décalage)",
    ),
)
BIOMETRIC = {
    "eu/ai-act/12.3.a": ("start", "end"),
    "eu/ai-act/12.3.b": ("reference_database",),
    "eu/ai-act/12.3.c": ("matched_input",),
    "eu/ai-act/12.3.d": ("verified_by",),
}
"""AI Act Art. 12(3)(a) to (d): period of each use, reference database, input that matched, persons who
verified."""
STANDARDS = ("ISO/IEC 42001 A.6.2.8", "NIST AI RMF MEASURE 2.8", "ISO/IEC 24970")


@audit(
    id="records.completeness",
    title=Text("Completeness of the log", "Complétude du journal"),
    measures=Text(
        "The number of events that lack a field the duty asks for, and of numbers missing in the sequence.",
        "Le nombre d’événements sans un champ exigé, et de numéros manquants dans la suite.",
    ),
    why=Text("What was not written down cannot be looked into.", "Ce qui n’a pas été noté ne peut être examiné."),
    principles=("record-keeping", "accountability"),
    risks=("opacity", "due-process"),
    acts=(
        "retain",
        "log",
    ),
    norms=links(
        supports=tuple(BIOMETRIC),
        informs=(
            "eu/ai-act/12.1",
            "eu/ai-act/12.2.a",
            "eu/ai-act/12.2.b",
            "eu/ai-act/12.2.c",
            "eu/ai-act/19.1",
            "eu/ai-act/26.6",
        ),
    ),
    standards=STANDARDS,
    inputs=(
        LOG,
        Input(
            "duty",
            "declaration",
            Text(
                'fields = [...] and their source, or kind = "remote-biometric"',
                'fields = [...] et leur source, ou kind = "remote-biometric"',
            ),
        ),
    ),
    metrics=("events-incomplete", "sequence-gaps", "events-without"),
    valid_days=180,
    method=Method(
        Text(
            "Every field of every event; the sequence is read from `seq` where events carry it.",
            "Chaque champ de chaque événement ; la suite se lit dans `seq` si présent.",
        ),
        "AI Act Art. 12(3) for remote biometric identification",
        (),
    ),
    limits=(
        Text(
            "An event that was never logged leaves no trace unless events are numbered.",
            "Un événement jamais journalisé ne laisse pas de trace si les événements ne sont pas numérotés.",
        ),
    ),
)
def completeness(context: Context, *, log: Records, duty: Declaration) -> Measured:
    """Fields of Art. 12(3) for remote biometric identification, else those the declaration names with their
    source."""
    wanted, source = _wanted(duty)
    log.fields("time")
    lacking = {n: [f for f in wanted if item.get(f) in (None, "", [])] for n, item in enumerate(log.items, 1)}
    lacking = {n: fields for n, fields in lacking.items() if fields}
    numbers = sorted(int(item["seq"]) for item in log.items if "seq" in item)
    gaps = [n for a, b in pairwise(numbers) for n in range(a + 1, b)][:1000]
    findings: list[Finding] = []
    if lacking:
        places = tuple(f"{log.name}:{n} {'+'.join(fields)}" for n, fields in list(lacking.items())[:20])
        findings.append(
            serious(
                "records.incomplete",
                f"{len(lacking)} of {len(log.items)} events lack a field.",
                f"{len(lacking)} événements sur {len(log.items)} manquent d’un champ.",
                *places,
            )
        )
    if gaps:
        findings.append(
            serious(
                "records.gap",
                f"{len(gaps)} numbers are missing in the sequence.",
                f"{len(gaps)} numéros manquent dans la suite.",
                *map(str, gaps[:20]),
            )
        )
    estimates = [
        count("events-incomplete", len(lacking), len(log.items)),
        count("sequence-gaps", len(gaps), len(log.items)),
    ]
    limits = [Threshold(m, Relation.AT_MOST, 0, source) for m in ("events-incomplete", "sequence-gaps")]
    if source.kind != "norm":
        return Measured(tuple(estimates), tuple(findings), tuple(limits), not_about=tuple(BIOMETRIC))
    for norm, fields in BIOMETRIC.items():
        without = sum(any(field in missing for field in fields) for missing in lacking.values())
        estimates.append(count("events-without", without, len(log.items), norm))
    limits.append(Threshold("events-without", Relation.AT_MOST, 0, source))
    return Measured(tuple(estimates), tuple(findings), tuple(limits))


def _wanted(duty: Declaration) -> tuple[tuple[str, ...], Source]:
    if duty.values.get("kind") == "remote-biometric":
        return tuple(f for fields in BIOMETRIC.values() for f in fields), Source("norm", "AI Act Art. 12(3)")
    fields, source = duty.values.get("fields"), duty.values.get("source")
    if not fields or not source:
        raise AuditRefusedError(
            "audit.threshold-without-source",
            Text(
                "The duty names no fields, or not who asks for them.",
                "L’obligation ne nomme pas de champs, ou pas qui les exige.",
            ),
            Text(
                'Give fields = [...] and source = "…", or kind = "remote-biometric".',
                'Donnez fields = [...] et source = "…", ou kind = "remote-biometric".',
            ),
            (duty.name,),
        )
    return tuple(map(str, fields)), Source("declared", str(source))


def event_digest(event: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of an event: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(
        json.dumps(event, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def chained(events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The events with `prev`, the digest of the event before; the first carries 64 zeros."""
    linked: list[dict[str, Any]] = []
    for event in events:
        linked.append(event | {"prev": event_digest(linked[-1]) if linked else "0" * 64})
    return linked


@audit(
    id="records.tamper",
    title=Text("Tamper check of the log", "Contrôle d’altération du journal"),
    measures=Text(
        "The number of places where the chain of digests is broken, and whether it ends at the head that was"
        " published.",
        "Le nombre d’endroits où la chaîne d’empreintes est rompue, et si elle aboutit à la tête publiée.",
    ),
    why=Text(
        "A log that can be changed afterwards proves what its keeper wants.",
        "Un journal modifiable après coup prouve ce que veut son gardien.",
    ),
    principles=("record-keeping", "accountability", "security"),
    risks=("opacity", "cyber"),
    acts=(
        "retain",
        "log",
        "protect",
    ),
    norms=links(informs=("eu/ai-act/12.1", "eu/ai-act/19.1", "eu/ai-act/26.6", "eu/gdpr/5.1.f")),
    standards=STANDARDS,
    inputs=(
        LOG,
        Input(
            "head",
            "declaration",
            Text(
                "head = the digest of the last event, published elsewhere",
                "head = l’empreinte du dernier événement, publiée ailleurs",
            ),
            required=False,
        ),
    ),
    metrics=("chain-breaks", "head-matches"),
    valid_days=90,
    thresholds=(
        Threshold("chain-breaks", Relation.AT_MOST, 0, Source("declared", "the chain of the log itself")),
        Threshold("head-matches", Relation.AT_LEAST, 1, Source("declared", "the published head")),
    ),
    method=Method(
        Text(
            "Each event carries the SHA-256 of the canonical JSON of the one before.",
            "Chaque événement porte le SHA-256 du JSON canonique du précédent.",
        ),
        "Haber and Stornetta 1991",
        (),
    ),
    limits=(
        Text(
            "Without a head published elsewhere, whoever holds the log can write all of it anew.",
            "Sans tête publiée ailleurs, qui tient le journal peut tout le réécrire.",
        ),
    ),
)
def tamper(context: Context, *, log: Records, head: Declaration | None = None) -> Measured:
    """Walk the chain."""
    previous = log.fields("prev")
    expected = ["0" * 64, *(event_digest(item) for item in log.items)]
    broken = [n for n, (held, want) in enumerate(zip(previous, expected, strict=False), 1) if held != want]
    estimates = [count("chain-breaks", len(broken), len(previous))]
    findings: list[Finding] = []
    if broken:
        findings.append(
            serious(
                "records.tampered",
                f"The chain breaks at {len(broken)} events.",
                f"La chaîne se rompt à {len(broken)} événements.",
                *(f"{log.name}:{n}" for n in broken[:20]),
            )
        )
    if head is not None:
        same = head.values.get("head") == expected[-1]
        estimates.append(count("head-matches", float(same), 1))
        if not same:
            findings.append(
                serious(
                    "records.other-head",
                    "The log does not end where the published head says.",
                    "Le journal n’aboutit pas à la tête publiée.",
                    log.name,
                )
            )
    return Measured(tuple(estimates), tuple(findings))
