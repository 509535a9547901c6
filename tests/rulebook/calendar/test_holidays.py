"""The working calendar against two independent libraries, its layers, and what it does not know."""

import datetime as dt

import chinese_calendar
import holidays
import pytest

from xiaoneng.rulebook.calendar import (
    Calendar,
    CalendarDataError,
    LocalDays,
    UnknownYearError,
    YearNotice,
    calendar_from_json,
    national_calendar,
)

DAY = dt.timedelta(days=1)


def a_notice(year: int, off: set[dt.date] | None = None, work: set[dt.date] | None = None) -> YearNotice:
    return YearNotice(year, ("通知",), frozenset(off or ()), frozenset(work or ()))


def test_every_day_of_the_known_years_agrees_with_chinesecalendar() -> None:
    ours = national_calendar()
    first, last = dt.date(2007, 1, 1), dt.date(2026, 12, 31)
    days = [first + DAY * number for number in range((last - first).days + 1)]
    assert [day for day in days if ours.is_working_day(day) != chinese_calendar.is_workday(day)] == []


def test_every_statutory_holiday_is_a_day_off() -> None:
    ours = national_calendar()
    assert [day for year in range(2007, 2027) for day in holidays.country_holidays("CN", years=year) if ours.is_working_day(day)] == []


def test_each_year_cites_its_notice() -> None:
    ours = national_calendar()
    assert sorted(ours.national) == list(range(2007, 2027))
    assert all(address.startswith("http") for notice in ours.national.values() for address in notice.notices)


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_working_days_of_a_year(year: int, days: int) -> None:
    assert national_calendar().count_working_days(dt.date(year, 1, 1), dt.date(year, 12, 31)).days == days


def test_a_day_may_be_named_by_the_neighbouring_years_notice() -> None:
    ours = national_calendar()
    assert ours.is_working_day(dt.date(2006, 12, 30))
    assert not ours.known(2006)
    assert not ours.is_working_day(dt.date(2007, 12, 31))
    assert "2008 年" in ours.status(dt.date(2007, 12, 31)).because


def test_a_year_without_a_notice_is_refused_or_marked_provisional() -> None:
    ours = national_calendar()
    with pytest.raises(UnknownYearError, match="2027 年放假安排尚未录入"):
        ours.is_working_day(dt.date(2027, 3, 1))
    monday, sunday = (ours.status(dt.date(2027, 2, day), guess=True) for day in (22, 28))
    assert (monday.working, monday.provisional, monday.awaits) == (True, True, 2027)
    assert (sunday.working, sunday.provisional) == (False, True)


def test_the_end_of_a_known_year_awaits_the_next_notice() -> None:
    ours = national_calendar()
    assert not ours.status(dt.date(2026, 12, 26)).provisional
    assert ours.status(dt.date(2026, 12, 28)).awaits == 2027
    known = ours.with_notice(a_notice(2027, {dt.date(2027, 1, 1)}, {dt.date(2026, 12, 27)}))
    assert known.is_working_day(dt.date(2026, 12, 27))
    assert not known.status(dt.date(2026, 12, 28)).provisional
    assert not known.is_working_day(dt.date(2027, 1, 1))


def test_local_days_stand_above_the_national_ones_and_the_last_layer_wins() -> None:
    thursday, holiday = dt.date(2012, 7, 5), dt.date(2012, 10, 1)
    ours = national_calendar().with_local(LocalDays("甲县通知", frozenset({thursday}), frozenset({holiday})))
    assert not ours.is_working_day(thursday)
    assert ours.is_working_day(holiday)
    assert "甲县通知" in ours.status(thursday).because
    assert ours.with_local(LocalDays("更正", work=frozenset({thursday}))).is_working_day(thursday)
    assert national_calendar().is_working_day(thursday)


def test_a_local_day_settles_a_day_of_an_unknown_year() -> None:
    day = dt.date(2027, 6, 1)
    assert not national_calendar().with_local(LocalDays("甲县通知", frozenset({day}))).status(day).provisional


def test_counting_is_provisional_where_a_notice_is_missing() -> None:
    counted = national_calendar().count_working_days(dt.date(2027, 3, 1), dt.date(2027, 3, 7))
    assert (counted.days, counted.provisional) == (5, True)
    assert national_calendar().count_working_days(dt.date(2012, 7, 9), dt.date(2012, 7, 8)).days == 0


def test_contradictions_are_refused() -> None:
    day = dt.date(2012, 1, 1)
    with pytest.raises(CalendarDataError, match="同时列为"):
        a_notice(2012, {day}, {day})
    with pytest.raises(CalendarDataError, match="相反"):
        Calendar({2011: a_notice(2011, {day}), 2012: a_notice(2012, None, {day})})
    with pytest.raises(CalendarDataError, match="相邻年份"):
        a_notice(2012, {dt.date(2014, 1, 1)})
    with pytest.raises(CalendarDataError, match="依据"):
        LocalDays(" ")
    with pytest.raises(CalendarDataError, match="notice"):
        YearNotice(2012, (), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "JSON"),
        ("[]", "years"),
        ('{"years": {}}', "放假安排中的日期"),
        ('{"next_notice_reaches_back_to": "12-27", "years": {"二零零七": {}}}', "二零零七"),
        (
            '{"next_notice_reaches_back_to": "12-27", "years": {"2007": {"notice": ["a"], "off": "x", "work": []}}}',
            "2007 年放假安排的“off”",
        ),
        ('{"next_notice_reaches_back_to": "12-27", "years": {"2007": {"notice": ["a"], "off": ["2007-2-30"], "work": []}}}', "2007-2-30"),
    ],
)
def test_damaged_data_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(CalendarDataError, match=says):
        calendar_from_json(text)
