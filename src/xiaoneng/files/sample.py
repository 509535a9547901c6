"""示范一年: an invented office's year for any rulebook, as the files that `read_office` reads."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple, TypeVar

from xiaoneng.files.facts import NEEDED as FACT_NEEDED
from xiaoneng.files.sample_answers import answer_lines, answers_for, varied
from xiaoneng.files.sample_demand import demand_of
from xiaoneng.files.sample_facts import REMARK, FactRow, SampleYear, WorkRow, column_of
from xiaoneng.files.sample_roll import SamplePerson, SampleRoll, quantity_text
from xiaoneng.files.works import WORK_NEEDED
from xiaoneng.files.writing import reason, whole_file, write_text
from xiaoneng.rulebook.calendar import containing, parse_period
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.names import DataField, Document
from xiaoneng.rulebook.plan.answers import Answers, month_day
from xiaoneng.rulebook.plan.compile import Request, compile_plan
from xiaoneng.rulebook.problems import Refused

Progress = Callable[[int, int], None]
T = TypeVar("T", FactRow, WorkRow)
FALLBACK = date(2025, 1, 1)
"""Whose year is taken for a document that bears no date."""
SORTED_UP_TO = 20_000
"""Offices up to this size get facts in the order of days; larger ones in the order of people, so that nothing is kept in memory."""
REPORT_EVERY = 1000
PEOPLE = ("工号", "姓名", "性别", "出生日期", "科室", "政治面貌", "班子成员", "职务", "入职日期", "离职日期")
UNITS = ("科室", "类别", "上级")
MEMBERSHIPS = ("工号", "科室", "自", "至")
FACTS = ("编号", *FACT_NEEDED, "数量", REMARK, "依据", "状态", "截止日期")
WORKS = ("编号", *WORK_NEEDED, "标题", "采用级别", "参评", "评定", "状态")


class Sample(NamedTuple):
    """示范: the period that the files are about, and how many rows they hold."""

    period: str
    people: int
    facts: int
    works: int


def write_sample(
    source: Source, folder: Path, people: int = 30, seed: int = 1, year: int | None = None, progress: Progress | None = None
) -> Sample:
    """写示范一年: people, units, memberships, facts, works and parameters.yaml into a folder, the same for the same seed.

    `year` is the assessment year, by default the first in which the document is in force. Files of the same names are replaced.
    `progress` is told how many people of all are done. Raises Refused for a number of people below one or a folder that can't be
    written, RulebookError where the rulebook has flaws.
    """
    if people < 1:
        raise Refused(f"人数“{people}”应不小于 1；请写成如 --people 30")
    made = _year(source, people, seed, year)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_answers(made.roll, folder)
        _write_units(made.roll, folder)
        _write_people(made.roll, folder)
        facts = _write_facts(made, folder, progress)
        works = _write_works(made, folder) if source.rulebook.works else 0
    except OSError as error:
        raise Refused(f"无法写入文件夹“{folder.name}”（{reason(error)}）；请检查权限和磁盘空间") from None
    return Sample(made.roll.period.label, people, facts, works)


def _year(source: Source, people: int, seed: int, year: int | None) -> SampleYear:
    book = source.rulebook
    start = _year_start(source)
    label = str(year) if year is not None else containing(_in_force(book.document), "year", start).label
    period = parse_period(label, start)
    plan = compile_plan(source, Request(label, answers=answers_for(book, period.last.year)))
    return SampleYear(SampleRoll(book, demand_of(book, plan), period, people, seed), start)


def _in_force(document: Document) -> date:
    """A day on which the document is in force: the first one, the day of issue, or a day of a year of our own choice."""
    return document.in_force.from_ or document.issued or document.in_force.to or FALLBACK


def _year_start(source: Source) -> tuple[int, int]:
    text = source.rulebook.conventions.year_start
    known = Answers(source.rulebook, answers_for(source.rulebook, FALLBACK.year))
    if text is not None and known.declared(text) is not None:
        text = known.text(text)
    return month_day(text) if text is not None else (1, 1)


def _write_answers(roll: SampleRoll, folder: Path) -> None:
    answers = varied(roll.book, answers_for(roll.book, roll.period.last.year), roll.number(0))
    text = "\n".join(answer_lines(roll.book, answers))
    write_text(folder / "parameters.yaml", text + "\n")


@contextmanager
def _table(folder: Path, stem: str, columns: Iterable[str]) -> Iterator[Callable[[dict[str, str]], object]]:
    """A table opened for writing, as a function that writes one row of it."""
    with whole_file(folder / f"{stem}.csv") as unfinished, unfinished.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.DictWriter(file, list(columns), restval="")
        out.writeheader()
        yield out.writerow


def _columns(own: tuple[str, ...], groups: Iterable[dict[str, DataField]]) -> list[str]:
    """A table's own columns and those of declared fields, each once."""
    return list(dict.fromkeys([*own, *(column_of(key, one) for group in groups for key, one in group.items())]))


def _write_units(roll: SampleRoll, folder: Path) -> None:
    declared = roll.book.units
    with _table(folder, "units", _columns(UNITS, [declared])) as write:
        for at in range(roll.unit_count):
            draw = roll.draw("unit", at)
            values = {column_of(key, one): roll.value(draw, one, f"@{key}", f"@unit.{key}") for key, one in declared.items()}
            own = (roll.unit_name(at), roll.unit_class(at), roll.unit_parent(at))
            write(values | dict(zip(UNITS, own, strict=True)))


def _write_people(roll: SampleRoll, folder: Path) -> None:
    """Both tables of the roll; who stayed in one unit needs no row of memberships."""
    declared = roll.book.people
    columns = _columns(PEOPLE, [declared])
    with _table(folder, "people", columns) as write, _table(folder, "memberships", MEMBERSHIPS) as write_move:
        for at in range(roll.size):
            person = roll.person(at)
            draw = roll.draw("fields", at)
            values = {column_of(key, one): roll.value(draw, one, f"@{key}") for key, one in declared.items()}
            write(values | _own(roll, person))
            if person.moved is not None:
                before, after = (roll.unit_name(unit) for unit in person.units)
                write_move({"工号": person.number, "科室": before, "至": person.moved.isoformat()})
                write_move({"工号": person.number, "科室": after, "自": (person.moved + timedelta(days=1)).isoformat()})


def _own(roll: SampleRoll, person: SamplePerson) -> dict[str, str]:
    left = person.left.isoformat() if person.left is not None else ""
    values = (
        *(person.number, person.name, person.sex, person.born.isoformat(), roll.unit_name(person.units[-1])),
        *(person.party, "是" if person.leader else "否", person.post, person.joined.isoformat(), left),
    )
    return dict(zip(PEOPLE, values, strict=True))


def _ordered(roll: SampleRoll, rows: Iterator[T]) -> Iterable[T]:
    return sorted(rows, key=lambda row: row.day) if roll.size <= SORTED_UP_TO else rows


def _write_facts(made: SampleYear, folder: Path, progress: Progress | None) -> int:
    roll = made.roll
    columns = _columns(FACTS, [kind.fields for kind in roll.book.facts.values()])
    names = {key: kind.name for key, kind in roll.book.facts.items()}
    number = 0
    with _table(folder, "facts", columns) as write:
        for number, row in enumerate(_ordered(roll, _facts(made, progress)), 1):
            own = {
                "编号": f"F{number:06}",
                "日期": _iso(row.day),
                "对象": row.subject,
                "事项": names[row.kind],
                "数量": quantity_text(row.quantity),
                "状态": row.state,
            }
            until = {"截止日期": _iso(row.until)} if row.until is not None else {}
            write(own | until | row.fields)
    return number


def _facts(made: SampleYear, progress: Progress | None) -> Iterator[FactRow]:
    roll = made.roll
    period = (roll.period.first.toordinal(), roll.period.last.toordinal())
    for at in range(roll.unit_count):
        yield from made.facts_of("unit", at, roll.unit_name(at), period)
    for at in range(roll.size):
        person = roll.person(at)
        yield from made.facts_of("person", at, person.number, person.days(roll.period))
        if progress is not None and ((at + 1) % REPORT_EVERY == 0 or at + 1 == roll.size):
            progress(at + 1, roll.size)


def _write_works(made: SampleYear, folder: Path) -> int:
    roll = made.roll
    columns = _columns(WORKS, [kind.fields for kind in roll.book.works.values()])
    number = 0
    with _table(folder, "works", columns) as write:
        for number, row in enumerate(_ordered(roll, _works(made)), 1):
            own = {
                "编号": f"W{number:06}",
                "类别": roll.book.works[row.kind].name,
                "标题": row.title,
                "作者": "、".join(row.authors),
                "日期": _iso(row.day),
                "采用级别": "、".join(row.levels),
                "参评": "是" if row.entered else "否",
                "评定": row.rated,
                "状态": row.state,
            }
            write(own | row.fields)
    return number


def _works(made: SampleYear) -> Iterator[WorkRow]:
    for at in range(made.roll.size):
        person = made.roll.person(at)
        yield from made.works_of(at, person.number, person.days(made.roll.period))


def _iso(day: int) -> str:
    return date.fromordinal(day).isoformat()
