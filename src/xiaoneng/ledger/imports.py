"""导入的读法: an uploaded table, how its columns are read, what is wrong in its rows, what is on record already."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.files.cells import InputProblems, value_text
from xiaoneng.files.tables import read_table
from xiaoneng.ledger.intake import Roll, Taken, fact_columns, take_lines
from xiaoneng.ledger.likeness import OPEN, absences_within, attendance_on, covering, may_be_set_off
from xiaoneng.ledger.models import Absence, Attendance, Batch, Enactment, Fact
from xiaoneng.ledger.punches import DERIVED, ROLES, days_of, exceptions
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.models import ColumnMap, Unit
from xiaoneng.rulebook.calendar import national_calendar
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.language.load import Source as Book

MOST_ROWS = 200_000
MOST_PROBLEMS = 10
OUT, KNOWN, TWIN, AWAY, OFF, IN = "out", "known", "twin", "away", "off", "in"
"""Marks of a row: left out by a person; on record already; twice in the file; the person was away (to be decided); set off by a
person; entered by a person's decision all the same."""
LEFT_OUT = frozenset({OUT, KNOWN, TWIN, OFF})
ALSO = {
    "对象": ("姓名", "工号", "人员", "被考核人", "人员编号", "科室", "部门", "承办单位", "责任单位"),
    "事项": ("项目", "类型", "情况", "考勤结果", "事由", "工单类型"),
    "日期": ("时间", "发生日期", "考勤日期", "打卡日期", "办结时间", "登记时间"),
    "说明": ("备注", "情况说明", "详情", "内容"),
    "数量": ("次数", "天数"),
    "依据": ("文号", "单号", "工单编号", "编号"),
    "时间": ("打卡时间", "上班时间", "下班时间", "签到时间", "签退时间", "刷卡时间", "上班打卡", "下班打卡"),
}
"""What exports of other programs call our columns."""
TOLD = ("说明", "依据")
"""Columns that are kept as they are written."""
Cells = list[Any]


@dataclass(frozen=True)
class Lines:
    """要导入的行: texts in the order of our columns, by line."""

    columns: tuple[str, ...]
    rows: list[tuple[int, list[str]]]


@dataclass
class Checked:
    """核对的结果: what the rows say, everything wrong, and what was found about rows."""

    lines: Lines
    taken: Taken
    problems: list[Cells]
    marks: dict[str, Cells] = field(default_factory=dict)


def read_upload(name: str, data: bytes) -> tuple[list[str], list[Cells]]:
    """读上传的表: columns, and [line, [text, …]], by the same bounded reader as a folder's files. Raises Invalid, Refused."""
    suffix = Path(name).suffix.lower()
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"import{suffix if suffix in ('.csv', '.xlsx') else '.csv'}"
        path.write_bytes(data)
        try:
            table = read_table(path)
        except InputProblems as found:
            said = "\n".join(str(one).replace(path.name, name) for one in found.problems[:MOST_PROBLEMS])
            raise Invalid(f"这个文件不能读：\n{said}") from None
    if len(table.rows) > MOST_ROWS:
        raise Refused(f"超过 {MOST_ROWS} 行，请分成几个文件")
    return table.columns, [[row.line, [one if one.__class__ is str else value_text(one) for one in row.values]] for row in table.rows]


def ours_for(batch: Batch) -> tuple[str, ...]:
    """可对应的栏目."""
    return ROLES if batch.punches else fact_columns(source_of(enactment_of(batch)))


def enactment_of(batch: Batch) -> Enactment:
    """The enactment under which a batch is read."""
    if batch.enactment is None:
        raise Refused("这次上传没有写明按哪项制度读；请重新上传")
    return batch.enactment


def guess(theirs: Sequence[str], ours: Collection[str]) -> dict[str, str]:
    """猜列: their column → ours, by the same or another usual word. Only times may stand in several columns."""
    found = {one: one for one in theirs if one in ours}
    for name in ours:
        for word in ALSO.get(name, ()):
            if word in theirs and word not in found and (name == "时间" or name not in found.values()):
                found[word] = name
    return found


def remembered(office: Unit, source: str, columns: Sequence[str]) -> tuple[dict[str, str], dict[str, str]] | None:
    """上次的对应: mapping and fixed texts, where this source was read before and the table still has those columns."""
    known = ColumnMap.objects.filter(office=office, source=source).first()
    if known is None or not set(known.columns.get("columns", {})) <= set(columns):
        return None
    return dict(known.columns["columns"]), dict(known.columns.get("fixed", {}))


def lines_of(batch: Batch, lines: Collection[int] | None = None) -> Lines:
    """要导入的行: those left out are passed over; `lines` are those asked for."""
    back = list(enumerate(DERIVED)) if batch.punches else _positions(batch)
    fixed = {} if batch.punches else batch.fixed
    columns, same, places = (*fixed, *(name for _, name in back)), list(fixed.values()), [at for at, _ in back]
    left = {int(line) for line, mark in batch.marks.items() if mark[0] in LEFT_OUT}
    if lines is not None:
        rows = [one for one in batch.rows if one[0] in lines and one[0] not in left]
    else:
        rows = [one for one in batch.rows if one[0] not in left] if left else batch.rows
    return Lines(columns, [(line, [*same, *[values[at] for at in places]]) for line, values in rows])


def _positions(batch: Batch) -> list[tuple[int, str]]:
    return [(at, batch.mapping[theirs]) for at, theirs in enumerate(batch.columns) if batch.mapping.get(theirs)]


class Attendances:
    """考勤约定, newest first, with the names under which what follows from them is entered."""

    def __init__(self, enactment: Enactment) -> None:
        self.agreed = list(Attendance.objects.filter(office=enactment.office_id).order_by("-since", "-pk"))
        kinds = source_of(enactment).rulebook.facts
        own = {f"{enactment.key}:{key}": kind.name for key, kind in kinds.items()}
        self._names = [
            (one.since, {role: own[key] for role, key in one.kinds.items() if isinstance(key, str) and key in own}) for one in self.agreed
        ]

    def names(self, day: date) -> dict[str, str]:
        """Role → the name of its kind on a day."""
        return next((names for since, names in self._names if since <= day), {})


def derive(
    columns: Sequence[str], rows: Sequence[Cells], mapping: Mapping[str, str], attendance: Attendances
) -> tuple[list[Cells], list[Cells]]:
    """打卡成行: the exceptions of a punch log as rows (in the order of `DERIVED`), and what is wrong with it."""
    at = [(number, mapping[name]) for number, name in enumerate(columns) if mapping.get(name)]
    read: list[tuple[int, dict[str, list[str]]]] = []
    for line, values in rows:
        row: dict[str, list[str]] = {}
        for number, role in at:
            row.setdefault(role, []).append(values[number])
        read.append((line, row))
    punched, wrong = days_of(read)
    problems: list[Cells] = [[line, "日期", text, "看不出是谁、哪一天的", "请核对这一行的人员和日期"] for line, text in wrong]
    made: list[Cells] = []
    for one in exceptions(punched, attendance.agreed, national_calendar()):
        kind = attendance.names(one.day).get(one.role)
        if kind:
            made.append([len(made) + 1, [one.day.isoformat(), one.who, kind, one.says]])
    return made, problems


def check(batch: Batch, roll: Roll, on: date, lines: Collection[int] | None = None) -> Checked:
    """核对: the rows (or some of them) as facts, with everything wrong on that day; and marks for those that nobody has decided on."""
    enactment = enactment_of(batch)
    missing = [] if batch.punches else _missing(batch, source_of(enactment))
    if missing:
        return Checked(Lines((), []), Taken(), missing)
    rows = lines_of(batch, lines)
    taken = take_lines(source_of(enactment), roll, rows.columns, rows.rows, batch.file.name)
    problems: list[Cells] = [[one.line, one.column, one.value, one.what, one.remedy] for one in taken.problems]
    for line, one in taken.facts.items():
        if one.day > on.toordinal():
            problems.append([line, "日期", date.fromordinal(one.day).isoformat(), "还没有到", "请核对；事情发生以后再登记"])
    decided = {line for line, mark in batch.marks.items() if mark[0] in (IN, OUT, OFF)}
    marks = _marks(enactment, roll, rows, taken.facts)
    return Checked(rows, taken, problems, {line: mark for line, mark in marks.items() if line not in decided})


def _missing(batch: Batch, book: Book) -> list[Cells]:
    """The needed columns that nothing is mapped to."""
    there = {*batch.mapping.values(), *batch.fixed}
    needed = [name for name in ("日期", "对象", "事项") if name not in there]
    return [[0, name, "", f"没有列对应“{name}”", "请在下面选定是哪一列，或填写各行相同的内容"] for name in needed]


def _marks(enactment: Enactment, roll: Roll, rows: Lines, facts: Mapping[int, relations.Fact]) -> dict[str, Cells]:
    if not facts:
        return {}
    days = {one.day for one in facts.values()}
    first, last = date.fromordinal(min(days)), date.fromordinal(max(days))
    there = _on_record(enactment, first, last)
    away = absences_within(enactment.office, first, last)
    seen: dict[object, int] = {}
    found: dict[str, Cells] = {}
    told = places_of(rows.columns)
    for line, values in rows.rows:
        one = facts.get(line)
        if one is None:
            continue
        person = roll.people[one.person] if one.person is not None else None
        unit = roll.units[one.unit] if one.unit is not None else None
        named = {name: [roll.people[at] for at in people] for name, people in one.people.items()}
        says = [values[at].strip() if at is not None else "" for at in told]
        key = (person, unit, one.day, one.kind, one.quantity, *says, *_filled(one.fields, named))
        twin = seen.setdefault(key, line)
        if key in there:
            found[str(line)] = [KNOWN, there[key]]
        elif twin != line:
            found[str(line)] = [TWIN, str(twin)]
        elif person in away and (absence := _sets_off(enactment, away[person], one)) is not None:
            found[str(line)] = [AWAY, str(absence.pk)]
    return found


NOTHING: frozenset[object] = frozenset()


def places_of(columns: Sequence[str]) -> list[int | None]:
    """Where 说明 and 依据 stand in a row; None where the table has no such column."""
    return [columns.index(name) if name in columns else None for name in TOLD]


def _on_record(enactment: Enactment, first: date, last: date) -> dict[tuple[object, ...], str]:
    rows = Fact.objects.filter(office=enactment.office_id, rulebook=enactment.key, state__in=OPEN, day__gte=first, day__lte=last)
    told = rows.values_list("person_id", "unit_id", "day", "kind", "quantity", "remark", "basis", "fields", "named", "no")
    return {(row[0], row[1], row[2].toordinal(), *row[3:7], *_filled(row[7], row[8])): row[9] for row in told}


def _filled(fields: Mapping[str, Any], named: Mapping[str, list[int]]) -> tuple[object, object]:
    """What the columns that a kind declares say, the people that they name among it: rows that differ there are different records."""
    values = frozenset((name, value) for name, value in fields.items() if value is not None) if fields else NOTHING
    return values, frozenset((name, tuple(people)) for name, people in named.items()) if named else NOTHING


def _sets_off(enactment: Enactment, absences: Sequence[Absence], fact: relations.Fact) -> Absence | None:
    day = date.fromordinal(fact.day)
    absence = covering(absences, day)
    if absence is None or not may_be_set_off(attendance_on(enactment.office, day), enactment.key, fact.kind):
        return None
    return absence
