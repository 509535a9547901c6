"""导入的动作: a file is staged and shown, mended in place, entered as a whole with one entry in the audit, and taken back as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.files import keep_file
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.ledger.actions_facts import write_facts
from xiaoneng.ledger.intake import Taken, fact_columns, roll_of, take_facts
from xiaoneng.ledger.models import Batch, Enactment, Fact, FactState, Source
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.actions_roster import read_rows
from xiaoneng.org.models import ColumnMap, Person
from xiaoneng.org.permit import permit

MOST_ROWS = 200_000


@action("ledger.stage_import")
def stage_import(*, enactment: Enactment, name: str, data: bytes, source: str, by: Person, at: datetime) -> Batch:
    """上传待导入: the table is read and checked; nothing counts yet. The column mapping of last time is used again.

    Raises Invalid for a file that can't be read at all, Refused for one that was imported before.
    """
    office = enactment.office
    permit(by, "ledger.stage_import", office, at)
    columns, rows = read_rows(name, data)
    if len(rows) > MOST_ROWS:
        raise Refused(f"超过 {MOST_ROWS} 行，请分成几个文件")
    file = keep_file(office_id=office.pk, name=name, data=data, by=by, at=at)
    twin = Batch.objects.filter(office=office, file__sha256=file.sha256, state=Batch.State.DONE).first()
    if twin is not None:
        raise Refused(f"同样的文件 {day_of(twin.made_at)} 已经导入过（{twin.count} 条），不必再导")
    known = ColumnMap.objects.filter(office=office, source=source).first()
    mapping = known.columns if known is not None else guess(columns, fact_columns(source_of(enactment)))
    batch = Batch.objects.create(
        office=office, source=source, file=file, mapping=mapping | {"": enactment.pk}, rows=rows,
        made_by=by, made_at=at,
    )  # fmt: skip
    _check(batch, enactment)
    record(batch, office_id=office.pk, changes={"file": file.sha256, "name": file.name, "rows": len(rows), "problems": len(batch.problems)})
    return batch


@action("ledger.mend_rows")
def mend_rows(
    *, batch: Batch, by: Person, at: datetime, mapping: Mapping[str, str] | None = None, cells: Mapping[tuple[int, str], str] | None = None,
    leave_out: Sequence[int] = (),
) -> Batch:  # fmt: skip
    """改正待导入: another mapping of columns, cells mended in place, rows left out; everything is checked anew."""
    permit(by, "ledger.mend_rows", batch.office, at)
    _staged(batch)
    enactment = enactment_of(batch)
    if mapping is not None:
        wrong = sorted(set(mapping.values()) - {"", *fact_columns(source_of(enactment))})
        if wrong:
            raise Invalid(f"没有“{wrong[0]}”这一栏；请从列出的栏目里选")
        batch.mapping = {**mapping, "": enactment.pk}
        _remember(batch)
    back = {ours: theirs for theirs, ours in batch.mapping.items() if theirs}
    gone = set(leave_out)
    changes = dict(cells or {})
    for line, row in batch.rows:
        for column, theirs in back.items():
            if (line, column) in changes:
                row[theirs] = changes[line, column]
    batch.rows = [[line, row] for line, row in batch.rows if line not in gone]
    _check(batch, enactment)
    record(batch, office_id=batch.office_id, changes={"left_out": sorted(gone), "cells": len(changes), "problems": len(batch.problems)})
    return batch


@action("ledger.commit_import")
def commit_import(*, batch: Batch, by: Person, at: datetime) -> int:
    """导入: every row becomes a fact awaiting confirmation, in bulk; nothing is entered while one row is wrong. Gives how many."""
    permit(by, "ledger.commit_import", batch.office, at)
    _staged(batch)
    if not batch.rows:
        raise Refused("没有可导入的行")
    enactment = enactment_of(batch)
    roll = roll_of(batch.office)
    taken = _take(batch, enactment)
    if taken.problems:
        raise Refused(f"还有 {len(taken.problems)} 处不能用，没有导入；请改正或去掉这些行")
    mapped = {line: _mapped(batch, row) for line, row in batch.rows}
    rows = [(mapped[line], read) for line, read in taken.facts.items()]
    move(batch, guard={"state": Batch.State.STAGED}, state=Batch.State.DONE, done_at=at, count=len(rows))
    write_facts(enactment, roll, rows, by=by, at=at, source=Source.IMPORT, batch=batch)
    touch(batch.office)
    record(batch, office_id=batch.office_id, changes={"facts": len(rows), "file": batch.file.sha256})
    return len(rows)


@action("ledger.confirm_batch")
def confirm_batch(*, batch: Batch, by: Person, at: datetime) -> int:
    """确认一次导入: all its facts that still await it, but those about oneself. Gives how many."""
    permit(by, "ledger.confirm_batch", batch.office, at)
    rows = Fact.objects.filter(batch=batch, state=FactState.PENDING).exclude(person=by)
    count = rows.update(state=FactState.CONFIRMED, settled_by=by, settled_at=at, version=F("version") + 1)
    if not count:
        raise Refused("这次导入里没有可以由您确认的记录；与本人有关的由他人确认")
    touch(batch.office)
    record(batch, office_id=batch.office_id, changes={"confirmed": count})
    return count


@action("ledger.undo_import")
def undo_import(*, batch: Batch, reason: str, by: Person, at: datetime) -> int:
    """撤回一次导入: all its facts are withdrawn at once; nothing is deleted. Gives how many."""
    permit(by, "ledger.undo_import", batch.office, at)
    if batch.state != Batch.State.DONE:
        raise Refused("这次上传没有导入，或已经撤回")
    if not reason.strip():
        raise Invalid("没有写明撤回的理由", {"reason": "请写明理由"})
    move(batch, guard={"state": Batch.State.DONE}, state=Batch.State.UNDONE)
    open_ones = Fact.objects.filter(batch=batch, state__in=(FactState.PENDING, FactState.CONFIRMED))
    count = open_ones.update(
        state=FactState.WITHDRAWN, settled_by=by, settled_at=at, settled_why=reason.strip()[:300], version=F("version") + 1
    )
    touch(batch.office)
    record(batch, office_id=batch.office_id, changes={"withdrawn": count}, reason=reason)
    return count


@action("ledger.drop_import")
def drop_import(*, batch: Batch, by: Person, at: datetime) -> Batch:
    """放弃待导入."""
    permit(by, "ledger.drop_import", batch.office, at)
    _staged(batch)
    move(batch, state=Batch.State.DROPPED, rows=[], problems=[])
    record(batch, office_id=batch.office_id)
    return batch


def guess(theirs: Sequence[str], ours: Sequence[str]) -> dict[str, str]:
    """猜列: their column → ours where the names are the same or one of the usual other words."""
    also = {word: name for name, words in ALSO.items() for word in words}
    return {column: column if column in ours else also[column] for column in theirs if column in ours or also.get(column) in ours}


ALSO = {
    "对象": ("姓名", "工号", "人员", "被考核人", "人员编号"),
    "事项": ("项目", "类型", "情况", "考勤结果", "事由"),
    "日期": ("时间", "发生日期", "考勤日期", "打卡日期"),
    "说明": ("备注", "情况说明", "详情"),
    "数量": ("次数", "天数"),
}
"""What exports of other programs call our columns."""


def enactment_of(batch: Batch) -> Enactment:
    """The enactment under which a batch is read."""
    return Enactment.objects.get(pk=batch.mapping[""], office=batch.office)


def duplicates(batch: Batch) -> set[int]:
    """Lines that say of the same subject, day and kind what is on record already."""
    taken = _take(batch, enactment_of(batch))
    roll = roll_of(batch.office)
    there = set(
        Fact.objects.filter(office=batch.office, state__in=(FactState.PENDING, FactState.CONFIRMED))
        .filter(day__in={_day(read.day) for read in taken.facts.values()})
        .values_list("person_id", "unit_id", "day", "kind")
    )
    found = set()
    for line, read in taken.facts.items():
        person = roll.people[read.person] if read.person is not None else None
        unit = roll.units[read.unit] if read.unit is not None else None
        if (person, unit, _day(read.day), read.kind) in there:
            found.add(line)
    return found


def _day(ordinal: int) -> Any:
    return datetime.fromordinal(ordinal).date()


def _mapped(batch: Batch, row: Mapping[str, str]) -> dict[str, str]:
    return {ours: row[theirs] for theirs, ours in batch.mapping.items() if theirs and ours and row.get(theirs)}


def _take(batch: Batch, enactment: Enactment) -> Taken:
    rows = [(line, _mapped(batch, row)) for line, row in batch.rows]
    return take_facts(source_of(enactment), roll_of(batch.office), rows, batch.file.name)


def _check(batch: Batch, enactment: Enactment) -> None:
    taken = _take(batch, enactment)
    problems = [[one.line, one.column, one.value, one.what, one.remedy] for one in taken.problems]
    move(batch, rows=batch.rows, mapping=batch.mapping, problems=problems)


def _remember(batch: Batch) -> None:
    columns = {theirs: ours for theirs, ours in batch.mapping.items() if theirs}
    there = ColumnMap.objects.filter(office=batch.office, source=batch.source).first()
    if there is None:
        ColumnMap.objects.create(office=batch.office, source=batch.source, columns=columns)
    else:
        move(there, columns=columns)


def _staged(batch: Batch) -> None:
    if batch.state != Batch.State.STAGED:
        raise Refused(f"这次上传{Batch.State(batch.state).label}，不能再改")
