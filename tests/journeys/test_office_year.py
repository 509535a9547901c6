"""What happens to a closed month, a changed rulebook, a file with errors; what the leader, the auditor and the county see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.people import Cast, enact, make_cast, shipped_text
from xiaoneng.audit import clock
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact
from xiaoneng.ledger.models import Enactment, Fact
from xiaoneng.merit.models import Run
from xiaoneng.org.models import Account, Grant, Level, Person, Role, Unit

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KEY = "shufu-civil-affairs-2012"


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    enact(cast, "office-procedures", answers={"answer_days": "3", "decide_days": "2", "statement_days": "5"})
    Enactment.objects.update(since=f"{clock.day_of(clock.now()).year - 1}-01-01")
    cast.enactment = Enactment.objects.get(key=KEY)
    return cast


def last_month() -> date:
    """The last day of the month before this one."""
    return clock.day_of(clock.now()).replace(day=1) - timedelta(days=1)


def late(cast: Cast, day: date, confirm: bool = True) -> Fact:
    assert cast.enactment is not None
    at = clock.now() - timedelta(minutes=2)
    fact = enter_fact(enactment=cast.enactment, row={"日期": day.isoformat(), "对象": "M05", "事项": "迟到"}, by=cast.zhou, at=at)
    return confirm_fact(fact=fact, by=cast.lin, at=at) if confirm else fact


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).first.click()


def upload(page: Page, label: str, name: str, data: bytes) -> None:
    page.get_by_label(label).set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})


def test_a_closed_month_is_corrected_beside_what_was_signed(cast: Cast, visit: Visit) -> None:
    last = last_month()
    late(cast, last)
    office = visit("lin")
    office.goto(f"/results/?period={last:%Y-%m}&key={KEY}")
    press(office, "结账")
    expect(office.get_by_text("已经结账")).to_be_visible()

    mine = visit("ma", width=390)
    mine.goto(f"/results/person/{cast.ma.pk}/?period={last:%Y-%m}&key={KEY}")
    mine.get_by_role("link", name="异议", exact=True).click()
    mine.get_by_label("异议和理由").fill("那天在县里开会")
    press(mine, "提交")
    for who, button in (("he", "同意撤销"), ("lin", "撤销")):
        page = visit(who)
        page.goto("/matters/")
        page.get_by_role("link", name="异议〔").first.click()
        press(page, button)

    run = Run.objects.get()
    office.goto(f"/results/runs/{run.pk}/")
    expect(office.get_by_text("结账以后有变化")).to_be_visible()
    office.get_by_label("原因").fill("异议成立")
    press(office, "另出一次结果")
    expect(office.get_by_text("与上一次结果不同的地方")).to_be_visible()
    expect(office.get_by_text("49.5 → 50")).to_be_visible()
    first, second = Run.objects.order_by("number")
    totals = [next(row["total"] for row in one.result["scores"] if row["subject"] == "M05") for one in (first, second)]
    assert (totals, first.superseded_by) == (["49.5", "50"], second)


def test_a_changed_rulebook_shows_who_changes_before_it_is_in_force(cast: Cast, visit: Visit) -> None:
    late(cast, clock.day_of(clock.now()).replace(day=1))
    old, new = "fact: [late, early_leave], post: {score: -0.5}", "fact: [late, early_leave], post: {score: -1}"
    text = shipped_text(KEY)
    assert old in text
    page = visit("lin")
    page.goto("/rulebook/versions/new/")
    upload(page, "或上传制度文件", "rulebook.yaml", text.replace(old, old.replace("late", "latte")).encode())
    press(page, "检查并拟定")
    expect(page.get_by_text("rulebook.yaml 第").first).to_be_visible()
    upload(page, "或上传制度文件", "rulebook.yaml", text.replace(old, new).encode())
    press(page, "检查并拟定")
    expect(page.get_by_role("cell", name="49.5")).to_be_visible()
    expect(page.get_by_role("cell", name="49", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="减负与合规提示")).to_be_visible()
    page.get_by_label("由哪个会议或机构决定").fill("局务会议")
    today = clock.day_of(clock.now()).isoformat()
    page.get_by_label("决定日期").fill(today)
    page.get_by_label("施行日期").fill(today)
    press(page, "登记施行")
    expect(page.get_by_text("施行中").first).to_be_visible()
    assert Enactment.objects.filter(key=KEY, state="enacted").count() == 2


def test_a_file_with_errors_is_mended_imported_and_undone(cast: Cast, visit: Visit) -> None:
    day = last_month().isoformat()
    table = f"人,哪天,情况\n马满,{day},迟到\n何甲,{day},迟到\n徐宁,{day},早退\n"
    page = visit("lin", width=390)
    page.goto("/facts/import/")
    upload(page, "表格", "点名.csv", table.encode("gb18030"))
    page.get_by_label("从哪里导出").fill("点名册")
    press(page, "上传并核对")
    expect(page.get_by_text("还没有核对")).to_be_visible()
    for column, meaning in (("人", "对象"), ("哪天", "日期"), ("情况", "事项")):
        page.get_by_label(f"{column} 读作").select_option(meaning)
    press(page, "照此重新核对")
    expect(page.get_by_text("不是名册里的")).to_be_visible()
    page.get_by_label("第 3 行 对象").fill("何田")
    press(page, "保存改正并核对")
    press(page, "导入 3 条")
    expect(page.get_by_text("导入 3 条，其中 3 条待确认")).to_be_visible()
    assert set(Fact.objects.values_list("person__name", flat=True)) == {"马满", "何田", "徐宁"}
    page.get_by_text("导错了，整批撤回").click()
    page.get_by_label("理由").fill("导错了月份")
    press(page, "撤回这次导入")
    expect(page.get_by_text("3 条已整批撤回")).to_be_visible()
    assert set(Fact.objects.values_list("state", flat=True)) == {"withdrawn"}

    page.goto("/facts/import/")
    upload(page, "表格", "点名二.csv", table.encode("gb18030"))
    page.get_by_label("从哪里导出").fill("点名册")
    press(page, "上传并核对")
    expect(page.get_by_text("1 行有错")).to_be_visible()


def test_the_leaders_morning(cast: Cast, visit: Visit) -> None:
    late(cast, clock.day_of(clock.now()), confirm=False)
    page = visit("shen")
    expect(page.get_by_role("heading", name="各科室")).to_be_visible()
    expect(page.get_by_role("cell", name="救助股", exact=True)).to_be_visible()
    page.get_by_text("看各科室各月的数").click()
    expect(page.get_by_role("columnheader", name="1 月", exact=True)).to_be_visible()
    page.get_by_role("searchbox").first.fill("马满")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="马满 M05").click()
    expect(page.get_by_role("heading", name="每一分的来由")).to_be_visible()


def test_the_auditor_checks(cast: Cast, visit: Visit) -> None:
    fact = late(cast, clock.day_of(clock.now()))
    page = visit("qi")
    page.goto("/audit/")
    expect(page.get_by_role("cell", name="确认事实")).to_be_visible()
    page.goto("/audit/check/")
    press(page, "现在核对")
    expect(page.get_by_text("核对无误")).to_be_visible()
    assert page.goto(f"/facts/{fact.pk}/").status in (403, 404)  # type: ignore[union-attr]


def test_the_county_sees_no_names(cast: Cast, visit: Visit) -> None:
    late(cast, clock.day_of(clock.now()))
    section = Unit.objects.create(level=Level.SECTION, name="县督查室", parent=cast.county, office=cast.county)
    person = Person.objects.create(office=cast.county, no="C01", name="夏至", initials="xz", joined_on=date(2015, 1, 4))
    Grant.objects.create(person=person, role=Role.COUNTY, unit=cast.county)
    Account.objects.create(username="xia", person=person, must_change=False, password=cast.lin.account.password)
    page = visit("xia")
    for office in (cast.office, cast.other):
        expect(page.get_by_role("cell", name=office.name).or_(page.get_by_role("rowheader", name=office.name)).first).to_be_visible()
    words = page.locator("main").inner_text()
    assert not [one.name for one in cast.who.values() if one.name in words]
    assert section.name
    assert page.goto(f"/org/people/{cast.ma.pk}/").status == 404  # type: ignore[union-attr]
