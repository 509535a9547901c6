"""SQLite: the default engine; the standard library's own database, in memory."""

from __future__ import annotations

import sqlite3

from xiaoneng.rulebook.engines.loading import collect, relation_rows
from xiaoneng.rulebook.engines.relations import Office
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.engines.sqlprogram import Program, program, relation_columns
from xiaoneng.rulebook.plan.steps import Plan

INDEXES = (
    # Whatever a posting or a count reads of a fact is in the index, so that it needn't look the fact up.
    "fact(kind, day, state, person, unit, quantity, until_day)",
    "membership(person)",
    "author(work)",
    "work(kind)",
)
READ_BY = {"c": "subject, span", "base_": "subject, span", "keep": "subject, item, rule"}
"""By how a made table's name begins: the columns by which it is read."""
CACHE_KIB = 262_144
"""As small as it is by default, the cache writes a county's made tables to a file while they are read."""


def run(plan: Plan, office: Office) -> Findings:
    """All rows that a plan yields for an office, computed in an in-memory database."""
    made = program(plan, "sqlite")
    connection = load(plan, made, office)
    try:
        compute(connection, made)
        return collect(plan, made, {name: connection.execute(query).fetchall() for name, query in made.queries.items()})
    finally:
        connection.close()


def load(plan: Plan, made: Program, office: Office) -> sqlite3.Connection:
    """A database of its own with an office's relations, indexed."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"PRAGMA temp.cache_size = -{CACHE_KIB}")
    for statement in made.create:
        connection.execute(statement)
    widths = {table: len(columns) for table, columns in relation_columns(plan).items()}
    for table, rows in relation_rows(plan, office, made.kinds).items():
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * widths[table])})", rows)
    for index in INDEXES:
        connection.execute(f"CREATE INDEX i_{index.partition('(')[0]} ON {index}")
    connection.execute("ANALYZE")
    return connection


def compute(connection: sqlite3.Connection, made: Program) -> None:
    """Runs a program's statements, with indexes of what is made for those who read it afterwards."""
    for statement in made.statements:
        connection.execute(statement)
        if statement.startswith("CREATE TEMP TABLE "):
            table = statement.split()[3]
            read_by = next((columns for name, columns in READ_BY.items() if table.startswith(name)), "")
            if read_by:
                connection.execute(f"CREATE INDEX i_{table} ON {table}({read_by})")
