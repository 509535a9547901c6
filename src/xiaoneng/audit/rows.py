"""读链: the entries of the running database, a SQLite file or a PostgreSQL address, as plain rows; nothing is loaded into models.

Verifying reads what the database holds, byte for byte, and must be quick with a million entries; a backup is read without an installation.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import Any, NamedTuple

from xiaoneng.audit.refusals import Refused

Row = tuple[Any, ...]
"""Columns in the order of COLUMNS; `at` as SQLite holds it: in UTC, `2026-07-22 01:30:00.000001`, no fraction where it is nothing."""
COLUMNS = (
    "seq", "at", "action", "actor_id", "role", "behalf_id", "office_id",
    "object_type", "object_id", "clause", "details", "digest", "prev_hash", "hash",
)  # fmt: skip
MARKS = ("size", "root", "hash_alg", "at", "key_id", "signature")
MARKED_AT = MARKS.index("at")
BATCH = 512
AT_SQLITE = "+at"
"""The text as it is stored: a sign before the name keeps Django's connection from making a moment of every one."""
AT_POSTGRES = "replace(to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '.000000', '')"
SECONDS = len("01:30:00")


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
    """The rows of the table of checkpoints, in the order of MARKS; `at` is written as in the chain."""


def stored_moment(at: datetime) -> str:
    """A moment as a row holds it."""
    return str(at.astimezone(UTC).replace(tzinfo=None))


def chained_moment(at: str) -> str:
    """The moment of a row as the chain writes it; only a text that is spelled as it was stored gives it."""
    day, _, time = at.partition(" ")
    return f"{day}T{time}{'' if len(time) > SECONDS else '.000000'}+00:00"


def text_of(row: Row) -> str:
    """链上的一条: the same text as `chain.hash_of` makes, put together four times as fast."""
    seq, at, action, actor, role, behalf, office, kind, key, clause, _, digest, prev, _ = row
    behalf = "null" if behalf is None else behalf
    office = "null" if office is None else office
    return (
        f'[{seq},"{chained_moment(at)}",{quoted(action)},{actor},{quoted(role)},{behalf},{office},'
        f"{quoted(kind)},{quoted(key)},{quoted(clause)},{quoted(digest)},{quoted(prev)}]"
    )


def select(vendor: str, columns: tuple[str, ...], table: str) -> str:
    """The statement that reads a table. Moments come as text: a driver's conversion takes longer than all the rest."""
    at = AT_SQLITE if vendor == "sqlite" else AT_POSTGRES
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
    return head, [(*row[:MARKED_AT], chained_moment(row[MARKED_AT]), *row[MARKED_AT + 1 :]) for row in cursor.fetchall()]


def _batches(cursor: Any) -> Iterator[Sequence[Row]]:
    while rows := cursor.fetchmany(BATCH):
        yield rows
