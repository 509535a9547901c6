"""五个关系: an office's database as the engines read it; the same shape that a folder of files gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from xiaoneng.ledger.models import Fact as FactRow
from xiaoneng.ledger.models import FactState
from xiaoneng.ledger.models import Work as WorkRow
from xiaoneng.ledger.people import Places, memberships, people_and_units, told_of
from xiaoneng.org.models import Unit
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.engines.relations import CONFIRMED, PENDING, WITHDRAWN, Office
from xiaoneng.rulebook.language.load import Source

DIFFERENT = 8192
"""Different days and texts of fields that are remembered as what they say."""
STATES = {
    FactState.PENDING: PENDING,
    FactState.CONFIRMED: CONFIRMED,
    FactState.WITHDRAWN: WITHDRAWN,
    FactState.CORRECTED: WITHDRAWN,
}


@dataclass(frozen=True)
class Relations:
    """五个关系, whose places the people and units of the database have in them, and the kinds of the records that the rulebook lacks."""

    office: Office
    people: Places
    units: Places
    lost: tuple[str, ...]

    @property
    def warnings(self) -> tuple[str, ...]:
        kinds = "、".join(sorted(set(self.lost)))
        return (f"{len(self.lost)} 条记录的事项在这一版制度里没有，未计入：{kinds}",) if self.lost else ()


def relations_of(unit: Unit, source: Source, upto: date | None = None) -> Relations:
    """一个单位的关系: its roll, and the confirmed facts and works that a rulebook knows (by key for its own, by name for those of
    others). `upto` leaves out what is dated later."""
    declared, told = source.rulebook.people, told_of(unit)
    people, units = people_and_units(unit, declared, told)
    at_person = {pk: at for at, (pk, _) in enumerate(people)}
    at_unit = {pk: at for at, (pk, _) in enumerate(units)}
    roll = Office(
        tuple(one for _, one in people), tuple(one for _, one in units), memberships(unit, declared, told, at_person, at_unit), (), ()
    )
    return _with_records(Relations(roll, at_person, at_unit, ()), unit, source, upto, Q(state=FactState.CONFIRMED))


def with_aside(counted: Relations, unit: Unit, source: Source, upto: date | None = None) -> Office:
    """连同不计入的: behind the confirmed records, whose positions stay, those that await confirmation and those withdrawn."""
    return _with_records(counted, unit, source, upto, ~Q(state=FactState.CONFIRMED)).office


def _with_records(known: Relations, unit: Unit, source: Source, upto: date | None, which: Q) -> Relations:
    if upto is not None:
        which &= Q(day__lte=upto)
    facts, lost = _facts(FactRow.objects.filter(which, office=unit), source, known)
    works = _works(WorkRow.objects.filter(which, office=unit), source, known.people)
    office = replace(known.office, facts=(*known.office.facts, *facts), works=(*known.office.works, *works))
    return replace(known, office=office, lost=(*known.lost, *lost))


def _facts(rows: QuerySet[FactRow], source: Source, known: Relations) -> tuple[list[relations.Fact], list[str]]:
    kinds = source.rulebook.facts
    by_name = {word: key for key, kind in kinds.items() for word in (kind.name, *kind.also)}
    at_person, at_unit = known.people, known.units
    found, lost = [], []
    own = source.rulebook.rulebook
    plain = ("no", "rulebook", "kind", "kind_name", "person_id", "unit_id", "quantity", "state")
    in_order = rows.order_by("day", "pk").values_list(*plain, *map(_text, ("day", "until", "fields", "named")))
    for no, book, kind, kind_name, person, about, quantity, state, day, until, fields, named in in_order:
        key = kind if book == own and kind in kinds else by_name.get(kind_name)
        if key is None:
            lost.append(kind_name)
            continue
        if (person if person is not None else about) not in (at_person if person is not None else at_unit):
            continue
        found.append(
            relations.Fact(
                no, key, _ordinal(day), at_person.get(person), at_unit.get(about), quantity,
                _ordinal(until) if until else None, STATES[state], _mapping(fields), _named(_mapping(named), at_person),
            )
        )  # fmt: skip
    return found, lost


def _text(name: str) -> Cast:
    """A column as text: ten thousand people have a hundred thousand facts, of few days and fewer different fields."""
    return Cast(name, TextField())


@lru_cache(maxsize=DIFFERENT)
def _ordinal(stored: str) -> int:
    return date.fromisoformat(stored).toordinal()


@lru_cache(maxsize=DIFFERENT)
def _mapping(stored: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(stored)
    return found


def _named(named: Mapping[str, list[int]], at_person: Places) -> dict[str, tuple[int, ...]]:
    if not named:
        return {}
    return {name: tuple(at_person[one] for one in people if one in at_person) for name, people in named.items()}


def _works(rows: QuerySet[WorkRow], source: Source, at_person: Places) -> list[relations.Work]:
    kinds = source.rulebook.works
    by_name = {word: key for key, kind in kinds.items() for word in (kind.name, *kind.also)}
    found = []
    for row in rows.order_by("day", "pk"):
        key = row.kind if row.rulebook == source.rulebook.rulebook and row.kind in kinds else by_name.get(row.kind_name)
        if key is None:
            continue
        authors = tuple(at_person[one] for one in row.authors if one in at_person)
        entered, state = "是" if row.entered else "否", STATES[FactState(row.state)]
        found.append(
            relations.Work(row.no, key, row.title, row.day.toordinal(), authors, tuple(row.levels), entered, row.rated, state, row.fields)
        )
    return found
