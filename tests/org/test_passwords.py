"""What a new password must be, by either policy; when one has to be changed; what is remembered of old ones."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.test import Client

from tests.people import MORNING, PASSWORD, TODAY, Cast, make_cast
from xiaoneng.audit.clock import SHANGHAI
from xiaoneng.audit.refusals import Invalid
from xiaoneng.org.actions_accounts import change_password, reset_password
from xiaoneng.org.models import Account, OldPassword
from xiaoneng.org.passwords import is_due, kinds_in

MODERN = {"name": "甲", "length": 12, "kinds": 1, "days": 0, "history": 0}
DENGBAO = {"name": "乙", "length": 8, "kinds": 3, "days": 90, "history": 5}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast(None)


def changed(cast: Cast, new: str, old: str = PASSWORD) -> Account:
    return change_password(account=Account.objects.get(person=cast.ma), old=old, new=new, by=cast.ma, at=MORNING)


def test_both_policies_are_shipped(settings: Any) -> None:
    assert set(settings.POLICIES) == {"modern", "dengbao"}
    assert {**settings.POLICIES["modern"], "name": "甲"} == MODERN
    assert {**settings.POLICIES["dengbao"], "name": "乙"} == DENGBAO
    assert settings.POLICIES["modern"] == settings.PASSWORD_POLICY
    assert settings.OPTIONS.second_factor == "off"


@pytest.mark.parametrize(
    ("policy", "new", "taken"),
    [
        (MODERN, "qing shan yi", True),
        (MODERN, "qing shan y", False),
        (MODERN, "青山依旧在几度夕阳红啊", False),
        (MODERN, "青山依旧在几度夕阳红了啊", True),
        (MODERN, "123456789012345", False),
        (MODERN, "passwordpassword", True),
        (MODERN, "manchesterunited", False),
        (MODERN, "weiweimaman2026", False),
        (MODERN, "weiweiMa-Man2026", False),
        (MODERN, "weiweinamam2026", False),
        (MODERN, "xx-m05-yyyyyyyy", False),
        (MODERN, "我是马满我是马满我是马满", False),
        (DENGBAO, "aB3defgh", True),
        (DENGBAO, "aB3defg", False),
        (DENGBAO, "abcdefg3", False),
        (DENGBAO, "abcdef3-", True),
        (DENGBAO, "abcdef3青", True),
        (DENGBAO, "Passw0rd", False),
    ],
)
def test_what_is_taken(cast: Cast, settings: Any, policy: dict[str, Any], new: str, taken: bool) -> None:
    settings.PASSWORD_POLICY = policy
    if taken:
        assert changed(cast, new).check_password(new)
    else:
        with pytest.raises(Invalid) as why:
            changed(cast, new)
        assert set(why.value.fields) == {"new"}
        assert Account.objects.get(person=cast.ma).check_password(PASSWORD)


@pytest.mark.parametrize(("text", "count"), [("", 0), ("a", 1), ("aA", 2), ("aA1", 3), ("aA1-", 4), ("青", 1), ("青-", 1), ("ａ", 1)])
def test_kinds_of_characters(text: str, count: int) -> None:
    assert kinds_in(text) == count


def test_the_last_ones_are_not_taken_again(cast: Cast, settings: Any) -> None:
    settings.PASSWORD_POLICY = DENGBAO
    words = [PASSWORD, *(f"Qing-shan-{at}" for at in range(6))]
    for old, new in pairwise(words):
        for used in words[max(words.index(old) - 4, 0) : words.index(old) + 1]:
            with pytest.raises(Invalid, match="没有修改"):
                changed(cast, used, old)
        changed(cast, new, old)
    assert OldPassword.objects.count() == 5
    changed(cast, words[1], words[-1])


def test_all_that_is_wrong_with_it_is_one_sentence(cast: Cast) -> None:
    with pytest.raises(Invalid) as caught:
        changed(cast, "123456")
    said = caught.value.fields["new"]
    assert said.startswith("密码太短")
    assert "；" in said
    assert "。" not in said


def test_without_history_only_the_same_one_is_refused(cast: Cast, settings: Any) -> None:
    settings.PASSWORD_POLICY = MODERN
    with pytest.raises(Invalid):
        changed(cast, PASSWORD)
    changed(cast, "qing shan yi jiu")
    changed(cast, PASSWORD, "qing shan yi jiu")
    assert not OldPassword.objects.exists()


@pytest.mark.parametrize(("days", "due"), [(89, False), (90, True)])
def test_a_password_that_is_too_old(cast: Cast, settings: Any, days: int, due: bool) -> None:
    settings.PASSWORD_POLICY = DENGBAO
    account = Account.objects.get(person=cast.ma)
    account.changed_on = TODAY - timedelta(days=days)
    account.save()
    assert is_due(account, TODAY) is due
    with time_machine.travel(MORNING.astimezone(SHANGHAI), tick=False):
        client = Client()
        client.force_login(account)
        assert (client.get("/").get("Location") == "/me/") is due
        settings.PASSWORD_POLICY = MODERN
        assert client.get("/").status_code == 200


def test_an_administrator_never_learns_a_password_and_a_reset_ends_it(cast: Cast) -> None:
    account = Account.objects.get(person=cast.ma)
    given = {reset_password(account=account, by=cast.tang, at=MORNING) for _ in range(5)}
    assert len(given) == 5
    account.refresh_from_db()
    assert account.must_change
    assert not account.check_password(PASSWORD)


def test_a_form_takes_no_other_fields(cast: Cast) -> None:
    """Every field of the account is sent along with the password; none but the form's own counts."""
    account = Account.objects.get(person=cast.ma)
    client = Client()
    client.force_login(account)
    more = {"username": "root", "person": cast.shen.pk, "is_active": "", "must_change": "on", "stamp": "x", "id": 1, "pk": 1}
    new = "qing shan yi jiu"
    assert client.post("/me/", {"old": PASSWORD, "new": new, "again": new, **more}).status_code == 302
    account.refresh_from_db()
    assert (account.username, account.person, account.is_active, account.must_change, account.stamp) == ("ma", cast.ma, True, False, "")
