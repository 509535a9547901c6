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
from xiaoneng.org.models import Appointment, Person, Unit
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.engines.relations import CONFIRMED, FOREVER, PENDING, WITHDRAWN, Membership, Office
from xiaoneng.rulebook.language.load import Source

DIFFERENT = 8192
"""Different days and texts of fields that are remembered as what they say."""
STATES = {
    FactState.PENDING: PENDING,
    FactState.CONFIRMED: CONFIRMED,
    FactState.WITHDRAWN: WITHDRAWN,
    FactState.CORRECTED: WITHDRAWN,
}


Places = Mapping[int, int]
"""Ids in the database → positions in a relation."""


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
    people, units = people_and_units(unit)
    at_person = {pk: at for at, (pk, _) in enumerate(people)}
    at_unit = {pk: at for at, (pk, _) in enumerate(units)}
    roll = Office(tuple(one for _, one in people), tuple(one for _, one in units), _memberships(unit, at_person, at_unit), (), ())
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


def people_and_units(office: Unit) -> tuple[list[tuple[int, relations.Person]], list[tuple[int, relations.Unit]]]:
    """名册: the office's people and the units inside it, each with its id, in the office's order."""
    units = list(Unit.objects.filter(office=office).exclude(pk=office.pk).order_by("order", "pk"))
    names = {one.pk: one.name for one in units}
    people = Person.objects.filter(office=office).order_by("order", "pk")
    return (
        [(one.pk, _person(one)) for one in people],
        [(one.pk, relations.Unit(one.name, one.category, names.get(one.parent_id or 0, ""), one.fields)) for one in units],
    )


def _person(one: Person) -> relations.Person:
    return relations.Person(
        no=one.no,
        name=one.name,
        sex=one.sex,
        born=one.born_on.toordinal() if one.born_on else None,
        party=one.party,
        leader="是" if one.leader else "否",
        post="",
        joined=one.joined_on.toordinal() if one.joined_on else 0,
        left=one.left_on.toordinal() if one.left_on else FOREVER,
        fields=one.fields,
    )


def _memberships(unit: Unit, at_person: Places, at_unit: Places) -> tuple[Membership, ...]:
    rows = Appointment.objects.filter(person__office=unit, tenure="main").select_related("post")
    found = [
        Membership(
            at_person[row.person_id],
            at_unit[row.unit_id],
            row.since.toordinal() if row.since else 0,
            row.until.toordinal() if row.until else FOREVER,
            row.title or (row.post.name if row.post else ""),
        )
        for row in rows
        if row.person_id in at_person and row.unit_id in at_unit
    ]
    return tuple(sorted(found, key=lambda one: (one.person, one.since)))


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
