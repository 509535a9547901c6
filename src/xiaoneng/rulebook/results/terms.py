"""期限: when an effect begins and ends."""

from __future__ import annotations

from datetime import date

from xiaoneng.rulebook.calendar import Unit, due
from xiaoneng.rulebook.engines.relations import Fact
from xiaoneng.rulebook.engines.rows import Hit
from xiaoneng.rulebook.engines.scalar import Value, value_of
from xiaoneng.rulebook.engines.world import item_value
from xiaoneng.rulebook.language.figures import LengthUnit, Rule
from xiaoneng.rulebook.plan.answers import Answers
from xiaoneng.rulebook.plan.attributes import english, fact_columns
from xiaoneng.rulebook.plan.rules import LONGEST
from xiaoneng.rulebook.plan.scope import Scope
from xiaoneng.rulebook.plan.terms import Term, columns
from xiaoneng.rulebook.results.numbers import shown
from xiaoneng.rulebook.results.outcome import Outcome

KINDS: dict[str, Unit] = {"days": "calendar", "months": "months", "years": "years"}


def term_of(outcome: Outcome, rule: Rule, hit: Hit) -> tuple[str, str] | None:
    """(first day, last day) of a rule's term for the fact behind a hit; None where its length is not answered or not recorded."""
    lasts = rule.lasts
    if lasts is None:
        return None
    unit, text = lasts.length
    length = _length(outcome, text, hit, LONGEST[unit])
    if length is None:
        return None
    start = date.fromordinal(outcome.office.facts[hit.item].day)
    end = due(start, length, unit=KINDS[unit], starts="same_day", ends=lasts.ends, rest_day="as_is")
    return start.isoformat(), end.date.isoformat()


def open_term(outcome: Outcome, rule: Rule) -> str:
    """Why a consequence of the rule has no term: nobody answered, or the record does not say."""
    said = "记录没有写明期限，起止日待定" if _recorded(outcome, rule) else "期限没有统一的答复，起止日待定"
    return f"（{said}）"


def unrecorded_terms(outcome: Outcome) -> list[str]:
    """Records whose own field should say how long a consequence lasts, and which say nothing that can be counted."""
    found = []
    for rule in outcome.book.rules:
        hits = outcome.hits_by_rule.get(rule.id, []) if rule.lasts is not None and rule.effects and _recorded(outcome, rule) else []
        for hit in hits:
            if rule.lasts is not None and term_of(outcome, rule, hit) is None:
                found.append(_unrecorded(outcome, rule, outcome.office.facts[hit.item], *rule.lasts.length))
    return found


def _unrecorded(outcome: Outcome, rule: Rule, fact: Fact, unit: LengthUnit, text: str) -> str:
    key = english(text)
    field = outcome.book.facts[fact.kind].fields.get(key)
    value = item_value(fact, key, 1)
    wrong = f"是 {shown(value, 2)}，不是 1 到 {LONGEST[unit]} 的整数" if value is not None else "没有填"
    name = (field.name if field is not None else None) or text
    return f"{fact.no}（{outcome.kind_name(fact.kind)}）的“{name}”{wrong}，依{rule.clause}的后果没有起止日"


def _recorded(outcome: Outcome, rule: Rule) -> bool:
    """Whether the fact itself says how long the consequence lasts."""
    if rule.lasts is None or not rule.fact:
        return False
    return any(name.startswith("#") for name in columns(_term(outcome, rule.lasts.length[1], rule.fact)))


def _term(outcome: Outcome, text: str, kinds: tuple[str, ...]) -> Term:
    answers = Answers(outcome.book, outcome.plan.given)
    fields = fact_columns(outcome.book, "fact", kinds)
    scope = Scope(
        lambda name: fields.get(name) or fields.get(english(name)) or (answers.term(name) if answers.declared(name) else None),
        lambda: [*fields, *outcome.book.parameters],
    )
    return scope.compile(text)


def _length(outcome: Outcome, text: str, hit: Hit, longest: int) -> int | None:
    """The whole number that a term's length comes to for the one it is for; None where it comes to none."""
    fact = outcome.office.facts[hit.item]
    term = _term(outcome, text, (fact.kind,))

    def read(name: str) -> Value:
        if name.startswith("#"):
            return item_value(fact, name[1:], 1)
        return outcome.world.attribute(hit.of, hit.subject, name, span=outcome.spans[hit.span])

    value = value_of(term, read)
    whole, rest = divmod(value, 10**term.scale) if isinstance(value, int) else (0, 0)
    return whole if rest == 0 and 1 <= whole <= longest else None
