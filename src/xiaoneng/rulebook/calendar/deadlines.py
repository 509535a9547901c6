"""期限: the last day of a term, and why. Pure functions of the term, the calendar and the suspensions.

The conventions are the caller's; docs/algorithms/deadlines.md states each of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from xiaoneng.rulebook.calendar.chinese import arabic_date
from xiaoneng.rulebook.calendar.errors import TermError, shown
from xiaoneng.rulebook.calendar.holidays import Calendar
from xiaoneng.rulebook.calendar.months import corresponding_day
from xiaoneng.rulebook.calendar.terms import (
    DAY_UNITS,
    UNIT_NAMES,
    Ends,
    RestDay,
    Starts,
    Suspension,
    Term,
    Unit,
    chosen,
    merged,
    office_day,
    office_time,
    whole,
)

_DAY = dt.timedelta(days=1)
_MOST_HOURS = 24 * 366
_MOST_LISTED = 8
_STARTS_SAID = {"next_day": "的次日", "same_day": "当日", "next_working_day": "之后第一个工作日"}
_ENDS_SAID = {"same_day": "，以对应日为末日", "eve": "，以对应日的前一日为末日"}
_RESTS_SAID = {"next_working": "顺延至", "previous_working": "提前至"}


@dataclass(frozen=True)
class Due:
    """届满日. Whatever happens on `date` is in time: until 24:00, or until `closing` where that is given.

    `provisional` is true where a missing notice could still move the date; such a date has no deemed outcome.
    """

    date: dt.date
    provisional: bool
    because: str
    closing: dt.time | None = None

    def until(self, closing: dt.time) -> Due:
        """The same day, ending at the office's closing time, as for papers handed in at the counter."""
        return replace(self, closing=closing)


@dataclass
class _Walk:
    """The days looked at on the way to a last day, and what is worth telling about them."""

    calendar: Calendar | None
    pauses: tuple[Suspension, ...] = ()
    missing: set[int] = field(default_factory=set)
    skipped: list[dt.date] = field(default_factory=list)
    worked: list[dt.date] = field(default_factory=list)
    paused: int = 0
    clipped: bool = False

    def works(self, day: dt.date) -> bool:
        if self.calendar is None:
            raise TermError("这一期限要用工作日历；请给出 calendar")
        status = self.calendar.status(day, guess=True)
        if status.source:
            (self.worked if status.working else self.skipped).append(day)
        if status.awaits is not None:
            self.missing.add(status.awaits)
        return status.working

    def suspended(self, day: dt.date) -> bool:
        return any(first <= day <= last for first, last in self.pauses)

    def next_working(self, day: dt.date, step: dt.timedelta = _DAY) -> dt.date:
        """The first working day from `day` on in the direction of `step`, `day` included."""
        while not self.works(day):
            day += step
        return day


def due(
    start: dt.date,
    n: int,
    *,
    unit: Unit,
    starts: Starts,
    ends: Ends | None = None,
    rest_day: RestDay | None = None,
    calendar: Calendar | None = None,
    suspensions: Sequence[Suspension] = (),
) -> Due:
    """届满日 of a term of `n` units from the event on `start` (a datetime counts as its day in office time).

    `ends` must be given for months and years, `rest_day` for all units but working days (whose last day is always worked),
    `calendar` wherever working days matter. `suspensions` are (from, to), both days out of the count. Raises TermError.
    """
    term = Term(n, unit, starts, ends, rest_day)
    start = office_day(start)
    walk = _Walk(calendar, merged(suspensions))
    try:
        last = _count_days(start, term, walk) if unit in DAY_UNITS else _count_months(start, term, walk)
        settled = _settle(last, start, rest_day or "as_is", walk)
    except OverflowError as error:
        raise TermError(f"自 {start} 起的期限超出可计算的年份范围；请核对起算日和期限") from error
    said = f"自{arabic_date(start)}{_STARTS_SAID[starts]}起算{n}{UNIT_NAMES[unit]}"
    if unit not in DAY_UNITS:
        said += "，该月无对应日，以月末为末日" if walk.clipped else _ENDS_SAID[ends or "same_day"]
    return Due(settled, bool(walk.missing), said + _told(last, settled, walk))


def by_date(day: dt.date, *, inclusive: bool, rest_day: RestDay, calendar: Calendar | None = None) -> Due:
    """某日之前: what is to be done before a fixed date. With `inclusive` that day counts, else the day before is the last.

    What happens on a rest day is the caller's `rest_day`; the hour (24:00 or closing time) is set by `Due.until`. Raises TermError.
    """
    chosen("遇休息日的处理", rest_day, ("as_is", "next_working", "previous_working"))
    walk = _Walk(calendar)
    day = office_day(day)
    try:
        last = day if inclusive else day - _DAY
        settled = _settle(last, dt.date.min, rest_day, walk)
    except OverflowError as error:
        raise TermError(f"{day} 的期限超出可计算的年份范围；请核对日期") from error
    said = f"应于{arabic_date(day)}之前办理，{'含当日' if inclusive else '不含当日'}"
    return Due(settled, bool(walk.missing), said + _told(last, settled, walk))


def due_in_hours(start: dt.datetime, hours: int) -> Due:
    """按小时计的期限: exactly `hours` hours after `start`, nights and rest days included; that very moment is in time."""
    whole("小时数", hours, _MOST_HOURS)
    if not isinstance(start, dt.datetime):
        raise TermError(f"按小时计的期限要有起算时刻，{shown(start)}只有日期；请给出时、分")
    try:
        moment = office_time(start) + dt.timedelta(hours=hours)
    except OverflowError as error:
        raise TermError(f"自 {start} 起的期限超出可计算的年份范围；请核对起算时刻") from error
    begun = office_time(start)
    said = f"自{arabic_date(begun)}{begun:%H:%M}起{hours}小时，{arabic_date(moment)}{moment:%H:%M}届满"
    return Due(moment.date(), False, said, moment.time())


def _first_counted(start: dt.date, starts: Starts, walk: _Walk) -> dt.date:
    if starts == "same_day":
        return start
    return start + _DAY if starts == "next_day" else walk.next_working(start + _DAY)


def _count_days(start: dt.date, term: Term, walk: _Walk) -> dt.date:
    day = _first_counted(start, term.starts, walk)
    left = term.n
    while True:
        if walk.suspended(day):
            walk.paused += 1
        elif term.unit == "calendar" or walk.works(day):
            left -= 1
        if not left:
            return day
        day += _DAY


def _count_months(start: dt.date, term: Term, walk: _Walk) -> dt.date:
    first = _first_counted(start, term.starts, walk)
    anchor = first if term.starts == "next_working_day" else start
    reached = corresponding_day(anchor, term.n * (12 if term.unit == "years" else 1))
    walk.clipped = reached.clipped
    # Where the month has no such day, the eve of the missing day is the month's last day.
    eve = term.ends == "eve" and not reached.clipped
    last = reached.day - _DAY if eve else reached.day
    for pause_first, pause_last in walk.pauses:
        stands = max(pause_first, first)
        if stands <= last and stands <= pause_last:
            length = (pause_last - stands).days + 1
            walk.paused += length
            last += dt.timedelta(days=length)
    return last


def _settle(last: dt.date, start: dt.date, rest_day: RestDay, walk: _Walk) -> dt.date:
    if rest_day == "as_is" or walk.works(last):
        return last
    settled = walk.next_working(last, _DAY if rest_day == "next_working" else -_DAY)
    # A term can't end before the event that opened it.
    return settled if settled >= start else last


def _told(last: dt.date, settled: dt.date, walk: _Walk) -> str:
    told = ""
    if walk.skipped:
        told += f"，其间{_listed(walk.skipped)}放假"
    if walk.worked:
        told += f"，{_listed(walk.worked)}安排上班"
    if walk.paused:
        told += f"，扣除暂停计时{walk.paused}日"
    told += f"，{arabic_date(last)}届满"
    if settled != last:
        told += f"，遇休息日{_RESTS_SAID['next_working' if settled > last else 'previous_working']}{arabic_date(settled)}"
    if walk.missing:
        years = "、".join(f"{year}年" for year in sorted(walk.missing))
        told += f"；{years}放假安排尚未公布，暂按已知安排和周一至周五推算，公布后重算"
    return told


def _listed(days: list[dt.date]) -> str:
    in_order = sorted(set(days))
    told = "、".join(f"{day.month}月{day.day}日" for day in in_order[:_MOST_LISTED])
    return told + (f"等{len(in_order)}日" if len(in_order) > _MOST_LISTED else "")
