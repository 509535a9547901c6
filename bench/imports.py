"""What an import costs: a table is uploaded (checked and kept), entered, taken back; by the actions, as a page calls them.

python -m bench.imports FOLDER xlsx|csv ROWS — in the data folder that `bench.web_office` made.
"""

from __future__ import annotations

import csv
import io
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

from bench.county import Clock, say
from bench.web_office import NOW, RULEBOOK, prepare

HEAD = ("日期", "姓名", "工号", "考勤结果", "备注", "部门", "依据", "数量")
DAYS, SINCE = 300, date(2026, 1, 5)
KINDS = ("迟到", "早退")


def rows_of(people: list[tuple[str, str]], count: int) -> Iterator[tuple[str, ...]]:
    """Rows as an attendance machine writes them, no two alike."""
    for n in range(count):
        no, name = people[n % len(people)]
        turn = n // len(people)
        day = SINCE + timedelta(days=turn % DAYS)
        yield day.isoformat(), name, no, KINDS[turn // DAYS % 2], f"打卡 {n % 60:02}:{n}", "办公室", f"机器〔{n % 97}〕", "1"


def written(kind: str, rows: Iterator[tuple[str, ...]]) -> bytes:
    if kind == "xlsx":
        import xlsxwriter  # noqa: PLC0415

        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate((HEAD, *rows)):
                sheet.write_row(at, 0, row)
        return out.getvalue()
    text = io.StringIO()
    csv.writer(text).writerows((HEAD, *rows))
    return text.getvalue().encode()


def bare(data: bytes) -> None:
    """The least that anybody does: the csv module, and SQLite with one table of the same cells, safely written."""
    with tempfile.TemporaryDirectory() as place:
        database = sqlite3.connect(Path(place) / "bare.sqlite3", isolation_level=None)
        database.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        database.execute(f"CREATE TABLE fact (id INTEGER PRIMARY KEY, {', '.join(f'c{n} TEXT' for n in range(len(HEAD)))})")
        rows = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""))
        database.execute("BEGIN IMMEDIATE")
        database.executemany(f"INSERT INTO fact VALUES (NULL, {', '.join('?' * len(HEAD))})", rows)
        database.execute("COMMIT")
        database.close()


def main() -> None:
    folder, kind, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    prepare(folder)
    from xiaoneng.ledger.actions_import import commit_import, stage_import, undo_import  # noqa: PLC0415
    from xiaoneng.ledger.models import Batch, Enactment  # noqa: PLC0415
    from xiaoneng.ledger.rulebooks import source_of  # noqa: PLC0415
    from xiaoneng.org.models import Account, Person  # noqa: PLC0415

    enactment = Enactment.objects.get(key=RULEBOOK, state="enacted")
    office = enactment.office
    by = Account.objects.get(username="mz-kh").person
    people = list(Person.objects.filter(office=office, left_on=None, joined_on__lte=SINCE).order_by("no").values_list("no", "name"))
    counts = {name: sum(1 for _, other in people if other == name) for _, name in people}
    people = [(no, name) for no, name in people if counts[name] == 1]
    data = written(kind, rows_of(people, count))
    source_of(enactment)  # a server has its rulebooks loaded
    clock = Clock()
    bare(data if kind == "csv" else written("csv", rows_of(people, count)))
    clock.stop("floor: read as CSV, written to one bare table")
    batch = stage_import(enactment=enactment, name=f"{count}.{kind}", data=data, source=f"考勤机{kind}{perf_counter()}", by=by, at=NOW)
    clock.stop("checked and kept")
    assert not batch.problems, batch.problems[:2]
    batch = Batch.objects.get(pk=batch.pk)
    clock.start()
    done = commit_import(batch=batch, by=by, at=NOW)
    clock.stop("entered")
    assert done == count
    undo_import(batch=batch, reason="量时间", by=by, at=NOW)
    clock.stop("taken back")
    say(clock, rows=count, file_mib=round(len(data) / 2**20, 1), database_mib=(Path(folder) / "xiaoneng.sqlite3").stat().st_size // 2**20)


if __name__ == "__main__":
    main()
