"""名册导入的动作: last year's spreadsheet becomes the roll, after everybody has seen what would change."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.files import keep_file
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.files.cells import DEFAULT_LIMITS, InputProblems, Problem, ProblemLog, value_text
from xiaoneng.files.tables import stream_table
from xiaoneng.org.actions_particulars import begin_particulars, change_particulars
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Appointment, ColumnMap, Level, Person, RosterImport, Tenure, Unit
from xiaoneng.org.particulars import is_nothing
from xiaoneng.org.permit import during, permit
from xiaoneng.org.roster import Comparison, compare, guess, person_columns, values_of
from xiaoneng.rulebook.calendar import name_initials
from xiaoneng.rulebook.language.rulebook import Rulebook

SOURCE = "名册"


@action("org.stage_roster")
def stage_roster(*, office: Unit, name: str, data: bytes, book: Rulebook, by: Person, at: datetime) -> RosterImport:
    """上传名册: read and kept; the mapping of last time is used again. Raises Invalid for a file that can't be read."""
    permit(by, "org.stage_roster", office, at)
    columns, rows, problems = read_rows(name, data)
    file = keep_file(office_id=office.pk, name=name, data=data, by=by, at=at)
    known = ColumnMap.objects.filter(office=office, source=SOURCE).first()
    mapping = guess(columns, person_columns(book), known.columns if known is not None else None)
    made = RosterImport.objects.create(
        office=office, file=file, columns=columns, rows=rows, problems=problems, mapping=mapping, made_by=by, made_at=at
    )
    record(made, office_id=office.pk, changes={"file": file.sha256, "rows": len(rows)})
    return made


@action("org.map_roster")
def map_roster(*, roster: RosterImport, mapping: Mapping[str, str], by: Person, at: datetime) -> RosterImport:
    """对应列: which of their columns is which of ours ('' is not used); remembered for the next time. Each of ours stands for one."""
    permit(by, "org.map_roster", roster.office, at)
    used = [ours for ours in mapping.values() if ours]
    if twice := next((ours for ours in used if used.count(ours) > 1), None):
        both = "”和“".join(theirs for theirs, ours in mapping.items() if ours == twice)
        raise Invalid(f"“{both}”都对应了{twice}；请只留一列，其余的选“（不用）”")
    move(roster, guard={"state": RosterImport.State.STAGED}, mapping=dict(mapping))
    there = ColumnMap.objects.filter(office=roster.office, source=SOURCE).first()
    if there is None:
        ColumnMap.objects.create(office=roster.office, source=SOURCE, columns=dict(mapping))
    else:
        move(there, columns=dict(mapping))
    record(roster, office_id=roster.office_id, changes={"mapping": dict(mapping)})
    return roster


def read_rows(name: str, data: bytes) -> tuple[list[str], list[list[object]], list[list[object]]]:
    """The columns, the rows ([line, {column: text}]) and the rows that can't be read ([line, column, value, what, remedy]) of an uploaded
    table, by the same bounded reader as a folder's files. Raises Invalid where there is no table with a head."""
    suffix = Path(name).suffix.lower()
    log = ProblemLog(DEFAULT_LIMITS.problems_kept)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / f"import{suffix if suffix in ('.csv', '.xlsx') else '.csv'}"
        path.write_bytes(data)
        try:
            table = stream_table(path, log)
            rows = list(table.rows)
        except InputProblems as found:
            raise Invalid("这个文件不能读：\n" + "\n".join(str(one).replace(path.name, name) for one in found.problems[:10])) from None
    kept: list[list[object]] = [[row.line, {one: value_text(row.values[at]) for at, one in enumerate(table.columns)}] for row in rows]
    return table.columns, kept, [[one.line, one.column, one.value, one.what, one.remedy] for one in log.problems]


def comparison(roster: RosterImport, book: Rulebook, on: date) -> Comparison:
    """比对一次上传: what it would change today, and everything that is wrong in it, line by line."""
    rows = [(line, {ours: row[theirs] for theirs, ours in roster.mapping.items() if ours and row.get(theirs)}) for line, row in roster.rows]
    file = roster.file.name
    unread = [Problem(file, int(line), column, value, what, remedy) for line, column, value, what, remedy in roster.problems]
    return compare(roster.office, rows, book, file, on, unread)


@action("org.import_roster")
def import_roster(
    *, roster: RosterImport, book: Rulebook, since: date | None, by: Person, at: datetime,
    left: Mapping[int, date] | None = None, opens: Collection[str] | None = None,
) -> dict[str, int]:  # fmt: skip
    """导入名册: sections and people that are new come in, what changed is changed, moves count from `since`; one act, one entry.

    Whoever is missing from the spreadsheet stays on the roll unless `left` says (person's id → last day) that they left. `opens` are the
    sections that shall be set up; None for all that the spreadsheet names.
    """
    office = roster.office
    permit(by, "org.import_roster", office, at)
    if roster.state != RosterImport.State.STAGED:
        raise Refused("这份名册已经导入或放弃")
    found = comparison(roster, book, day_of(at))
    if found.problems:
        raise Refused(f"还有 {len(found.problems)} 处不能用，没有导入；请在表格里改正后重新上传")
    refused = [one for one in found.new_units if opens is not None and one not in opens]
    if refused:
        raise Refused(f"本单位没有{'、'.join(refused)}，没有导入；写错的请在表格里改正，确要新设的请勾选“设立”")
    if since is None and found.needs_day:
        raise Invalid("有人的科室或登记项变了，没有写明从哪天起", {"since": "请填写从哪天起"})
    order = Unit.objects.filter(office=office).count()
    for number, name in enumerate(found.new_units):
        Unit.objects.create(office=office, parent=office, level=Level.SECTION, name=name, order=order + number)
    units = {unit.name: unit for unit in Unit.objects.filter(office=office, until=None)}
    _take_in(office, found, units)
    _change(found, units, since)
    for person in found.missing:
        if person.pk in (left or {}):
            move(person, left_on=(left or {})[person.pk])
    move(roster, state=RosterImport.State.DONE)
    touch(office)
    told = {"new_units": len(found.new_units), "new": len(found.new), "changed": len(found.changed), "left": len(left or {})}
    record(roster, office_id=office.pk, changes=told | {"file": roster.file.sha256})
    return told


def _take_in(office: Unit, found: Comparison, units: Mapping[str, Unit]) -> None:
    count = Person.objects.filter(office=office).count()
    for number, new in enumerate(found.new, count):
        values = values_of(new)
        made = Person.objects.create(office=office, no=new.no, initials=name_initials(new.name), order=number, **values)
        Appointment.objects.create(person=made, unit=units[found.units[new.no]], title=new.post, since=made.joined_on)
        begin_particulars(made, {what: value for what, value in found.particulars[new.no].items() if not is_nothing(what, value)})


def _change(found: Comparison, units: Mapping[str, Unit], since: date | None) -> None:
    for old, new, changes in found.changed:
        values = {name: value for name, value in values_of(new).items() if value not in (None, "")}
        move(old, **values, initials=name_initials(new.name))
        if any(one.what == "科室" for one in changes):
            _move(old, units[found.units[new.no]], since, new.post)
        for one in changes:
            if one.key:
                change_particulars(old, {one.key: one.value}, since if one.needs_day else None)


def _move(person: Person, unit: Unit, since: date | None, title: str) -> None:
    assert since is not None  # noqa: S101 refused before anything is written
    for row in Appointment.objects.filter(person=person, tenure=Tenure.MAIN).filter(during(since)):
        move(row, until=since - timedelta(days=1))
    Appointment.objects.create(person=person, unit=unit, title=title, since=since)
