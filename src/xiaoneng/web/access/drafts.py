"""没提交的内容: of a form that comes in after its session ended, or with an old page's mark, nothing is lost.

It travels sealed inside the sign-in page, so that strangers can store nothing here, and is given back only to whoever it belongs to.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlparse

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from xiaoneng.org.actions_signin import name_digest
from xiaoneng.org.models import Account
from xiaoneng.org.pages.drafts import drop, keep
from xiaoneng.org.pages.guard import GUARDS, Visit, page
from xiaoneng.org.seals import Unreadable, seal, unseal

DRAFT = "draft"
"""What drafts are sealed for."""
KEPT_SECONDS = 24 * 3600
MOST_LETTERS, MOST_FIELDS = 100_000, 500
NEVER = ("/sign-in/", "/sign-out/", "/me/", "/api/", "/static/")
"""Addresses whose forms hold secrets, or nothing to lose."""
SECRETS = frozenset({"csrfmiddlewaretoken", "once", "password"})


def capture(request: HttpRequest) -> dict[str, Any] | None:
    """收下: what was entered, where it belongs; None where there is nothing to keep, or a page elsewhere sent it."""
    path = _page_of(request)
    if request.method != "POST" or path is None or not _from_here(request) or request.headers.get("HX-Request"):
        return None
    try:
        items = [(name, request.POST.getlist(name)) for name in request.POST if name not in SECRETS]
        files = bool(request.FILES)
    except (SuspiciousOperation, BadRequest, UnreadablePostError, MultiPartParserError):
        return None
    letters = sum(len(name) + sum(map(len, values)) for name, values in items)
    if letters > MOST_LETTERS or len(items) > MOST_FIELDS or not any(text.strip() for _, values in items for text in values):
        return None
    return {"path": path, "items": items, "files": files}


def _from_here(request: HttpRequest) -> bool:
    """Whether one of our own pages sent it; a stranger's page must not fill our forms."""
    sent = request.META.get("HTTP_ORIGIN") or request.META.get("HTTP_REFERER", "")
    here = urlparse(sent)
    return bool(sent) and (here.scheme, here.netloc) == (request.scheme, request.get_host())


def _page_of(request: HttpRequest) -> str | None:
    """The page that the form is on: the address that it was sent to, else the one that it was sent from."""
    came = urlparse(request.META.get("HTTP_REFERER", "")).path
    return next((path for path in (request.path, came) if path and not path.startswith(NEVER) and _is_page(path)), None)


def _is_page(path: str) -> bool:
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    guard = GUARDS.get(f"{view.__module__}.{view.__name__}")
    return guard is not None and "GET" in guard.methods


def sealed(draft: dict[str, Any], owner: str, at: datetime) -> str:
    """封: for the sign-in page; `owner` is the digest of a user name."""
    return seal(json.dumps({**draft, "owner": owner}, ensure_ascii=False), DRAFT, at)


def give_back(request: HttpRequest, text: str, account: Account, at: datetime) -> str:
    """还给本人: after signing in; gives the page's address, or nothing where it is not theirs, or too old."""
    try:
        draft = dict(json.loads(unseal(text, DRAFT, at, KEPT_SECONDS)))
    except Unreadable:
        return ""
    if draft.pop("owner") != name_digest(account.username):
        return ""
    keep(request, draft, at)
    return str(draft["path"])


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """表单过期: the page's mark is an old one (one signed in anew in another window). What was entered is kept, sent it is not."""
    draft = capture(request) if isinstance(getattr(request, "user", None), Account) else None
    if draft is not None:
        keep(request, draft, request.at)  # type: ignore[attr-defined]
    return render(request, "web/access/stale.html", {"draft": draft}, status=403)


@page("", "POST")
def give_up(request: Visit) -> HttpResponse:
    """不要了: what was kept for a page is gone."""
    path = request.POST.get("path", "")
    drop(request, path)
    return HttpResponseRedirect(path if url_has_allowed_host_and_scheme(path, None) else "/")
