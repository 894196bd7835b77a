"""What a decision may cost at most, and what it must weigh: both from the corpus, by way of a kept assessment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from concordance.assess.result import Assessment, SanctionFound
from concordance.base.span import Span
from concordance.base.text import Text
from concordance.norms.score import Score
from concordance.registry.refusals import refusal


@dataclass(frozen=True, slots=True)
class Factor:
    """Something that the law tells the authority to weigh when it fixes a fine (AI Act, Art. 99(7))."""

    id: str
    citation: str
    says: Text


def factors_for(sanction: str, score: Score) -> tuple[Factor, ...]:
    """What the article of the sanction makes an authority weigh: its norms `consider(…, about=fine)`."""
    instrument_id, _, own = sanction.rpartition("/")
    instrument = score.instruments.get(instrument_id)
    if instrument is None:
        return ()
    article = next((a for a in instrument.articles if any(s.id == own for s in a.sanctions)), None)
    norms = article.norms if article else ()
    weighed = (n for n in norms if n.act.verb == "consider" and n.act.params.get("about") == "fine")
    return tuple(Factor(f"{instrument_id}/{norm.id}", norm.cite, norm.says) for norm in weighed)


def check_fine(content: dict[str, Any], assessment: Assessment | None, score: Score, on: date, place: Span) -> None:
    """A proposed fine: under a sanction of the assessment, in force, not above its ceiling, every factor weighed.

    Raises ProblemsError `fine-without-assessment`, `fine-incomplete`, `sanction-unknown`, `sanction-not-yet`,
    `ceiling-unknown`, `currency-other`, `above-ceiling` or `factor-missing`.
    """
    if assessment is None:
        raise refusal("fine-without-assessment", place)
    lacking = [key for key in ("sanction", "amount", "currency") if key not in content]
    if lacking:
        raise refusal("fine-incomplete", place, fields=", ".join(lacking))
    found = _sanction(content["sanction"], assessment, place)
    if found.from_ is None or found.from_ > on:
        raise refusal("sanction-not-yet", place, value=found.id, start=found.from_ or "?")
    if found.amount is None:
        raise refusal("ceiling-unknown", place, value=found.id, facts=", ".join(found.missing) or "-")
    if content["currency"] != found.currency:
        raise refusal("currency-other", place, given=content["currency"], wanted=found.currency)
    if not 0 < content["amount"] <= found.amount:
        top = f"{found.amount:,.2f} {found.currency}"
        raise refusal("above-ceiling", place, amount=f"{content['amount']:,.2f}", ceiling=top, citation=found.citation)
    weighed = content.get("factors", {})
    for factor in factors_for(found.id, score):
        if factor.id not in weighed:
            raise refusal("factor-missing", place, value=factor.id, citation=factor.citation, says=factor.says.en)


def _sanction(name: str, assessment: Assessment, place: Span) -> SanctionFound:
    found = next((s for s in assessment.sanctions if s.id == name), None)
    if found is None:
        known = ", ".join(s.id for s in assessment.sanctions) or "-"
        raise refusal("sanction-unknown", place, value=name, known=known)
    return found
