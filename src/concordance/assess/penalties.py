"""Ceilings of sanctions, computed for the organisation that answers.

A ceiling is an amount, a share of worldwide annual turnover, and the rule which of the two counts. Variants change
the rule for some organisations: for small and medium-sized enterprises the lower of the two (AI Act, Art. 99(6)).
Some sanctions are for some organisations only and take the place of those for everybody: Union institutions answer
under Article 100, not 99. A duty names the sanction for everybody; who answers decides which one stands behind it.
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
from concordance.engines.outcome import Finding
from concordance.norms.condition import Const
from concordance.norms.instrument import Instrument
from concordance.norms.norm import Ceiling, Sanction
from concordance.norms.outcome import Outcome

TURNOVER = "organisation.turnover"
_PER = {
    "": ("", ""),
    "violation": (" for each violation", " par infraction"),
    "day": (" for each violation and day", " par infraction et par jour"),
}
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
        for sanction, missing in _standing(instrument, play):
            named = (f"{instrument.id}/{name}" for name in (sanction.id, *sanction.replaces))
            if norms := [norm for name in named for norm in by_sanction.get(name, ())]:
                found.append(_sanction(sanction, instrument, norms, binding, play, missing))
    return tuple(found)


def _standing(instrument: Instrument, play: Play) -> list[tuple[Sanction, frozenset[str]]]:
    """Those for this organisation in the text of the day, each with the facts missing to be sure that it is the one."""
    text = Law(instrument, play.program.known).text_for_concepts(play.at)
    in_text = [sanction for sanction in instrument.sanctions if text in sanction.in_texts]
    whom = {sanction.id: _concerns(sanction, play) for sanction in in_text}
    standing = []
    for sanction in in_text:
        own, others = whom[sanction.id], [whom[other.id] for other in in_text if sanction.id in other.replaces]
        concerned = own.truth or (own.truth is None and not sanction.replaces)
        if concerned and not any(other.truth for other in others):
            standing.append((sanction, frozenset(fact for finding in (own, *others) for fact in finding.missing)))
    return standing


def _concerns(sanction: Sanction, play: Play) -> Finding:
    """Whether it is for this organisation: for everybody, unless it says for whom."""
    when = sanction.when or Const(True, sanction.span)
    return play.find(play.program.lowering(play.at).condition(when))


def _will_bind(duty: Duty) -> bool:
    """Whether it binds now, or certainly will: what is only undetermined or unsettled makes a ceiling conditional."""
    if duty.certain_from:
        return True
    open_now = duty.outcome in {Outcome.UNDETERMINED, Outcome.UNSETTLED}
    return duty.outcome.binds or (duty.from_ is not None and not open_now and not duty.missing and not duty.readings)


def _sanction(
    sanction: Sanction,
    instrument: Instrument,
    norms: list[str],
    binding: frozenset[str],
    play: Play,
    whom: frozenset[str],
) -> SanctionFound:
    ceiling = sanction.ceiling
    rule, missing = _rule(sanction, ceiling, play) if ceiling else ("", ())
    missing = tuple(dict.fromkeys((*sorted(whom), *missing)))
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
    per, par = _PER[ceiling.per]
    amount = f"{ceiling.amount:,.0f} {ceiling.currency}"
    montant = amount.replace(",", "\u202f")
    if ceiling.turnover_percent is not None and not ceiling.amount:
        share = f"{ceiling.turnover_percent:g}"
        part = share.replace(".", ",")
        return Text(
            f"up to {share} % of worldwide annual turnover", f"jusqu’à {part} % du chiffre d’affaires annuel mondial"
        )
    if ceiling.turnover_percent is None or rule == "amount":
        return Text(f"up to {amount}{per}", f"jusqu’à {montant}{par}")
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
