"""期限: when an effect begins and ends."""

from __future__ import annotations

from datetime import date

from xiaoneng.rulebook.calendar import Unit, due
from xiaoneng.rulebook.engines.rows import Hit
from xiaoneng.rulebook.engines.scalar import value_of
from xiaoneng.rulebook.language import expressions as ex
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.plan.answers import Answers
from xiaoneng.rulebook.results.outcome import Outcome


def term_of(outcome: Outcome, rule: Rule, hit: Hit) -> tuple[str, str] | None:
    """(first day, last day) of a rule's term for the fact behind a hit; None where its length is not answered."""
    lasts = rule.lasts
    if lasts is None:
        return None
    unit, text = next((unit, text) for unit in ("months", "days", "years") if (text := getattr(lasts, unit)) is not None)
    length = _length(outcome, text)
    if length is None:
        return None
    start = date.fromordinal(outcome.office.facts[hit.item].day)
    kinds: dict[str, Unit] = {"days": "calendar", "months": "months", "years": "years"}
    end = due(start, length, unit=kinds[unit], starts="same_day", ends=lasts.ends, rest_day="as_is")
    return start.isoformat(), end.date.isoformat()


def _length(outcome: Outcome, text: str) -> int | None:
    node = ex.parse_expression(text)
    if isinstance(node, ex.Number):
        return int(node.value)
    if isinstance(node, ex.Name):
        answers = Answers(outcome.book, {**outcome.plan.answers, **outcome.plan.readings})
        term = answers.term(node.text)
        value = value_of(term, lambda _name: None)
        return value // 10**term.scale if isinstance(value, int) else None
    return None
