"""示范事实和作品: what happened to one person or unit in the year: enough of what is asked, little of what is held against them,
and for some exactly one below, at and above a limit.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, NamedTuple

from xiaoneng.files.facts import COUNTED
from xiaoneng.files.sample_demand import HUNDRED, Target
from xiaoneng.files.sample_roll import Days, SampleRoll, quantity_text
from xiaoneng.files.works import RATINGS
from xiaoneng.rulebook.calendar import within
from xiaoneng.rulebook.engines.relations import CONFIRMED, PENDING, WITHDRAWN
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.language.names import DataField, FactKind, WorkKind
from xiaoneng.rulebook.lint.reach import Reach, signs

Of = Literal["person", "unit"]
HALF = 50
REMARK = "说明"
AROUND = (-1, 0, 1)
LENGTHS = (0, 3, 14, 60)
# How often a kind befalls one subject in a year: grave, grave only if so found, costing points, to their credit, merely recorded.
RARE, RULED, BAD, GOOD, RECORDED = 0.005, 0.1, 0.3, 0.8, 0.5
GRAVE_SHARE, FIRST_CASE = 6, 3
# Of those who are no case: one in so many is near a limit, falls short of what is asked, does two things at once.
NEAR, SHORT, DOUBLE = 0.03, 0.08, 0.15
PENDING_EACH, WITHDRAWN_EACH = 12, 15
RATED, ENTERED, TOGETHER, BLANK_LEVEL, REMARKED = 0.25, 0.6, 0.15, 0.4, 0.2


class FactRow(NamedTuple):
    """A row of facts; `fields` are written under the columns they are read from."""

    day: int
    subject: str
    kind: str
    quantity: int
    until: int | None
    state: str
    fields: dict[str, str]


class WorkRow(NamedTuple):
    """A row of works."""

    day: int
    kind: str
    title: str
    authors: tuple[str, ...]
    levels: tuple[str, ...]
    entered: bool
    rated: str
    state: str
    fields: dict[str, str]


def column_of(key: str, declared: DataField) -> str:
    """The column that a field is written under."""
    return (declared.from_ or (declared.name or key,))[0]


@dataclass
class SampleYear:
    """一年: draws the facts and works of one subject after another; only the count of states is kept between them."""

    roll: SampleRoll
    period_start: tuple[int, int]
    drawn: int = field(default=0)

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.roll.book)

    @cached_property
    def rates(self) -> dict[str, float]:
        """How often each kind befalls a subject in a year, by what the rules make of it."""
        rates = {}
        for kind in (*self.roll.book.facts, *self.roll.book.works):
            rules = [rule for rule in self.roll.book.rules if kind in (rule.fact or ())]
            rates[kind] = min((self._rate(rule) for rule in rules), default=RECORDED)
        return rates

    def _rate(self, rule: Rule) -> float:
        if rule.bar or rule.effects:
            return RULED if rule.where is not None and rule.where.tests else RARE
        found = {sign for text in rule.amounts() for sign in signs(self.roll.book, text)}
        return BAD if -1 in found else GOOD

    def facts_of(self, of: Of, at: int, subject: str, days: Days) -> Iterator[FactRow]:
        """The facts of the person or unit at a place, on days of service."""
        if days[0] > days[1]:
            return
        draw = self.roll.draw("facts", of, at)
        kinds = [kind for kind, declared in self.roll.book.facts.items() if of in declared.of]
        targets = [target for target in self.roll.demand.targets if target.source == "fact" and target.of == of]
        aimed = {kind for target in targets for kind in target.kinds}
        total = self.roll.size if of == "person" else self.roll.unit_count
        for target, case in self._cases(draw, targets, at, total):
            for day, kind, quantity, fields in self._reach_target(draw, target, case, days):
                row = self._fact(draw, subject, day, kind, quantity, fields, CONFIRMED)
                yield row if row.until is None else row._replace(until=day)
        for place, kind in enumerate(kinds):
            if kind not in aimed and draw.random() < self.rates[kind]:
                yield self._fact(
                    draw, subject, draw.choice(self.roll.working_days(days)), kind, self._quantity(draw, kind), {}, self._state()
                )
            if at == self._bearer(place, kind, kind in aimed, total):
                yield self._fact(draw, subject, draw.choice(self.roll.working_days(days)), kind, HUNDRED, self._asked(kind), CONFIRMED)

    def works_of(self, at: int, subject: str, days: Days) -> Iterator[WorkRow]:
        """The works of which a person is the first author."""
        if days[0] > days[1]:
            return
        draw = self.roll.draw("works", at)
        targets = [target for target in self.roll.demand.targets if target.source == "work" and target.of == "person"]
        aimed = {kind for target in targets for kind in target.kinds}
        for target, case in self._cases(draw, targets, at, self.roll.size):
            for day, kind, _, fields in self._reach_target(draw, target, case, days):
                yield self._work(draw, subject, at, day, kind, fields, CONFIRMED)
        for place, kind in enumerate(self.roll.book.works):
            if kind not in aimed and draw.random() < self.rates[kind]:
                yield self._work(draw, subject, at, draw.choice(self.roll.working_days(days)), kind, {}, self._state())
            if at == self._bearer(place, kind, kind in aimed, self.roll.size):
                yield self._work(draw, subject, at, draw.choice(self.roll.working_days(days)), kind, {}, CONFIRMED)

    def _bearer(self, place: int, kind: str, aimed: bool, total: int) -> int:
        """To whom a kind happens for certain: grave ones fall on few; counted ones on nobody whose count is a case, if it can be."""
        if aimed:
            return (total // FIRST_CASE - 1 - place) % total
        return (total // FIRST_CASE + place % (max(1, total // GRAVE_SHARE) if self.rates[kind] == RARE else total)) % total

    def _asked(self, kind: str) -> dict[str, str]:
        """The field values for which the rules on a kind ask, so that each rule has something to find."""
        rules = [rule for rule in self.roll.book.rules if kind in (rule.fact or ()) and rule.where is not None]
        tests = {name: test.is_ for rule in rules if rule.where is not None for name, test in rule.where.tests.items()}
        return {name: word for name, word in tests.items() if word is not None and name in self.roll.book.facts[kind].fields}

    def _state(self) -> str:
        """Every so many rows one is pending and one withdrawn, wherever they fall."""
        self.drawn += 1
        if self.drawn % PENDING_EACH == PENDING_EACH // 2:
            return PENDING
        return WITHDRAWN if self.drawn % WITHDRAWN_EACH == WITHDRAWN_EACH // 2 else CONFIRMED

    def _cases(self, draw: random.Random, targets: Sequence[Target], at: int, total: int) -> Iterator[tuple[Target, int | None]]:
        """Each target with how far from its limit this subject is to be; None for the ordinary."""
        for place, target in enumerate(targets):
            turns = [turn for turn in range(len(AROUND)) if (total // FIRST_CASE + place * len(AROUND) + turn) % total == at]
            near = turns[0] if turns else draw.randrange(len(AROUND)) if draw.random() < NEAR else None
            yield target, None if near is None else AROUND[near]

    def _reach_target(
        self, draw: random.Random, target: Target, case: int | None, days: Days
    ) -> Iterator[tuple[int, str, int, dict[str, str]]]:
        """(day, kind, quantity, fields) that bring a tally to what it is to be, in one period or, where enough is asked, in each."""
        periods = self._periods(target.per, days)
        chosen = draw.randrange(len(periods)) if periods else 0
        kind = self._kind(draw, target)
        for place, period in enumerate(periods):
            if case is not None and place == chosen:
                amount = target.limit + case * (self._step(target, kind) if draw.random() < 1 / 2 else HUNDRED)
            elif target.enough:
                amount = target.limit - (HUNDRED if draw.random() < SHORT else 0) + draw.randrange(2) * HUNDRED
            elif place == chosen and draw.random() < (RARE if self.rates[kind] == RARE else 1 / 2):
                amount = draw.randint(0, max(target.limit // HUNDRED - 1, 0) // 2) * HUNDRED
            else:
                continue
            yield from self._amount(draw, target, kind, amount, period)

    def _periods(self, per: str, days: Days) -> list[Days]:
        """The periods of a kind in the year, each cut to the days of service."""
        whole = self.roll.period
        kinds = {"month": "month", "quarter": "quarter", "half": "half"}
        found = within(whole, kinds[per], self.period_start) if per in kinds else (whole,)  # type: ignore[arg-type]
        cut = [(max(one.first.toordinal(), days[0]), min(one.last.toordinal(), days[1])) for one in found]
        return [one for one in cut if one[0] <= one[1]]

    def _kind(self, draw: random.Random, target: Target) -> str:
        """One of a target's kinds; for what is asked, one that no other limit holds against anybody."""
        against = {kind for other in self.roll.demand.targets if not other.enough for kind in other.kinds}
        free = [kind for kind in target.kinds if kind not in against] if target.enough else []
        return draw.choice(free or target.kinds)

    def _step(self, target: Target, kind: str) -> int:
        return HUNDRED if target.how != "count" or self._whole(kind) else HALF

    def _whole(self, kind: str) -> bool:
        """Whether there are no halves of a kind."""
        book = self.roll.book
        unit = book.facts[kind].unit if kind in book.facts else book.works[kind].unit
        return unit in COUNTED or unit not in self.roll.words.halves

    def _amount(
        self, draw: random.Random, target: Target, kind: str, amount: int, days: Days
    ) -> Iterator[tuple[int, str, int, dict[str, str]]]:
        """Facts that add up to an amount the way the tally counts."""
        wants = dict(target.wants)
        if target.field is not None and target.how in ("sum", "last", "first", "max", "min"):
            if amount > 0:
                yield draw.choice(self.roll.working_days(days)), kind, HUNDRED, wants | {target.field: quantity_text(amount)}
        elif target.source == "work":
            working = self.roll.working_days(days)
            for _ in range(min(amount // HUNDRED, len(working))):
                yield draw.choice(working), kind, HUNDRED, wants
        elif target.how == "count":
            for quantity in self._parts(draw, kind, amount):
                yield draw.choice(self.roll.working_days(days)), kind, quantity, wants
        else:
            working = self.roll.working_days(days)
            for day in draw.sample(working, min(max(amount // HUNDRED, 0), len(working))):
                yield day, kind, HUNDRED, wants

    def _parts(self, draw: random.Random, kind: str, amount: int) -> Iterator[int]:
        """An amount in a few parts, now and then two at once; halves only where the unit has them."""
        step = HUNDRED if self._whole(kind) else HALF
        left = amount - amount % step
        while left > 0:
            most = max(left // 4 // step * step, step if left < HUNDRED else HUNDRED)
            part = min(left, most * 2 if draw.random() < DOUBLE else most)
            yield part
            left -= part

    def _quantity(self, draw: random.Random, kind: str) -> int:
        if self.rates[kind] == RARE:
            return HUNDRED
        if self._whole(kind):
            return draw.choice((1, 1, 1, 1, 2)) * HUNDRED
        return draw.choice((1, 2, 2, 3, 4)) * HALF

    def _fact(self, draw: random.Random, subject: str, day: int, kind: str, quantity: int, wants: dict[str, str], state: str) -> FactRow:
        declared: FactKind = self.roll.book.facts[kind]
        until = min(day + draw.choice(LENGTHS), self.roll.period.last.toordinal()) if declared.span else None
        fields = self._remark(draw, declared) | self._fields(draw, declared.fields, wants)
        return FactRow(day, subject, kind, quantity, until, state, fields)

    def _remark(self, draw: random.Random, declared: FactKind) -> dict[str, str]:
        """A remark now and then, never where a field is read from remarks."""
        read = {column for key, one in declared.fields.items() for column in (column_of(key, one), *one.from_)}
        return {REMARK: draw.choice(self.roll.words.remarks)} if draw.random() < REMARKED and REMARK not in read else {}

    def _fields(self, draw: random.Random, declared: dict[str, DataField], wants: dict[str, str]) -> dict[str, str]:
        """Column → value; what a limit wants is so."""
        return {column_of(key, one): wants[key] if key in wants else self.roll.value(draw, one, f"#{key}") for key, one in declared.items()}

    def _work(self, draw: random.Random, subject: str, at: int, day: int, kind: str, wants: dict[str, str], state: str) -> WorkRow:
        declared: WorkKind = self.roll.book.works[kind]
        entered = draw.random() < ENTERED
        return WorkRow(
            day=day,
            kind=kind,
            title=draw.choice(self.roll.words.topics) + draw.choice(self.roll.words.papers),
            authors=(subject, *self._others(draw, at, day)),
            levels=self._levels(draw, declared),
            entered=entered,
            rated=RATINGS[0] if entered and draw.random() < RATED else "",
            state=state,
            fields=self._fields(draw, declared.fields, wants),
        )

    def _others(self, draw: random.Random, at: int, day: int) -> tuple[str, ...]:
        """Somebody else who served that day, now and then."""
        if draw.random() >= TOGETHER:
            return ()
        other = draw.randrange(self.roll.size)
        first, last = self.roll.person(other).days(self.roll.period)
        return (self.roll.number(other),) if other != at and first <= day <= last else ()

    def _levels(self, draw: random.Random, declared: WorkKind) -> tuple[str, ...]:
        if not declared.levels or draw.random() < BLANK_LEVEL:
            return ()
        count = 2 if len(declared.levels) > 1 and draw.random() < DOUBLE else 1
        chosen = draw.sample(list(declared.levels), count)
        return tuple(draw.choice((level, *declared.levels[level])) for level in chosen)
