"""请求: who looks, at what moment, and what every page shows around its own content."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from xiaoneng.audit import clock
from xiaoneng.org.models import Account
from xiaoneng.org.permit import Viewer, unit_on
from xiaoneng.web.navigation import navigation

OPEN = ("/sign-in/", "/health/", "/static/")
"""Paths that need no sign-in."""


class Request(HttpRequest):
    """已登录的请求: what views get: a moment and a viewer."""

    at: datetime
    viewer: Viewer


class ViewerMiddleware:
    """认人: reads the clock once, finds the person behind the account, sends everybody else to the sign-in page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = clock.now()  # type: ignore[attr-defined]
        account = request.user
        if isinstance(account, Account):
            request.viewer = Viewer(account.person, clock.day_of(request.at))  # type: ignore[attr-defined]
        elif not request.path.startswith(OPEN):
            return redirect_to_login(request.get_full_path())
        return self._get_response(request)


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
        },
    }
