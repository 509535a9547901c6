"""An office's database gives the same as the same office's folder."""

from __future__ import annotations

from datetime import date

import pytest

from tests.people import MORNING, make_cast
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.models import Fact, FactState
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
