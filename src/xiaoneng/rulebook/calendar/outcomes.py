"""期限结果: what a deadline has come to, as a function of the due date, what happened, and now. No job has to run for it."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from xiaoneng.rulebook.calendar.deadlines import Due
from xiaoneng.rulebook.calendar.errors import TermError, shown
from xiaoneng.rulebook.calendar.terms import office_time

State = Literal["in_time", "overdue", "deemed", "provisional"]


def state(due: Due, now: dt.datetime, opinion: dt.datetime | None = None, closed: dt.datetime | None = None) -> State:
    """期限状态 at `now`: in_time (还在期限内或已按期办结), overdue (逾期), deemed (超时默认), provisional (待放假安排公布).

    Deemed needs both: not closed within the limit and no `opinion` within the limit; an opinion raised in time leaves it
    overdue. Once deemed it stays so, whatever comes later. What is dated after `now` hasn't happened yet. A provisional
    deadline has no other state. Whether the rulebook attaches anything to `deemed` is the caller's. Raises TermError.
    """
    now = _moment("现在", now)
    if due.provisional:
        return "provisional"
    # Once the limit has passed, what lies within it lies in the past: events after `now` need no check of their own.
    if in_limit(due, now) or (closed is not None and in_limit(due, closed)):
        return "in_time"
    return "overdue" if opinion is not None and in_limit(due, opinion) else "deemed"


def in_limit(due: Due, at: dt.datetime) -> bool:
    """是否在期限内: `at` is not after the last moment of the due date (24:00, or its closing time, that very moment included)."""
    at = _moment("时刻", at)
    if due.closing is None or at.date() != due.date:
        return at.date() <= due.date
    return at.time() <= due.closing


def days_late(due: Due, at: dt.datetime) -> int:
    """逾期天数: calendar days begun since the due date; 0 in time, and 1 from the first moment past it."""
    return 0 if in_limit(due, at) else max(1, (office_time(at).date() - due.date).days)


def _moment(what: str, value: dt.datetime) -> dt.datetime:
    if not isinstance(value, dt.datetime):
        raise TermError(f"{what}{shown(value)}不是时刻；请给出年、月、日、时、分")
    return office_time(value)
