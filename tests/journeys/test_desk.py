"""The desk and the county's page without scripts: whoever leads, runs the year or looks at a county does all of it by forms and links."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.people import Cast, enact, make_cast
from xiaoneng.audit import clock
from xiaoneng.ledger.actions_facts import enter_fact
from xiaoneng.ledger.models import Enactment, Fact
from xiaoneng.matters.actions import decide, open_matter
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.org.models import Account, Appointment, Grant, Person, Role

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ANSWERS = {"answer_days": "3", "decide_days": "2", "statement_days": "5", "case_body": "单位领导"}


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    for office in (cast.office, cast.other):
        enact(cast, "office-procedures", office=office, answers=ANSWERS)
    year = clock.day_of(clock.now()).year
    Enactment.objects.update(since=f"{year - 1}-01-01")
    cast.enactment = Enactment.objects.get(key="shufu-civil-affairs-2012")
    return cast


def finding(cast: Cast, no: str, kind: str = "迟到") -> Fact:
    assert cast.enactment is not None
    at = clock.now() - timedelta(minutes=2)
    row = {"日期": clock.day_of(at).isoformat(), "对象": no, "事项": kind, "说明": "查岗"}
    return enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=at)


def case(cast: Cast) -> Matter:
    """责任追究 that has come to the leader."""
    at = clock.now() - timedelta(minutes=2)
    fields = {"source": "督查", "behaviour": "推诿", "facts": "两次推诿来人。"}
    known = procedures_of(cast.office, clock.day_of(at))["accountability"]
    matter = open_matter(known=known, subject=cast.ma, fields=fields, by=cast.zhou, at=at)
    for step, word, by in (("check", "属实", cast.zhou), ("statement", "不说明", cast.ma)):
        decide(matter=matter, step=step, outcome=word, by=by, at=at)
    return matter


def unfolded(page: Page, words: str) -> None:
    """A place that opens by itself, without scripts."""
    page.get_by_text(words, exact=True).click()


def test_a_leader_decides_and_looks(cast: Cast, visit: Visit) -> None:
    matter, own = case(cast), finding(cast, "M02")
    page = visit("shen", scripts=False, width=390)
    expect(page.get_by_role("heading", name="今天需要您定的")).to_be_visible()
    page.get_by_label(f"{matter.no}", exact=False).first.fill("按制度办")
    page.get_by_role("button", name="通报批评").click()
    expect(page.get_by_text("已办理")).to_be_visible()
    page.get_by_role("button", name="确认属实").click()
    own.refresh_from_db()
    decided = matter.events.latest("at")
    assert (decided.outcome, decided.text, own.state) == ("通报批评", "按制度办", "confirmed")
    assert page.url.endswith("/")
    page.goto("/")
    for light in ("记录", "办理"):
        assert page.locator(f"td[data-label={light}] .light").first.inner_text().strip()
    unfolded(page, "看各科室各月的数")
    expect(page.get_by_role("table", name="各科室各月记录")).to_be_visible()
    page.get_by_role("link", name="考核", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.url.endswith("/results/")


def test_whoever_runs_the_year_confirms_and_enters(cast: Cast, visit: Visit) -> None:
    first, second = finding(cast, "M05"), finding(cast, "M06", "早退")
    page = visit("lin", scripts=False)
    expect(page.get_by_label("全选")).to_be_hidden()
    page.get_by_role("checkbox", name="马满").check()
    page.get_by_role("button", name="确认选中的").click()
    assert page.url.endswith("/")
    for one, state in ((first, "confirmed"), (second, "pending")):
        one.refresh_from_db()
        assert one.state == state
    page.get_by_role("link", name="记一条").click()
    page.get_by_label("谁").fill("马满")
    page.get_by_label("什么事").fill("旷工")
    page.get_by_role("button", name="提交核实").click()
    expect(page.get_by_text("已登记")).to_be_visible()
    page.goto("/")
    page.get_by_role("link", name="订阅到日历").click()
    page.get_by_label("给哪台设备").fill("办公电脑")
    page.get_by_role("button", name="建立订阅地址").click()
    expect(page.get_by_text("只显示这一次")).to_be_visible()
    page.get_by_role("button", name="停用 办公电脑 的地址").click()
    expect(page.get_by_text("“办公电脑”已经停用")).to_be_visible()


def test_a_clerk_answers_on_the_desk(cast: Cast, visit: Visit) -> None:
    fact = finding(cast, "M05")
    mine = visit("ma", scripts=False, width=390)
    mine.get_by_role("link", name="本人说明", exact=True).click()
    mine.get_by_label("说明", exact=True).fill("车坏在路上")
    mine.get_by_role("button", name="提交").click()
    office = visit("lin", scripts=False)
    expect(office.get_by_text("车坏在路上")).to_be_visible()
    office.get_by_role("button", name="不再计入").click()
    fact.refresh_from_db()
    assert fact.state == "withdrawn"
    mine.get_by_role("link", name="事项", exact=True).click()
    mine.get_by_role("link", name="本人说明").first.click()
    expect(mine.get_by_text("已办结：不再计入")).to_be_visible()


def test_the_county_compares(cast: Cast, visit: Visit) -> None:
    known = procedures_of(cast.office, clock.day_of(clock.now()))["rectification"]
    fields = {"finding": "窗口无人", "deadline": "2026-07-24"}
    open_matter(known=known, subject=cast.ma, fields=fields, by=cast.zhou, at=clock.now())
    person = Person.objects.create(office=cast.county, no="C1", name="扈长庚")
    Appointment.objects.create(person=person, unit=cast.county)
    Grant.objects.create(person=person, role=Role.COUNTY, unit=cast.county)
    Account.objects.create(username="xian", person=person, must_change=False, password=cast.ma.account.password)
    page = visit("xian", scripts=False)
    table = page.get_by_role("table", name="各单位今年到现在")
    for office in (cast.office, cast.other):
        expect(table.get_by_role("row", name=office.name)).to_be_visible()
    expect(page.get_by_role("table", name="各类事项").get_by_role("row", name="限期整改")).to_be_visible()
    unfolded(page, "看各月认定的记录和办结的事项")
    expect(page.get_by_role("table", name="各月认定的记录和办结的事项")).to_be_visible()
    assert "马满" not in page.content()
    page.get_by_role("button", name="退出").click()
    expect(page.get_by_role("button", name="登录")).to_be_visible()
