"""红黄绿: the office and its sections at a glance, from the year's own findings; lights always with words and a reason, no ranking.

What is about the leaders themselves is not laid out here: it is counted apart, to be talked over in person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import Count

from xiaoneng.audit.clock import day_of
from xiaoneng.ledger.evaluation import Evaluation
from xiaoneng.ledger.models import Fact, FactState
from xiaoneng.matters.models import Matter
from xiaoneng.matters.queries import open_in
from xiaoneng.merit.standing import rows_of
from xiaoneng.org.models import Level, Person, Unit
from xiaoneng.org.particulars import LEADER, YES, told_on
from xiaoneng.org.permit import units_of
from xiaoneng.rulebook.calendar import Period, containing, months_of

WORDS = {"green": "好", "amber": "留意", "red": "要办", "": "不涉及"}
ORDER = ("red", "amber", "green", "")
Light = tuple[str, str]
Result = Mapping[str, list[dict[str, object]]]


def light(red: object, amber: object, concerned: bool = True) -> Light:
    """一盏灯: its colour and its word."""
    colour = "red" if red else "amber" if amber else "green" if concerned else ""
    return colour, WORDS[colour]


@dataclass
class Place:
    """一个科室（或全单位）: what stands behind its lights."""

    name: str
    months: list[int]
    pending: int = 0
    late: int = 0
    open: int = 0
    measured: int = 0
    short: int = 0
    barred: list[str] = field(default_factory=list)
    assessed: bool = False

    @property
    def records(self) -> int:
        return self.months[-1]

    @property
    def lights(self) -> list[Light]:
        """记录、办理、指标、资格."""
        return [
            light(False, self.pending),
            light(self.late, False, bool(self.open)),
            light(False, self.short, bool(self.measured)),
            light(self.barred, False, self.assessed),
        ]

    @property
    def whole(self) -> Light:
        """The most urgent of its lights."""
        return min(self.lights, key=lambda one: ORDER.index(one[0]))

    @property
    def says(self) -> str:
        """要紧的一句话."""
        if self.late:
            return f"{self.late} 件事项超过期限"
        if self.barred:
            return self.barred[0] + (f"，另有 {len(self.barred) - 1} 人" if len(self.barred) > 1 else "")
        if self.pending:
            return f"{self.pending} 条记录待确认"
        return f"{self.short} 项指标没有达到" if self.short else "—"


@dataclass(frozen=True)
class Morning:
    """领导的一页: the office first, then its sections in their order; months as heads of the course; what is about leaders, counted."""

    office: Place
    sections: list[Place]
    months: list[str]
    about_leaders: int
    people: int
    courses: list[tuple[str, list[tuple[str, list[int]]]]]
    """What goes up and down by month: title, and two series of each."""

    @property
    def all(self) -> list[Place]:
        return [self.office, *self.sections]


@dataclass(frozen=True)
class _Ledger:
    """What the records alone say: by section and in all, and where everybody is; kept as long as the year's evaluation."""

    whole: Place
    places: dict[int, Place]
    where: Mapping[int, int]
    confirmed: list[int]
    about_leaders: int
    people: int


def morning(found: Evaluation, office: Unit, on: date) -> Morning:
    """各科室的灯: `found` is the year's up to now; what is under way is looked up each time."""
    months = [one for one in months_of(containing(on, "year")) if one.first <= on]
    known = found.kept("lights", lambda: _ledger(office, found.result, months, on))
    whole, places = replace(known.whole), {pk: replace(place) for pk, place in known.places.items()}
    _matters(office, places, whole, known.where, on)
    courses = [("记录", [("记录", whole.months), ("已确认", known.confirmed)]), ("事项", _course(office, months))]
    heads = [f"{one.first.month} 月" for one in months]
    return Morning(whole, list(places.values()), heads, known.about_leaders, known.people, courses)


def _ledger(office: Unit, result: Result, months: list[Period], on: date) -> _Ledger:
    units = list(Unit.objects.filter(office=office, level__in=(Level.SECTION, Level.SUBUNIT), until=None))
    people = list(Person.objects.filter(office=office))
    where = units_of([one.pk for one in people], on)
    places = {unit.pk: Place(unit.name, [0] * len(months)) for unit in units}
    whole = Place(office.name, [0] * len(months))
    confirmed = _records(office, months, places, whole, where)
    about_leaders = _findings(result, on, people, {unit.name: unit.pk for unit in units}, places, whole, where)
    return _Ledger(whole, places, where, confirmed, about_leaders, sum(one.left_on is None for one in people))


def _records(office: Unit, months: list[Period], places: dict[int, Place], whole: Place, where: Mapping[int, int]) -> list[int]:
    """Records by month of every section and of all; gives those confirmed, by month."""
    confirmed = [0] * len(months)
    rows = Fact.objects.filter(office=office, day__gte=months[0].first, day__lte=months[-1].last)
    rows = rows.exclude(state__in=(FactState.WITHDRAWN, FactState.CORRECTED)).order_by()
    for person, unit, day, state, count in rows.values_list("person_id", "unit_id", "day", "state").annotate(Count("pk")):
        confirmed[day.month - months[0].first.month] += count if state == FactState.CONFIRMED else 0
        for place in (whole, places.get(unit or where.get(person or 0, 0))):
            if place is not None:
                place.months[day.month - months[0].first.month] += count
                place.pending += count if state == FactState.PENDING else 0
    return confirmed


def _matters(office: Unit, places: dict[int, Place], whole: Place, where: Mapping[int, int], on: date) -> None:
    for matter, due in open_in([office]):
        for place in (whole, places.get(matter.unit_id or where.get(matter.person_id or 0, 0))):
            if place is not None:
                place.open += 1
                place.late += due is not None and due.date < on


def _findings(
    result: Result, on: date, people: Iterable[Person], units: Mapping[str, int],
    places: dict[int, Place], whole: Place, where: Mapping[int, int],
) -> int:  # fmt: skip
    """Measures and bars by section; gives how many are about the leaders."""
    rows, about_leaders = rows_of(result, on), 0
    told = told_on([one.pk for one in people], on)
    leaders = {one.no for one in people if told.get(one.pk, {}).get(LEADER) == YES}
    at = {one.no: where.get(one.pk, 0) for one in people} | dict(units)
    for subject, pk in at.items():
        held = rows.held.get(subject, [])
        missing = [one for one in held if one.over and not one.holds]
        barred = rows.barred.get(subject, [])
        if subject in leaders:
            about_leaders += len(missing) + len(barred)
            continue
        for place in (whole, places.get(pk)):
            if place is not None:
                place.measured += len(held)
                place.short += len(missing)
                place.barred += [_why(row) for row in barred[:1]]
    for place in (whole, *places.values()):
        place.assessed = bool(result["quotas"] or result["awards"] or result["barred"])
    return about_leaders


def _why(row: dict[str, object]) -> str:
    because: list[dict[str, str]] = row["because"]  # type: ignore[assignment]
    first = because[0] if because else {"metric": "", "value": "", "unit": ""}
    return f"{row['name']}因{first['metric']} {first['value']} {first.get('unit', '')}不得评先"


def _course(office: Unit, months: list[Period]) -> list[tuple[str, list[int]]]:
    """事项的走势: opened and ended by month."""
    opened: Counter[tuple[int, int]] = Counter()
    ended: Counter[tuple[int, int]] = Counter()
    for began, over in Matter.objects.filter(office=office).order_by().values_list("opened_at", "ended_at"):
        for counted, moment in ((opened, began), (ended, over)):
            if moment is not None:
                day = day_of(moment)
                counted[day.year, day.month] += 1
    keys = [(one.first.year, one.first.month) for one in months]
    return [("新增", [opened[key] for key in keys]), ("办结", [ended[key] for key in keys])]
