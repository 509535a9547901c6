"""Signing in: who waits and who does not, sessions that end, what is kept of names, what a browser is told."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from axes.models import AccessAttempt
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client

from tests.people import MORNING, PASSWORD, Cast, make_cast
from xiaoneng.audit.clock import now
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Forbidden, Refused
from xiaoneng.org.actions_accounts import reset_password
from xiaoneng.org.actions_signin import end_wait, is_waiting
from xiaoneng.org.actions_tokens import make_token
from xiaoneng.org.models import Account, Person, SignedIn
from xiaoneng.org.seals import seal

AWAY, HOME = "10.0.0.9", "10.0.0.1"


@pytest.fixture
def clock(db: None) -> Iterator[Any]:
    with time_machine.travel(MORNING, tick=False) as found:
        yield found


@pytest.fixture
def cast(clock: Any) -> Cast:
    cache.clear()
    return make_cast(None)


def tried(client: Client, name: str = "shen", typed: str = PASSWORD, **more: Any) -> Any:
    return client.post("/sign-in/", {"username": name, "password": typed}, **more)


def guess(client: Client, clock: Any, name: str = "shen", times: int = 5, **more: Any) -> None:
    for at in range(times):
        tried(client, name, f"wrong-{at}", **more)
        clock.shift(31)


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def entries(action: str) -> list[Entry]:
    return list(Entry.objects.filter(action=action).order_by("seq"))


def test_each_wrong_password_waits_longer(cast: Cast, clock: Any) -> None:
    client = Client(REMOTE_ADDR=AWAY)
    assert tried(client, typed="a").status_code == 200
    for seconds in (2, 4, 8):
        assert tried(client, typed="b").status_code == 200
        clock.shift(seconds - 1)
        told = tried(client)
        assert told.status_code == 429
        assert "请等 1 秒" in text_of(told)
        clock.shift(1)
    assert tried(client)["Location"] == "/"
    assert not AccessAttempt.objects.exists()


def test_five_wrong_ones_wait_a_quarter_of_an_hour_and_are_told_until_when(cast: Cast, clock: Any) -> None:
    client = Client(REMOTE_ADDR=AWAY)
    guess(client, clock)
    told = text_of(tried(client))
    assert "到 09:47 可以再试" in told
    assert "别的电脑不受影响" in told
    assert len(entries("org.begin_wait")) == 1
    assert len(entries("org.fail_sign_in")) == 5
    clock.shift(15 * 60 - 31 - 1)
    assert tried(client).status_code == 429
    clock.shift(2)
    assert tried(client)["Location"] == "/"


def test_an_attack_from_elsewhere_does_not_touch_the_owner(cast: Cast, clock: Any) -> None:
    guess(Client(REMOTE_ADDR=AWAY), clock, times=20)
    assert tried(Client(REMOTE_ADDR=HOME))["Location"] == "/"


def test_an_attack_from_the_same_address_does_not_touch_the_owners_machine(cast: Cast, clock: Any) -> None:
    """As where all come through one gateway."""
    mine = Client(REMOTE_ADDR=HOME)
    tried(mine)
    mine.post("/sign-out/")
    guess(Client(REMOTE_ADDR=HOME), clock, times=8)
    assert tried(Client(REMOTE_ADDR=HOME)).status_code == 429
    assert tried(mine)["Location"] == "/"
    mine.post("/sign-out/")
    guess(mine, clock)
    assert tried(mine).status_code == 429
    forged = Client(REMOTE_ADDR="10.0.0.44")
    forged.cookies["device"] = seal(json.dumps({"id": "x", "names": []}), "other", MORNING)
    assert tried(forged, typed="x").status_code == 200


def test_one_address_that_tries_many_names_is_slowed_down(cast: Cast, clock: Any) -> None:
    known = Client(REMOTE_ADDR=AWAY)
    tried(known, "lin")
    for at in range(50):
        tried(Client(REMOTE_ADDR=AWAY), f"name{at}", "x")
    assert tried(Client(REMOTE_ADDR=AWAY), "ma").status_code == 429
    assert tried(known, "lin")["Location"] == "/"
    assert tried(Client(REMOTE_ADDR=HOME), "ma")["Location"] == "/"
    clock.shift(31)
    assert tried(Client(REMOTE_ADDR=AWAY), "ma")["Location"] == "/"


def test_the_system_administrator_ends_the_waiting(cast: Cast, clock: Any) -> None:
    guess(Client(REMOTE_ADDR=AWAY), clock)
    account = Account.objects.get(person=cast.shen)
    assert is_waiting(account, MORNING)
    for other in (cast.gu, cast.lin, cast.shen):
        with pytest.raises(Forbidden):
            end_wait(account=account, by=other, at=MORNING)
    client = Client()
    client.force_login(cast.tang.account)
    assert "解除暂停登录" in text_of(client.get(f"/org/accounts/{account.pk}/"))
    assert client.post(f"/org/accounts/{account.pk}/release/").status_code == 302
    assert tried(Client(REMOTE_ADDR=AWAY))["Location"] == "/"
    with pytest.raises(Refused):
        end_wait(account=account, by=cast.tang, at=MORNING)
    guess(Client(REMOTE_ADDR=AWAY), clock)
    password = reset_password(account=account, by=cast.tang, at=now())
    assert tried(Client(REMOTE_ADDR=AWAY), typed=password)["Location"] == "/"


def test_typed_names_are_nowhere(cast: Cast, clock: Any) -> None:
    guess(Client(REMOTE_ADDR=AWAY), clock, "My-Secret-Typed-By-Mistake", times=6)
    guess(Client(REMOTE_ADDR=AWAY), clock, "shen", times=1)
    kept = [str(vars(one)) for one in (*AccessAttempt.objects.all(), *Entry.objects.all(), *Session.objects.all())]
    assert len(kept) > 6
    assert not any("secret-typed" in one.lower() or "wrong-" in one for one in kept)
    assert {one.office_id for one in entries("org.fail_sign_in")} == {None, cast.office.pk}
    assert entries("org.fail_sign_in")[-1].object_id == str(Account.objects.get(person=cast.shen).pk)


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "1.2.3.4", AWAY),
        (1, "", AWAY),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 5.6.7.8", "1.2.3.4"),
        (1, "nonsense", AWAY),
    ],
)
def test_addresses_behind_proxies(cast: Cast, settings: Any, proxies: int, header: str, address: str) -> None:
    settings.PROXIES = proxies
    tried(Client(REMOTE_ADDR=AWAY), HTTP_X_FORWARDED_FOR=header)
    assert SignedIn.objects.get().address == address


class Counting(MD5PasswordHasher):
    """Counts what is reckoned."""

    done = 0

    def encode(self, password: str, salt: str) -> str:
        Counting.done += 1
        return super().encode(password, salt)


def test_a_name_that_exists_takes_the_same_work(cast: Cast, settings: Any) -> None:
    settings.PASSWORD_HASHERS = [f"{__name__}.Counting"]
    Account.objects.filter(username="ma").update(is_active=False)
    Person.objects.filter(pk=cast.xu.pk).update(left_on=date(2026, 7, 21))
    work, said = set(), set()
    for name in ("shen", "nobody", "ma", "xu"):
        Counting.done = 0
        answer = tried(Client(REMOTE_ADDR=AWAY), name, "wrong" if name != "xu" else PASSWORD)
        work.add(Counting.done)
        said.add(text_of(answer).count("用户名或密码不对"))
    assert (work, said) == ({1}, {1})


def test_who_has_left_is_out_from_the_day_after(cast: Cast, clock: Any) -> None:
    client = Client()
    tried(client, "ma")
    Person.objects.filter(pk=cast.ma.pk).update(left_on=MORNING.date())
    assert client.get("/").status_code == 200
    clock.shift(24 * 3600)
    Account.objects.filter(username="ma").update(stamp="")
    assert client.get("/")["Location"].startswith("/sign-in/")
    assert tried(Client(), "ma").status_code == 200


@pytest.mark.parametrize(("minutes", "inside"), [(59, True), (61, False)])
def test_an_idle_session_ends(cast: Cast, clock: Any, minutes: int, inside: bool) -> None:
    client = Client()
    tried(client)
    for _ in range(3):
        clock.shift(30 * 60)
        assert client.get("/").status_code == 200
    clock.shift(minutes * 60)
    assert (client.get("/").status_code == 200) is inside


@pytest.mark.parametrize(("minutes", "inside"), [(-1, True), (1, False)])
def test_a_session_ends_at_last(cast: Cast, clock: Any, minutes: int, inside: bool) -> None:
    client = Client()
    tried(client)
    for _ in range(23):
        clock.shift(30 * 60)
        assert client.get("/").status_code == 200
    clock.shift((30 + minutes) * 60)
    assert (client.get("/").status_code == 200) is inside


def test_ones_own_sessions(cast: Cast) -> None:
    first, second, third, other = (Client() for _ in range(4))
    for client in (first, second, third):
        tried(client, "ma", HTTP_USER_AGENT="Mozilla/5.0 (Windows NT 10.0) Chrome/86.0")
    tried(other, "xu")
    page = text_of(first.get("/me/"))
    assert page.count("退出那里") == 2
    assert "Chrome，Windows" in page
    rows = list(SignedIn.objects.filter(account__username="ma").order_by("pk"))
    foreign = SignedIn.objects.get(account__username="xu")
    assert first.post(f"/me/sessions/{foreign.pk}/end/").status_code == 404
    assert first.post(f"/me/sessions/{rows[0].pk}/end/").status_code == 404
    assert first.post(f"/me/sessions/{rows[1].pk}/end/").status_code == 302
    assert (second.get("/").status_code, third.get("/").status_code) == (302, 200)
    assert first.post("/me/sessions/end/").status_code == 302
    assert (first.get("/").status_code, third.get("/").status_code, other.get("/").status_code) == (200, 302, 200)
    assert "退出那里" not in text_of(first.get("/me/"))
    new = "Qinghe-2027-winter"
    tried(third, "ma")
    assert first.post("/me/", {"old": PASSWORD, "new": new, "again": new})["Location"] == "/"
    assert (first.get("/").status_code, third.get("/").status_code) == (200, 302)
    assert text_of(first.get("/me/")).count("这里</span>") == 1
    first.post("/sign-out/")
    assert first.get("/").status_code == 302
    assert not SignedIn.objects.filter(account__username="ma", session_key=rows[0].session_key).exists()


def test_guessing_the_old_password_waits_too(cast: Cast, clock: Any) -> None:
    client = Client()
    tried(client, "ma")
    form = {"new": "Qinghe-2027-winter", "again": "Qinghe-2027-winter"}
    for at in range(5):
        assert "密码不对" in text_of(client.post("/me/", form | {"old": f"x{at}"}))
        clock.shift(31)
    assert "可以再试" in text_of(client.post("/me/", form | {"old": PASSWORD}))
    assert client.get("/").status_code == 200


def test_one_time_passwords_stay_on_the_server(cast: Cast) -> None:
    client = Client()
    tried(client, "tang")
    account = Account.objects.get(person=cast.ma)
    client.post(f"/org/accounts/{account.pk}/reset/")
    assert "messages" not in client.cookies
    assert "只显示这一次" in text_of(client.get(f"/org/accounts/{account.pk}/"))
    assert "只显示这一次" not in text_of(client.get(f"/org/accounts/{account.pk}/"))
    owner = Client()
    owner.force_login(Account.objects.get(person=cast.ma))
    assert "唐立" in text_of(owner.get("/me/"))


def test_what_a_browser_is_told(cast: Cast, settings: Any) -> None:
    settings.HTTPS, settings.SECURE_HSTS_SECONDS = True, 31_536_000
    client = Client()
    answers = [client.get("/sign-in/"), tried(client, "ma"), client.get("/"), client.get("/no/such/"), client.post("/org/")]
    for answer in answers:
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy
        for part in ("default-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"):
            assert part in policy
        assert answer["Cache-Control"].startswith(("no-store", "max-age=0, no-cache, no-store"))
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "camera=()" in answer["Permissions-Policy"]
        assert answer["Strict-Transport-Security"].startswith("max-age=31536000")
    assert client.get("/sign-in/", headers={"host": "evil.example"}).status_code == 400


def test_pages_sent_through_https_in_front_are_taken(cast: Cast, settings: Any) -> None:
    settings.HTTPS = True
    client = Client(enforce_csrf_checks=True, HTTP_HOST="testserver")
    page = text_of(client.get("/sign-in/"))
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    form = {"username": "ma", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/sign-in/", form, HTTP_ORIGIN="https://testserver")["Location"] == "/"
    assert client.post("/sign-out/", form, HTTP_ORIGIN="http://evil.example").status_code == 403


def test_device_cookies_say_nothing_and_sign_nobody_in(cast: Cast) -> None:
    client = Client()
    tried(client, "ma")
    cookie = client.cookies["device"]
    assert cookie["httponly"]
    assert "ma" not in cookie.value[:20]
    other = Client()
    other.cookies["device"] = cookie.value
    assert other.get("/").status_code == 302


def test_who_is_not_known_sends_little(cast: Cast, settings: Any) -> None:
    big, huge = b"x" * (1024 * 1024 + 1), settings.MOST_REQUEST_BYTES
    stranger, known = Client(), Client()
    tried(known, "zhou")
    assert stranger.post("/sign-in/", big, content_type="text/plain").status_code == 413
    assert stranger.post("/org/people/new/", big, content_type="text/plain").status_code == 413
    assert known.post("/org/people/new/", big, content_type="text/plain").status_code == 403
    for said in (str(huge + 1), "-1", "x"):
        told = known.post("/org/people/new/", "x", content_type="text/plain", CONTENT_LENGTH=said)
        assert told.status_code == 413
        assert "文件太大" in text_of(told)


def test_a_token_goes_with_its_person(cast: Cast, clock: Any) -> None:
    _, token = make_token(name="甲", scopes=["people:read"], until=date(2026, 12, 31), by=cast.ma, at=MORNING)
    client = Client(HTTP_AUTHORIZATION=f"Bearer {token}")
    assert client.get("/api/people").status_code == 200
    Person.objects.filter(pk=cast.ma.pk).update(left_on=MORNING.date())
    assert client.get("/api/people").status_code == 200
    clock.shift(24 * 3600)
    assert client.get("/api/people").status_code == 401
