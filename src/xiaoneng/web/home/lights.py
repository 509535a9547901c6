"""红黄绿: sections at a glance, from the year's own findings; lights always with words, no ranking."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from xiaoneng.ledger.models import Enactment, Fact, FactState
from xiaoneng.org.models import Level, Unit
from xiaoneng.org.permit import units_of
from xiaoneng.rulebook.calendar import containing, months_of
from xiaoneng.web.rulebook.living import year_of

WORDS = {"green": "好", "amber": "留意", "red": "要办"}


@dataclass(frozen=True)
class SectionLight:
    """一个科室: lights for records of the month and for the year's limits, and the one sentence that matters."""

    name: str
    records: int
    pending: int
    barred: int
    short: int
    says: str

    @property
    def month(self) -> tuple[str, str]:
        light = "amber" if self.pending else "green"
        return light, WORDS[light]

    @property
    def year(self) -> tuple[str, str]:
        light = "red" if self.barred else "amber" if self.short else "green"
        return light, WORDS[light]


def sections(enactment: Enactment, on: date) -> list[SectionLight]:
    """各科室的灯: in the office's order."""
    office = enactment.office
    found = year_of(enactment, on)
    ids = {person.no: pk for person, pk in zip(found.outcome.office.people, found.relations.people, strict=True)}
    where = units_of(ids.values(), on)
    month = containing(on, "month")
    records: Counter[int] = Counter()
    pending: Counter[int] = Counter()
    rows = Fact.objects.filter(office=office, day__gte=month.first, day__lte=on).exclude(
        state__in=(FactState.WITHDRAWN, FactState.CORRECTED)
    )
    for person, about, state in rows.order_by().values_list("person_id", "unit_id", "state"):
        place = about or where.get(person or 0, 0)
        records[place] += 1
        pending[place] += state == FactState.PENDING
    barred: dict[int, list[str]] = defaultdict(list)
    for row in found.result["barred"]:
        if row["subject"] in ids:
            reason = "、".join(f"{one['metric']} {one['value']}" for one in row["because"])
            barred[where.get(ids[row["subject"]], 0)].append(f"{row['name']}因{reason}不得评先")
    short: Counter[int] = Counter()
    for row in found.result["measures"]:
        if not row["holds"] and row["subject"] in ids:
            short[where.get(ids[row["subject"]], 0)] += 1
    units = Unit.objects.filter(office=office, level__in=(Level.SECTION, Level.SUBUNIT), until=None)
    found_ones = []
    for section in units:
        unit = section.pk
        says = _says(unit, barred, pending, short)
        found_ones.append(SectionLight(section.name, records[unit], pending[unit], len(barred[unit]), short[unit], says))
    return found_ones


def _says(unit: int, barred: dict[int, list[str]], pending: Counter[int], short: Counter[int]) -> str:
    if barred[unit]:
        return barred[unit][0]
    if pending[unit]:
        return f"{pending[unit]} 条记录待确认"
    return f"{short[unit]} 项指标未达到" if short[unit] else "—"


def trend(office: Unit, on: date) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """今年的走势: records of each month, confirmed and all."""
    months = [one for one in months_of(containing(on, "year")) if one.first <= on]
    every: Counter[int] = Counter()
    settled: Counter[int] = Counter()
    rows = Fact.objects.filter(office=office, day__gte=months[0].first, day__lte=on).order_by()
    for day, state, count in rows.values_list("day", "state").annotate(Count("pk")):
        every[day.month] += 0 if state in (FactState.WITHDRAWN, FactState.CORRECTED) else count
        settled[day.month] += count if state == FactState.CONFIRMED else 0
    labels = [f"{one.first.month} 月" for one in months]
    return labels, [("记录", [every[one.first.month] for one in months]), ("已确认", [settled[one.first.month] for one in months])]
