"""Months are closed, signed, and revised; what was signed stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.people import Cast, make_cast
from xiaoneng.audit.clock import SHANGHAI
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.files.papers.model import Table
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact, withdraw_fact
from xiaoneng.ledger.differences import differences
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.models import Fact
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.merit.actions import close_period, note_signature, revise_period, say_opinion
from xiaoneng.merit.models import Opinion, Run
from xiaoneng.merit.papers import YEAR_PAPERS, month_paper, year_paper
from xiaoneng.org.actions import move_person
from xiaoneng.org.models import Person
from xiaoneng.rulebook.calendar import parse_period

pytestmark = pytest.mark.django_db
JULY = parse_period("2026-07")
LAST = datetime(2026, 7, 31, 23, 0, tzinfo=SHANGHAI)
AUGUST = datetime(2026, 8, 3, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def late(cast: Cast, at: datetime, who: str = "M05", confirm: bool = True) -> Fact:
    assert cast.enactment is not None
    fact = enter_fact(enactment=cast.enactment, row={"日期": "2026-07-20", "对象": who, "事项": "迟到"}, by=cast.zhou, at=at)
    return confirm_fact(fact=fact, by=cast.lin, at=at) if confirm else fact


def close(cast: Cast, at: datetime = AUGUST, leave_open: str = "", by: Person | None = None) -> Run:
    assert cast.enactment is not None
    return close_period(enactment=cast.enactment, period=JULY, leave_open=leave_open, by=by or cast.lin, at=at)


def total(run: Run, who: str = "M05") -> str:
    return next(row["total"] for row in run.result["scores"] if row["subject"] == who)


def test_a_month_closes_once_it_is_over(cast: Cast) -> None:
    late(cast, LAST)
    with pytest.raises(Refused, match="才结束"):
        close(cast, LAST)
    run = close(cast)
    assert (run.number, total(run), run.open_facts) == (1, "49.5", 0)
    with pytest.raises(Refused, match="已经结账"):
        close(cast)
    with pytest.raises(Forbidden):
        close(cast, by=cast.shen)


def test_open_records_need_a_reason(cast: Cast) -> None:
    late(cast, LAST, confirm=False)
    with pytest.raises(Invalid) as caught:
        close(cast)
    assert "leave_open" in caught.value.fields
    assert close(cast, leave_open="本人在外培训").open_facts == 1


def test_a_correction_is_a_new_revision(cast: Cast) -> None:
    fact = late(cast, LAST)
    first = close(cast)
    with pytest.raises(Refused, match="没有变化"):
        revise_period(run=first, reason="再核", by=cast.lin, at=AUGUST)
    withdraw_fact(fact=fact, reason="请假条补到", by=cast.lin, at=AUGUST)
    second = revise_period(run=first, reason="请假条补到", by=cast.lin, at=AUGUST)
    first.refresh_from_db()
    assert (total(first), total(second), second.number, second.supersedes) == ("49.5", "50", 2, first)
    assert [(one.name, one.what, one.before, one.after) for one in differences(first.result, second.result)] == [
        ("马满", "2026-07 得分", "49.5", "50")
    ]
    with pytest.raises(Refused, match="最新"):
        revise_period(run=first, reason="再核", by=cast.lin, at=AUGUST)


def test_an_older_result_is_printed_as_it_was_closed(cast: Cast) -> None:
    fact = late(cast, LAST)
    run = close(cast)
    before = month_paper(run)
    withdraw_fact(fact=fact, reason="异议成立", by=cast.lin, at=AUGUST)
    move_person(person=cast.ma, unit=cast.sections["婚姻登记处"], since=date(2026, 7, 2), by=cast.lin, at=AUGUST)
    again = revise_period(run=run, reason="异议成立", by=cast.lin, at=AUGUST + timedelta(minutes=1))
    run.refresh_from_db()
    rows = Client()
    rows.force_login(cast.lin.account)
    assert "救助股" in rows.get(f"/results/runs/{run.pk}/").content.decode()
    assert month_paper(run) == before
    assert month_paper(again) != before


@pytest.mark.parametrize(("on", "taken"), [(date(2026, 8, 2), False), (date(2026, 8, 3), True), (date(2026, 8, 4), False)])
def test_the_signed_paper_is_noted(cast: Cast, on: date, taken: bool) -> None:
    run = close(cast)
    if taken:
        assert note_signature(run=run, signed_on=on, signed_by="沈望", by=cast.lin, at=AUGUST).signed_by == "沈望"
    else:
        with pytest.raises(Invalid):
            note_signature(run=run, signed_on=on, signed_by="沈望", by=cast.lin, at=AUGUST)


def test_own_words_stand_on_the_sheet_until_it_is_closed(cast: Cast) -> None:
    said: dict[str, Any] = {"person": cast.ma, "key": cast.enactment.key, "sheet": "month", "line": "自我考核", "period": "2026-07"}  # type: ignore[union-attr]
    say_opinion(**said, text="按时完成", by=cast.ma, at=LAST)
    with pytest.raises(Forbidden):
        say_opinion(**said, text="一般", by=cast.xu, at=LAST)
    close(cast)
    with pytest.raises(Refused, match="结账"):
        say_opinion(**said, text="改", by=cast.ma, at=AUGUST)


@pytest.mark.parametrize("who", ["ma", "lin"])
def test_a_text_that_does_not_say_who_writes_lets_both(who: str) -> None:
    cast = make_cast("xichuan-gov-office-2007")
    assert cast.enactment is not None
    line: dict[str, Any] = {"person": cast.ma, "key": cast.enactment.key, "sheet": "year_end", "line": "德", "period": "2026"}
    say_opinion(**line, text="好", by=cast.who[who], at=LAST)
    assert say_opinion(**line, text="很好", by=cast.lin, at=LAST).text == "很好"


def test_neither_writes_for_the_other(cast: Cast, client: Client) -> None:
    assert cast.enactment is not None
    own: dict[str, Any] = {"person": cast.ma, "key": cast.enactment.key, "sheet": "month", "line": "自我考核", "period": "2026-07"}
    others = own | {"line": "群众评议"}
    with pytest.raises(Forbidden, match="由考核管理员登记"):
        say_opinion(**others, text="大家都说好", by=cast.ma, at=LAST)
    with pytest.raises(Forbidden, match="由考核管理员登记"):
        say_opinion(**others | {"person": cast.lin}, text="大家都说好", by=cast.lin, at=LAST)
    say_opinion(**others, text="窗口反映较好", by=cast.lin, at=LAST)
    say_opinion(**own, text="纸上交来：按时完成", by=cast.lin, at=LAST)
    say_opinion(**own, text="按时完成", by=cast.ma, at=LAST)
    with pytest.raises(Forbidden, match="不能代改"):
        say_opinion(**own, text="一般", by=cast.lin, at=LAST)
    assert {one.line: one.text for one in Opinion.objects.all()} == {"自我考核": "按时完成", "群众评议": "窗口反映较好"}
    page = f"/results/person/{cast.ma.pk}/?period=2026-07"
    shown = {}
    for who in (cast.ma, cast.lin):
        client.force_login(who.account)
        shown[who] = client.get(page).content.decode()
    links = [f"line={quote(str(one['line']))}&period=2026-07" for one in (own, others)]
    assert [one in shown[cast.ma] for one in links] == [True, False]
    assert [one in shown[cast.lin] for one in links] == [False, True]


@pytest.mark.parametrize(
    ("changed", "taken"),
    [
        ({}, True),
        ({"line": "群众意见"}, False),
        ({"sheet": "months"}, False),
        ({"key": "other"}, False),
        ({"period": "2026"}, False),
        ({"period": "2026年7月"}, False),
        ({"period": "2025-12"}, False),
        ({"sheet": "assessment", "line": "民主测评", "period": "2026"}, True),
        ({"sheet": "assessment", "line": "民主测评"}, False),
    ],
)
def test_only_lines_of_a_sheet_of_that_period_are_filled(cast: Cast, changed: dict[str, str], taken: bool) -> None:
    asked = {"key": cast.enactment.key, "sheet": "month", "line": "自我考核", "period": "2026-07"} | changed  # type: ignore[union-attr]

    def say() -> None:
        say_opinion(person=cast.ma, **asked, text="按时完成", by=cast.lin, at=LAST)

    if taken:
        say()
    else:
        with pytest.raises(Refused, match="没有"):
            say()
    assert Opinion.objects.exists() is taken


def test_lines_of_the_year_are_filled_from_the_persons_page_and_printed(cast: Cast) -> None:
    assert cast.enactment is not None
    line, words = "向有关单位和部门了解情况", "走访两个村，反映良好"
    client = Client()
    client.force_login(cast.lin.account)
    path = f"/results/person/{cast.ma.pk}/"
    here = client.get(path).content.decode()
    assert here.count(f"<b>{line}</b>") == 1
    address = f"{path}opinion/?key={cast.enactment.key}&sheet=assessment&line={quote(line)}&period=2026"
    assert address in here
    assert client.post(address, {"once": "a", "text": words}).status_code == 302
    assert words in client.get(path).content.decode()
    paper = year_paper(cast.enactment, evaluate(cast.enactment, "2026", AUGUST.date()), YEAR_PAPERS["measures"], AUGUST.date())
    cells = {cell for block in paper.blocks if isinstance(block, Table) for row in block.rows for cell in row}
    assert words in cells
    for who, may in (("ma", True), ("he", False), ("shen", False)):
        client.force_login(cast.who[who].account)
        assert ("填写</a>" in client.get(path).content.decode()) is may


def test_the_pages(cast: Cast) -> None:
    late(cast, LAST)
    run = close(cast)
    client = Client()
    client.force_login(cast.ma.account)
    mine = client.get(f"/results/person/{cast.ma.pk}/?period=2026-07").content.decode()
    assert "49.5" in mine
    assert "六(六)1" in mine
    month = client.get("/results/?period=2026-07").content.decode()
    assert "马满" in month
    assert "徐宁" not in month
    assert client.get(f"/results/person/{cast.xu.pk}/").status_code == 404
    assert client.get(f"/results/runs/{run.pk}/").status_code == 403
    client.force_login(cast.lin.account)
    assert "待签字" in client.get(f"/results/runs/{run.pk}/").content.decode()
    assert client.post(f"/results/runs/{run.pk}/sign/", {"signed_by": "", "signed_on": "2026-08-03"}).status_code == 422
    client.force_login(cast.fang.account)
    assert client.get(f"/results/runs/{run.pk}/").status_code == 404
    assert timedelta(days=1) < AUGUST - LAST


@pytest.mark.parametrize("form", ["pdf", "docx", "xlsx"])
def test_the_sheet_goes_out(cast: Cast, form: str) -> None:
    late(cast, LAST)
    run = close(cast)
    client = Client()
    client.force_login(cast.lin.account)
    answer = client.get(f"/results/runs/{run.pk}/sheet.{form}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(f"/results/runs/{run.pk}/sheet.exe").status_code == 404
    for kind in ("summary", "eligibility", "money", "measures"):
        assert client.get(f"/results/year/{kind}.{form}").status_code == 200
    assert client.get(f"/results/year/other.{form}").status_code == 404
    client.force_login(cast.fang.account)
    assert client.get(f"/results/runs/{run.pk}/sheet.{form}").status_code == 404


def test_the_month_sheet_carries_clause_records_and_own_words(cast: Cast) -> None:
    fact = late(cast, LAST)
    assert cast.enactment is not None
    key, sheet = cast.enactment.key, "month"
    line = next(one.says for one in source_of(cast.enactment).rulebook.sheets[sheet].lines if not one.accounts)
    say_opinion(person=cast.ma, key=key, sheet=sheet, line=line, period="2026-07", text="按时完成", by=cast.ma, at=LAST)
    paper = month_paper(close(cast))
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    row = next(row for row in table.rows if row[1] == "马满")
    assert {"六(六)1", fact.no, "-0.5", "49.5", "按时完成"} <= set(row)
    assert paper.basis.startswith("《")
    assert paper.audit.startswith("第 ")


def test_the_eligibility_review_shows_everybody_and_every_condition(cast: Cast) -> None:
    assert cast.enactment is not None
    row = {"日期": "2026-07-20", "对象": "M05", "事项": "效能告诫"}
    fact = confirm_fact(fact=enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=LAST), by=cast.lin, at=LAST)
    paper = year_paper(cast.enactment, evaluate(cast.enactment, "2026", AUGUST.date()), YEAR_PAPERS["eligibility"], AUGUST.date())
    people = next(block for block in paper.blocks if isinstance(block, Table))
    assert [row[1] for row in people.rows] == [one.name for one in Person.objects.filter(office=cast.office)]
    mine, other = (next(row for row in people.rows if row[1] == name) for name in ("马满", "徐宁"))
    assert mine[3] == "※1"
    assert fact.no in mine[-1]
    assert (other[3], other[-1]) == ("0", "未见取消资格情形")
    assert paper.line[-1] == "截至：2026年8月3日"
