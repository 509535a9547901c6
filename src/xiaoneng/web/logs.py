"""运行日志: one JSON line a request on stderr: which route, how it ended, how long it took. No person, no address, no number of a thing."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Callable
from time import perf_counter

import structlog
from django.http import HttpRequest, HttpResponse

QUIET = ("static/", "health/")
MILLISECONDS = 1000
log = structlog.get_logger("web")


class RequestLog:
    """记每次访问: the outermost layer, so that the time is all of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        begun = perf_counter()
        response = self._get_response(request)
        route = request.resolver_match.route if request.resolver_match else "?"
        if not request.path.lstrip("/").startswith(QUIET):
            took = round((perf_counter() - begun) * MILLISECONDS)
            log.info("request", method=request.method, route=f"/{route}", status=response.status_code, ms=took)
        return response


class Plain(logging.Formatter):
    """标准库的日志: what Django and others say, as a line of the same form. A failure tells where in the program, never with what data."""

    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {"logger": record.name, "level": record.levelname.lower()}
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])
            told["error"] = record.exc_info[0].__name__
            told["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames[-8:]]
        else:
            # The message without its arguments: those are addresses and names.
            told["event"] = str(record.msg)[:200]
        return str(structlog.processors.JSONRenderer(ensure_ascii=False)(None, "", told))


def configure() -> None:
    """Sets structlog up: one JSON line an event on stderr, whatever it is at that moment."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=lambda *args: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
