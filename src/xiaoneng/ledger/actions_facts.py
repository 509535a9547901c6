"""事实的动作: entered, mended on the same day, confirmed, withdrawn, corrected by a fact that takes its place. Nothing is edited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.models import StoredFile
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.audit.writing import move, take_numbers
from xiaoneng.ledger.actions_notices import notify
from xiaoneng.ledger.intake import Roll, roll_of, take_facts
from xiaoneng.ledger.models import Enactment, Fact, FactState, Source
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import permit
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.results.numbers import decimal

FORM = "登记单"
SERIES = "事实"
WIDTH = 5


@action("ledger.enter_fact")
def enter_fact(
    *, enactment: Enactment, row: Mapping[str, str], by: Person, at: datetime, evidence: Sequence[StoredFile] = (),
    on_behalf_of: Person | None = None, source: str = Source.ENTRY,
) -> Fact:  # fmt: skip
    """登记事实: one finding, awaiting confirmation. `row` holds raw texts by column: 日期, 对象, 事项, 说明, 依据 …

    Raises Invalid with what is wrong by column; Forbidden where the right does not reach the subject.
    """
    roll = roll_of(enactment.office)
    read = read_one(enactment, roll, row)
    subject = _subject(roll, read)
    permit(by, "ledger.enter_fact", subject, at)
    fact = write_facts(enactment, roll, [(row, read)], by=by, at=at, source=source, behalf=on_behalf_of)[0]
    fact.evidence.set(evidence)
    touch(enactment.office)
    record(fact, office_id=fact.office_id, changes=told(fact) | {"evidence": [file.sha256 for file in evidence]}, clause=clause_of(fact))
    if fact.person is not None and fact.person != by:
        text = f"{fact.day.isoformat()} 登记了您的一条记录：{fact.kind_name}，待核实。您可以写说明。"
        notify(person=fact.person, text=text, link=f"/facts/{fact.pk}/", group="fact", at=at)
    return fact


@action("ledger.open_with")
def open_with(*, enactment: Enactment, row: Mapping[str, str], reason: str, by: Person, at: datetime) -> Fact:
    """期初转入: what had come together before the program was taken into use, entered as confirmed, with where it was kept before."""
    permit(by, "ledger.open_with", enactment.office, at)
    if not reason.strip():
        raise Invalid("没有写明依据", {"说明": "请写明这个数转自哪本台账"})
    roll = roll_of(enactment.office)
    read = read_one(enactment, roll, row)
    fact = write_facts(enactment, roll, [(row, read)], by=by, at=at, source=Source.OPENING, state=FactState.CONFIRMED)[0]
    touch(enactment.office)
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
    read = read_one(enactment, roll, row)
    permit(by, "ledger.enter_fact", _subject(roll, read), at)
    before = told(fact)
    move(fact, guard={"state": FactState.PENDING}, **_values(enactment, roll, row, read, at))
    touch(fact.office)
    record(fact, office_id=fact.office_id, changes={"before": before, "after": told(fact)}, clause=clause_of(fact))
    return fact


@action("ledger.confirm_fact")
def confirm_fact(*, fact: Fact, by: Person, at: datetime, why: str = "") -> Fact:
    """确认事实: it counts from now on. Nobody confirms what is about themself."""
    permit(by, "ledger.confirm_fact", fact.office, at)
    if fact.person_id == by.pk:
        raise Forbidden("与本人有关的记录应由他人确认")
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
    permit(by, "ledger.withdraw_fact", fact.office, at)
    if fact.person_id == by.pk:
        raise Forbidden("与本人有关的记录应由他人撤销")
    if not reason.strip():
        raise Invalid("没有写明撤销的理由", {"reason": "请写明理由"})
    settle(fact, FactState.WITHDRAWN, by, at, reason, {FactState.PENDING, FactState.CONFIRMED})
    if fact.person is not None:
        text = f"{fact.day.isoformat()} 的记录“{fact.kind_name}”已经撤销，不计入。"
        notify(person=fact.person, text=text, link=f"/facts/{fact.pk}/", group="fact", at=at)
    return fact


@action("ledger.correct_fact")
def correct_fact(*, fact: Fact, row: Mapping[str, str], reason: str, by: Person, at: datetime) -> Fact:
    """更正事实: a new fact takes the place of a confirmed one; both stay, the old one marked."""
    permit(by, "ledger.correct_fact", fact.office, at)
    if fact.person_id == by.pk:
        raise Forbidden("与本人有关的记录应由他人更正")
    if not reason.strip():
        raise Invalid("没有写明更正的理由", {"reason": "请写明理由"})
    enactment = _enactment_of(fact)
    roll = roll_of(fact.office)
    read = read_one(enactment, roll, row)
    settle(fact, FactState.CORRECTED, by, at, reason, {FactState.CONFIRMED})
    made = write_facts(
        enactment, roll, [(row, read)], by=by, at=at, source=Source(fact.source), state=FactState.CONFIRMED, supersedes=fact
    )[0]
    record(made, office_id=made.office_id, changes=told(made) | {"supersedes": fact.no}, reason=reason, clause=clause_of(made))
    if made.person is not None:
        text = f"{fact.day.isoformat()} 的记录“{fact.kind_name}”已经更正。"
        notify(person=made.person, text=text, link=f"/facts/{made.pk}/", group="fact", at=at)
    return made


Rows = Sequence[tuple[Mapping[str, str], relations.Fact]]


def write_facts(enactment: Enactment, roll: Roll, rows: Rows, *, by: Person, at: datetime, **more: Any) -> list[Fact]:
    """Writes facts that were read (raw row, fact) in bulk, with numbers in a row; `more` are further values of each. For actions only."""
    year = day_of(at).year
    first = take_numbers(enactment.office_id, SERIES, year, len(rows))
    own = {"office": enactment.office, "rulebook": enactment.key, "entered_by": by, "entered_at": at, **more}
    if more.get("state") == FactState.CONFIRMED:
        own |= {"settled_by": by, "settled_at": at}
    made = [
        Fact(no=f"{year}-{number:0{WIDTH}}", **own, **_values(enactment, roll, row, read, at))
        for number, (row, read) in enumerate(rows, first)
    ]
    return Fact.objects.bulk_create(made, batch_size=2000)


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


def _subject(roll: Roll, read: relations.Fact) -> Person | Unit:
    if read.person is not None:
        return Person.objects.get(pk=roll.people[read.person])
    return Unit.objects.get(pk=roll.units[read.unit or 0])


def _values(enactment: Enactment, roll: Roll, row: Mapping[str, str], read: relations.Fact, at: datetime) -> dict[str, object]:
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
        "late_entry": (day.year, day.month) < (today.year, today.month),
    }


def settle(fact: Fact, state: FactState, by: Person, at: datetime, why: str, allowed: set[FactState]) -> None:
    """Brings a fact into another state; raises Refused where it is in none of those allowed. For actions only."""
    if fact.state not in allowed:
        raise Refused(f"这条记录现在是“{FactState(fact.state).label}”，不能这样办理")
    before = fact.state
    move(fact, guard={"state": fact.state}, state=state, settled_by=by, settled_at=at, settled_why=why.strip())
    touch(fact.office)
    record(fact, office_id=fact.office_id, changes={"state": [before, state]}, reason=why, clause=clause_of(fact))


def told(fact: Fact) -> dict[str, object]:
    """What the audit says of a fact."""
    whom = fact.person.name if fact.person else fact.unit.name if fact.unit else ""
    return {"no": fact.no, "kind": fact.kind_name, "day": fact.day, "of": whom, "quantity": decimal(fact.quantity), "remark": fact.remark}
