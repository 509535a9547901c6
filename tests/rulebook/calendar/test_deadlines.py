"""Last days of terms: the worked examples of the offices, every convention on both sides, and properties."""

import datetime as dt
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from xiaoneng.rulebook.calendar import Due, LocalDays, TermError, by_date, due, due_in_hours, national_calendar

CALENDAR = national_calendar()
DAY = dt.timedelta(days=1)
DAYS = st.dates(dt.date(2007, 2, 1), dt.date(2020, 12, 31))
PAUSES = st.lists(st.tuples(DAYS, st.integers(0, 40)).map(lambda pair: (pair[0], pair[0] + DAY * pair[1])), max_size=3)
CONVENTIONS = st.fixed_dictionaries(
    {
        "starts": st.sampled_from(["next_day", "same_day", "next_working_day"]),
        "ends": st.sampled_from(["same_day", "eve"]),
        "rest_day": st.sampled_from(["as_is", "next_working", "previous_working"]),
        "unit": st.sampled_from(["working", "calendar", "months", "years"]),
    }
).map(lambda chosen: {**chosen, "ends": chosen["ends"] if chosen["unit"] in ("months", "years") else None})


def on(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def working(start: str, n: int, **more: Any) -> Due:
    return due(on(start), n, **{"unit": "working", "starts": "next_day", "calendar": CALENDAR, **more})


def months(start: str, n: int, **more: Any) -> dt.date:
    return due(on(start), n, **{"unit": "months", "starts": "same_day", "rest_day": "as_is", **more}).date


def test_five_working_days_and_a_local_holiday() -> None:
    assert working("2012-07-02", 5).date == on("2012-07-09")
    local = CALENDAR.with_local(LocalDays("甲县通知", frozenset({on("2012-07-05")})))
    answer = working("2012-07-02", 5, calendar=local)
    assert answer == Due(on("2012-07-10"), False, "自2012年7月2日的次日起算5个工作日，其间7月5日放假，2012年7月10日届满")


def test_one_day_is_the_next_working_day_over_a_weekend_and_a_holiday() -> None:
    assert working("2008-03-04", 1).date == on("2008-03-05")
    assert working("2008-03-07", 1).date == on("2008-03-10")
    assert working("2007-09-28", 1).date == on("2007-09-29"), "a make-up Saturday is worked"
    assert working("2007-09-30", 1).date == on("2007-10-08")


def test_a_week_is_seven_calendar_days() -> None:
    answer = due(on("2008-03-03"), 7, unit="calendar", starts="next_day", rest_day="as_is")
    assert answer.date == on("2008-03-10")
    assert not answer.provisional


@pytest.mark.parametrize(
    ("start", "n", "ends", "last"),
    [
        ("2012-09-01", 6, "eve", "2013-02-28"),
        ("2013-03-08", 6, "eve", "2013-09-07"),
        ("2008-03-01", 3, "same_day", "2008-06-01"),
        ("2007-01-31", 1, "same_day", "2007-02-28"),
        ("2008-01-31", 1, "same_day", "2008-02-29"),
        ("2007-01-31", 1, "eve", "2007-02-28"),
        ("2007-01-29", 1, "eve", "2007-02-28"),
        ("2007-01-28", 1, "eve", "2007-02-27"),
        ("2007-02-28", 1, "same_day", "2007-03-28"),
    ],
)
def test_months_end_on_the_corresponding_day_or_its_eve(start: str, n: int, ends: str, last: str) -> None:
    assert months(start, n, ends=ends) == on(last)
    assert months(start, n, ends=ends, starts="next_day") == on(last), "the corresponding day is that of the event"


def test_years_from_a_leap_day() -> None:
    for ends in ("same_day", "eve"):
        assert months("2008-02-29", 1, unit="years", ends=ends) == on("2009-02-28")
    assert months("2008-02-29", 4, unit="years", ends="same_day") == on("2012-02-29")
    assert months("2008-02-29", 4, unit="years", ends="eve") == on("2012-02-28")


def test_where_the_count_starts() -> None:
    friday = "2012-07-06"
    dates = [working(friday, 1, starts=starts).date for starts in ("same_day", "next_day", "next_working_day")]
    assert dates == [on("2012-07-06"), on("2012-07-09"), on("2012-07-09")]
    plain = [
        due(on(friday), 1, unit="calendar", starts=starts, rest_day="as_is", calendar=CALENDAR).date
        for starts in ("same_day", "next_day", "next_working_day")
    ]
    assert plain == [on("2012-07-06"), on("2012-07-07"), on("2012-07-09")]
    assert months(friday, 1, starts="next_working_day", ends="same_day", calendar=CALENDAR) == on("2012-08-09")


@pytest.mark.parametrize(
    ("rest_day", "last"), [("as_is", "2007-10-03"), ("next_working", "2007-10-08"), ("previous_working", "2007-09-30")]
)
def test_a_last_day_that_is_a_rest_day(rest_day: Any, last: str) -> None:
    answer = due(on("2007-09-26"), 7, unit="calendar", starts="next_day", rest_day=rest_day, calendar=CALENDAR)
    assert answer.date == on(last)
    assert ("顺延" in answer.because, "提前" in answer.because) == (rest_day == "next_working", rest_day == "previous_working")


def test_previous_working_never_ends_before_the_event() -> None:
    saturday = on("2012-07-07")
    assert due(saturday, 1, unit="calendar", starts="same_day", rest_day="previous_working", calendar=CALENDAR).date == saturday


def test_suspended_days_are_out_of_the_count() -> None:
    pause = (on("2012-07-04"), on("2012-07-06"))
    assert working("2012-07-02", 5, suspensions=[pause]).date == on("2012-07-12")
    assert working("2012-07-02", 5, suspensions=[pause, (on("2012-07-05"), on("2012-07-06"))]).date == on("2012-07-12")
    assert working("2012-07-02", 5, suspensions=[(on("2012-07-10"), on("2012-08-01"))]).date == on("2012-07-09")
    assert months("2012-07-01", 1, ends="same_day", suspensions=[(on("2012-07-30"), on("2012-08-08"))]) == on("2012-08-11")
    assert months("2012-07-01", 1, ends="same_day", suspensions=[(on("2012-08-02"), on("2012-08-08"))]) == on("2012-08-01")
    assert months("2012-07-01", 1, ends="same_day", suspensions=[(on("2012-08-01"), on("2012-08-08"))]) == on("2012-08-09")


def test_a_suspension_reached_only_by_the_extension_counts_too() -> None:
    first, second = (on("2012-07-30"), on("2012-07-31")), (on("2012-08-02"), on("2012-08-02"))
    dates = [months("2012-07-01", 1, ends="same_day", suspensions=pauses) for pauses in ([second], [first], [first, second])]
    assert dates == [on("2012-08-01"), on("2012-08-03"), on("2012-08-04")]


def test_a_missing_notice_makes_the_date_provisional() -> None:
    assert not working("2026-12-18", 5).provisional
    answer = working("2026-12-24", 8)
    assert answer.provisional
    assert "2027年放假安排尚未公布" in answer.because
    calendar_days = due(on("2027-03-01"), 7, unit="calendar", starts="next_day", rest_day="as_is", calendar=CALENDAR)
    assert not calendar_days.provisional


def test_a_moment_counts_as_its_day_in_office_time() -> None:
    late_evening_in_london = dt.datetime(2012, 7, 1, 17, 0, tzinfo=dt.UTC)
    assert due(late_evening_in_london, 5, unit="working", starts="next_day", calendar=CALENDAR).date == on("2012-07-09")


def test_before_a_date_includes_it_or_not() -> None:
    assert by_date(on("2012-10-15"), inclusive=True, rest_day="as_is").date == on("2012-10-15")
    assert by_date(on("2012-10-15"), inclusive=False, rest_day="as_is").date == on("2012-10-14")
    handover = by_date(on("2007-06-30"), inclusive=True, rest_day="previous_working", calendar=CALENDAR)
    assert handover.date == on("2007-06-29")
    assert "提前至2007年6月29日" in handover.because
    assert by_date(on("2027-06-30"), inclusive=True, rest_day="next_working", calendar=CALENDAR).provisional


def test_hours_run_through_nights_and_weekends() -> None:
    answer = due_in_hours(dt.datetime.fromisoformat("2012-07-06 09:30"), 24)
    assert (answer.date, answer.closing) == (on("2012-07-07"), dt.time(9, 30))
    with pytest.raises(TermError, match="时刻"):
        due_in_hours(on("2012-07-06"), 24)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"n": 0}, "期限“0”"),
        ({"n": -1}, "期限“-1”"),
        ({"n": True}, "期限“True”"),
        ({"n": 1.5}, "期限“1.5”"),
        ({"n": 10**9}, "期限“1000000000”"),
        ({"unit": "weeks"}, "weeks"),
        ({"starts": "tomorrow"}, "tomorrow"),
        ({"ends": "eve"}, "前一日届满"),
        ({"unit": "months", "rest_day": "as_is"}, "ends"),
        ({"unit": "months", "ends": "noon", "rest_day": "as_is"}, "noon"),
        ({"unit": "calendar"}, "rest_day"),
        ({"rest_day": "never"}, "never"),
        ({"calendar": None}, "calendar"),
        ({"start": "2012-07-02"}, "不是日期"),
        ({"start": dt.date(9999, 12, 1), "n": 100}, "年份范围"),
        ({"suspensions": [(dt.date(2012, 7, 5), dt.date(2012, 7, 4))]}, "晚于"),
        ({"suspensions": [(dt.date(2012, 7, 5), None)]}, "尚未结束"),
    ],
)
def test_conventions_that_do_not_fit_are_refused(wrong: dict[str, Any], says: str) -> None:
    given_term: dict[str, Any] = {
        "start": dt.date(2012, 7, 2),
        "n": 5,
        "unit": "working",
        "starts": "next_day",
        "calendar": CALENDAR,
        **wrong,
    }
    with pytest.raises(TermError, match=says):
        due(given_term.pop("start"), given_term.pop("n"), **given_term)


@given(DAYS, st.integers(1, 60), CONVENTIONS, PAUSES)
def test_due_grows_with_n_and_with_suspensions(start: dt.date, n: int, how: dict[str, Any], pauses: list[Any]) -> None:
    plain = due(start, n, **how, calendar=CALENDAR).date
    paused = due(start, n, **how, calendar=CALENDAR, suspensions=pauses).date
    assert start <= plain <= paused
    assert plain <= due(start, n + 1, **how, calendar=CALENDAR).date
    assert paused <= due(start, n + 1, **how, calendar=CALENDAR, suspensions=pauses).date
    assert paused == due(start, n, **how, calendar=CALENDAR, suspensions=pauses[::-1]).date


@given(DAYS, st.integers(1, 80))
def test_counting_working_days_back_gives_n(start: dt.date, n: int) -> None:
    last = due(start, n, unit="working", starts="next_day", calendar=CALENDAR).date
    assert CALENDAR.is_working_day(last)
    assert CALENDAR.count_working_days(start + DAY, last).days == n


@given(DAYS, st.integers(1, 80), PAUSES)
def test_days_counted_outside_suspensions_are_n(start: dt.date, n: int, pauses: list[Any]) -> None:
    last = due(start, n, unit="calendar", starts="next_day", rest_day="as_is", suspensions=pauses).date
    counted = [start + DAY * number for number in range(1, (last - start).days + 1)]
    assert sum(not any(first <= day <= end for first, end in pauses) for day in counted) == n


@given(DAYS, st.integers(1, 24), PAUSES)
def test_a_term_of_months_keeps_its_length_outside_suspensions(start: dt.date, n: int, pauses: list[Any]) -> None:
    how: dict[str, Any] = {"unit": "months", "starts": "next_day", "ends": "same_day", "rest_day": "as_is"}
    last = due(start, n, **how, suspensions=pauses).date
    counted = [start + DAY * number for number in range(1, (last - start).days + 1)]
    running = [day for day in counted if not any(first <= day <= end for first, end in pauses)]
    assert len(running) == (due(start, n, **how).date - start).days
    assert running[-1] == last


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), st.integers(1, 240))
def test_corresponding_days_agree_with_dateutil(start: dt.date, n: int) -> None:
    last = due(start, n, unit="months", starts="next_day", ends="same_day", rest_day="as_is").date
    assert last == start + relativedelta(months=n)
