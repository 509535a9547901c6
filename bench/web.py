"""What a page costs: processor time of the whole request, from the WSGI call to the last byte, in one process without a socket.

python -m bench.web FOLDER — the pages of the office that `bench.web_office` made there, as whoever runs its year and as a clerk.
"""

from __future__ import annotations

import sys
from datetime import datetime
from time import perf_counter, process_time
from typing import Any
from urllib.parse import quote

from bench.county import Clock, say
from bench.web_office import NOW, RULEBOOK, prepare

ROUNDS, WARM = 40, 3
ENOUGH = 4.0
"""Seconds that one page is measured at the most."""
MONTH, CLOSED = "2026-11", "2026-10"
PAGES = (
    # what, address, as whom
    ("desk of a clerk", "/", "ky"),
    ("desk of who runs the year", "/", "kh"),
    ("desk of the leader", "/", "ld"),
    ("records", "/facts/", "kh"),
    ("one record", "/facts/{fact}/", "kh"),
    ("records to confirm", "/facts/confirm/", "kh"),
    ("person", "/results/person/{person}/", "kh"),
    ("month", f"/results/?period={MONTH}", "kh"),
    ("closed month", f"/results/?period={CLOSED}", "kh"),
    ("year board", "/results/year/", "kh"),
    ("living rulebook", "/rulebook/", "kh"),
    ("search", "/search/?q={name}", "kh"),
    ("people", "/org/people/", "kh"),
    ("notices", "/notices/", "ky"),
)


def session_of(user: Any) -> str:
    """The key of a session in which somebody is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: PLC0415
    from django.contrib.sessions.backends.db import SessionStore  # noqa: PLC0415

    store = SessionStore()
    backend = "django.contrib.auth.backends.ModelBackend"
    store.update({SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: backend, HASH_SESSION_KEY: user.get_session_auth_hash()})
    store.create()
    return store.session_key or ""


def get(application: Any, address: str, cookie: str) -> tuple[str, int]:
    """Status and number of bytes of a page, asked as a server asks."""
    where, _, query = address.partition("?")
    environ = {
        "REQUEST_METHOD": "GET", "PATH_INFO": where, "QUERY_STRING": query, "HTTP_COOKIE": cookie, "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http", "wsgi.input": sys.stdin.buffer, "wsgi.errors": sys.stderr, "wsgi.version": (1, 0),
        "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False,
    }  # fmt: skip
    told: list[str] = []
    answer = application(environ, lambda status, _: told.append(status))
    size = sum(len(part) for part in answer)
    answer.close()
    return told[0], size


def timed(clock: Clock, name: str, address: str, cookie: str) -> None:
    """Rounds of one page, after a few that nobody counts: the office's figures are worked out, the templates read."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415

    application = get_wsgi_application()
    for _ in range(WARM):
        status, size = get(application, address, cookie)
        assert status == "200 OK", (name, status)
        assert size > 1000, name
    began = perf_counter()
    for _ in range(ROUNDS):
        clock.start()
        get(application, address, cookie)
        clock.stop(name)
        if perf_counter() - began > ENOUGH:
            break


def named() -> dict[str, object]:
    """Something of the office for the addresses that name one."""
    from xiaoneng.ledger.models import Fact  # noqa: PLC0415

    fact = Fact.objects.filter(office__name__contains="民政", state="confirmed").exclude(person=None).latest("day", "pk")
    assert fact.person is not None
    return {"fact": fact.pk, "person": fact.person.pk, "name": quote(fact.person.name[0])}


def main() -> None:
    prepare(sys.argv[1])
    from xiaoneng.audit import clock as machine  # noqa: PLC0415
    from xiaoneng.org.models import Account  # noqa: PLC0415
    from xiaoneng.web.demo.year import settings  # noqa: PLC0415

    machine.now = _now
    code = next(one["code"] for one in settings()["offices"] if one["rulebook"] == RULEBOOK)
    clock, known = Clock(process_time), named()
    for name, address, who in PAGES:
        cookie = f"sessionid={session_of(Account.objects.get(username=f'{code}-{who}'))}"
        timed(clock, name, address.format(**known), cookie)
    say(clock)


def _now() -> datetime:
    """The morning on which the office was made: its newest month is the one that is shown."""
    return NOW


if __name__ == "__main__":
    main()
