"""The numbers of working days agree with the calendar, and end where no notice is known."""

import datetime as dt

import pytest

from xiaoneng.rulebook.calendar import Calendar, YearNotice, national_calendar, national_index, working_index

EVE = dt.date(2006, 12, 31)
LAST = dt.date(2026, 12, 31)


def between(first: dt.date, last: dt.date) -> int | None:
    return national_index().between(first.toordinal(), last.toordinal())


@pytest.mark.parametrize("start", [dt.date(2007, 1, 1), dt.date(2013, 9, 18), dt.date(2024, 2, 3), dt.date(2026, 11, 30)])
@pytest.mark.parametrize("length", [0, 1, 6, 31])
def test_a_difference_counts_the_working_days_after_the_first(start: dt.date, length: int) -> None:
    end = start + dt.timedelta(days=length)
    counted = national_calendar().count_working_days(start + dt.timedelta(days=1), end).days
    assert between(start, end) == counted
    assert between(end, start) == -counted


def test_the_numbers_end_where_no_notice_is_known() -> None:
    whole = national_calendar().count_working_days(dt.date(2007, 1, 1), LAST).days
    assert between(EVE, LAST) == whole
    assert between(EVE - dt.timedelta(days=1), LAST) is None
    assert between(EVE, LAST + dt.timedelta(days=1)) is None


def test_a_year_without_a_notice_in_between_cuts_off_what_is_before_it() -> None:
    notices = {year: YearNotice(year, ("通知",), frozenset(), frozenset()) for year in (2010, 2012, 2013)}
    index = working_index(Calendar(notices, reach_back=(12, 27)))
    assert dt.date.fromordinal(index.eve) == dt.date(2011, 12, 31)
    assert dt.date.fromordinal(index.settled) == dt.date(2013, 12, 26)
    assert list(index.rows())[:3] == [(index.eve, 0, None), (index.eve + 1, 0, 0), (index.eve + 2, 1, 0)]
