"""Two people at once: one wins, the other is told; the chain has no gap. Runs where there are several connections."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.people import MORNING, Cast, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Refused
from xiaoneng.audit.verify import verify_database
from xiaoneng.ledger.actions_facts import confirm_fact, enter_fact, withdraw_fact
from xiaoneng.ledger.actions_import import commit_import, stage_import
from xiaoneng.ledger.models import Batch, Fact

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not os.environ.get("XIAONENG_RACES"), reason="需要 PostgreSQL；由 test_postgres 启动"),
]
ROUNDS = 12


@pytest.fixture
def cast() -> Cast:
    assert connection.vendor == "postgresql"
    return make_cast()


def together(*acts: Callable[[], object]) -> list[str]:
    """Runs acts at the same moment, each with a connection of its own; what each came to."""
    gate = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        gate.wait()
        try:
            act()
            return "done"
        except Refused as why:
            return type(why).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def entered(cast: Cast, number: int) -> Fact:
    assert cast.enactment is not None
    row = {"日期": "2026-07-22", "对象": "M05", "事项": "迟到"}
    return enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=MORNING + timedelta(seconds=number))


def test_confirmed_and_withdrawn_at_once(cast: Cast) -> None:
    at = MORNING + timedelta(minutes=1)
    for number in range(ROUNDS):
        fact = entered(cast, number)
        one, other = (Fact.objects.get(pk=fact.pk) for _ in range(2))
        told = together(
            lambda one=one: confirm_fact(fact=one, by=cast.lin, at=at),  # type: ignore[misc]
            lambda other=other: withdraw_fact(fact=other, reason="重复", by=cast.lin, at=at),  # type: ignore[misc]
        )
        assert sorted(told) == ["Stale", "done"]
    assert verify_database().whole


def test_numbers_have_no_gap_and_no_twin(cast: Cast) -> None:
    for _ in range(ROUNDS // 3):
        assert together(*(lambda number=number: entered(cast, number) for number in range(4))) == ["done"] * 4
    numbers = sorted(int(no.rpartition("-")[2]) for no in Fact.objects.values_list("no", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))
    assert Entry.objects.count() == Entry.objects.latest("seq").seq
    assert verify_database().whole


def test_an_import_goes_in_once(cast: Cast) -> None:
    assert cast.enactment is not None
    data = "日期,对象,事项\n2026-07-20,M05,迟到\n2026-07-21,M06,早退\n".encode()
    batch = stage_import(enactment=cast.enactment, name="表.csv", data=data, source="考勤机", by=cast.lin, at=MORNING)
    at = MORNING + timedelta(minutes=1)
    same = [Batch.objects.get(pk=batch.pk) for _ in range(2)]
    told = together(*(lambda one=one: commit_import(batch=one, by=cast.lin, at=at) for one in same))
    assert sorted(told) == ["Stale", "done"]
    assert sorted(Fact.objects.values_list("no", flat=True)) == ["2026-00001", "2026-00002"]
    assert verify_database().whole
