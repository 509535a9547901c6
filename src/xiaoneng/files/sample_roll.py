"""示范名册: units and people of an invented office; every person can be made again from their place in the roll."""

from __future__ import annotations

import random
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from xiaoneng.files.sample_demand import HUNDRED, Demand
from xiaoneng.files.sample_words import SampleWords, sample_words
from xiaoneng.rulebook.calendar import Period, national_calendar
from xiaoneng.rulebook.language.names import DataField
from xiaoneng.rulebook.language.rulebook import Rulebook

Days = tuple[int, int]
"""First and last day, as ordinals; none where the first is later."""
UNIT_SIZE = 8
UNITS_A_CLASS = 2
BOARD_SHARE = 12
BOARD_MOST = 7
# One in so many, and from which place on, so that even a small office has some of each.
JOINS, LEAVES, MOVES = (17, 5), (19, 7), (13, 9)
YOUNGEST, OLDEST, SCHOOL = 23, 57, 21
BLANK = 0.15
A_YEAR = 365


@dataclass(frozen=True)
class SamplePerson:
    """人: days as ordinals; `moved` is the last day in the first unit, where there are two."""

    at: int
    number: str
    name: str
    sex: str
    born: date
    joined: date
    left: date | None
    units: tuple[int, ...]
    moved: date | None
    party: str
    leader: bool
    post: str

    def days(self, period: Period) -> Days:
        """The days of service inside a period."""
        last = min(period.last, self.left) if self.left is not None else period.last
        return max(period.first, self.joined).toordinal(), last.toordinal()


@dataclass(frozen=True, eq=False)
class SampleRoll:
    """名册: `size` people of a year, drawn by `seed`."""

    book: Rulebook
    demand: Demand
    period: Period
    size: int
    seed: int

    @property
    def words(self) -> SampleWords:
        return sample_words()

    def draw(self, *what: object) -> random.Random:
        """A source of choices of its own for each thing that is drawn."""
        return random.Random("/".join(map(str, (self.seed, *what))))  # noqa: S311 - invented data, no secrets

    @cached_property
    def unit_count(self) -> int:
        return max(len(self.classes) * UNITS_A_CLASS, -(-self.size // UNIT_SIZE))

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The classes that the rulebook speaks of and an ordinary one, so that nothing holds for everybody."""
        asked = self.demand.of("@unit.class", "@class")
        return (*asked, self.words.classes[-1]) if asked else self.words.classes

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys([*self.demand.of("@unit"), *self.words.units]))

    def unit_name(self, at: int) -> str:
        """Names repeat with a number once the list is used up."""
        turn, place = divmod(at, len(self.unit_names))
        return f"{self.unit_names[place]}{turn + 1}" if turn else self.unit_names[place]

    def unit_class(self, at: int) -> str:
        return self.classes[at % len(self.classes)]

    def unit_parent(self, at: int) -> str:
        parents = self.demand.of("@unit.parent", "@parent")
        return parents[at % len(parents)] if parents else ""

    @cached_property
    def _named(self) -> tuple[list[str], list[str]]:
        surnames, given = list(self.words.surnames), list(self.words.given)
        self.draw("names").shuffle(surnames)
        self.draw("given").shuffle(given)
        return surnames, given

    @cached_property
    def _parties(self) -> tuple[str, ...]:
        fresh = [word for word in self.demand.of("@party") if word not in self.words.parties]
        return (*fresh, *self.words.parties)

    @cached_property
    def _posts(self) -> tuple[str, ...]:
        fresh = [word for word in self.demand.of("@post") if word not in self.demand.chiefs]
        return (*fresh, *self.words.posts)

    def number(self, at: int) -> str:
        """工号 of the person at a place in the roll."""
        return f"P{at + 1:0{max(4, len(str(self.size)))}}"

    def person(self, at: int) -> SamplePerson:
        """The person at a place in the roll, the same every time."""
        draw, year = self.draw("person", at), self.period.last.year
        surnames, given = self._named
        born = date(year - draw.randint(YOUNGEST, OLDEST), draw.randint(1, 12), draw.randint(1, 28))
        joined, left = self._service(at, draw, born)
        unit = at * self.unit_count // self.size
        units, moved = self._moves(at, draw, unit, joined is not None or left is not None)
        board = at < min(BOARD_MOST, max(1, self.size // BOARD_SHARE))
        since = joined or self._long_ago(draw, born)
        return SamplePerson(
            at=at,
            number=self.number(at),
            name=surnames[at % len(surnames)] + given[(at // len(surnames) + at * 7) % len(given)],
            sex=draw.choice(self.words.sexes),
            born=born,
            joined=since,
            left=left,
            units=units,
            moved=moved,
            party=self._parties[at % len(self._parties)],
            leader=board,
            post=self._post(at, unit, board),
        )

    def _service(self, at: int, draw: random.Random, born: date) -> tuple[date | None, date | None]:
        """Who came or went in the year: (first day, None), (None, last day); (None, None) for the others."""
        middle = self.period.first + timedelta(days=draw.randrange(self.period.days // 4, 3 * self.period.days // 4))
        if at % JOINS[0] == JOINS[1]:
            return middle, None
        if at % LEAVES[0] == LEAVES[1]:
            return None, middle
        return None, None

    def _long_ago(self, draw: random.Random, born: date) -> date:
        earliest = born.replace(year=born.year + SCHOOL)
        return min(earliest + timedelta(days=draw.randrange(10 * A_YEAR)), self.period.first - timedelta(days=A_YEAR // 2))

    def _moves(self, at: int, draw: random.Random, unit: int, came_or_went: bool) -> tuple[tuple[int, ...], date | None]:
        other = (unit + 1) % self.unit_count
        if came_or_went or at % MOVES[0] != MOVES[1] or other == unit:
            return (unit,), None
        return (unit, other), self.period.first + timedelta(days=draw.randrange(self.period.days // 4, 3 * self.period.days // 4))

    def _post(self, at: int, unit: int, board: bool) -> str:
        if board:
            return self.words.leaders[min(at, len(self.words.leaders) - 1)]
        first_of_unit = at == 0 or (at - 1) * self.unit_count // self.size != unit
        if first_of_unit:
            return self.demand.chiefs[0] if self.demand.chiefs else self.words.chief
        return self._posts[at % len(self._posts)]

    def value(self, draw: random.Random, declared: DataField, *columns: str) -> str:
        """A plausible value of a declared field; blank now and then where a blank has a meaning."""
        optional = declared.unset is not None or declared.type in ("person", "people")
        if optional and draw.random() < BLANK:
            return ""
        if declared.one_of:
            return draw.choice(declared.one_of)
        match declared.type:
            case "number":
                near = [limit for column in columns for limit in self.demand.numbers.get(column, ())]
                limit = draw.choice(near) + draw.choice((-HUNDRED, 0, HUNDRED)) if near else draw.randint(60, 100) * HUNDRED
                return quantity_text(max(limit, 0))
            case "day":
                return self.day(draw).isoformat()
            case "person" | "people":
                return self.number(draw.randrange(self.size))
            case "unit":
                return self.unit_name(draw.randrange(self.unit_count))
            case _:
                return draw.choice(self.demand.of(*columns) or self.words.matters)

    @cached_property
    def _working(self) -> list[int]:
        """The year's working days, as ordinals; a year without a notice is taken as Monday to Friday."""
        calendar = national_calendar()
        days = (self.period.first + timedelta(days=number) for number in range(self.period.days))
        return [day.toordinal() for day in days if calendar.status(day, guess=True).working]

    def working_days(self, days: Days) -> list[int]:
        """The working days of a span; all its days where it has none."""
        found = self._working[bisect_left(self._working, days[0]) : bisect_right(self._working, days[1])]
        return found or list(range(days[0], days[1] + 1))

    def day(self, draw: random.Random) -> date:
        return date.fromordinal(draw.choice(self._working))


def quantity_text(hundredths: int) -> str:
    """150 → 1.5."""
    whole, part = divmod(hundredths, HUNDRED)
    return f"{whole}.{part:02}".rstrip("0") if part else str(whole)
