"""期限约定: the conventions a term must spell out, their checks, and suspensions of the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar, get_args

from xiaoneng.rulebook.calendar.errors import TermError, shown

Unit = Literal["working", "calendar", "months", "years"]
Starts = Literal["next_day", "same_day", "next_working_day"]
Ends = Literal["same_day", "eve"]
RestDay = Literal["as_is", "next_working", "previous_working"]
Suspension = tuple[dt.date, dt.date]

DAY_UNITS = ("working", "calendar")
UNIT_NAMES: dict[str, str] = {"working": "个工作日", "calendar": "日", "months": "个月", "years": "年"}
# A guard against slips of the keyboard and endless loops, not a rule of any document: about a century in each unit.
_MOST: dict[str, int] = {"working": 36_525, "calendar": 36_525, "months": 1_200, "years": 100}
_BEIJING = dt.timezone(dt.timedelta(hours=8))

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Term:
    """期限: `n` units and the conventions that decide its last day. `ends` and `rest_day` are None only where they can't matter."""

    n: int
    unit: Unit
    starts: Starts
    ends: Ends | None
    rest_day: RestDay | None

    def __post_init__(self) -> None:
        chosen("计算单位", self.unit, get_args(Unit))
        chosen("起算方式", self.starts, get_args(Starts))
        whole("期限", self.n, _MOST[self.unit])
        self._check_ends()
        if self.rest_day is None and self.unit != "working":
            raise TermError("期限没有约定末日遇休息日怎样处理（rest_day）；请选 as_is、next_working 或 previous_working")
        if self.rest_day is not None:
            chosen("遇休息日的处理", self.rest_day, get_args(RestDay))

    def _check_ends(self) -> None:
        if self.unit in DAY_UNITS:
            if self.ends == "eve":
                raise TermError("按日计算的期限没有“前一日届满”（ends: eve）；请删去 ends 或改变起算方式")
            if self.ends is None:
                return
        if self.ends is None:
            raise TermError("按月、按年的期限没有约定届满日（ends）；请选 same_day（对应日）或 eve（对应日前一日）")
        chosen("届满日", self.ends, get_args(Ends))


def chosen(what: str, value: Choice, allowed: Sequence[object]) -> Choice:
    """The value, if it is one of those allowed. Raises TermError."""
    if value not in allowed:
        raise TermError(f"{what}{shown(value)}不可用；可用的有：{'、'.join(map(str, allowed))}")
    return value


def whole(what: str, n: int, most: int) -> int:
    """A whole number from 1 to `most`. Raises TermError."""
    if isinstance(n, bool) or not isinstance(n, int) or not 1 <= n <= most:
        raise TermError(f"{what}{shown(n)}有误；应为 1 至 {most} 的整数")
    return n


def office_time(moment: dt.datetime) -> dt.datetime:
    """办公时间: a moment as the office's wall clock shows it. Aware moments become Beijing time; naive ones already are."""
    return moment if moment.tzinfo is None else moment.astimezone(_BEIJING).replace(tzinfo=None)


def office_day(day: dt.date) -> dt.date:
    """The date of a day or moment in office time. Raises TermError for anything else."""
    if not isinstance(day, dt.date):
        raise TermError(f"{shown(day)}不是日期；请给出年、月、日")
    return office_time(day).date() if isinstance(day, dt.datetime) else day


def merged(suspensions: Sequence[Suspension]) -> tuple[Suspension, ...]:
    """暂停计时: the suspensions in order, overlapping and adjoining ones joined; both ends belong to them. Raises TermError."""
    joined: list[Suspension] = []
    for first, last in sorted(_checked(pause) for pause in suspensions):
        if joined and first <= joined[-1][1] + dt.timedelta(days=1):
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        else:
            joined.append((first, last))
    return tuple(joined)


def _checked(pause: Suspension) -> Suspension:
    try:
        first, last = (office_day(end) for end in pause)
    except (TypeError, ValueError) as error:
        raise TermError(f"暂停计时{shown(pause)}缺起日或止日；暂停尚未结束的，恢复计时后再计算期限") from error
    if first > last:
        raise TermError(f"暂停计时的起日 {first} 晚于止日 {last}；请核对")
    return first, last
