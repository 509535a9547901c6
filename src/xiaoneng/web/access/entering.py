"""登录、第二道验证、退出."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Refused
from xiaoneng.org.actions_signin import STRANGER, begin_wait, fail_sign_in, sign_in, sign_out
from xiaoneng.org.factors import Used, ask_key, check_code, check_key, usable
from xiaoneng.org.models import Account, Factor
from xiaoneng.web.access.addresses import address_of, browser_of, remember_device
from xiaoneng.web.access.drafts import give_back
from xiaoneng.web.access.forms import SecondForm, SignInForm
from xiaoneng.web.access.sessions import FACTOR, begin
from xiaoneng.web.access.waits import LONGEST, count_failure, plain_name, told_to_wait, wait_until

BACKEND = "django.contrib.auth.backends.ModelBackend"
SECOND = "second"
"""Where a session keeps who has given a right password and not yet a second factor."""
SECOND_SECONDS = 600
FEW_CODES = 3
WRONG = "用户名或密码不对，请核对后再试。忘记密码的，请系统管理员重置。"
WRONG_CODE = "验证码不对。手机上的请用现在显示的六位数字，打印的一次码每个只能用一次。"


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """登录页."""
    form = SignInForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "web/access/sign_in.html", {"form": form})
    at, name = _at(request), plain_name(form.cleaned_data["username"])
    request.typed_name = name  # type: ignore[attr-defined]
    if wait_until(request, name, at):
        return told_to_wait(request)
    account = authenticate(request, username=name, password=form.cleaned_data["password"])
    try:
        if not isinstance(account, Account) or not account.open_on(day_of(at)):
            _failed(request, name)
            form.add_error(None, WRONG)
            return render(request, "web/access/sign_in.html", {"form": form})
        going = {"next": request.GET.get("next", "/"), "draft": form.cleaned_data["draft"]}
        if not account.factors.exists():
            return _come_in(request, account, going)
    except Refused as why:
        form.add_error(None, str(why))
        return render(request, "web/access/sign_in.html", {"form": form}, status=422)
    logout(request)
    request.session[SECOND] = {**going, "account": account.pk, "stamp": account.get_session_auth_hash(), "at": int(at.timestamp())}
    return HttpResponseRedirect("/sign-in/second/")


@never_cache
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """第二道验证: after a right password; a security key, an authenticator or a printed code, whichever is at hand."""
    at, going = _at(request), request.session.get(SECOND)
    account = _half_way(going, at)
    if account is None or going is None:
        return HttpResponseRedirect("/sign-in/")
    request.typed_name = account.username  # type: ignore[attr-defined]
    form = SecondForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if wait_until(request, account.username, at):
            return told_to_wait(request)
        used = _checked(request, account, form.cleaned_data)
        try:
            if used is not None:
                return _come_in(request, account, going, used)
            _failed(request, account.username, factor=True)
            form.add_error(None, WRONG_CODE)
        except Refused as why:
            form.add_error(None, str(why))
    asked = ask_key(account, host_of(request), origin_of(request))
    if asked is not None:
        request.session[SECOND] = {**going, "state": asked[1]}
    kinds = {one.kind for one in usable(account)}
    context = {"form": form, "asked": asked[0] if asked else None, "typed": bool(kinds - {Factor.Kind.KEY}), "none": not kinds}
    return render(request, "web/access/second.html", context)


def _half_way(going: dict[str, Any] | None, at: datetime) -> Account | None:
    if going is None or not 0 <= int(at.timestamp()) - going["at"] <= SECOND_SECONDS:
        return None
    account = Account.objects.filter(pk=going["account"]).select_related("person").first()
    same = account is not None and account.open_on(day_of(at)) and account.get_session_auth_hash() == going["stamp"]
    return account if same else None


def _checked(request: HttpRequest, account: Account, data: dict[str, str]) -> Used | None:
    if not data["answer"]:
        return check_code(account, data["code"], _at(request))
    state = request.session[SECOND].get("state")
    try:
        answer = json.loads(data["answer"])
    except ValueError:
        return None
    return check_key(account, state, answer, host_of(request), origin_of(request)) if state else None


def _failed(request: HttpRequest, name: str, factor: bool = False) -> None:
    """Tells the chain, and when this was the last time before waiting, that as well."""
    at, address = _at(request), address_of(request)
    account = Account.objects.filter(username=name).select_related("person").first()
    if factor:
        count_failure(request, name)
    fail_sign_in(username=name, account=account, by=STRANGER, at=at, address=address, factor=factor)
    until = wait_until(request, name, at)
    if until is not None and until - at > LONGEST:
        begin_wait(username=name, account=account, until=until, by=STRANGER, at=at, address=address)


def _come_in(request: HttpRequest, account: Account, going: dict[str, Any], used: Used | None = None) -> HttpResponse:
    at = _at(request)
    request.session.pop(SECOND, None)
    with transaction.atomic():
        login(request, account, backend=BACKEND)
        sign_in(
            account=account, session_key=request.session.session_key or "", by=account.person, at=at,
            address=address_of(request), browser=browser_of(request), used=used,
        )  # fmt: skip
    begin(request, at)
    request.session[FACTOR] = used is not None
    if used is not None and used.factor.kind == Factor.Kind.CODE:
        left = sum(one.kind == Factor.Kind.CODE for one in usable(account))
        if left <= FEW_CODES:
            messages.warning(request, f"打印的一次码还剩 {left} 个，请到“我的帐号”重新打印。")
    target, safe = going["next"], {request.get_host()}
    page = give_back(request, going["draft"], account, at) if going["draft"] else ""
    inside = url_has_allowed_host_and_scheme(target, safe, require_https=request.is_secure())
    response = HttpResponseRedirect(page or (target if inside else "/"))
    remember_device(request, response, account.username, at)
    return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """退出."""
    if isinstance(request.user, Account):
        sign_out(account=request.user, session_key=request.session.session_key or "", by=request.user.person, at=_at(request))
    logout(request)
    return HttpResponseRedirect("/sign-in/")


def _at(request: HttpRequest) -> datetime:
    return request.at  # type: ignore[attr-defined,no-any-return]


def host_of(request: HttpRequest) -> str:
    """The name that security keys are bound to."""
    return request.get_host().rpartition(":")[0] or request.get_host()


def origin_of(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
