"""名册进入关系: an office's people, units and who belonged where when, as what, as the engines read them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from xiaoneng.files.fields import meant_by_blank
from xiaoneng.files.serving import told_by_tenure
from xiaoneng.org.models import Appointment, Particular, Person, Tenure, Unit
from xiaoneng.org.particulars import LEADER, NO, PARTY
from xiaoneng.org.permit import rank_of
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.engines.relations import FOREVER, Membership, Value
from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.plan.attributes import ORDINARY

Declared = Mapping[str, DataField]
Places = Mapping[int, int]
"""Ids in the database → positions in a relation."""


class _Post(NamedTuple):
    """An appointment, its days as ordinals."""

    since: int
    until: int
    unit: int
    tenure: str
    rank: tuple[bool, date, int]
    called: str


class _Told(NamedTuple):
    """A particular, its days as ordinals."""

    since: int
    until: int
    what: str
    value: Value

    @property
    def always(self) -> bool:
        return self.since == 0 and self.until == FOREVER


Told = Mapping[int, Sequence[_Told]]


def people_and_units(
    office: Unit, declared: Declared | None = None, told: Told | None = None
) -> tuple[list[tuple[int, relations.Person]], list[tuple[int, relations.Unit]]]:
    """名册: the office's people and the units inside it, each with its id, in the office's order; of what is told of the people, what
    always holds."""
    units = list(Unit.objects.filter(office=office).exclude(pk=office.pk).order_by("order", "pk"))
    names = {one.pk: one.name for one in units}
    known = declared or {}
    otherwise = meant_by_blank(known) | told_by_tenure(known, (ORDINARY,))
    people = Person.objects.filter(office=office).order_by("order", "pk")
    return (
        [(one.pk, _person(one, otherwise, (told or {}).get(one.pk, ()))) for one in people],
        [(one.pk, relations.Unit(one.name, one.category, names.get(one.parent_id or 0, ""), one.fields)) for one in units],
    )


def _person(one: Person, otherwise: Mapping[str, Value], told: Iterable[_Told]) -> relations.Person:
    always = {row.what: row.value for row in told if row.always}
    return relations.Person(
        no=one.no,
        name=one.name,
        sex=one.sex,
        born=one.born_on.toordinal() if one.born_on else None,
        party=str(always.pop(PARTY, "")),
        leader=str(always.pop(LEADER, NO)),
        joined=one.joined_on.toordinal() if one.joined_on else 0,
        left=one.left_on.toordinal() if one.left_on else FOREVER,
        fields={**otherwise, **always},
    )


def memberships(office: Unit, declared: Declared, told: Told, at_person: Places, at_unit: Places) -> tuple[Membership, ...]:
    """所属: one a person a day, where the appointment that goes before others is, with what the person is only then."""
    posts = _posts(office, at_unit)
    return tuple(
        row for person, at in at_person.items() if person in posts for row in _of_one(at, posts[person], told.get(person, ()), declared)
    )


def _of_one(at: int, posts: list[_Post], told: Sequence[_Told], declared: Declared) -> Iterator[Membership]:
    """The memberships of one person: a new one where the appointment, the way of serving or a particular changes."""
    dated, always = [one for one in told if not one.always], {one.what for one in told if one.always}
    spans = [*((one.since, one.until) for one in posts), *((one.since, one.until) for one in dated)]
    days = sorted({day for since, until in spans for day in (since, until + 1)})
    last: Membership | None = None
    for since, after in pairwise(days):
        here = [one for one in posts if one.since <= since <= one.until]
        if not here:
            continue
        so = {one.what: one.value for one in dated if one.since <= since <= one.until}
        made = replace(_membership(at, here, so, always, declared), since=since, until=after - 1)
        if last is not None and replace(last, until=made.until) == replace(made, since=last.since) and last.until + 1 == since:
            last = replace(last, until=made.until)
            continue
        if last is not None:
            yield last
        last = made
    if last is not None:
        yield last


def _membership(at: int, here: list[_Post], so: dict[str, Value], always: set[str], declared: Declared) -> Membership:
    main = max(here, key=lambda one: one.rank)
    serves = {one.tenure for one in here}
    tenure = tuple(label for value, label in Tenure.choices if value in serves and value != Tenure.MAIN)
    party, leader = so.pop(PARTY, None), so.pop(LEADER, None)
    told = {key: value for key, value in told_by_tenure(declared, tenure).items() if key not in always}
    return Membership(
        at, main.unit, post=main.called, fields=told | so, tenure=tenure,
        party=None if party is None else str(party), leader=None if leader is None else str(leader),
    )  # fmt: skip


def _posts(office: Unit, at_unit: Places) -> dict[int, list[_Post]]:
    rows = Appointment.objects.filter(person__office=office, unit__in=at_unit).order_by()
    columns = ("person_id", "unit_id", "tenure", "since", "until", "pk", "title", "post__name")
    found: dict[int, list[_Post]] = defaultdict(list)
    for person, unit, tenure, since, until, pk, title, post in rows.values_list(*columns):
        rank = rank_of(tenure, since, pk)
        found[person].append(_Post(*_ordinals(since, until), at_unit[unit], tenure, rank, title or post or ""))
    return found


def told_of(office: Unit) -> Told:
    """登记项: person → all that was ever entered of them."""
    rows = Particular.objects.filter(person__office=office).order_by("pk")
    found: dict[int, list[_Told]] = defaultdict(list)
    for person, what, value, since, until in rows.values_list("person_id", "what", "value", "since", "until"):
        found[person].append(_Told(*_ordinals(since, until), what, value))
    return found


def _ordinals(since: date | None, until: date | None) -> tuple[int, int]:
    return since.toordinal() if since else 0, until.toordinal() if until else FOREVER
