"""页面的门: which right opens a page, by which methods, and how a refusal is shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render

from xiaoneng.audit.refusals import Forbidden, Refused, Stale
from xiaoneng.org.permit import Viewer

P = ParamSpec("P")
M = TypeVar("M", bound=Model)


class Visit(HttpRequest):
    """来访: a request of somebody signed in: its moment (UTC) and its viewer. The web room's middleware fills both."""

    at: datetime
    viewer: Viewer


View = Callable[Concatenate[Visit, P], HttpResponse]


@dataclass(frozen=True)
class Guard:
    """一扇门: the right that opens a view ('' for everybody signed in) and the methods it answers."""

    right: str
    methods: tuple[str, ...]


GUARDS: dict[str, Guard] = {}
"""Dotted name of a view → its guard; the table of all routes is made from it."""


def page(right: str, *methods: str) -> Callable[[View[P]], View[P]]:
    """登记页面: a view that a right opens; `methods` are GET alone where none are named. HEAD follows GET.

    Who lacks the right gets 403; a refusal by an action becomes a page that says why (409 where somebody was first).
    """
    allowed = methods or ("GET",)

    def register(view: View[P]) -> View[P]:
        GUARDS[f"{view.__module__}.{view.__name__}"] = Guard(right, allowed)

        @wraps(view)
        def guarded(request: Visit, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.method not in (*allowed, *(("HEAD",) if "GET" in allowed else ())):
                return HttpResponseNotAllowed(allowed)
            if right and not request.viewer.may(right):
                return refused(request, Forbidden("您没有查看这一页的权限；需要的请找本单位考核管理员"), 403)
            try:
                return view(request, *args, **kwargs)
            except Stale as why:
                return refused(request, why, 409)
            except Forbidden as why:
                return refused(request, why, 403)
            except Refused as why:
                return refused(request, why, 422)

        return guarded

    return register


def refused(request: HttpRequest, why: Refused, status: int) -> HttpResponse:
    """没有办理: the page that says why, with the way back."""
    back = request.META.get("HTTP_REFERER", "")
    here = back if back.startswith(f"{request.scheme}://{request.get_host()}/") else "/"
    return render(request, "pages/refused.html", {"why": str(why), "back": here, "status": status}, status=status)


def find(rows: QuerySet[M], **key: object) -> M:
    """找一件: one of the rows that the viewer may see, else 404, whether it exists elsewhere or not."""
    found = rows.filter(**key).first()
    if found is None:
        raise Http404
    return found
