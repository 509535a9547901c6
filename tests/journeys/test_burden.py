"""The burden of ten everyday acts: clicks, fields and pages, counted in a browser and compared with docs/burden.yaml.

After a change that makes an act lighter: `XIAONENG_WRITE_BURDEN=1 pytest tests/journeys/test_burden.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Frame, Locator, Page, expect

from tests.journeys.conftest import Visit
from tests.people import Cast, enact, make_cast
from xiaoneng.audit import clock
from xiaoneng.ledger.actions_absences import set_attendance
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact
from xiaoneng.ledger.actions_import import stage_import
from xiaoneng.ledger.models import Enactment, Fact
from xiaoneng.merit.actions import close_period
from xiaoneng.rulebook.calendar import containing, national_calendar, previous

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TABLE = Path(__file__).resolve().parents[2] / "docs" / "burden.yaml"
PUNCHES = "姓名,打卡时间\n马满,{0} 08:31\n马满,{0} 12:01\n马满,{0} 14:29\n马满,{0} 18:01\n"


@dataclass
class Hand:
    """一双手: does what somebody does on a page, and counts it."""

    page: Page
    clicks: int = 0
    fields: int = 0
    pages: int = 0

    def __post_init__(self) -> None:
        self.page.on("framenavigated", self._came)

    def _came(self, frame: Frame) -> None:
        self.pages += frame == self.page.main_frame

    def click(self, what: Locator) -> None:
        self.clicks += 1
        what.click()

    def fill(self, what: Locator, text: str) -> None:
        self.fields += 1
        what.fill(text)

    def enter(self, what: Locator) -> None:
        """A form sent by its key counts as a click does."""
        self.clicks += 1
        what.press("Enter")

    def choose(self, what: Locator, name: str, text: str) -> None:
        self.fields += 1
        what.set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})


@dataclass
class Office:
    """The office on a day: its people, and the month that waits to be closed."""

    cast: Cast
    today: date
    past: date

    @property
    def label(self) -> str:
        return f"{self.past:%Y-%m}"


def last_working(day: date) -> date:
    """The day, or the last one before it that was worked."""
    while not national_calendar().is_working_day(day):
        day -= timedelta(days=1)
    return day


@pytest.fixture
def office() -> Office:
    """A year's office with a record of each sort, and the month before the last one closed."""
    cast = make_cast()
    answers = {"answer_days": "3", "decide_days": "2", "statement_days": "5"}
    enact(cast, "office-procedures", answers=answers)
    at = clock.now() - timedelta(minutes=9)
    today = clock.day_of(at)
    Enactment.objects.update(since=date(today.year - 1, 1, 1))
    cast.enactment = Enactment.objects.get(key="shufu-civil-affairs-2012")
    past = previous(containing(today, "month"))
    for no, kind, settled in (("M05", "迟到", True), ("M05", "早退", False), *((f"M0{n}", "迟到", False) for n in (3, 4, 6, 7, 8))):
        row = {"日期": today.isoformat(), "对象": no, "事项": kind, "说明": "查岗"}
        fact = enter_fact(enactment=cast.enactment, row=row, by=cast.lin if no == "M03" else cast.zhou, at=at)
        if settled:
            confirm_fact(fact=fact, by=cast.lin, at=at)
    key = cast.enactment.key
    kinds = {"late": f"{key}:late", "early": f"{key}:early_leave", "missing": "", "set_off": []}
    set_attendance(
        office=cast.office, since=date(today.year - 1, 1, 1), shifts=[(510, 720), (870, 1080)], grace=0, kinds=kinds, decided_by="局务会",
        by=cast.lin, at=at,
    )  # fmt: skip
    text = PUNCHES.format(last_working(previous(past).last)).encode()
    stage_import(enactment=cast.enactment, name="上月.csv", data=text, source="考勤机", punches=True, by=cast.lin, at=at)
    for period in (previous(previous(past)), previous(past)):
        close_period(enactment=cast.enactment, period=period, by=cast.lin, at=at)
    return Office(cast, today, past.last)


def enter(hand: Hand, office: Office) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name="记一条"))
    hand.fill(page.get_by_label("谁"), "马满 M05")
    hand.fill(page.get_by_label("什么事"), "gzqjyj")
    hand.click(page.get_by_role("button", name="提交核实"))
    expect(page.get_by_text("今天已记")).to_be_visible()


def answer(hand: Hand, office: Office) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name="本人说明", exact=True).first)
    hand.fill(page.get_by_label("说明", exact=True), "车坏在路上，有修车单")
    hand.click(page.get_by_role("button", name="提交"))
    expect(page.get_by_text("已提出")).to_be_visible()


def confirm_five(hand: Hand, office: Office) -> None:
    page = hand.page
    hand.click(page.get_by_label("全选"))
    hand.click(page.get_by_role("button", name="确认选中的"))
    expect(page.get_by_text("已确认 5 条")).to_be_visible()


def import_punches(hand: Hand, office: Office) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name="导入", exact=True))
    hand.choose(page.get_by_label("表格"), "打卡.csv", PUNCHES.format(last_working(office.past)))
    hand.click(page.get_by_role("button", name="上传并核对"))
    hand.click(page.get_by_role("button", name="导入 1 条"))
    expect(page.get_by_text("导入 1 条，其中 1 条待确认")).to_be_visible()


def see_why(hand: Hand, office: Office) -> None:
    page = hand.page
    expect(page.locator(".figure").first).to_be_visible()
    expect(page.get_by_text("每一分的来由")).to_be_visible()
    expect(page.get_by_text("周安登记").first).to_be_visible()


def object_to(hand: Hand, office: Office) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name="异议", exact=True).first)
    hand.fill(page.get_by_label("异议和理由"), "那天请了假")
    hand.click(page.get_by_role("button", name="提交"))
    expect(page.get_by_text("已提出")).to_be_visible()


def close(hand: Hand, office: Office) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name=f"{office.label} 考核没有结账"))
    waits = page.get_by_label("仍有待确认的，为何不等")
    if waits.count():
        hand.fill(waits, "刚导入，下月核实")
    hand.click(page.get_by_role("button", name="结账"))
    expect(page.get_by_text("已经结账")).to_be_visible()


def print_sheet(hand: Hand, office: Office) -> None:
    page = hand.page
    hand.click(page.get_by_role("link", name=f"{office.label} 考核表待签字"))
    with page.expect_download() as download:
        hand.click(page.get_by_role("link", name="PDF").first)
    assert download.value.suggested_filename.endswith(".pdf")


def find_year(hand: Hand, office: Office) -> None:
    page = hand.page
    box = page.get_by_role("searchbox", name="搜人、搜记录、搜条款")
    hand.fill(box, "马满")
    hand.enter(box)
    hand.click(page.get_by_role("link", name="马满 M05", exact=True))
    expect(page.get_by_text("今年到现在")).to_be_visible()


def read_news(hand: Hand, office: Office) -> None:
    page = hand.page
    expect(page.get_by_role("heading", name="新到")).to_be_visible()
    hand.click(page.get_by_role("link", name="通知").first)
    hand.click(page.get_by_role("button", name="全部标为已读"))
    expect(page.locator(".bar .count")).to_have_count(0)


ACTS: list[tuple[str, str, str, Callable[[Hand, Office], None]]] = [
    ("记一条", "督查人员", "zhou", enter),
    ("对一条写说明", "工作人员", "ma", answer),
    ("确认五条", "考核管理员", "lin", confirm_five),
    ("导入一个月的打卡", "考核管理员", "lin", import_punches),
    ("看我的分是怎么来的", "工作人员", "ma", see_why),
    ("提出异议", "工作人员", "ma", object_to),
    ("结一个月的账", "考核管理员", "lin", close),
    ("打印月考核表", "考核管理员", "lin", print_sheet),
    ("找一个人的一年", "单位领导", "shen", find_year),
    ("看新到的", "工作人员", "ma", read_news),
]


def test_the_burden_of_ten_acts(office: Office, visit: Visit) -> None:
    pages: dict[str, Page] = {}
    rows = []
    for act, who, account, do in ACTS:
        page = pages.setdefault(account, visit(account)) if account not in pages else pages[account]
        page.goto("/")
        hand = Hand(page)
        do(hand, office)
        page.remove_listener("framenavigated", hand._came)
        rows.append({"act": act, "who": who, "clicks": hand.clicks, "fields": hand.fields, "pages": hand.pages})
    assert Fact.objects.filter(state="confirmed").count() >= 6
    if os.environ.get("XIAONENG_WRITE_BURDEN"):
        head = "".join(line for line in TABLE.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#"))
        lines = [yaml.safe_dump(row, allow_unicode=True, sort_keys=False, default_flow_style=True, width=200).strip() for row in rows]
        TABLE.write_text(head + "acts:\n" + "".join(f"  - {line}\n" for line in lines), encoding="utf-8")
    known = {row["act"]: row for row in yaml.safe_load(TABLE.read_text(encoding="utf-8"))["acts"]}
    counted = ("clicks", "fields", "pages")
    heavier = [
        f"{row['act']}: {one} {known[row['act']][one]} → {row[one]}" for row in rows for one in counted if row[one] > known[row["act"]][one]
    ]
    assert not heavier, "heavier than docs/burden.yaml: " + "; ".join(heavier)
    assert rows == list(known.values()), "lighter than docs/burden.yaml: write the table anew (see above)"
