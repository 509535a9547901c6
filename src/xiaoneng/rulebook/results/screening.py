"""资格审查: every condition that can bar a person or unit, with the value read, whether it was met or not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xiaoneng.rulebook.engines.rows import Hit
from xiaoneng.rulebook.language.figures import Rule
from xiaoneng.rulebook.plan.awards import ALL, bars_of
from xiaoneng.rulebook.plan.steps import Judge, JudgeFact, Leaf, target_kind
from xiaoneng.rulebook.plan.terms import Const
from xiaoneng.rulebook.results.numbers import decimal, shown
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.records import unit_of_metric

ONE = 100


@dataclass(frozen=True)
class Check:
    """审查项: one condition of a rule that bars. Without an operator, any record at all bars; `limit` is None where it varies."""

    rule: str
    clause: str
    says: str
    operator: str
    limit: str | None
    unit: str


@dataclass(frozen=True)
class Finding:
    """审查结果: the value read for a subject, whether this condition holds, and whether its rule bars."""

    check: Check
    value: str | None
    limit: str | None
    holds: bool
    bars: bool
    facts: tuple[str, ...]

    @property
    def left(self) -> Decimal | None:
        """剩余: what lies between a value and the limit above it; None where it is reached, or nothing lies above."""
        above = self.check.operator in (">", ">=") and not self.holds
        return Decimal(self.limit) - Decimal(self.value) if above and self.value is not None and self.limit is not None else None


@dataclass(frozen=True)
class _Asked:
    check: Check
    leaf: Leaf | None
    spans: tuple[int, ...]


def _judging_rules(outcome: Outcome, of: str, effects: bool) -> Iterator[tuple[Rule, Judge | JudgeFact]]:
    """The compiled rules that can bar subjects of a kind from an award of that kind; on request those with other effects too."""
    steps: dict[str, list[Judge | JudgeFact]] = defaultdict(list)
    for step in outcome.plan.steps:
        if isinstance(step, Judge | JudgeFact):
            steps[step.rule].append(step)
    asked = {span.kind for span in outcome.plan.spans if span.asked}
    here_given = [(key, one) for key, one in outcome.book.awards.items() if outcome.kind_of(one.of) == of and one.in_ in asked]
    meant = {word for key, award in here_given for word in (ALL, key, award.name)}
    for rule in outcome.book.rules:
        bars = bars_of(rule)
        here = sorted((step for step in steps.get(rule.id, []) if target_kind(step) == of), key=lambda step: step.to != "subject")
        barring = [step for step in here if meant & set(bars.get(step.to, ()))]
        if barring:
            yield rule, barring[0]
        elif here and effects and rule.effects:
            yield rule, here[0]


def _asked(outcome: Outcome, of: str, effects: bool) -> list[_Asked]:
    """The conditions judged in a period that is asked for."""
    found = []
    for rule, step in _judging_rules(outcome, of, effects):
        per = step.per if isinstance(step, JudgeFact) else step.frame.per
        spans = tuple(span.id for span in outcome.plan.spans_of(per) if span.asked)
        if not spans:
            continue
        if isinstance(step, JudgeFact) or step.to != "subject":
            says = outcome.rule_name(rule.id)
            found.append(_Asked(Check(rule.id, rule.clause, says, "", None, "次"), None, spans))
        else:
            found += [_Asked(_check(outcome, rule, leaf), leaf, spans) for leaf in step.leaves]
    return found


def _check(outcome: Outcome, rule: Rule, leaf: Leaf) -> Check:
    unit = unit_of_metric(outcome, leaf.says)
    limit = leaf.limit
    same = shown(limit.value, limit.scale) if isinstance(limit, Const) else None
    return Check(rule.id, rule.clause, leaf.says, leaf.operator, same, unit)


def checks(outcome: Outcome, of: str) -> list[Check]:
    """审查项目: the conditions that persons (or units) are screened by, in the order of the rulebook."""
    return list(dict.fromkeys(asked.check for asked in _asked(outcome, of, effects=False)))


def screened(outcome: Outcome, of: str, subjects: list[int], effects: bool = False) -> dict[int, list[Finding]]:
    """审查结果: for each subject one finding a condition, in the order of `checks`; with `effects` those of other consequences too."""
    asked = _asked(outcome, of, effects)
    hits: dict[tuple[str, int], list[Hit]] = defaultdict(list)
    for hit in outcome.findings.hits:
        if hit.of == of and outcome.spans[hit.span].asked:
            hits[hit.rule, hit.subject].append(hit)
    return {subject: [_finding(outcome, one, of, subject, hits[one.check.rule, subject]) for one in asked] for subject in subjects}


def _finding(outcome: Outcome, asked: _Asked, of: str, subject: int, hits: list[Hit]) -> Finding:
    if asked.leaf is None and not outcome.rules[asked.check.rule].fact:
        behind = {one: None for hit in hits for leaf in outcome.leaves[hit.rule] for one in _behind(outcome, leaf, hit)}
        return Finding(asked.check, str(len(hits)), None, bool(hits), bool(hits), tuple(behind))
    if asked.leaf is None:
        facts = [outcome.office.facts[item] for item in dict.fromkeys(hit.item for hit in hits)]
        facts.sort(key=lambda fact: (fact.day, fact.no))
        total = sum(fact.quantity for fact in facts)
        return Finding(asked.check, decimal(total), None, bool(facts), bool(facts), tuple(fact.no for fact in facts))
    for span in asked.spans:
        value, limit = outcome.leaf_value(asked.leaf, of, subject, span)
        scale = asked.leaf.limit.scale if asked.leaf.limit is not None else 0
        holds = outcome.leaf_holds(asked.leaf, of, subject, span)
        if holds or span == asked.spans[-1]:
            proof = tuple(outcome.item(*one).no for one in outcome.proof(asked.leaf.reads, subject, span))
            return Finding(asked.check, shown(value, asked.leaf.term.scale), shown(limit, scale), holds, bool(hits), proof)
    return Finding(asked.check, None, None, False, bool(hits), ())


def _behind(outcome: Outcome, leaf: Leaf, hit: Hit) -> list[str]:
    """The records behind a condition of those whose figures a hit rests on."""
    return [outcome.item(*one).no for one in outcome.proof(leaf.reads, outcome.whose(hit)[1], hit.span)]
