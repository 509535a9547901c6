"""决定后的记录: what a procedure's decision does to records. The procedure has said who may decide; nobody else reaches these."""

from __future__ import annotations

from datetime import datetime

from xiaoneng.audit.action import action, record
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.ledger.actions_facts import clause_of, read_one, settle, told, write_facts
from xiaoneng.ledger.actions_notices import notify
from xiaoneng.ledger.intake import roll_of
from xiaoneng.ledger.models import Enactment, Fact, FactState, Source
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.actions_revision import touch
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import permit


@action("ledger.settle_decided")
def settle_decided(*, fact: Fact, state: FactState, reason: str, by: Person, at: datetime) -> Fact:
    """按决定认定: a record is confirmed or withdrawn because a matter ended so."""
    permit(by, "ledger.settle_decided", by, at)
    settle(fact, state, by, at, reason[:300], {FactState.PENDING, FactState.CONFIRMED})
    if fact.person is not None:
        text = f"{fact.day.isoformat()} 的记录“{fact.kind_name}”{FactState(state).label}。"
        notify(person=fact.person, text=text, link=f"/facts/{fact.pk}/", group="fact", at=at)
    return fact


@action("ledger.record_decided")
def record_decided(
    *, enactment: Enactment, kind: str, subject: Person | Unit, reason: str, basis: str, by: Person, at: datetime
) -> Fact:  # fmt: skip
    """按决定记录: a decision becomes a confirmed fact of the day on which it was taken."""
    permit(by, "ledger.record_decided", by, at)
    row = {
        "日期": day_of(at).isoformat(),
        "对象": subject.no if isinstance(subject, Person) else subject.name,
        "事项": source_of(enactment).rulebook.facts[kind].name,
        "说明": reason,
        "依据": basis,
    }
    roll = roll_of(enactment.office)
    try:
        read = read_one(enactment, roll, row)
    except Invalid as why:
        # Whoever decides sees no form with these fields.
        raise Refused(f"不能形成记录：{'；'.join(why.fields.values())}") from None
    fact = write_facts(enactment, roll, [(row, read)], by=by, at=at, source=Source.MATTER, state=FactState.CONFIRMED)[0]
    touch(enactment.office)
    record(fact, office_id=fact.office_id, changes=told(fact), reason=reason, clause=clause_of(fact))
    return fact
