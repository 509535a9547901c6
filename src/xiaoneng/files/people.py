"""人员与科室: the tables people, units and memberships."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from xiaoneng.files.directory import Directory
from xiaoneng.files.fields import FieldReader, columns_of, columns_of_all
from xiaoneng.files.folding import fold_id, fold_name
from xiaoneng.files.serving import COLUMN, entered, told_by_tenure
from xiaoneng.files.sheet import Intake, Sheet, day_text, open_sheet
from xiaoneng.files.tables import Row
from xiaoneng.files.values import split_list
from xiaoneng.rulebook.engines.relations import FOREVER, Membership, Person, Unit
from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.plan.attributes import ORDINARY, TENURES
from xiaoneng.rulebook.problems import nearest
from xiaoneng.rulebook.results.sentences import UNRULED

PERSON_COLUMNS = ("工号", "科室", "性别", "出生日期", "政治面貌", "班子成员", "任职方式", "职务", "入职日期", "离职日期")
DATED_COLUMNS = ("职务", "政治面貌", "班子成员", "任职方式")
"""What of a person may stand with a membership."""
UNIT_COLUMNS = ("类别", "上级")


@dataclass
class _Roll:
    """The three sheets on their way into a directory; `unit_rows` are the rows of the units, in their order."""

    intake: Intake
    units: Sheet
    memberships: Sheet
    people: Sheet
    directory: Directory
    unit_rows: list[Row]


def read_people(intake: Intake) -> tuple[Directory, tuple[Membership, ...]]:
    """读名册: everybody and every unit of the folder, and who belonged where when. What is wrong is noted in `intake`."""
    book = intake.book
    units = open_sheet(intake, "units", ("科室",), (*UNIT_COLUMNS, *columns_of_all([book.units])))
    dated = ("自", "至", *DATED_COLUMNS, *columns_of_all([book.people]))
    memberships = open_sheet(intake, "memberships", ("工号", "科室"), dated)
    needed = ("姓名",) if memberships.there else ("姓名", "科室")
    people = open_sheet(intake, "people", needed, (*PERSON_COLUMNS, *columns_of_all([book.people])), must=True)
    directory = Directory(people_whole=people.whole, units_whole=units.whole and (units.there or people.whole))
    roll = _Roll(intake, units, memberships, people, directory, [])
    if units.there:
        _enter_units(roll)
    else:
        _make_units(roll)
    _enter_people(roll)
    found = _memberships(roll)
    if book.units:
        _fill_units(roll)
    if book.people:
        _fill_people(roll)
    return directory, found


def _enter_units(roll: _Roll) -> None:
    lines: dict[str, int] = {}
    sheet = roll.units
    for row in sheet.rows:
        name = sheet.need(row, "科室")
        first = lines.setdefault(fold_name(name), row.line)
        if name and first != row.line:
            sheet.refuse(row, "科室", f"与第{first}行的科室重复", "请删去其中一行, 或改成不同的名称")
        roll.directory.add_unit(Unit(name, sheet.text(row, "类别"), sheet.text(row, "上级")))
        roll.unit_rows.append(row)
    _find_parents(roll)


def _find_parents(roll: _Roll) -> None:
    """上级: a unit of the table under the name that it bears there; an outside office's name stays as it is."""
    units = roll.directory.units
    for at, row in enumerate(roll.unit_rows):
        found = roll.directory.by_unit.get(fold_name(units[at].parent))
        if found == at:
            roll.units.refuse(row, "上级", "是它自己", "请填写上级单位, 没有的空着")
        elif found is not None:
            units[at] = replace(units[at], parent=units[found].name)


def _make_units(roll: _Roll) -> None:
    """Without a table of units, the sections named by people (and memberships) are the units."""
    directory = roll.directory
    for sheet in (roll.people, roll.memberships):
        for row in sheet.rows:
            name = sheet.text(row, "科室")
            if name and fold_name(name) not in directory.by_unit:
                directory.add_unit(Unit(name))
    if directory.units:
        roll.intake.warnings.append(f"没有 units 表: 科室取自 {roll.people.file}, 共 {len(directory.units)} 个, 类别和上级未填")


def _enter_people(roll: _Roll) -> None:
    sheet, directory = roll.people, roll.directory
    for row in sheet.rows:
        name = sheet.need(row, "姓名")
        number = sheet.text(row, "工号")
        first = directory.by_no.get(fold_id(number)) if number else None
        if first is not None:
            what = f"与第{sheet.rows[first].line}行的工号相同"
            sheet.refuse(row, "工号", what, "两个人不能用同一个工号, 请核对; 先后在几个科室的, 请另放 memberships 表(工号, 科室, 自, 至)")
        directory.add_person(_person(sheet, row, number or name, name))
    _refuse_namesakes(sheet, directory)


def _refuse_namesakes(sheet: Sheet, directory: Directory) -> None:
    """Whoever has no number needs a name that nobody else has, nor anybody has for a number."""
    for bearers in directory.by_name.values():
        for at in bearers[1:]:
            first = bearers[0]
            name = sheet.text(sheet.rows[at], "姓名")
            if name and not all(sheet.text(sheet.rows[one], "工号") for one in (first, at)):
                what = f"与第{sheet.rows[first].line}行同名而没有都填工号"
                sheet.refuse(sheet.rows[at], "姓名", what, "请给同名的人都填写工号")
    for at, person in enumerate(directory.people):
        other = directory.by_no[fold_id(person.no)]
        row = sheet.rows[other]
        if person.name and other != at and not sheet.text(sheet.rows[at], "工号") and sheet.text(row, "工号"):
            sheet.refuse(sheet.rows[at], "姓名", f"与第{row.line}行的工号相同", "请给这个人填写工号")


def _person(sheet: Sheet, row: Row, number: str, name: str) -> Person:
    born, joined, left = (sheet.day(row, column) for column in ("出生日期", "入职日期", "离职日期"))
    if joined is not None and left is not None and left < joined:
        sheet.refuse(row, "离职日期", f"早于入职日期 {day_text(joined)}", "请核对两个日期")
    if born is not None and joined is not None and born >= joined:
        sheet.refuse(row, "出生日期", f"不早于入职日期 {day_text(joined)}", "请核对两个日期")
    return Person(
        no=number,
        name=name,
        sex=sheet.text(row, "性别"),
        born=born,
        party=sheet.text(row, "政治面貌"),
        leader=sheet.yes_no(row, "班子成员"),
        post=sheet.text(row, "职务"),
        joined=joined or 0,
        left=FOREVER if left is None else left,
        tenure=_tenure(sheet, row) or (ORDINARY,),
    )


def _tenure(sheet: Sheet, row: Row) -> tuple[str, ...]:
    """任职方式: one or several ways of serving; () where the cell is blank."""
    cell = sheet.cell(row, COLUMN)
    words = tuple(dict.fromkeys(sheet.intake.log.read(split_list, cell) or ())) if cell is not None else ()
    for word in words:
        if word not in TENURES:
            sheet.refuse(row, COLUMN, f"里的“{word}”不在可选范围内", f"请填写 {'、'.join(TENURES)}，几样用顿号隔开{nearest(word, TENURES)}")
    return words


def _memberships(roll: _Roll) -> tuple[Membership, ...]:
    found, listed = _listed_memberships(roll)
    sheet = roll.people
    for at, row in enumerate(sheet.rows):
        if at in listed:
            continue
        if not sheet.text(row, "科室"):
            if roll.memberships.whole:
                sheet.refuse(row, "科室", "是空的", "请填写科室; 合并的单元格请取消合并后逐行填写")
            continue
        unit = sheet.look(row, "科室", roll.directory.unit)
        if unit is not None:
            found.append(Membership(at, unit))
    return tuple(sorted(found, key=lambda membership: (membership.person, membership.since)))


def _listed_memberships(roll: _Roll) -> tuple[list[Membership], set[int]]:
    """The rows of the table memberships, and whom they are about; two units on one day are refused."""
    sheet, directory = roll.memberships, roll.directory
    found: dict[int, list[tuple[Membership, Row]]] = {}
    listed: set[int] = set()
    # What is blank here stands with the person, where what a blank means is said.
    declared = {key: one.model_copy(update={"unset": None}) for key, one in roll.intake.book.people.items()}
    reader = FieldReader(sheet, entered(declared), directory)
    for row in sheet.rows:
        person = sheet.look(row, "工号", directory.person)
        listed |= set() if person is None else {person}
        unit = sheet.look(row, "科室", directory.unit)
        since, until = sheet.day(row, "自"), sheet.day(row, "至")
        if since is not None and until is not None and until < since:
            sheet.refuse(row, "至", f"早于“自” {day_text(since)}", "请核对两个日期")
        if person is not None and unit is not None:
            tenure, own = _tenure(sheet, row), reader.read(row).values
            told = told_by_tenure(declared, tenure)
            membership = Membership(
                person, unit, since or 0, FOREVER if until is None else until, sheet.text(row, "职务"),
                {**own, **{name: value for name, value in told.items() if own.get(name) is None}},
                party=sheet.text(row, "政治面貌"),
                leader=sheet.yes_no(row, "班子成员") if sheet.text(row, "班子成员") else None,
                tenure=tenure,
            )  # fmt: skip
            found.setdefault(person, []).append((membership, row))
    for rows in found.values():
        rows.sort(key=lambda one: one[0].since)
        for (earlier, before), (later, row) in pairwise(rows):
            if later.since <= earlier.until:
                sheet.refuse(row, "自", f"与第{before.line}行的时间重叠", "一个人同一天只能在一个科室, 请改正“自”和“至”")
    return [membership for rows in found.values() for membership, _ in rows], listed


def _fill_units(roll: _Roll) -> None:
    declared, directory = roll.intake.book.units, roll.directory
    if roll.units.there:
        _warn_absent(roll.units, declared)
        reader = FieldReader(roll.units, declared, directory)
        directory.units[:] = [
            replace(unit, fields=reader.read(row).values) for unit, row in zip(directory.units, roll.unit_rows, strict=True)
        ]


def _fill_people(roll: _Roll) -> None:
    declared, directory = roll.intake.book.people, roll.directory
    columns = {*roll.people.columns, *roll.memberships.columns}
    told = told_by_tenure(declared, TENURES) if COLUMN in columns else {}
    elsewhere = {key for key, one in declared.items() if any(map(roll.memberships.has, columns_of(key, one)))}
    _warn_absent(roll.people, {key: one for key, one in declared.items() if key not in elsewhere and key not in told})
    reader = FieldReader(roll.people, entered(declared), directory)
    pending = []
    for at, row in enumerate(roll.people.rows):
        read = reader.read(row)
        told = told_by_tenure(declared, directory.people[at].tenure if COLUMN in columns else ())
        filled = {key for key, one in entered(declared).items() if any(roll.people.text(row, column) for column in columns_of(key, one))}
        values = {key: value for key, value in told.items() if key not in filled}
        directory.people[at] = replace(directory.people[at], fields={**read.values, **values})
        left = [name for name in read.pending if name not in {declared[key].name or key for key in values}]
        pending += [f"{roll.people.file} 第{row.line}行: {directory.people[at].name}的“{name}”尚未认定，{UNRULED}" for name in left]
    roll.intake.warnings += pending


def _warn_absent(sheet: Sheet, declared: Mapping[str, DataField]) -> None:
    """Say which attributes of the rulebook the table has no column for."""
    for key, one in declared.items():
        columns = columns_of(key, one)
        if sheet.there and sheet.whole and one.unset is None and not any(map(sheet.has, columns)):
            sheet.intake.warnings.append(f"{sheet.file}: 没有“{'”或“'.join(columns)}”列, 一律按未填处理")
