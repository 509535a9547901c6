"""What everybody does: answer a finding, object, decide; by keyboard, on a phone, without scripts; no page is hard to read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.people import Cast, enact, make_cast
from xiaoneng.audit import clock
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact
from xiaoneng.ledger.models import Enactment, Fact

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PAGES = (
    "/me/due/",
    "/",
    "/rulebook/",
    "/rulebook/versions/",
    "/facts/",
    "/results/",
    "/results/year/",
    "/matters/",
    "/org/",
    "/org/people/",
    "/me/",
    "/notices/",
)
MORE = {
    "lin": (
        "/notices/",
        "/facts/new/",
        "/facts/confirm/",
        "/facts/opening/",
        "/facts/import/",
        "/facts/absences/",
        "/facts/attendance/",
        "/facts/works/",
        "/results/runs/",
        "/rulebook/versions/new/",
        "/rulebook/words/",
        "/org/people/new/",
        "/org/roster/",
    ),
    "tang": ("/org/accounts/", "/org/accounts/new/", "/org/grants/"),
    "qi": ("/audit/", "/audit/check/"),
}


@pytest.fixture
def cast() -> Cast:
    cast = make_cast()
    enact(cast, "office-procedures", answers={"answer_days": "3", "decide_days": "2", "statement_days": "5"})
    year = clock.day_of(clock.now()).year
    Enactment.objects.update(since=f"{year - 1}-01-01")
    cast.enactment = Enactment.objects.get(key="shufu-civil-affairs-2012")
    return cast


def finding(cast: Cast, confirm: bool = False) -> Fact:
    assert cast.enactment is not None
    at = clock.now() - timedelta(minutes=2)
    row = {"日期": clock.day_of(at).isoformat(), "对象": "M05", "事项": "迟到", "说明": "查岗"}
    fact = enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=at)
    return confirm_fact(fact=fact, by=cast.lin, at=at) if confirm else fact


def test_a_statement_is_heard(cast: Cast, visit: Visit, picture: Callable[[Page, str], None]) -> None:
    fact = finding(cast)
    mine = visit("ma", width=390)
    picture(mine, "我的工作台")
    mine.get_by_role("link", name="本人说明", exact=True).click()
    mine.get_by_label("说明", exact=True).fill("车坏在路上，有修车单")
    mine.get_by_role("button", name="提交").click()
    expect(mine.get_by_text("已提出")).to_be_visible()
    office = visit("lin")
    office.get_by_role("link", name="本人说明").first.click()
    picture(office, "办理说明")
    office.get_by_label("意见").fill("属实")
    office.get_by_role("button", name="不再计入").click()
    expect(office.get_by_text("已办结：不再计入")).to_be_visible()
    fact.refresh_from_db()
    assert fact.state == "withdrawn"


def test_an_objection_without_scripts(cast: Cast, visit: Visit) -> None:
    fact = finding(cast, confirm=True)
    mine = visit("ma", scripts=False)
    mine.get_by_role("link", name="异议", exact=True).click()
    mine.get_by_label("异议和理由").fill("那天请了假")
    mine.get_by_role("button", name="提交").click()
    chief = visit("he", scripts=False)
    chief.goto("/matters/")
    chief.get_by_role("link", name="异议〔").first.click()
    chief.get_by_role("button", name="同意撤销").click()
    office = visit("lin", scripts=False)
    office.goto("/matters/")
    office.get_by_role("link", name="异议〔").first.click()
    office.get_by_role("button", name="撤销").click()
    fact.refresh_from_db()
    assert fact.state == "withdrawn"


def test_a_finding_by_keyboard_alone(cast: Cast, visit: Visit) -> None:
    page = visit("zhou", width=390)
    page.goto("/facts/new/")
    page.get_by_label("谁").focus()
    page.keyboard.type("mm")
    page.keyboard.press("Tab")
    page.keyboard.type("gzqjyj")
    for _ in range(5):
        page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.textContent") != "提交核实":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("今天已记 1 条")).to_be_visible()
    assert Fact.objects.get().kind == "drinking"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_no_page_is_hard_to_use(cast: Cast, visit: Visit) -> None:
    finding(cast)
    axe, found = Axe(), []
    for name in ("lin", "ma", "shen", "tang", "qi"):
        page = visit(name)
        for where in (*PAGES, *MORE.get(name, ())):
            page.goto(where)
            serious = [one for one in axe.run(page).response["violations"] if one["impact"] in ("serious", "critical")]
            found += [f"{name} {where}: {one['id']} {one['nodes'][0]['html'][:120]}" for one in serious]
    assert found == []
