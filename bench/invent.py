"""A generated county: people, memberships and a year of facts as Parquet files, the same for whoever is measured.

Everything follows from the size: rows are numbered and every choice is a hash of the number.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from xiaoneng.rulebook.engines.relations import FOREVER, Fact, Membership, Office, Person, Unit, Work
from xiaoneng.rulebook.engines.sqlprogram import Program, calendar_rows, relation_columns
from xiaoneng.rulebook.plan.attributes import DATED
from xiaoneng.rulebook.plan.steps import Plan

PEOPLE_A_UNIT = 30
FACTS_A_PERSON = 20
PEOPLE_A_WORK = 10
STATES = 20
"""One fact in so many is withdrawn."""
TABLES = ("person", "unit", "membership", "fact", "fact_person", "work", "author")
JOINED = date(2001, 7, 1)
LEVELS = ("国级", "省级", "市级", "县级")


def write(folder: Path, plan: Plan, made: Program, people: int) -> None:
    """Writes one file a relation: facts spread over the plan's kinds (some far more often than others) and its year."""
    with duckdb.connect(":memory:") as connection:
        _calendar(connection, plan)
        for table, query in _queries(plan, made, people).items():
            connection.execute(f"COPY ({query}) TO '{folder / table}.parquet' (FORMAT parquet)")


def fill(connection: duckdb.DuckDBPyConnection, plan: Plan, made: Program, folder: Path) -> None:
    """Makes a program's relations in a DuckDB database and fills them from a folder that `write` wrote."""
    for statement in made.create:
        connection.execute(statement)
    for table, rows in calendar_rows(plan).items():
        width = len(relation_columns(plan)[table])
        if rows:  # there are no numbers of working days where no rule asks for them
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)
    for table in TABLES:
        connection.execute(f"INSERT INTO {table} SELECT * FROM '{folder / table}.parquet'")


def office(folder: Path, made: Program) -> Office:
    """The same county as the engines of a single office read it."""
    kinds = {number: kind for kind, number in made.kinds.items()}
    with duckdb.connect(":memory:") as connection:

        def rows(table: str, columns: str) -> list[tuple[Any, ...]]:
            return connection.execute(f"SELECT {columns} FROM '{folder / table}.parquet' ORDER BY 1").fetchall()

        authors: dict[int, tuple[int, ...]] = {}
        for work, person in rows("author", "work, person"):
            authors[work] = (*authors.get(work, ()), person)
        return Office(
            tuple(Person(no, name, party=party, post=post, joined=joined)
                  for _, no, name, party, post, joined in rows("person", "id, no, name, party, post, joined")),
            tuple(Unit(name, class_) for _, name, class_ in rows("unit", "id, name, class")),
            tuple(Membership(*row) for row in rows("membership", "person, unit")),
            tuple(Fact(no, kinds[kind], day, person, None, quantity, state="已确认" if state else "已撤销")
                  for _, no, kind, day, person, quantity, state in rows("fact", "id, no, kind, day, person, quantity, state")),
            tuple(Work(no, kinds[kind], title, day, authors[n], (level.strip("、"),))
                  for n, no, kind, title, day, level in rows("work", "id, no, kind, title, day, level")),
        )  # fmt: skip


def _calendar(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    first, last = plan.period.first, plan.period.last
    connection.execute("CREATE TABLE calendar (day INTEGER, ymd BIGINT)")
    days = [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]
    connection.executemany("INSERT INTO calendar VALUES (?, ?)", [(day.toordinal(), int(f"{day:%Y%m%d}")) for day in days])


def _queries(plan: Plan, made: Program, people: int) -> dict[str, str]:
    units, facts, works = max(people // PEOPLE_A_UNIT, 1), people * FACTS_A_PERSON, max(people // PEOPLE_A_WORK, 1)
    first, days = plan.period.first.toordinal(), (plan.period.last - plan.period.first).days + 1
    paper = next(kind for kind in plan.kinds if kind not in person_kinds(plan))
    kinds = [made.kinds[kind] for kind in plan.kinds if kind in person_kinds(plan)]
    levels = ", ".join(f"'、{level}、'" for level in LEVELS)
    # A square makes the first kinds common and the last rare, as lateness and fights are.
    place = f"1 + ((hash(i * 7 + 1) % 1000) * (hash(i * 11 + 3) % 1000) * {len(kinds)} // 1000000)::BIGINT"
    return {
        "person": f"SELECT i AS id, 'P' || i AS no, '人' || i AS name, '' AS sex, "
        f"CASE WHEN i % 3 = 0 THEN '群众' ELSE '中共党员' END AS party, '否' AS leader, '、任职、' AS tenure, '科员' AS post, "
        f"NULL AS born, "
        f"{JOINED.toordinal()} AS joined, {FOREVER} AS left_on, {JOINED:%Y%m%d} AS joined_ymd "
        f"FROM range({people}) t(i)",
        "unit": f"SELECT i AS id, 'U' || i AS name, ['综合', '业务', '窗口'][1 + i % 3] AS class, '' AS parent FROM range({units}) t(i)",
        "membership": f"SELECT i AS person, i % {units} AS unit, 0 AS since, {FOREVER} AS until_day, "
        f"{', '.join(f'CAST(NULL AS VARCHAR) AS {name}' for name in DATED)} FROM range({people}) t(i)",
        "fact": f"SELECT f.id, f.no, f.kind, f.day, NULL AS until_day, f.person, NULL AS unit, f.quantity, f.state, c.ymd AS date, "
        f"c.ymd % 10000 AS month_day FROM (SELECT i AS id, 'F' || i AS no, [{', '.join(map(str, kinds))}][{place}] AS kind, "
        f"{first} + (hash(i * 13 + 5) % {days})::BIGINT AS day, (hash(i * 31 + 2) % {people})::BIGINT AS person, "
        f"CASE WHEN i % 10 = 0 THEN 200 ELSE 100 END AS quantity, CASE WHEN i % {STATES} = 7 THEN 0 ELSE 1 END AS state "
        f"FROM range({facts}) t(i)) f JOIN calendar c ON c.day = f.day",
        "fact_person": "SELECT 0 AS fact, 0 AS field, 0 AS person, 0 AS no WHERE 1 = 0",
        "work": f"SELECT w.*, c.ymd AS date, c.ymd % 10000 AS month_day FROM (SELECT i AS id, 'W' || i AS no, {made.kinds[paper]} AS kind, "
        f"'文' || i AS title, {first} + (hash(i * 17) % {days})::BIGINT AS day, '否' AS entered, '' AS rated, "
        f"[{levels}][1 + (hash(i * 19) % {len(LEVELS)})::BIGINT] AS level, 1 AS authors, 1 AS state FROM range({works}) t(i)) w "
        "JOIN calendar c ON c.day = w.day",
        "author": f"SELECT i AS work, (hash(i * 23) % {people})::BIGINT AS person, 1 AS no FROM range({works}) t(i)",
    }


def person_kinds(plan: Plan) -> set[str]:
    """The kinds of facts that any step counts, posts or judges about people."""
    found: Counter[str] = Counter()
    for step in plan.steps:
        if getattr(step, "source", "fact") == "fact":
            found.update(getattr(step, "kinds", ()))
    return set(found)
