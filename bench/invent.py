"""A generated county inside DuckDB: people, memberships and a year of facts, for measuring. Deterministic by size."""

from __future__ import annotations

from datetime import date

import duckdb

from xiaoneng.rulebook.engines.relations import FOREVER
from xiaoneng.rulebook.engines.sqlprogram import Program, calendar_rows, relation_columns
from xiaoneng.rulebook.plan.steps import Plan

PEOPLE_A_UNIT = 30
STATES = 20
"""One fact in so many is withdrawn."""


def fill(connection: duckdb.DuckDBPyConnection, plan: Plan, made: Program, people: int, facts: int) -> None:
    """Makes and fills the relations: facts spread over the plan's person kinds and the year, most with quantity 1."""
    for statement in made.create:
        connection.execute(statement)
    for table, rows in calendar_rows(plan).items():
        width = len(relation_columns(plan)[table])
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)  # noqa: S608
    units = max(people // PEOPLE_A_UNIT, 1)
    extra = {table: len(columns) for table, columns in relation_columns(plan).items()}
    none = {table: ", NULL" * (extra[table] - base) for table, base in {"person": 11, "unit": 4, "fact": 9}.items()}
    first, last = plan.period.first.toordinal(), plan.period.last.toordinal()
    joined = date(2001, 7, 1)
    connection.execute(f"INSERT INTO unit SELECT i, 'U' || i, '', ''{none['unit']} FROM range({units}) t(i)")  # noqa: S608
    connection.execute(
        f"INSERT INTO person SELECT i, 'P' || i, '人' || i, '', CASE WHEN i % 3 = 0 THEN '群众' ELSE '中共党员' END, '否', '科员', NULL, "  # noqa: S608
        f"{joined.toordinal()}, {FOREVER}, {joined:%Y%m%d}{none['person']} FROM range({people}) t(i)"
    )
    connection.execute(f"INSERT INTO membership SELECT i, i % {units}, 0, {FOREVER} FROM range({people}) t(i)")  # noqa: S608
    kinds = [made.kinds[kind] for kind in plan.kinds if kind in person_kinds(plan)]
    connection.execute(
        f"INSERT INTO fact SELECT i, 'F' || i, [{', '.join(map(str, kinds))}][1 + (hash(i * 7 + 1) % {len(kinds)})::BIGINT], "  # noqa: S608
        f"{first} + (hash(i * 13 + 5) % {last - first + 1})::BIGINT, NULL, (hash(i * 31 + 2) % {people})::BIGINT, NULL, "
        f"CASE WHEN i % 10 = 0 THEN 200 ELSE 100 END, CASE WHEN i % {STATES} = 7 THEN 0 ELSE 1 END{none['fact']} FROM range({facts}) t(i)"
    )


def person_kinds(plan: Plan) -> set[str]:
    """The kinds that any step counts, posts or judges about people."""
    found: set[str] = set()
    for step in plan.steps:
        if getattr(step, "source", None) == "fact" or hasattr(step, "to"):
            found |= set(getattr(step, "kinds", ()))
    return found
