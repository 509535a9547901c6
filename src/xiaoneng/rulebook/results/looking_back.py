"""往年的记录: earlier years that figures look back to and of which the office's files hold nothing."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from xiaoneng.rulebook.engines.relations import CONFIRMED, Fact, Work
from xiaoneng.rulebook.engines.world import window_first
from xiaoneng.rulebook.plan.outputs import rests_on
from xiaoneng.rulebook.plan.steps import Bring, OverPeriods, Tally
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.records import figure_name

MOST_NAMED = 4


def empty_years(outcome: Outcome) -> list[str]:
    """提示: years without any record, and the figures that read them all the same."""
    names = _looking_back(outcome)
    if not names:
        return []
    items: list[Fact | Work] = [*outcome.office.facts, *outcome.office.works]
    days = [item.day for item in items if item.state == CONFIRMED]
    held = {date.fromordinal(day).year for day in days}
    earlier: dict[int, bool] = {}
    for span in outcome.plan.spans:
        if span.kind != "whole" and span.period.last < outcome.plan.period.first:
            year = int(span.period.label[:4])
            filled = year in held or any(span.first <= day <= span.last for day in days)
            earlier[year] = earlier.get(year, False) or filled
    empty = sorted(year for year, filled in earlier.items() if not filled)
    if not empty:
        return []
    who = "、".join(f"“{name}”" for name in names[:MOST_NAMED]) + (f"等 {len(names)} 项" if len(names) > MOST_NAMED else "")
    what = "没有登记的，次数按 0 计，名次都并列"
    return [f"{_years(empty)}没有任何登记，{who}却要看往年：{what}；往年的结果应登记为事实，放在同一张 facts 表里"]


def outside(outcome: Outcome) -> list[str]:
    """提示: years all of whose facts lie outside the periods that were read."""
    first = min((_reach(outcome), *(span.first for span in outcome.plan.spans if span.kind != "whole")))
    last = max(outcome.plan.period.last.toordinal(), *(span.last for span in outcome.plan.spans))
    facts = [fact for fact in outcome.office.facts if fact.state == CONFIRMED]
    years: dict[int, list[bool]] = defaultdict(list)
    for fact in facts:
        years[date.fromordinal(fact.day).year].append(first <= fact.day <= last)
    out = {year: len(inside) for year, inside in sorted(years.items()) if not any(inside)}
    asked = outcome.plan.period
    between = f"{asked.first} 至 {asked.last}"
    if facts and sum(out.values()) == len(facts):
        return [f"登记的 {len(facts)} 条事实都在期间（{between}）之外，没有一条计入；请核对期间和日期"]
    return [f"{year} 年登记的 {count} 条事实都在期间（{between}）之外，没有计入" for year, count in out.items()]


def _reach(outcome: Outcome) -> int:
    """The first day (ordinal) that a count over several years reads."""
    windows = [(step.column.frame.per, step.years) for step in outcome.plan.steps if isinstance(step, Tally)]
    found = [window_first(span, years) for per, years in windows for span in outcome.plan.spans if span.kind == per]
    return min(found, default=outcome.plan.period.first.toordinal())


def _years(years: list[int]) -> str:
    """`2022、2023 年`, a longer run as `2015 年至 2023 年`."""
    if len(years) > MOST_NAMED and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]} 年至 {years[-1]} 年"
    return f"{'、'.join(map(str, years))} 年"


def _looking_back(outcome: Outcome) -> list[str]:
    """The names of the figures that read an earlier period, in the order of the rulebook; of a rule, the figure that it looks back at."""
    above: dict[str, list[str]] = defaultdict(list)
    for name, below in rests_on(outcome.plan).items():
        for one in below:
            above[one].append(name)
    found: set[str] = set()
    for step in outcome.plan.steps:
        if isinstance(step, Bring | OverPeriods) and step.back:
            found |= _named(outcome, step.column.name, above) or {step.source.name.partition("@")[0].partition("~")[0]}
    book = outcome.book
    said = [figure_name(outcome, key) for key in book.figures if key in found]
    return [*said, *(account.name for key, account in book.accounts.items() if key in found)]


def _named(outcome: Outcome, column: str, above: dict[str, list[str]]) -> set[str]:
    """The figures right above the compiler's own columns."""
    found: set[str] = set()
    waiting = list(above[column])
    while waiting:
        name = waiting.pop()
        if name in outcome.book.figures:
            found.add(name)
        else:
            waiting += above[name]
    return found
