"""Posts hold the work: who holds one from which day, the list of what is handed over, appointments beside the main one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.org.pages import page
from tests.people import MORNING, TODAY, Cast, enact
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.ledger.actions_facts import enter_fact
from xiaoneng.ledger.relations import relations_of
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.actions import appoint, end_appointment, let_leave, move_person
from xiaoneng.org.actions_handover import draw_handover, mend_handover, sign_handover
from xiaoneng.org.actions_posts import add_post, change_holder, mend_post
from xiaoneng.org.models import Appointment, Handover, Person, Post, Role, Tenure
from xiaoneng.org.permit import unit_on
from xiaoneng.org.resolve import members

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
FROM = date(2026, 8, 1)
DAY = timedelta(days=1)


def chief(cast: Cast) -> Post:
    return Post.objects.get(unit=cast.sections["救助股"], chief=True)


def test_a_post_is_set_up_and_renamed(cast: Cast, runner: Client) -> None:
    unit = cast.sections["救助股"]
    answer = runner.post(f"/org/units/{unit.pk}/posts/new/", {"name": "低保岗", "duties": "受理\n入户", "demo": "on", "once": "a"})
    post = Post.objects.get(name="低保岗")
    assert (answer["Location"], post.demo, post.chief) == (f"/org/posts/{post.pk}/", True, False)
    assert "空缺" in page(runner, f"/org/posts/{post.pk}/")
    with pytest.raises(Invalid):
        add_post(unit=unit, name="低保岗", by=cast.lin, at=MORNING)
    mend_post(post=chief(cast), name="负责人", by=cast.lin, at=MORNING)
    assert members("负责人", cast.office, TODAY) == [cast.he]
    assert Appointment.objects.get(person=cast.he).title == "负责人"


def test_the_holder_changes_from_a_day(cast: Cast, runner: Client) -> None:
    post = chief(cast)
    values = {"person": cast.ma.pk, "since": str(FROM), "tenure": "main", "basis": "局任〔2026〕2号", "version": post.version, "once": "h"}
    answer = runner.post(f"/org/posts/{post.pk}/holder/", values)
    assert answer.status_code == 302, answer.content.decode()
    drawn = Handover.objects.get()
    assert (answer["Location"], drawn.giver, drawn.taker, drawn.day) == (f"/org/handovers/{drawn.pk}/", cast.he, cast.ma, FROM)
    assert (members("股长", cast.office, FROM - DAY), members("股长", cast.office, FROM)) == ([cast.he], [cast.ma])
    for day in (FROM - DAY, FROM):
        assert {unit_on(one, day) for one in (cast.he, cast.ma)} == {cast.sections["救助股"]}
    assert "2026-08-01 起" not in page(runner, f"/org/posts/{post.pk}/")
    assert "局任〔2026〕2号" in page(runner, f"/org/people/{cast.ma.pk}/")
    with pytest.raises(Invalid):
        change_holder(post=post, person=cast.ma, since=FROM, basis="x", by=cast.lin, at=MORNING)
    with pytest.raises(Invalid, match="日期不对"):
        change_holder(post=post, person=cast.he, since=FROM, basis="x", by=cast.lin, at=MORNING)


def test_a_post_held_beside_the_main_one(cast: Cast) -> None:
    post = chief(cast)
    change_holder(post=post, person=cast.lin, since=FROM, basis="x", tenure=Tenure.SECOND, by=cast.lin, at=MORNING)
    assert members("股长", cast.office, FROM) == [cast.lin]
    assert unit_on(cast.lin, FROM) == cast.sections["办公室"]
    change_holder(post=post, person=None, since=FROM + DAY, basis="x", by=cast.lin, at=MORNING)
    assert members("股长", cast.office, FROM + DAY) == []
    assert unit_on(cast.lin, FROM + DAY) == cast.sections["办公室"]
    for person, at_day in ((cast.fang, FROM), (Person.objects.get(pk=cast.xu.pk), date(2014, 1, 1))):
        with pytest.raises(Invalid):
            change_holder(post=post, person=person, since=at_day, basis="x", by=cast.lin, at=MORNING)


def test_what_hangs_on_the_post_is_handed_over(cast: Cast, runner: Client) -> None:
    assert cast.enactment is not None
    enact(cast, "office-procedures")
    fact = enter_fact(enactment=cast.enactment, row={"日期": "2026-06-20", "对象": "M05", "事项": "迟到"}, by=cast.he, at=MORNING)
    change_holder(post=chief(cast), person=cast.ma, since=FROM, basis="x", by=cast.lin, at=MORNING)
    one = Handover.objects.get()
    assert [row[:2] for row in one.items] == [["待确认的记录", fact.no]]
    assert fact.no in page(runner, f"/org/handovers/{one.pk}/")
    answer = runner.post(f"/org/handovers/{one.pk}/edit/", {"taker": cast.ma.pk, "also": "钥匙一把\n台账两本", "version": 1, "once": "m"})
    assert answer.status_code == 302
    paper = runner.get(f"/org/handovers/{one.pk}/paper.docx")
    assert (paper.status_code, len(paper.content) > 1000) == (200, True)
    early = runner.post(f"/org/handovers/{one.pk}/sign/", {"signed_on": "2020-01-01", "version": 2, "once": "s0"})
    assert "早于列出清单" in early.content.decode()
    one.refresh_from_db()
    sign_handover(
        handover=one, signed_on=TODAY, witness="沈望", remark="", by=cast.lin, at=MORNING, on_behalf_of=cast.ma,
    )  # fmt: skip
    entry = Entry.objects.latest("seq")
    assert (entry.action, entry.actor_id, entry.behalf_id) == ("org.sign_handover", cast.lin.pk, cast.ma.pk)
    assert "已签收" in page(runner, f"/org/posts/{one.post_id}/")
    for again in (
        lambda: mend_handover(handover=one, taker=cast.xu, also="", by=cast.lin, at=MORNING),
        lambda: sign_handover(handover=one, signed_on=TODAY, witness="", remark="", by=cast.lin, at=MORNING),
    ):
        with pytest.raises(Refused, match="已经签收"):
            again()


def test_nobody_signs_for_nobody(cast: Cast) -> None:
    one = draw_handover(post=chief(cast), giver=cast.he, taker=None, day=TODAY, by=cast.lin, at=MORNING)
    with pytest.raises(Refused, match="接收人"):
        sign_handover(handover=one, signed_on=TODAY, witness="", remark="", by=cast.lin, at=MORNING)
    with pytest.raises(Invalid):
        mend_handover(handover=one, taker=cast.he, also="", by=cast.lin, at=MORNING)
    mend_handover(handover=one, taker=cast.ma, also="", by=cast.lin, at=MORNING)
    with pytest.raises(Invalid):
        sign_handover(handover=one, signed_on=TODAY + DAY, witness="", remark="", by=cast.lin, at=MORNING)


def test_who_sees_a_handover(cast: Cast) -> None:
    one = draw_handover(post=chief(cast), giver=cast.he, taker=cast.ma, day=TODAY, by=cast.lin, at=MORNING)
    visitor = Client()
    statuses = {"he": 200, "ma": 200, "lin": 200, "shen": 200, "xu": 404, "tang": 404, "fang": 404}
    for name, status in statuses.items():
        visitor.force_login(cast.who[name].account)
        assert visitor.get(f"/org/handovers/{one.pk}/").status_code == status, name
        assert visitor.get(f"/org/handovers/{one.pk}/paper.pdf").status_code == status
    with pytest.raises(Forbidden):
        draw_handover(post=chief(cast), giver=cast.he, taker=cast.ma, day=TODAY, by=cast.xu, at=MORNING)
    # 救助股's head may list and note it for that section, and for no other.
    assert cast.he.grants.get().role == Role.CHIEF
    draw_handover(post=chief(cast), giver=cast.he, taker=cast.ma, day=TODAY, by=cast.he, at=MORNING)
    with pytest.raises(Forbidden):
        draw_handover(post=Post.objects.get(unit=cast.sections["婚姻登记处"]), giver=cast.xu, taker=None, day=TODAY, by=cast.he, at=MORNING)


@pytest.mark.parametrize("tenure", [one for one in Tenure if one != Tenure.MAIN])
def test_beside_the_main_appointment(cast: Cast, runner: Client, tenure: Tenure) -> None:
    assert cast.enactment is not None
    unit = cast.sections["救助股"]
    values = {
        "unit": unit.pk,
        "tenure": tenure,
        "title": "某处",
        "since": "2026-08-01",
        "until": "2026-08-31",
        "basis": "文号",
        "once": "a",
    }
    assert runner.post(f"/org/people/{cast.ma.pk}/appoint/", values).status_code == 302
    made = Appointment.objects.get(person=cast.ma, tenure=tenure)
    shown = page(runner, f"/org/people/{cast.ma.pk}/")
    assert tenure.label in shown
    assert "计入单位人数" in shown or "单位人数只计一次" in shown
    for day, there in ((FROM - DAY, False), (FROM, True), (date(2026, 8, 31), True), (date(2026, 9, 1), False)):
        assert (tenure.label in page(runner, f"/org/units/{unit.pk}/?on={day}").partition("以前在这里")[0]) is there, day
        assert unit_on(cast.ma, day) == unit
    own = relations_of(cast.office, source_of(cast.enactment)).office.memberships
    for day in (FROM - DAY, FROM, date(2026, 8, 31), date(2026, 9, 1)):
        here = [one for one in own if one.since <= day.toordinal() <= one.until]
        assert len(here) == len(Person.objects.filter(office=cast.office)), "what is beside the main appointment counts nobody twice"
        assert [one.tenure for one in here if one.tenure] == [(tenure.label,)] * (FROM <= day <= date(2026, 8, 31))
    again = runner.post(f"/org/people/{cast.ma.pk}/appoint/", values | {"once": "b", "since": "2026-08-31", "until": ""})
    assert "不用再登记" in again.content.decode()
    answer = runner.post(f"/org/appointments/{made.pk}/end/", {"until": "2026-08-10", "version": made.version, "once": "e"})
    assert answer.status_code == 302
    assert "到 2026-08-10 为止" in page(runner, answer["Location"])
    assert tenure.label not in page(runner, f"/org/units/{unit.pk}/?on=2026-08-11").partition("以前在这里")[0]
    stale = runner.post(f"/org/appointments/{made.pk}/end/", {"until": "2026-08-09", "version": made.version, "once": "f"})
    assert stale.status_code == 409


def test_appointments_stay_within_service(cast: Cast) -> None:
    unit = cast.sections["救助股"]
    main = Appointment.objects.get(person=cast.ma)
    with pytest.raises(Refused, match="主要任职"):
        end_appointment(appointment=main, until=TODAY, by=cast.lin, at=MORNING)
    with pytest.raises(Invalid, match="还没有入职"):
        appoint(person=cast.ma, unit=unit, tenure=Tenure.VILLAGE, since=date(2015, 1, 3), by=cast.lin, at=MORNING)
    appoint(person=cast.ma, unit=unit, tenure=Tenure.VILLAGE, since=date(2015, 1, 4), until=date(2015, 1, 4), by=cast.lin, at=MORNING)
    with pytest.raises(Invalid, match="日期不对"):
        appoint(person=cast.ma, unit=unit, tenure=Tenure.SECOND, since=TODAY, until=TODAY - DAY, by=cast.lin, at=MORNING)
    with pytest.raises(Invalid, match="岗位不对"):
        appoint(person=cast.ma, unit=cast.sections["办公室"], tenure=Tenure.SECOND, post=chief(cast), by=cast.lin, at=MORNING)
    let_leave(person=cast.ma, left_on=TODAY, by=cast.lin, at=MORNING)
    with pytest.raises(Invalid, match="已经离职"):
        move_person(person=cast.ma, unit=unit, since=TODAY + DAY, by=cast.lin, at=MORNING)


def test_leaving_names_the_posts_left(cast: Cast, runner: Client) -> None:
    answer = runner.post(f"/org/people/{cast.he.pk}/leave/", {"left_on": "2026-07-31", "once": "l"}, follow=True)
    assert "救助股 股长" in answer.content.decode()
    assert "列移交清单" in answer.content.decode()


def test_what_was_entered_wrong_is_mended(cast: Cast, runner: Client) -> None:
    values = {"name": "马 满", "sex": "女", "joined_on": "2015-01-04", "version": 1, "once": "a"}
    assert runner.post(f"/org/people/{cast.ma.pk}/edit/", values).status_code == 302
    assert Person.objects.get(pk=cast.ma.pk).name == "马 满"
    assert runner.post(f"/org/people/{cast.ma.pk}/edit/", values | {"sex": "男", "once": "b"}).status_code == 409
    same = runner.post(f"/org/people/{cast.ma.pk}/edit/", values | {"version": 2, "once": "c"})
    assert "没有改动" in same.content.decode()
    runner.force_login(cast.ma.account)
    assert runner.get(f"/org/people/{cast.ma.pk}/edit/").status_code == 403


def test_the_rulebooks_words_on_who_counts(cast: Cast, runner: Client) -> None:
    enact(cast, "xichuan-gov-office-2007")
    shown = page(runner, f"/org/people/{cast.ma.pk}/")
    assert all(f"{one}是否计入总人数：是" in shown for one in ("班子成员", "驻村的人", "长期请假的人"))
