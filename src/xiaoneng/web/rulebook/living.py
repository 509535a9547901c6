"""活的制度: clause by clause what it asks and how it stands now, for whom the viewer may see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from xiaoneng.files.standing import Line, standing
from xiaoneng.files.wording.asks import asks
from xiaoneng.files.wording.derived import Ask
from xiaoneng.files.wording.names import Wording
from xiaoneng.ledger.evaluation import Evaluation, evaluate
from xiaoneng.ledger.models import Enactment
from xiaoneng.ledger.originals import words_of
from xiaoneng.ledger.rulebooks import source_of
from xiaoneng.rulebook.calendar import containing
from xiaoneng.rulebook.language.clauses import Place, outline, pieces

NUMERALS = frozenset("〇零一二三四五六七八九十百")
DEEPEST = 3


@dataclass(frozen=True)
class ClauseView:
    """一条: its place in the outline, what it asks, the office's own words where its document was loaded, and how it stands."""

    place: Place
    asks: tuple[Ask, ...]
    text: str
    lines: tuple[Line, ...]
    readings: tuple[dict[str, str], ...]
    names: bool
    """Whether names and records behind the figures are shown."""

    @property
    def number(self) -> str:
        return self.place.number

    @property
    def level(self) -> int:
        return min(self.place.depth, DEEPEST)

    @property
    def open(self) -> int:
        return sum(line.open for line in self.lines)

    @property
    def short(self) -> str:
        """The last part of the number, as an outline shows it."""
        last = pieces(self.number)[-1] if self.place.depth else self.number
        return f"{last}、" if self.place.depth == 0 and set(last) <= NUMERALS else f"{last} "

    @property
    def anchor(self) -> str:
        return "c-" + "-".join(self.number.split())


def year_of(enactment: Enactment, on: date) -> Evaluation:
    """今年到今天: the assessment year of the day, with what is dated up to it."""
    period = containing(on, "year")
    return evaluate(enactment, period.label, min(on, period.last))


def living(enactment: Enactment, on: date, names: bool) -> list[ClauseView]:
    """整部制度: every clause in the document's order."""
    found = year_of(enactment, on)
    book = source_of(enactment).rulebook
    settings: Mapping[str, Any] = (
        {name: reading.default for name, reading in book.readings.items()} | found.outcome.plan.readings | found.outcome.plan.answers
    )
    wording = Wording(book, dict(settings))
    said, lines = asks(wording), found.kept("standing", lambda: standing(found.outcome, found.result))
    own = words_of(enactment)
    return [
        ClauseView(
            place,
            tuple(said.get(place.number, ())),
            own.get(place.number, ""),
            tuple(lines.get(place.number, ())),
            tuple(_readings(wording, place.number)),
            names,
        )
        for place in outline(book.clauses)
    ]


def _readings(wording: Wording, clause: str) -> list[dict[str, str]]:
    """The readings of a clause with the value in force."""
    return [
        {"says": reading.says, "value": wording.word(value, reading.labels), "own": "" if value == reading.default else "本单位选定"}
        for name, reading in wording.book.readings.items()
        if reading.clause == clause and (value := wording.settings.get(name, reading.default)) is not None
    ]
