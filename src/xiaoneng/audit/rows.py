"""读链: the entries of the running database, a SQLite file or a PostgreSQL address, as plain rows; nothing is loaded into models.

Verifying reads what the database holds, byte for byte, and must be quick with a million entries; a backup is read without an installation.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import Any, NamedTuple

from xiaoneng.audit.refusals import Refused

Row = tuple[Any, ...]
"""Columns in the order of COLUMNS; `at` is text in UTC, to the microsecond."""
COLUMNS = (
    "seq", "at", "action", "actor_id", "role", "behalf_id", "office_id",
    "object_type", "object_id", "clause", "details", "digest", "prev_hash", "hash",
)  # fmt: skip
MARKS = ("size", "root", "hash_alg", "at", "key_id", "signature")
BATCH = 2048
AT_SQLITE = """substr({0}, 1, 10) || CASE substr({0}, 11, 1) WHEN ' ' THEN 'T' ELSE '?' END || substr({0}, 12)
 || CASE length({0}) WHEN 19 THEN '.000000' ELSE '' END || '+00:00'"""
AT_POSTGRES = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""


class Head(NamedTuple):
    """链头的一行: the last number, its hash, its moment."""

    seq: int
    hash: str
    at: str


class Store(NamedTuple):
    """一个库: what verifying reads of it; `batches` of rows can be asked for once."""

    batches: Iterable[Sequence[Row]]
    head: Head | None
    marks: list[Row]
    """The rows of the table of checkpoints, in the order of MARKS."""


def text_of(row: Row) -> str:
    """链上的一条: the same text as `chain.hash_of` makes, put together four times as fast."""
    seq, at, action, actor, role, behalf, office, kind, key, clause, _, digest, prev, _ = row
    behalf = "null" if behalf is None else behalf
    office = "null" if office is None else office
    return (
        f'[{seq},"{at}",{quoted(action)},{actor},{quoted(role)},{behalf},{office},'
        f"{quoted(kind)},{quoted(key)},{quoted(clause)},{quoted(digest)},{quoted(prev)}]"
    )


def select(vendor: str, columns: tuple[str, ...], table: str) -> str:
    """The statement that reads a table. Moments are written by the database: a driver's conversion takes longer than all the rest."""
    at = (AT_SQLITE if vendor == "sqlite" else AT_POSTGRES).format("at")
    names = ", ".join(at if name == "at" else name for name in columns)
    return f"SELECT {names} FROM {table}"  # noqa: S608 names of our own


@contextmanager
def live(since: int = 0, upto: int | None = None) -> Iterator[Store]:
    """运行中的库: entries after `since`, up to one where that is said."""
    from django.db import connection  # noqa: PLC0415 a backup is read without Django

    vendor = connection.vendor
    with connection.cursor() as cursor:
        head, marks = _small(cursor, vendor)
    with connection.chunked_cursor() as cursor:
        until = f" AND seq <= {int(upto)}" if upto is not None else ""
        cursor.execute(f"{select(vendor, COLUMNS, 'audit_entry')} WHERE seq > {int(since)}{until} ORDER BY seq")
        yield Store(_batches(cursor), head, marks)


@contextmanager
def stored(where: str) -> Iterator[Store]:
    """别处的库: a SQLite file (as a backup holds it) or the address of a PostgreSQL database; only read. Raises Refused."""
    if "://" in where:
        yield from _postgres(where)
        return
    path = Path(where)
    if not path.is_file():
        raise Refused(f"没有找到数据库文件“{where}”；请核对路径，备份请先恢复或解开")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as database:
            head, marks = _small(database.cursor(), "sqlite")
            rows = database.execute(f"{select('sqlite', COLUMNS, 'audit_entry')} ORDER BY seq")
            yield Store(_batches(rows), head, marks)
    except sqlite3.DatabaseError as error:
        raise Refused(f"“{path.name}”读不出来：不是本程序的数据库，或已损坏（{error}）；请换一份备份") from None


def _postgres(address: str) -> Iterator[Store]:
    try:
        import psycopg  # noqa: PLC0415
    except ImportError:
        raise Refused("没有安装 PostgreSQL 组件；请安装 xiaoneng[postgres]") from None
    try:
        with psycopg.connect(address) as database, database.cursor() as small, database.cursor("entries") as cursor:
            head, marks = _small(small, "postgresql")
            cursor.itersize = BATCH
            cursor.execute((select("postgresql", COLUMNS, "audit_entry") + " ORDER BY seq").encode())
            yield Store(_batches(cursor), head, marks)
    except psycopg.Error as error:
        raise Refused(f"数据库读不出来：{str(error).splitlines()[0]}；请核对地址和权限") from None


def _small(cursor: Any, vendor: str) -> tuple[Head | None, list[Row]]:
    cursor.execute(select(vendor, ("seq", "hash", "at"), "audit_head") + " WHERE id = 1")
    found = cursor.fetchone()
    head = Head(found[0], found[1], found[2] or "") if found else None
    cursor.execute(select(vendor, MARKS, "audit_checkpoint") + " ORDER BY size")
    return head, cursor.fetchall()


def _batches(cursor: Any) -> Iterator[Sequence[Row]]:
    while rows := cursor.fetchmany(BATCH):
        yield rows
