"""记录的引用: facts and works as explanations and sheets cite them, by 编号 with day, quantity and person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from xiaoneng.rulebook.engines.relations import Fact, Work
from xiaoneng.rulebook.results.numbers import decimal
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.units import figure_unit, kind_unit

ONE = 100


@dataclass
class Records:
    """The office's facts and works by 编号; remembers which were cited."""

    outcome: Outcome
    cited: set[str] = field(default_factory=set)

    @cached_property
    def items(self) -> dict[str, Fact | Work]:
        office = self.outcome.office
        items: list[Fact | Work] = [*office.works, *office.facts]
        return {item.no: item for item in items}

    def day(self, ordinal: int) -> str:
        """`07-03` inside the year that the period lies in, `2012-07-03` otherwise."""
        day, period = date.fromordinal(ordinal), self.outcome.plan.period
        return day.isoformat()[5:] if period.first.year == period.last.year == day.year else day.isoformat()

    def unit(self, nos: Iterable[str]) -> str:
        """The unit that all of these count in; empty where they differ."""
        units = {unit_of_kind(self.outcome, self.items[no].kind) for no in nos if no in self.items}
        return units.pop() if len(units) == 1 else ""

    def quantity(self, nos: Iterable[str]) -> int:
        """The recorded quantity in hundredths; a work is one."""
        found = [self.items[no] for no in nos if no in self.items]
        return sum(item.quantity if isinstance(item, Fact) else ONE for item in found)

    def cite(self, nos: Iterable[str], whom: tuple[str, int] | None = None) -> str:
        """`07-03 F001、07-10 F002（2 天）`; a record about somebody else than `whom` names them."""
        wanted = list(dict.fromkeys(nos))
        self.cited |= set(wanted)
        return "、".join(self._one(no, whom) for no in wanted)

    def _one(self, no: str, whom: tuple[str, int] | None) -> str:
        item = self.items.get(no)
        if item is None:
            return no
        if isinstance(item, Work):
            return f"{self.day(item.day)} {no}《{item.title}》"
        notes = []
        other = self._other(item, whom)
        if other:
            notes.append(other)
        if item.quantity != ONE:
            notes.append(f"{decimal(item.quantity)} {unit_of_kind(self.outcome, item.kind)}")
        return f"{self.day(item.day)} {no}" + (f"（{'，'.join(notes)}）" if notes else "")

    def _other(self, fact: Fact, whom: tuple[str, int] | None) -> str:
        subject = ("person", fact.person) if fact.person is not None else ("unit", fact.unit)
        if whom is None or subject == whom or subject[1] is None:
            return ""
        return self.outcome.name(subject[0], subject[1])

    def of_subject(self, of: str, subject: int) -> list[Fact | Work]:
        """Everything recorded about a person (works of theirs included) or a unit in the asked period, by day."""
        office, period = self.outcome.office, self.outcome.plan.period
        first, last = period.first.toordinal(), period.last.toordinal()
        mine: list[Fact | Work] = [fact for fact in office.facts if (fact.person if of == "person" else fact.unit) == subject]
        if of == "person":
            mine += [work for work in office.works if subject in work.authors]
        return sorted((item for item in mine if first <= item.day <= last), key=lambda item: (item.day, item.no))


def unit_of_kind(outcome: Outcome, kind: str) -> str:
    """The unit in which a kind of fact or work is counted."""
    return kind_unit(outcome.book, kind)


def unit_of_metric(outcome: Outcome, metric: str) -> str:
    """The unit of a metric named in a reason: a figure's, an account's or a kind's; empty where the name isn't declared."""
    for key, figure in outcome.book.figures.items():
        if metric in (figure.name, key):
            return unit_of_figure(outcome, key)
    for kind in (*outcome.book.fact_kinds, *outcome.book.works):
        if outcome.kind_name(kind) == metric:
            return unit_of_kind(outcome, kind)
    return next((account.unit for account in outcome.book.accounts.values() if account.name == metric), "")


def unit_of_figure(outcome: Outcome, key: str) -> str:
    """A figure's own unit, or that of what it counts."""
    return figure_unit(outcome.book, key)


def figure_name(outcome: Outcome, key: str) -> str:
    """A figure's name, or the names of what it counts."""
    figure = outcome.book.figures[key]
    tally = figure.tally()
    return figure.name or ("、".join(outcome.kind_name(kind) for kind in tally[1]) if tally else key)
