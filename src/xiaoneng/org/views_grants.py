"""授权的页面: the security administrator's; the system administrator sees them. And what the installation's policies are."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render

from xiaoneng.org.actions_grants import end_grant, give_grant
from xiaoneng.org.forms import EndGrantForm, GrantForm
from xiaoneng.org.models import Role
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, Filter, listing
from xiaoneng.org.passwords import policy
from xiaoneng.org.permit import during
from xiaoneng.org.queries import grants_for
from xiaoneng.org.views import fill

APART = "三员由不同的人担任，也不兼业务身份；不能给自己授权。"
SECOND = {"off": "自愿登记", "administrators": "三员必须登记", "everybody": "人人必须登记"}


@page("org.see_accounts")
def grants(request: Visit) -> HttpResponse:
    """授权."""
    on = request.viewer.on
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
    now = Filter(
        "now", "时间", [("yes", "现在有效"), ("no", "已到期或未开始")], lambda value: during(on) if value == "yes" else ~during(on)
    )
    found = listing(request, rows, columns, title="授权", search=("person__name", "reason"), filters=[roles, now])
    return found.export() or render(request, "org/grants.html", {"listing": found})


@page("org.give_grant", "GET", "POST")
def new_grant(request: Visit) -> HttpResponse:
    """授权."""

    def act(data: dict[str, Any]) -> str:
        give_grant(by=request.viewer.person, at=request.at, **{**data, "role": Role(data["role"])})
        return "/org/grants/"

    return fill(
        request,
        GrantForm(entered(request), viewer=request.viewer, initial={"person": request.GET.get("person", "")}),
        act,
        "授权",
        "授权",
        APART,
    )


@page("org.end_grant", "GET", "POST")
def end(request: Visit, pk: int) -> HttpResponse:
    """收回授权: with the reason."""
    one = find(grants_for(request.viewer), pk=pk)

    def act(data: dict[str, Any]) -> str:
        end_grant(grant=one, by=request.viewer.person, at=request.at, **data)
        messages.success(request, f"已收回{one.person.name}的授权，从今天起无效。")
        return "/org/grants/"

    intro = f"{one.person.name}，{one.get_role_display()}，范围：{one.unit.name}。收回后从今天起无效。"
    return fill(request, EndGrantForm(entered(request)), act, "收回授权", "收回授权", intro)


@page("org.see_policies")
def policies(request: Visit) -> HttpResponse:
    """安全策略: what this installation asks of everybody."""
    context = {
        "password": policy(), "second": SECOND[settings.SECOND_FACTOR], "failures": settings.AXES_FAILURE_LIMIT,
        "wait": settings.OPTIONS.wait_minutes, "idle": settings.OPTIONS.idle_minutes, "hours": settings.OPTIONS.session_hours,
        "https": settings.HTTPS,
    }  # fmt: skip
    return render(request, "org/policies.html", context)
