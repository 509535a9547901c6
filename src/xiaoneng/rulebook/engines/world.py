"""对照环境: the office seen through a plan: frames, attributes, memberships on a day. Used by the reference evaluator
and by explanations; SQL engines build the same as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from xiaoneng.rulebook.engines.relations import CONFIRMED, FOREVER, Fact, Membership, Office, Person, Unit, Work, listed
from xiaoneng.rulebook.engines.scalar import Read, Value
from xiaoneng.rulebook.plan.attributes import DATED, DAYS, PERIOD, PERSON_IN_PERIOD, WORKDAY
from xiaoneng.rulebook.plan.steps import Frame, Plan, Span


def ymd(ordinal: int) -> int:
    """A day as the number 20070309, from which completed years are (a - b) // 10000."""
    day = date.fromordinal(ordinal)
    return day.year * 10000 + day.month * 100 + day.day


def window_first(span: Span, years: int) -> int:
    """The first day (ordinal) of a window of so many years that ends with the span."""
    first = span.period.first
    year = first.year - (years - 1)
    return date(year, first.month, 28 if (first.month, first.day) == (2, 29) else first.day).toordinal()


@dataclass
class World:
    plan: Plan
    office: Office
    values: dict[str, dict[tuple[int, int], Value]] = field(default_factory=dict)
    """Column → (subject, span) → value; filled by the engine that uses this world."""

    @cached_property
    def horizon(self) -> int:
        return self.plan.horizon.toordinal()

    @cached_property
    def spans(self) -> dict[int, Span]:
        return {span.id: span for span in self.plan.spans}

    @cached_property
    def _memberships(self) -> dict[int, list[Membership]]:
        found: dict[int, list[Membership]] = defaultdict(list)
        for row in self.office.memberships:
            found[row.person].append(row)
        return found

    def _membership_on(self, person: int, day: int) -> Membership | None:
        """Where a person belongs on a day: of several, what began last."""
        current = (row for row in self._memberships.get(person, ()) if row.since <= day <= row.until)
        return max(current, key=lambda row: (row.since, row.unit), default=None)

    def unit_on(self, person: int, day: int) -> int | None:
        """The unit of a person on a day."""
        row = self._membership_on(person, day)
        return None if row is None else row.unit

    @cached_property
    def _unit_numbers(self) -> dict[str, int]:
        return {unit.name: number for number, unit in enumerate(self.office.units)}

    def unit_above(self, of: str, subject: int, span: Span) -> int | None:
        """The unit that a person counts to in a period, or the unit above a unit; None where the office has none."""
        if of == "person":
            return self.unit_on(subject, self.attribute_day(subject, span))
        return self.unit_named(self.office.units[subject].parent)

    def unit_named(self, name: str) -> int | None:
        """The unit of the office that bears a name."""
        return self._unit_numbers.get(name)

    def last_day(self, of: str, subject: int, span: Span) -> int:
        """The day on which a period's figures have their effect on others: its last, or a person's last day of service in it."""
        return min(span.last, self.horizon) if of == "unit" else self.attribute_day(subject, span)

    def members_on(self, unit: int, day: int) -> list[int]:
        """The people in service in a unit on a day."""
        return [
            number for number, person in enumerate(self.office.people)
            if person.joined <= day <= person.left and self.unit_on(number, day) == unit
        ]  # fmt: skip

    def frame_spans(self, per: str) -> list[Span]:
        return [span for span in self.plan.spans_of(per) if span.first <= self.horizon]

    @cached_property
    def _rows(self) -> dict[Frame, list[tuple[int, int]]]:
        return {}

    def rows(self, frame: Frame) -> list[tuple[int, int]]:
        """(subject, span) of a frame: people where they served in the period, units always."""
        if frame not in self._rows:
            self._rows[frame] = list(self._make_rows(frame))
        return self._rows[frame]

    def _make_rows(self, frame: Frame) -> Iterator[tuple[int, int]]:
        for span in self.frame_spans(frame.per):
            if frame.of == "unit":
                yield from ((number, span.id) for number in range(len(self.office.units)))
                continue
            last = min(span.last, self.horizon)
            for number, person in enumerate(self.office.people):
                if person.joined <= last and person.left >= span.first:
                    yield number, span.id

    @cached_property
    def _row_sets(self) -> dict[Frame, set[tuple[int, int]]]:
        return {}

    def has_row(self, frame: Frame, subject: int, span: int) -> bool:
        if frame not in self._row_sets:
            self._row_sets[frame] = set(self.rows(frame))
        return (subject, span) in self._row_sets[frame]

    def attribute_day(self, person: int, span: Span) -> int:
        """The day on which a person's unit and post are read for a period: its last day, or their last day of service in it."""
        return min(span.last, self.horizon, self.office.people[person].left)

    def span_of(self, per: str, day: int) -> Span | None:
        """The span of a kind that holds a day."""
        if (per, day) not in self._spans_on:
            self._spans_on[per, day] = next((span for span in self.plan.spans_of(per) if span.first <= day <= span.last), None)
        return self._spans_on[per, day]

    @cached_property
    def _spans_on(self) -> dict[tuple[str, int], Span | None]:
        return {}

    def reader(self, of: str, subject: int, span: Span) -> Read:
        """Reads columns and `@attributes` of a frame row."""

        def read(name: str) -> Value:
            if name.endswith(WORKDAY):
                return self.workday(read(name.removesuffix(WORKDAY)))
            if name.startswith("@"):
                return self.attribute(of, subject, name, span=span)
            return self.values.get(name, {}).get((subject, span.id))

        return read

    def attribute(self, of: str, subject: int, name: str, span: Span | None = None, day: int | None = None) -> Value:
        """An attribute in a period, or on a day."""
        if span is not None and name[1:] in DAYS:
            return span.first if name == "@first_day" else span.last
        if span is not None and name[1:] in PERIOD:
            return dict(span.own)[name[1:]]
        if of == "unit":
            return self._unit_attribute(self.office.units[subject], subject, name[1:], span)
        on = day if day is not None else self.attribute_day(subject, span) if span is not None else 0
        if name == "@unit" or name.startswith("@unit."):
            unit = self.unit_on(subject, on)
            if unit is None:
                return None
            inner = name.partition(".")[2] or "name"
            return self._unit_attribute(self.office.units[unit], unit, inner, span)
        return self._person_attribute(subject, name[1:], span, on)

    def _unit_attribute(self, unit: Unit, number: int, name: str, span: Span | None) -> Value:
        match name:
            case "name" | "unit":
                return unit.name
            case "class":
                return unit.class_
            case "parent":
                return unit.parent
            case "size":
                return len(self.members_on(number, span.roll_day)) if span is not None else None
            case _:
                return unit.fields.get(name)

    def _person_attribute(self, subject: int, name: str, span: Span | None, on: int) -> Value:
        person = self.office.people[subject]
        if name in ("no", "name", "sex"):
            return str(getattr(person, name))
        if name in DATED:
            held = self._membership_on(subject, on)
            own = (getattr(held, name) if held is not None else None) or getattr(person, name)
            return listed(own) if name == "tenure" else str(own)
        if span is None or name not in PERSON_IN_PERIOD:
            held = self._membership_on(subject, on)
            own = held.fields.get(name) if held is not None else None
            return person.fields.get(name) if own is None else own
        return self._service(person, name, span)

    def _service(self, person: Person, name: str, span: Span) -> Value:
        """How long somebody has lived and served, as a period sees it."""
        if name == "on_roll":
            return "是" if person.joined <= span.roll_day <= person.left else "否"
        last = min(span.last, self.horizon)
        match name:
            case "joined":
                return person.joined if person.joined > 0 else None
            case "left":
                return person.left if person.left < FOREVER else None
            case "age":
                return None if person.born is None else (ymd(last) - ymd(person.born)) // 10000
            case "years_of_service":
                return None if person.joined <= 0 else (ymd(last) - ymd(person.joined)) // 10000
            case "days_served":
                return min(person.left, span.last) - max(person.joined, span.first) + 1
            case "working_days_served" if self.plan.workdays is not None:
                return self.plan.workdays.between(max(person.joined, span.first) - 1, min(person.left, span.last))
            case _:
                months = [m for m in self.plan.spans_of("month") if span.first <= m.first and m.last <= span.last]
                return sum(m.last >= person.joined and m.first <= person.left for m in months)

    def fact_reader(self, item: Fact | Work, of: str, subject: int | None, author_no: int = 1) -> Read:
        """Reads `#fields` of a fact or work and `@attributes` of its subject on that day."""

        def read(name: str) -> Value:
            if name.endswith(WORKDAY):
                return self.workday(read(name.removesuffix(WORKDAY)))
            if name.startswith("@"):
                return None if subject is None else self.attribute(of, subject, name, day=item.day)
            return item_value(item, name[1:], author_no)

        return read

    def workday(self, day: Value) -> int | None:
        """The 工作日序号 of a day; None where there is no day, or no notice for it."""
        return self.plan.workdays.upto(day) if isinstance(day, int) and self.plan.workdays is not None else None

    def confirmed(self, source: str, kinds: tuple[str, ...], until: int | None = None) -> Iterator[tuple[int, Fact | Work]]:
        """(id, item) of the confirmed facts or works of some kinds up to the horizon, or to a day."""
        last = self.horizon if until is None else until
        items: tuple[Fact | Work, ...] = self.office.facts if source == "fact" else self.office.works
        for number, item in enumerate(items):
            if item.kind in kinds and item.state == CONFIRMED and self.plan.counts_from <= item.day <= last:
                yield number, item


def item_value(item: Fact | Work, name: str, author_no: int) -> Value:
    """A field of a fact or work by its `#` name."""
    if name in ("date", "month_day"):
        return item.day if name == "date" else ymd(item.day) % 10000
    if isinstance(item, Fact):
        if name in ("kind", "quantity"):
            return item.kind if name == "kind" else item.quantity
        return item.fields.get(name)
    match name:
        case "kind" | "title" | "entered" | "rated":
            return str(getattr(item, name))
        case "level":
            return listed(item.levels)
        case "authors":
            return len(item.authors)
        case "author_no":
            return author_no
        case _:
            return item.fields.get(name)
