"""评价的动作: a period is closed and its result frozen, the signed paper noted, a later correction made a new revision."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from xiaoneng.audit.action import action, record
from xiaoneng.audit.chain import canonical
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.models import StoredFile
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.ledger.differences import differences
from xiaoneng.ledger.evaluation import Evaluation, evaluate
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.rulebooks import judging, source_of
from xiaoneng.merit.models import Opinion, Run
from xiaoneng.merit.papers import OF_KIND, stored_pages, subject_of
from xiaoneng.merit.queries import latest_run, pending_in, period_of, sections_on
from xiaoneng.org.models import Person, Unit, revisions_of
from xiaoneng.org.permit import permit
from xiaoneng.rulebook.calendar import Period
from xiaoneng.rulebook.language.names import SheetLine


@action("merit.close_period", decisive=True)
def close_period(*, enactment: Enactment, period: Period, by: Person, at: datetime, leave_open: str = "") -> Run:
    """结账: the result of a period that is over is frozen as it stands.

    Facts that still await confirmation don't count; closing over them needs a reason (`leave_open`). Raises Refused where the period
    is not over, is closed already, or another version judges it.
    """
    office = enactment.office
    permit(by, "merit.close_period", office, at)
    if day_of(at) <= period.last:
        raise Refused(f"{period.label} 到 {period.last.isoformat()} 才结束，还不能结账")
    if latest_run(office, enactment.key, period.label) is not None:
        raise Refused(f"{period.label} 已经结账；以后的更正请办理“重新核算”，原来的结果会保留")
    _must_judge(enactment, period)
    found = evaluate(enactment, period.label)
    pending = pending_in(office, period)
    if pending and not leave_open.strip():
        raise Invalid(f"{period.label} 还有 {pending} 条记录待确认；请先确认，或写明为何不等", {"leave_open": "请写明理由"})
    run = _keep(enactment, found, pending, by, at)
    record(run, office_id=office.pk, changes=_told(run), reason=leave_open)
    return run


@action("merit.revise_period", decisive=True)
def revise_period(*, run: Run, reason: str, by: Person, at: datetime) -> Run:
    """重新核算: a new revision of a closed period with what is known now; the old one stays as it was signed."""
    permit(by, "merit.revise_period", run.office, at)
    if not reason.strip():
        raise Invalid("没有写明更正原因", {"reason": "请写明因哪条记录或哪个决定更正"})
    if Run.objects.filter(supersedes=run).exists():
        raise Refused("这一次结果已经被更正过；请在最新的一次上办理")
    enactment = judging(run.office, run.key, run.last_day) or run.enactment
    found = evaluate(enactment, run.period)
    if not differences(run.result, found.result):
        raise Refused("按现在的记录和制度核算，结果没有变化，不必更正")
    period = found.outcome.plan.period
    made = _keep(enactment, found, pending_in(run.office, period), by, at, run, reason.strip())
    record(made, office_id=run.office_id, changes=_told(made) | {"supersedes": run.pk}, reason=reason)
    return made


@action("merit.note_signature", decisive=True)
def note_signature(*, run: Run, signed_on: date, signed_by: str, by: Person, at: datetime, file: StoredFile | None = None) -> Run:
    """回填签字: the sheet was signed on paper: by whom, when, and the scanned paper where there is one."""
    permit(by, "merit.note_signature", run.office, at)
    if not signed_by.strip():
        raise Invalid("没有写明由谁签字", {"signed_by": "请填写签字人"})
    if signed_on > day_of(at) or signed_on < day_of(run.closed_at):
        raise Invalid("签字日期不对", {"signed_on": f"应在 {day_of(run.closed_at)} 结账以后、今天以前"})
    move(run, signed_on=signed_on, signed_by=signed_by.strip(), signed_file=file, signed_noted_by=by, signed_noted_at=at)
    record(run, office_id=run.office_id, changes={"signed_on": signed_on, "signed_by": signed_by, "file": file.sha256 if file else None})
    return run


@action("merit.say_opinion")
def say_opinion(
    *, person: Person, key: str, sheet: str, line: str, period: str, text: str, by: Person, at: datetime
) -> Opinion:  # fmt: skip
    """填写栏目: one's own words on a line of one's own sheet, or the office's note of what others said. Neither writes for the other:
    what somebody wrote of themself stays, and of what others say of one the office keeps the note."""
    permit(by, "merit.say_opinion", person, at)
    asked = _line_of(person.office, key, sheet, line, period_of(period, day_of(at)), period, day_of(at))
    if latest_run(person.office, key, period) is not None:
        raise Refused(f"{period} 已经结账，表上的栏目不再改动")
    if not text.strip():
        raise Invalid("内容是空的", {"text": "请填写内容"})
    there = Opinion.objects.filter(person=person, key=key, sheet=sheet, line=line, period=period).first()
    if not may_write(asked, person, by, there):
        raise Forbidden(f"“{line}”是本人写的，不能代改" if asked.by == OWN else f"“{line}”由考核管理员登记，不由本人填写")
    if there is not None:
        move(there, text=text.strip(), said_by=by, said_at=at)
    else:
        there = Opinion.objects.create(
            office=person.office, person=person, key=key, sheet=sheet, line=line, period=period, text=text.strip(), said_by=by, said_at=at
        )
    record(there, office_id=person.office_id, changes={"line": line, "period": period})
    return there


OWN, OFFICE = "own", "office"


def may_write(line: SheetLine, person: Person, by: Person, there: Opinion | None) -> bool:
    """可否填写: a line of one's own by oneself, or by the office from paper while one has not written oneself; the office's not by
    oneself. A text that says neither lets both."""
    if line.by == OFFICE:
        return by.pk != person.pk
    return line.by != OWN or by.pk == person.pk or there is None or there.said_by_id != person.pk


def _line_of(office: Unit, key: str, sheet: str, line: str, span: Period, period: str, on: date) -> SheetLine:
    """A line of a sheet of persons, for that kind of period, of the version that judges the period. Raises Refused where it has none."""
    enactment = judging(office, key, min(span.last, on))
    book = source_of(enactment).rulebook if enactment is not None else None
    known = book.sheets.get(sheet) if book is not None else None
    if book is None or known is None:
        raise Refused("当日施行的制度里没有这张表；请从本人的考核页面点“填写”")
    fits = span.label == period and known.in_ in OF_KIND.get(span.kind, (span.kind,)) and subject_of(book, known.of) == "person"
    found = next((one for one in known.lines if one.says == line), None)
    if found is None or not fits:
        raise Refused(f"《{known.name}》这一期没有“{line}”这一栏；请从本人的考核页面点“填写”")
    return found


def _must_judge(enactment: Enactment, period: Period) -> None:
    judge = judging(enactment.office, enactment.key, period.last)
    if judge is None or judge.pk != enactment.pk:
        raise Refused(f"{period.last.isoformat()} 施行的不是这一版制度；请用当日施行的版本结账")


def _keep(enactment: Enactment, found: Evaluation, pending: int, by: Person, at: datetime, old: Run | None = None, reason: str = "") -> Run:
    period = found.outcome.plan.period
    text = canonical(found.result)
    names = [sheet.name for sheet in source_of(enactment).rulebook.sheets.values()]
    return Run.objects.create(
        office=enactment.office,
        enactment=enactment,
        key=enactment.key,
        period=period.label,
        first_day=period.first,
        last_day=period.last,
        number=old.number + 1 if old else 1,
        supersedes=old,
        reason=reason,
        revision=revisions_of(enactment.office)[0],
        result=found.result | {"sheet_names": names, "sections": sections_on(enactment.office, period.last)},
        result_sha256=hashlib.sha256(text.encode()).hexdigest(),
        pages=stored_pages(enactment, found, found.result),
        open_facts=pending,
        closed_by=by,
        closed_at=at,
    )


def _told(run: Run) -> dict[str, object]:
    printed = hashlib.sha256(canonical({"pages": run.pages}).encode()).hexdigest()
    told = {"period": run.period, "number": run.number, "result_sha256": run.result_sha256, "sheet_sha256": printed}
    return told | {"open_facts": run.open_facts}
