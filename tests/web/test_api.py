"""The API: a token of limited scope does no more than its person; documented answers, whatever is sent."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.people import MORNING, TODAY, Cast, make_cast
from xiaoneng.ledger.models import Fact
from xiaoneng.org.actions_tokens import end_token, make_token
from xiaoneng.org.models import ApiToken, Person

pytestmark = pytest.mark.django_db
ALL = ("people:read", "facts:read", "facts:write", "results:read")


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def token(person: Person, *scopes: str, days: int = 30) -> dict[str, str]:
    _, text = make_token(name="考勤机", scopes=scopes or ALL, until=TODAY + timedelta(days=days), by=person, at=MORNING)
    return {"authorization": f"Bearer {text}"}


def post(headers: dict[str, str], **body: str) -> tuple[int, dict[str, object]]:
    answer = Client().post("/api/facts", json.dumps(body), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


@time_machine.travel(MORNING)
def test_a_finding_comes_in_like_any_other(cast: Cast) -> None:
    headers = token(cast.zhou)
    status, made = post(headers, day="2026-07-22", subject="M05", kind="迟到", remark="打卡 08:41")
    assert (status, made["state"], made["quantity"]) == (201, "pending", "1")
    assert Fact.objects.get().source == "api"
    status, told = post(headers, day="2026-07-32", subject="M99", kind="迟到")
    assert status == 422
    assert set(told["fields"]) == {"日期", "对象"}  # type: ignore[call-overload]
    assert post(headers, day="2026-07-22", subject="M05", kind="飞行")[0] == 422
    assert [one["no"] for one in Client().get("/api/facts", headers=headers).json()] == ["2026-00001"]
    assert Client().get("/api/results/2026-07", headers=headers).json()["scores"] != []
    assert Client().get("/api/results/2026-99", headers=headers).status_code == 422


@time_machine.travel(MORNING)
def test_a_token_does_no_more_than_its_person(cast: Cast) -> None:
    own = token(cast.ma)
    assert post(own, day="2026-07-22", subject="M06", kind="迟到")[0] == 403
    assert [one["no"] for one in Client().get("/api/people", headers=own).json()] == ["M05"]
    other = token(cast.fang)
    assert "马满" not in Client().get("/api/people", headers=other).content.decode()
    assert post(other, day="2026-07-22", subject="M05", kind="迟到")[0] == 422


@time_machine.travel(MORNING)
def test_scope_term_and_end(cast: Cast) -> None:
    narrow = token(cast.zhou, "people:read")
    assert Client().get("/api/people", headers=narrow).status_code == 200
    assert Client().get("/api/facts", headers=narrow).status_code == 403
    last = token(cast.zhou, days=0)
    assert Client().get("/api/people", headers=last).status_code == 200
    with time_machine.travel(MORNING + timedelta(days=1)):
        assert Client().get("/api/people", headers=last).status_code == 401
    end_token(token=ApiToken.objects.latest("pk"), by=cast.zhou, at=MORNING)
    assert Client().get("/api/people", headers=last).status_code == 401
    assert Client().get("/api/people").status_code == 401


@time_machine.travel(MORNING)
def test_what_cannot_be_written_or_read_is_refused(cast: Cast) -> None:
    headers = token(cast.zhou)
    good = {"day": "2026-07-22", "subject": "M05", "kind": "迟到"}
    for name, text in (("remark", "a\ud800"), ("remark", "\0"), ("basis", "\udfff")):
        status, told = post(headers, **good, **{name: text})
        assert (status, told["fields"]) == (422, {name: "Value error, 有写不下来的字符"})
    assert post(headers, **good, remark="第一行\n第二行")[0] == 201
    answer = Client().post("/api/facts", b"\xff{", content_type="application/json", headers=headers)
    assert (answer.status_code, "JSON" in answer.json()["detail"]) == (400, True)
    assert "令牌" in Client().get("/api/people").json()["detail"]


def test_it_describes_itself() -> None:
    told = Client().get("/api/openapi.json").json()
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {"/api/people", "/api/facts", "/api/results/{period}"}
