"""对应日: the day so many months after another, and 实足年龄, which rests on it."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from typing import Literal

from xiaoneng.rulebook.calendar.chinese import arabic_date
from xiaoneng.rulebook.calendar.errors import TermError, shown

LeapBirthday = Literal["march_first", "february_last"]

_MONTHS_IN_YEAR = 12


@dataclass(frozen=True)
class Corresponding:
    """对应日: the day of the same number in the month arrived at; `clipped` where that month is too short and its last day stands in."""

    day: dt.date
    clipped: bool


@dataclass(frozen=True)
class Age:
    """实足年龄: completed years, and the Chinese sentence that explains them."""

    years: int
    because: str


def corresponding_day(day: dt.date, months: int) -> Corresponding:
    """对应日 `months` months after `day` (before, if negative): 31 January + 1 month is the last day of February, clipped.

    Raises TermError outside the years 1 to 9999.
    """
    year, month0 = divmod(day.year * _MONTHS_IN_YEAR + day.month - 1 + months, _MONTHS_IN_YEAR)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise TermError(f"自 {day} 推算 {months} 个月超出可计算的年份范围；请核对期限")
    length = monthrange(year, month0 + 1)[1]
    return Corresponding(dt.date(year, month0 + 1, min(day.day, length)), day.day > length)


def full_years(born: dt.date, on: dt.date, leap_birthday: LeapBirthday = "march_first") -> Age:
    """实足年龄 on a day: a year is completed on the birthday itself.

    Someone born on 29 February completes a year on 1 March of a common year (`march_first`: the 28th is the last day of
    the year of life), or on 28 February (`february_last`). Raises TermError if `on` is before the birth.
    """
    if leap_birthday not in ("march_first", "february_last"):
        raise TermError(f"闰日生日没有{shown(leap_birthday)}这种算法；可用 march_first、february_last")
    if on < born:
        raise TermError(f"计算日 {on} 早于出生日期 {born}；请核对两个日期")
    years = on.year - born.year
    birthday = corresponding_day(born, years * _MONTHS_IN_YEAR)
    turns = birthday.day + dt.timedelta(days=birthday.clipped and leap_birthday == "march_first")
    reached = on >= turns
    years -= not reached
    leap = f"（生于闰日，{on.year}年无此日，按{arabic_date(turns)}计）" if birthday.clipped else ""
    said = f"{on.year}年生日{'已到' if reached else '未到'}{leap}"
    return Age(years, f"{arabic_date(born)}出生，至{arabic_date(on)}，{said}，实足{years}岁")
