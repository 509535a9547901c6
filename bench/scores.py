"""Monthly scores alone, one way of computing them: python -m bench.scores WAY FOLDER ROUNDS

Everybody reads the same Parquet files into memory first (not timed) and leaves every person's score of every month
in hundredths of a point in FOLDER/scores-WAY.npy, person by person.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow.parquet as pq

from bench.county import Clock, say, score_rules, scores_plan
from bench.invent import fill
from bench.openfisca_model import monthly_scores
from xiaoneng.rulebook.engines.sqlprogram import program
from xiaoneng.rulebook.plan.steps import Plan

MONTHS = 12
OPENS_AT = 5000
KEY = ["person", "month"]
Scores = npt.NDArray[np.int64]
Way = Callable[[Path, int, Clock], Scores]


def rates() -> list[tuple[str, int, bool]]:
    """(fact kind, hundredths a time, at most once a month) of every rule on the monthly score."""
    return [(rule["fact"], int(Decimal(rule["post"]["score"]) * 100), "once" in rule) for rule in score_rules()]


def by_number(plan: Plan) -> list[tuple[int, int, bool]]:
    kinds = program(plan, "duckdb").kinds
    return [(kinds[kind], rate, once) for kind, rate, once in rates()]


def with_duckdb(folder: Path, rounds: int, clock: Clock) -> Scores:
    """Ours: the plan of the same rulebook cut down to this account; leaves every entry behind as well."""
    plan = scores_plan()
    made = program(plan, "duckdb")
    cells: dict[str, npt.NDArray[np.int64]] = {}
    for _ in range(rounds):
        with duckdb.connect(":memory:", config={"threads": 2}) as connection:
            fill(connection, plan, made, folder)
            clock.start()
            for statement in made.statements:
                connection.execute(statement)
            clock.stop("scores")
            cells = connection.sql(made.queries["cells:score"]).fetchnumpy()
    months = [one.id for one in plan.spans if one.kind == "month"]
    place = np.zeros(max(months) + 1, np.int64)
    place[months] = np.arange(MONTHS)
    found = np.empty(len(cells["v"]), np.int64)
    found[cells["subject"].astype(np.int64) * MONTHS + place[cells["span"]]] = cells["v"]
    return found


def with_polars(folder: Path, rounds: int, clock: Clock) -> Scores:
    """By hand in polars, with dates as a polars user has them."""
    numbers = {kind: number for number, (kind, *_) in enumerate(rates(), 1)}
    tariff = [(numbers[kind], rate, once) for kind, rate, once in rates()]
    rules = pl.DataFrame(tariff, schema={"kind": pl.Int32, "rate": pl.Int64, "once": pl.Boolean}, orient="row")
    facts = pl.read_parquet(folder / "fact.parquet", columns=["kind", "date", "person", "quantity", "state"]).with_columns(
        pl.col("kind", "person").cast(pl.Int32), pl.col("date").cast(pl.String).str.to_date("%Y%m%d")
    )
    people = pl.read_parquet(folder / "person.parquet", columns=["id"]).select(pl.col("id").cast(pl.Int32).alias("person"))
    found = pl.DataFrame()
    for _ in range(rounds):
        clock.start()
        found = polars_scores(facts.lazy(), rules.lazy(), people.lazy()).collect()
        clock.stop("scores")
    return found.sort(KEY)["score"].to_numpy().astype(np.int64, copy=False)


def polars_scores(facts: pl.LazyFrame, rules: pl.LazyFrame, people: pl.LazyFrame) -> pl.LazyFrame:
    """One join with the tariff, group_by, a frame of all persons and months."""
    lines = facts.filter(pl.col("state") == 1).join(rules, on="kind").with_columns(pl.col("date").dt.month().alias("month"))
    each = lines.filter(~pl.col("once")).group_by(KEY).agg((pl.col("rate") * pl.col("quantity")).sum().alias("points"))
    once = (
        lines.filter(pl.col("once"))
        .group_by([*KEY, "kind"])
        .agg((pl.col("quantity").sum().clip(upper_bound=100) * pl.col("rate").first()).alias("points"))
        .select([*KEY, "points"])
    )
    summed = pl.concat([each, once]).group_by(KEY).agg(pl.col("points").sum())
    months = pl.LazyFrame({"month": list(range(1, MONTHS + 1))}, schema={"month": pl.Int8})
    return (
        people.join(months, how="cross")
        .join(summed, on=KEY, how="left")
        .with_columns((OPENS_AT + pl.col("points").fill_null(0) // 100).clip(lower_bound=0).alias("score"))
        .select([*KEY, "score"])
    )


class Columns:
    """The facts as plain arrays."""

    def __init__(self, folder: Path) -> None:
        table = pq.read_table(folder / "fact.parquet", columns=["kind", "date", "person", "quantity", "state"])
        columns = {name: table[name].to_numpy() for name in table.column_names}
        self.people = pq.read_metadata(folder / "person.parquet").num_rows
        self.kind = columns["kind"].astype(np.int8)
        self.quantity = columns["quantity"].astype(np.int32)
        self.confirmed = columns["state"] == 1
        self.cell = (columns["person"] * MONTHS + (columns["date"] // 100) % 100 - 1).astype(np.int32)


def with_numpy(folder: Path, rounds: int, clock: Clock) -> Scores:
    """The floor: arrays ready made with the month already worked out, one bincount a rule; no evidence, no names."""
    facts, rules = Columns(folder), by_number(scores_plan())
    cells = facts.people * MONTHS
    found = np.empty(0, np.int64)
    for _ in range(rounds):
        clock.start()
        tariff = np.zeros(128, np.int32)
        for kind, rate, once in rules:
            tariff[kind] = 0 if once else rate
        rate_of = tariff[facts.kind]
        plain = facts.confirmed & (rate_of != 0)
        points = np.bincount(facts.cell[plain], weights=rate_of[plain] * facts.quantity[plain], minlength=cells)
        for kind, rate, once in rules:
            if once:
                chosen = facts.confirmed & (facts.kind == kind)
                counts = np.bincount(facts.cell[chosen], weights=facts.quantity[chosen], minlength=cells)
                points += rate * np.minimum(counts, 100)
        found = np.maximum(OPENS_AT + points.astype(np.int64) // 100, 0)
        clock.stop("scores")
    return found


def with_openfisca(folder: Path, rounds: int, clock: Clock) -> Scores:
    """OpenFisca: monthly counts as inputs (counted by numpy, timed apart), one variable a rule, float32."""
    facts, rules = Columns(folder), by_number(scores_plan())
    cells = facts.people * MONTHS
    found = np.empty(0, np.int64)
    for _ in range(rounds):
        clock.start()
        counts = {}
        for kind, _rate, _once in rules:
            chosen = facts.confirmed & (facts.kind == kind)
            times = np.bincount(facts.cell[chosen], weights=facts.quantity[chosen], minlength=cells) / 100
            counts[kind] = np.ascontiguousarray(times.astype(np.float32).reshape(-1, MONTHS).T)
        clock.stop("counting the facts")
        by_month = monthly_scores(rules, counts, facts.people, OPENS_AT / 100, clock)
        found = np.rint(by_month.T.astype(np.float64) * 100).astype(np.int64).ravel()
        del counts
    return found


WAYS: dict[str, Way] = {"duckdb": with_duckdb, "polars": with_polars, "openfisca": with_openfisca, "numpy": with_numpy}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("way", choices=list(WAYS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("rounds", type=int)
    asked = parser.parse_args()
    clock = Clock()
    found = WAYS[asked.way](asked.folder, asked.rounds, clock)
    np.save(asked.folder / f"scores-{asked.way}.npy", found)
    say(clock, scores=len(found), sum=int(found.sum()))


if __name__ == "__main__":
    main()
