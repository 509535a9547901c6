"""A row that says what good rows said before is read as it is read alone: same fact, same faults, whatever stood before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.files.office_folder import RULEBOOK
from xiaoneng.files.cells import DEFAULT_LIMITS, Problem, ProblemLog
from xiaoneng.files.directory import Directory
from xiaoneng.files.facts import read_rows
from xiaoneng.files.fields import columns_of_all
from xiaoneng.files.sheet import Intake, Numbers, Written
from xiaoneng.files.tables import Columns, Row, Table
from xiaoneng.rulebook.engines.relations import FOREVER, Fact, Person, Unit
from xiaoneng.rulebook.language.load import Source, load_text

FILE = "表.csv"
CELLS = {
    "日期": ("2031-02-03", "2031/2/4", "2031-13-01", ""),
    "对象": ("P1", "P2", "文书组", "白露", "立夏", "P9", ""),
    "事项": ("晚到", "来迟", "表扬", "调分", "抽查", "外借", "通报", "飞行"),
    "数量": ("", "1", "-1", "0", "0.5", "二"),
    "截止日期": ("", "2031-02-05", "2031-02-01"),
    "状态": ("", "待确认", "确认"),
    "说明": ("", "有责", "路上堵车"),
    "依据": ("", "无责"),
    "幅度": ("", "-2", "x"),
    "去向": ("", "外勤组"),
    "责任人": ("", "P1、P2", "P9"),
    "得分": ("", "3"),
    "等次": ("", "甲", "丁"),
}
LAST = date(2031, 2, 3).toordinal()
"""The last day of somebody's service: there are facts of that day and of the next."""
Asked = Sequence[tuple[str, ...]]


@cache
def source() -> Source:
    return load_text(RULEBOOK)


def directory() -> Directory:
    made = Directory()
    for no, name, left in (("P1", "白露", FOREVER), ("P2", "谷雨", LAST), ("P3", "立夏", FOREVER), ("P4", "立夏", FOREVER)):
        made.add_person(Person(no, name, left=left))
    for name in ("文书组", "外勤组", "外勤组"):
        made.add_unit(Unit(name))
    made.ended.update({0: LAST, 1: LAST})
    return made


def read(columns: Sequence[str], rows: Asked, first: int = 1) -> tuple[dict[int, Fact], set[Problem]]:
    known = Columns(FILE, list(columns), lettered=False)
    table = Table(FILE, list(columns), [Row(line, list(values), known) for line, values in enumerate(rows, first)])
    log = ProblemLog(DEFAULT_LIMITS.problems_kept)
    intake = Intake(Path(FILE), source().rulebook, DEFAULT_LIMITS, log, written=Written(FILE, {"facts": table}))
    return {row.line: fact for row, fact in read_rows(intake, directory(), Numbers())}, set(log.problems)


@st.composite
def tables(draw: st.DrawFn) -> tuple[tuple[str, ...], Asked]:
    """A table in any order of columns, some of the optional ones missing: of a few good rows, with a cell changed here and there."""
    wanted = draw(st.sets(st.sampled_from(sorted(CELLS))))
    columns = draw(st.permutations(sorted(wanted | {"日期", "对象", "事项"})))
    kinds = st.sampled_from(CELLS["事项"][:-1])
    good = [[CELLS[name][0] for name in columns] for _ in range(3)]
    for row in good:
        row[columns.index("事项")] = draw(kinds)
        row[columns.index("对象")] = draw(st.sampled_from(CELLS["对象"][:3]))
    rows = []
    for base in draw(st.lists(st.sampled_from(good), min_size=5, max_size=30)):
        row = list(base)
        for name in draw(st.lists(st.sampled_from(columns), max_size=2)):
            row[columns.index(name)] = draw(st.sampled_from(CELLS[name]))
        rows.append(tuple(row))
    return tuple(columns), rows


@settings(max_examples=80, derandomize=True, deadline=None)
@given(tables())
def test_a_row_is_read_as_it_is_read_alone(table: tuple[tuple[str, ...], Asked]) -> None:
    columns, rows = table
    rows = [*rows, *rows]
    facts, problems = read(columns, rows)
    alone = [read(columns, [values], line) for line, values in enumerate(rows, 1)]
    assert facts == {line: fact for found, _ in alone for line, fact in found.items()}
    assert problems == set().union(*(wrong for _, wrong in alone))


def test_every_column_of_the_table_is_one_that_is_read() -> None:
    known = columns_of_all(kind.fields for kind in source().rulebook.facts.values())
    assert set(CELLS) <= {"日期", "对象", "事项", "数量", "截止日期", "状态", "说明", "依据", *known}


def test_a_number_given_twice_is_told_of_rows_that_repeat() -> None:
    facts, problems = read(("编号", "日期", "对象", "事项"), [("F1", "2031-02-03", "P1", "晚到"), ("f1", "2031-02-03", "P1", "晚到")] * 2)
    assert sorted(problem.line for problem in problems) == [3, 4]
    assert len(facts) == 4


def test_a_day_after_somebodys_service_is_told_where_day_and_person_were_good_before() -> None:
    rows = [("2031-02-04", "P1", "晚到"), ("2031-02-03", "P2", "晚到"), ("2031-02-04", "P2", "晚到")]
    _, problems = read(("日期", "对象", "事项"), rows)
    assert [(problem.line, problem.column) for problem in problems] == [(3, "日期")]
