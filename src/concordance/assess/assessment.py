"""Profile and program → assessment: every part in its order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from concordance.assess.deadlines import make_deadlines
from concordance.assess.duties import lives, make_duties, make_timeline
from concordance.assess.penalties import make_sanctions
from concordance.assess.play import Play
from concordance.assess.questions import make_judgements, make_questions, make_readings
from concordance.assess.result import FORMAT, Assessment, CorpusId, Duty, NotPlayed, SourceUsed
from concordance.assess.tiers import make_instruments, make_roles
from concordance.base.text import Text
from concordance.compile.choice import why_left_out
from concordance.compile.program import Program
from concordance.norms.profile import Profile
from concordance.norms.score import Score

LIMITS = (
    Text(
        "This is a reading of the law by a program, not legal advice. It says which duties apply on the facts given, "
        "which are shown to be met and which are not; it never says that a system complies with a law.",
        "Ceci est une lecture du droit par un programme, non un conseil juridique. Il dit quelles obligations "
        "s’appliquent aux faits donnés, lesquelles sont établies et lesquelles ne le sont pas ; il ne dit jamais "
        "qu’un système est conforme.",
    ),
    Text(
        "Facts are taken as given and are not verified. What is missing is unknown, never no.",
        "Les faits sont pris tels quels et ne sont pas vérifiés. Ce qui manque est inconnu, jamais faux.",
    ),
    Text(
        "Provisions marked secondary or unverified were not read in an official text; read the cited provision before "
        "relying on them.",
        "Les dispositions marquées « source secondaire » ou « non vérifiée » n’ont pas été lues dans un texte "
        "officiel ; lisez la disposition citée avant de vous y fier.",
    ),
)


def assess(profile: Profile, program: Program, at: date, seed: int = 0) -> Assessment:
    """The assessment of a profile on a day, under the law as the program knows it.

    `seed` only orders questions of equal worth.
    """
    play = Play(program, profile, at)
    life = lives(play)
    duties = make_duties(life, play)
    score = program.score
    return Assessment(
        format=FORMAT,
        profile=profile.name,
        title=profile.title,
        description=profile.description,
        corpus=CorpusId(version=score.version, hash=score.digest, as_of=score.as_of),
        at=at,
        known=program.known,
        roles=make_roles(play),
        instruments=make_instruments(life, play),
        not_played=tuple(_not_played(program)),
        duties=duties,
        timeline=make_timeline(life),
        deadlines=make_deadlines(duties, play),
        sanctions=make_sanctions(duties, play),
        questions=make_questions(play, seed),
        judgements=make_judgements(duties, play),
        readings=make_readings(duties, play),
        nobody_knows=tuple(sorted(profile.nobody_knows)),
        sources=tuple(_sources(duties, score)),
        limits=LIMITS,
    )


def _not_played(program: Program) -> list[NotPlayed]:
    found = []
    for instrument in program.score.instruments.values():
        why = why_left_out(instrument, program.choice)
        if why is not None:
            found.append(NotPlayed(id=instrument.id, short=instrument.short, why=why))
    return found


def _sources(duties: Iterable[Duty], score: Score) -> list[SourceUsed]:
    used = sorted({(duty.instrument, duty.source) for duty in duties if duty.from_ is not None})
    found = []
    for instrument, source_id in used:
        source = score.instruments[instrument].sources[source_id]
        found.append(
            SourceUsed(
                id=source_id, instrument=instrument, title=source.title, url=source.url, official=source.official
            )
        )
    return found
