"""工作日历: which days are worked, in layers: Monday to Friday, the national notice of each year, an office's local holidays.

A year without a notice is never silently taken as Monday to Friday: `is_working_day` refuses it, and `status` guesses only
when asked, marking the answer provisional.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from importlib.resources import files

from xiaoneng.rulebook.calendar.errors import CalendarDataError, UnknownYearError, shown

_SATURDAY = 5
_WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class YearNotice:
    """放假安排: one year's days off and make-up working days, with the address of the notice (`notices`).

    A day may lie in the neighbouring calendar year: it stays with the notice that names it.
    """

    year: int
    notices: tuple[str, ...]
    off: frozenset[dt.date]
    work: frozenset[dt.date]

    def __post_init__(self) -> None:
        if not self.notices:
            raise CalendarDataError(f"{self.year} 年放假安排没有写明依据的通知；请补上“notice”")
        _refuse_both(f"{self.year} 年放假安排", self.off, self.work)
        for day in self.off | self.work:
            if abs(day.year - self.year) > 1:
                raise CalendarDataError(f"{self.year} 年放假安排中的 {day} 不在本年或相邻年份；请核对日期")


@dataclass(frozen=True)
class LocalDays:
    """地方假日: days off or working days that an office's own authorities fix; `basis` is the paper that says so."""

    basis: str
    off: frozenset[dt.date] = frozenset()
    work: frozenset[dt.date] = frozenset()

    def __post_init__(self) -> None:
        if not self.basis.strip():
            raise CalendarDataError("地方假日没有写明依据；请填写依据文件")
        _refuse_both(f"地方假日（{self.basis}）", self.off, self.work)


@dataclass(frozen=True)
class DayStatus:
    """某日是否工作日. `source` is the arrangement that names the day, empty for an ordinary weekday or weekend.

    `awaits` is the year whose missing notice could still change the answer; None where it is settled.
    """

    day: dt.date
    working: bool
    source: str = ""
    awaits: int | None = None

    @property
    def provisional(self) -> bool:
        """暂定: whether a missing notice could still change the answer."""
        return self.awaits is not None

    @property
    def because(self) -> str:
        """The Chinese sentence that explains the answer."""
        if self.source:
            return f"{self.day} 按{self.source}{'上班' if self.working else '休息'}"
        said = f"{self.day}（星期{_WEEKDAYS[self.day.weekday()]}）{'按平日上班' if self.working else '为周末'}"
        return said + (f"，{self.awaits} 年放假安排未公布，暂定" if self.awaits else "")


@dataclass(frozen=True)
class WorkingDays:
    """工作日数: how many working days a span has; provisional where a notice is missing."""

    days: int
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """工作日历. Later local layers override earlier ones, and all of them the national notices.

    `reach_back` is the (month, day) from which the next year's notice may still change the end of a year.
    """

    national: Mapping[int, YearNotice]
    local: tuple[LocalDays, ...] = ()
    reach_back: tuple[int, int] = field(default=(12, 31), kw_only=True)

    def __post_init__(self) -> None:
        _ = self._national_days

    @cached_property
    def _national_days(self) -> dict[dt.date, tuple[bool, int]]:
        named: dict[dt.date, tuple[bool, int]] = {}
        for year, notice in sorted(self.national.items()):
            for working, days in ((False, notice.off), (True, notice.work)):
                for day in days:
                    if named.setdefault(day, (working, year))[0] is not working:
                        raise CalendarDataError(f"{named[day][1]} 年与 {year} 年放假安排对 {day} 的说法相反；请核对两份通知")
        return named

    @cached_property
    def _local_days(self) -> dict[dt.date, tuple[bool, str]]:
        named: dict[dt.date, tuple[bool, str]] = {}
        for layer in self.local:
            named.update((day, (False, layer.basis)) for day in layer.off)
            named.update((day, (True, layer.basis)) for day in layer.work)
        return named

    def with_notice(self, notice: YearNotice) -> Calendar:
        """A calendar that also knows `notice`; an earlier one for that year is replaced."""
        return replace(self, national={**self.national, notice.year: notice})

    def with_local(self, days: LocalDays) -> Calendar:
        """A calendar with one more local layer on top."""
        return replace(self, local=(*self.local, days))

    def known(self, year: int) -> bool:
        """Whether the national notice of `year` is in the calendar."""
        return year in self.national

    def is_working_day(self, day: dt.date) -> bool:
        """是否工作日. Raises UnknownYearError where the year has no notice and nobody names the day."""
        named = self._local_days.get(day) or self._national_days.get(day)
        if named is None and self.known(day.year):  # most days, and twenty years of them are numbered at every start
            return day.weekday() < _SATURDAY
        return self.status(day).working

    def status(self, day: dt.date, *, guess: bool = False) -> DayStatus:
        """Whether `day` is worked, why, and whether that is provisional.

        With `guess`, a year without a notice counts Monday to Friday as worked and says so. The last days of a known year
        are provisional, too, until the next notice is in: New Year's holiday may move them.
        """
        local = self._local_days.get(day)
        if local:
            return DayStatus(day, local[0], f"地方安排（{local[1]}）")
        national = self._national_days.get(day)
        if national:
            return DayStatus(day, national[0], f"{national[1]} 年国家放假安排")
        if not self.known(day.year) and not guess:
            raise UnknownYearError(f"{day.year} 年放假安排尚未录入，不能确定 {day} 是否工作日；请先录入该年放假通知")
        return DayStatus(day, day.weekday() < _SATURDAY, awaits=self._awaits(day))

    def _awaits(self, day: dt.date) -> int | None:
        if not self.known(day.year):
            return day.year
        reaches = (day.month, day.day) >= self.reach_back
        return day.year + 1 if reaches and not self.known(day.year + 1) else None

    def count_working_days(self, first: dt.date, last: dt.date) -> WorkingDays:
        """工作日数 from `first` to `last`, both counted; 0 where `last` is earlier."""
        span = range(first.toordinal(), last.toordinal() + 1)
        seen = [self.status(dt.date.fromordinal(number), guess=True) for number in span]
        return WorkingDays(sum(one.working for one in seen), any(one.provisional for one in seen))


@cache
def national_calendar() -> Calendar:
    """The shipped national calendar, without any office's local days."""
    return calendar_from_json(files("xiaoneng").joinpath("rulebooks", "calendar", "holidays.json").read_text(encoding="utf-8"))


def calendar_from_json(text: str) -> Calendar:
    """Reads national notices: {"next_notice_reaches_back_to": "12-27", "years": {"2007": {"notice", "off", "work"}}}.

    Raises CalendarDataError naming the year, the field and the value.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        raise CalendarDataError(f"放假安排不是有效的 JSON：{error}；请核对括号、引号和逗号") from error
    if not isinstance(data, dict) or not isinstance(data.get("years"), dict):
        raise CalendarDataError("放假安排缺少“years”；请按年份列出通知、休息日和上班日")
    notices = [_year_notice(year, entry) for year, entry in data["years"].items()]
    reach_back = _day("放假安排", f"2000-{data.get('next_notice_reaches_back_to')}")
    return Calendar({notice.year: notice for notice in notices}, reach_back=(reach_back.month, reach_back.day))


def _year_notice(year: str, entry: object) -> YearNotice:
    where = f"{year} 年放假安排"
    if not (year.isascii() and year.isdigit()) or not isinstance(entry, dict):
        raise CalendarDataError(f"放假安排的年份{shown(year)}有误；请写四位年份，其下列 notice、off、work")
    for name in ("notice", "off", "work"):
        values = entry.get(name)
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise CalendarDataError(f"{where}的“{name}”应为文字列表；现为{shown(values)}")
    return YearNotice(int(year), tuple(entry["notice"]), _days(where, entry["off"]), _days(where, entry["work"]))


def _days(where: str, texts: Iterable[str]) -> frozenset[dt.date]:
    return frozenset(_day(where, text) for text in texts)


def _day(where: str, text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise CalendarDataError(f"{where}中的日期{shown(text)}有误；请写成 2007-10-01 的形式") from error


def _refuse_both(where: str, off: frozenset[dt.date], work: frozenset[dt.date]) -> None:
    both = sorted(off & work)
    if both:
        raise CalendarDataError(f"{where}把 {both[0]} 同时列为休息日和上班日；请只留一处")
