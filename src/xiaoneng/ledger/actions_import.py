"""导入的动作: a file is staged and shown, mended in place, entered as a whole with one entry in the audit, and taken back as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import F

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.files import keep_file, read_file
from xiaoneng.audit.refusals import Invalid, Refused, Stale
from xiaoneng.audit.writing import move
from xiaoneng.ledger.actions_many import Table, write_many
from xiaoneng.ledger.actions_notices import notify_all
from xiaoneng.ledger.beside import is_closed
from xiaoneng.ledger.imports import (
    AWAY,
    IN,
    KNOWN,
    OFF,
    OUT,
    TWIN,
    Attendances,
    Cells,
    check,
    derive,
    enactment_of,
    guess,
    ours_for,
    read_upload,
    remembered,
)
from xiaoneng.ledger.intake import roll_of
from xiaoneng.ledger.models import Batch, Enactment, Fact, FactState, Source
from xiaoneng.ledger.punches import DERIVED
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import ColumnMap, Person
from xiaoneng.org.permit import permit


@dataclass(frozen=True)
class Mending:
    """一次改正: another reading of the columns, cells mended in place, and what was decided about rows (by line)."""

    mapping: Mapping[str, str] | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[tuple[int, str], str] = field(default_factory=dict)
    leave_out: Collection[int] = ()
    take_in: Collection[int] = ()
    set_off: Collection[int] = ()


@action("ledger.stage_import")
def stage_import(
    *, enactment: Enactment, name: str, data: bytes, source: str, by: Person, at: datetime, punches: bool = False
) -> Batch:  # fmt: skip
    """上传待导入: the table is read and checked; nothing counts yet. The column mapping of last time is used again.

    Raises Invalid for a file that can't be read at all, Refused for one that was imported before.
    """
    office = enactment.office
    permit(by, "ledger.stage_import", office, at)
    if not source.strip():
        raise Invalid("没有写明来源", {"source": "请写明从哪里导出的，如考勤机；下次同一来源不用再对应各列"})
    columns, rows = read_upload(name, data)
    file = keep_file(office_id=office.pk, name=name, data=data, by=by, at=at)
    twin = Batch.objects.filter(office=office, file__sha256=file.sha256, state=Batch.State.DONE).defer("rows").first()
    if twin is not None:
        raise Refused(f"同样的文件 {day_of(twin.made_at)} 已经导入过（{twin.count} 条），不必再导")
    batch = Batch(
        office=office, enactment=enactment, source=source.strip(), punches=punches, file=file, columns=columns, made_by=by, made_at=at
    )  # fmt: skip
    known = remembered(office, batch.source, columns)
    batch.mapping, batch.fixed = known or (guess(columns, ours_for(batch)), {})
    values = _read(batch, rows, day_of(at))
    made = Batch.objects.create(
        office=office, enactment=enactment, source=batch.source, punches=punches, file=file, columns=columns, mapping=batch.mapping,
        fixed=batch.fixed, made_by=by, made_at=at, **values,
    )  # fmt: skip
    shown = {"file": file.sha256, "name": file.name, "rows": len(made.rows), "problems": len(made.problems)}
    record(made, office_id=office.pk, changes=shown)
    return made


def _read(batch: Batch, rows: list[Cells], on: date) -> dict[str, Any]:
    """Rows, marks and problems of a batch read anew from its table."""
    problems: list[Cells] = []
    if batch.punches:
        attendance = Attendances(enactment_of(batch))
        rows, problems = derive(batch.columns, rows, batch.mapping, attendance)
        if not attendance.agreed:
            problems.insert(0, [0, "时间", "", "还没有登记上下班时间", "请先在“考勤约定”里登记，再重新对应各列"])
        if not {"对象", "时间"} <= set(batch.mapping.values()):
            problems.insert(0, [0, "时间", "", "没有选定人员和时间是哪几列", "请在上面选定"])
    batch.rows, batch.marks = rows, {}
    found = check(batch, roll_of(batch.office), on)
    return {"rows": rows, "marks": found.marks, "problems": problems + found.problems}


@action("ledger.mend_rows")
def mend_rows(
    *, batch: Batch, by: Person, at: datetime, mapping: Mapping[str, str] | None = None, cells: Mapping[tuple[int, str], str] | None = None,
    leave_out: Collection[int] = (), more: Mending | None = None,
) -> Batch:  # fmt: skip
    """改正待导入: another mapping of columns, cells mended in place, rows left out, taken in or set off; what changed is checked anew."""
    permit(by, "ledger.mend_rows", batch.office, at)
    _staged(batch)
    mending = more or Mending(mapping=mapping, cells=cells or {}, leave_out=leave_out)
    if mending.mapping is not None:
        _map(batch, mending, day_of(at))
    else:
        _mend(batch, mending, day_of(at))
    told = {"left_out": sorted(mending.leave_out), "taken_in": sorted(mending.take_in), "set_off": sorted(mending.set_off)}
    changed = {name: lines for name, lines in told.items() if lines} | {"cells": len(mending.cells), "problems": len(batch.problems)}
    record(batch, office_id=batch.office_id, changes=changed | ({"mapping": batch.mapping} if mending.mapping is not None else {}))
    return batch


def _map(batch: Batch, mending: Mending, on: date) -> None:
    ours = ours_for(batch)
    chosen = {theirs: name for theirs, name in (mending.mapping or {}).items() if name}
    wrong = sorted({*chosen.values(), *mending.fixed} - set(ours))
    if wrong:
        raise Invalid(f"没有“{wrong[0]}”这一栏；请从列出的栏目里选")
    twice = sorted(name for name in set(chosen.values()) if name != "时间" and list(chosen.values()).count(name) > 1)
    if twice:
        raise Invalid(f"有两列都对应“{twice[0]}”；请只留一列")
    batch.mapping = chosen
    batch.fixed = {name: text.strip() for name, text in mending.fixed.items() if text.strip() and name not in chosen.values()}
    _, rows = read_upload(batch.file.name, read_file(batch.file)) if batch.punches else (None, batch.rows)
    values = _read(batch, rows, on)
    move(batch, guard={"state": Batch.State.STAGED}, mapping=batch.mapping, fixed=batch.fixed, **values)
    _remember(batch)


def _mend(batch: Batch, mending: Mending, on: date) -> None:
    """Cells and decisions of some rows; only those rows are checked anew."""
    lines = {line for line, _ in mending.cells} | {*mending.leave_out, *mending.take_in, *mending.set_off}
    marks = {line: mark for line, mark in batch.marks.items() if int(line) not in lines or mark[0] in (AWAY, OFF, KNOWN, TWIN)}
    for chosen, mark in ((mending.leave_out, OUT), (mending.take_in, IN)):
        marks |= {str(line): [mark, *batch.marks.get(str(line), ["", ""])[1:]] for line in chosen}
    for line in mending.set_off:
        if marks.get(str(line), [""])[0] != AWAY:
            raise Invalid(f"第 {line} 行没有可以冲销的请假或外出")
        marks[str(line)] = [OFF, marks[str(line)][1]]
    _write_cells(batch, mending.cells)
    for line in {line for line, _ in mending.cells} - {*mending.leave_out, *mending.take_in, *mending.set_off}:
        marks.pop(str(line), None)
    batch.marks = marks
    found = check(batch, roll_of(batch.office), on, lines)
    whole = [one for one in found.problems if not one[0]]
    kept = [one for one in batch.problems if one[0] and one[0] not in lines] if not whole else []
    problems = whole or sorted([*kept, *found.problems], key=lambda one: one[0])
    values: dict[str, Any] = {"marks": marks | found.marks, "problems": problems}
    if mending.cells:
        values["rows"] = batch.rows
    move(batch, guard={"state": Batch.State.STAGED}, **values)


def _write_cells(batch: Batch, cells: Mapping[tuple[int, str], str]) -> None:
    if not cells:
        return
    at = dict(zip(DERIVED, range(len(DERIVED)), strict=True)) if batch.punches else _places(batch)
    rows = dict(batch.rows)
    for (line, column), text in cells.items():
        if line not in rows or column not in at:
            raise Invalid(f"第 {line} 行没有“{column}”这一栏可改；各行相同的请改上面的对应")
        rows[line][at[column]] = text


def _places(batch: Batch) -> dict[str, int]:
    return {batch.mapping[theirs]: number for number, theirs in enumerate(batch.columns) if batch.mapping.get(theirs)}


@action("ledger.commit_import")
def commit_import(*, batch: Batch, by: Person, at: datetime) -> int:
    """导入: every row becomes a fact awaiting confirmation, in bulk; nothing is entered while one row is wrong. Gives how many."""
    permit(by, "ledger.commit_import", batch.office, at)
    _staged(batch)
    enactment, roll = enactment_of(batch), roll_of(batch.office)
    found = check(batch, roll, day_of(at))
    undecided = sum(mark[0] == AWAY for mark in batch.marks.values())
    since = [line for line in found.marks if line not in batch.marks]
    if since:
        raise Stale(f"有 {len(since)} 行在上传之后另有登记或请假，没有导入；请点“照此重新核对”后再看一次")
    whole = [one for one in batch.problems if batch.punches and one[0] == 0]
    if found.problems or whole:
        raise Refused(f"还有 {len(found.problems) + len(whole)} 处不能用，没有导入；请改正或去掉这些行")
    if undecided:
        raise Refused(f"还有 {undecided} 行没有选定冲销还是照常登记，没有导入；请逐行选定")
    if not found.taken.facts:
        raise Refused("没有可导入的行")
    again = {int(line) for line, mark in batch.marks.items() if mark[0] == IN}
    table = Table(found.lines, found.taken.facts, dict.fromkeys(again, f"导入时由{by.name}逐行选定照常登记"))
    count = len(table.facts)
    move(batch, guard={"state": Batch.State.STAGED}, state=Batch.State.DONE, done_at=at, count=count)
    made = write_many(enactment, roll, table, by=by, at=at, source=Source.IMPORT, batch=batch)
    touch(batch.office, counts=False)
    marks = [mark[0] for mark in batch.marks.values()]
    told = {
        name: marks.count(mark) for name, mark in (("left_out", OUT), ("known", KNOWN), ("twins", TWIN), ("set_off", OFF)) if mark in marks
    }
    record(
        batch,
        office_id=batch.office_id,
        changes=told | {"facts": count, "first": made.first, "last": made.last, "file": batch.file.sha256},
    )
    _tell(batch, made.of, by, at)
    return count


def _tell(batch: Batch, counts: Counter[int], by: Person, at: datetime) -> None:
    """One notice a person, however many records."""
    texts = {pk: f"“{batch.source}”导入了您的 {count} 条记录，待核实。您可以写说明。" for pk, count in counts.items() if pk != by.pk}
    notify_all(texts=texts, office=batch.office, link="/facts/?state=pending", group=f"import:{batch.pk}", at=at)


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
    """撤回一次导入: all its facts are withdrawn at once; nothing is deleted. Gives how many.

    Raises Refused where confirmed ones lie in a closed period: those are withdrawn one by one, and the period is reckoned anew.
    """
    permit(by, "ledger.undo_import", batch.office, at)
    if batch.state != Batch.State.DONE:
        raise Refused("这次上传没有导入，或已经撤回")
    if not reason.strip():
        raise Invalid("没有写明撤回的理由", {"reason": "请写明理由"})
    open_ones = Fact.objects.filter(batch=batch, state__in=(FactState.PENDING, FactState.CONFIRMED))
    counted = list(open_ones.filter(state=FactState.CONFIRMED).values_list("day", flat=True).distinct())
    if counted:
        permit(by, "ledger.withdraw_fact", batch.office, at)
    if counted and is_closed(batch.office, counted):
        raise Refused("这次导入的记录有的已经结账，不能整批撤回；请逐条撤销，再办理重新核算")
    move(batch, guard={"state": Batch.State.DONE}, state=Batch.State.UNDONE)
    count = open_ones.update(
        state=FactState.WITHDRAWN, settled_by=by, settled_at=at, settled_why=reason.strip()[:300], version=F("version") + 1
    )
    touch(batch.office, counts=bool(counted))
    record(batch, office_id=batch.office_id, changes={"withdrawn": count}, reason=reason)
    return count


@action("ledger.drop_import")
def drop_import(*, batch: Batch, by: Person, at: datetime) -> Batch:
    """放弃待导入."""
    permit(by, "ledger.drop_import", batch.office, at)
    _staged(batch)
    move(batch, guard={"state": Batch.State.STAGED}, state=Batch.State.DROPPED, rows=[], problems=[], marks={})
    record(batch, office_id=batch.office_id)
    return batch


def duplicates(batch: Batch) -> set[int]:
    """Lines that say what is on record already, or what another line says."""
    return {int(line) for line, mark in batch.marks.items() if mark[0] in (KNOWN, TWIN)}


def _remember(batch: Batch) -> None:
    columns = {"columns": batch.mapping, "fixed": batch.fixed}
    there = ColumnMap.objects.filter(office=batch.office, source=batch.source).first()
    if there is None:
        ColumnMap.objects.create(office=batch.office, source=batch.source, columns=columns)
    else:
        move(there, columns=columns)


def _staged(batch: Batch) -> None:
    if batch.state != Batch.State.STAGED:
        raise Stale(f"这次上传{Batch.State(batch.state).label}，不能再改")
