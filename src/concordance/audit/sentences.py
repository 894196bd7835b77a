"""Why a measurement says what it says of a duty, in one sentence for a person who does not live by figures."""

from __future__ import annotations

from concordance.audit.metrics import metric_words, unit_words
from concordance.audit.own import OWN, TESTED, own_judgements, set_before
from concordance.audit.registry import find_audit
from concordance.audit.result import AuditResult, Estimate, Finding, Judgement
from concordance.audit.spec import Relation, Verdict
from concordance.base.text import Lang, Text


def sentence(state: str, norm: str, speaking: tuple[AuditResult, ...]) -> Text:
    """The state of a duty and its reason, from the audits that decide it (at least one)."""
    titles = [find_audit(result.audit).spec.title for result in speaking]
    why = reason(state, norm, speaking[0])
    others = len(speaking) - 1
    beside = (f" (and {others} more)", f" (et {others} de plus)") if others else ("", "")
    said = _SAID[state]
    return Text(
        f"“{titles[0].en}” {said.en}: {why.en}{beside[0]}", f"« {titles[0].fr} » {said.fr} : {why.fr}{beside[1]}"
    )


_SAID: dict[str, Text] = {
    "evidenced": Text("supports that it is met", "étaye qu’elle est tenue"),
    "contradicted": Text("speaks against its being met", "parle contre son respect"),
    "inconclusive": Text("cannot decide", "ne peut pas trancher"),
    "partly": Text("is part of what it asks, and was done", "fait partie de ce qu’elle demande, et a été fait"),
    "informed": Text("informs and decides nothing", "informe et ne décide rien"),
}
_WANTED = {
    "evidenced": Verdict.SUPPORTS,
    "contradicted": Verdict.CONTRADICTS,
    "inconclusive": Verdict.INCONCLUSIVE,
}


def reason(state: str, norm: str, result: AuditResult) -> Text:
    """What was found of this very norm; or the figure held against its limit; or what stands out."""
    own = next((f for f in result.findings if norm in f.places or f"({norm})" in f.says.en), None)
    if own is not None and state != "evidenced":
        return _without_reference(own, norm)
    deciding = _judgement(state, norm, result)
    if deciding is not None:
        return _held_against(deciding, result)
    notable = sorted(_general(result), key=lambda f: f.severity)
    return notable[0].says if notable else _first_figure(result)


def _general(result: AuditResult) -> list[Finding]:
    """The findings that stand out (`serious` sorts before `warning`) and are of no norm in particular."""
    named = {verdict.norm for verdict in result.norms}
    notable = (f for f in result.findings if f.severity != "info")
    return [f for f in notable if not any(norm in f.places or f"({norm})" in f.says.en for norm in named)]


def _judgement(state: str, norm: str, result: AuditResult) -> Judgement | None:
    if norm in OWN and result.judgements:
        return next(iter(_own(state, norm, result)), None)
    outside = {"user", "provider"}
    wanted = [
        j for j in result.judgements if j.verdict is _WANTED.get(state) and j.threshold.source.kind not in outside
    ]
    own = [j for j in wanted if j.subject == norm]
    named = {verdict.norm for verdict in result.norms}
    return next(iter(own or [j for j in wanted if j.subject not in named]), None)


def _own(state: str, norm: str, result: AuditResult) -> list[Judgement]:
    """The judgements by a limit of the provider's own that decide one of its duties."""
    own = own_judgements(result.judgements)
    if norm == TESTED:
        return [j for j in own if set_before(j, result.at)]
    return [j for j in own if state != "contradicted" or j.verdict is Verdict.CONTRADICTS]


def _without_reference(finding: Finding, norm: str) -> Text:
    return Text(finding.says.en.replace(f" ({norm})", ""), finding.says.fr.replace(f" ({norm})", ""))


def _held_against(judgement: Judgement, result: AuditResult) -> Text:
    estimate = result.estimate(judgement.metric, judgement.subject)
    named = {verdict.norm for verdict in result.norms}
    subject = "" if not estimate.subject or estimate.subject in named else f" ({estimate.subject})"
    limit, source = judgement.threshold.value, judgement.threshold.source.reference
    if estimate.interval == "none" and limit == 0 and judgement.threshold.relation is Relation.AT_MOST:
        return _counted(estimate, source)
    least = judgement.threshold.relation is Relation.AT_LEAST
    span = Text("", "")
    if estimate.interval != "none":
        span = Text(
            f", {plain(estimate.low, 'en')} to {plain(estimate.high, 'en')} with its uncertainty",
            f", de {plain(estimate.low, 'fr')} à {plain(estimate.high, 'fr')} avec son incertitude",
        )
    return Text(
        f"{plain(estimate.value, 'en')}{subject}{span.en}, where {'at least' if least else 'at most'}"
        f" {plain(limit, 'en')} is asked ({source}).",
        f"{plain(estimate.value, 'fr')}{subject}{span.fr}, alors qu’{'au moins' if least else 'au plus'}"
        f" {plain(limit, 'fr')} est demandé ({source}).",
    )


def _counted(estimate: Estimate, source: str) -> Text:
    """Faults counted where none may be."""
    if not estimate.value:
        return Text(f"none of the faults it looks for was found ({source}).", f"aucun défaut trouvé ({source}).")
    return Text(
        f"{metric_words(estimate.metric, 'en')}: {plain(estimate.value, 'en')}, where none may be ({source}).",
        f"{metric_words(estimate.metric, 'fr')} : {plain(estimate.value, 'fr')}, là où il n’en faut aucun ({source}).",
    )


def _first_figure(result: AuditResult) -> Text:
    for estimate in result.estimates:
        if estimate.value is not None:
            subject = f" ({estimate.subject})" if estimate.subject else ""
            return Text(
                f"{metric_words(estimate.metric, 'en')}{subject}: {with_unit(estimate, 'en')}.",
                f"{metric_words(estimate.metric, 'fr')}{subject} : {with_unit(estimate, 'fr')}.",
            )
    return Text("no figure could be made.", "aucun chiffre n’a pu être établi.")


def with_unit(estimate: Estimate, lang: Lang) -> str:
    """The value of an estimate and what it counts."""
    unit = "" if estimate.unit == "1" or estimate.value is None else f" {unit_words(estimate.unit, lang)}"
    return f"{plain(estimate.value, lang)}{unit}"


def plain(value: float | None, lang: Lang) -> str:
    """A figure to three significant digits, with the language's decimal sign; … where there is none."""
    if value is None:
        return "…"
    written = f"{value:.3g}" if abs(value) < 1000 else f"{value:.0f}"
    return written.replace(".", ",").replace("-", "−") if lang == "fr" else written.replace("-", "−")
