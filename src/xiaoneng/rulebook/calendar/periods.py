"""时段: years, halves, quarters, months and free spans, with an assessment year that may begin on any day.

Label rule. Every period is labelled by where it *ends*: a year by the calendar year, a month by the calendar month of its
last day. A year from 1 January therefore keeps its own number, one from 16 December 2006 is 2007, and its first month
(16 December to 15 January) is 2007-01. Halves and quarters are numbered inside the assessment year.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, get_args

from xiaoneng.rulebook.calendar.errors import PeriodError, shown

Kind = Literal["year", "half", "quarter", "month", "span"]
YearStart = tuple[int, int]

CALENDAR_YEAR: YearStart = (1, 1)

_SIZE: dict[str, int] = {"year": 12, "half": 6, "quarter": 3, "month": 1}
_LETTER = {"half": "H", "quarter": "Q"}
_KIND_OF_LETTER: dict[str, Kind] = {"": "year", "H": "half", "Q": "quarter"}
_KIND_NAMES = {"year": "年", "half": "半年", "quarter": "季", "month": "月", "span": "起止日期"}
_A_LEAP_YEAR = 2000

_LABEL = re.compile(r"(?P<year>[0-9]{4})(?:-(?:(?P<letter>[HQ])(?P<part>[0-9])|(?P<month>[0-9]{2})))?")
_SPAN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")
_QUARTERS = {"一": 1, "二": 2, "三": 3, "四": 4}
_HALVES = {"上": 1, "下": 2}
_CHINESE = re.compile(r"([0-9]{4}) ?年 ?(?:度|全年|([0-9]{1,2}) ?月份?|第? ?([一二三四]|[1-4]) ?季度?|([上下])半年)?")
_FORMS = "请写成 2007、2007-H1、2007-Q3、2012-07 或 2011-10-01..2011-11-15"


@dataclass(frozen=True)
class Period:
    """时段. `first` and `last` both belong to it; `label` is how the command line and the results name it."""

    label: str
    kind: Kind
    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last

    @property
    def days(self) -> int:
        """Number of calendar days, both ends counted."""
        return (self.last - self.first).days + 1


def parse_year_start(text: str) -> YearStart:
    """年度起始日: `12-16` → (12, 16); 02-29 is allowed and means 28 February in common years."""
    match = re.fullmatch(r"([0-9]{2})-([0-9]{2})", text.strip()) if isinstance(text, str) else None
    if match is None:
        raise PeriodError(f"年度起始日{shown(text)}写法不对；请写成“月-日”，如 01-01 或 12-16")
    return _checked((int(match[1]), int(match[2])))


def parse_period(text: str, year_start: YearStart = CALENDAR_YEAR) -> Period:
    """时段: reads `2007`, `2007-H1`, `2007-Q3`, `2012-07`, `2011-10-01..2011-11-15`.

    `year_start` is (month, day) of the assessment year. Raises PeriodError.
    """
    _checked(year_start)
    if not isinstance(text, str):
        raise PeriodError(f"时段{shown(text)}不是文字；{_FORMS}")
    text = _plain(text.strip())
    span = _SPAN.fullmatch(text)
    if span:
        return _span(text, span[1], span[2])
    match = _LABEL.fullmatch(text)
    if match is None:
        raise PeriodError(f"时段{shown(text)}写法不对；{_FORMS}")
    year = int(match["year"])
    if match["month"]:
        return _parse_month(text, year, int(match["month"]), year_start)
    kind = _KIND_OF_LETTER[match["letter"] or ""]
    parts = _SIZE["year"] // _SIZE[kind]
    part = int(match["part"] or 1)
    if not 1 <= part <= parts:
        raise PeriodError(f"时段{shown(text)}中没有第 {part} 个{_KIND_NAMES[kind]}；应为 1 至 {parts}")
    return _nth(kind, (year - 1) * parts + part - 1, year_start)


def _plain(text: str) -> str:
    """2025年1月, 2025年度, 2025年第一季度 and 2025年上半年 as they are written short; other texts as they are."""
    match = _CHINESE.fullmatch(text)
    if match is None:
        return text
    year, month, quarter, half = match.groups()
    if month:
        return f"{year}-{int(month):02d}"
    if quarter:
        return f"{year}-Q{_QUARTERS.get(quarter, quarter)}"
    return f"{year}-H{_HALVES[half]}" if half else year


def containing(day: dt.date, kind: Kind, year_start: YearStart = CALENDAR_YEAR) -> Period:
    """所在时段: the year, half, quarter or month that `day` belongs to. Raises PeriodError for a span."""
    return _nth(_regular(kind), _serial(day, kind, _checked(year_start)), year_start)


def previous(period: Period, n: int = 1, year_start: YearStart = CALENDAR_YEAR) -> Period:
    """上一期: the period of the same kind `n` places before (a negative `n` goes forward).

    Raises PeriodError for a span, or for a period that was cut with another `year_start`.
    """
    kind = _regular(period.kind)
    serial = _serial(period.first, kind, _checked(year_start))
    if _nth(kind, serial, year_start) != period:
        raise PeriodError(f"时段{shown(period.label)}与年度起始日 {year_start[0]:02d}-{year_start[1]:02d} 不符；请用同一起始日划分")
    return _nth(kind, serial - n, year_start)


def numbers_of(period: Period, year_start: YearStart = CALENDAR_YEAR) -> dict[str, int]:
    """期间的序号: which month (1–12, as it is labelled), quarter (1–4), half (1–2) and year a period lies in; empty for a span.

    A period has no number of a kind shorter than itself. Raises PeriodError for a period that was cut with another `year_start`.
    """
    if period.kind == "span":
        return {}
    found: dict[str, int] = {}
    for kind in get_args(Kind):
        if kind != "span" and _SIZE[period.kind] <= _SIZE[kind]:
            around = containing(period.first, kind, year_start)
            found[kind] = int(around.label[:4] if kind == "year" else around.label.lstrip("0123456789").lstrip("-HQ"))
    return found


def within(period: Period, kind: Kind, year_start: YearStart = CALENDAR_YEAR) -> tuple[Period, ...]:
    """其间各期: all periods of `kind` that lie wholly inside `period`, in order of time."""
    serial = _serial(period.first, _regular(kind), _checked(year_start))
    found: list[Period] = []
    part = _nth(kind, serial, year_start)
    while part.last <= period.last:
        if part.first >= period.first:
            found.append(part)
        serial += 1
        part = _nth(kind, serial, year_start)
    return tuple(found)


def months_of(period: Period, year_start: YearStart = CALENDAR_YEAR) -> tuple[Period, ...]:
    """各月: the months wholly inside `period`."""
    return within(period, "month", year_start)


def quarters_of(period: Period, year_start: YearStart = CALENDAR_YEAR) -> tuple[Period, ...]:
    """各季: the quarters wholly inside `period`."""
    return within(period, "quarter", year_start)


def halves_of(period: Period, year_start: YearStart = CALENDAR_YEAR) -> tuple[Period, ...]:
    """各半年: the halves wholly inside `period`."""
    return within(period, "half", year_start)


def _span(text: str, first: str, last: str) -> Period:
    ends = []
    for part in (first, last):
        try:
            ends.append(dt.date.fromisoformat(part))
        except ValueError as error:
            raise PeriodError(f"时段{shown(text)}中的日期“{part}”不存在；请核对月、日") from error
    if ends[0] > ends[1]:
        raise PeriodError(f"时段{shown(text)}的起日晚于止日；请把较早的日期写在前面")
    return Period(f"{first}..{last}", "span", ends[0], ends[1])


def _parse_month(text: str, year: int, month: int, year_start: YearStart) -> Period:
    if not 1 <= month <= _SIZE["year"]:
        raise PeriodError(f"时段{shown(text)}的月份不存在；月份应为 01 至 12")
    return _nth("month", year * 12 + month - 1 - _offset(year_start), year_start)


def _checked(year_start: YearStart) -> YearStart:
    try:
        month, day = year_start
        dt.date(_A_LEAP_YEAR, month, day)
    except (TypeError, ValueError) as error:
        raise PeriodError(f"年度起始日{shown(year_start)}不存在；应为（月, 日），如 (1, 1) 或 (12, 16)") from error
    return year_start


def _regular(kind: Kind) -> Kind:
    if kind not in get_args(Kind):
        raise PeriodError(f"没有{shown(kind)}这种时段；可用 year、half、quarter、month")
    if kind == "span":
        raise PeriodError("自定起止日期的时段没有前后期之分；请改用年、半年、季或月")
    return kind


# Months are numbered year * 12 + month - 1 by their label, so that whole years, halves and quarters are runs of numbers.


def _offset(year_start: YearStart) -> int:
    """Number of the month that opens assessment year 1; twelve such numbers make a year."""
    month, day = year_start
    closes = 12 + (month - 2) % 12 if day == 1 else 12 + month - 1
    return closes - 11


def _cut(number: int, day: int) -> dt.date:
    """The day in calendar month `number` on which a month beginning on the `day`th begins; short months clip it."""
    year, month0 = divmod(number, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise PeriodError("时段超出可计算的年份范围；请核对年份")
    return dt.date(year, month0 + 1, min(day, monthrange(year, month0 + 1)[1]))


def _month_first(number: int, day: int) -> dt.date:
    return _cut(number, 1) if day == 1 else _cut(number - 1, day)


def _serial(day: dt.date, kind: Kind, year_start: YearStart) -> int:
    number = day.year * 12 + day.month - 1
    if _month_first(number + 1, year_start[1]) <= day:
        number += 1
    return (number - _offset(year_start)) // _SIZE[kind]


@lru_cache(maxsize=4096)
def _nth(kind: Kind, serial: int, year_start: YearStart) -> Period:
    """The period number `serial` of its kind, counted from assessment year 1 (serial 0)."""
    size = _SIZE[kind]
    opens = _offset(year_start) + serial * size
    first = _month_first(opens, year_start[1])
    last = _month_first(opens + size, year_start[1]) - dt.timedelta(days=1)
    if kind == "month":
        label = f"{opens // 12:04d}-{opens % 12 + 1:02d}"
    else:
        year, part = divmod(serial, _SIZE["year"] // size)
        label = f"{year + 1:04d}" + (f"-{_LETTER[kind]}{part + 1}" if kind in _LETTER else "")
    return Period(label, kind, first, last)
