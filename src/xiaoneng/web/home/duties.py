"""职责的日子: what a rulebook only registers as somebody's duty, where its text gives a day or a period. That it was done is not kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from xiaoneng.files.wording.registered import EVERY
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.rulebooks import in_force, source_of
from xiaoneng.org.permit import Viewer
from xiaoneng.org.resolve import Meant
from xiaoneng.rulebook.calendar import containing, occurrences
from xiaoneng.rulebook.calendar.periods import Kind, Period
from xiaoneng.rulebook.language.procedures import Duty

PERIODS: Mapping[str, Kind] = {"month": "month", "quarter": "quarter", "half": "half", "year": "year"}
"""What recurs once in a period is done by the period's last day where the text names no other; weeks and days would fill a calendar."""
BIWEEKLY_DAYS = 14
LEAP_YEARS = 8
"""Within so many years there is a 29 February."""


@dataclass(frozen=True)
class DutyDay:
    """一项职责最近的日子. `for_runner` names whom the office's data can't tell: whoever runs the year is told instead."""

    enactment: Enactment
    key: str
    duty: Duty
    day: date
    for_runner: str = ""

    @property
    def note(self) -> str:
        """How often, and who where it isn't oneself."""
        recurs = self.duty.every in PERIODS
        said = [self.enactment.title, f"{EVERY[self.duty.every]}一次" if recurs else ""]
        said += ["没有写明哪天，最迟期末" if recurs and self.duty.by is None else "", "一般性要求" if self.duty.soft else ""]
        return "，".join(part for part in (*said, f"由{self.for_runner}" if self.for_runner else "") if part)


def duties_for(viewer: Viewer, runs: bool) -> Iterator[DutyDay]:
    """我的职责: those that name the viewer; for whoever runs the year also those whose words name nobody whom the office knows."""
    desk = _Desk(viewer)
    for enactment in in_force(viewer.office, viewer.on):
        book = source_of(enactment).rulebook
        for key, duty in book.duties.items():
            day = next_day(duty, enactment.answers, viewer.on)
            if day is None or (enactment.until is not None and day > enactment.until):
                continue
            words = [str(enactment.answers.get(word, word)) for word in duty.who]
            words = [book.bodies[word].name if word in book.bodies else word for word in words]
            unknown = desk.unknown(words) if runs else []
            if desk.means(words):
                yield DutyDay(enactment, key, duty, day)
            elif runs and (unknown or not words):
                yield DutyDay(enactment, key, duty, day, "、".join(unknown) or "本单位")


def next_day(duty: Duty, answers: Mapping[str, Any], on: date) -> date | None:
    """最近的日子, today or later; None where the text and the office's answers give none."""
    if duty.by is not None:
        said = duty.by.by or (answers.get(duty.by.ask) if duty.by.ask else None)
        return _said_day(str(said), on, once=duty.every == "once") if said is not None else None
    if duty.every == "two_weeks" and duty.anchor is not None:
        anchor = _whole_day(str(answers.get(duty.anchor, "")))
        return _next_of_two_weeks(anchor, on) if anchor is not None else None
    kind = PERIODS.get(duty.every)
    return containing(on, kind).last if kind is not None else None


def _said_day(text: str, on: date, once: bool) -> date | None:
    """`2026-03-10` is that day; `12-31` the next one of the years, where it is not of one year only that nothing names."""
    whole = _whole_day(text)
    if whole is not None or once:
        return whole if whole is not None and whole >= on else None
    days = (_whole_day(f"{year}-{text}") for year in range(on.year, on.year + LEAP_YEARS + 1))
    return next((day for day in days if day is not None and day >= on), None)


def _whole_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _next_of_two_weeks(anchor: date, on: date) -> date:
    if on <= anchor:
        return anchor
    last = date.fromordinal(on.toordinal() + BIWEEKLY_DAYS - 1)
    return occurrences("biweekly", anchor, Period(f"{on}..{last}", "span", on, last))[0]


class _Desk:
    """一个人: which words mean them; each word is looked up once."""

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    @cached_property
    def _meant(self) -> Meant:
        return Meant(self.viewer.office, self.viewer.on)

    def means(self, words: Iterable[str]) -> bool:
        """Whether some of the words mean the viewer."""
        return any(person.pk == self.viewer.pk for word in words for person in self._meant.members(word))

    def unknown(self, words: Iterable[str]) -> list[str]:
        """The words that mean nobody."""
        return [word for word in words if not self._meant.members(word)]
