"""名册的比对: what a spreadsheet says of people and sections, beside what is on the roll."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from xiaoneng.files.cells import DEFAULT_LIMITS, Problem, ProblemLog
from xiaoneng.files.fields import columns_of_all
from xiaoneng.files.folding import fold_header, fold_name
from xiaoneng.files.people import PERSON_COLUMNS, read_people
from xiaoneng.files.sheet import Intake, Written
from xiaoneng.files.tables import Columns, Row, Table
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import unit_on
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.engines.relations import FOREVER
from xiaoneng.rulebook.language.rulebook import Rulebook

NAMED = ("姓名", *PERSON_COLUMNS)
ALSO = {
    "姓名": ("名字", "人员姓名"),
    "工号": ("编号", "人员编号", "职工号"),
    "科室": ("部门", "股室", "所在科室", "所在部门", "内设机构"),
    "职务": ("岗位", "职级", "职务职级"),
    "入职日期": ("入职时间", "参加工作时间", "到岗日期"),
    "政治面貌": ("党员",),
    "出生日期": ("出生年月", "出生年月日"),
}
"""What spreadsheets call our columns."""


@dataclass(frozen=True)
class Change:
    """一处变动: a person's value on the roll and in the spreadsheet."""

    what: str
    before: str
    after: str


@dataclass
class Comparison:
    """比对: sections and people that are new, changed, the same, or missing from the spreadsheet; everything wrong in it."""

    new_units: list[str] = field(default_factory=list)
    new: list[relations.Person] = field(default_factory=list)
    changed: list[tuple[Person, relations.Person, list[Change]]] = field(default_factory=list)
    same: int = 0
    missing: list[Person] = field(default_factory=list)
    units: dict[str, str] = field(default_factory=dict)
    """工号 → section in the spreadsheet."""
    problems: tuple[Problem, ...] = ()


def person_columns(book: Rulebook) -> tuple[str, ...]:
    """各栏: the columns a person may have, those of the rulebook's declared fields included."""
    return tuple(dict.fromkeys([*NAMED, *columns_of_all([book.people])]))


def guess(theirs: Sequence[str], ours: Sequence[str]) -> dict[str, str]:
    """猜列: their column → ours, by the same or another usual word."""
    also = {fold_header(word): name for name, words in ALSO.items() for word in words}
    return {one: one if one in ours else also[one] for one in theirs if one in ours or also.get(one) in ours}


def compare(office: Unit, rows: Sequence[tuple[int, Mapping[str, str]]], book: Rulebook, file: str, on: date) -> Comparison:
    """比对名册: rows of raw texts by our columns, with their lines."""
    columns = [fold_header(one) for one in person_columns(book)]
    known = Columns(file, columns, lettered=False)
    table = Table(file, columns, [Row(line, [row.get(one, "") for one in columns], known) for line, row in rows])
    log = ProblemLog(DEFAULT_LIMITS.problems_kept)
    directory, memberships = read_people(Intake(Path(file), book, DEFAULT_LIMITS, log, written=Written(file, {"people": table})))
    found = Comparison(problems=tuple(dict.fromkeys(log.problems)))
    found.units = {directory.people[one.person].no: directory.units[one.unit].name for one in memberships}
    there = {fold_name(unit.name) for unit in Unit.objects.filter(office=office, until=None).exclude(pk=office.pk)}
    found.new_units = [unit.name for unit in directory.units if fold_name(unit.name) not in there]
    roll = {one.no: one for one in Person.objects.filter(office=office, left_on=None)}
    for person in directory.people:
        old = roll.pop(person.no, None)
        if old is None:
            found.new.append(person)
            continue
        changes = _changes(old, person, found.units.get(person.no, ""), on)
        if changes:
            found.changed.append((old, person, changes))
        else:
            found.same += 1
    found.missing = list(roll.values())
    return found


def _changes(old: Person, new: relations.Person, unit: str, on: date) -> list[Change]:
    here = unit_on(old, on)
    pairs = [
        ("姓名", old.name, new.name), ("性别", old.sex, new.sex), ("政治面貌", old.party, new.party),
        ("班子成员", "是" if old.leader else "否", new.leader), ("出生日期", _iso(old.born_on), _iso(day_or_none(new.born))),
        ("入职日期", _iso(old.joined_on), _iso(day_or_none(new.joined))), ("科室", here.name if here else "", unit),
    ]  # fmt: skip
    return [Change(what, before, after) for what, before, after in pairs if after and before != after]


def day_or_none(ordinal: int | None) -> date | None:
    """An ordinal of the readers as a day; None for none and for the open ends."""
    return date.fromordinal(ordinal) if ordinal and ordinal < FOREVER else None


def values_of(person: relations.Person) -> dict[str, Any]:
    """What of a read person is written on the roll."""
    return {
        "name": person.name, "sex": person.sex, "born_on": day_or_none(person.born), "party": person.party, "leader": person.leader == "是",
        "joined_on": day_or_none(person.joined), "left_on": day_or_none(person.left), "fields": dict(person.fields),
    }  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
