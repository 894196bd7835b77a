"""When a report is due: the moment an event happened, the period of the norm, the rule and the zone of the place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from concordance.base.dates import Period, deadline, every_day
from concordance.base.text import Text
from concordance.registry.incidents.data import places

NO_RULE = Text(
    "days are counted one after another from the day after; a local rule on holidays could only give more time",
    "les jours se comptent l’un après l’autre dès le lendemain ; une règle locale sur les jours fériés ne pourrait que "
    "donner plus de temps",
)
HOURS = Text(
    "hours run from the moment itself, nights and holidays included",
    "les heures courent dès l’instant même, nuits et jours fériés compris",
)
AT_ONCE = Text("no number of days: the sooner, the better", "aucun nombre de jours : le plus tôt possible")
NO_PERIOD = Text("the norm sets no period", "la norme ne fixe aucun délai")


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one duty at one place. `due` is the last moment, None where no number is set or no start known."""

    zone: str
    starts: datetime | None
    due: datetime | None
    rule: Text
    at_once: bool


def zone_of(place: str, chain: tuple[str, ...], written: datetime) -> tzinfo:
    """The zone of a place or of the nearest wider one; else the one in which the report itself is written."""
    zones = places().zones
    known = next((zones[name] for name in (place, *chain) if name in zones), None)
    own = written.tzinfo
    assert own is not None
    return ZoneInfo(known) if known else own


def make_clock(within: object, start: datetime | None, jurisdiction: str, zone: tzinfo) -> Clock:
    """The clock of a period (or of `immediately` and its like) that starts with an event.

    Days end with the last second of the last day at the place (Reg. 1182/71, Art. 3 in the Union).
    """
    at_once = isinstance(within, str)
    local = None if start is None else start.astimezone(zone)
    name = str(zone)
    if not isinstance(within, Period):
        return Clock(name, local, None, AT_ONCE if at_once else NO_PERIOD, at_once)
    if within.hours:
        return Clock(name, local, local and _after_hours(local, within), HOURS, False)
    rule = next((r for r in places().rules if r.jurisdiction == jurisdiction), None)
    said = Text(rule.cite, rule.cite) if rule else NO_RULE
    return Clock(name, local, local and _end_of_day(local, within, european=rule is not None), said, False)


def _after_hours(start: datetime, period: Period) -> datetime:
    """The same instant so many hours later: counted in real time, across changes of the clocks."""
    days = period.weeks * 7 + period.days
    later = start.astimezone(UTC) + timedelta(days=days, hours=period.hours)
    return later.astimezone(start.tzinfo)


def _end_of_day(start: datetime, period: Period, *, european: bool) -> datetime:
    last = deadline(start.date(), period) if european else deadline(start.date(), period, every_day)
    return datetime.combine(last, time(23, 59, 59), tzinfo=start.tzinfo)
