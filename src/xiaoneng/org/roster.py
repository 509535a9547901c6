"""名册的比对: what a spreadsheet says of people and sections, beside what is on the roll."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from xiaoneng.files.cells import DEFAULT_LIMITS, Problem, ProblemLog
from xiaoneng.files.fields import columns_of, columns_of_all
from xiaoneng.files.folding import fold_header, fold_name
from xiaoneng.files.people import PERSON_COLUMNS, read_people
from xiaoneng.files.serving import COLUMN
from xiaoneng.files.sheet import Intake, Written
from xiaoneng.files.tables import Columns, Row, Table
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.particulars import LEADER, NO, OWN, PARTY, columns_asked, told_on
from xiaoneng.org.permit import unit_on
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.engines.relations import FOREVER
from xiaoneng.rulebook.language.rulebook import Rulebook

LINES_SHOWN = 12
LIKE_ENOUGH = 0.6
"""So alike are names of which one may be the other written wrong: two of three characters."""
ONE_ROW = "两个人不能用同一个工号，请核对；一个人先后在几个科室的，只留现在的一行"
NAMED = ("姓名", *(one for one in PERSON_COLUMNS if one != COLUMN))
ALSO = {
    "姓名": ("名字", "人员姓名"),
    "工号": ("编号", "人员编号", "职工号"),
    "科室": ("部门", "股室", "所在科室", "所在部门", "内设机构"),
    "职务": ("岗位", "职级", "职务职级"),
    "入职日期": ("入职时间", "到岗日期"),
    "政治面貌": ("党员",),
    "出生日期": ("出生年月", "出生年月日"),
}
"""What spreadsheets call our columns. 参加工作时间 is not when somebody came to this office."""
FORMULA = ("=", "+", "-", "@")
"""What a spreadsheet would compute instead of showing it."""
BETWEEN_CHARACTERS = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
"""The blank that makes a name of two characters as wide as one of three."""


@dataclass(frozen=True)
class Change:
    """一处变动: a person's value on the roll and in the spreadsheet; of a 登记项 also its key and the value."""

    what: str
    before: str
    after: str
    key: str = ""
    value: Any = None

    @property
    def needs_day(self) -> bool:
        """Whether it was otherwise before, so that it has to be said since when it is so."""
        return self.what == "科室" or bool(self.key and self.before)


@dataclass(frozen=True)
class Stranger:
    """没有的科室: where the spreadsheet names it, how many people it would get, the nearest one that there is."""

    name: str
    lines: tuple[int, ...]
    near: str = ""

    @property
    def where(self) -> str:
        """第 3、5 行 …"""
        shown = "、".join(str(line) for line in self.lines[:LINES_SHOWN])
        return f"第 {shown} 行{'等' if len(self.lines) > LINES_SHOWN else ''}"


@dataclass
class Comparison:
    """比对: sections and people that are new, changed, the same, or missing from the spreadsheet; everything wrong in it."""

    new_units: list[str] = field(default_factory=list)
    new: list[relations.Person] = field(default_factory=list)
    changed: list[tuple[Person, relations.Person, list[Change]]] = field(default_factory=list)
    same: int = 0
    missing: list[Person] = field(default_factory=list)
    particulars: dict[str, dict[str, Any]] = field(default_factory=dict)
    """工号 → what the spreadsheet says of those who are new: leadership team, political status, declared columns."""
    units: dict[str, str] = field(default_factory=dict)
    """工号 → section in the spreadsheet."""
    problems: tuple[Problem, ...] = ()
    """Everything that has to be put right, line by line."""
    strangers: dict[str, Stranger] = field(default_factory=dict)
    """Name → a section that the office doesn't have: new, or written wrong."""
    namesakes: list[tuple[relations.Person, Person]] = field(default_factory=list)
    """New by their number, and somebody missing from the spreadsheet who bears the same name: perhaps one person."""

    @property
    def needs_day(self) -> bool:
        """Whether somebody changes from a day on."""
        return any(change.needs_day for _, _, changes in self.changed for change in changes)


def person_columns(book: Rulebook) -> tuple[str, ...]:
    """各栏: the columns a person may have, those of the rulebook's declared fields included."""
    return tuple(dict.fromkeys([*NAMED, *columns_of_all([book.people])]))


def guess(theirs: Sequence[str], ours: Sequence[str], chosen: Mapping[str, str] | None = None) -> dict[str, str]:
    """猜列: their column → ours. As chosen last time ('' is not used), else by the same or another usual word; each of ours once."""
    also = {fold_header(word): name for name, words in ALSO.items() for word in words}
    found = {one: (chosen or {})[one] for one in theirs if one in (chosen or {})}
    for one in theirs:
        word = one if one in ours else also.get(one, "")
        if one not in found and word in ours and word not in found.values():
            found[one] = word
    return found


def compare(
    office: Unit, rows: Sequence[tuple[int, Mapping[str, str]]], book: Rulebook, file: str, on: date, unread: Sequence[Problem] = ()
) -> Comparison:  # fmt: skip
    """比对名册: rows of raw texts by our columns, with their lines. `unread` is what was wrong with rows that could not be read."""
    roll = {one.no: one for one in Person.objects.filter(office=office, left_on=None)}
    rows, unsure = _numbered(rows, roll.values(), file)
    columns = [fold_header(one) for one in person_columns(book)]
    known = Columns(file, columns, lettered=False)
    table = Table(file, columns, [Row(line, [row.get(one, "") for one in columns], known) for line, row in rows])
    log = ProblemLog(DEFAULT_LIMITS.problems_kept)
    directory, memberships = read_people(Intake(Path(file), book, DEFAULT_LIMITS, log, written=Written(file, {"people": table})))
    gone = {one.no: one for one in Person.objects.filter(office=office).exclude(left_on=None)}
    wrong = [*unread, *unsure, *map(_plainly, log.problems), *_of_those_gone(rows, gone, file)]
    found = Comparison(problems=tuple(sorted(dict.fromkeys(wrong), key=lambda one: one.line)))
    found.units = {directory.people[one.person].no: directory.units[one.unit].name for one in memberships}
    there = {fold_name(unit.name): unit.name for unit in Unit.objects.filter(office=office, until=None).exclude(pk=office.pk)}
    found.new_units = [unit.name for unit in directory.units if fold_name(unit.name) not in there]
    found.strangers = _strangers(rows, found.new_units, list(there.values()))
    filled = {column for _, row in rows for column, text in row.items() if text}
    told = told_on([one.pk for one in roll.values()], on)
    for read in directory.people:
        old, says = roll.pop(read.no, None), _says(read, book, filled)
        if old is None:
            found.new.append(read)
            found.particulars[read.no] = says
            continue
        changes = [*_changes(old, read, found.units.get(read.no, ""), on), *_particulars(told.get(old.pk, {}), says, book)]
        if changes:
            found.changed.append((old, read, changes))
        else:
            found.same += 1
    found.missing = list(roll.values())
    found.namesakes = [(new, old) for new in found.new for old in found.missing if fold_name(new.name) == fold_name(old.name)]
    return found


def _numbered(
    rows: Sequence[tuple[int, Mapping[str, str]]], roll: Iterable[Person], file: str
) -> tuple[list[tuple[int, Mapping[str, str]]], list[Problem]]:
    """A row without a number is whoever bears its name on the roll; where two do, the number has to be written."""
    numbers: dict[str, list[str]] = {}
    for person in roll:
        numbers.setdefault(fold_name(person.name), []).append(person.no)
    written = Counter(fold_name(row.get("姓名", "")) for _, row in rows)
    found: list[tuple[int, Mapping[str, str]]] = []
    unsure: list[Problem] = []
    for line, row in rows:
        name = BETWEEN_CHARACTERS.sub("", row.get("姓名", "").strip())
        alone = not row.get("工号", "").strip() and written[fold_name(name)] == 1
        same = numbers.get(fold_name(name), []) if alone else []
        if name.startswith(FORMULA):
            unsure.append(Problem(file, line, "姓名", name, "像公式，不像姓名", "请填写姓名"))
        if len(same) > 1:
            unsure.append(Problem(file, line, "工号", "", f"名册上有 {len(same)} 个{name}", f"请填写工号，是{'还是'.join(same)}"))
        found.append((line, {**row, "姓名": name} | ({"工号": same[0]} if len(same) == 1 else {})))
    return found, unsure


def _plainly(one: Problem) -> Problem:
    """A remedy that speaks of a folder's other tables, for whoever has one spreadsheet."""
    return replace(one, remedy=ONE_ROW) if "memberships" in one.remedy else one


def _of_those_gone(rows: Sequence[tuple[int, Mapping[str, str]]], gone: Mapping[str, Person], file: str) -> list[Problem]:
    """Numbers that belong to people who left: they can't be given again."""
    remedy = "工号不能再用；是另一个人的请换工号；是同一个人、没有走或又回来的，请先在他的页面撤销离职登记"
    return [
        Problem(file, line, "工号", row["工号"], f"是 {one.left_on} 离职的{one.name}的工号", remedy)
        for line, row in rows
        if (one := gone.get(row.get("工号", "").strip())) is not None
    ]


def _strangers(rows: Sequence[tuple[int, Mapping[str, str]]], new: Sequence[str], there: Sequence[str]) -> dict[str, Stranger]:
    names = {fold_name(one): one for one in new}
    lines: dict[str, list[int]] = {}
    for line, row in rows:
        lines.setdefault(fold_name(row.get("科室", "")), []).append(line)
    return {
        name: Stranger(name, tuple(lines.get(key, ())), next(iter(difflib.get_close_matches(name, there, 1, LIKE_ENOUGH)), ""))
        for key, name in names.items()
    }


def _says(read: relations.Person, book: Rulebook, filled: set[str]) -> dict[str, Any]:
    """What the spreadsheet says of somebody: one without a column, or with a blank one, says nothing of it."""
    own = {key: value for key, value in read.fields.items() if filled & {*columns_of(key, book.people[key])}}
    told = {LEADER: read.leader if "班子成员" in filled else None, PARTY: read.party, **own}
    return {what: value for what, value in told.items() if value not in ("", None)}


def _particulars(told: Mapping[str, Any], says: Mapping[str, Any], book: Rulebook) -> Iterator[Change]:
    known = {one.key: one for one in (*OWN.values(), *columns_asked(book))}
    for what, value in says.items():
        before = told.get(what, NO if what == LEADER else "")
        if before != value:
            yield Change(known[what].name, known[what].says(before) if before else "", known[what].says(value), what, value)


def _changes(old: Person, new: relations.Person, unit: str, on: date) -> list[Change]:
    here = unit_on(old, on)
    pairs = [
        ("姓名", old.name, new.name), ("性别", old.sex, new.sex), ("出生日期", _iso(old.born_on), _iso(day_or_none(new.born))),
        ("入职日期", _iso(old.joined_on), _iso(day_or_none(new.joined))), ("科室", here.name if here else "", unit),
    ]  # fmt: skip
    return [Change(what, before, after) for what, before, after in pairs if after and before != after]


def day_or_none(ordinal: int | None) -> date | None:
    """An ordinal of the readers as a day; None for none and for the open ends."""
    return date.fromordinal(ordinal) if ordinal and ordinal < FOREVER else None


def values_of(person: relations.Person) -> dict[str, Any]:
    """What of a read person is written on the roll."""
    return {
        "name": person.name, "sex": person.sex, "born_on": day_or_none(person.born),
        "joined_on": day_or_none(person.joined), "left_on": day_or_none(person.left),
    }  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
