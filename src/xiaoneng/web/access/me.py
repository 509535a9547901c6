"""我的帐号: password, second factor, where one is signed in, what happened to the account."""

from __future__ import annotations

import json
from typing import Any, cast

import segno
from django import forms
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoneng.audit.action import ACTIONS
from xiaoneng.audit.models import Entry
from xiaoneng.audit.refusals import Invalid, Refused
from xiaoneng.org.actions_accounts import change_password
from xiaoneng.org.actions_factors import add_authenticator, add_key, make_codes, remove_factor
from xiaoneng.org.actions_signin import end_other_sessions, end_session
from xiaoneng.org.factors import address_of as authenticator_address
from xiaoneng.org.factors import ask_new_key, is_needed, new_secret, read_new_key, usable
from xiaoneng.org.models import Account, Factor
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.passwords import policy
from xiaoneng.org.seals import Unreadable, seal, unseal
from xiaoneng.web.access.entering import host_of, origin_of
from xiaoneng.web.access.forms import AuthenticatorForm, ConfirmForm, KeyForm, PasswordForm
from xiaoneng.web.access.sessions import FACTOR, SEEN, renew
from xiaoneng.web.access.waits import count_failure, said, wait_until

SETTING_UP = "setting_up"
"""Where a session keeps, sealed, what waits to be confirmed: an authenticator's secret, a key's question, codes to be shown once."""
SHOWN = 10
"""Entries about the account that its owner sees."""


def _account(request: Visit) -> Account:
    return cast("Account", request.user)


def _put(request: Visit, value: object) -> None:
    request.session[SETTING_UP] = seal(json.dumps(value), SETTING_UP, request.at)


def _got(request: Visit) -> Any:
    try:
        return json.loads(unseal(request.session.pop(SETTING_UP, ""), SETTING_UP))
    except Unreadable:
        return None


def _blame(form: forms.Form, why: Refused) -> None:
    fields = why.fields if isinstance(why, Invalid) else {}
    for name, text in fields.items():
        form.add_error(name if name in form.fields else None, text)
    if not fields:
        form.add_error(None, str(why))


def _is_oneself(request: Visit, form: forms.Form, field: str) -> bool:
    """The password once more; wrong ones count as at the sign-in page."""
    account = _account(request)
    until = wait_until(request, account.username, request.at)
    if until is not None:
        form.add_error(field, said(until, request.at))
        return False
    if not account.check_password(form.cleaned_data[field]):
        count_failure(request, account.username)
        request.axes_locked_out = False  # type: ignore[attr-defined]
        form.add_error(field, "密码不对")
        return False
    return True


@page("", "GET", "POST")
def me(request: Visit) -> HttpResponse:
    """我的帐号: whoever has to change the password gets nowhere else before."""
    account = _account(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_oneself(request, form, "old"):
        try:
            old, new = form.cleaned_data["old"], form.cleaned_data["new"]
            changed = change_password(account=account, old=old, new=new, by=request.viewer.person, at=request.at)
        except Invalid as why:
            _blame(form, why)
        else:
            renew(request, changed)
            messages.success(request, "密码已经修改，别处登录的都已退出。")
            return HttpResponseRedirect("/")
    context = {
        "form": form, "account": account, "grants": request.viewer.grants, "policy": policy(),
        "sessions": _sessions(request), "factors": usable(account), "told": _told(account),
    }  # fmt: skip
    return render(request, "web/access/me.html", context)


def _sessions(request: Visit) -> list[dict[str, Any]]:
    rows = list(_account(request).signed_in.all())
    there = {one.session_key: one.get_decoded() for one in Session.objects.filter(session_key__in=[row.session_key for row in rows])}
    here = request.session.session_key
    return [
        {"row": row, "here": row.session_key == here, "seen": there[row.session_key].get(SEEN)} for row in rows if row.session_key in there
    ]


def _told(account: Account) -> list[dict[str, Any]]:
    """What the chain tells of the account: somebody else's resets are seen by its owner."""
    rows = Entry.objects.filter(object_type="account", object_id=str(account.pk)).order_by("-seq")[:SHOWN]
    found = []
    for row in rows:
        details = json.loads(row.details) if row.details.startswith("{") else {}
        title = ACTIONS[row.action].title if row.action in ACTIONS else row.action
        by = "" if row.actor_id == account.person_id else details.get("by", "")
        found.append({"at": row.at, "title": title, "by": by, "address": details.get("changes", {}).get("address", "")})
    return found


@page("", "POST")
def leave_elsewhere(request: Visit, pk: int = 0) -> HttpResponse:
    """退出别处的登录: one of them, or all but this one."""
    account, by = _account(request), request.viewer.person
    if pk:
        end_session(signed=find(account.signed_in.exclude(session_key=request.session.session_key), pk=pk), by=by, at=request.at)
        messages.success(request, "那里的登录已经退出。")
    else:
        changed = end_other_sessions(account=account, keep=request.session.session_key or "", by=by, at=request.at)
        renew(request, changed)
        messages.success(request, "别处的登录都已退出。")
    return HttpResponseRedirect("/me/")


@page("", "GET")
def second(request: Visit) -> HttpResponse:
    """第二道验证: what there is, what can be added."""
    account = _account(request)
    found = usable(account)
    context = {
        "factors": [one for one in found if one.kind != Factor.Kind.CODE],
        "codes": sum(one.kind == Factor.Kind.CODE for one in found),
        "needed": is_needed(request.viewer),
        "form": ConfirmForm(),
    }
    return render(request, "web/access/second_mine.html", context)


@page("", "GET", "POST")
def authenticator(request: Visit) -> HttpResponse:
    """登记验证器: scan, then type what it shows."""
    account, kept = _account(request), _got(request)
    secret = bytes.fromhex(kept["secret"]) if isinstance(kept, dict) and "secret" in kept else new_secret()
    form = AuthenticatorForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_oneself(request, form, "password"):
        try:
            name, code = form.cleaned_data["name"], form.cleaned_data["code"]
            add_authenticator(account=account, name=name, secret=secret, code=code, by=request.viewer.person, at=request.at)
        except Refused as why:
            _blame(form, why)
        else:
            return _added(request, "验证器已经登记，下次登录要用。")
    _put(request, {"secret": secret.hex()})
    address = authenticator_address(secret, account.username)
    picture = segno.make(address, error="m").svg_inline(scale=5, dark="#1b1f24", light="#ffffff", title="二维码", omitsize=False)
    text = address.partition("secret=")[2].partition("&")[0]
    return render(request, "web/access/authenticator.html", {"form": form, "picture": picture, "text": text})


@page("", "GET", "POST")
def key(request: Visit) -> HttpResponse:
    """登记安全密钥: the browser asks the key, the answer comes with the form."""
    account, kept = _account(request), _got(request)
    form = KeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_oneself(request, form, "password"):
        try:
            public, counter = read_new_key(kept, _json(form.cleaned_data["answer"]), host_of(request), origin_of(request))
            add_key(
                account=account, name=form.cleaned_data["name"], public=public, counter=counter, by=request.viewer.person, at=request.at
            )
        except Refused as why:
            _blame(form, why)
        else:
            return _added(request, "安全密钥已经登记，下次登录要用。")
    asked, state = ask_new_key(account, host_of(request), origin_of(request))
    _put(request, state)
    return render(request, "web/access/key.html", {"form": form, "asked": asked})


def _json(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise Invalid("没有收到安全密钥的回答；请插上安全密钥，再按登记，照浏览器的提示碰一下它")
    return found


def _added(request: Visit, told: str) -> HttpResponse:
    request.session[FACTOR] = True
    messages.success(request, told)
    return HttpResponseRedirect("/me/second/")


@page("", "GET", "POST")
def codes(request: Visit) -> HttpResponse:
    """打印一次码: shown once, to be printed."""
    account = _account(request)
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _is_oneself(request, form, "password"):
        _put(request, make_codes(account=account, by=request.viewer.person, at=request.at))
        request.session[FACTOR] = True
        return HttpResponseRedirect("/me/second/codes/")
    made = _got(request) if request.method == "GET" else None
    context = {"form": form, "codes": made if isinstance(made, list) else None, "account": account}
    return render(request, "web/access/codes.html", context)


@page("", "POST")
def end_factor(request: Visit, pk: int) -> HttpResponse:
    """停用第二道验证."""
    factor = find(_account(request).factors.exclude(kind=Factor.Kind.CODE), pk=pk)
    form = ConfirmForm(request.POST)
    if not form.is_valid() or not _is_oneself(request, form, "password"):
        raise Refused("密码不对，没有停用；请返回再输一次您的密码")
    remove_factor(factor=factor, by=request.viewer.person, at=request.at)
    messages.success(request, "已经停用。")
    return HttpResponseRedirect("/me/second/")
