"""Second factors: authenticators, security keys, printed codes; each used once; lost ones dropped by the right administrator."""

from __future__ import annotations

import base64
import json
import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.people import MORNING, PASSWORD, Cast, make_cast
from tests.web.security_key import SecurityKey
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Invalid, Refused, Stale
from xiaoneng.org.actions_factors import add_authenticator, drop_factors, make_codes, remove_factor
from xiaoneng.org.actions_setup import reset_by_setup
from xiaoneng.org.actions_signin import sign_in
from xiaoneng.org.factors import STEP, Used, check_code, new_secret, step_of, totp, usable
from xiaoneng.org.models import Account, Factor, Grant, Person, Role

RFC_6238 = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(None)


def account_of(person: Person) -> Account:
    return Account.objects.select_related("person").get(person=person)


def code_at(secret: bytes, seconds: int = 0) -> str:
    return totp(secret).generate(int(MORNING.timestamp()) + seconds).decode()


def with_authenticator(person: Person) -> tuple[Account, bytes]:
    account, secret = account_of(person), new_secret()
    add_authenticator(account=account, name="手机", secret=secret, code=code_at(secret, -STEP), by=person, at=MORNING)
    return account, secret


def half_way(username: str) -> Client:
    client = Client()
    assert client.post("/sign-in/", {"username": username, "password": PASSWORD})["Location"] == "/sign-in/second/"
    return client


def asked_of(answer: Any) -> dict[str, Any]:
    found = re.search(r'id="key-asked"[^>]*>(.*?)</script>', answer.content.decode())
    assert found is not None
    return dict(json.loads(found[1]))


@pytest.mark.parametrize(("seconds", "code"), RFC_6238)
def test_codes_as_the_standard_reckons_them(seconds: int, code: str) -> None:
    assert totp(b"12345678901234567890").generate(seconds).decode() == code


@pytest.mark.parametrize(("drift", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong(drift: int, taken: bool) -> None:
    secret = new_secret()
    assert (step_of(secret, code_at(secret, drift * STEP), MORNING) is not None) is taken


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_code(code: str) -> None:
    assert step_of(new_secret(), code, MORNING) is None


def test_an_authenticator_from_set_up_to_sign_in(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client = Client()
        client.post("/sign-in/", {"username": "ma", "password": PASSWORD})
        page = client.get("/me/second/app/").content.decode()
        found = re.search(r"user-select-all\">([A-Z2-7]+)", page)
        assert found is not None
        assert "<svg" in page
        secret = base64.b32decode(found[1])
        form = {"name": "手机", "code": code_at(secret), "password": "wrong"}
        assert "密码不对" in client.post("/me/second/app/", form).content.decode()
        assert "验证码不对" in client.post("/me/second/app/", form | {"password": PASSWORD, "code": "000000"}).content.decode()
        assert client.post("/me/second/app/", form | {"password": PASSWORD})["Location"] == "/me/second/"
        assert found[1] not in Factor.objects.get().secret
        other = half_way("ma")
        assert other.get("/")["Location"].startswith("/sign-in/")
        assert "验证码不对" in other.post("/sign-in/second/", {"code": code_at(secret)}).content.decode()
        clock.shift(STEP)
        assert other.post("/sign-in/second/", {"code": code_at(secret, STEP)})["Location"] == "/"
        assert other.get("/").status_code == 200
    told = [json.loads(one.details)["changes"] for one in Entry.objects.filter(action__in=("org.sign_in", "org.fail_sign_in"))]
    assert [one["ok"] for one in told] == [True, False, True]
    assert told[-1]["factor"] == "验证器"


def test_a_code_is_taken_once_even_at_the_same_moment(cast: Cast) -> None:
    account, secret = with_authenticator(cast.ma)
    used = check_code(account, code_at(secret), MORNING)
    assert used is not None
    stale = Used(Factor.objects.get(pk=used.factor.pk), used.counter)
    sign_in(account=account, session_key="a", by=cast.ma, at=MORNING, used=used)
    with pytest.raises(Stale):
        sign_in(account=account, session_key="b", by=cast.ma, at=MORNING, used=stale)
    assert check_code(account, code_at(secret), MORNING) is None


def test_printed_codes(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        client = Client()
        client.post("/sign-in/", {"username": "ma", "password": PASSWORD})
        assert client.post("/me/second/codes/", {"password": "x"}).status_code == 200
        assert client.post("/me/second/codes/", {"password": PASSWORD})["Location"] == "/me/second/codes/"
        shown = re.findall(r"<code>([a-z2-9-]+)</code>", client.get("/me/second/codes/").content.decode())
        assert len(set(shown)) == 10
        assert "<code>" not in client.get("/me/second/codes/").content.decode()
        assert not any(one in Factor.objects.values_list("secret", flat=True) for one in shown)
        other = half_way("ma")
        assert other.post("/sign-in/second/", {"code": shown[0].upper().replace("-", " ")})["Location"] == "/"
        assert half_way("ma").post("/sign-in/second/", {"code": shown[0]}).status_code == 200
        clock.shift(31)
        account = account_of(cast.ma)
        new = make_codes(account=account, by=cast.ma, at=MORNING)
        assert check_code(account, shown[1], MORNING) is None
        assert check_code(account, new[1], MORNING) is not None
        account.factors.update(used_at=MORNING)
        assert "都用完了" in half_way("ma").get("/sign-in/second/").content.decode()


def test_few_codes_left_is_said(cast: Cast) -> None:
    account = account_of(cast.ma)
    codes = make_codes(account=account, by=cast.ma, at=MORNING)
    account.factors.filter(pk__in=list(account.factors.values_list("pk", flat=True)[:6])).update(used_at=MORNING)
    assert "还剩 3 个" in half_way("ma").post("/sign-in/second/", {"code": codes[9]}, follow=True).content.decode()


def test_a_security_key_from_set_up_to_sign_in(cast: Cast) -> None:
    key, client = SecurityKey(), Client()
    client.post("/sign-in/", {"username": "ma", "password": PASSWORD})
    form = {"name": "蓝色的", "password": PASSWORD}
    assert "没有收到" in client.post("/me/second/key/", form | {"answer": ""}).content.decode()
    first = asked_of(client.get("/me/second/key/"))
    asked = asked_of(client.get("/me/second/key/"))
    assert "不对" in client.post("/me/second/key/", form | {"answer": key.create(first)}).content.decode()
    asked = asked_of(client.get("/me/second/key/"))
    assert client.post("/me/second/key/", form | {"answer": key.create(asked)})["Location"] == "/me/second/"
    other = half_way("ma")
    asked = asked_of(other.get("/sign-in/second/"))
    assert other.post("/sign-in/second/", {"answer": key.get(asked)})["Location"] == "/"


@pytest.mark.parametrize("wrong", ["other key", "other page", "copied", "nonsense", "again"])
def test_a_key_that_does_not_fit(cast: Cast, wrong: str) -> None:
    key, client = SecurityKey(), Client()
    client.post("/sign-in/", {"username": "ma", "password": PASSWORD})
    client.post("/me/second/key/", {"password": PASSWORD, "answer": key.create(asked_of(client.get("/me/second/key/")))})
    Factor.objects.update(counter=5)
    key.counter = 4 if wrong == "copied" else 7
    other = half_way("ma")
    asked = asked_of(other.get("/sign-in/second/"))
    if wrong == "again":
        other.get("/sign-in/second/")
    if wrong == "other page":
        key.origin = "http://elsewhere.example"
    answer = {"other key": SecurityKey(id=key.id, counter=9).get(asked), "nonsense": "[1]"}.get(wrong) or key.get(asked)
    assert other.post("/sign-in/second/", {"answer": answer}).status_code == 200
    assert other.get("/").status_code == 302


def test_guessing_codes_waits_as_guessing_passwords(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        _, secret = with_authenticator(cast.ma)
        client = half_way("ma")
        for _ in range(5):
            client.post("/sign-in/second/", {"code": "000000"})
            clock.shift(31)
        assert client.post("/sign-in/second/", {"code": code_at(secret, 155)}).status_code == 429
        assert Client().post("/sign-in/", {"username": "ma", "password": PASSWORD}).status_code == 429
        there = Client(REMOTE_ADDR="10.0.0.7")
        there.post("/sign-in/", {"username": "ma", "password": PASSWORD})
        assert there.post("/sign-in/second/", {"code": code_at(secret, 155)})["Location"] == "/"


def test_half_way_does_not_last(cast: Cast) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        account, secret = with_authenticator(cast.ma)
        client = half_way("ma")
        clock.shift(601)
        assert client.post("/sign-in/second/", {"code": code_at(secret, 601)})["Location"] == "/sign-in/"
        client = half_way("ma")
        account.set_password("Another-2026-autumn")
        account.save()
        assert client.get("/sign-in/second/")["Location"] == "/sign-in/"


@pytest.mark.parametrize(
    ("policy", "sent"),
    [("off", {}), ("administrators", {"tang", "gu", "qi"}), ("everybody", {"tang", "gu", "qi", "ma", "shen"})],
)
def test_who_has_to_set_one_up(cast: Cast, settings: Any, policy: str, sent: set[str]) -> None:
    settings.SECOND_FACTOR = policy
    for name in ("tang", "gu", "qi", "ma", "shen"):
        client = Client()
        client.post("/sign-in/", {"username": name, "password": PASSWORD})
        assert (client.get("/").get("Location") == "/me/second/") is (name in sent)
        assert client.get("/me/second/").status_code == 200
        if name in sent:
            client.post("/me/second/codes/", {"password": PASSWORD})
            assert client.get("/").status_code == 200


def test_the_last_one_stays_where_one_is_asked_for(cast: Cast, settings: Any) -> None:
    account, _ = with_authenticator(cast.ma)
    factor = account.factors.get()
    settings.SECOND_FACTOR = "everybody"
    with pytest.raises(Refused, match="先登记另一种"):
        remove_factor(factor=factor, by=cast.ma, at=MORNING)
    with pytest.raises(Forbidden):
        remove_factor(factor=factor, by=cast.tang, at=MORNING)
    make_codes(account=account, by=cast.ma, at=MORNING)
    client = Client()
    client.force_login(account)
    client.get("/me/second/")
    assert client.post(f"/me/second/{factor.pk}/end/", {"password": "x"}).status_code == 422
    assert client.post(f"/me/second/{factor.pk}/end/", {"password": PASSWORD}).status_code == 302
    assert {one.kind for one in usable(account)} == {"code"}


def test_who_drops_a_lost_one(cast: Cast) -> None:
    second = Person.objects.create(office=cast.office, no="M60", name="安二")
    Grant.objects.create(person=second, role=Role.SECURITY, unit=cast.office)
    Account.objects.create(username="an", person=second, must_change=False)
    for person, by, fits in (
        (cast.ma, cast.tang, True), (cast.ma, cast.gu, False), (cast.qi, cast.tang, False), (cast.qi, cast.gu, True),
        (cast.gu, cast.gu, False), (cast.gu, second, True), (cast.tang, cast.tang, False), (cast.ma, cast.lin, False),
        (cast.ma, cast.fang, False),
    ):  # fmt: skip
        account = account_of(person)
        make_codes(account=account, by=person, at=MORNING)
        if fits:
            drop_factors(account=account, by=by, at=MORNING)
            with pytest.raises(Refused):
                drop_factors(account=account, by=by, at=MORNING)
        else:
            with pytest.raises(Forbidden):
                drop_factors(account=account, by=by, at=MORNING)
        account.factors.all().delete()


def test_the_machines_keeper_sets_everything_back(cast: Cast) -> None:
    from xiaoneng.audit.action import SETUP  # noqa: PLC0415

    account, _ = with_authenticator(cast.tang)
    reset_by_setup(username="tang", by=SETUP, at=MORNING)
    assert not account.factors.exists()


def test_a_form_takes_no_other_fields(cast: Cast) -> None:
    """Every field of the model is sent along; none but the form's own counts."""
    other = account_of(cast.shen)
    more = {"account": other.pk, "kind": "key", "secret": "x", "counter": 99, "used_at": "2026-01-01", "person": cast.shen.pk}
    client = Client()
    with time_machine.travel(MORNING, tick=False):
        client.post("/sign-in/", {"username": "ma", "password": PASSWORD})
        client.post("/me/second/codes/", {"password": PASSWORD, **more})
    assert set(Factor.objects.values_list("account", "kind", "counter")) == {(account_of(cast.ma).pk, "code", 0)}
    with pytest.raises(Invalid):
        add_authenticator(account=other, name="x", secret=new_secret(), code="", by=cast.shen, at=MORNING + timedelta(1))
