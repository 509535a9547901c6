"""指标的段落: the grades and ranks of the period first, every other figure afterwards, one line each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xiaoneng.rulebook.plan.steps import Span
from xiaoneng.rulebook.results.grades import graded
from xiaoneng.rulebook.results.numbers import shown
from xiaoneng.rulebook.results.passages import Told
from xiaoneng.rulebook.results.records import figure_name, unit_of_figure
from xiaoneng.rulebook.results.sections import counted_anew
from xiaoneng.rulebook.results.sentences import anew_words, measured, period_words

Json = dict[str, Any]
Value = int | str
ORDER = ("whole", "year", "half", "quarter", "month")


def grades(told: Told) -> list[str]:
    """等次和名次: what the year comes to, before everything that it rests on."""
    lines = []
    for key in graded(told.outcome):
        for said in _lines(told, key, cited=False):
            lines.append(said)
    return ["\n".join(["本期结论：", *lines])] if lines else []


def figures(told: Told) -> list[str]:
    """其他指标: named figures of the subject that are not nothing and were not told yet; the longest periods first."""
    outcome = told.outcome
    screened = {name for step in outcome.leaves.values() for leaf in step for name in leaf.reads}
    skipped = screened | set(graded(outcome))
    keys = [key for key in outcome.book.figures if key not in skipped and key in outcome.plan.columns]
    keys.sort(key=lambda key: ORDER.index(outcome.plan.columns[key].frame.per))
    lines = [line for key in keys for line in _lines(told, key, cited=True)]
    return ["\n".join(["其他指标：", *lines])] if lines else []


def _lines(told: Told, key: str, *, cited: bool) -> list[str]:
    """One line a figure: its value, or its values period by period where there are several."""
    outcome = told.outcome
    column = outcome.plan.columns[key]
    if column.frame.of != told.of:
        return []
    rows = [
        (outcome.spans[span], value)
        for (subject, span), value in sorted(outcome.world.values.get(key, {}).items())
        if subject == told.subject and value not in (None, 0) and outcome.spans[span].asked
    ]
    if not rows:
        return []
    clause = f"{outcome.book.figures[key].clause} " if outcome.book.figures[key].clause else ""
    head, unit = f"  {clause}{figure_name(outcome, key)}", unit_of_figure(outcome, key)
    told.names.add(key)
    if len(rows) == 1:
        span, value = rows[0]
        nos = [outcome.item(*one).no for one in outcome.proof((key,), told.subject, span.id)] if cited else []
        anew = anew_words(counted_anew(outcome, (key,), told.subject, span.id))
        said = "，".join([measured(shown(value, column.scale), unit), *anew])
        return [f"{head}，{period_words(span.period.label)}：{said}{told.cite(nos)}"]
    return [f"{head}：{_several(told, key, rows, column.scale, unit, cited)}"]


def _several(told: Told, key: str, rows: Sequence[tuple[Span, Value | None]], scale: int, unit: str, cited: bool) -> str:
    """`1月至12月均为 1`, else every period with its value and the records that it counts."""
    values = {value for _, value in rows}
    tally = told.outcome.book.figures[key].tally() is not None
    said = []
    for span, value in rows:
        nos = [told.outcome.item(*one).no for one in told.outcome.proof((key,), told.subject, span.id)] if cited else []
        records = told.records.cite(nos, (told.of, told.subject))
        notes = [records] if records and tally else []
        notes += anew_words(counted_anew(told.outcome, (key,), told.subject, span.id))
        said.append(f"{_short(span)} {measured(shown(value, scale), unit)}" + (f"（{'；'.join(notes)}）" if notes else ""))
    every = [span for span in told.outcome.plan.spans_of(rows[0][0].kind) if span.asked]
    if len(values) == 1 and len(rows) == len(every) and not (tally and cited):
        return f"{_short(rows[0][0])}至{_short(rows[-1][0])}均为 {measured(shown(rows[0][1], scale), unit)}"
    return "，".join(said)


def _short(span: Span) -> str:
    """`3月`, `第一季度` inside the year of the result."""
    said = period_words(span.period.label)
    return said.partition("年")[2] or said if span.kind in ("month", "quarter", "half") else said
