"""相近的记录: what is on record already of the same day, and what sets a finding off before it becomes one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q, QuerySet

from xiaoneng.ledger.models import Absence, Attendance, Enactment, Fact, FactState, Half
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.org.models import Person, Unit

OPEN = (FactState.PENDING, FactState.CONFIRMED)


def rivals(enactment: Enactment, kind: str) -> set[str]:
    """易重复的事项: the kinds that the rulebook says one occurrence easily fits besides this one."""
    found = {other for overlap in source_of(enactment).rulebook.overlaps if kind in overlap.facts for other in overlap.facts}
    return found - {kind}


def same_item(enactment: Enactment, kind: str, subject: Person | Unit, day: date) -> list[Fact]:
    """同一事项可能已登记: open facts of the subject and day whose kind the rulebook declares to overlap with this one."""
    kinds = rivals(enactment, kind)
    return list(of_day(enactment, subject, day).filter(kind__in=kinds)) if kinds else []


def of_day(enactment: Enactment, subject: Person | Unit, day: date) -> QuerySet[Fact]:
    """当天的记录: open facts of a subject and day under a rulebook."""
    whose = Q(person=subject.pk) if isinstance(subject, Person) else Q(unit=subject.pk)
    return Fact.objects.filter(whose, office=enactment.office_id, rulebook=enactment.key, day=day, state__in=OPEN)


def absences_on(person: Person, day: date) -> list[Absence]:
    """当天的请假、出差、下乡."""
    return list(Absence.objects.filter(person=person, since__lte=day, until__gte=day, ended_at=None))


def absences_within(office: Unit, first: date, last: date) -> dict[int, list[Absence]]:
    """Person's id → absences that touch the days, for many at once."""
    found: dict[int, list[Absence]] = {}
    for one in Absence.objects.filter(office=office, since__lte=last, until__gte=first, ended_at=None):
        found.setdefault(one.person_id, []).append(one)
    return found


def covering(absences: Collection[Absence], day: date) -> Absence | None:
    """The absence that covers a day, a whole day's before half a day's."""
    there = [one for one in absences if one.since <= day <= one.until]
    return min(there, key=lambda one: (one.half != Half.WHOLE, one.pk)) if there else None


def attendance_on(office: Unit, day: date) -> Attendance | None:
    """当天的考勤约定; None where the office has not answered."""
    return Attendance.objects.filter(office=office, since__lte=day).order_by("-since", "-pk").first()


def may_be_set_off(attendance: Attendance | None, key: str, kind: str) -> bool:
    """可以冲销的事项: those that the office named; none before it did."""
    return attendance is not None and f"{key}:{kind}" in attendance.kinds.get("set_off", [])
