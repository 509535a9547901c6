"""期限: when an effect begins and ends."""

from __future__ import annotations

from datetime import date

from xiaoneng.rulebook.engines.relations import Fact
from xiaoneng.rulebook.engines.rows import Hit
from xiaoneng.rulebook.engines.world import item_value
from xiaoneng.rulebook.language.figures import LengthUnit, Rule
from xiaoneng.rulebook.plan.attributes import english
from xiaoneng.rulebook.plan.lasting import LONGEST
from xiaoneng.rulebook.plan.steps import JudgeFact
from xiaoneng.rulebook.plan.terms import columns
from xiaoneng.rulebook.results.numbers import shown
from xiaoneng.rulebook.results.outcome import Outcome


def term_of(hit: Hit) -> tuple[str, str] | None:
    """(first day, last day) of the term behind a hit; None where its length is not answered or not recorded."""
    if hit.until is None:
        return None
    return date.fromordinal(hit.since).isoformat(), date.fromordinal(hit.until).isoformat()


def open_term(outcome: Outcome, rule: Rule) -> str:
    """Why a consequence of the rule has no term: nobody answered, or the record does not say."""
    said = "记录没有写明期限，起止日待定" if _recorded(outcome, rule) else "期限没有统一的答复，起止日待定"
    return f"（{said}）"


def unrecorded_terms(outcome: Outcome) -> list[str]:
    """Records whose own field should say how long a consequence lasts, and which say nothing that can be counted."""
    found = []
    for rule in outcome.book.rules:
        if rule.lasts is not None and _recorded(outcome, rule):
            facts = [outcome.office.facts[hit.item] for hit in outcome.hits_by_rule.get(rule.id, []) if hit.until is None]
            found += [_unrecorded(outcome, rule, fact, *rule.lasts.length) for fact in facts]
    return list(dict.fromkeys(found))


def _unrecorded(outcome: Outcome, rule: Rule, fact: Fact, unit: LengthUnit, text: str) -> str:
    key = english(text)
    field = outcome.book.fact_kinds[fact.kind].fields.get(key)
    value = item_value(fact, key, 1)
    wrong = f"是 {shown(value, 2)}，不是 1 到 {LONGEST[unit]} 的整数" if value is not None else "没有填"
    name = (field.name if field is not None else None) or text
    return f"{fact.no}（{outcome.kind_name(fact.kind)}）的“{name}”{wrong}，依{rule.clause}的后果没有起止日"


def _recorded(outcome: Outcome, rule: Rule) -> bool:
    """Whether the fact itself says how long the consequence lasts."""
    steps = [step for step in outcome.plan.steps if isinstance(step, JudgeFact) and step.rule == rule.id and step.lasts is not None]
    return any(name.startswith("#") for step in steps if step.lasts is not None for name in columns(step.lasts.length))
