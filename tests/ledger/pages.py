"""What tests of the ledger's pages share: the cast signed in, and a finding on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client

from tests.people import MORNING, Cast
from xiaoneng.ledger.actions_facts import enter_fact
from xiaoneng.ledger.models import Fact

LATER = MORNING + timedelta(minutes=1)


def signed_in(cast: Cast, key: str) -> Client:
    client = Client()
    client.force_login(cast.who[key].account)
    return client


def text_of(answer: Any) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def finding(cast: Cast, by: str = "zhou", **changes: str) -> Fact:
    assert cast.enactment is not None
    row = {"日期": "2026-07-22", "对象": "M05", "事项": "迟到", "说明": "查岗", **changes}
    return enter_fact(enactment=cast.enactment, row=row, by=cast.who[by], at=MORNING)
