"""案头: what every sheet of the workbook needs: the order of people, their units, heads and feet, numbers as decimals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from xiaoneng.files.workbook_paper import Cell, Column, Page, text_width
from xiaoneng.rulebook.results.outcome import Outcome
from xiaoneng.rulebook.results.records import Records, unit_of_metric
from xiaoneng.rulebook.results.sentences import is_number, measured, period_words

Json = dict[str, Any]
SIGNED = ("单位（盖章）", "填表人", "审核人", "日期：　　　年　　月　　日")
MOST_NUMBERS = 30
"""So many 编号 stand in one cell; the rest is on the sheet 明细."""


@dataclass
class Desk:
    """一份结果在案头: the outcome and its report."""

    outcome: Outcome
    report: Json
    office: str = ""
    """Whose sheets these are; the document's issuer where it is not said."""

    @cached_property
    def records(self) -> Records:
        return Records(self.outcome)

    @cached_property
    def places(self) -> dict[tuple[str, str], tuple[str, int]]:
        """(number, name) → (`person` or `unit`, position in the office's own list)."""
        office = self.outcome.office
        found: dict[tuple[str, str], tuple[str, int]] = {(unit.name, unit.name): ("unit", n) for n, unit in enumerate(office.units)}
        return found | {(person.no, person.name): ("person", n) for n, person in enumerate(office.people)}

    def place(self, row: Json) -> tuple[str, int]:
        """Where a row's subject stands in the office's order: people first."""
        return self.places.get((row["subject"], row["name"]), ("unit", len(self.outcome.office.units)))

    def ordered(self, rows: Iterable[Json]) -> list[Json]:
        """Rows in the office's order; rows of one subject keep theirs."""
        return sorted(rows, key=self.place)

    def unit_of(self, of: str, subject: int, last: int | None = None) -> str:
        """The section of a person at the end of a period; a unit's own name."""
        if of == "unit":
            return self.outcome.office.units[subject].name if subject < len(self.outcome.office.units) else ""
        world = self.outcome.world
        day = min(last if last is not None else world.horizon, world.horizon, self.outcome.office.people[subject].left)
        unit = world.unit_on(subject, day)
        return self.outcome.office.units[unit].name if unit is not None else ""

    @cached_property
    def _shared_names(self) -> set[str]:
        names = Counter(person.name for person in self.outcome.office.people)
        return {name for name, count in names.items() if count > 1}

    def called(self, of: str, subject: int) -> str:
        """A name as it stands on a sheet; with the 工号 where several people bear it."""
        name = self.outcome.name(of, subject)
        return f"{name}（{self.outcome.subject(of, subject)}）" if of == "person" and name in self._shared_names else name

    def who(self, row: Json) -> tuple[str, str]:
        """(姓名, 科室) of a row's subject; a unit is its own section."""
        of, subject = self.place(row)
        return (row["name"], row["name"]) if of == "unit" else (self.called(of, subject), self.unit_of(of, subject))

    def page(self, name: str, columns: Iterable[Column], rows: list[tuple[Cell, ...]], **more: Any) -> Page:
        """A page with the usual head and foot.

        Keywords: `title`, `clause`, `period`, `notes` (lines of the head), `signers` (beside the usual ones), `total`, `keys`.
        """
        document, plan = self.outcome.book.document, self.outcome.plan
        number = f"（{document.number}）" if document.number else ""
        asked = more.get("clause") or ""
        clause = f"　　条款：{asked}" if asked else ""
        period = period_words(more.get("period") or plan.period.label)
        upto = f"　　截至：{plan.horizon.isoformat()}" if plan.horizon < plan.period.last else ""
        head = (f"单位：{self.office or document.issuer}　　期间：{period}{upto}", f"依据：《{document.title}》{number}{clause}")
        signers = tuple(dict.fromkeys((SIGNED[0], *more.get("signers", ()), *SIGNED[1:])))
        title = f"{more.get('title', name)}（{period}）"
        rest = (more.get("total"), signers, more.get("keys", ()), asked, tuple(more.get("notes", ())))
        return Page(name, title, head, tuple(columns), rows, *rest)

    def decider(self, word: str | None) -> str:
        """Who decides: a body's name, or the answer that names it; 有权机构 where that is still open."""
        if word is None or word in self.outcome.book.parameters:
            return self.outcome.plan.answers.get(word or "", "有权机构")
        return word

    def evidence(self, line: Json, period: str, without: str = "") -> str:
        """What stands beside a line: values, 无 where nothing is recorded, and 符合 or 不符合 where it can be checked."""
        said = [line["said"]] if line.get("said") else []
        for one in line["evidence"]:
            reckoned = "period" in one
            if one["value"] is not None and (reckoned or one["value"] != "0") and not (reckoned and one["metric"] == without):
                when = f"{one['period']} " if one.get("period", period) != period else ""
                said.append(f"{when}{one['metric']} {measured(one['value'], unit_of_metric(self.outcome, one['metric']))}")
        text = "\n".join(said) or ("无" if line["evidence"] else "")
        if "holds" in line:
            text = f"{text}\n{'符合' if line['holds'] else '不符合'}".lstrip()
        return text

    def numbers(self, nos: Iterable[str], width: int) -> str:
        """`F001、F002` in lines of at most so many characters, or the first of many and how many there are."""
        found = list(dict.fromkeys(nos))
        text = in_lines(found[:MOST_NUMBERS], width)
        return text if len(found) <= MOST_NUMBERS else f"{text}\n等 {len(found)} 件，全部见“明细”"


def in_lines(words: list[str], width: int) -> str:
    """Words with 、 between them, broken only between words."""
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]}、{word}" if lines else word
        if lines and text_width(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)


def cell(value: str | int | None, empty: str = "") -> Cell:
    """A figure for a cell: a decimal where it is a number, its text otherwise."""
    if value is None:
        return empty
    text = str(value)
    return Decimal(text) if is_number(text) else text


def total_of(values: Iterable[Cell]) -> Decimal:
    """合计: the exact sum of the numbers among cells."""
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))
