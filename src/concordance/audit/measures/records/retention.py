"""Logs kept long enough."""

from __future__ import annotations

import calendar
import datetime as dt

from concordance.audit.adapters.files import Declaration, Records, instant
from concordance.audit.context import Context
from concordance.audit.measures.records.logs import LOG, STANDARDS
from concordance.audit.registry import audit
from concordance.audit.result import Measured
from concordance.audit.shaping import count, links, warn
from concordance.audit.spec import Input, Method, Relation, Source, Threshold
from concordance.base.text import Text


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day some months earlier, or the last day of that month when it is shorter."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@audit(
    id="records.retention",
    title=Text("Retention of the log", "Conservation du journal"),
    measures=Text(
        "The age of the oldest event still held, against six months or the time in use, whichever is shorter.",
        "L’âge du plus ancien événement détenu, face à six mois ou à la durée d’usage si plus courte.",
    ),
    why=Text(
        "A person who contests a decision must still find its trace.",
        "Qui conteste une décision doit encore en trouver la trace.",
    ),
    principles=("record-keeping",),
    risks=("due-process",),
    acts=("retain",),
    norms=links(supports=("eu/ai-act/19.1", "eu/ai-act/26.6")),
    standards=STANDARDS,
    inputs=(
        LOG,
        Input(
            "use",
            "declaration",
            Text(
                "in_use_since = the day the system was first used; optional at_least_months and source",
                "in_use_since = premier jour d’usage ; facultatif at_least_months et source",
            ),
        ),
    ),
    metrics=("days-held",),
    valid_days=90,
    method=Method(
        Text(
            "Days between the oldest event and the day of the audit.",
            "Jours entre le plus ancien événement et le jour de l’audit.",
        ),
        "AI Act Art. 19(1) and 26(6): at least six months",
        (),
    ),
    limits=(
        Text(
            "An old event shows that the log reaches back, not that nothing in between was deleted; see"
            " completeness and tamper.",
            "Un événement ancien montre que le journal remonte loin, non que rien n’a été effacé ; voir"
            " complétude et altération.",
        ),
    ),
)
def retention(context: Context, *, log: Records, use: Declaration) -> Measured:
    """A longer period may be declared with its source."""
    months = int(use.values.get("at_least_months", 6))
    source = (
        Source("norm", "AI Act Art. 19(1), 26(6): at least six months")
        if months == 6
        else Source("declared", str(use.values.get("source", "")))
    )
    since = use.day("in_use_since")
    wanted = min((context.at - months_before(context.at, months)).days, (context.at - since).days)
    times = [instant(t, f"{log.name}:{n}").date() for n, t in enumerate(log.fields("time"), 1)]
    held = (context.at - min(times)).days
    findings = (
        (
            warn(
                "records.not-kept",
                f"The oldest event is {held} days old; {wanted} are due.",
                f"Le plus ancien événement a {held} jours ; {wanted} sont dus.",
                log.name,
            ),
        )
        if held < wanted
        else ()
    )
    return Measured(
        (count("days-held", held, len(times), unit="days"),),
        findings,
        (Threshold("days-held", Relation.AT_LEAST, wanted, source),),
    )
