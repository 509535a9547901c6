"""暂停登录: whoever guesses waits, and longer each time: this name from this address (and, where the owner has signed in before, on that
machine apart). Nobody elsewhere can hold up the owner.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from xiaoneng.audit.clock import SHANGHAI
from xiaoneng.org.actions_signin import name_digest
from xiaoneng.web.access.addresses import address_of, device_of
from xiaoneng.web.access.forms import SignInForm

SIGN_IN = "/sign-in/"
FREE = 1
"""Wrong passwords that cost no waiting; each further one doubles it."""
LONGEST = timedelta(seconds=30)
CROWD = 10
"""An address from which so many times the allowed failures come, whatever the names, is slowed down as well."""


def plain_name(typed: str) -> str:
    """用户名 as it is kept."""
    return typed.strip().lower()


def name_key(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """用户名的键: what django-axes counts by: a digest of the name, and the machine where the name is at home there."""
    name = plain_name(str((credentials or {}).get("username") or request.POST.get("username", "")))
    device = device_of(request, name)
    return name_digest(name) + (f":{device}" if device else "")


def wait_until(request: HttpRequest, username: str, at: datetime) -> datetime | None:
    """要等到何时: None for nobody who has to wait."""
    rows = AccessAttempt.objects.filter(ip_address=address_of(request), attempt_time__gte=at - _cool_off())
    own = rows.filter(username=name_key(request, {"username": username})).aggregate(n=Sum("failures_since_start"), last=Max("attempt_time"))
    ends = [_ends(own["n"] or 0, own["last"])]
    if not device_of(request, username):
        crowd = rows.aggregate(n=Sum("failures_since_start"), last=Max("attempt_time"))
        if (crowd["n"] or 0) >= settings.AXES_FAILURE_LIMIT * CROWD:
            ends.append(crowd["last"] + LONGEST)
    latest = max((one for one in ends if one is not None), default=None)
    return latest if latest is not None and latest > at else None


def _ends(failures: int, last: datetime | None) -> datetime | None:
    if last is None or failures <= FREE:
        return None
    if failures >= settings.AXES_FAILURE_LIMIT:
        return last + _cool_off()
    return last + min(timedelta(seconds=2 ** (failures - FREE)), LONGEST)


def _cool_off() -> timedelta:
    found = get_cool_off()
    return found if found is not None else timedelta()


def said(until: datetime, at: datetime) -> str:
    """要等多久, in words."""
    if until - at <= LONGEST:
        return f"请等 {ceil((until - at).total_seconds())} 秒再试。"
    ends = until.astimezone(SHANGHAI)
    return f"这台电脑上输错的次数太多，到 {ends:%H:%M} 可以再试；急用的请系统管理员解除。别的电脑不受影响。"


def told_to_wait(request: HttpRequest, *_: object) -> HttpResponse:
    """暂不能登录: what this name at this address is told; elsewhere nothing changed. What was kept of a form stays with it."""
    at = request.at  # type: ignore[attr-defined]
    name = getattr(request, "typed_name", "")
    form = SignInForm({"username": request.POST.get("username", name), "password": "", "draft": request.POST.get("draft", "")})
    form.errors.clear()
    form.add_error(None, said(wait_until(request, name, at) or at + _cool_off(), at))
    return render(request, "web/access/sign_in.html", {"form": form, "action": "" if request.path == SIGN_IN else SIGN_IN}, status=429)


def count_failure(request: HttpRequest, username: str) -> None:
    """记一次输错: of a password or code that django's own sign-in did not ask for."""
    AxesProxyHandler.user_login_failed(__name__, {"username": username}, request)
