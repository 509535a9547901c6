"""Recurring days and retention."""

import datetime as dt
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoneng.rulebook.calendar import Recurrence, TermError, earliest_removal, occurrences, parse_period

DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2012, 12, 31))


def days(kind: Recurrence, anchor: str, period: str) -> list[str]:
    return [f"{day:%m-%d}" for day in occurrences(kind, dt.date.fromisoformat(anchor), parse_period(period))]


def test_every_second_friday_from_an_anchor() -> None:
    assert days("biweekly", "2007-03-16", "2007-03-01..2007-04-30") == ["03-16", "03-30", "04-13", "04-27"]
    assert days("biweekly", "2007-03-16", "2007-03-17..2007-03-30") == ["03-30"]


def test_even_and_odd_weeks() -> None:
    assert days("even_weeks", "2007-03-16", "2007-03") == ["03-23"]
    assert days("odd_weeks", "2007-03-16", "2007-03") == ["03-16", "03-30"]
    assert days("odd_weeks", "2009-12-18", "2009-12-20..2010-01-31") == ["01-01", "01-08", "01-22"], "weeks 53 and 1 meet"


def test_weekly_monthly_and_half_yearly() -> None:
    assert days("weekly", "2007-03-16", "2007-03") == ["03-16", "03-23", "03-30"]
    assert days("monthly", "2007-01-31", "2008-H1") == ["01-31", "02-29", "03-31", "04-30", "05-31", "06-30"]
    assert days("quarterly", "2007-01-31", "2007") == ["01-31", "04-30", "07-31", "10-31"]
    assert days("half_yearly", "2006-08-31", "2007") == ["02-28", "08-31"]
    assert days("yearly", "2008-02-29", "2007-01-01..2012-12-31") == ["02-29", "02-28", "02-28", "02-28", "02-29"]


@given(st.sampled_from(get_args(Recurrence)), DAYS, DAYS, st.integers(0, 900))
def test_a_long_span_has_what_its_parts_have(kind: Recurrence, anchor: dt.date, first: dt.date, length: int) -> None:
    middle, last = first + dt.timedelta(days=length), first + dt.timedelta(days=2 * length + 1)
    whole, before, after = (
        occurrences(kind, anchor, parse_period(f"{begin}..{end}"))
        for begin, end in ((first, last), (first, middle), (middle + dt.timedelta(days=1), last))
    )
    assert whole == before + after
    assert all(day >= anchor and first <= day <= last for day in whole)


@pytest.mark.parametrize(
    ("kept_from", "n", "unit", "removal", "free"),
    [
        ("2007-12-31", 1, "years", "on", "2008-12-31"),
        ("2007-12-31", 5, "years", "on", "2012-12-31"),
        ("2008-01-10", 6, "months", "on", "2008-07-10"),
        ("2007-12-31", 1, "years", "after", "2009-01-01"),
        ("2007-08-31", 6, "months", "on", "2008-02-29"),
    ],
)
def test_earliest_removal(kept_from: str, n: int, unit: Any, removal: Any, free: str) -> None:
    assert earliest_removal(dt.date.fromisoformat(kept_from), n, unit=unit, removal=removal) == dt.date.fromisoformat(free)


def test_unknown_kinds_and_terms_are_refused() -> None:
    with pytest.raises(TermError, match="fortnightly"):
        occurrences("fortnightly", dt.date(2007, 1, 1), parse_period("2007"))  # type: ignore[arg-type]
    with pytest.raises(TermError, match="保存期"):
        earliest_removal(dt.date(2007, 1, 1), 0, unit="years", removal="on")
    with pytest.raises(TermError, match="年份范围"):
        earliest_removal(dt.date(9999, 1, 1), 1, unit="years", removal="on")
