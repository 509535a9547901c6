"""DuckDB: analysis of a hundred thousand people and more on one machine (extra `analytics`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa

from xiaoneng.rulebook.engines.loading import collect, relation_rows
from xiaoneng.rulebook.engines.relations import Office
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.engines.sqlprogram import Row, is_text, program, relation_columns
from xiaoneng.rulebook.plan.steps import Plan


def run(plan: Plan, office: Office) -> Findings:
    """All rows that a plan yields for an office."""
    made = program(plan, "duckdb")
    with duckdb.connect(":memory:") as connection:
        for statement in made.create:
            connection.execute(statement)
        for table, rows in relation_rows(plan, office, made.kinds).items():
            arrow = to_arrow(plan, table, rows)
            connection.register("arriving", arrow)
            connection.execute(f"INSERT INTO {table} SELECT * FROM arriving")
            connection.unregister("arriving")
        for statement in made.statements:
            connection.execute(statement)
        return collect(plan, made, {name: connection.execute(query).fetchall() for name, query in made.queries.items()})


def to_arrow(plan: Plan, table: str, rows: Iterable[Row]) -> Any:
    """A relation as an Arrow table with its declared types."""
    columns = relation_columns(plan)[table]
    values: list[list[int | str | None]] = [[] for _ in columns]
    for row in rows:
        for column, value in zip(values, row, strict=True):
            column.append(value)
    types = [pa.string() if is_text(plan, table, column) else pa.int64() for column in columns]
    arrays = [pa.array(column, kind) for column, kind in zip(values, types, strict=True)]
    return pa.Table.from_arrays(arrays, names=columns)
