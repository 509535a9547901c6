"""How far somebody is from what bars: on their own page, and for the office on the year's board."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from tests.people import MORNING, Cast, make_cast
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.models import Fact, FactState
from xiaoneng.merit.standing import limits_of
from xiaoneng.org.actions_revision import touch

pytestmark = pytest.mark.django_db
OVER_TEN = "xichuan-gov-office-2007"
"""A rulebook in which more than ten late arrivals a year bar."""


def late(cast: Cast, count: int) -> None:
    for number in range(count):
        Fact.objects.create(
            office=cast.office, no=f"F{number}", rulebook=OVER_TEN, kind="late", kind_name="迟到",
            day=date(2026, 3, 2) + timedelta(days=number), person=cast.ma, state=FactState.CONFIRMED,
            entered_by=cast.lin, entered_at=MORNING,
        )  # fmt: skip


@pytest.mark.parametrize(("count", "left", "near"), [(0, [], []), (9, ["还剩 1 次"], [False]), (10, ["还剩 0 次"], [True]), (11, [], [])])
def test_what_is_left_before_the_limit(count: int, left: list[str], near: list[bool]) -> None:
    cast = make_cast(OVER_TEN)
    assert cast.enactment is not None
    late(cast, count)
    found = limits_of(evaluate(cast.enactment, "2026").outcome, "M05")
    assert [one.left for one in found] == left
    assert [one.near for one in found] == near
    assert limits_of(evaluate(cast.enactment, "2026").outcome, "M04") == []


def test_the_pages_say_it_and_lead_to_the_records(client: Client) -> None:
    cast = make_cast(OVER_TEN)
    late(cast, 10)
    client.force_login(cast.ma.account)
    assert "还剩 0 次" in client.get(f"/results/person/{cast.ma.pk}/").content.decode()
    client.force_login(cast.lin.account)
    board = client.get("/results/year/").content.decode()
    assert "快到界限的 1 项" in board
    assert f'href="/results/person/{cast.ma.pk}/"' in board
    Fact.objects.create(
        office=cast.office, no="F11", rulebook=OVER_TEN, kind="late", kind_name="迟到", day=date(2026, 4, 1),
        person=cast.ma, state=FactState.CONFIRMED, entered_by=cast.lin, entered_at=MORNING,
    )  # fmt: skip
    touch(cast.office)
    board = client.get("/results/year/").content.decode()
    assert "快到界限的" not in board
    assert f'href="/facts/{Fact.objects.get(no="F11").pk}/"' in board
    client.force_login(cast.ma.account)
    assert f'href="/facts/{Fact.objects.get(no="F11").pk}/"' in client.get(f"/results/person/{cast.ma.pk}/").content.decode()
