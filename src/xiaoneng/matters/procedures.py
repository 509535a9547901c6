"""办理的规矩: what a rulebook's procedure allows now: its step, its term, its outcomes. Computed from the clock when asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from xiaoneng.audit.clock import day_of
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.org.models import Unit
from xiaoneng.rulebook.calendar import Due, due, due_in_hours, national_calendar
from xiaoneng.rulebook.language.procedures import Procedure, Step, Within
from xiaoneng.rulebook.language.shapes import NUMBER


@dataclass(frozen=True)
class Known:
    """一个程序: of an enactment in force; one that can run has steps with outcomes."""

    enactment: Enactment
    key: str
    procedure: Procedure

    @property
    def runs(self) -> bool:
        return bool(self.procedure.steps) and all(step.may for step in self.procedure.steps)


def procedures_of(office: Unit, on: date) -> dict[str, Known]:
    """办得了的程序: of the rulebooks in force, those of the office's earlier enactment first where two bear the same key."""
    found: dict[str, Known] = {}
    for enactment in in_force(office, on):
        for key, procedure in source_of(enactment).rulebook.procedures.items():
            known = Known(enactment, key, procedure)
            if known.runs:
                found.setdefault(key, known)
    return found


def step_of(procedure: Procedure, step_id: str) -> Step | None:
    """The step of that id; None once a matter has ended."""
    return next((step for step in procedure.steps if step.id == step_id), None)


def next_step(procedure: Procedure, step: Step, outcome: str) -> Step | None:
    """下一步: what `then` says of the outcome; where it says nothing the step after, for the last step none."""
    named = step.then.get(outcome)
    if named is not None:
        return None if named == "end" else step_of(procedure, named)
    at = procedure.steps.index(step)
    return procedure.steps[at + 1] if at + 1 < len(procedure.steps) else None


def due_of(within: Within | None, enactment: Enactment, since: datetime, fields: Mapping[str, str]) -> Due | None:
    """期限: when a step is due, None where nothing says so or the office has not answered. The calendar is asked each time."""
    if within is None:
        return None
    start = day_of(since)
    if within.field is not None:
        text = fields.get(within.field, "")
        try:
            return Due(date.fromisoformat(text), False, f"所填期限 {text}")
        except ValueError:
            return None
    days = number_of(within.working_days, enactment)
    if days is not None:
        return due(start, days, unit="working", starts=within.starts, calendar=national_calendar())
    days = number_of(within.days, enactment) or number_of(within.ask, enactment)
    if days is not None:
        return due(start, days, unit="calendar", starts=within.starts, rest_day="next_working", calendar=national_calendar())
    months = number_of(within.months, enactment)
    if months is not None:
        rest = national_calendar()
        return due(start, months, unit="months", starts=within.starts, ends="same_day", rest_day="next_working", calendar=rest)
    hours = number_of(within.hours, enactment)
    if hours is not None:
        return due_in_hours(since, hours)
    return Due(start, False, "当日") if within.same_day or within.at_once else None


def number_of(text: str | None, enactment: Enactment) -> int | None:
    """A number as it stands, or the office's answer to the parameter of that name; None where there is none."""
    if text is None:
        return None
    said = text if NUMBER.fullmatch(text) else enactment.answers.get(text)
    return int(str(said)) if said is not None and str(said).isdigit() else None


def words_of(step: Step, enactment: Enactment) -> list[str]:
    """由谁办: the words of a step, each once, parameters replaced by the office's answers; one without an answer says what is asked."""
    asked = source_of(enactment).rulebook.parameters

    def said(word: str) -> str:
        if word in enactment.answers or word not in asked:
            return str(enactment.answers.get(word, word))
        return f"“{asked[word].asks}”还没有答复"

    return list(dict.fromkeys(said(word) for word in step.who))
