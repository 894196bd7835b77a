"""The timeline as a picture: SVG, drawn here so that the page needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from concordance.assess.result import Assessment, Step
from concordance.base.text import Lang
from concordance.report.words import COLON, day, word

WIDTH, MARGIN, TOP, STEP_HEIGHT = 900, 24, 34, 30


@dataclass(frozen=True, slots=True)
class Mark:
    """One day of the timeline, placed."""

    x: float
    y: float
    radius: float
    label: str
    kind: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What the template draws: marks, the line of the present day, and the years."""

    width: int
    height: int
    axis_y: int
    marks: tuple[Mark, ...]
    years: tuple[tuple[float, str], ...]
    now_x: float
    now_label: str
    title: str


def draw_timeline(result: Assessment, lang: Lang) -> Picture | None:
    """The timeline of an assessment, or None when nothing ever changes."""
    steps = [step for step in result.timeline if step.begins or step.ends or step.opens]
    if not steps:
        return None
    first, last = min(steps[0].on, result.at), max(steps[-1].on, result.at)
    start, end = date(first.year, 1, 1), date(last.year + 1, 1, 1)
    scale = (WIDTH - 2 * MARGIN) / (end - start).days

    def x(on: date) -> float:
        return round(MARGIN + (on - start).days * scale, 1)

    height = TOP + STEP_HEIGHT * len(steps) + 40
    marks = tuple(_mark(step, x(step.on), TOP + STEP_HEIGHT * index, lang) for index, step in enumerate(steps))
    years = tuple((x(date(year, 1, 1)), str(year)) for year in range(start.year, end.year + 1))
    return Picture(
        width=WIDTH,
        height=height,
        axis_y=height - 26,
        marks=marks,
        years=years,
        now_x=x(result.at),
        now_label=day(result.at, lang),
        title=word("timeline", lang),
    )


def _mark(step: Step, x: float, y: float, lang: Lang) -> Mark:
    told = [
        f"{len(norms)} {word(key if len(norms) > 1 else f'{key}_one', lang)}"
        for key, norms in (("begins", step.begins), ("ends", step.ends), ("opens", step.opens))
        if norms
    ]
    kind = "begins" if step.begins else "opens" if step.opens else "ends"
    radius = min(12.0, 4 + (len(step.begins) + len(step.opens)) ** 0.5)
    left = x > WIDTH / 2  # whichever side leaves the label more room
    label = f"{day(step.on, lang)}{COLON(lang)}{', '.join(told)}"
    return Mark(x, y, round(radius, 1), label, kind, "end" if left else "start")
