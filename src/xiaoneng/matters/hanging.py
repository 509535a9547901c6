"""挂着的事项: what matters tell 机构: those in somebody's hands or put forward by them, and those about a section, not yet ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xiaoneng.matters.models import Matter
from xiaoneng.matters.queries import due_of_matter, in_hand
from xiaoneng.org.hanging import ON_PERSON, ON_UNIT, Hanging
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer


def on_person(person: Person, on: date) -> Iterator[Hanging]:
    """Matters whose present step is theirs, with its term; matters that they put forward."""
    here = in_hand(Viewer(person, on))
    yield from (_open("要办理的事项", one) for one in here)
    rows = Matter.objects.filter(opened_by=person, ended_at=None).exclude(pk__in=[one.pk for one in here])
    yield from (_open("提出未办结的事项", one) for one in rows.select_related("person", "unit", "enactment"))


def on_unit(unit: Unit, on: date) -> Iterator[Hanging]:
    """Matters about the section."""
    rows = Matter.objects.filter(unit=unit, ended_at=None).select_related("person", "unit", "enactment")
    return (_open("没办结的事项", one) for one in rows)


def _open(what: str, one: Matter) -> Hanging:
    due = due_of_matter(one)
    return Hanging(what, one.no, f"{one.name} {one.person or one.unit or ''}".strip(), due.date if due else None, f"/matters/{one.pk}/")


ON_PERSON.append(on_person)
ON_UNIT.append(on_unit)
