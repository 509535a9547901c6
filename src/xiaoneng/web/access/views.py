"""登录、退出、本人帐号."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from xiaoneng.audit.refusals import Invalid
from xiaoneng.ledger.actions_notices import read_notices
from xiaoneng.ledger.queries import notices_for
from xiaoneng.org.actions_accounts import actor_of, change_password, sign_in
from xiaoneng.org.actions_tokens import SCOPES, end_token, make_token
from xiaoneng.org.models import Account
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, listing


class SignInForm(forms.Form):
    """登录."""

    username = forms.CharField(label="用户名", max_length=60, widget=forms.TextInput({"class": "form-control", "autocomplete": "username"}))
    password = forms.CharField(
        label="密码", max_length=200, widget=forms.PasswordInput({"class": "form-control", "autocomplete": "current-password"})
    )


@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """登录页."""
    form = SignInForm(request.POST or None)
    target = request.GET.get("next", "/")
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"].strip().lower()
        account = authenticate(request, username=name, password=form.cleaned_data["password"])
        at = request.at  # type: ignore[attr-defined]
        sign_in(username=name, account=account, by=actor_of(account), at=at, address=request.META.get("REMOTE_ADDR", ""))
        if account is not None:
            login(request, account)
            safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
            return HttpResponseRedirect(target if safe else "/")
        form.add_error(None, "用户名或密码不对，请核对后再试。忘记密码的，请系统管理员重置。")
    return render(request, "web/access/sign_in.html", {"form": form})


WAITING = "这台电脑上输错的次数太多，请过一会儿再试；急用的请系统管理员重置密码。别的电脑不受影响。"


def locked(request: HttpRequest, *_: object) -> HttpResponse:
    """暂不能登录: what this name at this address is told; elsewhere nothing changed."""
    form = SignInForm({"username": request.POST.get("username", ""), "password": ""})
    form.errors.clear()
    form.add_error(None, WAITING)
    return render(request, "web/access/sign_in.html", {"form": form}, status=429)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """退出."""
    logout(request)
    return HttpResponseRedirect("/sign-in/")


class PasswordForm(forms.Form):
    """修改密码."""

    old = forms.CharField(label="原密码", widget=forms.PasswordInput({"class": "form-control", "autocomplete": "current-password"}))
    new = forms.CharField(
        label="新密码",
        widget=forms.PasswordInput({"class": "form-control", "autocomplete": "new-password"}),
        help_text="长一些、好记的就安全",
    )
    again = forms.CharField(label="再输一次", widget=forms.PasswordInput({"class": "form-control", "autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("new") != cleaned.get("again"):
            self.add_error("again", "两次输入的不一样")
        return cleaned


@page("", "GET", "POST")
def me(request: Visit) -> HttpResponse:
    """我的帐号: whoever has to change the password gets nowhere else before."""
    account = cast("Account", request.user)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            old, new = form.cleaned_data["old"], form.cleaned_data["new"]
            changed = change_password(account=account, old=old, new=new, by=request.viewer.person, at=request.at)
        except Invalid as why:
            for name, said in why.fields.items():
                form.add_error(name, said)
        else:
            update_session_auth_hash(request, changed)
            messages.success(request, "密码已经修改，别处登录的都已退出。")
            return HttpResponseRedirect("/")
    return render(request, "web/access/me.html", {"form": form, "account": account, "grants": request.viewer.grants})


@page("", "GET", "POST")
def notices(request: Visit) -> HttpResponse:
    """通知: one's own; marked as read all at once."""
    if request.method == "POST":
        read_notices(by=request.viewer.person, at=request.at)
        return HttpResponseRedirect("/notices/")
    columns = [
        Column("text", "内容", lambda one: one.text, link=lambda one: one.link),
        Column("at", "时间", lambda one: one.visible_at, "visible_at", "moment"),
        Column("read", "", lambda one: "" if one.read_at else "新", badge=lambda one: "" if one.read_at else "blue"),
    ]
    found = listing(request, notices_for(request.viewer, request.at), columns, title="通知", search=("text",), empty="没有通知。")
    return found.export() or render(request, "web/access/notices.html", {"listing": found})


class TokenForm(forms.Form):
    """接口令牌."""

    name = forms.CharField(label="用途", help_text="给哪个程序用", max_length=80, widget=forms.TextInput({"class": "form-control"}))
    scopes = forms.MultipleChoiceField(label="范围", choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple())
    until = forms.DateField(label="最后一天", widget=forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d"))


@page("", "GET", "POST")
def tokens(request: Visit) -> HttpResponse:
    """我的接口令牌: a token does no more than oneself may."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, text = make_token(by=request.viewer.person, at=request.at, **form.cleaned_data)
        except Invalid as why:
            for name, said in why.fields.items():
                form.add_error(name, said)
        else:
            messages.warning(request, f"令牌（只显示这一次）：{text}")
            return HttpResponseRedirect("/me/tokens/")
    rows = request.viewer.person.tokens.filter(ended_at=None)
    return render(request, "web/access/tokens.html", {"form": form, "tokens": rows, "words": SCOPES})


@page("", "POST")
def end(request: Visit, pk: int) -> HttpResponse:
    """停用令牌."""
    end_token(token=find(request.viewer.person.tokens.filter(ended_at=None), pk=pk), by=request.viewer.person, at=request.at)
    return HttpResponseRedirect("/me/tokens/")
