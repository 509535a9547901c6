"""期限的末日: how long the effect of a fact lasts, and the table from which databases read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from xiaoneng.rulebook.calendar import Unit, due
from xiaoneng.rulebook.engines.relations import CONFIRMED, Fact, Office
from xiaoneng.rulebook.engines.scalar import Value
from xiaoneng.rulebook.engines.world import item_value
from xiaoneng.rulebook.plan.lasting import whole_length
from xiaoneng.rulebook.plan.steps import JudgeFact, Lasting, Plan
from xiaoneng.rulebook.plan.terms import Col, Const, If, Term

UNITS: dict[str, Unit] = {"days": "calendar", "months": "months", "years": "years"}
Way = tuple[str, str, int]
TermRow = tuple[int, int, int, int]


def last_day(day: int, length: Value, lasting: Lasting) -> int | None:
    """The last day (ordinal) of a term that begins on a day, which is its first; None where its length is not known."""
    whole = whole_length(length, lasting)
    if whole is None:
        return None
    ends = None if lasting.unit == "days" else lasting.ends
    return due(date.fromordinal(day), whole, unit=UNITS[lasting.unit], starts="same_day", ends=ends, rest_day="as_is").date.toordinal()


def way(lasting: Lasting) -> Way:
    """How a term is counted: its unit, its last day, and the scale of its length."""
    return lasting.unit, lasting.ends, lasting.length.scale


def ways(plan: Plan) -> list[Way]:
    """The ways of counting a term that a plan has."""
    return list(dict.fromkeys(way(step.lasts) for step in plan.steps if isinstance(step, JudgeFact) and step.lasts is not None))


def term_rows(plan: Plan, office: Office) -> Iterator[TermRow]:
    """(way, length, day, last day) for every length that may be meant on every day with a fact that has a term."""
    known = ways(plan)
    wanted: dict[tuple[int, int, int], Lasting] = {}
    for step in plan.steps:
        if isinstance(step, JudgeFact) and step.lasts is not None:
            number = known.index(way(step.lasts))
            for fact in office.facts:
                if fact.kind in step.kinds and fact.state == CONFIRMED:
                    wanted |= {(number, length, fact.day): step.lasts for length in _lengths(step.lasts.length, fact)}
    for (number, length, day), lasting in wanted.items():
        until = last_day(day, length, lasting)
        if until is not None:
            yield number, length, day, until


def _lengths(term: Term, fact: Fact) -> set[int]:
    """The lengths that a term may come to for a fact."""
    if isinstance(term, If):
        return _lengths(term.then, fact) | _lengths(term.otherwise, fact)
    value = item_value(fact, term.name[1:], 1) if isinstance(term, Col) else term.value if isinstance(term, Const) else None
    return {value} if isinstance(value, int) else set()
