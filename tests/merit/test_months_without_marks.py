"""A rulebook that keeps monthly sheets but gives no marks: each month is reached, seen, asked for, closed and kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from django.test import Client

from tests.people import Cast, enact, make_cast
from xiaoneng.audit.clock import SHANGHAI
from xiaoneng.files.papers.model import Table
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact
from xiaoneng.merit.actions import close_period
from xiaoneng.merit.models import Run
from xiaoneng.merit.papers import month_paper
from xiaoneng.org.permit import Viewer
from xiaoneng.rulebook.calendar import parse_period
from xiaoneng.web.home.waiting import waiting_for

pytestmark = pytest.mark.django_db
JULY = parse_period("2026-07")
NOW = datetime(2026, 8, 3, 9, 0, tzinfo=SHANGHAI)
KEY = "zigui-org-dept-2007"
MONTH = f"/results/?period=2026-07&key={KEY}"


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def cast() -> Cast:
    cast = make_cast(KEY)
    assert cast.enactment is not None
    row = {"日期": "2026-07-20", "对象": "M05", "事项": "迟到"}
    confirm_fact(fact=enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=NOW), by=cast.lin, at=NOW)
    return cast


def page(who: str, cast: Cast, path: str = MONTH) -> str:
    client = Client()
    client.force_login(cast.who[who].account)
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def close(cast: Cast) -> Run:
    assert cast.enactment is not None
    return close_period(enactment=cast.enactment, period=JULY, by=cast.lin, at=NOW)


def test_the_months_are_reached_by_clicking(cast: Cast) -> None:
    here = page("lin", cast, "/results/")
    assert f'href="?period=2026-07&key={KEY}"' in here
    assert "2026-07 结账" in page("lin", cast)
    assert "2026-08 结账" not in here


def test_each_sees_the_sheet_of_those_he_may_see(cast: Cast) -> None:
    whole, own, other = (page(who, cast) for who in ("lin", "ma", "fang"))
    assert all(name in whole for name in ("干部月检查表", "执行部内制度", "马满", "徐宁"))
    assert "干部月检查表" in own
    assert "徐宁" not in own
    assert "马满" not in other
    assert "2026-07 结账" not in own


def test_the_runner_is_reminded_until_the_month_is_closed(cast: Cast) -> None:
    def asked(who: str) -> list[str]:
        return [one.link for one in waiting_for(Viewer(cast.who[who], NOW.date())) if "没有结账" in one.says]

    assert MONTH in asked("lin")
    assert asked("ma") == []
    close(cast)
    assert MONTH not in asked("lin")


def test_a_closed_month_shows_and_prints_the_sheets_of_a_month_only(cast: Cast) -> None:
    run = close(cast)
    shown = page("lin", cast, f"/results/runs/{run.pk}/")
    assert all(name in shown for name in ("干部月检查表", "科室月检查表", "马满"))
    assert f"单位：{cast.office.name}" in shown
    kept = json.dumps(run.pages, ensure_ascii=False)
    paper = month_paper(run)
    assert any(isinstance(block, Table) for block in paper.blocks)
    for whole in ("意见整改对照检查表", "个人总结"):
        assert whole not in shown
        assert whole not in kept
    assert "看表、回填签字" in page("lin", cast)
    mine = page("ma", cast)
    assert "已结账" in mine
    assert "看表、回填签字" not in mine


@pytest.mark.parametrize(("since", "computed"), [(date(2026, 7, 31), True), (date(2026, 8, 1), False)])
def test_a_month_that_nothing_was_in_force_in_says_so(cast: Cast, since: date, computed: bool) -> None:
    type(cast.enactment).objects.update(since=since)  # type: ignore[union-attr]
    shown = page("lin", cast)
    assert ("这一期没有施行的制度" not in shown) is computed
    assert ("干部月检查表" in shown) is computed
    assert ("起施行，不用来算以前的" in shown) is not computed
    client = Client()
    client.force_login(cast.lin.account)
    answer = client.post("/results/close/", {"once": "a", "period": "2026-07", "key": KEY})
    assert answer.status_code == (302 if computed else 422)
    assert ("没有施行的制度，不能结账" in answer.content.decode()) is not computed
    assert Run.objects.exists() is computed


def test_no_month_is_asked_for_where_the_rulebook_keeps_none(cast: Cast) -> None:
    enact(cast, "district-party-office", office=cast.other)
    assert not [one for one in waiting_for(Viewer(cast.who["fang"], NOW.date())) if "没有结账" in one.says]
    assert "2026-07 结账" not in page("fang", cast, "/results/?period=2026-07")
