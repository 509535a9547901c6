"""Somebody leaves from a day on; a leaving that was none is taken back, with the reason."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.people import MORNING, TODAY, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.org.actions import let_leave, take_back_leave
from xiaoneng.org.models import Appointment

pytestmark = pytest.mark.django_db


def test_a_leaving_is_taken_back() -> None:
    cast = make_cast()
    assert cast.enactment is not None
    before = list(Appointment.objects.filter(person=cast.ma).values_list("pk", "until"))
    with pytest.raises(Refused, match="没有登记离职"):
        take_back_leave(person=cast.ma, reason="登错", by=cast.lin, at=MORNING)
    let_leave(person=cast.ma, left_on=TODAY.replace(month=6), by=cast.lin, at=MORNING)
    assert "M05" not in {row["subject"] for row in evaluate(cast.enactment, "2026-07").result["scores"]}
    with pytest.raises(Invalid, match="原因"):
        take_back_leave(person=cast.ma, reason=" ", by=cast.lin, at=MORNING)
    with pytest.raises(Forbidden):
        take_back_leave(person=cast.ma, reason="登错", by=cast.zhou, at=MORNING)
    take_back_leave(person=cast.ma, reason="没有办成调离", by=cast.lin, at=MORNING)
    assert "M05" in {row["subject"] for row in evaluate(cast.enactment, "2026-07").result["scores"]}
    assert list(Appointment.objects.filter(person=cast.ma).values_list("pk", "until")) == before
    assert "没有办成调离" in Entry.objects.latest("seq").details


def test_on_the_pages(client: Client) -> None:
    cast = make_cast()
    client.force_login(cast.lin.account)
    person = f"/org/people/{cast.ma.pk}/"
    assert "撤销离职登记" not in client.get(person).content.decode()
    version = cast.ma.version
    assert client.post(f"{person}leave/", {"left_on": "2026-06-30", "version": version, "once": "a"}).status_code == 302
    page = client.get(person).content.decode()
    assert "撤销离职登记" in page
    cast.ma.refresh_from_db()
    sent = {"reason": "登错了人", "version": cast.ma.version, "once": "b"}
    answer = client.post(f"{person}stay/", sent, follow=True).content.decode()
    assert "撤销离职登记已登记" in answer
    assert "换人" not in answer.partition("</main>")[0].partition("<main")[0]
    cast.ma.refresh_from_db()
    assert cast.ma.left_on is None
