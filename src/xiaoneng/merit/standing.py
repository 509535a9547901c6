"""年度现状: where somebody, or a section, stands in the year under a rulebook that gives no score by month: what it measures,
who is barred, what follows, what was recorded. All from the result; nobody is ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count

from xiaoneng.ledger.models import Fact, FactState
from xiaoneng.merit.figures import Json
from xiaoneng.org.models import Person, Unit
from xiaoneng.rulebook.calendar import Period, parse_period
from xiaoneng.rulebook.results.numbers import decimal
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.screening import screened
from xiaoneng.rulebook.results.sentences import OPERATORS, measured

COUNTED = (FactState.PENDING, FactState.CONFIRMED)


@dataclass(frozen=True)
class Held:
    """一项指标: the newest period's figure against its limit, and how the periods before it went."""

    measure: str
    clause: str
    period: str
    value: str
    limit: str
    holds: bool
    over: bool
    """Whether the period has ended: until then what is missing may still come."""
    before: int = 0
    before_held: int = 0

    @property
    def light(self) -> tuple[str, str]:
        """Class and word of its badge."""
        if self.holds:
            return "green", "达到"
        return ("amber", "未达到") if self.over else ("blue", "期内尚未达到")


@dataclass(frozen=True)
class Standing:
    """一个人或一个科室的年度现状."""

    name: str
    unit: str = ""
    person: Person | None = None
    held: tuple[Held, ...] = ()
    barred: tuple[Json, ...] = ()
    effects: tuple[Json, ...] = ()
    records: int = 0
    pending: int = 0

    @property
    def short(self) -> list[Held]:
        return [one for one in self.held if not one.holds]

    @property
    def light(self) -> str:
        """Amber where something due was missed, blue where it may still come."""
        return "amber" if any(one.over for one in self.short) else "blue" if self.short else "green"

    @property
    def met(self) -> int:
        return sum(one.holds for one in self.held)


@dataclass
class Rows:
    """结果的各行 by subject, looked up once for a page."""

    held: dict[str, list[Held]] = field(default_factory=dict)
    barred: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))
    effects: dict[str, list[Json]] = field(default_factory=lambda: defaultdict(list))


def rows_of(result: Mapping[str, Any], on: date) -> Rows:
    """各人各科室: what a year's result says of everybody."""
    found = Rows()
    measures: dict[str, list[Json]] = defaultdict(list)
    for row in result["measures"]:
        measures[row["subject"]].append(row)
    found.held = {subject: held_of(rows, on) for subject, rows in measures.items()}
    for section, kept in (("barred", found.barred), ("consequences", found.effects)):
        for row in result[section]:
            kept[row["subject"]].append(row)
    return found


def held_of(rows: Iterable[Json], on: date) -> list[Held]:
    """各项指标: of one subject; of a measure by month the newest, with a count of those before."""
    together: dict[tuple[str, str], list[tuple[Period, Json]]] = defaultdict(list)
    for row in rows:
        together[row["clause"], row["measure"]].append((parse_period(row["period"]), row))
    found = []
    for (clause, name), several in together.items():
        *before, (period, row) = sorted(several, key=lambda one: one[0].first)
        limit = f"{OPERATORS.get(row['operator'], row['operator'])} {measured(row['limit'], row['unit'])}"
        held = sum(bool(one["holds"]) for _, one in before)
        value = measured(row["value"], row["unit"])
        found.append(Held(name, clause, period.label, value, limit, bool(row["holds"]), period.last < on, len(before), held))
    return found


def by_subject(rows: Iterable[Json], on: date) -> list[tuple[str, Held]]:
    """各人各科室的指标: name and figure, a row for each measure however many periods it has; in the order of the rows."""
    together: dict[tuple[str, str], list[Json]] = defaultdict(list)
    for row in rows:
        together[row["subject"], row["name"]].append(row)
    return [(name, one) for (_, name), several in together.items() for one in held_of(several, on)]


@dataclass(frozen=True)
class Limit:
    """离界限: what somebody has of something that bars or has consequences, and how much is left before it does."""

    says: str
    clause: str
    left: str
    near: bool
    """Whether one more reaches it."""


def limits_of(outcome: Outcome, no: str) -> list[Limit]:
    """离界限还有多少: of everything of which somebody has any, in the order of the document."""
    subject = next((at for at, one in enumerate(outcome.office.people) if one.no == no), None)
    if subject is None:
        return []
    found = []
    for one in screened(outcome, "person", [subject], effects=True)[subject]:
        check, left = one.check, one.left
        if left is None or one.bars or one.value is None or Decimal(one.value) <= 0:
            continue
        value, limit = measured(one.value, check.unit), measured(one.limit, check.unit)
        rest = measured(decimal(int(left * 100)), check.unit)
        over = check.operator == ">"
        found.append(
            Limit(
                f"{check.says} {value}，{OPERATORS[check.operator]} {limit}的有后果",
                check.clause,
                f"还剩 {rest}" if over else f"再有 {rest}即到",
                left < 1 if over else left <= 1,
            )
        )
    return found


def recorded(year: Period, **whose: Any) -> list[dict[str, Any]]:
    """今年的记录: by kind, how many and how many of them still wait."""
    rows = Fact.objects.filter(day__gte=year.first, day__lte=year.last, state__in=COUNTED, **whose).order_by()
    together: dict[str, dict[str, Any]] = {}
    for kind, state, count in rows.values_list("kind_name", "state").annotate(Count("pk")):
        one = together.setdefault(kind, {"kind": kind, "count": 0, "pending": 0})
        one["count"] += count
        one["pending"] += count if state == FactState.PENDING else 0
    return sorted(together.values(), key=lambda one: str(one["kind"]))


def standings(
    result: Mapping[str, Any], year: Period, on: date, people: Sequence[Person], units: Sequence[Unit], where: Mapping[int, int]
) -> list[Standing]:
    """各科室、各人的年度现状: sections first, then people in the office's order; a section of which nothing is measured is left out."""
    rows, names = rows_of(result, on), {one.pk: one.name for one in units}
    of_person, of_unit = _records(people, units, year)
    found = [
        Standing(
            one.name, "", None, tuple(rows.held.get(one.name, ())), tuple(rows.barred.get(one.name, ())),
            tuple(rows.effects.get(one.name, ())), *of_unit.get(one.pk, (0, 0)),
        )
        for one in units
    ]  # fmt: skip
    kept = [one for one in found if one.held or one.barred or one.effects or one.records]
    return kept + [
        Standing(
            one.name, names.get(where.get(one.pk, 0), ""), one, tuple(rows.held.get(one.no, ())), tuple(rows.barred.get(one.no, ())),
            tuple(rows.effects.get(one.no, ())), *of_person.get(one.pk, (0, 0)),
        )
        for one in people
    ]  # fmt: skip


def _records(
    people: Sequence[Person], units: Sequence[Unit], year: Period
) -> tuple[dict[int, tuple[int, int]], dict[int, tuple[int, int]]]:
    """(all, waiting) records of the year, by person and by section."""
    offices = {one.office_id for one in people} | {one.office_id for one in units}
    rows = Fact.objects.filter(office__in=offices, day__gte=year.first, day__lte=year.last, state__in=COUNTED).order_by()
    of_person: dict[int, tuple[int, int]] = {}
    of_unit: dict[int, tuple[int, int]] = {}
    for person, unit, state, count in rows.values_list("person_id", "unit_id", "state").annotate(Count("pk")):
        kept, key = (of_person, person) if person is not None else (of_unit, unit)
        every, waiting = kept.get(key, (0, 0))
        kept[key] = every + count, waiting + (count if state == FactState.PENDING else 0)
    return of_person, of_unit
