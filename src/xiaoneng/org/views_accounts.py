"""帐号的页面: the system administrator's; the security administrator sees them. Grants are in `views_grants`."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoneng.org.actions_accounts import make_account, reset_password, switch_account
from xiaoneng.org.actions_factors import drop_factors
from xiaoneng.org.actions_signin import end_wait, is_waiting
from xiaoneng.org.forms import AccountForm
from xiaoneng.org.models import Account
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.permit import units_of
from xiaoneng.org.queries import accounts_for, grants_for, people_for, units_for
from xiaoneng.org.views import fill

STATES = {"on": "启用", "off": "停用", "new": "待改密码"}
COLOURS = {"on": "green", "off": "red", "new": "amber"}


def state_of(account: Account) -> str:
    """帐号的状态."""
    return "off" if not account.is_active else "new" if account.must_change else "on"


@page("org.see_accounts")
def accounts(request: Visit) -> HttpResponse:
    """帐号."""
    viewer = request.viewer
    where = units_of(people_for(viewer).values_list("pk", flat=True), viewer.on)
    names = {unit.pk: unit.name for unit in units_for(viewer)}
    columns = [
        Column("username", "用户名", lambda one: one.username, "username", link=lambda one: f"/org/accounts/{one.pk}/"),
        Column("name", "姓名", lambda one: one.person.name, "person__name"),
        Column("unit", "科室", lambda one: names.get(where.get(one.person_id, 0), "")),
        Column("state", "状态", lambda one: STATES[state_of(one)], badge=lambda one: COLOURS[state_of(one)]),
        Column("last", "最近登录", lambda one: one.last_login, "last_login", "moment"),
        Column("changed", "密码修改", lambda one: one.changed_on, "changed_on", "day"),
    ]
    inside = {str(pk): [person for person, unit in where.items() if unit == pk] for pk in names}
    states = {"on": Q(is_active=True, must_change=False), "off": Q(is_active=False), "new": Q(is_active=True, must_change=True)}
    filters = [
        Filter("unit", "科室", [(str(pk), name) for pk, name in names.items()], lambda value: Q(person__in=inside.get(value, []))),
        Filter("state", "状态", list(STATES.items()), lambda value: states[value]),
    ]
    search = ("username", "person__name", "person__no")
    found = listing(
        request, accounts_for(viewer), columns, title="帐号", search=search, filters=filters, empty="还没有帐号。先登记人员，再为他开通。"
    )
    return found.export() or render(request, "org/accounts.html", {"listing": found})


@page("org.make_account", "GET", "POST")
def new_account(request: Visit) -> HttpResponse:
    """开通帐号: the one-time password is shown once."""

    def act(data: dict[str, Any]) -> str:
        account, password = make_account(by=request.viewer.person, at=request.at, **data)
        messages.warning(request, f"{account.person.name}的一次性密码（只显示这一次）：{password}　用户名：{account.username}")
        return "/org/accounts/"

    return fill(request, AccountForm(entered(request), viewer=request.viewer), act, "开通帐号", "开通")


@page("org.see_accounts")
def account(request: Visit, pk: int) -> HttpResponse:
    """一个帐号."""
    one = find(accounts_for(request.viewer), pk=pk)
    context = {
        "account": one, "grants": grants_for(request.viewer).filter(person=one.person), "state": STATES[state_of(one)],
        "colour": COLOURS[state_of(one)], "waiting": is_waiting(one, request.at), "factors": one.factors.exists(),
    }  # fmt: skip
    return render(request, "org/account.html", context)


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


@page("org.end_wait", "POST")
def release(request: Visit, pk: int) -> HttpResponse:
    """解除暂停登录."""
    one = find(accounts_for(request.viewer), pk=pk)
    end_wait(account=one, by=request.viewer.person, at=request.at)
    messages.success(request, f"{one.person.name}现在可以登录了。")
    return HttpResponseRedirect(f"/org/accounts/{pk}/")


@page("org.drop_factors", "POST")
def unfactor(request: Visit, pk: int) -> HttpResponse:
    """取消第二道验证."""
    one = find(accounts_for(request.viewer), pk=pk)
    drop_factors(account=one, by=request.viewer.person, at=request.at)
    messages.success(request, f"{one.person.name}的第二道验证已经取消，下次登录只要密码，再重新登记。")
    return HttpResponseRedirect(f"/org/accounts/{pk}/")
