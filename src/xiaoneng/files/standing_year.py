"""一年的视图: an outcome with what every line of the standing looks up, and the line itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any, Literal

from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.engines.relations import CONFIRMED, Fact
from xiaoneng.rulebook.language.names import FactKind, WorkKind
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.sentences import reason_words

Json = dict[str, Any]
Light = Literal["", "red", "amber"]
Topic = Literal["", "gap", "barred", "near", "effect", "pending", "unruled", "short", "conflict"]
RECORDS_SHOWN = 20


@dataclass(frozen=True)
class Line:
    """现状一行: what, how many, and behind the figure a table of whom and which records.

    `open` counts what still waits for somebody; `topic` joins lines of all clauses in the overview.
    """

    says: str
    figure: str = ""
    light: Light = ""
    topic: Topic = ""
    open: int = 0
    note: str = ""
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


Lines = Iterator[tuple[str, Line]]


@dataclass(frozen=True)
class Year:
    """一年的结果 with what the lines look up again and again."""

    outcome: Outcome
    result: Json

    @cached_property
    def order(self) -> dict[str, int]:
        """Subject → its place in the office's own lists: nobody is ranked."""
        office = self.outcome.office
        return {no: place for place, no in enumerate([*(unit.name for unit in office.units), *(person.no for person in office.people)])}

    @cached_property
    def words(self) -> Wording:
        return Wording(self.outcome.book, {**self.outcome.plan.readings, **self.outcome.plan.answers})

    @cached_property
    def units(self) -> set[str]:
        return {unit.name for unit in self.outcome.office.units} - {person.no for person in self.outcome.office.people}

    @cached_property
    def clause_of_kind(self) -> dict[str, str]:
        """Name of a fact or work → the clause that declares it, or the first rule that counts it."""
        book = self.outcome.book
        found: dict[str, str] = {}
        kinds: dict[str, FactKind | WorkKind] = {**book.fact_kinds, **book.works}
        for key, kind in kinds.items():
            using = [rule.clause for rule in book.rules if key in (rule.fact or ())]
            found.setdefault(kind.name, kind.clause or (using[0] if using else ""))
        return found

    def rolled(self, rows: Iterable[Json]) -> list[Json]:
        """Rows in the office's own order."""
        return sorted(rows, key=lambda row: self.order.get(row["subject"], 0))

    def number(self, subjects: Iterable[str], of: str = "person") -> str:
        """`3 人`, `2 个科室`, or both; `of` says what nobody would be."""
        different = set(subjects)
        units = len(different & self.units)
        people = len(different) - units
        said = [f"{people} 人"] if people or (not units and of != "unit") else []
        return "、".join([*said, f"{units} 个{self.words.unit_word}"] if units or not said else said)


def who(row: Json) -> str:
    """姓名 and 工号; a unit by its name alone."""
    return row["name"] if row["name"] == row["subject"] else f"{row['name']} {row['subject']}"


def records(row: Json) -> str:
    """The numbers of the facts or works behind a row, shortened aloud where they are many."""
    found = [*row.get("facts", ()), *row.get("works", ())]
    shown = "、".join(found[:RECORDS_SHOWN])
    return f"{shown} 等共 {len(found)} 条" if len(found) > RECORDS_SHOWN else shown or "—"


def reason(one: Json) -> str:
    """`迟到 11 次（超过 10 次）`: a measure with the limit that it met."""
    return reason_words(one, one["unit"])


def because(row: Json) -> tuple[str, str]:
    """(reasons, records) of a finding."""
    every = {"facts": [fact for one in row["because"] for fact in one["facts"]]}
    return "；".join(reason(one) for one in row["because"]) or "符合所列情形", records(every)


def facts_of_period(outcome: Outcome) -> Iterator[Fact]:
    first, last = outcome.plan.period.first.toordinal(), outcome.plan.horizon.toordinal()
    return (fact for fact in outcome.office.facts if fact.state == CONFIRMED and first <= fact.day <= last)


def by_clause(rows: Iterable[Json]) -> dict[str, list[Json]]:
    return grouped(rows, lambda row: row["clause"])


def grouped(rows: Iterable[Json], key: Callable[[Json], Any]) -> dict[Any, list[Json]]:
    found: dict[Any, list[Json]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


def total_of(texts: Iterable[str | None]) -> Decimal:
    total = Decimal(0)
    for text in texts:
        try:
            total += Decimal(text or "0")
        except InvalidOperation:
            continue
    return total
