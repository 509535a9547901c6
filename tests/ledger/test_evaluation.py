"""An office's database gives the same as the same office's folder."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.people import MORNING, Cast, make_cast
from xiaoneng.audit.action import action, record
from xiaoneng.ledger.actions_facts import confirm_fact, correct_fact, enter_fact, mend_slip, withdraw_fact
from xiaoneng.ledger.evaluation import Evaluation, evaluate
from xiaoneng.ledger.models import Enactment, Fact, FactState
from xiaoneng.org.models import Unit

pytestmark = pytest.mark.django_db


def test_a_month_from_the_database() -> None:
    cast = make_cast()
    assert cast.enactment is not None
    for number, (kind, state) in enumerate([("late", "confirmed"), ("late", "pending"), ("drinking", "confirmed")], 1):
        Fact.objects.create(
            office=cast.office, no=f"F{number}", rulebook=cast.enactment.key, kind=kind, kind_name=kind, day=date(2026, 7, number),
            person=cast.ma, state=FactState(state), entered_by=cast.lin, entered_at=MORNING,
        )  # fmt: skip
    found = evaluate(cast.enactment, "2026-07")
    scores = {row["subject"]: row["total"] for row in found.result["scores"]}
    assert scores["M05"] == "48.5"
    assert scores["M04"] == "50"
    assert [row["fact"] for row in found.result["provisional"]] == ["F2"]
    assert evaluate(cast.enactment, "2026-07") is found
    Unit.objects.filter(pk=cast.office.pk).update(revision=1)
    assert evaluate(cast.enactment, "2026-07") is not found


def now(cast: Cast) -> Evaluation:
    assert cast.enactment is not None
    return evaluate(cast.enactment, "2026-07")


def entered(cast: Cast, day: int = 16) -> Fact:
    assert cast.enactment is not None
    row = {"日期": f"2026-07-{day:02}", "对象": "M05", "事项": "迟到"}
    return enter_fact(enactment=cast.enactment, row=row, by=cast.zhou, at=MORNING)


def waiting(found: Evaluation) -> list[str]:
    return [row["fact"] for row in found.result["provisional"]]


def total(found: Evaluation) -> str:
    return next(str(row["total"]) for row in found.result["scores"] if row["subject"] == "M05")


def test_what_waits_is_laid_beside_what_was_computed() -> None:
    cast = make_cast()
    before = now(cast)
    fact = entered(cast)
    after = now(cast)
    assert (waiting(before), waiting(after)) == ([], [fact.no])
    assert after.counted is before.counted
    mended = mend_slip(fact=fact, row={"日期": "2026-07-15", "对象": "M05", "事项": "迟到"}, by=cast.zhou, at=MORNING)
    assert [row["date"] for row in now(cast).result["provisional"]] == ["2026-07-15"]
    withdraw_fact(fact=mended, reason="登错", by=cast.lin, at=MORNING)
    gone = now(cast)
    assert waiting(gone) == []
    assert gone.counted is before.counted
    assert [item.state for item in gone.outcome.office.facts] == ["已撤销"]


def test_what_counts_is_computed_anew() -> None:
    cast = make_cast()
    fact, other = entered(cast), entered(cast, 17)
    first = now(cast)
    assert (total(first), waiting(first)) == ("50", [fact.no, other.no])
    confirm_fact(fact=fact, by=cast.lin, at=MORNING)
    second = now(cast)
    assert second.counted is not first.counted
    assert (total(second), waiting(second)) == ("49.5", [other.no])
    row = {"日期": "2026-06-16", "对象": "M05", "事项": "迟到"}
    made = correct_fact(fact=fact, row=row, reason="日期登错", by=cast.lin, at=MORNING)
    third = now(cast)
    assert third.counted is not second.counted
    assert total(third) == "50"
    withdraw_fact(fact=made, reason="登错", by=cast.lin, at=MORNING)
    assert now(cast).counted is not third.counted


class ComesToNothing(Exception):
    """What goes wrong after an action has looked at results."""


@action("setup.confirm_and_fail")
def confirm_and_fail(*, fact: Fact, seen: list[str], by: Any, at: Any) -> None:
    """试验: confirms, looks at what comes of it, and fails."""
    confirm_fact(fact=fact, by=by, at=at)
    record(fact, office_id=fact.office_id)
    found = evaluate(Enactment.objects.get(office=fact.office, key=fact.rulebook), "2026-07")
    seen.append(total(found))
    raise ComesToNothing


def test_what_an_action_saw_that_came_to_nothing_is_forgotten() -> None:
    """The revision that it took back is given out again, for something else."""
    cast = make_cast()
    fact, other = entered(cast), entered(cast, 17)
    seen: list[str] = []
    with pytest.raises(ComesToNothing):
        confirm_and_fail(fact=fact, seen=seen, by=cast.lin, at=MORNING)
    assert seen == ["49.5"]
    other.refresh_from_db()
    row = {"日期": "2026-06-17", "对象": "M05", "事项": "迟到"}
    moved = correct_fact(fact=other, row=row, reason="日期登错", by=cast.lin, at=MORNING)
    confirm_fact(fact=moved, by=cast.lin, at=MORNING)
    assert total(now(cast)) == "50"
