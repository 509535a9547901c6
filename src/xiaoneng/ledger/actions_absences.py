"""请假、出差、下乡的动作: noted, ended with a reason; what they set off is decided by a person, record by record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from xiaoneng.audit.action import action, record
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.audit.writing import move
from xiaoneng.ledger.actions_facts import clause_of, may_settle
from xiaoneng.ledger.actions_notices import notify
from xiaoneng.ledger.evidence import Evidence, kept
from xiaoneng.ledger.likeness import attendance_on, may_be_set_off
from xiaoneng.ledger.models import Absence, AbsenceKind, Attendance, Fact, FactState, Half
from xiaoneng.ledger.queries import kinds_on
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import permit

LONGEST_DAY = 24 * 60
ROLES = ("late", "early", "missing")
"""What working hours can make of times."""


@dataclass(frozen=True)
class Away:
    """不在岗的日子: why, from when to when, which part of the day."""

    kind: str
    since: date
    until: date
    half: str = Half.WHOLE


@action("ledger.note_absence")
def note_absence(
    *, person: Person, away: Away, approved_by: str, by: Person, at: datetime, remark: str = "", evidence: Evidence = ()
) -> Absence:
    """登记请假、出差、下乡: who approved it is written down; made up later is as good."""
    permit(by, "ledger.note_absence", person, at)
    _check(person, away, approved_by)
    made = Absence.objects.create(
        office=person.office, person=person, kind=away.kind, since=away.since, until=away.until, half=away.half,
        approved_by=approved_by.strip(), remark=remark.strip(), entered_by=by, entered_at=at,
    )  # fmt: skip
    made.evidence.set(kept(evidence, person.office_id, by, at))
    told = {"of": person.name, "kind": made.get_kind_display(), "since": away.since, "until": away.until, "half": away.half}
    record(made, office_id=person.office_id, changes=told | {"approved_by": made.approved_by, "remark": made.remark})
    return made


def _check(person: Person, away: Away, approved_by: str) -> None:
    wrong = {}
    if away.kind not in AbsenceKind.values or away.half not in Half.values:
        wrong["kind"] = "请从列出的里面选"
    if away.until < away.since:
        wrong["until"] = f"早于开始日期 {away.since.isoformat()}；请核对两个日期"
    if away.half != Half.WHOLE and away.since != away.until:
        wrong["half"] = "半天的只能是一天；跨几天的请分开登记"
    if (person.joined_on and away.since < person.joined_on) or (person.left_on and away.until > person.left_on):
        wrong["since"] = f"{person.name}这几天不全在任职期间；请核对日期或名册"
    if not approved_by.strip():
        wrong["approved_by"] = "请写明由谁批准"
    if wrong:
        raise Invalid("有的内容不能用，请按提示改正", wrong)


@action("ledger.end_absence")
def end_absence(*, absence: Absence, reason: str, by: Person, at: datetime) -> Absence:
    """撤销请假、出差、下乡: entered wrongly or not taken; what it set off stays as decided and is named."""
    permit(by, "ledger.end_absence", absence.person, at)
    if absence.ended_at is not None:
        raise Refused("这一条已经撤销")
    if not reason.strip():
        raise Invalid("没有写明撤销的理由", {"reason": "请写明理由"})
    move(absence, guard={"ended_at": None}, ended_by=by, ended_at=at, ended_why=reason.strip()[:200])
    record(absence, office_id=absence.office_id, reason=reason, changes={"set_off": [fact.no for fact in absence.set_off.all()]})
    return absence


@action("ledger.set_off")
def set_off(*, fact: Fact, absence: Absence, by: Person, at: datetime) -> Fact:
    """冲销: a record awaiting confirmation does not become one, because the person was away with approval."""
    may_settle(fact, "ledger.set_off", by, at)
    if fact.person_id is None or fact.person_id != absence.person_id or not absence.since <= fact.day <= absence.until:
        raise Refused("这次请假或外出不是这个人这一天的，不能冲销这条记录")
    if absence.ended_at is not None or fact.state != FactState.PENDING:
        raise Refused("只有待确认的记录、未撤销的请假或外出才能冲销")
    if not may_be_set_off(attendance_on(fact.office, fact.day), fact.rulebook, fact.kind):
        raise Refused(f"考勤约定没有把“{fact.kind_name}”列为可以冲销的事项；确不成立的请办理撤销")
    why = f"{absence.get_kind_display()}，{absence.approved_by}批准"
    move(
        fact,
        guard={"state": FactState.PENDING},
        state=FactState.WITHDRAWN,
        settled_by=by,
        settled_at=at,
        settled_why=why,
        set_off_by=absence,
    )
    touch(fact.office, counts=False)
    record(
        fact,
        office_id=fact.office_id,
        reason=why,
        clause=clause_of(fact),
        changes={"state": ["pending", "withdrawn"], "absence": absence.pk},
    )
    if fact.person is not None:
        text = f"{fact.day.isoformat()} 的记录“{fact.kind_name}”因{absence.get_kind_display()}冲销，不计入。"
        notify(person=fact.person, text=text, link=f"/facts/{fact.pk}/", group="fact", at=at)
    return fact


@action("ledger.set_attendance")
def set_attendance(
    *, office: Unit, since: date, shifts: Sequence[tuple[int, int]], grace: int, kinds: Mapping[str, Any], decided_by: str, by: Person,
    at: datetime,
) -> Attendance:  # fmt: skip
    """登记考勤约定: working hours and what follows from them, from a day on; earlier days keep theirs."""
    permit(by, "ledger.set_attendance", office, at)
    known = {f"{one.enactment.key}:{one.key}" for one in kinds_on(office, since)}
    named = {*(kinds.get(role) or "" for role in ROLES), *kinds.get("set_off", ())} - {""}
    wrong = {}
    if not shifts or any(begin >= end for begin, end in shifts) or any(a[1] > b[0] for a, b in pairwise(shifts)):
        wrong["shifts"] = "上班时间应早于下班时间，下午应在上午之后"
    if not 0 <= grace < LONGEST_DAY:
        wrong["grace"] = "请填写分钟数，不宽限的填 0"
    if named - known:
        wrong["kinds"] = "有的事项不在当日施行的制度里；请从列出的里面选"
    if not decided_by.strip():
        wrong["decided_by"] = "请写明依据哪项规定或谁的决定"
    if wrong:
        raise Invalid("有的内容不能用，请按提示改正", wrong)
    made = Attendance.objects.create(
        office=office, since=since, shifts=[list(one) for one in shifts], grace=grace, kinds=dict(kinds), decided_by=decided_by.strip(),
        set_by=by, set_at=at,
    )  # fmt: skip
    record(
        made, office_id=office.pk, reason=decided_by, changes={"since": since, "shifts": made.shifts, "grace": grace, "kinds": made.kinds}
    )
    return made
