"""Coming in: a security key in a real browser, printed codes, a form that comes too late, with and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Visit
from tests.people import PASSWORD, Cast, make_cast
from xiaoneng.org.models import Factor
from xiaoneng.web.access.sessions import SEEN

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast() -> Cast:
    return make_cast()


def hard_to_read(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(one["id"], [node["html"] for node in one["nodes"]]) for one in found if one["impact"] in ("serious", "critical")]


def everybody_was_idle() -> None:
    for row in Session.objects.all():
        store = SessionStore(row.session_key)
        store[SEEN] = 0
        store.save()


def test_a_security_key(cast: Cast, visit: Visit, picture: Any) -> None:
    page = visit("ma")
    tool = page.context.new_cdp_session(page)
    tool.send("WebAuthn.enable")
    options = {"protocol": "u2f", "transport": "usb", "automaticPresenceSimulation": True}
    tool.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto("/me/second/")
    assert hard_to_read(page) == []
    picture(page, "第二道验证")
    page.get_by_role("link", name="登记安全密钥").click()
    page.get_by_label("名称").fill("蓝色的")
    page.get_by_label("您的密码").fill(PASSWORD)
    assert hard_to_read(page) == []
    page.get_by_role("button", name="登记安全密钥").click()
    expect(page.get_by_text("安全密钥已经登记")).to_be_visible()
    page.get_by_role("button", name="退出").click()
    page.get_by_label("用户名").fill("ma")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    assert hard_to_read(page) == []
    page.get_by_role("button", name="用安全密钥登录").click()
    expect(page.get_by_role("link", name="通知", exact=True)).to_be_visible()
    assert Factor.objects.get().counter > 0


@pytest.mark.parametrize("scripts", [True, False])
def test_printed_codes_and_a_form_that_comes_too_late(cast: Cast, visit: Visit, picture: Any, scripts: bool) -> None:
    page = visit("lin", scripts=scripts)
    page.goto("/me/second/codes/")
    page.get_by_label("您的密码").fill(PASSWORD)
    page.get_by_role("button", name="生成一次码").click()
    codes = page.locator("ol.codes code").all_inner_texts()
    if scripts:
        assert hard_to_read(page) == []
    page.goto("/org/people/new/")
    page.get_by_label("工号").fill("M90")
    page.get_by_label("姓名").fill("新来的")
    everybody_was_idle()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_text("您刚才填的内容都留着")).to_be_visible()
    page.get_by_label("用户名").fill("lin")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("验证码").fill(codes[0])
    page.get_by_role("button", name="继续登录").click()
    expect(page.get_by_label("姓名")).to_have_value("新来的")
    picture(page, "没提交的内容")


def test_the_pages_of_ones_account_and_the_administrators(cast: Cast, visit: Visit) -> None:
    page = visit()
    page.goto("/sign-in/")
    assert hard_to_read(page) == []
    for name, where in (
        ("tang", "/me/"),
        ("tang", "/me/second/app/"),
        ("tang", f"/org/accounts/{cast.ma.account.pk}/"),
        ("gu", "/org/grants/new/"),
        ("gu", "/org/policies/"),
    ):
        page = visit(name)
        page.goto(where)
        assert hard_to_read(page) == [], where
