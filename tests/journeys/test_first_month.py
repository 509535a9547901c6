"""From an empty database to the first signed month sheet, by the pages alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from xiaoneng.audit import clock
from xiaoneng.audit.action import SETUP
from xiaoneng.ledger.models import Fact
from xiaoneng.merit.models import Run
from xiaoneng.org.actions_setup import Starter, add_office
from xiaoneng.org.models import Role

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
ROSTER = (
    "工号,姓名,部门,职务,入职时间\nA1,马满,救助股,科员,2015-01-04\nA2,何田,救助股,股长,2012-03-01\nA3,徐宁,婚姻登记处,科员,2018-06-01\n"
)
Picture = Callable[[Page, str], None]
NEW = "wo-de-xin-mi-ma-2026"


def start() -> dict[str, str]:
    names = {"system": "唐立", "security": "顾平", "auditor": "齐明", "effectiveness": "林知"}
    people = [Starter(key, name, Role(key)) for key, name in names.items()]
    moment = clock.now() - timedelta(minutes=5)
    _, passwords = add_office(county="清和县", office="清和县民政局", section="办公室", people=people, by=SETUP, at=moment)
    return passwords


def signed_in(visit: Visit) -> Page:
    """The administrator with a password of their own."""
    password = start()["effectiveness"]
    page = visit("effectiveness", password)
    page.get_by_label("原密码").fill(password)
    page.get_by_label("新密码").fill(NEW)
    page.get_by_label("再输一次").fill(NEW)
    page.get_by_role("button", name="修改密码").click()
    expect(page.get_by_text("密码已经修改")).to_be_visible()
    return page


def test_the_first_month(visit: Visit, picture: Picture) -> None:
    last = clock.day_of(clock.now()).replace(day=1) - timedelta(days=1)
    page = signed_in(visit)
    set_up(page, last.replace(day=1), picture)
    find_and_confirm(page, last, picture)
    close_and_sign(page, f"{last:%Y-%m}", picture)


def set_up(page: Page, first: date, picture: Picture) -> None:
    """The roll from last year's spreadsheet, a rulebook in force."""
    page.goto("/org/roster/")
    page.get_by_label("人员表").set_input_files({"name": "名册.csv", "mimeType": "text/csv", "buffer": ROSTER.encode("gb18030")})
    page.get_by_role("button", name="上传并比对").click()
    expect(page.get_by_text("马满 A1")).to_be_visible()
    picture(page, "名册比对")
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.get_by_text("名册已导入")).to_be_visible()

    page.goto("/rulebook/versions/new/")
    page.get_by_label("随程序提供的制度").select_option("shufu-civil-affairs-2012")
    page.get_by_role("button", name="检查并拟定").click()
    page.get_by_role("link", name="答复", exact=True).click()
    page.get_by_label("效能告诫的告诫期为几个月").fill("6")
    page.get_by_role("button", name="保存答复").first.click()
    expect(page.get_by_text("答复已经保存")).to_be_visible()
    picture(page, "登记施行")
    page.get_by_label("由哪个会议或机构决定").fill("局务会议")
    page.get_by_label("决定日期").fill(first.isoformat())
    page.get_by_label("施行日期").fill(first.isoformat())
    page.get_by_role("button", name="登记施行").click()
    expect(page.get_by_text("施行中")).to_be_visible()
    picture(page, "制度")


def find_and_confirm(page: Page, last: date, picture: Picture) -> None:
    """A finding, entered by its initials, and its confirmation."""
    page.goto("/facts/new/")
    page.get_by_label("谁").fill("马满 A1")
    page.get_by_label("什么事").fill("gzqjyj")
    page.get_by_label("什么时候").fill(last.isoformat())
    page.get_by_label("凭据").fill("检查组现场记录")
    expect(page.get_by_text("认定后")).to_be_visible()
    picture(page, "记一条")
    page.get_by_role("button", name="提交核实").click()
    expect(page.get_by_text("今天已记 1 条")).to_be_visible()
    assert Fact.objects.get().late_entry

    page.goto("/facts/confirm/")
    page.get_by_label("全选本页").check()
    page.get_by_role("button", name="确认选中的").click()
    expect(page.get_by_text("已确认 1 条")).to_be_visible()


def close_and_sign(page: Page, label: str, picture: Picture) -> None:
    """The month closed, the sheet printed, the signature noted."""
    page.goto(f"/results/?period={label}")
    picture(page, "月度考核")
    page.get_by_role("button", name="结账").click()
    expect(page.get_by_text("已经结账")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=f"{label} 考核表 PDF").click()
    assert download.value.suggested_filename.endswith(".pdf")
    page.get_by_label("签字人").fill("沈望")
    page.get_by_role("button", name="回填签字").click()
    expect(page.get_by_text("已回填签字")).to_be_visible()
    picture(page, "考核表")
    run = Run.objects.get()
    assert (run.signed_by, run.period) == ("沈望", label)
    assert next(row["total"] for row in run.result["scores"] if row["subject"] == "A1") == "49"
