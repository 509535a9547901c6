"""会话: how long one stays signed in: not longer idle than the idle time, not longer at all than the absolute time."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest

from xiaoneng.org.actions_signin import carry_over
from xiaoneng.org.models import Account

BEGAN, SEEN, FACTOR = "began", "seen", "factor"
"""When it began, when it was last used (renewed once in a while, not with every page), whether a second factor was given."""
RENEWED = 20
"""How often, within the idle time, a session at work is renewed."""


def begin(request: HttpRequest, at: datetime) -> None:
    """开始计时."""
    request.session[BEGAN] = request.session[SEEN] = int(at.timestamp())


def is_over(request: HttpRequest, at: datetime) -> bool:
    """到时间了: idle, or signed in, for too long."""
    now = int(at.timestamp())
    if BEGAN not in request.session:
        begin(request, at)
        return False
    session = request.session
    return bool(now - session[SEEN] > settings.IDLE_SECONDS or now - session[BEGAN] > settings.SESSION_SECONDS)


def stay(request: HttpRequest, at: datetime) -> None:
    """Whoever works stays signed in."""
    now = int(at.timestamp())
    if now - request.session[SEEN] > settings.IDLE_SECONDS // RENEWED:
        request.session[SEEN] = now


def renew(request: HttpRequest, account: Account) -> None:
    """换新会话: this one goes on under another key after what ended all others."""
    old = request.session.session_key or ""
    request.session.cycle_key()
    request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    carry_over(old, request.session.session_key or "")
