"""通知、接口令牌: one's own."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoneng.audit.refusals import Invalid
from xiaoneng.ledger.actions_notices import read_notices
from xiaoneng.ledger.queries import notices_for
from xiaoneng.org.actions_tokens import DUE, SCOPES, end_token, make_token
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, find, page
from xiaoneng.org.pages.listing import Column, listing
from xiaoneng.web.access.forms import TokenForm


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


@page("", "GET", "POST")
def tokens(request: Visit) -> HttpResponse:
    """我的接口令牌: a token does no more than oneself may."""
    form = TokenForm(entered(request))
    if request.method == "POST" and form.is_valid():
        try:
            _, text = make_token(by=request.viewer.person, at=request.at, **form.cleaned_data)
        except Invalid as why:
            for name, said in why.fields.items():
                form.add_error(name, said)
        else:
            messages.warning(request, f"令牌（只显示这一次）：{text}")
            return HttpResponseRedirect("/me/tokens/")
    rows = [one for one in request.viewer.person.tokens.filter(ended_at=None) if one.scopes != [DUE]]
    return render(request, "web/access/tokens.html", {"form": form, "tokens": rows, "words": SCOPES})


@page("", "POST")
def end(request: Visit, pk: int) -> HttpResponse:
    """停用令牌."""
    ended = end_token(token=find(request.viewer.person.tokens.filter(ended_at=None), pk=pk), by=request.viewer.person, at=request.at)
    messages.success(request, f"“{ended.name}”已经停用。")
    return HttpResponseRedirect("/me/due/" if ended.scopes == [DUE] else "/me/tokens/")
