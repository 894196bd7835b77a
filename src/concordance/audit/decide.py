"""From an interval and a sourced threshold to a verdict, and from verdicts to what a norm may conclude."""

from __future__ import annotations

from collections.abc import Iterable

from concordance.audit.result import Estimate, Judgement, NormVerdict
from concordance.audit.shaping import french
from concordance.audit.spec import NormLink, Relation, Threshold, Verdict, Weight
from concordance.base.text import Lang, Text


def judge(estimate: Estimate, threshold: Threshold, smallest_group: int) -> Judgement:
    """Hold one estimate against one threshold.

    The whole interval must lie on the right side to support, and on the wrong side to contradict; an interval
    that straddles the threshold, a group that is too small or an undefined value is inconclusive.
    """
    verdict, reason = _decide(estimate, threshold, smallest_group)
    return Judgement(estimate.metric, estimate.subject, threshold, verdict, reason)


def _decide(estimate: Estimate, threshold: Threshold, smallest_group: int) -> tuple[Verdict, Text]:
    if estimate.value is None:
        return Verdict.INCONCLUSIVE, Text("The figure is undefined.", "La valeur n’est pas définie.")
    exact = estimate.interval == "none"
    if not exact and estimate.n < smallest_group:
        return Verdict.INCONCLUSIVE, Text(
            f"Only {estimate.n} observations: the interval is shown, no verdict is drawn (fewer than"
            f" {smallest_group}).",
            f"Seulement {estimate.n} observations : l’intervalle est donné, sans verdict (moins de {smallest_group}).",
        )
    low, high = (estimate.value, estimate.value) if exact else (estimate.low, estimate.high)
    return _compare(low, high, threshold)


def _compare(low: float | None, high: float | None, threshold: Threshold) -> tuple[Verdict, Text]:
    floor = threshold.relation is Relation.AT_LEAST
    inside = (low is not None and low >= threshold.value) if floor else (high is not None and high <= threshold.value)
    outside = (high is not None and high < threshold.value) if floor else (low is not None and low > threshold.value)
    verdict = Verdict.SUPPORTS if inside else Verdict.CONTRADICTS if outside else Verdict.INCONCLUSIVE
    return verdict, Text(_reason(verdict, low, high, threshold, "en"), _reason(verdict, low, high, threshold, "fr"))


def _reason(verdict: Verdict, low: float | None, high: float | None, threshold: Threshold, lang: Lang) -> str:
    sign = "≥" if threshold.relation is Relation.AT_LEAST else "≤"
    limit = f"{sign} {_show(threshold.value, lang)} ({threshold.source.reference})"
    if low == high:
        said = {
            Verdict.SUPPORTS: ("{} is {}.", "{} est {}."),
            Verdict.CONTRADICTS: ("{} is not {}.", "{} n’est pas {}."),
        }
        return said[verdict][lang == "fr"].format(_show(low, lang), limit)
    said = {
        Verdict.SUPPORTS: ("All of {} is {}.", "Tout {} est {}."),
        Verdict.CONTRADICTS: ("None of {} is {}.", "Rien de {} n’est {}."),
        Verdict.INCONCLUSIVE: ("{} straddles {}.", "{} chevauche {}."),
    }
    span = f"[{_show(low, lang)}{', ' if lang == 'en' else ' ; '}{_show(high, lang)}]"
    return said[verdict][lang == "fr"].format(span, limit)


def _show(bound: float | None, lang: Lang) -> str:
    if bound is None:
        return "…"
    return french(bound, ".4g") if lang == "fr" else f"{bound:.4g}"


def overall(judgements: Iterable[Judgement]) -> Verdict | None:
    """One contradiction contradicts; all in support support; anything else is inconclusive; no judgement, no
    verdict."""
    verdicts = {judgement.verdict for judgement in judgements}
    if not verdicts:
        return None
    if Verdict.CONTRADICTS in verdicts:
        return Verdict.CONTRADICTS
    return Verdict.SUPPORTS if verdicts == {Verdict.SUPPORTS} else Verdict.INCONCLUSIVE


def norm_verdict(link: NormLink, verdict: Verdict | None, examined: bool) -> NormVerdict:
    """What the verdict does to one norm: never more than the declared weight allows.

    `examined` says whether the measurement covers enough to count as an examination.
    """
    if link.weight is Weight.EXAMINES:
        return NormVerdict(link.norm, link.weight, Verdict.PARTLY if examined else Verdict.INCONCLUSIVE)
    if verdict is None or link.weight is Weight.INFORMS:
        return NormVerdict(link.norm, link.weight, Verdict.INFORMS)
    if link.weight is Weight.CONTRADICTS and verdict is Verdict.SUPPORTS:
        return NormVerdict(link.norm, link.weight, Verdict.INFORMS)
    return NormVerdict(link.norm, link.weight, verdict)
