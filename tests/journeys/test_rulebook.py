"""A clerk changes a number in three clicks and sees who would change; the office's own document comes beside its rulebook."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.people import make_cast
from xiaoneng.audit import clock
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Picture = Callable[[Page, str], None]
TEXT = (
    "某单位打分办法\n一、意思\n说明打分的意思。\n六、怎样打分\n(六)守时\n1、来晚了一回减半颗星。\n2、不来的减一颗星。\n"
    "5、上班喝酒的减一颗星。\n(九)别的\n3、值日的事另外再说。\n"
)


def test_three_clicks(visit: Visit, picture: Picture) -> None:
    cast = make_cast()
    assert cast.enactment is not None
    at = clock.now() - timedelta(minutes=5)
    row = {"日期": clock.day_of(at).isoformat(), "对象": "M05", "事项": "迟到"}
    confirm_fact(fact=enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=at), by=cast.lin, at=at)
    page = visit("lin")
    page.goto("/rulebook/")
    page.get_by_role("link", name="改 六(六)1", exact=True).click()
    late = page.locator("section.card", has_text="规则 迟到、早退").get_by_label("扣（效能考核得分）")
    late.fill("1")
    picture(page, "改数字")
    page.get_by_role("button", name="看谁会变").click()
    changed = page.locator("section.card", has_text="换用这一版，今年谁会变").get_by_role("row", name="马满")
    expect(changed).to_contain_text("49.5")
    expect(changed.get_by_role("cell", name="49", exact=True)).to_be_visible()
    expect(page.get_by_text("迟到、早退，每次扣 1 分")).to_be_visible()
    picture(page, "谁会变")


def test_an_own_document_without_scripts(visit: Visit, picture: Picture) -> None:
    cast = make_cast()
    page = visit("lin", scripts=False)
    page.goto("/rulebook/")
    page.get_by_role("link", name="载入原文").click()
    page.get_by_label("本单位的文件").set_input_files({"name": "打分办法.txt", "mimeType": "text/plain", "buffer": TEXT.encode()})
    page.get_by_role("button", name="上传并对照").click()
    expect(page.get_by_text("制度 76 条")).to_be_visible()
    picture(page, "原文对照")
    page.get_by_label("六(六)3 在原文里的编号").fill("六(九)3")
    page.get_by_role("button", name="核对好了，留用").click()
    expect(page.get_by_text("原文已经放在")).to_be_visible()
    page.goto(f"/rulebook/?version={cast.enactment.pk if cast.enactment else ''}&clause=六(六)3")
    expect(page.get_by_text("值日的事另外再说。")).to_be_visible()
    expect(page.get_by_text("来晚了一回减半颗星。")).to_be_visible()
