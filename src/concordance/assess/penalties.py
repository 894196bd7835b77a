"""Ceilings of sanctions, computed for the organisation that answers.

A ceiling is an amount, a share of worldwide annual turnover, and the rule which of the two counts. Variants change
the rule for some organisations: for small and medium-sized enterprises the lower of the two (AI Act, Art. 99(6)).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from concordance.assess.grounds import link_for
from concordance.assess.play import Play
from concordance.assess.result import Duty, SanctionFound
from concordance.base.dates import FAR
from concordance.base.text import Text
from concordance.compile.timeline import Law
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Ceiling, Sanction
from concordance.norms.outcome import Outcome

TURNOVER = "organisation.turnover"
_RELEVANT = frozenset({Outcome.APPLIES, Outcome.MET, Outcome.BREACHED, Outcome.UNDETERMINED, Outcome.UNSETTLED})


def make_sanctions(duties: Iterable[Duty], play: Play) -> tuple[SanctionFound, ...]:
    """The sanctions behind duties that bind, may bind, or will."""
    duties = tuple(duties)
    binding = frozenset(duty.norm for duty in duties if _will_bind(duty))
    by_sanction: dict[str, list[str]] = {}
    for duty in duties:
        if duty.sanction and (duty.outcome in _RELEVANT or duty.from_):
            by_sanction.setdefault(duty.sanction, []).append(duty.norm)
    found = []
    for instrument in play.program.instruments:
        text = Law(instrument, play.program.known).text_for_concepts(play.at)
        for sanction in instrument.sanctions:
            norms = by_sanction.get(f"{instrument.id}/{sanction.id}")
            if norms and text in sanction.in_texts:
                found.append(_sanction(sanction, instrument, norms, binding, play))
    return tuple(found)


def _will_bind(duty: Duty) -> bool:
    """Whether it binds now, or certainly will: what is only undetermined or unsettled makes a ceiling conditional."""
    open_now = duty.outcome in {Outcome.UNDETERMINED, Outcome.UNSETTLED}
    return duty.outcome.binds or (duty.from_ is not None and not open_now and not duty.missing and not duty.readings)


def _sanction(
    sanction: Sanction, instrument: Instrument, norms: list[str], binding: frozenset[str], play: Play
) -> SanctionFound:
    ceiling = sanction.ceiling
    rule, missing = _rule(sanction, ceiling, play) if ceiling else ("", ())
    amount = None if ceiling is None or missing else _amount(ceiling, rule, play)
    return SanctionFound(
        id=f"{instrument.id}/{sanction.id}",
        instrument=instrument.id,
        citation=sanction.cite,
        link=link_for(sanction.span.path, instrument),
        kind=sanction.kind,
        imposed_by=sanction.imposed_by,
        says=sanction.says,
        amount=amount,
        currency=ceiling.currency if ceiling else "",
        rule=rule,
        explained=_explained(ceiling, rule, missing),
        missing=missing,
        duties=tuple(norms),
        certain=any(norm in binding for norm in norms),
        from_=_start(sanction, instrument, play),
        confidence=sanction.provenance.confidence,
    )


def _rule(sanction: Sanction, ceiling: Ceiling, play: Play) -> tuple[str, tuple[str, ...]]:
    """The rule that counts for this organisation, and the facts missing to know it or to compute with it."""
    lowering = play.program.lowering(play.at)
    rule: str = ceiling.rule
    for variant in sanction.variants:
        finding = play.find(lowering.condition(variant.when))
        if finding.truth is None:
            return "", finding.missing
        if finding.truth:
            rule = variant.rule
            break
    needs_turnover = ceiling.turnover_percent is not None and rule != "amount"
    missing = (TURNOVER,) if needs_turnover and TURNOVER not in play.walk.answers else ()
    return rule, missing


def _amount(ceiling: Ceiling, rule: str, play: Play) -> float:
    if ceiling.turnover_percent is None or rule == "amount":
        return ceiling.amount
    turnover = play.walk.answers[TURNOVER]
    assert isinstance(turnover, int | float)
    share = turnover * ceiling.turnover_percent / 100
    return max(ceiling.amount, share) if rule == "higher" else min(ceiling.amount, share)


def _explained(ceiling: Ceiling | None, rule: str, missing: tuple[str, ...]) -> Text:
    if ceiling is None:
        return Text("no amount is fixed", "aucun montant n’est fixé")
    amount = f"{ceiling.amount:,.0f} {ceiling.currency}"
    montant = amount.replace(",", "\u202f")
    if ceiling.turnover_percent is not None and not ceiling.amount:
        share = f"{ceiling.turnover_percent:g}"
        part = share.replace(".", ",")
        return Text(
            f"up to {share} % of worldwide annual turnover", f"jusqu’à {part} % du chiffre d’affaires annuel mondial"
        )
    if ceiling.turnover_percent is None or rule == "amount":
        return Text(f"up to {amount}", f"jusqu’à {montant}")
    share = f"{ceiling.turnover_percent:g}"
    words = {
        "higher": ("whichever is higher", "le plus élevé des deux"),
        "lower": ("whichever is lower", "le plus faible des deux"),
    }
    en, fr = words.get(
        rule, ("higher or lower depending on the size", "le plus élevé ou le plus faible selon la taille")
    )
    part = share.replace(".", ",")
    return Text(
        f"up to {amount} or {share} % of worldwide annual turnover, {en}",
        f"jusqu’à {montant} ou {part} % du chiffre d’affaires annuel mondial, {fr}",
    )


def _start(sanction: Sanction, instrument: Instrument, play: Play) -> date | None:
    """The first day on which it can be imposed."""
    law = Law(instrument, play.program.known)
    days = [e.start for e in law.instrument.timetables.get(sanction.applies, ()) if e.start != FAR]
    return min(days) if days else None
