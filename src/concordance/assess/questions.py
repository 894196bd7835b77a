"""Open questions in order of worth, and what the result relied on that is not a plain fact."""

from __future__ import annotations

from collections.abc import Iterable

from concordance.assess.play import Play, shown
from concordance.assess.result import Duty, JudgementUsed, OpenQuestion, OpenReading
from concordance.base.text import Text
from concordance.compile.dag import FALSE
from concordance.engines.ask import rank
from concordance.norms.vocabulary import READING_PREFIX

COUNSEL = Text("counsel", "un juriste")


def targets(play: Play) -> list[int]:
    """What an assessment wants decided: every norm on the day, and every norm in the last interval of the law."""
    program = play.program
    slices = (program.on(play.at), program.slice(len(program.intervals.starts) - 1))
    return sorted({n.applies for piece in slices for n in piece.norms.values() if n.applies != FALSE})


def make_questions(play: Play, seed: int = 0) -> tuple[OpenQuestion, ...]:
    """Facts that could still change an outcome, most worth first. Readings are not asked: they are chosen."""
    facts, roles = play.program.score.vocabulary.facts, play.program.score.vocabulary.roles
    readings = frozenset(name for name in facts if name.startswith(READING_PREFIX))
    ranked = rank(play.program.dag, targets(play), play.walk.answers, facts, play.profile.nobody_knows | readings, seed)
    return tuple(
        OpenQuestion(
            fact=q.fact,
            question=facts[q.fact].question,
            help=facts[q.fact].help,
            answered_by=facts[q.fact].answered_by,
            answered_by_says=roles[facts[q.fact].answered_by].label if facts[q.fact].answered_by in roles else COUNSEL,
            judgement=facts[q.fact].judgement,
            worth=q.worth,
            concerns=q.concerns,
        )
        for q in ranked
    )


def make_judgements(duties: Iterable[Duty], play: Play) -> tuple[JudgementUsed, ...]:
    """Every legal standard that somebody answered, with the duties that rest on it."""
    duties = tuple(duties)
    facts = play.program.score.vocabulary.facts
    return tuple(
        JudgementUsed(
            fact=name,
            question=facts[name].question,
            answer=shown(judgement.answer),
            by=judgement.by,
            reason=judgement.reason,
            on=judgement.on,
            duties=tuple(d.norm for d in duties if any(b.fact == name for b in d.because)),
        )
        for name, judgement in sorted(play.profile.judgements.items())
    )


def make_readings(duties: Iterable[Duty], play: Play) -> tuple[OpenReading, ...]:
    """Unsettled law that outcomes turn on, with what the profile chose."""
    turning: dict[str, list[str]] = {}
    for duty in duties:
        open_names = {name for branch in duty.readings for name in branch.readings}
        chosen_names = {b.fact.removeprefix(READING_PREFIX) for b in duty.because if b.given_by == "reading"}
        for name in open_names | chosen_names:
            turning.setdefault(name, []).append(duty.norm)
    readings = play.program.score.readings
    return tuple(
        OpenReading(
            id=name,
            question=readings[name].question,
            cite=readings[name].cite,
            options={option.id: option.says for option in readings[name].options.values()},
            chosen=play.profile.chosen.get(name),
            duties=tuple(turning[name]),
        )
        for name in sorted(turning)
    )
