"""收录: one reader for a form, a row of a spreadsheet and a call of the API; the office's roll is its directory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xiaoneng.files.cells import DEFAULT_LIMITS, Problem, ProblemLog
from xiaoneng.files.directory import Directory
from xiaoneng.files.facts import read_rows
from xiaoneng.files.fields import columns_of_all
from xiaoneng.files.folding import fold_header
from xiaoneng.files.sheet import Intake, Numbers, Written
from xiaoneng.files.tables import Columns, Row, Table
from xiaoneng.files.works import read_works
from xiaoneng.ledger.people import people_and_units
from xiaoneng.org.models import Unit
from xiaoneng.rulebook.engines import relations
from xiaoneng.rulebook.language.load import Source

FACT_COLUMNS = ("编号", "日期", "截止日期", "对象", "事项", "数量", "说明", "依据", "状态")
WORK_COLUMNS = ("编号", "类别", "标题", "作者", "日期", "采用级别", "参评", "评定", "状态")


LONGEST_BASIS = 200


@dataclass(frozen=True)
class Roll:
    """名册: an office's people and units as the readers look them up, and the way back to the database."""

    directory: Directory
    people: tuple[int, ...]
    units: tuple[int, ...]


@dataclass(frozen=True)
class Taken:
    """收录的结果: what each good row says, by its line, and everything wrong with the others."""

    facts: dict[int, relations.Fact] = field(default_factory=dict)
    works: dict[int, relations.Work] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    warnings: tuple[str, ...] = ()


def roll_of(office: Unit) -> Roll:
    """名册: everybody and every unit that ever belonged to the office; whether a day is one of service is the reader's question."""
    people, units = people_and_units(office)
    directory = Directory()
    for _, person in people:
        directory.add_person(person)
    for _, unit in units:
        directory.add_unit(unit)
    at = {pk: place for place, (pk, _) in enumerate(units)}
    ended = Unit.objects.filter(pk__in=at, until__isnull=False).values_list("pk", "until")
    directory.ended.update((at[pk], until.toordinal()) for pk, until in ended if until is not None)
    return Roll(directory, tuple(pk for pk, _ in people), tuple(at))


def fact_columns(source: Source) -> tuple[str, ...]:
    """各栏: the columns a fact of this rulebook may have, its own and those of declared fields."""
    return tuple(dict.fromkeys([*FACT_COLUMNS, *columns_of_all(kind.fields for kind in source.rulebook.facts.values())]))


def take_facts(source: Source, roll: Roll, rows: Sequence[tuple[int, Mapping[str, str]]], file: str) -> Taken:
    """收事实: rows of raw texts by column name, each with its line. Problems are all told at once, as for files.

    What a row does not name is blank; columns that the rulebook does not know are left to the caller.
    """
    columns = fact_columns(source)
    return take_lines(source, roll, columns, [(line, [values.get(one, "") for one in columns]) for line, values in rows], file)


def take_lines(source: Source, roll: Roll, columns: Sequence[str], rows: Iterable[tuple[int, list[str]]], file: str) -> Taken:
    """成行收事实: as `take_facts`, for rows that all have their texts in the order of `columns`, which are columns of facts."""
    heads = [fold_header(column) for column in columns]
    known = Columns(file, heads, lettered=False)
    table = Table(file, heads, [Row(line, values, known) for line, values in rows])  # type: ignore[arg-type]
    intake = _intake(source, {"facts": table}, file)
    read = read_rows(intake, roll.directory, Numbers())
    basis = known.index.get("依据")
    for row in table.rows if basis is not None else ():
        if len(str(row.values[basis or 0])) > LONGEST_BASIS:
            intake.log.add(row["依据"].problem(f"超过 {LONGEST_BASIS} 字", "请只写文号、件号，经过写在说明里"))
    problems = tuple(dict.fromkeys(intake.log.problems))
    wrong = {problem.line for problem in problems}
    facts = {row.line: fact for row, fact in read if row.line not in wrong}
    return Taken(facts=facts, problems=problems, warnings=tuple(intake.warnings))


def take_works(source: Source, roll: Roll, rows: Sequence[tuple[int, Mapping[str, str]]], file: str) -> Taken:
    """收作品: as `take_facts`."""
    columns = (*WORK_COLUMNS, *columns_of_all(kind.fields for kind in source.rulebook.works.values()))
    table = _table(file, tuple(dict.fromkeys(columns)), rows)
    intake = _intake(source, {"works": table}, file)
    read = read_works(intake, roll.directory, Numbers())
    by_no = {_numbered(row, "works"): row.line for row in table.rows}
    problems = tuple(dict.fromkeys(intake.log.problems))
    wrong = {problem.line for problem in problems}
    works = {by_no[work.no]: work for work in read if by_no[work.no] not in wrong}
    return Taken(works=works, problems=problems, warnings=tuple(intake.warnings))


def _intake(source: Source, tables: Mapping[str, Table], file: str) -> Intake:
    log = ProblemLog(DEFAULT_LIMITS.problems_kept)
    return Intake(Path(file), source.rulebook, DEFAULT_LIMITS, log, written=Written(file, tables))


def _table(file: str, columns: tuple[str, ...], rows: Sequence[tuple[int, Mapping[str, str]]]) -> Table:
    heads = [fold_header(column) for column in columns]
    known = Columns(file, heads, lettered=False)
    return Table(file, heads, [Row(line, [values.get(column, "") for column in columns], known) for line, values in rows])


def _numbered(row: Row, stem: str) -> str:
    """The number that the reader gives a row: its own, else one made of table and line."""
    return row["编号"].text.strip() or f"{stem}:{row.line}"
