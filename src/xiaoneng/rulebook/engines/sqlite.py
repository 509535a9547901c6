"""SQLite: the default engine; the standard library's own database, in memory."""

from __future__ import annotations

import sqlite3

from xiaoneng.rulebook.engines.loading import collect, relation_rows
from xiaoneng.rulebook.engines.relations import Office
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.engines.sqlprogram import program, relation_columns
from xiaoneng.rulebook.plan.steps import Plan

INDEXES = ("fact(kind, day)", "membership(person)", "author(work)", "work(kind)", "day(day)")


def run(plan: Plan, office: Office) -> Findings:
    """All rows that a plan yields for an office, computed in an in-memory database."""
    made = program(plan, "sqlite")
    connection = sqlite3.connect(":memory:")
    try:
        for statement in made.create:
            connection.execute(statement)
        widths = {table: len(columns) for table, columns in relation_columns(plan).items()}
        for table, rows in relation_rows(plan, office, made.kinds).items():
            connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * widths[table])})", rows)
        for index in INDEXES:
            connection.execute(f"CREATE INDEX i_{index.partition('(')[0]} ON {index}")
        connection.execute("ANALYZE")
        for statement in made.statements:
            connection.execute(statement)
            _index_column(connection, statement)
        return collect(plan, made, {name: connection.execute(query).fetchall() for name, query in made.queries.items()})
    finally:
        connection.close()


def _index_column(connection: sqlite3.Connection, statement: str) -> None:
    """Every made table is read by (subject, span) afterwards."""
    if statement.startswith("CREATE TEMP TABLE c") or statement.startswith("CREATE TEMP TABLE base_"):
        table = statement.split()[3]
        connection.execute(f"CREATE INDEX i_{table} ON {table}(subject, span)")
