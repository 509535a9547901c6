"""往前看: how far back each kind of period must go, through everything that rests on something that looks back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import assert_never, cast

from xiaoneng.rulebook.calendar import Kind, Period, containing, previous
from xiaoneng.rulebook.plan.builder import Builder
from xiaoneng.rulebook.plan.steps import (
    Balance,
    Bring,
    Choice,
    Column,
    Derive,
    Evidence,
    Judge,
    JudgeFact,
    OverBelow,
    OverPeers,
    OverPeriods,
    Post,
    PostFigure,
    Return,
    Step,
    Tally,
)
from xiaoneng.rulebook.plan.terms import columns
from xiaoneng.rulebook.problems import Refused

MOST_YEARS = 100
"""How many years the steps of a rulebook may look back in all."""
WHOLE = "whole"


def earliest(builder: Builder, period: Period, year_start: tuple[int, int]) -> dict[str, date]:
    """Period kind → a day in the earliest period of that kind that anything asked for rests on. Raises Refused where too far."""
    return _History(builder, period, year_start).found


class _History:
    """Goes through the steps from the last to the first: what a step needs has been asked for by all that read it."""

    def __init__(self, builder: Builder, period: Period, year_start: tuple[int, int]) -> None:
        self.builder, self.period, self.year_start = builder, period, year_start
        self.since: dict[str, date] = {}
        """Column → first day of the earliest period in which it is read."""
        self.found: dict[str, date] = {}
        for step in reversed(builder.steps):
            self._step(step)
        for name, column in builder.columns.items():
            self._reach(column.frame.per, self._of(name))

    def _of(self, name: str) -> date:
        return self.since.get(name, self.period.first)

    def _around(self, per: str, day: date, back: int = 0) -> Period:
        """The period of a kind that holds a day, or one before it."""
        if per == WHOLE:
            return self.period
        return previous(containing(day, cast(Kind, per), self.year_start), back, self.year_start)

    def _reach(self, per: str, day: date) -> None:
        self.found[per] = min(self.found.get(per, day), self._around(per, day).first)

    def _need(self, names: Iterable[str], day: date) -> None:
        for name in names:
            column = self.builder.columns.get(name)
            if column is not None:
                self.since[name] = min(self._of(name), self._around(column.frame.per, day).first)

    def _step(self, step: Step) -> None:
        match step:
            case Derive():
                self._need(columns(step.term), self._first(step.column))
            case OverPeers():
                self._need([step.source.name, *columns(step.group)], self._first(step.column))
            case OverBelow():
                self._need([step.source.name], self._first(step.column))
            case OverPeriods() | Bring():
                self._need([step.source.name], self._back(step))
            case Balance():
                bounds = [term for term in (step.opens_at, step.who, step.floor, step.cap) if term is not None]
                names = set(step.parts).union(*(columns(term) for term in bounds))
                self._need([*names, step.raw.name], self._first(step.column))
            case PostFigure():
                self._need([*columns(step.when), *columns(step.amount), *step.reads], self._first(self.builder.columns[step.account]))
            case Post():
                self._post(step)
            case Tally() | Return() | Judge() | JudgeFact() | Evidence() | Choice():
                """They read what is in the period, or what the periods asked for already hold."""
            case _:
                assert_never(step)

    def _post(self, step: Post) -> None:
        """Running counts and joined matters are reckoned in periods of their own."""
        first = self._first(self.builder.columns[step.account])
        joined = [join.per for join in self.builder.joins if join.id == step.join]
        for per in [*joined, *([step.schedule.per] if step.schedule is not None else [])]:
            self._reach(per, first)

    def _first(self, column: Column) -> date:
        return self._around(column.frame.per, self._of(column.name)).first

    def _back(self, step: OverPeriods | Bring) -> date:
        """The first day of the earliest period of its source that a step reads."""
        around = self._around(step.column.frame.per, self._of(step.column.name))
        per = step.source.frame.per
        if isinstance(step, Bring):
            day = self._earlier(per, around.last, step.back, step.column)
        elif step.back:
            day = self._earlier(per, around.last, step.back - 1, step.column)
        else:
            day = around.first
        return day

    def _earlier(self, per: str, day: date, back: int, column: Column) -> date:
        most = MOST_YEARS + 1
        if day.year - self._years(per, back) < self.period.first.year - most:
            figure = column.name.partition("~")[0].partition("@")[0]
            raise Refused(f"“{self.builder.says(figure)}”一环扣一环，往前看超过 {MOST_YEARS} 年，请少看几年")
        return self._around(per, day, back).first

    @staticmethod
    def _years(per: str, back: int) -> int:
        return back // {"month": 12, "quarter": 4, "half": 2}.get(per, 1)
