"""周期: the days on which something recurs, and the earliest day on which kept papers may be removed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import count, takewhile
from typing import Literal, get_args

from xiaoneng.rulebook.calendar.errors import TermError
from xiaoneng.rulebook.calendar.months import corresponding_day
from xiaoneng.rulebook.calendar.periods import Period
from xiaoneng.rulebook.calendar.terms import chosen, whole

Recurrence = Literal["weekly", "biweekly", "even_weeks", "odd_weeks", "monthly", "quarterly", "half_yearly", "yearly"]
KeepUnit = Literal["months", "years"]
Removal = Literal["on", "after"]

_WEEK = 7
_WEEKS_APART = {"weekly": 1, "biweekly": 2, "even_weeks": 1, "odd_weeks": 1}
_MONTHS_APART = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
_PARITY = {"even_weeks": 0, "odd_weeks": 1}
_MOST_KEPT = {"months": 1_200, "years": 100}


def occurrences(kind: Recurrence, anchor: dt.date, period: Period) -> tuple[dt.date, ...]:
    """周期日 inside `period`, never before `anchor`, which is the first of them (where its week has the right number).

    weekly and biweekly keep the anchor's weekday (双周 = every second one from the anchor). even_weeks and odd_weeks keep it
    in ISO weeks of that parity; after a week 53 two odd weeks meet. The monthly ones keep the anchor's day of the month;
    short months give their last day without drifting. Rest days are not moved: that is for whoever convenes. Raises TermError.
    """
    chosen("周期", kind, get_args(Recurrence))
    found = takewhile(lambda day: day <= period.last, _from(kind, anchor, period.first))
    parity = _PARITY.get(kind)
    return tuple(day for day in found if day >= period.first and (parity is None or day.isocalendar().week % 2 == parity))


def earliest_removal(kept_from: dt.date, n: int, *, unit: KeepUnit, removal: Removal) -> dt.date:
    """最早清除日 of papers kept at least `n` months or years from `kept_from`.

    `on`: the corresponding day itself is free (保存一年以上); `after`: only the day after it (保存一年后). Raises TermError.
    """
    chosen("保存期单位", unit, get_args(KeepUnit))
    chosen("清除方式", removal, get_args(Removal))
    months = whole("保存期", n, _MOST_KEPT[unit]) * (12 if unit == "years" else 1)
    day = corresponding_day(kept_from, months).day
    try:
        return day if removal == "on" else day + dt.timedelta(days=1)
    except OverflowError as error:
        raise TermError(f"自 {kept_from} 起的保存期超出可计算的年份范围；请核对") from error


def _from(kind: Recurrence, anchor: dt.date, first: dt.date) -> Iterator[dt.date]:
    """The recurring days from about `first` on; those just before it are for the caller to drop."""
    if kind in _WEEKS_APART:
        step = _WEEK * _WEEKS_APART[kind]
        begin = max(0, (first - anchor).days // step)
        numbers = takewhile(lambda number: number <= dt.date.max.toordinal(), count(anchor.toordinal() + begin * step, step))
        return map(dt.date.fromordinal, numbers)
    apart = _MONTHS_APART[kind]
    begin = max(0, ((first.year - anchor.year) * 12 + first.month - anchor.month) // apart - 1)
    return (corresponding_day(anchor, number).day for number in count(begin * apart, apart))
