"""What is due as iCalendar (RFC 5545): by session, and by an address whose token is good for nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from tests.people import MORNING, TODAY, Cast, enact, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Invalid
from xiaoneng.matters.actions import open_matter
from xiaoneng.matters.models import Matter
from xiaoneng.matters.procedures import procedures_of
from xiaoneng.org.actions_tokens import DUE, end_token, make_token
from xiaoneng.org.models import Account, ApiToken
from xiaoneng.web.home.due import DueItem, calendar_of

LONGEST = 75
"""Octets of a line, RFC 5545 3.1."""


@pytest.fixture
def cast() -> Iterator[Cast]:
    with time_machine.travel(MORNING, tick=False):
        made = make_cast()
        enact(made, "office-procedures", answers={"answer_days": "3", "decide_days": "2", "statement_days": "5"})
        known = procedures_of(made.office, TODAY)["rectification"]
        fields = {"finding": "窗口无人", "deadline": "2026-07-24"}
        open_matter(known=known, subject=made.ma, fields=fields, by=made.zhou, at=MORNING)
        yield made


def client(who: str) -> Client:
    found = Client()
    found.force_login(Account.objects.get(username=who))
    return found


def address(page: str) -> str:
    return re.search(r"http://testserver(/due/[\w-]+\.ics)", page)[1]  # type: ignore[index]


@pytest.mark.django_db
def test_an_address_is_made_shown_once_and_ended(cast: Cast) -> None:
    mine, stranger = client("ma"), Client()
    page = mine.post("/me/due/", {"name": "手机", "until": "2026-12-31"}, follow=True).content.decode()
    where = address(page)
    assert "/due/" not in mine.get("/me/due/").content.decode().replace('href="/me/due/"', "").replace("/me/due.ics", "")
    answer = stranger.get(where)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    event = Calendar.from_ical(answer.content).walk("VEVENT")[0]
    assert event.decoded("dtstart") == date(2026, 7, 24)
    assert str(event["summary"]) == "到期：限期整改〔2026〕0001 整改"
    assert str(event["url"]) == f"http://testserver/matters/{Matter.objects.get().pk}/"
    assert not [name for name in ("窗口无人", "周安") if name in answer.content.decode()]
    token = ApiToken.objects.get()
    assert (token.scopes, token.person) == ([DUE], cast.ma)
    assert where.removeprefix("/due/").removesuffix(".ics") not in str(Entry.objects.values_list("details", flat=True))
    ended = mine.post(f"/me/tokens/{token.pk}/end/", follow=True).content.decode()
    assert "已经停用" in ended
    assert stranger.get(where).status_code == 404
    assert stranger.post(where).status_code == 405


@pytest.mark.django_db
def test_a_token_is_good_for_one_thing(cast: Cast) -> None:
    until = TODAY + timedelta(days=3)
    _, due = make_token(name="手机", scopes=[DUE], until=until, by=cast.ma, at=MORNING)
    _, other = make_token(name="程序", scopes=["facts:read", "people:read"], until=until, by=cast.ma, at=MORNING)
    stranger = Client()
    assert stranger.get(f"/due/{other}.ics").status_code == 404
    assert stranger.get(f"/due/{due}x.ics").status_code == 404
    assert stranger.get("/api/facts", headers={"authorization": f"Bearer {due}"}).status_code == 403
    with pytest.raises(Invalid):
        make_token(name="都要", scopes=[DUE, "facts:read"], until=until, by=cast.ma, at=MORNING)
    with time_machine.travel(MORNING + timedelta(days=3), tick=False):
        assert stranger.get(f"/due/{due}.ics").status_code == 200
    with time_machine.travel(MORNING + timedelta(days=4), tick=False):
        assert stranger.get(f"/due/{due}.ics").status_code == 404
    Account.objects.filter(person=cast.ma).update(is_active=False)
    assert stranger.get(f"/due/{due}.ics").status_code == 404


@pytest.mark.django_db
def test_only_ones_own(cast: Cast) -> None:
    made, text = make_token(name="手机", scopes=[DUE], until=TODAY, by=cast.xu, at=MORNING)
    assert b"VEVENT" not in Client().get(f"/due/{text}.ics").content
    assert b"VEVENT" in client("ma").get("/me/due.ics").content
    assert client("ma").post(f"/me/tokens/{made.pk}/end/").status_code == 404
    end_token(token=made, by=cast.xu, at=MORNING)
    assert Client().get(f"/due/{text}.ics").status_code == 404


def test_lines_are_folded_and_text_is_escaped() -> None:
    says = "带,和;和\\以及\n换行" + "很长的题目" * 20
    at = datetime(2026, 7, 22, 1, 30, tzinfo=UTC)
    data = calendar_of([DueItem("matter-1-a", date(2026, 7, 24), says, "/matters/1/")], name="效能到期 马满", site="http://here", at=at)
    lines = data.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= LONGEST
    assert not [line for line in lines if b"\n" in line]
    whole = data.replace(b"\r\n ", b"").decode()
    assert "SUMMARY:到期：带\\,和\\;和\\\\以及\\n换行" in whole
    assert "DTSTART;VALUE=DATE:20260724" in whole
    assert "DTSTAMP:20260722T013000Z" in whole
    assert "UID:matter-1-a@xiaoneng" in whole
    read = Calendar.from_ical(data)
    assert str(read.walk("VEVENT")[0]["summary"]) == f"到期：{says}"
    assert str(read["x-wr-calname"]) == "效能到期 马满"
