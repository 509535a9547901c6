"""由谁: the words with which a document names people, as people on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet

from xiaoneng.org.models import Appointment, Body, Grant, Lead, Person, Role, Unit
from xiaoneng.org.permit import below, during, unit_on

OWN, CHIEF, LEAD, FIRST, TEAM, CHIEFS = "本人", "本人的科室负责人", "分管领导", "单位主要领导", "班子成员", "科室负责人"
"""Words of the language for whoever stands in a relation to the subject or the office."""


def resolve(words: Iterable[str], office: Unit, subject: Person | Unit | None, on: date) -> list[Person]:
    """由谁: everybody that some of the words mean on a day, in the office's order; nobody twice."""
    found: dict[int, Person] = {}
    for word in words:
        for person in _one(word, office, subject, on):
            found.setdefault(person.pk, person)
    return sorted(found.values(), key=lambda one: (one.order, one.pk))


def _one(word: str, office: Unit, subject: Person | Unit | None, on: date) -> list[Person]:
    unit = subject if isinstance(subject, Unit) else unit_on(subject, on) if subject is not None else None
    if word == OWN:
        return [subject] if isinstance(subject, Person) else chiefs(unit, on) if unit is not None else []
    if word == CHIEF:
        return chiefs(unit, on) if unit is not None else []
    if word == LEAD:
        return list(_active(office, on).filter(leads__in=Lead.objects.filter(unit=unit).filter(during(on)))) if unit is not None else []
    if word in Role.labels:
        role = next(one for one in Role if one.label == word)
        grants = Grant.objects.filter(role=role, unit__in=[office, *office.units.all()]).filter(during(on))
        return list(_active(office, on).filter(grants__in=grants).distinct())
    return members(word, office, on)


def members(word: str, office: Unit, on: date) -> list[Person]:
    """组成: a body's members, the leadership team, heads of sections, holders of a post, people of a section, by the office's own words."""
    people = _active(office, on)
    body = Body.objects.filter(office=office, name=word).filter(during(on)).first()
    if body is not None:
        return resolve([one for one in body.members if one != word], office, None, on)
    if word == TEAM:
        return list(people.filter(leader=True))
    here = Appointment.objects.filter(person__office=office).filter(during(on))
    if word == FIRST:
        return list(people.filter(appointments__in=here.filter(post__first=True)).distinct())
    if word == CHIEFS:
        return [person for unit in office.units.all() for person in chiefs(unit, on)]
    unit = office.units.filter(name=word).first()
    if unit is not None:
        return list(people.filter(appointments__in=here.filter(unit=unit)).distinct())
    return list(people.filter(appointments__in=here.filter(post__name=word) | here.filter(title=word)).distinct())


def chiefs(unit: Unit, on: date) -> list[Person]:
    """科室负责人: holders of the post that heads a section, and whoever is granted to be its head."""
    office = unit.office or unit
    here = Appointment.objects.filter(unit=unit).filter(during(on))
    by_post = _active(office, on).filter(appointments__in=here.filter(post__chief=True))
    grants = Grant.objects.filter(role=Role.CHIEF).filter(during(on)).select_related("unit")
    granted = [grant.person_id for grant in grants if unit.pk in below([grant.unit_id])]
    return list((by_post | _active(office, on).filter(pk__in=granted)).distinct())


def _active(office: Unit, on: date) -> QuerySet[Person]:
    return Person.objects.filter(office=office).filter(during(on, "joined_on", "left_on"))
