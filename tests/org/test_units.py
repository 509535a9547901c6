"""The tree of units: set up, renamed, put under another, ended; who is in one can't vanish with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.org.pages import page
from tests.people import MORNING, Cast, enact
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused, Stale
from xiaoneng.ledger.actions_facts import enter_fact
from xiaoneng.ledger.models import Fact, FactState
from xiaoneng.matters.models import Matter
from xiaoneng.org.actions import move_person
from xiaoneng.org.actions_posts import end_post
from xiaoneng.org.actions_units import add_unit, end_unit, mend_unit
from xiaoneng.org.models import Account, Appointment, Body, Grant, Level, Person, Post, Role, Unit
from xiaoneng.org.permit import unit_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
LAST = date(2026, 7, 31)
DAY = timedelta(days=1)


def test_a_tree_is_built_and_shown(cast: Cast, runner: Client) -> None:
    answer = runner.post("/org/units/new/", {"name": "敬老院", "level": "subunit", "category": "后勤", "since": "2026-07-01", "once": "a"})
    home = Unit.objects.get(name="敬老院")
    assert (answer["Location"], home.level, home.parent, home.office) == (f"/org/units/{home.pk}/", Level.SUBUNIT, cast.office, cast.office)
    runner.post("/org/units/new/", {"name": "敬老院护理组", "level": "section", "parent": home.pk, "once": "b"})
    assert Unit.objects.get(name="敬老院护理组").parent == home
    shown = page(runner, "/org/")
    assert shown.index("敬老院") < shown.index("敬老院护理组")
    assert "二级单位" in shown
    assert "敬老院" in page(runner, "/org/?on=2026-07-01")
    assert 'class="d1"' in shown
    assert f"/org/units/{home.pk}/" not in page(runner, "/org/?on=2026-06-30")


def test_names_and_places_are_checked(cast: Cast) -> None:
    section = cast.sections["救助股"]
    below = add_unit(office=cast.office, name="救助一组", parent=section, by=cast.lin, at=MORNING)
    for name, parent, field in (("救助股", None, "name"), (" ", None, "name"), ("新", cast.other, "parent")):
        with pytest.raises(Invalid) as caught:
            add_unit(office=cast.office, name=name, parent=parent, by=cast.lin, at=MORNING)
        assert field in caught.value.fields
    with pytest.raises(Invalid, match="上级不对"):
        mend_unit(unit=section, parent=below, by=cast.lin, at=MORNING)
    mend_unit(unit=below, parent=None, by=cast.lin, at=MORNING)
    assert Unit.objects.get(pk=below.pk).parent == cast.office


def test_a_new_name_is_carried_into_bodies(cast: Cast, runner: Client) -> None:
    body = Body.objects.create(office=cast.office, name="领导小组", members=["组长：班子成员", "成员：救助股"])
    unit = cast.sections["救助股"]
    values = {"name": "社会救助股", "level": "section", "version": unit.version, "once": "a"}
    assert runner.post(f"/org/units/{unit.pk}/edit/", values).status_code == 302
    body.refresh_from_db()
    assert body.members == ["组长：班子成员", "成员：社会救助股"]
    assert "马满" in page(runner, f"/org/bodies/{body.pk}/")
    again = runner.post(f"/org/units/{unit.pk}/edit/", values | {"name": "另一个名称", "once": "b"})
    assert (again.status_code, Unit.objects.get(pk=unit.pk).name) == (409, "社会救助股")


def test_nobody_vanishes_with_a_section(cast: Cast, runner: Client) -> None:
    unit, office = cast.sections["婚姻登记处"], cast.sections["办公室"]
    with pytest.raises(Refused, match="徐宁"):
        end_unit(unit=unit, until=LAST, reason="机构改革", by=cast.lin, at=MORNING)
    move_person(person=cast.xu, unit=office, since=LAST + DAY, by=cast.lin, at=MORNING)
    assert "还不能撤销" not in page(runner, f"/org/units/{unit.pk}/") and "撤销" in page(runner, f"/org/units/{unit.pk}/end/")
    with pytest.raises(Refused, match="徐宁"):
        end_unit(unit=unit, until=LAST - DAY, reason="机构改革", by=cast.lin, at=MORNING)
    answer = runner.post(f"/org/units/{unit.pk}/end/", {"until": LAST, "reason": "机构改革", "version": unit.version, "once": "e"})
    assert answer.status_code == 302, answer.content.decode()
    assert (unit_on(cast.xu, LAST), unit_on(cast.xu, LAST + DAY)) == (unit, office)
    assert f"/org/units/{unit.pk}/" in page(runner, f"/org/?on={LAST}")
    assert "已撤销的" in page(runner, f"/org/?on={LAST + DAY}") and "已撤销的" not in page(runner, f"/org/?on={LAST}")
    assert Post.objects.get(unit=unit).until == LAST
    with pytest.raises(Invalid, match="科室已撤销"):
        move_person(person=cast.ma, unit=Unit.objects.get(pk=unit.pk), since=LAST + DAY, by=cast.lin, at=MORNING)


def test_a_section_with_open_things_stays(cast: Cast) -> None:
    unit = cast.sections["婚姻登记处"]
    move_person(person=cast.xu, unit=cast.sections["办公室"], since=date(2026, 7, 1), by=cast.lin, at=MORNING)
    fact = Fact.objects.create(
        office=cast.office, no="R1", rulebook="x", kind="x", kind_name="疏漏", day=date(2026, 6, 20), unit=unit,
        entered_by=cast.zhou, entered_at=MORNING,
    )  # fmt: skip
    with pytest.raises(Refused, match=fact.no):
        end_unit(unit=unit, until=LAST, reason="机构改革", by=cast.lin, at=MORNING)
    Fact.objects.filter(pk=fact.pk).update(state=FactState.CONFIRMED)
    end_unit(unit=unit, until=LAST, reason="机构改革", by=cast.lin, at=MORNING)
    assert Fact.objects.get(pk=fact.pk).unit == unit


def test_a_person_moved_keeps_facts_with_the_right_unit(cast: Cast, runner: Client) -> None:
    assert cast.enactment is not None
    for day in ("2026-06-30", "2026-07-01"):
        enter_fact(enactment=cast.enactment, row={"日期": day, "对象": "M05", "事项": "迟到"}, by=cast.zhou, at=MORNING)
    old, new = cast.sections["救助股"], cast.sections["办公室"]
    post = Post.objects.create(unit=new, name="文秘岗")
    values = {"unit": new.pk, "post": post.pk, "since": "2026-07-01", "basis": "局办〔2026〕3号", "once": "m", "version": cast.ma.version}
    assert runner.post(f"/org/people/{cast.ma.pk}/move/", values).status_code == 302
    for unit, day in ((old, "2026-06-30"), (new, "2026-07-01")):
        assert unit_on(cast.ma, date.fromisoformat(day)) == unit
        listed = page(runner, f"/facts/?section={unit.pk}")
        assert day in listed
        assert ("2026-06-30" in listed) is (unit == old)
    assert "局办〔2026〕3号" in page(runner, f"/org/people/{cast.ma.pk}/")
    assert "文秘岗" in page(runner, f"/org/people/{cast.ma.pk}/")


def test_rights_and_other_offices(cast: Cast) -> None:
    unit = cast.sections["救助股"]
    visitor = Client()
    for person, shown, mend in ((cast.ma, 200, 403), (cast.fang, 404, 404), (cast.gu, 200, 403)):
        visitor.force_login(person.account)
        assert visitor.get(f"/org/units/{unit.pk}/").status_code == shown
        assert visitor.get(f"/org/units/{unit.pk}/edit/").status_code == mend
    for person in (cast.ma, cast.tang, cast.gu, cast.qi, cast.fang):
        with pytest.raises(Forbidden):
            mend_unit(unit=unit, name="别的", by=person, at=MORNING)
    before = Entry.objects.count()
    mend_unit(unit=unit, name="别的股", by=cast.lin, at=MORNING)
    assert Entry.objects.count() == before + 1
    with pytest.raises(Stale):
        mend_unit(unit=Unit(pk=unit.pk, version=1, office=cast.office, level=Level.SECTION), name="又一个", by=cast.lin, at=MORNING)


def test_the_county_sees_its_offices_and_nothing_inside(cast: Cast) -> None:
    person = Person.objects.create(office=cast.county, no="C1", name="扈长庚")
    Appointment.objects.create(person=person, unit=cast.county)
    Grant.objects.create(person=person, role=Role.COUNTY, unit=cast.county)
    visitor = Client()
    visitor.force_login(Account.objects.create(username="xian", person=person, must_change=False))
    shown = page(visitor, "/org/")
    assert "清和县民政局" in shown and "清和县粮食局" in shown
    assert "救助股" not in shown and "马满" not in shown
    assert 'href="/facts/"' not in shown and 'href="/results/"' not in shown
    assert f"/org/units/{cast.county.pk}/" not in page(visitor, f"/org/people/{person.pk}/")
    assert visitor.get(f"/org/units/{cast.sections['救助股'].pk}/").status_code == 404


def test_a_post_somebody_holds_does_not_end(cast: Cast) -> None:
    post = Post.objects.get(unit=cast.sections["婚姻登记处"])
    with pytest.raises(Refused, match="徐宁"):
        end_post(post=post, until=LAST, reason="撤岗", by=cast.lin, at=MORNING)
    move_person(person=cast.xu, unit=cast.sections["办公室"], since=LAST + DAY, by=cast.lin, at=MORNING)
    end_post(post=post, until=LAST, reason="撤岗", by=cast.lin, at=MORNING)
    with pytest.raises(Invalid, match="岗位已撤销"):
        move_person(person=cast.ma, unit=post.unit, post=post, since=LAST + DAY, by=cast.lin, at=MORNING)


def test_open_matters_keep_a_section(cast: Cast) -> None:
    rules = enact(cast, "office-procedures")
    unit = cast.sections["婚姻登记处"]
    move_person(person=cast.xu, unit=cast.sections["办公室"], since=date(2026, 7, 1), by=cast.lin, at=MORNING)
    matter = Matter.objects.create(
        office=cast.office, enactment=rules, procedure="statement", name="本人说明", clause="一", no="S1", unit=unit,
        opened_by=cast.lin, opened_at=MORNING, step="answer", step_since=MORNING,
    )  # fmt: skip
    with pytest.raises(Refused, match=matter.no):
        end_unit(unit=unit, until=LAST, reason="机构改革", by=cast.lin, at=MORNING)
