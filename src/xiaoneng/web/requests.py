"""请求: who looks, at what moment, and what every page shows around its own content."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from xiaoneng.audit import clock
from xiaoneng.audit.actions_checkpoint import keep_up
from xiaoneng.ledger.queries import notices_for
from xiaoneng.org.models import Account
from xiaoneng.org.permit import Viewer, unit_on
from xiaoneng.web.navigation import navigation

OPEN = ("/sign-in/", "/health/", "/static/", "/api/")
"""Paths that need no sign-in."""
RENEWED = 4
"""How often, within the time after which an idle session ends, a session at work is renewed."""
FIRST = ("/me/", "/sign-out/", *OPEN)
"""Paths that are open while a one-time password waits to be changed."""


class ViewerMiddleware:
    """认人: reads the clock once, finds the person behind the account, sends everybody else to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        account = request.user
        if isinstance(account, Account):
            request.viewer = Viewer(account.person, clock.day_of(request.at))  # type: ignore[attr-defined]
            _stay(request)
            if account.must_change and not request.path.startswith(FIRST):
                return HttpResponseRedirect("/me/")
        elif not request.path.startswith(OPEN):
            return redirect_to_login(request.get_full_path())
        response = self._get_response(request)
        if request.method == "POST":
            keep_up(request.at)  # type: ignore[attr-defined]
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response


def _stay(request: HttpRequest) -> None:
    """Whoever works stays signed in: the session is renewed once in a while, not with every page."""
    now = int(request.at.timestamp())  # type: ignore[attr-defined]
    if now - request.session.get("renewed", 0) > settings.SESSION_COOKIE_AGE // RENEWED:
        request.session["renewed"] = now


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
