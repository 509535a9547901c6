"""只办一次: the hidden key of a form, so that sending it twice does it once and shows the same."""

from __future__ import annotations

import secrets
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from xiaoneng.audit.writing import first_time, remember
from xiaoneng.org.pages.guard import Visit

FIELD = "once"
LONGEST = 64


def once_key() -> str:
    """一次性键: put it into a form as `<input type="hidden" name="once" value="{{ once }}">`."""
    return secrets.token_urlsafe(24)


def once(request: Visit, act: Callable[[], str]) -> HttpResponse:
    """办一次并转到结果: runs `act` (one action, giving the address to go to) the first time, else goes where the first one went.

    A refusal inside forgets the key, so that the mended form can be sent again.
    """
    key = request.POST.get(FIELD, "")[:LONGEST]
    if not key:
        return HttpResponseRedirect(act())
    with transaction.atomic():
        done = first_time(key, request.viewer.pk, request.at)
        if done:
            return HttpResponseRedirect(done)
        target = act()
        remember(key, target)
    return HttpResponseRedirect(target)


def back(request: HttpRequest, otherwise: str) -> str:
    """办完回到哪里: the desk, for what was decided there; nowhere else, whatever a form says."""
    return "/" if request.POST.get("back") == "/" else otherwise
