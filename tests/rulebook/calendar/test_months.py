"""Completed years of age, and the birthdays of 29 February."""

import datetime as dt

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from xiaoneng.rulebook.calendar import TermError, corresponding_day, full_years

BORN = st.dates(dt.date(1920, 1, 1), dt.date(2000, 12, 31))


def test_the_birthday_itself_completes_the_year() -> None:
    born = dt.date(1980, 7, 2)
    assert full_years(born, dt.date(2008, 7, 1)).years == 27
    assert full_years(born, dt.date(2008, 7, 2)).years == 28
    assert full_years(born, born).years == 0


def test_a_leap_day_birthday_is_explained() -> None:
    born = dt.date(1980, 2, 29)
    assert [full_years(born, dt.date(2007, 2, 28)).years, full_years(born, dt.date(2007, 3, 1)).years] == [26, 27]
    assert [full_years(born, dt.date(2007, 2, day), "february_last").years for day in (27, 28)] == [26, 27]
    assert [full_years(born, dt.date(2008, 2, day)).years for day in (28, 29)] == [27, 28]
    assert "2007年无此日，按2007年3月1日计" in full_years(born, dt.date(2007, 3, 1)).because
    assert "无此日" not in full_years(born, dt.date(2008, 2, 29)).because


def test_wrong_dates_are_refused() -> None:
    with pytest.raises(TermError, match="早于出生日期"):
        full_years(dt.date(1980, 7, 2), dt.date(1980, 7, 1))
    with pytest.raises(TermError, match="闰日"):
        full_years(dt.date(1980, 7, 2), dt.date(1990, 7, 1), "never")  # type: ignore[arg-type]
    with pytest.raises(TermError, match="年份范围"):
        corresponding_day(dt.date(9999, 12, 1), 1)


@given(BORN, st.integers(0, 40_000))
def test_ages_agree_with_dateutil(born: dt.date, lived: int) -> None:
    on = born + dt.timedelta(days=lived)
    assert full_years(born, on, "february_last").years == relativedelta(on, born).years
    assert full_years(born, on).years <= full_years(born, on, "february_last").years


@given(BORN, st.integers(0, 600))
def test_there_and_back_is_exact_unless_clipped(day: dt.date, months: int) -> None:
    reached = corresponding_day(day, months)
    back = corresponding_day(reached.day, -months).day
    assert (back == day) is not reached.clipped
    assert reached.clipped == (reached.day.day < day.day)
