"""The audit report as plain data in one language: what the page and the PDF both print, in their order."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from concordance.audit.registry import find_audit
from concordance.audit.result import AuditResult
from concordance.base.text import Lang, Text
from concordance.report.audit_annex import Annex, annex_of
from concordance.report.audit_charts import Chart, charts
from concordance.report.audit_view import STATES, AuditView, Line, Open, norm_name
from concordance.report.audit_words import VERDICTS, told
from concordance.report.words import day

CHARTS_ON_PAGE = 2
"""Charts per audit on the page of the person responsible; the annex has all."""

NEXT: dict[str, Text] = {
    "contradicted": Text(
        "Check whether it is so. If it is, correct it and measure again.",
        "Vérifiez si c’est exact. Si oui, corrigez, puis mesurez à nouveau.",
    ),
    "inconclusive": Text("Measure more cases.", "Mesurez plus de cas."),
    "evidenced": Text(
        "Keep the evidence, and measure again before it expires.", "Gardez la preuve, et refaites à temps."
    ),
    "partly": Text(
        "Have a person judge whether enough was examined and what follows from the figures, and write down why.",
        "Qu’une personne juge si l’examen suffit et ce qui suit des chiffres, et écrive pourquoi.",
    ),
    "informed": Text(
        "Have a person judge the figures and write down why; or set a limit and say where it comes from.",
        "Faites juger les chiffres par une personne qui écrit pourquoi ; ou fixez une limite en citant sa source.",
    ),
    "set-aside": Text("Measure again, on the present files.", "Mesurez à nouveau, sur les fichiers actuels."),
    "could": Text(
        "Gather what these audits need: “concordance audit plan” lists it.",
        "Rassemblez ce que ces audits demandent : « concordance audit plan » le liste.",
    ),
    "unreached": Text("Keep the documents and name who decided.", "Conservez les documents et nommez qui a décidé."),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """How many duties are in a state."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A duty: where it stands, what it asks, what was found, and what that cannot show."""

    instrument: str
    citation: str
    link: str
    when: str
    duty: str
    sentence: str
    until: str
    limits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Duties in one state, with what it means and what to do next."""

    key: str
    title: str
    note: str
    next: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Rest:
    """Duties without evidence, by instrument: citation and, in words, what they ask."""

    key: str
    title: str
    note: str
    next: str
    count: int
    duties: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """An audit for the person responsible: its verdict, the worst it found, the charts that matter most."""

    audit: str
    title: str
    verdict: str
    tone: str
    why: str
    findings: tuple[tuple[str, str], ...]
    limits: tuple[str, ...]
    charts: tuple[Chart, ...]


@dataclass(frozen=True, slots=True)
class AuditDocument:
    """Both parts of the report. `words` are the fixed words of the layout."""

    lang: Lang
    title: str
    system: str
    subtitle: str
    corpus: str
    summary: str
    tallies: tuple[Tally, ...]
    groups: tuple[Group, ...]
    rest: tuple[Rest, ...]
    unbound: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, tuple[str, ...]], ...]
    figures: tuple[Figure, ...]
    annex: tuple[Annex, ...]
    has_profile: bool
    on: str
    words: dict[str, str]


def make_document(view: AuditView, lang: Lang, source: str) -> AuditDocument:
    """Everything that is printed; `source` is the folder as the reader would name it, for the commands."""
    assessed = view.assessment
    on = f"{told('measured_on', lang)} {day(view.on, lang)}"
    return AuditDocument(
        lang=lang,
        title=assessed.title(lang) if assessed else view.system,
        system=view.system,
        subtitle=f"{told('law_as_of', lang)} {day(assessed.at, lang)}" if assessed else on,
        corpus=f"{assessed.corpus.version} {assessed.corpus.hash}" if assessed else "",
        summary=_summary(view, lang),
        tallies=_tallies(view, lang) if assessed else (),
        groups=tuple(_group(state, view.lines[state], lang) for state in STATES if view.lines[state]),
        rest=tuple(
            _rest(key, opened, lang) for key, opened in (("could", view.could), ("unreached", view.unreached)) if opened
        ),
        unbound=tuple((norm_name(view, n.norm, lang), n.says(lang)) for n in view.unbound if n.state != "unproven"),
        left_out=tuple((name, tuple(f.says(lang) for f in why)) for name, why in view.left_out),
        figures=tuple(_figure(result, lang) for result in view.results),
        annex=tuple(annex_of(result, lang, source) for result in view.results),
        has_profile=assessed is not None,
        on=view.on.isoformat(),
        words={key: told(key, lang) for key in _LAYOUT},
    )


_LAYOUT = (
    "report", "page", "annex", "unbound", "unbound_note", "no_profile", "left_out", "do_next", "limits", "figures",
    "until", "metric", "subject", "value", "held_against", "command", "method", "findings", "inputs",
    "environment", "effect", "standards", "valid_until", "seed", "level", "disclaimer", "colon",
)  # fmt: skip


def _summary(view: AuditView, lang: Lang) -> str:
    if view.assessment is None:
        return told("no_profile", lang)
    colon = told("colon", lang)
    now, later = told("bind_now", lang).capitalize(), told("bind_later", lang)
    return f"{now}{colon} {view.now}, {later}{colon} {view.later}."


def _tallies(view: AuditView, lang: Lang) -> tuple[Tally, ...]:
    states = tuple(Tally(s, told(s, lang), len(view.lines[s])) for s in STATES if view.lines[s] or s != "set-aside")
    return (*states, Tally("unproven", told("not_measured", lang), view.unproven))


def _group(state: str, lines: tuple[Line, ...], lang: Lang) -> Group:
    entries = tuple(
        Entry(
            instrument=line.instrument,
            citation=line.duty.citation,
            link=line.duty.link,
            when=line.when,
            duty=line.duty.says(lang),
            sentence=line.evidence.sentence(lang),
            until=day(line.evidence.valid_until, lang),
            limits=tuple(limit(lang) for limit in line.evidence.limits),
        )
        for line in lines
    )
    return Group(state, told(state, lang), told(f"{state}_note", lang), NEXT[state](lang), entries)


def _rest(key: str, opened: tuple[Open, ...], lang: Lang) -> Rest:
    ordered = sorted(opened, key=lambda o: o.instrument)
    duties = tuple(
        (name, tuple((o.duty.citation, o.duty.says(lang), ", ".join(o.audits)) for o in held))
        for name, held in groupby(ordered, key=lambda o: o.instrument)
    )
    return Rest(key, told(key, lang), told(f"{key}_note", lang), NEXT[key](lang), len(opened), duties)


def _figure(result: AuditResult, lang: Lang) -> Figure:
    spec, said = find_audit(result.audit).spec, str(result.verdict or result.status)
    worst = sorted(result.findings, key=lambda f: ("serious", "warning", "info").index(f.severity))
    return Figure(
        audit=result.audit,
        title=spec.title(lang),
        verdict=VERDICTS[said](lang),
        tone=said,
        why=spec.why(lang),
        findings=tuple((f.severity, f.says(lang)) for f in worst),
        limits=tuple(limit(lang) for limit in result.limits),
        charts=charts(result, lang)[:CHARTS_ON_PAGE],
    )
