"""请求: who looks, at what moment, and what every page shows around its own content."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from xiaoneng.audit import clock
from xiaoneng.audit.actions_checkpoint import keep_up
from xiaoneng.ledger.queries import notices_for
from xiaoneng.org.actions_signin import name_digest
from xiaoneng.org.asking import reading
from xiaoneng.org.factors import is_needed
from xiaoneng.org.models import Account
from xiaoneng.org.pages.drafts import drop, kept_for
from xiaoneng.org.passwords import is_due
from xiaoneng.org.permit import Viewer, unit_on
from xiaoneng.web.access.addresses import last_name
from xiaoneng.web.access.drafts import capture, sealed
from xiaoneng.web.access.forms import SignInForm
from xiaoneng.web.access.headers import too_big
from xiaoneng.web.access.sessions import FACTOR, is_over, stay
from xiaoneng.web.navigation import navigation

OPEN = ("/sign-in/", "/health/", "/static/", "/api/", "/due/")
"""Paths that need no sign-in."""
FIRST = ("/me/", "/sign-out/", *OPEN)
"""Paths that are open while a password waits to be changed."""
SECOND = ("/me/second/", "/sign-out/", *OPEN)
"""Paths that are open while a second factor waits to be set up."""


class ViewerMiddleware:
    """认人: reads the clock once, finds the person behind the account, sends everybody else to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self._answer(request)
        with reading():
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        owner = last_name(request)
        account = request.user
        if isinstance(account, Account) and _ended(request, account):
            owner = name_digest(account.username)
            logout(request)
        if isinstance(request.user, Account):
            first = _let_in(request, request.user)
            if first is not None:
                return first
        elif not owner and (refusal := too_big(request, settings.MOST_STRANGER_BYTES)) and not request.path.startswith("/api/"):
            return refusal
        elif not request.path.startswith(OPEN):
            return _ask_to_sign_in(request, owner)
        response = self._get_response(request)
        if request.method == "POST":
            # Signing in is sent from the very page whose form waits to be given back.
            if _went_on(response) and not request.path.startswith(OPEN):
                for path in (request.path, urlparse(request.META.get("HTTP_REFERER", "")).path):
                    drop(request, path)
            keep_up(request.at)  # type: ignore[attr-defined]
        return response


def _ended(request: HttpRequest, account: Account) -> bool:
    at = request.at  # type: ignore[attr-defined]
    return not account.open_on(clock.day_of(at)) or is_over(request, at)


def _let_in(request: HttpRequest, account: Account) -> HttpResponse | None:
    """Sets viewer and what was kept for the page; what has to be done before anything else is where one is sent."""
    viewer = Viewer(account.person, clock.day_of(request.at))  # type: ignore[attr-defined]
    request.viewer = viewer  # type: ignore[attr-defined]
    stay(request, request.at)  # type: ignore[attr-defined]
    if is_due(account, viewer.on):
        return None if request.path.startswith(FIRST) else HttpResponseRedirect("/me/")
    if settings.SECOND_FACTOR != "off" and not request.session.get(FACTOR) and not request.path.startswith(SECOND) and is_needed(viewer):
        return HttpResponseRedirect("/me/second/")
    if request.method == "GET":
        request.draft = kept_for(request)  # type: ignore[attr-defined]
    return None


def _ask_to_sign_in(request: HttpRequest, owner: str) -> HttpResponse:
    """To the sign-in page; a form that comes too late goes with it."""
    draft = capture(request) if owner else None
    if draft is None:
        return redirect_to_login(request.get_full_path() if request.method in ("GET", "HEAD") else "/")
    at = request.at  # type: ignore[attr-defined]
    form = SignInForm(initial={"draft": sealed(draft, owner, at)})
    return render(request, "web/access/sign_in.html", {"form": form, "kept": True, "action": "/sign-in/"})


def _went_on(response: HttpResponse) -> bool:
    return response.status_code in (HTTPStatus.FOUND, HTTPStatus.SEE_OTHER)


def shell(request: HttpRequest) -> dict[str, Any]:
    """页面外框: the head of every page."""
    viewer: Viewer | None = getattr(request, "viewer", None)
    if viewer is None:
        return {}
    unit = unit_on(viewer.person, viewer.on)
    return {
        "viewer": viewer,
        "shell": {
            "office_name": viewer.office.name,
            "person_name": viewer.person.name,
            "section_name": unit.name if unit else "",
            "nav": navigation(viewer, request.path),
            "today": viewer.on,
            "notices": notices_for(viewer, request.at).filter(read_at=None).count(),  # type: ignore[attr-defined]
        },
    }
