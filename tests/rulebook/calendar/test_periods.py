"""Periods: forms of writing, assessment years that begin on any day, and the partition they must form."""

import datetime as dt
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoneng.rulebook.calendar import (
    Kind,
    Period,
    PeriodError,
    YearStart,
    containing,
    halves_of,
    months_of,
    numbers_of,
    parse_period,
    parse_year_start,
    previous,
    quarters_of,
    within,
)

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31))
STARTS = st.dates(dt.date(2000, 1, 1), dt.date(2000, 12, 31)).map(lambda day: (day.month, day.day))
REGULAR = st.sampled_from([kind for kind in get_args(Kind) if kind != "span"])


@pytest.mark.parametrize(
    ("text", "start", "kind", "first", "last"),
    [
        ("2007", (1, 1), "year", "2007-01-01", "2007-12-31"),
        ("2007-H1", (1, 1), "half", "2007-01-01", "2007-06-30"),
        ("2007-H2", (1, 1), "half", "2007-07-01", "2007-12-31"),
        ("2007-Q3", (1, 1), "quarter", "2007-07-01", "2007-09-30"),
        ("2012-07", (1, 1), "month", "2012-07-01", "2012-07-31"),
        ("2008-02", (1, 1), "month", "2008-02-01", "2008-02-29"),
        ("2007-02", (1, 1), "month", "2007-02-01", "2007-02-28"),
        ("2011-10-01..2011-11-15", (1, 1), "span", "2011-10-01", "2011-11-15"),
        ("2007", (12, 16), "year", "2006-12-16", "2007-12-15"),
        ("2007-01", (12, 16), "month", "2006-12-16", "2007-01-15"),
        ("2007-12", (12, 16), "month", "2007-11-16", "2007-12-15"),
        ("2007-Q1", (12, 16), "quarter", "2006-12-16", "2007-03-15"),
        ("2008", (7, 1), "year", "2007-07-01", "2008-06-30"),
        ("2008-H1", (7, 1), "half", "2007-07-01", "2007-12-31"),
        ("2007-08", (7, 1), "month", "2007-08-01", "2007-08-31"),
        ("2008", (1, 15), "year", "2007-01-15", "2008-01-14"),
        ("2007-02", (1, 31), "month", "2007-01-31", "2007-02-27"),
        ("2007-03", (1, 31), "month", "2007-02-28", "2007-03-30"),
        ("2008-03", (2, 29), "month", "2008-02-29", "2008-03-28"),
        ("2009", (2, 29), "year", "2008-02-29", "2009-02-27"),
    ],
)
def test_reads_each_form(text: str, start: YearStart, kind: Kind, first: str, last: str) -> None:
    assert parse_period(text, start) == Period(text, kind, dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2007-13", "01 至 12"),
        ("2007-00", "01 至 12"),
        ("2007-H3", "1 至 2"),
        ("2007-Q0", "1 至 4"),
        ("2007-Q5", "1 至 4"),
        ("07", "请写成"),
        ("２００７", "请写成"),
        ("2007-7", "请写成"),
        ("", "请写成"),
        ("2011-11-15..2011-10-01", "起日晚于止日"),
        ("2011-02-29..2011-03-01", "2011-02-29"),
        ("0000", "年份范围"),
        ("0000-05", "年份范围"),
    ],
)
def test_refuses_with_the_remedy(text: str, says: str) -> None:
    with pytest.raises(PeriodError, match=says):
        parse_period(text)


def test_year_start_is_read_and_checked() -> None:
    assert parse_year_start("12-16") == (12, 16)
    assert parse_year_start("02-29") == (2, 29)
    for wrong in ("13-01", "02-30", "1-1", "0101", ""):
        with pytest.raises(PeriodError, match="年度起始日"):
            parse_year_start(wrong)


def test_parts_of_a_year_and_of_a_span() -> None:
    year = parse_period("2007", (12, 16))
    assert [month.label for month in months_of(year, (12, 16))] == [f"2007-{number:02d}" for number in range(1, 13)]
    assert [part.label for part in quarters_of(year, (12, 16))] == ["2007-Q1", "2007-Q2", "2007-Q3", "2007-Q4"]
    assert [part.label for part in halves_of(year, (12, 16))] == ["2007-H1", "2007-H2"]
    span = parse_period("2011-10-01..2011-12-30")
    assert [month.label for month in months_of(span)] == ["2011-10", "2011-11"]
    assert within(parse_period("2011-10-02..2011-10-31"), "month") == ()


def test_previous_crosses_the_year_and_refuses_what_has_none() -> None:
    assert previous(parse_period("2007-01")).label == "2006-12"
    assert previous(parse_period("2007-Q1"), 2).label == "2006-Q3"
    assert previous(parse_period("2007-H2"), -1).label == "2008-H1"
    assert previous(parse_period("2007", (12, 16)), 1, (12, 16)).first == dt.date(2005, 12, 16)
    with pytest.raises(PeriodError, match="前后期"):
        previous(parse_period("2011-10-01..2011-11-15"))
    with pytest.raises(PeriodError, match="不符"):
        previous(parse_period("2007", (12, 16)))


@given(DAYS, REGULAR, STARTS)
def test_periods_tile_the_calendar(day: dt.date, kind: Kind, start: YearStart) -> None:
    period = containing(day, kind, start)
    assert day in period
    assert previous(period, 1, start).last == period.first - dt.timedelta(days=1)
    assert parse_period(period.label, start) == period


@given(DAYS, STARTS)
def test_a_period_is_labelled_by_its_end(day: dt.date, start: YearStart) -> None:
    year, month = containing(day, "year", start), containing(day, "month", start)
    assert year.label == f"{year.last.year:04d}"
    assert month.label == f"{month.last.year:04d}-{month.last.month:02d}"
    months = months_of(year, start)
    assert len(months) == 12
    assert sum(part.days for part in months) == year.days


@pytest.mark.parametrize(
    ("text", "start", "numbers"),
    [
        ("2024-06", (1, 1), {"year": 2024, "half": 1, "quarter": 2, "month": 6}),
        ("2024-07", (1, 1), {"year": 2024, "half": 2, "quarter": 3, "month": 7}),
        ("2007-01", (12, 16), {"year": 2007, "half": 1, "quarter": 1, "month": 1}),
        ("2007-12", (12, 16), {"year": 2007, "half": 2, "quarter": 4, "month": 12}),
        ("2006-08", (7, 1), {"year": 2007, "half": 1, "quarter": 1, "month": 8}),
        ("2007-03", (7, 1), {"year": 2007, "half": 2, "quarter": 3, "month": 3}),
        ("2024-Q4", (1, 1), {"year": 2024, "half": 2, "quarter": 4}),
        ("2024-H1", (1, 1), {"year": 2024, "half": 1}),
        ("2024", (12, 16), {"year": 2024}),
        ("2024-01-01..2024-12-31", (1, 1), {}),
    ],
)
def test_which_month_quarter_half_and_year_a_period_is(text: str, start: YearStart, numbers: dict[str, int]) -> None:
    assert numbers_of(parse_period(text, start), start) == numbers


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("2025年", "2025"),
        ("2025年度", "2025"),
        ("2025 年", "2025"),
        ("2025年1月", "2025-01"),
        ("2025年12月份", "2025-12"),
        ("2025年第一季度", "2025-Q1"),
        ("2025年四季度", "2025-Q4"),
        ("2025年第3季度", "2025-Q3"),
        ("2025年上半年", "2025-H1"),
        ("2025年下半年", "2025-H2"),
    ],
)
def test_periods_are_read_as_they_are_said(text: str, label: str) -> None:
    assert parse_period(text, (12, 16)) == parse_period(label, (12, 16))


@pytest.mark.parametrize("text", ["2025年13月", "2025年五季度", "2025年0月", "25年", "2025年第一", "2025年1月1日"])
def test_other_words_are_no_periods(text: str) -> None:
    with pytest.raises(PeriodError):
        parse_period(text)
