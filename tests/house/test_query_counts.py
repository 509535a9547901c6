"""How many queries a page takes: the same for so many rows and for twice as many, and what the baseline says. A count, never a time.

After a change that is meant, write the baseline anew: `XIAONENG_WRITE_QUERY_COUNTS=1 pytest tests/house/test_query_counts.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from django.db import connection
from django.test import Client
from django.urls import URLPattern

from tests.house.many import More
from tests.house.test_routes import LEAVING, address, clients, routes, things
from tests.people import MORNING, make_cast
from xiaoneng.ledger.evaluation import forget
from xiaoneng.org.pages.guard import GUARDS, Guard

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
BASELINE = Path(__file__).with_name("query_counts.yaml")
FIRST, MORE = 8, 8
"""Of each thing; of records six times as many, which still fit on one page of a list."""
ALWAYS = ("lin", "he")
"""Who sees the whole office, and who sees a section and oneself: two ways to the rows."""
FOR_OTHERS = ("ma", "shen", "tang", "gu", "qi", "county")
"""Asked where none of those is let in, and for the desk, which is another page for each."""
PAPERS = (".<str:form>", "/file/", "/evidence/")
"""Files, whose making has its own tests."""
WORKED_OUT = ("/", "/results/", "/results/year/", "/rulebook/")
"""Pages whose content is worked out and kept: they are counted both ways."""
LIMIT = 60
"""No page takes more, whatever the baseline says."""


def asked(client: Client, where: str) -> tuple[int, list[str]]:
    """Status and the queries of a page."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *more: Any) -> Any:
        found.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(note):
        answer = client.get(where)
        if answer.streaming:
            list(answer)
    return answer.status_code, found


def pages() -> list[str]:
    """The routes that show something, without papers."""
    shown = {route for route, pattern in routes() if "GET" in GUARDS.get(name_of(pattern), Guard("", ())).methods}
    return sorted(route for route in shown - LEAVING if not any(part in route for part in PAPERS))


def name_of(pattern: URLPattern) -> str:
    return f"{pattern.callback.__module__}.{pattern.callback.__name__}"


def counted(people: dict[str, Client], known: dict[str, object]) -> dict[str, dict[str, list[str]]]:
    """Page → who → its queries, for everybody whom it lets in. What was worked out once in the process is not worked out again."""
    found: dict[str, dict[str, list[str]]] = {}
    for client in people.values():
        asked(client, "/me/")
    for where in WORKED_OUT:
        forget()
        found[f"{where}（首次）"] = {"lin": asked(people["lin"], where)[1]}
    for where in WORKED_OUT:
        asked(people["lin"], where)
    for route in pages():
        where = address(route, known)
        let_in: dict[str, list[str]] = {}
        for name in (*ALWAYS, *FOR_OTHERS):
            if name in FOR_OTHERS and let_in and route:
                continue
            status, queries = asked(people[name], where)
            if status == 200:
                let_in[name] = queries
        if let_in:
            found[f"/{route}"] = let_in
    return found


def grown(few: list[str], many: list[str]) -> list[str]:
    """The statements that are asked more often with more rows."""
    shapes = [Counter(one.partition(" WHERE ")[2][:200] for one in queries) for queries in (few, many)]
    return [f"{count} × {shape}" for shape, count in (shapes[1] - shapes[0]).items()]


@time_machine.travel(MORNING, tick=False)
def test_query_counts_do_not_grow_with_rows() -> None:
    cast = make_cast()
    known, people = things(cast), clients(cast)
    more = More(cast)
    more.add(FIRST)
    few = counted(people, known)
    more.add(MORE)
    many = counted(people, known)
    faults = {
        f"{route} ({who})": grown(few[route][who], queries)
        for route, found in many.items()
        for who, queries in found.items()
        if len(queries) != len(few[route][who])
    }
    assert not faults, "\n".join(f"{where}: {said}" for where, told in faults.items() for said in told)
    made = {route: {who: len(queries) for who, queries in found.items()} for route, found in many.items()}
    if os.environ.get("XIAONENG_WRITE_QUERY_COUNTS"):
        BASELINE.write_text(yaml.safe_dump(made, allow_unicode=True, sort_keys=True), encoding="utf-8")
    known_counts = yaml.safe_load(BASELINE.read_text(encoding="utf-8"))
    differ = [
        f"{route}: {known_counts.get(route)} → {made.get(route)}"
        for route in {**known_counts, **made}
        if known_counts.get(route) != made.get(route)
    ]
    assert not differ, "If it is meant, write the baseline anew (see above):\n" + "\n".join(differ)
    assert max(count for found in made.values() for count in found.values()) <= LIMIT
