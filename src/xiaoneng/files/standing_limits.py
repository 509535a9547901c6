"""到限: who has not met a limit yet and would with one more occurrence; found by asking the rule itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from xiaoneng.files.wording.names import Wording
from xiaoneng.rulebook.engines.scalar import Read, Value, holds
from xiaoneng.rulebook.plan.steps import Column, Judge, Leaf, Tally
from xiaoneng.rulebook.results.numbers import shown
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.sentences import OPERATORS


@dataclass(frozen=True)
class Near:
    """One subject at a limit: what it has, and the words and number of the limit."""

    subject: str
    name: str
    metric: str
    value: str
    words: str
    limit: str
    unit: str


def nearing(outcome: Outcome) -> dict[str, list[Near]]:
    """Rule → subjects for whom one more unit of something that they have already makes it hold. Only rules with an effect."""
    tallied = {step.column.name: step.column for step in outcome.plan.steps if isinstance(step, Tally)}
    found: dict[str, list[Near]] = defaultdict(list)
    for step in outcome.plan.steps:
        if not isinstance(step, Judge) or not (outcome.rules[step.rule].bar or outcome.rules[step.rule].effects):
            continue
        for leaf in step.leaves:
            for name in leaf.reads:
                column = tallied.get(name)
                if column is not None and column.frame == step.frame and leaf.limit is not None:
                    found[step.rule] += _at_limit(outcome, step, leaf, column)
    return {rule: rows for rule, rows in found.items() if rows}


def _at_limit(outcome: Outcome, step: Judge, leaf: Leaf, column: Column) -> list[Near]:
    unit = Wording(outcome.book, {}).unit(column.name) or "次"
    rows = []
    for (subject, span), value in outcome.world.values.get(column.name, {}).items():
        if not isinstance(value, int) or value <= 0 or not outcome.spans[span].asked:
            continue
        read = outcome.world.reader(step.frame.of, subject, outcome.spans[span])
        if holds(step.when, read) or not holds(step.when, _with_one_more(read, column, value)):
            continue
        _, limit = outcome.leaf_value(leaf, step.frame.of, subject, span)
        rows.append(
            Near(
                outcome.subject(step.frame.of, subject),
                outcome.name(step.frame.of, subject),
                leaf.says,
                shown(value, column.scale) or "",
                OPERATORS.get(leaf.operator, leaf.operator),
                shown(limit, leaf.limit.scale if leaf.limit is not None else 0) or "",
                unit,
            )
        )
    return rows


def _with_one_more(read: Read, column: Column, value: int) -> Read:
    def more(name: str) -> Value:
        return value + 10**column.scale if name == column.name else read(name)

    return more
