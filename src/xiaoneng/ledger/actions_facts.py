"""事实的动作: entered, mended on the same day, confirmed, withdrawn, corrected by a fact that takes its place. Nothing is edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.audit.writing import move, take_numbers
from xiaoneng.ledger.actions_notices import notify
from xiaoneng.ledger.evidence import Evidence, kept
from xiaoneng.ledger.intake import Roll, roll_of, take_facts
from xiaoneng.ledger.likeness import absences_on, attendance_on, may_be_set_off, same_item
from xiaoneng.ledger.models import Enactment, Fact, FactState, Source
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer, permit
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.results.numbers import decimal

FORM = "登记单"
SERIES = "事实"
WIDTH = 5


@action("ledger.enter_fact")
def enter_fact(
    *, enactment: Enactment, row: Mapping[str, str], by: Person, at: datetime, evidence: Evidence = (),
    on_behalf_of: Person | None = None, source: str = Source.ENTRY, go_on: str = "",
) -> Fact:  # fmt: skip
    """登记事实: one finding, awaiting confirmation. `row` holds raw texts by column: 日期, 对象, 事项, 说明, 依据 …

    Raises Invalid with what is wrong by column, Alike where it may be on record or set off already and nothing says why to `go_on`;
    Forbidden where the right does not reach the subject. On behalf of somebody else there has to be something on paper.
    """
    roll = roll_of(enactment.office)
    read = _happened(read_one(enactment, roll, row), at)
    subject = subject_of(roll, read)
    permit(by, "ledger.enter_fact", subject, at)
    if on_behalf_of is not None and not (evidence or row.get("依据", "").strip()):
        raise Invalid("代录没有写明依据", {"依据": "代别人登记的，请写明其批示、签字的出处，或附上原件"})
    if not go_on.strip():
        _must_be_new(enactment, read, subject)
    more = {"behalf": on_behalf_of, "despite": go_on.strip()[:300]}
    fact = write_facts(enactment, roll, [(row, read)], by=by, at=at, source=source, **more)[0]
    files = kept(evidence, fact.office_id, by, at)
    fact.evidence.set(files)
    touch(enactment.office, counts=False)
    shown = told(fact) | {"evidence": [file.sha256 for file in files]}
    record(fact, office_id=fact.office_id, changes=shown, reason=go_on.strip(), clause=clause_of(fact))
    if fact.person is not None and fact.person != by:
        text = f"{fact.day.isoformat()} 登记了您的一条记录：{fact.kind_name}，待核实。您可以写说明。"
        notify(person=fact.person, text=text, link=f"/facts/{fact.pk}/", group="fact", at=at)
    return fact


class Alike(Invalid):
    """可能已登记: the rulebook says that one occurrence easily fits both; or the person was away with approval."""


def _must_be_new(enactment: Enactment, read: relations.Fact, subject: Person | Unit) -> None:
    day = date.fromordinal(read.day)
    there = same_item(enactment, read.kind, subject, day)
    if there:
        named = "、".join(f"{one.no}（{one.kind_name}）" for one in there)
        raise Alike(f"同一事项可能已登记：{named}", {"go_on": f"同一事项可能已登记：{named}。是两件事的，写明理由后仍可登记"})
    away = absences_on(subject, day) if isinstance(subject, Person) else []
    if away and may_be_set_off(attendance_on(enactment.office, day), enactment.key, read.kind):
        named = "、".join(f"{one.get_kind_display()}（{one.get_half_display()}，{one.approved_by}批准）" for one in away)
        raise Alike(f"当天已登记{named}", {"go_on": f"当天已登记{named}，一般不再登记；确应登记的，写明理由"})


@action("ledger.add_evidence")
def add_evidence(*, fact: Fact, evidence: Evidence, by: Person, at: datetime) -> Fact:
    """补凭据: to a record that stands; nothing is taken away."""
    permit(by, "ledger.add_evidence", fact.person or fact.unit, at)
    if fact.state not in (FactState.PENDING, FactState.CONFIRMED):
        raise Refused("这条记录已经撤销或更正，不再补凭据")
    files = kept(evidence, fact.office_id, by, at)
    if not files:
        raise Invalid("没有选文件", {"file": "请选一个文件"})
    fact.evidence.add(*files)
    record(fact, office_id=fact.office_id, clause=clause_of(fact), changes={"evidence": [[file.name, file.sha256] for file in files]})
    return fact


@action("ledger.withdraw_facts")
def withdraw_facts(*, facts: Sequence[Fact], reason: str, by: Person, at: datetime) -> int:
    """撤销一批: each as `withdraw_fact`, for one reason; all or none. Gives how many."""
    for fact in facts:
        withdraw_fact(fact=fact, reason=reason, by=by, at=at)
    if not facts:
        raise Refused("没有选中要撤销的记录")
    return len(facts)


@action("ledger.open_with")
def open_with(*, enactment: Enactment, row: Mapping[str, str], reason: str, by: Person, at: datetime) -> Fact:
    """期初转入: what had come together before the program was taken into use, entered as confirmed, with where it was kept before.
    One's own awaits confirmation by somebody else."""
    permit(by, "ledger.open_with", enactment.office, at)
    if not reason.strip():
        raise Invalid("没有写明依据", {"说明": "请写明这个数转自哪本台账"})
    roll = roll_of(enactment.office)
    read = read_one(enactment, roll, row)
    state = FactState.PENDING if subject_of(roll, read) == by else FactState.CONFIRMED
    fact = write_facts(enactment, roll, [(row, read)], by=by, at=at, source=Source.OPENING, state=state)[0]
    touch(enactment.office, counts=state == FactState.CONFIRMED)
    record(fact, office_id=fact.office_id, changes=told(fact), reason=reason, clause=clause_of(fact))
    return fact


@action("ledger.mend_slip")
def mend_slip(*, fact: Fact, row: Mapping[str, str], by: Person, at: datetime) -> Fact:
    """改正笔误: one's own entry of the same day that nobody has confirmed yet is mended in place; the audit keeps what stood there."""
    permit(by, "ledger.mend_slip", fact.person or fact.unit, at)
    if fact.entered_by_id != by.pk or day_of(fact.entered_at) != day_of(at) or fact.state != FactState.PENDING or fact.batch_id:
        raise Refused("只有本人当天登记、还没有确认的记录可以直接改；其他的请办理撤销或更正")
    enactment = _enactment_of(fact)
    roll = roll_of(fact.office)
    read = _happened(read_one(enactment, roll, row), at)
    permit(by, "ledger.enter_fact", subject_of(roll, read), at)
    before = told(fact)
    move(fact, guard={"state": FactState.PENDING}, **_values(enactment, roll, row, read, at))
    touch(fact.office, counts=False)
    record(fact, office_id=fact.office_id, changes={"before": before, "after": told(fact)}, clause=clause_of(fact))
    return fact


OWN = "与本人有关的记录应由他人办理；考核管理员本人的，由单位领导办理"


def may_settle(fact: Fact, right: str, by: Person, at: datetime) -> None:
    """可否认定: who has the right over the office, not about oneself; a leader about whoever runs the year. Raises Forbidden."""
    if fact.person_id == by.pk:
        raise Forbidden(OWN)
    about = Viewer(fact.person, day_of(at)) if fact.person is not None else None
    runs = about is not None and about.sees_whole_office("ledger.confirm_fact", fact.office)
    if runs and Viewer(by, day_of(at)).sees_whole_office("ledger.settle_for_runner", fact.office):
        right = "ledger.settle_for_runner"
    permit(by, right, fact.office, at)


@action("ledger.confirm_fact")
def confirm_fact(*, fact: Fact, by: Person, at: datetime, why: str = "") -> Fact:
    """确认事实: it counts from now on. Nobody confirms what is about themself."""
    may_settle(fact, "ledger.confirm_fact", by, at)
    settle(fact, FactState.CONFIRMED, by, at, why, {FactState.PENDING})
    if fact.person is not None:
        text = f"{fact.day.isoformat()} 的记录“{fact.kind_name}”已经确认，计入{fact.day.year}年{fact.day.month}月。不同意的可以提出异议。"
        notify(person=fact.person, text=text, link=f"/facts/{fact.pk}/", group="fact", at=at)
    return fact


@action("ledger.confirm_facts")
def confirm_facts(*, facts: Sequence[Fact], by: Person, at: datetime) -> int:
    """确认一批: each as `confirm_fact`; all or none. Gives how many."""
    for fact in facts:
        confirm_fact(fact=fact, by=by, at=at)
    if not facts:
        raise Refused("没有选中要确认的记录")
    return len(facts)


@action("ledger.withdraw_fact")
def withdraw_fact(*, fact: Fact, reason: str, by: Person, at: datetime) -> Fact:
    """撤销事实: it never counts; the entry stays with the reason."""
    may_settle(fact, "ledger.withdraw_fact", by, at)
    if not reason.strip():
        raise Invalid("没有写明撤销的理由", {"reason": "请写明理由"})
    settle(fact, FactState.WITHDRAWN, by, at, reason, {FactState.PENDING, FactState.CONFIRMED})
    if fact.person is not None:
        text = f"{fact.day.isoformat()} 的记录“{fact.kind_name}”已经撤销，不计入。"
        notify(person=fact.person, text=text, link=f"/facts/{fact.pk}/", group="fact", at=at)
    return fact


@action("ledger.correct_fact")
def correct_fact(*, fact: Fact, row: Mapping[str, str], reason: str, by: Person, at: datetime) -> Fact:
    """更正事实: a new fact takes the place of one, in the same state; both stay, the old one marked. What was left open (待定) is
    settled in this way, too: the reason says by whom."""
    may_settle(fact, "ledger.correct_fact", by, at)
    if not reason.strip():
        raise Invalid("没有写明更正的理由", {"reason": "请写明理由"})
    enactment = _enactment_of(fact)
    roll = roll_of(fact.office)
    read = _happened(read_one(enactment, roll, row), at)
    if subject_of(roll, read) == by:
        raise Forbidden(OWN)
    state = FactState(fact.state)
    settle(fact, FactState.CORRECTED, by, at, reason, {FactState.PENDING, FactState.CONFIRMED})
    more = {"state": state, "supersedes": fact, "batch": fact.batch, "behalf": fact.behalf, "despite": fact.despite}
    made = write_facts(enactment, roll, [(row, read)], by=by, at=at, source=Source(fact.source), **more)[0]
    made.evidence.set(fact.evidence.all())
    record(made, office_id=made.office_id, changes=told(made) | {"supersedes": fact.no}, reason=reason, clause=clause_of(made))
    if made.person is not None:
        text = f"{fact.day.isoformat()} 的记录“{fact.kind_name}”已经更正。"
        notify(person=made.person, text=text, link=f"/facts/{made.pk}/", group="fact", at=at)
    return made


Rows = Sequence[tuple[Mapping[str, str], relations.Fact]]


def write_facts(enactment: Enactment, roll: Roll, rows: Rows, *, by: Person, at: datetime, **more: Any) -> list[Fact]:
    """Writes facts that were read (raw row, fact), with numbers in a row; `more` are further values of each. For actions only."""
    numbers, own = numbered(enactment, len(rows), by, at, more)
    made = [Fact(no=no, **own, **_values(enactment, roll, row, read, at)) for no, (row, read) in zip(numbers, rows, strict=True)]
    return Fact.objects.bulk_create(made)


def numbered(enactment: Enactment, count: int, by: Person, at: datetime, more: Mapping[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """Numbers in a row, and what all records have in common."""
    year = day_of(at).year
    first = take_numbers(enactment.office_id, SERIES, year, count)
    own = {"office": enactment.office, "rulebook": enactment.key, "entered_by": by, "entered_at": at, **more}
    if more.get("state") == FactState.CONFIRMED:
        own |= {"settled_by": by, "settled_at": at}
    return [f"{year}-{number:0{WIDTH}}" for number in range(first, first + count)], own


def clause_of(fact: Fact) -> str:
    """The clause under which a fact stands: that of its kind, else of the first rule that counts it."""
    book = source_of(_enactment_of(fact)).rulebook
    kind = book.facts.get(fact.kind)
    rule = next((rule for rule in book.rules if fact.kind in (rule.fact or ())), None)
    return (kind.clause if kind and kind.clause else None) or (rule.clause if rule else "")


def _enactment_of(fact: Fact) -> Enactment:
    found = Enactment.objects.filter(office=fact.office, key=fact.rulebook, state="enacted").order_by("-since", "-number").first()
    if found is None:
        raise Refused("这条记录所属的制度已不在用；请先登记施行新的一版")
    return found


def read_one(enactment: Enactment, roll: Roll, row: Mapping[str, str]) -> relations.Fact:
    """Reads one row. Raises Invalid with what is wrong by column."""
    taken = take_facts(source_of(enactment), roll, [(1, row)], FORM)
    if taken.problems:
        fields = {problem.column: f"{problem.what}；{problem.remedy}" for problem in taken.problems}
        raise Invalid("有的内容不能用，请按提示改正", fields)
    return taken.facts[1]


def _happened(read: relations.Fact, at: datetime) -> relations.Fact:
    """What is entered by hand has happened: its first day is not after today."""
    day = date.fromordinal(read.day)
    if day > day_of(at):
        raise Invalid("这一天还没有到", {"日期": f"{day} 还没有到，请核对；事情发生以后再登记"})
    return read


def subject_of(roll: Roll, read: relations.Fact) -> Person | Unit:
    """Whom a fact that was read is about, in the database."""
    if read.person is not None:
        return Person.objects.get(pk=roll.people[read.person])
    return Unit.objects.get(pk=roll.units[read.unit or 0])


def _values(enactment: Enactment, roll: Roll, row: Mapping[str, str], read: relations.Fact, at: datetime) -> dict[str, Any]:
    day = date.fromordinal(read.day)
    today = day_of(at)
    return {
        "kind": read.kind,
        "kind_name": source_of(enactment).rulebook.facts[read.kind].name,
        "day": day,
        "until": date.fromordinal(read.until) if read.until is not None else None,
        "person_id": roll.people[read.person] if read.person is not None else None,
        "unit_id": roll.units[read.unit] if read.unit is not None else None,
        "quantity": read.quantity,
        "remark": row.get("说明", "").strip(),
        "basis": row.get("依据", "").strip(),
        "columns": {name: text for name, text in row.items() if text},
        "fields": dict(read.fields),
        "named": {name: [roll.people[one] for one in people] for name, people in read.people.items()},
        "late_entry": is_late(day, today),
    }


def is_late(day: date, today: date) -> bool:
    """补录: entered in a later month than it happened."""
    return (day.year, day.month) < (today.year, today.month)


def settle(fact: Fact, state: FactState, by: Person, at: datetime, why: str, allowed: set[FactState]) -> None:
    """Brings a fact into another state; raises Refused where it is in none of those allowed. For actions only."""
    if fact.state not in allowed:
        raise Refused(f"这条记录现在是“{FactState(fact.state).label}”，不能这样办理")
    before = fact.state
    move(fact, guard={"state": fact.state}, state=state, settled_by=by, settled_at=at, settled_why=why.strip())
    touch(fact.office, counts=FactState.CONFIRMED in (before, state))
    record(fact, office_id=fact.office_id, changes={"state": [before, state]}, reason=why, clause=clause_of(fact))


def told(fact: Fact) -> dict[str, object]:
    """What the audit says of a fact."""
    whom = fact.person.name if fact.person else fact.unit.name if fact.unit else ""
    return {"no": fact.no, "kind": fact.kind_name, "day": fact.day, "of": whom, "quantity": decimal(fact.quantity), "remark": fact.remark}
