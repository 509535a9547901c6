"""打卡记录: times become findings by the office's own answers: its working hours, its grace, and what they are entered as."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from xiaoneng.files.cells import BadValue, Cell
from xiaoneng.files.values import parse_date
from xiaoneng.ledger.models import Attendance
from xiaoneng.rulebook.calendar import Calendar

ROLES = ("对象", "日期", "时间")
"""What the columns of a punch log may be; several may hold times."""
DERIVED = ("日期", "对象", "事项", "说明")
"""The columns of the rows that are made of it."""
_TIME = re.compile(r"([01]?[0-9]|2[0-3])[:：]([0-5][0-9])")
_DAY = re.compile(r"[0-9]{4}[-/.年][0-9]{1,2}[-/.月][0-9]{1,2}日?|[0-9]{8}")
HOUR = 60


@dataclass(frozen=True)
class Found:
    """一处异常: whose, on which day, which role of the agreement (`late` …), and the times in words."""

    who: str
    day: date
    role: str
    says: str


def clock_text(minute: int) -> str:
    """Minutes of the day as 08:30."""
    return f"{minute // HOUR:02}:{minute % HOUR:02}"


def clock_minutes(text: str) -> int | None:
    """08:30 as minutes of the day; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    return int(found[1]) * HOUR + int(found[2]) if found else None


def days_of(rows: Sequence[tuple[int, Mapping[str, Sequence[str]]]]) -> tuple[dict[tuple[str, date], list[int]], list[tuple[int, str]]]:
    """按人按天: (who, day) → minutes, in order; and the rows that say no day, with what stands there.

    Each row has texts by role; date and time may stand in one cell.
    """
    found: dict[tuple[str, date], list[int]] = {}
    wrong: list[tuple[int, str]] = []
    known: dict[str, date | None] = {}
    for line, row in rows:
        who = "".join(row.get("对象", ())).strip()
        texts = [*row.get("日期", ()), *row.get("时间", ())]
        written = next((match[0] for text in texts if (match := _DAY.search(text))), "")
        if written not in known:
            known[written] = _day(written)
        day = known[written]
        if not who and not written:
            continue
        if day is None or not who:
            wrong.append((line, " ".join(texts)[:40]))
            continue
        times = [int(hour) * HOUR + int(minute) for text in texts for hour, minute in _TIME.findall(text)]
        found.setdefault((who, day), []).extend(times)
    return {key: sorted(set(times)) for key, times in found.items()}, wrong


def _day(text: str) -> date | None:
    try:
        return parse_date(Cell(text, "", 0, "日期"))
    except BadValue:
        return None


def exceptions(punched: Mapping[tuple[str, date], Sequence[int]], agreed: Sequence[Attendance], calendar: Calendar) -> Iterator[Found]:
    """异常: on working days, who came after or left before the hours agreed on for that day, or is without any time.

    `agreed` is newest first; a day before all of them has no hours, and nothing follows.
    """
    for (who, day), times in sorted(punched.items(), key=lambda one: (one[0][1], one[0][0])):
        attendance = next((one for one in agreed if one.since <= day), None)
        if attendance is None or not calendar.status(day, guess=True).working:
            continue
        for begin, end, inside in _shifts(attendance, times):
            yield from _shift(attendance, Found(who, day, "", ""), (begin, end), inside)


def _shifts(attendance: Attendance, times: Sequence[int]) -> Iterator[tuple[int, int, list[int]]]:
    """Each shift with the times that belong to it: those nearer to it than to its neighbours."""
    shifts = attendance.shifts
    for at, (begin, end) in enumerate(shifts):
        first = (shifts[at - 1][1] + begin) // 2 if at else 0
        last = (end + shifts[at + 1][0]) // 2 if at + 1 < len(shifts) else 24 * HOUR
        yield begin, end, [one for one in times if first <= one < last]


def _shift(attendance: Attendance, found: Found, hours: tuple[int, int], times: Sequence[int]) -> Iterator[Found]:
    begin, end = hours
    shown = "、".join(map(clock_text, times))
    if not times:
        yield Found(found.who, found.day, "missing", f"{clock_text(begin)}至{clock_text(end)} 没有打卡")
        return
    middle = (begin + end) // 2
    came, left = times[0], times[-1]
    if begin + attendance.grace < came and (came < middle or len(times) > 1):
        yield Found(found.who, found.day, "late", f"打卡 {shown}，上班 {clock_text(begin)}")
    if left < end - attendance.grace and (left >= middle or len(times) > 1):
        yield Found(found.who, found.day, "early", f"打卡 {shown}，下班 {clock_text(end)}")
