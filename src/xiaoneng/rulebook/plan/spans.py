"""期间: the periods of a plan: those asked for, those around them, and the earlier ones that figures look back to."""

from __future__ import annotations

from datetime import date

from xiaoneng.rulebook.calendar import Kind, Period, containing, national_index, numbers_of, previous, within
from xiaoneng.rulebook.plan.answers import AnswerError, month_day
from xiaoneng.rulebook.plan.builder import Builder
from xiaoneng.rulebook.plan.history import earliest
from xiaoneng.rulebook.plan.steps import Span
from xiaoneng.rulebook.problems import Refused, RulebookError, nearest

REGULAR: tuple[Kind, ...] = ("month", "quarter", "half", "year")
WHOLE = "whole"
IN_FORCE = "in_force"
YearStart = tuple[int, int]
Found = dict[tuple[str, date], tuple[Period, bool]]


def year_start_of(builder: Builder) -> YearStart:
    """The month and day on which the assessment year begins; 1 January where the rulebook says nothing."""
    answer = _answered(builder, builder.book.conventions.year_start)
    if answer is not None:
        return _said(builder, "year_start", answer)
    if answer is None and builder.book.conventions.year_start is not None:
        raise Refused(f"参数“{builder.book.conventions.year_start}”（年度起始日）尚未答复，无法划分年度")
    return 1, 1


def counts_from(builder: Builder, period: Period) -> date:
    """The first day that counts; the first of all days where the rulebook says nothing.

    Raises RulebookError where it is no day, Refused where it is not answered or comes after the period.
    """
    text = builder.book.conventions.counts_from
    if text is None:
        return date.min
    document = builder.book.document
    first = document.in_force.from_ or document.issued if text == IN_FORCE else _day(builder, text)
    if first is None:
        message = "“counts_from: in_force”要用施行日期；请在 document 里写 in_force: {from: 日期}"
        raise RulebookError([builder.source.flaw(("conventions", "counts_from"), message)])
    if period.last < first:
        raise Refused(f"本制度自 {first} 起计分，期间 {period.label} 都在此之前，没有可计算的内容")
    return first


def _day(builder: Builder, text: str) -> date:
    answer = _answered(builder, text)
    if answer is None:
        raise Refused(f"参数“{text}”（计分起始日）尚未答复，不知道从哪天起计分")
    try:
        return date.fromisoformat(answer)
    except ValueError:
        names = [IN_FORCE, *builder.book.parameters, *builder.book.readings]
        message = f"“counts_from”的“{text}”不是日期；请写成 2024-03-01 的样子，或写 in_force、参数的名称{nearest(text, names)}"
        raise RulebookError([builder.source.flaw(("conventions", "counts_from"), message)]) from None


def spans_of(builder: Builder, period: Period, horizon: date, as_of: date, year_start: YearStart, start: date) -> tuple[Span, ...]:
    """All periods of a plan that do not end before `start`, numbered from 1, short kinds first and each kind in order of time."""
    found: Found = {(WHOLE, period.first): (period, True)}
    since = earliest(builder, period, year_start)
    for kind in REGULAR:
        _regular(found, kind, period, horizon, year_start, since.get(kind, period.first))
    for year in [one for (kind, _), (one, _) in found.items() if kind == "year"]:
        for kind in REGULAR[:-1]:
            for one in within(year, kind, year_start):
                found.setdefault((kind, one.first), (one, False))
    order = (*REGULAR, WHOLE)
    counted = [item for item in found.items() if item[1][0].last >= start]
    ordered = sorted(counted, key=lambda item: (order.index(item[0][0]), item[0][1]))
    return tuple(
        Span(number, kind, one, asked, _roll_day(builder, kind, one, as_of, asked), _own(kind, one, year_start))
        for number, ((kind, _), (one, asked)) in enumerate(ordered, 1)
    )


def _regular(found: Found, kind: Kind, period: Period, horizon: date, year_start: YearStart, since: date) -> None:
    for one in within(period, kind, year_start):
        if one.first <= horizon:
            found[kind, one.first] = (one, True)
    around, last = containing(period.first, kind, year_start), containing(horizon, kind, year_start)
    while last.first > around.first:
        found.setdefault((kind, last.first), (last, False))
        last = previous(last, 1, year_start)
    found.setdefault((kind, around.first), (around, False))
    while around.first > since:
        around = previous(around, 1, year_start)
        found.setdefault((kind, around.first), (around, False))


def _own(kind: str, period: Period, year_start: YearStart) -> tuple[tuple[str, int | None], ...]:
    """What may be asked of the period itself, by name; None where it does not have it."""
    numbers = numbers_of(period, year_start) if kind != WHOLE else {}
    days = national_index().between(period.first.toordinal() - 1, period.last.toordinal())
    return (*((f"{one}_no", numbers.get(one)) for one in REGULAR), ("working_days", days))


def _roll_day(builder: Builder, kind: str, period: Period, as_of: date, asked: bool) -> int:
    """The roll is taken on the last day (or `as_of` before it), unless the rulebook names a base date in the year."""
    last = min(period.last, as_of) if asked else period.last
    text = _answered(builder, builder.book.conventions.base_date)
    if text is None or kind not in ("year", WHOLE):
        return last.toordinal()
    for year in (period.first.year, period.last.year):
        base = _on(year, *_said(builder, "base_date", text))
        if period.first <= base <= period.last:
            return min(base, last).toordinal()
    return last.toordinal()


def _on(year: int, month: int, day: int) -> date:
    """A day of the year; 29 February is the 28th in common years."""
    try:
        return date(year, month, day)
    except ValueError:
        return date(year, month, day - 1)


def _said(builder: Builder, key: str, text: str) -> tuple[int, int]:
    """The month and day of a convention. Raises RulebookError where it is none."""
    try:
        return month_day(text)
    except AnswerError:
        names = [*builder.book.parameters, *builder.book.readings]
        message = f"“{key}”的“{text}”不是月日；请写成 01-01 的样子，或写参数、理解的名称{nearest(text, names)}"
        raise RulebookError([builder.source.flaw(("conventions", key), message)]) from None


def _answered(builder: Builder, text: str | None) -> str | None:
    """A literal month and day, or what the reading or parameter of that name says."""
    if text is not None and builder.answers.declared(text) is not None:
        return builder.answers.text(text)
    return text
