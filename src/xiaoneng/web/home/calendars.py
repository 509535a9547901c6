"""订阅到日历: what is due, on a page, as a file, and behind an address that a calendar program reads without signing in.

Such an address holds a token for nothing else; it can be ended at any time and ends by itself.
"""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Invalid
from xiaoneng.org.actions_tokens import DUE, make_token
from xiaoneng.org.pages.drafts import entered
from xiaoneng.org.pages.guard import Visit, page
from xiaoneng.org.permit import Viewer
from xiaoneng.org.queries import token_for
from xiaoneng.web.home.due import calendar_of, due_for

NAME = "效能到期"


class AddressForm(forms.Form):
    """建立订阅地址."""

    name = forms.CharField(
        label="给哪台设备", help_text="如“办公电脑”“手机”", max_length=80, widget=forms.TextInput({"class": "form-control"})
    )
    until = forms.DateField(
        label="用到哪天", help_text="到期自动停用", widget=forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d")
    )


@page("", "GET", "POST")
def due(request: Visit) -> HttpResponse:
    """到期的和怎样订阅: the address is shown once, as every token."""
    year_end = request.viewer.on.replace(month=12, day=31)
    form = AddressForm(entered(request), initial={"until": year_end})
    if request.method == "POST" and form.is_valid():
        try:
            _, text = make_token(scopes=[DUE], by=request.viewer.person, at=request.at, **form.cleaned_data)
        except Invalid as why:
            for name, said in why.fields.items():
                form.add_error(name if name in form.fields else None, said)
        else:
            messages.warning(request, f"订阅地址（只显示这一次，请复制）：{_site(request)}/due/{text}.ics")
            return HttpResponseRedirect("/me/due/")
    rows = [one for one in request.viewer.person.tokens.filter(ended_at=None, until__gte=request.viewer.on) if one.scopes == [DUE]]
    return render(request, "web/home/due.html", {"items": due_for(request.viewer), "form": form, "tokens": rows})


@page("")
def due_file(request: Visit) -> HttpResponse:
    """下载日历文件: of oneself, signed in."""
    return _answer(request, request.viewer)


@require_safe
def due_feed(request: HttpRequest, token: str) -> HttpResponse:
    """订阅的日历: whoever has the address; 404 for one that is wrong, ended, past its day, or good for anything else as well."""
    on = day_of(request.at)  # type: ignore[attr-defined]
    found = token_for(token, on)
    if found is None or found.scopes != [DUE]:
        raise Http404
    return _answer(request, Viewer(found.person, on))


def _answer(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    data = calendar_of(due_for(viewer), name=f"{NAME} {viewer.name}", site=_site(request), at=request.at)  # type: ignore[attr-defined]
    response = HttpResponse(data, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="due.ics"'
    response["Cache-Control"] = "private, no-cache"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _site(request: HttpRequest) -> str:
    return f"{request.scheme}://{request.get_host()}"
