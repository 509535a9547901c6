"""安全头: what tells a browser to keep to itself."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

POWERS = (
    "accelerometer", "autoplay", "camera", "display-capture", "fullscreen", "geolocation", "gyroscope", "magnetometer", "microphone",
    "midi", "payment", "usb",
)  # fmt: skip
"""What no page of ours uses."""
PERMISSIONS = ", ".join([*(f"{one}=()" for one in POWERS), "publickey-credentials-get=(self)", "publickey-credentials-create=(self)"])


def too_big(request: HttpRequest, most: int) -> HttpResponse | None:
    """太大: refused by what it says of itself, before any of it is read."""
    said = request.META.get("CONTENT_LENGTH") or "0"
    return render(request, "413.html", status=413) if not said.isdecimal() or int(said) > most else None


class Headers:
    """Outside of everything but the log. With HTTPS in front (`https`), requests count as what the browser sent: secure."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.HTTPS:
            request.META["wsgi.url_scheme"] = "https"
        response = too_big(request, settings.MOST_REQUEST_BYTES) or self._get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response
