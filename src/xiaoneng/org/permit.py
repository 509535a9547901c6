"""许可: whether a person may do something to somebody's or some unit's things, and in which role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import F, Q

from xiaoneng.audit.action import acting_as
from xiaoneng.audit.clock import day_of
from xiaoneng.audit.refusals import Forbidden
from xiaoneng.org.models import Appointment, Grant, Level, Person, Role, Tenure, Unit
from xiaoneng.org.rights import RIGHTS


def during(on: date, since: str = "since", until: str = "until") -> Q:
    """在某日有效: rows whose days include `on`."""
    return (Q(**{since: None}) | Q(**{f"{since}__lte": on})) & (Q(**{until: None}) | Q(**{f"{until}__gte": on}))


NEWEST = (F("since").desc(nulls_last=True), "-pk")
"""最近的在前: what began at no known day is the oldest, whatever a database takes a blank for."""


@dataclass(frozen=True)
class Viewer:
    """阅办人: a person on a day with all grants; what reads are filtered by. Made once a request."""

    person: Person
    on: date

    @property
    def pk(self) -> int:
        return self.person.pk

    @property
    def name(self) -> str:
        return self.person.name

    @cached_property
    def office(self) -> Unit:
        return self.person.office

    @cached_property
    def grants(self) -> list[Grant]:
        return list(self.person.grants.filter(during(self.on)).select_related("unit"))

    @cached_property
    def roles(self) -> set[Role]:
        return {Role.STAFF, *(Role(grant.role) for grant in self.grants)}

    def may(self, right: str) -> bool:
        """Whether some role of one's own has the right somewhere (or on oneself)."""
        return bool(RIGHTS[right] & self.roles)

    def units_with(self, right: str) -> set[int]:
        """The units, with all below them, over which one has a right by a grant."""
        roots = frozenset(grant.unit_id for grant in self.grants if Role(grant.role) in RIGHTS[right])
        if roots not in self._below:
            self._below[roots] = below(roots)
        return self._below[roots]

    @cached_property
    def _below(self) -> dict[frozenset[int], set[int]]:
        """Units that were looked up already: several rights of a page reach the same ones."""
        return {}

    def reaches(self, right: str, person: Person, here: Unit | None) -> bool:
        """Whether a read of somebody's things is open: one's own, or by a grant over `here`, where they are on the day."""
        units = self.units_with(right)
        inside = person.office_id in units or (here is not None and here.pk in units)
        return self.may(right) if person.pk == self.pk else inside

    def sees_whole_office(self, right: str, office: Unit) -> bool:
        """Whether a grant covers the whole office."""
        return office.pk in self.units_with(right)


def below(roots: Iterable[int]) -> set[int]:
    """以下各级: units and everything under them."""
    found, edge = set(roots), set(roots)
    while edge:
        edge = set(Unit.objects.filter(parent_id__in=edge).values_list("pk", flat=True)) - found
        found |= edge
    return found


def unit_on(person: Person, on: date) -> Unit | None:
    """所在科室: the unit of the main appointment on a day, else of another; None for nobody's."""
    return foremost(Appointment.objects.filter(person=person).filter(during(on)).select_related("unit"))


def foremost(appointments: Iterable[Appointment]) -> Unit | None:
    """The unit of the main one of somebody's appointments on a day, else of another."""
    rows = list(appointments)
    return max(rows, key=lambda row: rank_of(row.tenure, row.since, row.pk)).unit if rows else None


def units_of(people: Iterable[int], on: date) -> dict[int, int]:
    """所在科室: person → unit on a day, for many at once, as `unit_on`."""
    rows = Appointment.objects.filter(person_id__in=people).filter(during(on)).order_by()
    told = sorted((rank_of(*row[:3]), *row[3:]) for row in rows.values_list("tenure", "since", "pk", "person_id", "unit_id"))
    return {person: unit for _, person, unit in told}


def rank_of(tenure: str, since: date | None, pk: int) -> tuple[bool, date, int]:
    """在先的任职: how several of one day rank: the main appointment before others, the newest before older ones."""
    return tenure == Tenure.MAIN, since or date.min, pk


def permit(by: Person, right: str, target: Person | Unit | None, at: datetime) -> Role:
    """许可办理: the role in which `by` may do it to `target` (None: the own office). Raises Forbidden.

    工作人员 in the rights table reaches oneself only. Who acts for oneself on an own case is the action's own affair.
    """
    viewer = Viewer(by, day_of(at))
    roles = RIGHTS[right]
    where = _unit_id(target, viewer)
    for grant in viewer.grants:
        if Role(grant.role) in roles and where in below([grant.unit_id]):
            acting_as(Role(grant.role).label)
            return Role(grant.role)
    if Role.STAFF in roles and (target is None or (isinstance(target, Person) and target.pk == by.pk)):
        acting_as(Role.STAFF.label)
        return Role.STAFF
    raise Forbidden("您没有办理这一项的权限；请找本单位考核管理员或有此权限的负责人办理")


def _unit_id(target: Person | Unit | None, viewer: Viewer) -> int:
    if target is None:
        return viewer.office.pk
    if isinstance(target, Unit):
        return target.pk
    here = unit_on(target, viewer.on)
    return here.pk if here is not None else target.office_id


def office_of(unit: Unit) -> Unit:
    """所属单位: the office that a section or second-tier unit belongs to; an office or a county is its own."""
    return unit if unit.level in (Level.OFFICE, Level.COUNTY) or unit.office is None else unit.office
