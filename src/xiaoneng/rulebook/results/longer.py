"""更长的期间: what a rulebook reckons by a longer period than the one asked for, so that nobody takes silence for nothing."""

from __future__ import annotations

from collections.abc import Iterator

from xiaoneng.rulebook.language.figures import Award
from xiaoneng.rulebook.plan.awards import ALL, bars_of
from xiaoneng.rulebook.plan.steps import Choice, Judge, JudgeFact, Post, Return, Tally
from xiaoneng.rulebook.results.outcome import Outcome

PERIODS = {"quarter": "季度", "half": "半年", "year": "年度"}
"""The kinds of periods that can be longer than one asked for, the short ones first."""


def longer_kinds(outcome: Outcome) -> dict[str, str]:
    """Kind of fact → the shortest kind of period by which its facts are counted, judged or posted and of which none was asked for."""
    found: dict[str, str] = {}
    order = list(PERIODS)
    for kinds, pers in _read(outcome):
        for per in pers:
            if per in PERIODS and not _asked(outcome, per):
                found |= {kind: min(found.get(kind, per), per, key=order.index) for kind in kinds}
    return found


def _read(outcome: Outcome) -> Iterator[tuple[tuple[str, ...], list[str]]]:
    """(kinds, the periods by which a step reckons them)."""
    for step in outcome.plan.steps:
        match step:
            case Tally():
                yield step.kinds, [step.column.frame.per]
            case Post() | Return():
                yield step.kinds, [step.per]
            case JudgeFact():
                yield step.kinds, [step.per, *(award.in_ for award in _barred_awards(outcome, step.rule))]
            case _:
                pass


def _barred_awards(outcome: Outcome, rule: str) -> list[Award]:
    names = {name for found in bars_of(outcome.rules[rule]).values() for name in found}
    return [award for key, award in outcome.book.awards.items() if {key, award.name, ALL} & names]


def later_bars(outcome: Outcome) -> list[str]:
    """A warning for every award asked for from which a rule bars that is judged by a longer period."""
    judged = {step.rule: step.frame.per for step in outcome.plan.steps if isinstance(step, Judge)}
    judged |= {step.rule: step.per for step in outcome.plan.steps if isinstance(step, JudgeFact)}
    found = []
    for step in outcome.plan.steps:
        if not isinstance(step, Choice) or not _asked(outcome, step.per):
            continue
        for per, words in PERIODS.items():
            rules = [rule for rule, _ in step.bars if judged.get(rule) == per and not _asked(outcome, per)]
            clauses = "、".join(dict.fromkeys(outcome.rules[rule].clause for rule in rules))
            if rules:
                name = outcome.book.awards[step.award].name
                found.append(f"“{name}”还有按{words}判定的取消资格（{clauses}），这里没有计入；定人选前请用{words}期间再算一次")
    return found


def before_force(outcome: Outcome) -> list[str]:
    """A warning where months that ended before the document was in force have scores of their own."""
    document, plan = outcome.book.document, outcome.plan
    start = document.in_force.from_ or document.issued
    if start is None or outcome.book.conventions.counts_from is not None or plan.period.last < start:
        return []
    pers = {account.period for account in outcome.book.accounts.values()}
    asked = [span for per in ("month", "quarter") if per in pers for span in plan.spans_of(per) if span.asked]
    early = [span.period.label for span in asked if span.period.last < start]
    if not early:
        return []
    said = early[0] if len(early) == 1 else f"{early[0]} 至 {early[-1]}"
    return [f"{said} 在施行日期 {start.isoformat()} 之前，仍按本制度计分；不应计的，请在 conventions 里写 counts_from: in_force"]


def _asked(outcome: Outcome, per: str) -> bool:
    return any(span.asked for span in outcome.plan.spans_of(per))
