"""一个人的数: what a period's result says of one person, from the frozen result where the period is closed, else computed now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xiaoneng.ledger.evaluation import evaluate
from xiaoneng.ledger.models import Enactment
from xiaoneng.merit.models import Run
from xiaoneng.merit.queries import latest_run

Json = dict[str, Any]


@dataclass(frozen=True)
class Result:
    """一期的结果: everything `evaluate` prints, and the run in which it was frozen (None while the period is open)."""

    enactment: Enactment
    period: str
    data: Mapping[str, Any]
    run: Run | None

    @property
    def scores(self) -> dict[str, list[Json]]:
        """Subject → its rows, one an account and period."""
        found: dict[str, list[Json]] = {}
        for row in self.data["scores"]:
            found.setdefault(row["subject"], []).append(row)
        return found


def result_of(enactment: Enactment, period: str) -> Result:
    """一期的结果: as it was closed; while it is open, as the ledger stands."""
    run = latest_run(enactment.office, enactment.key, period)
    return Result(enactment, period, run.result if run is not None else evaluate(enactment, period).result, run)


@dataclass(frozen=True)
class Figures:
    """一个人的一期: his rows of every section."""

    scores: list[Json]
    provisional: list[Json]
    barred: list[Json]
    consequences: list[Json]
    money: list[Json]
    measures: list[Json]
    sheets: list[Json]

    @property
    def facts(self) -> list[str]:
        """The numbers of all records that stand behind these rows."""
        rows = [item for row in self.scores for item in row["items"]] + self.money
        named = [fact for row in rows for fact in row.get("facts", ())]
        named += [fact for row in (*self.barred, *self.consequences) for one in row["because"] for fact in one["facts"]]
        return list(dict.fromkeys([*named, *(row["fact"] for row in self.provisional)]))


def figures_of(result: Result, subject: str) -> Figures:
    """一个人（工号）或一个科室（名称）的各项."""

    def own(section: str) -> list[Json]:
        return [row for row in result.data.get(section, ()) if row["subject"] == subject]

    return Figures(*(own(one) for one in ("scores", "provisional", "barred", "consequences", "money", "measures", "sheets")))
