"""The last day of a unit, or of somebody's service, is in time for a fact and the next day is not, whichever way the fact comes in."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.ledger.pages import signed_in, text_of
from tests.people import MORNING, Cast, make_cast
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.ledger.actions_facts import confirm_fact, correct_fact, enter_fact, mend_slip, open_with, withdraw_fact
from xiaoneng.ledger.actions_import import commit_import, mend_rows, stage_import
from xiaoneng.ledger.models import Fact
from xiaoneng.matters.actions import decide, open_matter
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.org.actions import let_leave, move_person
from xiaoneng.org.actions_units import add_unit, end_unit

pytestmark = pytest.mark.django_db
LAST, NEXT = "2026-06-30", "2026-07-01"
NAME = "婚姻登记处"
SAID = f"{NAME}已经撤销, 最后一天是 {LAST}"


@pytest.fixture
def cast() -> Cast:
    """婚姻登记处 closed after the last day of June, its one man moved."""
    made = make_cast()
    move_person(person=made.xu, unit=made.sections["办公室"], since=date.fromisoformat(NEXT), by=made.lin, at=MORNING)
    end_unit(unit=made.sections[NAME], until=date.fromisoformat(LAST), reason="机构改革", by=made.lin, at=MORNING)
    return made


def row(day: str, whom: str = NAME) -> dict[str, str]:
    return {"日期": day, "对象": whom, "事项": "通报批评"}


def enter(cast: Cast, day: str, whom: str = NAME) -> Fact:
    assert cast.enactment is not None
    return enter_fact(enactment=cast.enactment, row=row(day, whom), by=cast.lin, at=MORNING)


def test_entering(cast: Cast) -> None:
    assert enter(cast, LAST).unit == cast.sections[NAME]
    with pytest.raises(Invalid) as caught:
        enter(cast, NEXT)
    assert SAID in caught.value.fields["日期"]
    assert "接手的科室" in caught.value.fields["日期"]
    assert cast.enactment is not None
    with pytest.raises(Invalid):
        open_with(enactment=cast.enactment, row=row(NEXT), reason="转自台账", by=cast.lin, at=MORNING)
    assert Fact.objects.count() == 1


def test_on_the_page(cast: Cast) -> None:
    page = signed_in(cast, "lin")
    form = {"day": NEXT, "who": NAME, "what": "通报批评", "once": "a"}
    answer = page.post("/facts/new/", form)
    assert answer.status_code == 422
    assert SAID in text_of(answer)
    assert SAID in text_of(page.get("/facts/preview/", form))
    assert page.post("/facts/new/", form | {"day": LAST}).status_code == 302


def test_correcting_and_mending(cast: Cast) -> None:
    fact = enter(cast, LAST)
    with pytest.raises(Invalid) as caught:
        mend_slip(fact=fact, row=row(NEXT), by=cast.lin, at=MORNING)
    assert SAID in caught.value.fields["日期"]
    with pytest.raises(Invalid) as caught:
        correct_fact(fact=fact, row=row(NEXT), reason="日期抄错", by=cast.lin, at=MORNING)
    assert SAID in caught.value.fields["日期"]
    made = correct_fact(fact=fact, row=row("2026-06-29"), reason="日期抄错", by=cast.lin, at=MORNING)
    assert (made.day, made.unit) == (date(2026, 6, 29), cast.sections[NAME])


def test_importing(cast: Cast) -> None:
    assert cast.enactment is not None
    table = f"日期,对象,事项\n{LAST},{NAME},通报批评\n{NEXT},{NAME},通报批评\n{NEXT},{NAME},诫勉谈话\n"
    batch = stage_import(enactment=cast.enactment, name="通报.csv", data=table.encode(), source="台账", by=cast.lin, at=MORNING)
    assert [(line, column) for line, column, *_ in batch.problems] == [(3, "日期"), (4, "日期")]
    assert all(SAID in what for _, _, _, what, _ in batch.problems)
    with pytest.raises(Refused, match="2 处"):
        commit_import(batch=batch, by=cast.lin, at=MORNING)
    mend_rows(batch=batch, cells={(3, "对象"): "办公室", (4, "日期"): LAST}, by=cast.lin, at=MORNING)
    assert commit_import(batch=batch, by=cast.lin, at=MORNING) == 3


def test_a_name_that_was_given_again(cast: Cast) -> None:
    """What is dated in the old unit's time is its own; what came later is the new one's."""
    later = date(2026, 7, 10)
    new = add_unit(office=cast.office, name=NAME, since=later, by=cast.lin, at=MORNING)
    assert enter(cast, LAST).unit == cast.sections[NAME]
    fact = enter(cast, "2026-07-10")
    assert fact.unit == new
    confirm_fact(fact=fact, by=cast.lin, at=MORNING)
    end_unit(unit=new, until=date(2026, 7, 15), reason="机构改革", by=cast.lin, at=MORNING)
    with pytest.raises(Invalid) as caught:
        enter(cast, "2026-07-16")
    assert "最后一天是 2026-07-15" in caught.value.fields["日期"]


def test_a_person_who_left(cast: Cast) -> None:
    last = MORNING.date() - timedelta(days=1)
    let_leave(person=cast.ma, left_on=last, by=cast.lin, at=MORNING)
    assert enter(cast, str(last), "M05").person == cast.ma
    with pytest.raises(Invalid) as caught:
        enter(cast, str(MORNING.date()), "M05")
    assert f"马满这一天不在任职期间(2015-01-04 至 {last})" in caught.value.fields["日期"]


@pytest.mark.parametrize(("until", "closed"), [("2026-07-14", False), ("2026-07-15", True)])
def test_a_unit_is_not_closed_before_the_last_of_its_records(cast: Cast, until: str, closed: bool) -> None:
    unit = add_unit(office=cast.office, name="新设的科室", since=date.fromisoformat(NEXT), by=cast.lin, at=MORNING)
    fact = confirm_fact(fact=enter(cast, "2026-07-15", unit.name), by=cast.lin, at=MORNING)
    if closed:
        assert end_unit(unit=unit, until=date.fromisoformat(until), reason="机构改革", by=cast.lin, at=MORNING).until is not None
        return
    with pytest.raises(Refused, match=f"{until} 以后的记录 {fact.no}"):
        end_unit(unit=unit, until=date.fromisoformat(until), reason="机构改革", by=cast.lin, at=MORNING)
    withdraw_fact(fact=fact, reason="记错了", by=cast.lin, at=MORNING)
    assert end_unit(unit=unit, until=date.fromisoformat(until), reason="机构改革", by=cast.lin, at=MORNING).until is not None


def test_a_decision_says_why_it_can_t_become_a_record(cast: Cast) -> None:
    known = procedures_of(cast.office, MORNING.date())["accountability"]
    fields = {"source": "督查", "behaviour": "推诿", "facts": "两次推诿来人。"}
    matter = open_matter(known=known, subject=cast.sections[NAME], fields=fields, by=cast.zhou, at=MORNING)
    decide(matter=matter, step="check", outcome="属实", by=cast.zhou, at=MORNING)
    decide(matter=matter, step="statement", outcome="不说明", by=cast.lin, at=MORNING)
    with pytest.raises(Refused, match=f"不能形成记录：{SAID}"):
        decide(matter=matter, step="decide", outcome="通报批评", by=cast.shen, at=MORNING)
    assert not Fact.objects.exists()
