"""PostgreSQL: a county's own database (extra `postgres`). Everything happens in temporary tables of one transaction."""

from __future__ import annotations

import os

import psycopg
from psycopg import sql

from xiaoneng.rulebook.engines.loading import collect, relation_rows
from xiaoneng.rulebook.engines.relations import Office
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.engines.sqlprogram import program, relation_columns
from xiaoneng.rulebook.plan.steps import Plan
from xiaoneng.rulebook.problems import Refused

URL = "DATABASE_URL"


def run(plan: Plan, office: Office, url: str | None = None) -> Findings:
    """All rows that a plan yields for an office; `url` or DATABASE_URL names the database. Leaves nothing behind."""
    address = url or os.environ.get(URL)
    if not address:
        raise Refused(f"使用 postgres 引擎要先设置环境变量 {URL}，如 postgresql://用户@主机/库名")
    made = program(plan, "postgres")
    try:
        connection = psycopg.connect(address)
    except psycopg.OperationalError as error:
        raise Refused(f"无法连接数据库：{str(error).strip().splitlines()[0]}") from None
    with connection, connection.cursor() as cursor:
        for statement in made.create:
            cursor.execute(sql.SQL(statement))
        columns = relation_columns(plan)
        for table, rows in relation_rows(plan, office, made.kinds).items():
            names = sql.SQL(", ").join(sql.Identifier(name) for name in columns[table])
            with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))
        for statement in made.statements:
            cursor.execute(sql.SQL(statement))
        fetched = {name: cursor.execute(sql.SQL(query)).fetchall() for name, query in made.queries.items()}
        connection.rollback()
    return collect(plan, made, fetched)
