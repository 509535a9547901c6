"""帐号和授权的页面: the system administrator's and the security administrator's; each sees the other's list, acts only in its own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoneng.org.actions_accounts import end_grant, give_grant, make_account, reset_password, switch_account
from xiaoneng.org.forms import AccountForm, GrantForm
from xiaoneng.org.models import Role
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.queries import accounts_for, grants_for
from xiaoneng.org.views import fill

ACTIVE = {True: ("启用", "green"), False: ("停用", "red")}
APART = "三员由不同的人担任，也不兼业务身份；不能给自己授权。"


@page("org.see_accounts")
def accounts(request: Visit) -> HttpResponse:
    """帐号."""
    columns = [
        Column("username", "用户名", lambda one: one.username, "username", link=lambda one: f"/org/accounts/{one.pk}/"),
        Column("name", "姓名", lambda one: one.person.name, "person__name"),
        Column(
            "active",
            "状态",
            lambda one: "启用" if one.is_active else "停用",
            "is_active",
            badge=lambda one: "green" if one.is_active else "red",
        ),
        Column("last", "最近登录", lambda one: one.last_login, "last_login", "moment"),
        Column("changed", "密码修改", lambda one: one.changed_on, "changed_on", "day"),
    ]
    states = Filter("active", "状态", [("yes", "启用"), ("no", "停用")], lambda value: Q(is_active=value == "yes"))
    search = ("username", "person__name", "person__no")
    found = listing(request, accounts_for(request.viewer), columns, title="帐号", search=search, filters=[states])
    return found.export() or render(request, "org/accounts.html", {"listing": found})


@page("org.make_account", "GET", "POST")
def new_account(request: Visit) -> HttpResponse:
    """开通帐号: the one-time password is shown once."""

    def act(data: dict[str, Any]) -> str:
        account, password = make_account(by=request.viewer.person, at=request.at, **data)
        messages.warning(request, f"{account.person.name}的一次性密码（只显示这一次）：{password}　用户名：{account.username}")
        return "/org/accounts/"

    return fill(request, AccountForm(request.POST or None, viewer=request.viewer), act, "开通帐号", "开通")


@page("org.see_accounts")
def account(request: Visit, pk: int) -> HttpResponse:
    """一个帐号."""
    one = find(accounts_for(request.viewer), pk=pk)
    return render(request, "org/account.html", {"account": one, "grants": grants_for(request.viewer).filter(person=one.person)})


@page("org.reset_password", "POST")
def reset(request: Visit, pk: int) -> HttpResponse:
    """重置密码."""
    one = find(accounts_for(request.viewer), pk=pk)
    password = reset_password(account=one, by=request.viewer.person, at=request.at)
    messages.warning(request, f"{one.person.name}的一次性密码（只显示这一次）：{password}")
    return HttpResponseRedirect(f"/org/accounts/{pk}/")


@page("org.switch_account", "POST")
def switch(request: Visit, pk: int) -> HttpResponse:
    """停用、启用."""
    one = find(accounts_for(request.viewer), pk=pk)
    switch_account(account=one, active=request.POST.get("active") == "yes", by=request.viewer.person, at=request.at)
    return HttpResponseRedirect(f"/org/accounts/{pk}/")


@page("org.see_accounts")
def grants(request: Visit) -> HttpResponse:
    """授权."""
    columns = [
        Column("name", "姓名", lambda one: one.person.name, "person__name"),
        Column("role", "身份", lambda one: one.get_role_display(), "role"),
        Column("unit", "范围", lambda one: one.unit.name),
        Column("since", "自", lambda one: one.since, "since", "day"),
        Column("until", "至", lambda one: one.until, "until", "day"),
        Column("reason", "依据", lambda one: one.reason),
    ]
    roles = Filter("role", "身份", Role.choices, lambda value: Q(role=value))
    rows = grants_for(request.viewer).order_by("-pk")
    found = listing(request, rows, columns, title="授权", search=("person__name", "reason"), filters=[roles])
    return found.export() or render(request, "org/grants.html", {"listing": found})


@page("org.give_grant", "GET", "POST")
def new_grant(request: Visit) -> HttpResponse:
    """授权."""

    def act(data: dict[str, Any]) -> str:
        give_grant(by=request.viewer.person, at=request.at, **{**data, "role": Role(data["role"])})
        return "/org/grants/"

    return fill(request, GrantForm(request.POST or None, viewer=request.viewer), act, "授权", "授权", APART)


@page("org.end_grant", "POST")
def end(request: Visit, pk: int) -> HttpResponse:
    """收回授权."""
    one = find(grants_for(request.viewer), pk=pk)
    end_grant(grant=one, reason=request.POST.get("reason", ""), by=request.viewer.person, at=request.at)
    messages.success(request, f"已收回{one.person.name}的授权，从今天起无效。")
    return HttpResponseRedirect("/org/grants/")
