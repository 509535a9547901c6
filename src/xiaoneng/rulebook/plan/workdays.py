"""工作日的编译: the working days between two days become a difference of 工作日序号."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from xiaoneng.rulebook.calendar import national_index
from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.plan import algebra
from xiaoneng.rulebook.plan.algebra import TermError
from xiaoneng.rulebook.plan.attributes import BOUND, WORKDAY
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.terms import Col, Const, If, Term, Unknown

USAGE = "working_days_between(较早的日期, 较晚的日期)"
ARGUMENTS = 2


def between(book: Rulebook, scope: Scope, note: Callable[[], None]) -> Callable[[list[ex.Expression]], Term]:
    """`working_days_between` for a scope; `note` is told where the numbers of days have to be read from rows."""

    def number(day: Term) -> Term:
        """The 工作日序号 of a day: of a literal at once, of a field when the row is read."""
        match day:
            case Unknown():
                return day
            case If():
                return algebra.choose(day.test, number(day.then), number(day.otherwise))
            case Const() if isinstance(day.value, int) and day.scale == 0:
                return _known(day.value)
            case Col() if day.kind == "number" and day.scale == 0 and day.name[1:] in _days(book, day.name[0]):
                note()
                return Col(day.name + WORKDAY, "number", 0, BOUND)
        raise TermError(f"{USAGE} 里应写 date、类型为 day 的字段，或直接写 2024-07-01 这样的日期")

    def call(parts: list[ex.Expression]) -> Term:
        """The working days after the first day up to and including the second; negative where the second is earlier."""
        if len(parts) != ARGUMENTS:
            raise TermError(f"应写成 {USAGE}")
        first, second = (number(scope.term(part)) for part in parts)
        return algebra.add("-", second, first)

    return call


def _known(day: int) -> Const:
    """The number of a day that the rulebook or the office writes. Raises TermError where no notice covers it."""
    number = national_index().upto(day)
    if number is None:
        index = national_index()
        first, last = date.fromordinal(index.eve + 1), date.fromordinal(index.last)
        said = f"“{date.fromordinal(day)}”" if 1 <= day <= date.max.toordinal() else f"“{day}”"
        raise TermError(f"{said}不能算工作日：放假安排只有 {first.year} 年到 {last.year} 年的；请改写日期，或用 days_between")
    return Const(number, "number")


def _days(book: Rulebook, sign: str) -> set[str]:
    """The names of all fields that hold a day, for facts and works (`#`) or people and units (`@`)."""
    if sign == "#":
        fields = [*(kind.fields for kind in book.facts.values()), *(kind.fields for kind in book.works.values())]
        return {"date"} | {name for one in fields for name, field in one.items() if field.type == "day"}
    units = {f"unit.{name}": field for name, field in book.units.items()}
    return {name for one in (book.people, book.units, units) for name, field in one.items() if field.type == "day" and sign == "@"}
