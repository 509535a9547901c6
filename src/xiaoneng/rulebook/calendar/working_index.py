"""工作日序号: how many working days lie up to each day, so that the working days between two days are a difference.

Only years with a national notice are numbered, from the first of them that has no gap after it; a day outside has no number.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from xiaoneng.rulebook.calendar.holidays import Calendar, national_calendar


@dataclass(frozen=True)
class WorkingIndex:
    """工作日序号. `eve` is the day before the first numbered one, `counts` the working days after it up to each day from it on.

    Days are ordinals. Up to `settled` no missing notice can change a number any more.
    """

    eve: int
    counts: tuple[int, ...]
    settled: int

    @property
    def last(self) -> int:
        return self.eve + len(self.counts) - 1

    def upto(self, day: int) -> int | None:
        """The working days after `eve` up to and including `day`; None for a day outside the notices."""
        return self.counts[day - self.eve] if self.eve <= day <= self.last else None

    def between(self, first: int, last: int) -> int | None:
        """The working days after `first` up to and including `last`, negative where `last` is earlier; None where not known."""
        before, after = self.upto(first), self.upto(last)
        return None if before is None or after is None else after - before

    def rows(self) -> Iterator[tuple[int, int, int | None]]:
        """(day, its number, the number of the day before) for every numbered day, the eve first."""
        before: int | None = None
        for day, count in enumerate(self.counts, self.eve):
            yield day, count, before
            before = count


def working_index(calendar: Calendar) -> WorkingIndex:
    """The numbers of a calendar's years with notices, back from the last one to the first gap."""
    last = max(calendar.national)
    first = last
    while calendar.known(first - 1):
        first -= 1
    days = range(dt.date(first, 1, 1).toordinal(), dt.date(last, 12, 31).toordinal() + 1)
    worked = (int(calendar.is_working_day(dt.date.fromordinal(day))) for day in days)
    settled = dt.date(last, *calendar.reach_back).toordinal() - 1
    return WorkingIndex(days[0] - 1, tuple(accumulate(worked, initial=0)), settled)


@cache
def national_index() -> WorkingIndex:
    """The numbers by the shipped national notices."""
    return working_index(national_calendar())
