"""由谁: the words with which a document names people, as people on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.db.models import Q, QuerySet

from xiaoneng.org.models import Appointment, Body, Grant, Lead, Person, Role, Unit
from xiaoneng.org.particulars import leaders
from xiaoneng.org.permit import during, unit_on, units_of
from xiaoneng.org.words import part_of

OWN, CHIEF, LEAD, FIRST, TEAM, CHIEFS = "本人", "本人的科室负责人", "分管领导", "单位主要领导", "班子成员", "科室负责人"
"""Words of the language for whoever stands in a relation to the subject or the office."""
Pair = tuple[int, Person]


def resolve(words: Iterable[str], office: Unit, subject: Person | Unit | None, on: date) -> list[Person]:
    """由谁: everybody that some of the words mean on a day, in the office's order; nobody twice."""
    return Meant(office, on).by(words, subject)


def members(word: str, office: Unit, on: date) -> list[Person]:
    """组成: a body's members, the leadership team, heads of sections, holders of a post, people of a section, by the office's own words."""
    return Meant(office, on).members(word)


class Meant:
    """所指的人: what words mean in an office on a day, for many subjects: the database is asked once a word, not once a subject."""

    def __init__(self, office: Unit, on: date, subjects: Iterable[int] = ()) -> None:
        """`subjects` are the ids of the people who will be asked about."""
        self.office, self.on = office, on
        subjects = set(subjects)
        self._where = units_of(subjects, on) if subjects else {}
        self._known: dict[str, list[Person]] = {}
        self._higher: dict[int, int | None] = {}

    def by(self, words: Iterable[str], subject: Person | Unit | None) -> list[Person]:
        """Everybody that some of the words mean where they are said of a subject."""
        found: dict[int, Person] = {}
        for word in words:
            for person in self._one(word, subject):
                found.setdefault(person.pk, person)
        return sorted(found.values(), key=lambda one: (one.order, one.pk))

    def members(self, word: str) -> list[Person]:
        """Whom a word means by itself."""
        if word not in self._known:
            self._known[word] = []  # a body that names itself has no members by that
            self._known[word] = self._members(word)
        return self._known[word]

    def _one(self, word: str, subject: Person | Unit | None) -> list[Person]:
        if word == OWN and isinstance(subject, Person):
            return [subject]
        if word in (OWN, CHIEF):
            return self._chiefs(self._unit(subject))
        if word == LEAD:
            unit = self._unit(subject)
            return [person for led, person in self._leads if led == unit]
        return self.members(word)

    def _unit(self, subject: Person | Unit | None) -> int | None:
        if not isinstance(subject, Person):
            return subject.pk if subject is not None else None
        if subject.pk not in self._where and (unit := unit_on(subject, self.on)) is not None:
            self._where[subject.pk] = unit.pk
        return self._where.get(subject.pk)

    def _members(self, word: str) -> list[Person]:
        office, on = self.office, self.on
        # Also the name of a role: whoever holds the post heads the section without a grant.
        if word == CHIEFS:
            return [person for unit in self._parents for person in self._chiefs(unit)]
        if word in Role.labels:
            role = next(one for one in Role if one.label == word)
            grants = Grant.objects.filter(role=role, unit__in=[office.pk, *self._parents]).filter(during(on))
            return list(self._active.filter(grants__in=grants).distinct())
        body = self._bodies.get(word)
        if body is not None:
            return self.by([part_of(one) for one in body.members if part_of(one) != word], None)
        if word == TEAM:
            return list(self._active.filter(leaders(on)))
        here = Appointment.objects.filter(person__office=office).filter(during(on))
        if word == FIRST:
            return list(self._active.filter(appointments__in=here.filter(post__first=True)).distinct())
        unit = office.units.filter(during(on), name=word).first()
        if unit is not None:
            return list(self._active.filter(appointments__in=here.filter(unit=unit)).distinct())
        return list(self._active.filter(appointments__in=here.filter(post__name=word) | here.filter(title=word)).distinct())

    def _chiefs(self, unit: int | None) -> list[Person]:
        """科室负责人: holders of the post that heads a section, and whoever is granted to be its head."""
        above = self._above(unit) if unit is not None else set()
        found = {person.pk: person for led, person in self._posts if led == unit}
        found |= {person.pk: person for led, person in self._grants if led in above}
        return sorted(found.values(), key=lambda one: (one.order, one.pk))

    def _above(self, unit: int) -> set[int]:
        """A unit and everything that it is under."""
        found, here = {unit}, self._parents.get(unit)
        while here is not None and here not in found:
            found.add(here)
            here = self._parents[here] if here in self._parents else self._beyond(here)
        return found

    def _beyond(self, unit: int) -> int | None:
        """Above the office there is a county, which is no unit of it."""
        if unit not in self._higher:
            self._higher[unit] = Unit.objects.filter(pk=unit).values_list("parent_id", flat=True).first()
        return self._higher[unit]

    @cached_property
    def _parents(self) -> dict[int, int | None]:
        return dict(self.office.units.values_list("pk", "parent_id"))

    @cached_property
    def _bodies(self) -> dict[str, Body]:
        """The compositions in force; of two that overlap the later one."""
        return {one.name: one for one in Body.objects.filter(office=self.office).filter(during(self.on)).order_by("name", "since", "pk")}

    @cached_property
    def _posts(self) -> list[Pair]:
        rows = Appointment.objects.filter(post__chief=True).filter(self._served, during(self.on)).select_related("person")
        return [(row.unit_id, row.person) for row in rows]

    @cached_property
    def _grants(self) -> list[Pair]:
        rows = Grant.objects.filter(role=Role.CHIEF).filter(self._served, during(self.on)).select_related("person")
        return [(row.unit_id, row.person) for row in rows]

    @cached_property
    def _leads(self) -> list[Pair]:
        rows = Lead.objects.filter(self._served, during(self.on)).select_related("person").order_by("person__order", "person")
        return [(row.unit_id, row.person) for row in rows]

    @property
    def _served(self) -> Q:
        """Rows of people who are on the office's roll that day."""
        return Q(person__office=self.office) & during(self.on, "person__joined_on", "person__left_on")

    @property
    def _active(self) -> QuerySet[Person]:
        return Person.objects.filter(office=self.office).filter(during(self.on, "joined_on", "left_on"))
