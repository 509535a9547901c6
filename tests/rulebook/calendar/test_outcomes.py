"""What a deadline has come to: in time, overdue, deemed or provisional, to the minute."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoneng.rulebook.calendar import Due, TermError, by_date, days_late, due, due_in_hours, in_limit, national_calendar, state

LIMIT = due(dt.date(2012, 7, 2), 5, unit="working", starts="next_day", calendar=national_calendar())
moment = dt.datetime.fromisoformat
MOMENTS = st.datetimes(moment("2012-07-02 00:00"), moment("2012-07-20 00:00"))


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"2012-{text}")


def test_nothing_done_is_deemed_from_the_midnight_after() -> None:
    assert state(LIMIT, at("07-09 23:59:59")) == "in_time"
    assert state(LIMIT, at("07-10 00:00")) == "deemed"


def test_an_opinion_in_time_leaves_it_overdue() -> None:
    opinion, closed = at("07-06 10:00"), at("07-12 09:00")
    assert state(LIMIT, at("07-08 09:00"), opinion) == "in_time"
    assert state(LIMIT, at("07-10 00:00"), opinion) == "overdue"
    assert state(LIMIT, at("07-13 00:00"), opinion, closed) == "overdue"


def test_closed_on_the_last_afternoon_is_in_time() -> None:
    assert state(LIMIT, at("07-20 09:00"), closed=at("07-09 17:00")) == "in_time"


def test_what_comes_after_the_limit_does_not_undo_it() -> None:
    assert state(LIMIT, at("07-11 09:00"), opinion=at("07-10 08:00"), closed=at("07-10 09:00")) == "deemed"


def test_the_future_has_not_happened_yet() -> None:
    past_the_limit = Due(dt.date(2012, 7, 9), False, "")
    assert state(past_the_limit, at("07-10 08:00"), closed=at("07-10 09:00")) == "deemed"


def test_a_provisional_deadline_has_no_outcome() -> None:
    guessed = due(dt.date(2027, 3, 1), 5, unit="working", starts="next_day", calendar=national_calendar())
    for now in (moment("2027-03-02 00:00"), moment("2027-04-01 00:00")):
        assert state(guessed, now) == "provisional"
        assert state(guessed, now, closed=moment("2027-03-02 00:00")) == "provisional"


def test_a_report_by_the_fifteenth() -> None:
    report = by_date(dt.date(2012, 10, 15), inclusive=True, rest_day="as_is")
    assert days_late(report, at("10-15 23:00")) == 0
    assert days_late(report, at("10-16 00:10")) == 1
    assert days_late(report, at("10-18 09:00")) == 3


def test_paper_ends_at_closing_time() -> None:
    paper = LIMIT.until(dt.time(17, 30))
    assert in_limit(paper, at("07-09 17:30"))
    assert not in_limit(paper, at("07-09 17:31"))
    assert in_limit(LIMIT, at("07-09 17:31"))
    assert days_late(paper, at("07-09 17:31")) == 1
    assert state(paper, at("07-09 18:00")) == "deemed"


def test_the_same_time_on_the_next_working_day_and_twenty_four_hours() -> None:
    received = moment("2008-03-07 09:00")
    reading = due(received, 1, unit="working", starts="next_day", calendar=national_calendar()).until(received.time())
    assert in_limit(reading, moment("2008-03-10 09:00"))
    assert not in_limit(reading, moment("2008-03-10 09:01"))
    hours = due_in_hours(received, 24)
    assert in_limit(hours, moment("2008-03-08 09:00"))
    assert not in_limit(hours, moment("2008-03-08 09:01"))


def test_aware_moments_are_read_in_beijing_time() -> None:
    assert state(LIMIT, dt.datetime(2012, 7, 9, 15, 59, tzinfo=dt.UTC)) == "in_time"
    assert state(LIMIT, dt.datetime(2012, 7, 9, 16, 0, tzinfo=dt.UTC)) == "deemed"
    new_york = dt.timezone(dt.timedelta(hours=-4))
    assert state(LIMIT, dt.datetime(2012, 7, 9, 12, 0, tzinfo=new_york)) == "deemed"


def test_a_date_is_no_moment() -> None:
    with pytest.raises(TermError, match="不是时刻"):
        state(LIMIT, dt.date(2012, 7, 9))  # type: ignore[arg-type]


@given(MOMENTS, MOMENTS, MOMENTS, MOMENTS)
def test_an_outcome_never_changes_by_waiting(now: dt.datetime, later: dt.datetime, opinion: dt.datetime, closed: dt.datetime) -> None:
    now, later = sorted((now, later))
    before, after = state(LIMIT, now, opinion, closed), state(LIMIT, later, opinion, closed)
    assert before in ("in_time", after)
    assert (after == "deemed") == (not in_limit(LIMIT, later) and not in_limit(LIMIT, opinion) and not in_limit(LIMIT, closed))
