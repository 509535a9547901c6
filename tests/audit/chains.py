"""Chains of entries that never saw a database, as the rows that verifying reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.people import MORNING
from xiaoneng.audit.chain import GENESIS, Link, digest_of, hash_of
from xiaoneng.audit.checkpoints import Kept, Mark, load_key, make_key, sign
from xiaoneng.audit.merkle import root_of
from xiaoneng.audit.rows import COLUMNS, Head, Row, Store
from xiaoneng.audit.verify import Printed, Verdict, verify

WORDS = ("一", "二", "三", "四", "五")
DETAILS, AT, SEQ = COLUMNS.index("details"), COLUMNS.index("at"), COLUMNS.index("seq")


def as_moment(at: datetime) -> str:
    """A moment as the database of a row holds it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S") + (f".{at.microsecond:06}" if at.microsecond else "")


def moment_of(row: Row) -> datetime:
    return datetime.fromisoformat(row[AT]).replace(tzinfo=UTC)


def chain(words: Iterable[str] = WORDS, action: str = "setup.say") -> list[Row]:
    rows: list[Row] = []
    for seq, word in enumerate(words, 1):
        rows.append((seq, as_moment(MORNING + timedelta(seconds=seq)), action, 1, "", None, 2, "word", str(seq), "三", word, "", "", ""))
    return bound_anew(rows)


def bound_anew(rows: Sequence[Row]) -> list[Row]:
    """What root would do after a change: number, digest and bind everything anew."""
    found: list[Row] = []
    last = GENESIS
    for seq, row in enumerate(rows, 1):
        digest = digest_of(row[DETAILS])
        link = Link(seq, moment_of(row), *row[2:10], digest)  # type: ignore[call-arg]
        hash_ = hash_of(link, last)
        found.append((seq, *row[1:11], digest, last, hash_))
        last = hash_
    return found


def with_value(row: Row, column: str, value: object) -> Row:
    at = COLUMNS.index(column)
    return (*row[:at], value, *row[at + 1 :])


def head_of(rows: Sequence[Row]) -> Head:
    return Head(rows[-1][SEQ], rows[-1][-1], rows[-1][AT])


def mark_of(rows: Sequence[Row], key: Path, at: datetime = MORNING, hash_alg: str = "sha256", lost: int = 0) -> Mark:
    if not key.exists():
        make_key(key)
    return sign(load_key(key), len(rows), root_of((bytes.fromhex(row[-1]) for row in rows), hash_alg), at, hash_alg, lost)


def verdict(
    rows: Sequence[Row],
    head: Head | None = None,
    marks: Sequence[Mark] = (),
    trusted: str = "",
    printed: Sequence[Printed] = (),
    batch: int = 100,
) -> Verdict:
    """What verifying says of rows, read so many at once; without a head that of the rows themselves stands in the database."""
    batches = [list(rows[at : at + batch]) for at in range(0, len(rows), batch)]
    return verify(Store(batches, head or head_of(rows), []), Kept(tuple(marks)), trusted, printed)
