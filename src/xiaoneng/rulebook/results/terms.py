"""期限: when an effect begins and ends."""

from __future__ import annotations

from datetime import date

from xiaoneng.rulebook.calendar import Unit, due
from xiaoneng.rulebook.engines.rows import Hit
from xiaoneng.rulebook.engines.scalar import value_of
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.plan.answers import Answers
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.results.outcome import Outcome


def term_of(outcome: Outcome, rule: Rule, hit: Hit) -> tuple[str, str] | None:
    """(first day, last day) of a rule's term for the fact behind a hit; None where its length is not answered."""
    lasts = rule.lasts
    if lasts is None:
        return None
    unit, text = next((unit, text) for unit in ("months", "days", "years") if (text := getattr(lasts, unit)) is not None)
    length = _length(outcome, text, hit)
    if length is None:
        return None
    start = date.fromordinal(outcome.office.facts[hit.item].day)
    kinds: dict[str, Unit] = {"days": "calendar", "months": "months", "years": "years"}
    end = due(start, length, unit=kinds[unit], starts="same_day", ends=lasts.ends, rest_day="as_is")
    return start.isoformat(), end.date.isoformat()


def _length(outcome: Outcome, text: str, hit: Hit) -> int | None:
    """The number that a term's length comes to for the one it is for; None where it is not answered."""
    answers = Answers(outcome.book, outcome.plan.given)
    scope = Scope(lambda name: answers.term(name) if answers.declared(name) else None, lambda: list(outcome.book.parameters))
    term = scope.compile(text)
    value = value_of(term, lambda name: outcome.world.attribute(hit.of, hit.subject, name, span=outcome.spans[hit.span]))
    return value // 10**term.scale if isinstance(value, int) else None
