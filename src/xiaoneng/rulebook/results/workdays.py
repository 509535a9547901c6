"""工作日的提示: which results lack a number of working days because a year's national notice is not known, or may still change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from itertools import chain

from xiaoneng.rulebook.calendar import national_index
from xiaoneng.rulebook.engines.matching import subjects_of
from xiaoneng.rulebook.engines.sqlnames import frame_reads
from xiaoneng.rulebook.plan.attributes import WORKDAY
from xiaoneng.rulebook.plan.steps import JudgeFact, Post, Return, Schedule, Step, Tally
from xiaoneng.rulebook.plan.terms import Term, columns
from xiaoneng.rulebook.results.outcome import Outcome

Seen = tuple[int, str]
"""A day of which the number is read, and the 编号 of the record that holds it (empty for a period or an attribute)."""
SHOWN = 5
OWN = {"@working_days", "@working_days_served"}
"""What is asked of the whole of a period."""


def unknown_workdays(outcome: Outcome) -> list[str]:
    """Years without a notice whose working days a rule or figure asked for, and days that the next notice may still move."""
    index = national_index()
    seen = set(chain(_periods(outcome), *(_of_step(outcome, step) for step in outcome.plan.steps)))
    lacking = sorted((day, no) for day, no in seen if index.upto(day) is None)
    found = []
    if lacking:
        years = "、".join(dict.fromkeys(str(date.fromordinal(day).year) for day, _ in lacking))
        nos = list(dict.fromkeys(no for _, no in lacking if no))
        records = f"：{'、'.join(nos[:SHOWN])}{' 等' if len(nos) > SHOWN else ''}" if nos else ""
        found.append(f"没有 {years} 年的国家放假安排，涉及的工作日数没有得出{records}")
    if any(index.settled < day <= index.last for day, _ in seen):
        first = date.fromordinal(index.settled + 1)
        found.append(f"{first.year + 1} 年放假安排尚未公布，{first.isoformat()} 以后的工作日数是暂定的")
    return found


def _periods(outcome: Outcome) -> Iterator[Seen]:
    """The ends of the asked periods whose own working days are read."""
    kinds = {frame.per for step in outcome.plan.steps for frame, names in [frame_reads(step)] if frame and names & OWN}
    for span in outcome.plan.spans:
        if span.asked and span.kind in kinds:
            yield from ((span.first, ""), (span.last, ""))


def _of_step(outcome: Outcome, step: Step) -> Iterator[Seen]:
    names = {name for term in _terms(step) for name in columns(term) if name.endswith(WORKDAY)}
    if isinstance(step, Return) and step.within_working_days is not None:
        names.add(f"#date{WORKDAY}")
        undone = [one for one in outcome.plan.steps if isinstance(one, Post) and one.rule in step.undoes]
        for post in undone:
            yield from _on_facts(outcome, "fact", post.kinds, post.of, {f"#date{WORKDAY}"})
    if not names:
        return
    match step:
        case Tally():
            yield from _on_facts(outcome, step.source, step.kinds, step.column.frame.of, names)
        case Post():
            yield from _on_facts(outcome, step.source, step.kinds, step.of, names)
        case Return() | JudgeFact():
            yield from _on_facts(outcome, "fact", step.kinds, step.of, names)
        case _:
            yield from _on_frame(outcome, step, names)


def _terms(step: Step) -> Iterator[Term]:
    for part in fields(step):
        value = getattr(step, part.name)
        if isinstance(value, Term):
            yield value
        elif isinstance(value, Schedule):
            yield from (term for _, term in value.steps)
            if value.cap is not None:
                yield value.cap


def _on_facts(outcome: Outcome, source: str, kinds: tuple[str, ...], of: str, names: set[str]) -> Iterator[Seen]:
    """The days in the records of the asked period."""
    world, first = outcome.world, outcome.plan.period.first.toordinal()
    for _, what in world.confirmed(source, kinds):
        for subject, _ in subjects_of(world, what, of) if what.day >= first else []:
            read = world.fact_reader(what, of, subject)
            days = (read(name.removesuffix(WORKDAY)) for name in names)
            yield from ((day, what.no) for day in days if isinstance(day, int))


def _on_frame(outcome: Outcome, step: Step, names: set[str]) -> Iterator[Seen]:
    """The days in attributes of the people or units of the asked periods."""
    frame, _ = frame_reads(step)
    if frame is None:
        return
    for subject, number in outcome.world.rows(frame):
        span = outcome.spans[number]
        if span.asked:
            read = outcome.world.reader(frame.of, subject, span)
            days = (read(name.removesuffix(WORKDAY)) for name in names)
            yield from ((day, "") for day in days if isinstance(day, int))
