"""Which instruments are played: by default binding law, adopted; soft law and pending texts when asked for."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from concordance.base.problem import Problems, did_you_mean
from concordance.base.span import NOWHERE
from concordance.base.text import Text
from concordance.norms.instrument import Instrument
from concordance.norms.score import Score

SOFT = Text("soft law: play it with --soft", "droit souple : le jouer avec --soft")
PENDING = Text(
    "pending, not law: play it as if adopted with --with",
    "en attente, pas encore du droit : le jouer comme adopté avec --with",
)
NOT_ASKED = Text("not among the regimes asked for", "ne figure pas parmi les régimes demandés")


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants played. `regimes` empty means every binding one."""

    regimes: frozenset[str] = frozenset()
    soft: bool = False
    pending: frozenset[str] = frozenset()


def check_choice(choice: Choice, score: Score, problems: Problems) -> None:
    """Reports `unknown-instrument` for names that the corpus does not hold."""
    for name in sorted(choice.regimes | choice.pending):
        if name not in score.instruments:
            help_text = did_you_mean(name, score.instruments)
            problems.report("unknown-instrument", f"no instrument is called `{name}`", NOWHERE, help=help_text)


def why_left_out(instrument: Instrument, choice: Choice) -> Text | None:
    """Why an instrument is not played; None when it is."""
    if instrument.id in choice.pending:
        return None
    if choice.regimes:
        return None if instrument.id in choice.regimes else NOT_ASKED
    if instrument.kind == "bill":
        return PENDING
    return SOFT if not instrument.hard and not choice.soft else None


def played(score: Score, choice: Choice) -> tuple[Instrument, ...]:
    """The instruments to play; pending ones as if in force since their publication.

    The others keep giving meaning: a norm may rest on the definitions of an instrument that is not played.
    """
    return tuple(
        _as_if_adopted(instrument) if name in choice.pending else instrument
        for name, instrument in score.instruments.items()
        if why_left_out(instrument, choice) is None
    )


def _as_if_adopted(instrument: Instrument) -> Instrument:
    wordings = tuple(w if w.in_force else dataclasses.replace(w, in_force=w.published) for w in instrument.wordings)
    return dataclasses.replace(instrument, wordings=wordings)
