"""The whole year on one engine: python -m bench.whole ENGINE FOLDER ROUNDS [--statements]

`database` is the time of the plan's statements with the data already in the database and the result rows left there;
`all` is `run`: loading an office's relations, computing, bringing every row back, sorted.
"""

from __future__ import annotations

import argparse
import gc
from pathlib import Path
from time import perf_counter

import duckdb

from bench.county import Clock, say, whole_plan
from bench.invent import fill, office
from xiaoneng.cli import ROWS_BETWEEN_COLLECTIONS
from xiaoneng.rulebook.engines import reference, sqlite
from xiaoneng.rulebook.engines.relations import Office
from xiaoneng.rulebook.engines.rows import Findings
from xiaoneng.rulebook.engines.sqlprogram import program
from xiaoneng.rulebook.plan.steps import Plan

COUNTS = (
    "SELECT COUNT(*), SUM(amount) FROM entry",
    "SELECT COUNT(*) FROM hit",
    "SELECT COUNT(*), SUM(eligible), SUM(place) FROM candidate",
)
Digest = list[int]


def on_duckdb(plan: Plan, folder: Path, rounds: int, each: bool) -> None:
    """Statements, then every query drained as Arrow batches."""
    made = program(plan, "duckdb")
    clock, digest = Clock(), [0]
    slow: list[tuple[float, str]] = []
    for _ in range(rounds):
        with duckdb.connect(":memory:", config={"threads": 2}) as connection:
            fill(connection, plan, made, folder)
            slow = []
            clock.start()
            for statement in made.statements:
                began = perf_counter()
                connection.execute(statement)
                slow.append((perf_counter() - began, statement))
            clock.stop("database")
            for query in made.queries.values():
                for _batch in connection.sql(query).to_arrow_reader(1_000_000):
                    pass
            clock.stop("read out")
            digest = [int(value) for query in COUNTS for value in connection.execute(query).fetchall()[0]]
    say(clock, digest=digest)
    if each:
        for seconds, statement in sorted(slow, reverse=True)[:12]:
            print(f"{seconds:8.3f}  {statement[:300]}")


def on_sqlite(plan: Plan, county: Office, rounds: int) -> None:
    """`run` as a whole, and its statements alone."""
    made = program(plan, "sqlite")
    clock, digest = Clock(), [0]
    for _ in range(rounds):
        clock.start()
        found = sqlite.run(plan, county)
        clock.stop("all")
        digest = digest_of(found)
        del found
        connection = sqlite.load(plan, made, county)
        clock.start()
        sqlite.compute(connection, made)
        clock.stop("database")
        assert digest == [int(value) for query in COUNTS for value in connection.execute(query).fetchone()]
        connection.close()
    say(clock, digest=digest)


def on_python(plan: Plan, county: Office, rounds: int) -> None:
    """The reference evaluator."""
    clock, digest = Clock(), [0]
    for _ in range(rounds):
        clock.start()
        found = reference.run(plan, county)
        clock.stop("all")
        digest = digest_of(found)
    say(clock, digest=digest)


def digest_of(found: Findings) -> Digest:
    """What COUNTS counts, from rows."""
    entries, hits, chosen = found.entries, found.hits, found.candidates
    return [
        len(entries), sum(one.amount or 0 for one in entries), len(hits),
        len(chosen), sum(one.eligible for one in chosen), sum(one.place for one in chosen),
    ]  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("engine", choices=["python", "sqlite", "duckdb"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("rounds", type=int)
    parser.add_argument("--statements", action="store_true", help="show the slowest statements (duckdb)")
    asked = parser.parse_args()
    gc.set_threshold(ROWS_BETWEEN_COLLECTIONS)  # as in the command line, by which engines are run
    plan = whole_plan()
    if asked.engine == "duckdb":
        on_duckdb(plan, asked.folder, asked.rounds, asked.statements)
        return
    county = office(asked.folder, program(plan, "sqlite"))
    (on_sqlite if asked.engine == "sqlite" else on_python)(plan, county, asked.rounds)


if __name__ == "__main__":
    main()
