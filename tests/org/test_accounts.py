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
from xiaoneng.org.rights import ADMINISTRATORS, RIGHTS

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


def test_the_three_are_kept_apart_in_time_as_well(cast: Cast) -> None:
    """A grant for later counts where the days overlap; one that is over does not."""

    def later(person: Person, role: Role, since: date | None, until: date | None) -> Grant:
        return give_grant(person=person, role=role, unit=cast.office, since=since, until=until, reason="岗位", by=cast.gu, at=MORNING)

    later(cast.ma, Role.AUDITOR, date(2026, 9, 1), date(2026, 9, 30))
    for since, until in (
        (date(2026, 9, 30), None),
        (date(2026, 8, 1), date(2026, 9, 1)),
        (None, None),
        (date(2026, 9, 5), date(2026, 9, 6)),
    ):
        with pytest.raises(Refused, match="三员"):
            later(cast.ma, Role.SYSTEM, since, until)
        with pytest.raises(Refused, match="不能兼"):
            later(cast.ma, Role.CLERK, since, until)
    later(cast.ma, Role.SYSTEM, date(2026, 10, 1), None)
    later(cast.ma, Role.CLERK, None, date(2026, 8, 31))


def test_what_cannot_be_granted(cast: Cast) -> None:
    section = cast.sections["救助股"]
    for person, role, unit in (
        (cast.ma, Role.STAFF, cast.office),
        (cast.ma, Role.COUNTY, cast.office),
        (cast.ma, Role.SYSTEM, section),
        (cast.wu, Role.CLERK, cast.office),
    ):
        with pytest.raises(Invalid):
            give(cast, person, role, unit)
    give(cast, cast.ma, Role.CLERK, section)
    Person.objects.filter(pk=cast.xu.pk).update(left_on=date(2026, 7, 21))
    cast.xu.refresh_from_db()
    with pytest.raises(Invalid, match="没有授权"):
        give(cast, cast.xu, Role.CLERK)
    Person.objects.filter(pk=cast.xu.pk).update(left_on=date(2026, 7, 22))
    cast.xu.refresh_from_db()
    give(cast, cast.xu, Role.CLERK)
    with pytest.raises(Invalid) as why:
        give_grant(person=cast.ma, role=Role.CLERK, unit=section, since=None, until=None, reason=" ", by=cast.gu, at=MORNING)
    assert set(why.value.fields) == {"reason"}


def test_an_office_keeps_somebody_who_can_grant(cast: Cast) -> None:
    only = Grant.objects.get(person=cast.gu)
    with pytest.raises(Refused, match="没有安全管理员"):
        end_grant(grant=only, reason="轮岗", by=cast.gu, at=MORNING)
    second = give(cast, cast.xu, Role.SECURITY)
    switch_account(account=Account.objects.get(person=cast.xu), active=False, by=cast.tang, at=MORNING)
    with pytest.raises(Refused):
        end_grant(grant=only, reason="轮岗", by=cast.gu, at=MORNING)
    switch_account(account=Account.objects.get(person=cast.xu), active=True, by=cast.tang, at=MORNING)
    end_grant(grant=only, reason="轮岗", by=cast.xu, at=MORNING)
    with pytest.raises(Refused, match="到期"):
        end_grant(grant=only, reason="轮岗", by=cast.xu, at=MORNING)
    assert second.until is None


def test_the_three_have_no_business_rights() -> None:
    for name, roles in RIGHTS.items():
        if not name.startswith(("org.", "audit.")):
            assert not roles & ADMINISTRATORS, name


def test_a_form_takes_no_other_fields(cast: Cast) -> None:
    """Every field of the models is sent along; none but the form's own counts."""
    client = Client()
    client.force_login(cast.gu.account)
    more = {"version": 9, "id": 1, "pk": 1, "by": cast.ma.pk, "at": "2020-01-01", "office": cast.other.pk}
    section = cast.sections["救助股"]
    form = {"person": cast.ma.pk, "role": "clerk", "unit": section.pk, "reason": "岗位", "once": "a"}
    assert client.post("/org/grants/new/", form | more).status_code == 302
    made = Grant.objects.latest("pk")
    assert (made.person, made.role, made.unit, made.version, made.since) == (cast.ma, "clerk", section, 1, None)
    foreign = next(unit for key, unit in cast.sections.items() if key.startswith(f"{cast.other.pk}:"))
    for wrong in ({"person": cast.wu.pk}, {"unit": foreign.pk}, {"unit": cast.county.pk}, {"role": "staff"}, {"person": cast.gu.pk}):
        before = Grant.objects.count()
        assert client.post("/org/grants/new/", form | wrong | {"once": str(wrong)}).status_code in (200, 403)
        assert Grant.objects.count() == before
    assert client.post(f"/org/grants/{made.pk}/end/", {"reason": "轮岗", "until": "2030-01-01", "person": cast.xu.pk}).status_code == 302
    made.refresh_from_db()
    assert made.person == cast.ma
    assert made.until is not None
    assert made.until.year < 2030
    client.force_login(cast.tang.account)
    new = Person.objects.create(office=cast.office, no="M52", name="丙三")
    form = {"person": new.pk, "username": "bing", "is_active": "", "must_change": "", "password": "x", "stamp": "y", "once": "b"}
    assert client.post("/org/accounts/new/", form).status_code == 302
    account = Account.objects.get(username="bing")
    assert (account.is_active, account.must_change, account.stamp) == (True, True, "")
    assert not account.check_password("x")
    assert client.post("/org/accounts/new/", form | {"person": cast.wu.pk, "username": "wu2", "once": "c"}).status_code == 200


def test_accounts_are_found_by_section_and_state(cast: Cast) -> None:
    client = Client()
    client.force_login(cast.tang.account)
    Account.objects.filter(username="ma").update(is_active=False)
    Account.objects.filter(username="xu").update(must_change=True)

    def shown(query: str) -> set[str]:
        page = client.get(f"/org/accounts/{query}").content.decode()
        return {name for name in ("shen", "ma", "xu", "he", "wu") if f">{name}</a>" in page}

    section = cast.sections["救助股"].pk
    assert shown("") == {"shen", "ma", "xu", "he"}
    assert shown(f"?unit={section}") == {"ma", "he"}
    assert shown("?state=off") == {"ma"}
    assert shown("?state=new") == {"xu"}
    assert shown(f"?state=on&unit={section}") == {"he"}
    assert client.get("/org/accounts/?format=xlsx").content[:2] == b"PK"


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
