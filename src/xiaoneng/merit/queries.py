"""评价的查询: which periods are closed, what changed since, who may see whose figures."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from xiaoneng.ledger.models import Enactment, Fact, FactState
from xiaoneng.ledger.rulebooks import in_force
from xiaoneng.merit.models import Run
from xiaoneng.org.models import Person, Unit
from xiaoneng.org.permit import Viewer, units_of
from xiaoneng.rulebook.calendar import Period, containing, parse_period
from xiaoneng.rulebook.problems import Refused

SEE = "merit.see_results"


def runs_for(viewer: Viewer) -> QuerySet[Run]:
    """看得到的各期结果: of the viewer's own office."""
    rows = Run.objects.filter(office=viewer.office).select_related("enactment", "closed_by", "signed_file")
    return rows.defer("enactment__text")


def latest_run(office: Unit, key: str, period: str) -> Run | None:
    """一期最新的结果; None while it is open."""
    return Run.objects.filter(office=office, key=key, period=period).order_by("-number").first()


def pending_in(office: Unit, period: Period) -> int:
    """期间内待确认的记录有几条."""
    return Fact.objects.filter(office=office, state=FactState.PENDING, day__gte=period.first, day__lte=period.last).count()


def visible_people(viewer: Viewer, on: date) -> QuerySet[Person]:
    """看得到谁的数: one's own; with a grant those of the units below it on that day, the whole office for who has it whole."""
    own = Person.objects.filter(pk=viewer.pk)
    people = Person.objects.filter(office=viewer.office)
    units = viewer.units_with(SEE)
    if viewer.office.pk in units:
        return people
    if not units:
        return own
    where = units_of(people.values_list("pk", flat=True), on)
    inside = [person for person, unit in where.items() if unit in units]
    return people.filter(pk__in=[*inside, viewer.pk])


def main_enactment(office: Unit, on: date, key: str | None = None) -> Enactment | None:
    """当日施行的制度: the one of that key, else the office's first."""
    found = in_force(office, on)
    return next((one for one in found if key in (None, "", one.key)), None)


def period_of(label: str | None, on: date, kind: str = "month") -> Period:
    """要看的期间: what the address says, else the month (or year) that the day falls into. Raises Refused for a wrong one."""
    if not label:
        return containing(on, "month" if kind == "month" else "year")
    try:
        return parse_period(label)
    except ValueError as error:
        raise Refused(str(error)) from None


def sections_on(office: Unit, on: date) -> list[list[str]]:
    """各人所在: (number, section) of everybody on the roll, in the office's order, on a day."""
    people = list(Person.objects.filter(office=office).values_list("pk", "no"))
    where = units_of([pk for pk, _ in people], on)
    names = dict(office.units.values_list("pk", "name"))
    return [[no, names.get(where.get(pk, 0), "")] for pk, no in people]
