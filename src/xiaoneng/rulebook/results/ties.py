"""同分再比: whom a further figure put before or behind others with the same first one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from xiaoneng.rulebook.engines.rows import Candidate
from xiaoneng.rulebook.engines.scalar import Value
from xiaoneng.rulebook.plan.steps import Choice, Column
from xiaoneng.rulebook.results.numbers import shown
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.records import figure_name
from xiaoneng.rulebook.results.units import name_unit

Json = dict[str, Any]


def ties(outcome: Outcome, key: str, ranked: list[Candidate]) -> list[Json]:
    """One row for everybody whose place a further figure decided: subject, that figure, its value (None where there is none)."""
    award = outcome.book.awards[key]
    step = next(one for one in outcome.plan.steps if isinstance(one, Choice) and one.award == key)
    equal: dict[Value, list[Candidate]] = defaultdict(list)
    for row in ranked:
        equal[row.value].append(row)
    return [
        {
            "subject": outcome.subject(step.of, row.subject),
            "metric": _says(outcome, award.rank_by[number]),
            "value": shown(_value(outcome, step.rank_by[number], row), step.rank_by[number].scale),
            "unit": name_unit(outcome.book, award.rank_by[number]),
        }
        for rows in equal.values()
        for row, number in _decided(outcome, step.rank_by, 1, rows).items()
    ]


def _decided(outcome: Outcome, columns: tuple[Column, ...], number: int, equal: list[Candidate]) -> dict[Candidate, int]:
    """Row → the last further figure that set it apart, among rows that are equal in all figures before `number`."""
    if number == len(columns):
        return {}
    groups: dict[Value, list[Candidate]] = defaultdict(list)
    for row in equal:
        groups[_value(outcome, columns[number], row)].append(row)
    found = dict.fromkeys(equal, number) if len(groups) > 1 else {}
    for same in groups.values():
        found |= _decided(outcome, columns, number + 1, same)
    return found


def _value(outcome: Outcome, column: Column, row: Candidate) -> Value:
    return outcome.world.values.get(column.name, {}).get((row.subject, row.span))


def _says(outcome: Outcome, name: str) -> str:
    plain = name.removeprefix("unit.").removeprefix("section.")
    account = outcome.book.accounts.get(plain)
    return account.name if account is not None else figure_name(outcome, plain)
