"""What a clerk waits for: an office through the command line, one person-month in a large database, compiling.

python -m bench.small office | month PEOPLE | compile
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.county import HERE, YEAR, Clock, book, say, score_rules, whole_plan
from xiaoneng.rulebook.engines.sqlprogram import program
from xiaoneng.rulebook.language.load import load_text
from xiaoneng.rulebook.plan.compile import Request, compile_plan

PEOPLE = 300
SHIPPED = "shufu-civil-affairs-2012"
ROUNDS = 5
MONTHS, A_MONTH, LOOKUPS = 12, 2, 1000
"""Two facts a person and month make 24 million of a million people."""


def office() -> None:
    """An office of 300: the program started, the folder read, the year computed and written; beside an empty Python."""
    clock = Clock()
    with TemporaryDirectory() as place:
        for name, rulebook in (("bench rulebook", str(HERE / "rulebook.yaml")), (SHIPPED, SHIPPED)):
            folder = f"{place}/{name}"
            _run("sample", rulebook, folder, "--people", str(PEOPLE))
            evaluate = ("evaluate", rulebook, folder, "--format", "json", "--out", f"{place}/out.json")
            _run(*evaluate)
            for _ in range(ROUNDS):
                clock.start()
                _run(*evaluate)
                clock.stop(name)
    for _ in range(ROUNDS):
        clock.start()
        subprocess.run([sys.executable, "-c", "pass"], check=True)
        clock.stop("python -c pass")
    say(clock, people=PEOPLE)


def _run(*arguments: str) -> None:
    """The program as it is once installed: its modules compiled, which an environment may forbid a checkout to keep."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-m", "xiaoneng", *arguments], check=True, capture_output=True, env=environment)


def month(people: int) -> None:
    """One person's month again, from its facts and from its entries, in an indexed SQLite file."""
    clock = Clock()
    with TemporaryDirectory() as place:
        path = Path(place) / "county.sqlite"
        connection = _county(path, people)
        from_facts = (
            "SELECT MAX(0, 5000 + SUM(points)) FROM (SELECT t.rate * MIN(SUM(f.quantity), t.most) / 100 AS points "
            "FROM fact f JOIN tariff t ON t.kind = f.kind WHERE f.subject = ? AND f.span = ? GROUP BY f.kind)"
        )
        from_entries = "SELECT MAX(0, 5000 + SUM(amount)) FROM entry WHERE subject = ? AND span = ?"
        asked = [(number * 7919 % people, number % MONTHS) for number in range(LOOKUPS)]
        for name, query in (("from its facts", from_facts), ("from its entries", from_entries)):
            for one in asked:
                clock.start()
                value = connection.execute(query, one).fetchone()[0]
                clock.stop(name)
                assert value is not None
        connection.close()
        size = path.stat().st_size // 2**20
    say(clock, people=people, rows=people * MONTHS * A_MONTH, file_mib=size)


def _county(path: Path, people: int) -> sqlite3.Connection:
    """A year of facts and of entries, each table stored in the order of person and month."""
    rules = score_rules()
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
    connection.execute("CREATE TABLE tariff (kind INTEGER PRIMARY KEY, rate INTEGER, most INTEGER)")
    tariff = [(n, int(Decimal(r["post"]["score"]) * 100), 100 if "once" in r else 10**9) for n, r in enumerate(rules)]
    connection.executemany("INSERT INTO tariff VALUES (?, ?, ?)", tariff)
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < {people * MONTHS * A_MONTH})"
    subject, span = f"i / {MONTHS * A_MONTH}", f"i / {A_MONTH} % {MONTHS}"
    for table in ("fact", "entry"):
        last = "kind INTEGER, quantity INTEGER" if table == "fact" else "post INTEGER, amount INTEGER"
        connection.execute(
            f"CREATE TABLE {table} (subject INTEGER, span INTEGER, id INTEGER, {last}, PRIMARY KEY (subject, span, id)) WITHOUT ROWID"
        )
        shown = f"i * 7 % {len(rules)}, {'100' if table == 'fact' else '-50'}"
        connection.execute(f"INSERT INTO {table} {numbers} SELECT {subject}, {span}, i, {shown} FROM n")
    connection.commit()
    return connection


def compiling() -> None:
    """Text → rulebook → plan → SQL."""
    clock = Clock()
    for _ in range(ROUNDS):
        text = book()
        clock.start()
        source = load_text(text)
        clock.stop("load")
        plan = compile_plan(source, Request(YEAR))
        clock.stop("plan")
        made = program(plan, "sqlite")
        clock.stop("sql")
    say(clock, statements=len(made.statements), steps=len(whole_plan().steps))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=["office", "month", "compile"])
    parser.add_argument("people", type=int, nargs="?", default=100_000)
    asked = parser.parse_args()
    if asked.what == "office":
        office()
    elif asked.what == "month":
        month(asked.people)
    else:
        compiling()


if __name__ == "__main__":
    main()
