"""成批登记: the facts of a whole table, written at once. A record of each is made by the thousand, so nothing is made for one alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from json.encoder import encode_basestring as quoted
from typing import Any

from xiaoneng.audit.clock import day_of
from xiaoneng.audit.fields import WRITER
from xiaoneng.audit.writing import insert_many, prepared
from xiaoneng.ledger.actions_facts import is_late, numbered
from xiaoneng.ledger.imports import Lines, places_of
from xiaoneng.ledger.intake import Roll
from xiaoneng.ledger.models import Enactment, Fact
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.models import Person
from xiaoneng.rulebook.engines import relations

NAMES = (
    "no", "kind", "kind_name", "day", "late_entry", "until", "person", "unit", "quantity", "remark", "basis", "despite",
    "columns", "fields", "named",
)  # fmt: skip
NOTHING = WRITER.encode({})


@dataclass(frozen=True)
class Written:
    """成批登记的结果: the first and the last number, how many, and how many records each person has of them."""

    first: str
    last: str
    count: int
    of: Counter[int]


@dataclass(frozen=True)
class Table:
    """读过的表: its rows, what each of them says by its line, and why some stand beside another record (by line)."""

    lines: Lines
    facts: Mapping[int, relations.Fact]
    despite: Mapping[int, str]


def write_many(enactment: Enactment, roll: Roll, table: Table, *, by: Person, at: datetime, **more: Any) -> Written:
    """Writes the facts of a table with numbers in a row, in the order of its lines, as `write_facts` does. For actions only."""
    count = len(table.facts)
    numbers, own = numbered(enactment, count, by, at, more)
    same = {name: getattr(value, "pk", value) for name, value in own.items()}
    insert_many(Fact, NAMES, _rows(enactment, roll, table, numbers, day_of(at)), same)
    people = Counter(one.person for one in table.facts.values() if one.person is not None)
    return Written(numbers[0], numbers[-1], count, Counter({roll.people[one]: many for one, many in people.items()}))


def _rows(enactment: Enactment, roll: Roll, table: Table, numbers: list[str], today: date) -> Iterator[tuple[Any, ...]]:
    """Values as the database is given them, in the order of NAMES; texts, numbers and ids are what they are."""
    names = {key: kind.name for key, kind in source_of(enactment).rulebook.facts.items()}
    day, late = prepared(Fact, "day"), prepared(Fact, "late_entry")
    columns, facts, people, units = table.lines.columns, table.facts, roll.people, roll.units
    heads, told = [f"{quoted(name)}:" for name in columns], places_of(columns)
    days: dict[int, tuple[Any, Any]] = {}
    fresh = iter(numbers)
    for line, values in table.lines.rows:
        one = facts.get(line)
        if one is None:
            continue
        when = days.get(one.day)
        if when is None:
            here = date.fromordinal(one.day)
            when = days[one.day] = day(here), late(is_late(here, today))
        yield (
            next(fresh), one.kind, names[one.kind], *when, None if one.until is None else day(date.fromordinal(one.until)),
            None if one.person is None else people[one.person], None if one.unit is None else units[one.unit], one.quantity,
            *[values[at].strip() if at is not None else "" for at in told], table.despite.get(line, ""),
            "{" + ",".join([head + quoted(text) for head, text in zip(heads, values, strict=False) if text]) + "}",
            WRITER.encode(dict(one.fields)) if one.fields else NOTHING,
            WRITER.encode({name: [people[at] for at in some] for name, some in one.people.items()}) if one.people else NOTHING,
        )  # fmt: skip
