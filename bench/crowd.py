"""Fifty people at once: the server as it is served, threads that read and write without a pause; how long one waits.

python -m bench.crowd FOLDER [PEOPLE] — in the data folder that `bench.web_office` made.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from datetime import timedelta
from statistics import quantiles
from time import perf_counter, sleep
from typing import Any

from bench.web import session_of
from bench.web_office import prepare

SECONDS = 20.0
THINKING = 5.0
"""Seconds that somebody reads before the next click; without them fifty threads measure nothing but the queue."""
READS = ("/", "/facts/", "/results/", "/matters/", "/notices/", "/org/people/", "/search/?q=%E7%8E%8B", "/rulebook/")
WRITE_EVERY = 8
Answers = list[tuple[str, float, int]]


def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ready(where: int) -> None:
    for _ in range(200):
        try:
            asked = http.client.HTTPConnection("127.0.0.1", where, timeout=5)
            asked.request("GET", "/health/")
            if asked.getresponse().status:
                return
        except OSError:
            sleep(0.1)
    raise RuntimeError("the server did not start")


def person(where: int, cookie: str, token: str, number: int, told: Answers) -> None:
    """One who clicks through the pages and now and then enters a record."""
    connection = http.client.HTTPConnection("127.0.0.1", where, timeout=60)
    until, turn = perf_counter() + SECONDS, number
    sleep(THINKING * number / 50)
    while perf_counter() < until:
        turn += 1
        write = turn % WRITE_EVERY == 0
        began = perf_counter()
        if write:
            body = {"day": "2026-11-20", "subject": PERSON[0], "kind": "迟到", "remark": f"{number}:{turn}"}
            headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
            connection.request("POST", "/api/facts", json.dumps(body), headers)
        else:
            connection.request("GET", READS[turn % len(READS)], headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        told.append(("write" if write else "read", perf_counter() - began, answer.status))
        sleep(THINKING)


PERSON = [""]


def probe(where: int, told: Answers) -> None:
    """What the smallest answer takes at the same time: the machine's own waiting, which is nobody's page."""
    until = perf_counter() + SECONDS
    while perf_counter() < until:
        began = perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", where, timeout=60)
        connection.request("GET", "/sign-in/", headers={})
        connection.getresponse().read()
        told.append(("floor", perf_counter() - began, 200))
        sleep(THINKING / 10)


def main() -> None:
    folder, many = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50
    prepare(folder)
    from xiaoneng.audit import clock  # noqa: PLC0415
    from xiaoneng.ledger.models import Fact  # noqa: PLC0415
    from xiaoneng.org.actions_tokens import make_token  # noqa: PLC0415
    from xiaoneng.org.models import Account  # noqa: PLC0415

    now = clock.now()
    accounts = [Account.objects.get(username=f"mz-{key}") for key in ("kh", "ld", "ky", "kz")]
    PERSON[0] = Fact.objects.filter(state="confirmed").exclude(person=None).latest("day").person.no  # type: ignore[union-attr]
    _, token = make_token(name="量", scopes=["facts:write"], until=(now + timedelta(days=9)).date(), by=accounts[0].person, at=now)
    cookies = [f"sessionid={session_of(one)}" for one in accounts]
    where, told = port(), Answers()
    command = [sys.executable, "-m", "xiaoneng", "serve", "--port", str(where)]
    environment = {**os.environ, "XIAONENG_DATA": folder}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            ready(where)
            for cookie in cookies:  # what is worked out once
                for page in READS:
                    person_once(where, cookie, page)
            threads = [
                threading.Thread(target=person, args=(where, cookies[n % len(cookies)], token, n, told)) for n in range(many)
            ]  # fmt: skip
            threads.append(threading.Thread(target=probe, args=(where, told)))
            for one in threads:
                one.start()
            for one in threads:
                one.join()
        finally:
            server.terminate()
    print(json.dumps(reckoned(told, many)))


def person_once(where: int, cookie: str, page: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", where, timeout=60)
    connection.request("GET", page, headers={"Cookie": cookie})
    connection.getresponse().read()


def reckoned(told: Answers, many: int) -> dict[str, Any]:
    """Medians and what nineteen of twenty stay below, in milliseconds; anything but an answer that is meant is a fault."""
    found: dict[str, Any] = {"people": many, "answers": len(told), "faults": sorted({status for *_, status in told if status >= 400})}
    for kind in ("floor", "read", "write"):
        waited = [seconds * 1000 for what, seconds, _ in told if what == kind]
        cuts = quantiles(waited, n=20)
        found[kind] = {"count": len(waited), "median": round(cuts[9], 1), "p95": round(cuts[18], 1), "most": round(max(waited), 1)}
    return found


if __name__ == "__main__":
    main()
