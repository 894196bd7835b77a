"""Regulation (EEC, Euratom) No 1182/71 in examples, and what dates and periods may look like."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concordance.base.dates import (
    Period,
    add_months,
    deadline,
    eu_holidays,
    eu_working_day,
    every_day,
    parse_date,
    parse_period,
)

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("event", "period", "last"),
    [
        # Art. 3(1) and (2)(b): the day of the event is not counted, the period ends with the last day.
        (date(2026, 9, 1), "P2D", date(2026, 9, 3)),
        (date(2026, 9, 1), "P15D", date(2026, 9, 16)),
        # Art. 3(2)(c): weeks end on the day of the same name, months and years on the day of the same number.
        (date(2026, 9, 2), "P1W", date(2026, 9, 9)),
        (date(2026, 9, 2), "P1M", date(2026, 10, 2)),
        (date(2026, 9, 2), "P1Y", date(2027, 9, 2)),
        # Art. 3(2)(c), second subparagraph: where the number does not exist, the last day of the month.
        (date(2026, 8, 31), "P1M", date(2026, 9, 30)),
        (date(2027, 12, 31), "P2M", date(2028, 2, 29)),
        # Art. 3(4): a period that ends on a Saturday, Sunday or holiday runs to the end of the next working day.
        (date(2026, 8, 1), "P15D", date(2026, 8, 17)),  # 16 August is a Sunday
        (date(2026, 9, 4), "P15D", date(2026, 9, 21)),  # 19 September is a Saturday
        (date(2026, 12, 23), "P2D", date(2026, 12, 28)),  # Christmas Day, Boxing Day, a Sunday
        (date(2026, 12, 15), "P10D", date(2026, 12, 28)),  # 25 and 26 December, then a Sunday
        (date(2026, 3, 20), "P2W", date(2026, 4, 7)),  # Good Friday, Saturday, Easter Sunday and Monday
        # Art. 3(5): a period of two days or more includes at least two working days.
        (date(2026, 9, 4), "P2D", date(2026, 9, 8)),  # Friday: Sunday → Monday is one working day, Tuesday the second
        (date(2026, 9, 5), "P2D", date(2026, 9, 8)),  # Saturday: Monday is one, Tuesday the second
        (date(2026, 9, 3), "P2D", date(2026, 9, 7)),  # Thursday: Friday and Monday
        # One day needs no second working day.
        (date(2026, 9, 4), "P1D", date(2026, 9, 7)),
        # Art. 3(4) does not move periods in hours; they end on the day on which they run out.
        (date(2026, 9, 4), "PT24H", date(2026, 9, 5)),
        (date(2026, 9, 4), "PT72H", date(2026, 9, 7)),
        (date(2026, 9, 4), "PT25H", date(2026, 9, 6)),
    ],
)
def test_deadline_follows_regulation_1182_71(event: date, period: str, last: date) -> None:
    assert deadline(event, parse_period(period)) == last


def test_law_that_counts_running_days_stops_at_the_weekend() -> None:
    assert deadline(date(2026, 8, 1), parse_period("P15D"), every_day) == date(2026, 8, 16)


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (1961, date(1961, 4, 2)),
        (2000, date(2000, 4, 23)),
        (2024, date(2024, 3, 31)),
        (2026, date(2026, 4, 5)),
        (2027, date(2027, 3, 28)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_movable_holidays_hang_on_easter(year: int, sunday: date) -> None:
    days = eu_holidays(year)
    for distance in (-3, -2, 1, 39, 50):  # Maundy Thursday, Good Friday, Easter Monday, Ascension, Whit Monday
        assert sunday + timedelta(distance) in days
    assert date(year, 5, 9) in days
    assert not eu_working_day(date(year, 12, 25))


@given(DAYS, st.integers(1, 60))
def test_a_deadline_in_days_is_a_working_day_no_earlier_than_the_bare_count(event: date, days: int) -> None:
    last = deadline(event, Period(days=days))
    assert eu_working_day(last)
    assert event + timedelta(days) <= last <= event + timedelta(days + 12)
    worked = sum(eu_working_day(event + timedelta(n)) for n in range(1, (last - event).days + 1))
    assert worked >= min(days, 2)


@given(DAYS, st.integers(0, 60), st.integers(1, 12))
def test_a_longer_period_never_ends_earlier(event: date, days: int, more: int) -> None:
    assert deadline(event, Period(days=days)) <= deadline(event, Period(days=days + more))
    assert deadline(event, Period(months=more)) <= deadline(event, Period(months=more + 1))


@given(DAYS, st.integers(0, 240))
def test_months_keep_the_number_or_end_the_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(1)).day == 1


@given(st.builds(Period, *(st.integers(0, 99) for _ in range(5))))
def test_periods_print_and_read_back(period: Period) -> None:
    assert parse_period(str(period)) == period
    assert period.least_hours <= period.most_hours


@given(st.dates(date(1000, 1, 1)))
def test_dates_print_and_read_back(day: date) -> None:
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-00-10",
        "0000-01-01",
        "02/08/2026",
        "2026-8-2",
        "20260802",
        "",
        "tomorrow",
        "2026-08-02T00:00",
        "2025-02-29",
        "٢٠٢٦-٠٨-٠٢",
    ],
)
def test_what_is_no_date_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"date|calendar"):
        parse_date(text)


@pytest.mark.parametrize("text", ["", "P", "PT", "15D", "P15", "P1H", "P-1D", "P1.5D", "P1D2M", "p15d", "P1DT", "P٣D"])
def test_what_is_no_period_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match="duration"):
        parse_period(text)
