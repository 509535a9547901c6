"""Accounts and grants: three administrators kept apart; passwords shown once; rights at once."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client

from tests.people import MORNING, PASSWORD, Cast, make_cast
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused
from xiaoneng.org.actions_accounts import change_password, make_account, reset_password, switch_account
from xiaoneng.org.actions_grants import end_grant, give_grant
from xiaoneng.org.models import Account, Grant, Person, Role, Unit

pytestmark = pytest.mark.django_db
NEW = "yi-ju-hao-ji-de-hua"


@pytest.fixture
def cast() -> Cast:
    return make_cast(None)


def give(cast: Cast, person: Person, role: Role, unit: Unit | None = None, by: Person | None = None) -> Grant:
    where = unit or cast.office
    return give_grant(person=person, role=role, unit=where, since=None, until=None, reason="岗位", by=by or cast.gu, at=MORNING)


def test_the_three_are_kept_apart(cast: Cast) -> None:
    with pytest.raises(Forbidden):
        give(cast, cast.ma, Role.CLERK, by=cast.tang)
    with pytest.raises(Forbidden, match="自己"):
        give(cast, cast.gu, Role.CLERK)
    for person, role in ((cast.tang, Role.AUDITOR), (cast.tang, Role.CLERK), (cast.lin, Role.SYSTEM)):
        with pytest.raises(Refused):
            give(cast, person, role)
    with pytest.raises(Forbidden):
        give(cast, cast.wu, Role.CLERK, unit=cast.other)
    with pytest.raises(Forbidden):
        make_account(person=cast.ma, username="x", by=cast.gu, at=MORNING)


def test_a_grant_works_at_once_and_ends_at_once(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.ma.account)
    assert client.get("/facts/new/").status_code == 403
    grant = give(cast, cast.ma, Role.CLERK, cast.sections["救助股"])
    assert client.get("/facts/new/").status_code == 200
    end_grant(grant=grant, reason="轮岗", by=cast.gu, at=MORNING)
    assert grant.until == date(2026, 7, 21)
    assert client.get("/facts/new/").status_code == 403


def test_a_one_time_password_must_be_changed(cast: Cast) -> None:
    person = Person.objects.create(office=cast.office, no="M50", name="甲一")
    account, password = make_account(person=person, username="Jia.Yi", by=cast.tang, at=MORNING)
    assert account.username == "jia.yi"
    client = Client()
    assert client.post("/sign-in/", {"username": "JIA.YI", "password": password})["Location"] == "/"
    assert client.get("/")["Location"] == "/me/"
    weak = client.post("/me/", {"old": password, "new": "12345678", "again": "12345678"})
    assert weak.status_code == 200
    assert client.post("/me/", {"old": password, "new": NEW, "again": NEW})["Location"] == "/"
    assert client.get("/").status_code == 200
    for name in ("jia.yi", "", "张三", "a b"):
        with pytest.raises((Invalid, Refused)):
            make_account(person=person, username=name, by=cast.tang, at=MORNING)


def test_sessions_die_with_the_password_and_the_account(cast: Cast) -> None:
    account = Account.objects.get(person=cast.ma)
    first, second = Client(), Client()
    for client in (first, second):
        client.force_login(account)
        assert client.get("/").status_code == 200
    reset_password(account=account, by=cast.tang, at=MORNING)
    assert first.get("/").status_code == 302
    account.refresh_from_db()
    second.force_login(account)
    switch_account(account=account, active=False, by=cast.tang, at=MORNING)
    assert second.get("/")["Location"].startswith("/sign-in/")
    with pytest.raises(Refused):
        switch_account(account=Account.objects.get(person=cast.tang), active=False, by=cast.tang, at=MORNING)
    with pytest.raises(Invalid):
        change_password(account=account, old=PASSWORD, new=NEW, by=cast.ma, at=MORNING)


def test_guessing_elsewhere_does_not_lock_the_owner_out(cast: Cast) -> None:
    away, home = Client(REMOTE_ADDR="10.0.0.9"), Client(REMOTE_ADDR="10.0.0.1")
    with time_machine.travel(MORNING, tick=False) as clock:
        for _ in range(8):
            away.post("/sign-in/", {"username": "shen", "password": "wrong"})
            clock.shift(31)
        told = away.post("/sign-in/", {"username": "shen", "password": PASSWORD})
        assert told.status_code == 429
        assert "可以再试" in told.content.decode()
        assert home.post("/sign-in/", {"username": "shen", "password": PASSWORD})["Location"] == "/"


@pytest.mark.parametrize(("target", "goes"), [("/facts/", "/facts/"), ("https://evil.example/", "/"), ("//evil.example/", "/")])
def test_one_goes_on_inside_only(cast: Cast, target: str, goes: str) -> None:
    answer = Client().post(f"/sign-in/?next={target}", {"username": "ma", "password": PASSWORD})
    assert answer["Location"] == goes


def test_a_failure_keeps_no_name(cast: Cast) -> None:
    Client().post("/sign-in/", {"username": "secret-name", "password": "x"})
    entry = Entry.objects.latest("seq")
    assert entry.action == "org.fail_sign_in"
    assert "secret-name" not in entry.details


def test_the_pages(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.tang.account)
    assert "shen" in client.get("/org/accounts/").content.decode()
    assert client.get("/org/grants/new/").status_code == 403
    made = Person.objects.create(office=cast.office, no="M51", name="乙二")
    answer = client.post("/org/accounts/new/", {"person": made.pk, "username": "yi", "once": "a"}, follow=True)
    assert "只显示这一次" in answer.content.decode()
    other = Account.objects.get(person=cast.wu)
    assert client.get(f"/org/accounts/{other.pk}/").status_code == 404
    assert client.post(f"/org/accounts/{other.pk}/reset/").status_code == 404
    client.force_login(cast.gu.account)
    form = {"person": cast.ma.pk, "role": "clerk", "unit": cast.office.pk, "reason": "岗位", "once": "g"}
    assert client.post("/org/grants/new/", form).status_code == 302
    assert client.post("/org/grants/new/", form | {"role": "county", "once": "h"}).status_code == 200
    assert Grant.objects.filter(person=cast.ma, role="clerk").count() == 1
