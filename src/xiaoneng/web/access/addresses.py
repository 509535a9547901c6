"""来处: the address that a request comes from, and the device that somebody has signed in with before."""

from __future__ import annotations

import ipaddress
import json
import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from xiaoneng.org.actions_signin import name_digest
from xiaoneng.org.seals import Unreadable, seal, unseal

COOKIE = "device"
DEVICE = "device"
"""What the cookie is sealed for."""
DEVICE_SECONDS = 400 * 24 * 3600
MOST_NAMES = 20
"""People who share a machine."""
BROWSERS = (("Edg", "Edge"), ("360", "360"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
SYSTEMS = (("Windows", "Windows"), ("Android", "安卓"), ("iPhone", "iPhone"), ("Mac OS", "macOS"), ("Linux", "Linux"))


def address_of(request: HttpRequest) -> str:
    """地址: of whoever asks; what proxies add is believed as far as there are proxies, counted from the right."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    said = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if not settings.PROXIES or len(said) < settings.PROXIES:
        return direct
    try:
        return str(ipaddress.ip_address(said[-settings.PROXIES]))
    except ValueError:
        return direct


def browser_of(request: HttpRequest) -> str:
    """浏览器: the family and the system, no more than helps to recognise one's own machine."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    return "，".join(next((name for mark, name in known if mark in agent), "其他") for known in (BROWSERS, SYSTEMS))


def _device(request: HttpRequest) -> dict[str, Any]:
    known: dict[str, Any] | None = getattr(request, "_device", None)
    if known is None:
        try:
            known = dict(json.loads(unseal(request.COOKIES.get(COOKIE, ""), DEVICE)))
        except Unreadable:
            known = {"id": "", "names": []}
        request._device = known  # type: ignore[attr-defined]
    return known


def device_of(request: HttpRequest, username: str) -> str:
    """这台机器: its mark where this name has signed in with it before, else nothing."""
    known = _device(request)
    return str(known["id"]) if name_digest(username) in known["names"] else ""


def last_name(request: HttpRequest) -> str:
    """上次在这里登录的人: the digest of the user name."""
    names = _device(request)["names"]
    return str(names[0]) if names else ""


def remember_device(request: HttpRequest, response: HttpResponse, username: str, at: datetime) -> None:
    """记住这台机器: it signs nobody in; it only keeps others' wrong passwords from holding up who works here."""
    known, name = _device(request), name_digest(username)
    names = [name, *(one for one in known["names"] if one != name)][:MOST_NAMES]
    text = seal(json.dumps({"id": known["id"] or secrets.token_hex(8), "names": names}), DEVICE, at)
    response.set_cookie(
        COOKIE, text, max_age=DEVICE_SECONDS, httponly=True, secure=settings.HTTPS, samesite="Lax",
    )  # fmt: skip
