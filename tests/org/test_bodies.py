"""Bodies whose members follow from posts, who leads which section, the official order of names."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.org.pages import page
from tests.people import MORNING, TODAY, Cast, enact
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused, Stale
from xiaoneng.org.actions import let_leave
from xiaoneng.org.actions_bodies import end_body, end_lead, set_body, set_lead
from xiaoneng.org.actions_order import set_order
from xiaoneng.org.actions_posts import change_holder
from xiaoneng.org.hanging import declared
from xiaoneng.org.meanings import unknown_words
from xiaoneng.org.models import Body, Lead, Particular, Person, Post
from xiaoneng.org.particulars import PARTY
from xiaoneng.org.resolve import members, resolve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
FROM = date(2026, 9, 1)
DAY = timedelta(days=1)
GROUP = "效能建设领导小组"


def group(cast: Cast, *members: str, since: date | None = None) -> Body:
    return set_body(office=cast.office, name=GROUP, members=list(members), since=since, by=cast.lin, at=MORNING)


def test_a_body_is_set_up_and_explains_itself(cast: Cast, runner: Client) -> None:
    values = {
        "name": GROUP,
        "clause": "一",
        "members": "组长:单位主要领导\n\n成员：科室负责人",
        "seat": cast.sections["办公室"].pk,
        "once": "a",
    }
    answer = runner.post("/org/bodies/new/", values)
    body = Body.objects.get()
    assert (answer["Location"], body.members) == (f"/org/bodies/{body.pk}/", ["组长：单位主要领导", "成员：科室负责人"])
    shown = page(runner, f"/org/bodies/{body.pk}/")
    for said in ("组长", "单位主要领导岗位的任职人", "沈望", "办公室 局长", "何田", "林知", "办公室设在"):
        assert said in shown, said
    assert {one.name for one in members(GROUP, cast.office, TODAY)} == {"沈望", "林知", "何田"}
    assert "已有这个机构" in runner.post("/org/bodies/new/", values | {"once": "b"}).content.decode()


def test_words_that_mean_nothing_are_refused(cast: Cast, runner: Client) -> None:
    answer = runner.post("/org/bodies/new/", {"name": GROUP, "members": "股张", "once": "a"}).content.decode()
    assert "股张" in answer and "股长" in answer
    for words in ([], [f"成员：{GROUP}"]):
        with pytest.raises(Invalid):
            group(cast, *words)


def test_the_successor_is_a_member_from_the_day_on(cast: Cast, runner: Client) -> None:
    body = group(cast, "成员：科室负责人")
    post = Post.objects.get(unit=cast.sections["救助股"], chief=True)
    cast.he.grants.update(until=FROM - DAY)
    change_holder(post=post, person=cast.ma, since=FROM, basis="x", by=cast.lin, at=MORNING)
    assert (cast.he in members(GROUP, cast.office, FROM - DAY), cast.ma in members(GROUP, cast.office, FROM - DAY)) == (True, False)
    assert (cast.he in members(GROUP, cast.office, FROM), cast.ma in members(GROUP, cast.office, FROM)) == (False, True)
    assert "马满" not in page(runner, f"/org/bodies/{body.pk}/?on={FROM - DAY}")
    assert "马满" in page(runner, f"/org/bodies/{body.pk}/?on={FROM}")


def test_who_leaves_is_a_member_to_the_last_day(cast: Cast) -> None:
    group(cast, "班子成员")
    let_leave(person=cast.shen, left_on=FROM - DAY, by=cast.lin, at=MORNING)
    assert (members(GROUP, cast.office, FROM - DAY), members(GROUP, cast.office, FROM)) == ([cast.shen], [])


def test_another_composition_from_a_day(cast: Cast, runner: Client) -> None:
    body = group(cast, "班子成员")
    values = {"members": "救助股", "since": str(FROM), "version": body.version, "once": "a"}
    answer = runner.post(f"/org/bodies/{body.pk}/edit/", values)
    assert answer.status_code == 302, answer.content.decode()
    assert (members(GROUP, cast.office, FROM - DAY), members(GROUP, cast.office, FROM)) == ([cast.shen], [cast.he, cast.ma])
    assert runner.post(f"/org/bodies/{body.pk}/edit/", values | {"once": "b"}).status_code == 404
    new = Body.objects.get(until=None)
    mended = {"members": "救助股\n婚姻登记处", "since": str(FROM), "version": new.version, "once": "c"}
    assert runner.post(f"/org/bodies/{new.pk}/edit/", mended).status_code == 302
    assert (Body.objects.count(), len(members(GROUP, cast.office, FROM))) == (2, 3)
    assert runner.post(f"/org/bodies/{new.pk}/edit/", mended | {"members": "救助股", "once": "d"}).status_code == 409
    early = runner.post(f"/org/bodies/{new.pk}/edit/", mended | {"since": str(FROM - DAY), "version": 2, "once": "e"})
    assert "已另有组成" in early.content.decode()
    new.refresh_from_db()
    end_body(body=new, until=FROM + DAY, reason="任务完成", by=cast.lin, at=MORNING)
    assert (members(GROUP, cast.office, FROM + DAY) != [], members(GROUP, cast.office, FROM + DAY + DAY)) == (True, [])
    with pytest.raises(Refused):
        end_body(body=new, until=FROM, reason="x", by=cast.lin, at=MORNING)


def test_bodies_that_the_rulebooks_name_are_offered(cast: Cast, runner: Client) -> None:
    enact(cast, "district-party-office")
    shown = page(runner, "/org/bodies/")
    assert "还没有设立的" in shown
    assert "自身建设领导小组" in shown


def test_who_leads_which_section(cast: Cast, runner: Client) -> None:
    unit = cast.sections["救助股"]
    values = {"person": cast.shen.pk, "unit": unit.pk, "kind": "分管", "once": "a"}
    assert runner.post("/org/leads/new/", values).status_code == 302
    assert resolve(["分管领导"], cast.office, cast.ma, TODAY) == [cast.shen]
    shown = page(runner, "/org/leads/")
    assert "没有人分管的" in shown and "婚姻登记处" in shown
    assert "已经分管" in runner.post("/org/leads/new/", values | {"once": "b"}).content.decode()
    no_day = runner.post("/org/leads/new/", values | {"person": cast.lin.pk, "once": "c"})
    assert "从哪天起换人" in no_day.content.decode()
    assert runner.post("/org/leads/new/", values | {"person": cast.lin.pk, "since": str(FROM), "once": "d"}).status_code == 302
    for day, who in ((FROM - DAY, cast.shen), (FROM, cast.lin)):
        assert resolve(["分管领导"], cast.office, unit, day) == [who]
        assert who.name in page(runner, f"/org/leads/?on={day}").partition("没有人分管的")[0]
    set_lead(person=cast.zhou, unit=unit, kind="分管", since=FROM, beside=True, by=cast.lin, at=MORNING)
    assert resolve(["分管领导"], cast.office, unit, FROM) == [cast.lin, cast.zhou]
    lead = Lead.objects.get(person=cast.zhou)
    assert runner.post(f"/org/leads/{lead.pk}/end/", {"until": str(FROM), "version": lead.version, "once": "e"}).status_code == 302
    assert cast.zhou in resolve(["分管领导"], cast.office, unit, FROM)
    assert cast.zhou not in resolve(["分管领导"], cast.office, unit, FROM + DAY)
    with pytest.raises(Invalid):
        set_lead(person=cast.fang, unit=unit, kind="分管", since=FROM, by=cast.lin, at=MORNING)
    with pytest.raises(Forbidden):
        end_lead(lead=lead, until=FROM, by=cast.fang, at=MORNING)


def test_the_official_order(cast: Cast, runner: Client) -> None:
    rows = list(Person.objects.filter(office=cast.office).order_by("order"))
    sent = {f"n:{one.pk}": str(len(rows) - at) for at, one in enumerate(rows)} | {f"v:{one.pk}": str(one.version) for one in rows}
    before = Entry.objects.count()
    assert runner.post("/org/names/order/", sent | {"basis": "班子会议"}).status_code == 302
    assert Entry.objects.count() == before + 1
    names = page(runner, "/org/names/")
    assert names.index("齐明") < names.index("沈望")
    assert (
        runner.post("/org/names/order/", {name: ("1" if name.startswith("n") else text) for name, text in sent.items()}).status_code == 409
    )
    with pytest.raises(Refused, match="没有变"):
        set_order(office=cast.office, order={}, versions={}, basis="", by=cast.lin, at=MORNING)
    with pytest.raises(Stale):
        set_order(office=cast.office, order={cast.ma.pk: 99}, versions={cast.ma.pk: 1}, basis="", by=cast.lin, at=MORNING)
    set_order(office=cast.office, order={cast.wu.pk: 99, cast.ma.pk: 99}, versions={}, basis="", by=cast.lin, at=MORNING)
    assert Person.objects.get(pk=cast.wu.pk).order != 99


def test_names_by_strokes(cast: Cast, runner: Client) -> None:
    shown = page(runner, "/org/names/?by=strokes")
    order = ["马满", "齐明", "何田", "沈望", "林知", "周安", "顾平", "徐宁", "唐立"]
    assert "、".join(order) in shown
    assert "、".join(["沈望"]) in page(runner, "/org/names/?who=team")
    Particular.objects.create(person=cast.ma, what=PARTY, value="中共预备党员")
    party = page(runner, "/org/names/?who=party")
    assert "马满" in party
    assert "沈望" not in party
    form = page(runner, "/org/names/order/?by=strokes")
    assert f'name="n:{cast.ma.pk}" value="1"' in form


def test_rights_and_other_offices(cast: Cast) -> None:
    body = group(cast, "班子成员")
    visitor = Client()
    visitor.force_login(cast.fang.account)
    for where in (
        f"/org/bodies/{body.pk}/",
        f"/org/bodies/{body.pk}/edit/",
        f"/org/posts/{Post.objects.filter(unit__office=cast.office)[0].pk}/",
    ):
        assert visitor.get(where).status_code == 404
    assert "马满" not in page(visitor, "/org/names/")
    for person in (cast.ma, cast.shen, cast.tang, cast.gu, cast.qi, cast.fang):
        with pytest.raises(Forbidden):
            set_body(office=cast.office, name="别的", members=["班子成员"], by=person, at=MORNING)
        with pytest.raises(Forbidden):
            set_order(office=cast.office, order={cast.ma.pk: 1}, versions={}, basis="", by=person, at=MORNING)


def test_words_of_the_document_that_the_office_lacks_are_named_on_the_form(cast: Cast, client: Client) -> None:
    client.force_login(cast.lin.account)
    form = client.get("/org/bodies/new/?name=领导小组&members=组长一人%0A单位主要领导%0A班子成员").content.decode()
    assert "制度写的“组长一人”，本单位没有" in form
    form = client.get("/org/bodies/new/?name=领导小组&members=单位主要领导%0A班子成员").content.decode()
    assert "制度写的" not in form
    assert "制度写的" not in client.get("/org/bodies/new/").content.decode()


def test_the_words_of_the_office_s_document_are_words_of_the_language(cast: Cast) -> None:
    assert cast.enactment is not None
    asked = list(declared(cast.office, TODAY))
    assert asked
    assert [unknown_words(cast.office, one.members, one.name, TODAY)[0] for one in asked] == [[]] * len(asked)
