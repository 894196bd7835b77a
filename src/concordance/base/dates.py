"""Legal dates and periods.

Periods follow Regulation (EEC, Euratom) No 1182/71, Article 3: the day of the event is not counted; a period in days
ends with the last day; one in weeks, months or years ends with the day of the same name or number, and where that day
does not exist in the last month, with the last day of that month; a period that ends on a public holiday, Sunday or
Saturday runs to the end of the following working day; a period of two days or more includes at least two working days.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(\d+)H)?", re.ASCII)
FAR = date.max


def parse_date(text: str) -> date:
    """A day written YYYY-MM-DD.

    Raises ValueError, with a sentence for people, when it is written otherwise or does not exist.

    >>> parse_date("2026-08-02")
    datetime.date(2026, 8, 2)
    """
    match = _DATE.fullmatch(text.strip())
    if not match:
        raise ValueError(f"'{text}' is not a date: write year-month-day, for instance 2026-08-02")
    year, month, day = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ValueError(f"'{text}' is no day of the calendar ({error})") from None


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time as the law states it; months and years are not converted to days."""

    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    hours: int = 0

    def __str__(self) -> str:
        day_part = "".join(
            f"{n}{unit}"
            for n, unit in ((self.years, "Y"), (self.months, "M"), (self.weeks, "W"), (self.days, "D"))
            if n
        )
        return "P" + (day_part or ("" if self.hours else "0D")) + (f"T{self.hours}H" if self.hours else "")

    @property
    def least_hours(self) -> int:
        """The shortest time it can mean, in hours: for ordering periods, never for deadlines."""
        days = self.years * 365 + self.months * 28 + self.weeks * 7 + self.days
        return days * 24 + self.hours

    @property
    def most_hours(self) -> int:
        """The longest time it can mean, in hours."""
        days = self.years * 366 + self.months * 31 + self.weeks * 7 + self.days
        return days * 24 + self.hours


def parse_period(text: str) -> Period:
    """An ISO 8601 duration of whole years, months, weeks, days or hours.

    Raises ValueError when the text is not one.

    >>> str(parse_period("P15D")), str(parse_period("PT72H"))
    ('P15D', 'PT72H')
    """
    match = _PERIOD.fullmatch(text)
    if not match or not any(match.groups()):
        raise ValueError(f"'{text}' is not a duration: write for instance P15D, P6M, P10Y or PT72H")
    return Period(*(int(group or 0) for group in match.groups()))


def add_months(day: date, months: int) -> date:
    """The same number of the month, or its last day where that number does not exist (Art. 3(2)(c)).

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month0 + 1, min(day.day, calendar.monthrange(year, month0 + 1)[1]))


def _easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def eu_holidays(year: int) -> frozenset[date]:
    """Public holidays common to the Union's institutions; Member States add their own (Art. 2(1))."""
    easter = _easter(year)
    movable = (easter - timedelta(3), easter - timedelta(2), easter + timedelta(1), easter + timedelta(39))
    fixed = (date(year, 1, 1), date(year, 5, 1), date(year, 5, 9), date(year, 11, 1), date(year, 12, 25))
    return frozenset((*movable, easter + timedelta(50), *fixed, date(year, 12, 26)))


def eu_working_day(day: date) -> bool:
    """Neither Saturday, Sunday nor a holiday of the Union's institutions (Reg. 1182/71, Art. 2(2))."""
    return day.weekday() < 5 and day not in eu_holidays(day.year)


def every_day(day: date) -> bool:
    """A calendar in which every day works: for laws that count running days."""
    return True


def deadline(event: date, period: Period, working: Callable[[date], bool] = eu_working_day) -> date:
    """The last day on which something due within `period` of `event` can still be done (Art. 3).

    Periods in hours end on the day in which they run out; their hours are kept by whoever needs the clock.

    >>> deadline(date(2026, 8, 1), parse_period("P15D"))
    datetime.date(2026, 8, 17)
    """
    last = add_months(event, period.years * 12 + period.months)
    last += timedelta(days=period.weeks * 7 + period.days)
    if period.hours:
        return last + timedelta(days=-(-period.hours // 24))
    while not working(last):
        last += timedelta(1)
    if period == Period(days=period.days) and period.days >= 2:
        last = _with_two_working_days(event, last, working)
    return last


def _with_two_working_days(event: date, last: date, working: Callable[[date], bool]) -> date:
    """Art. 3(5): a period of two days or more includes at least two working days."""
    days = ((event + timedelta(n)) for n in range(1, (last - event).days + 1))
    worked = sum(working(day) for day in days)
    while worked < 2:
        last += timedelta(1)
        worked += working(last)
    return last
