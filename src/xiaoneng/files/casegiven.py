"""用例的“已知”: the rows of a case become the same tables that an office's files give, with what a case may leave out filled in.

A row may say `repeat: 36`. People without 工号 or 姓名 are invented, facts and works without 编号 are F1, F2 … and W1, W2 …;
where a case lists no people or no units, those that its facts and works name are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from xiaoneng.files.folding import fold_header, fold_name
from xiaoneng.files.sheet import Written
from xiaoneng.files.tables import Columns, Row, Table
from xiaoneng.rulebook.language.nodes import Node
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.problems import Flaw, nearest

STEMS = ("people", "units", "memberships", "facts", "works", "honours")
PARAMETERS = "parameters"
REPEAT = "repeat"
MOST_REPEATS = 10_000
OFFICE = "办公室"
INVENTED = "人员"
LETTERS = {"facts": "F", "works": "W"}


@dataclass
class _Line:
    """A row with its line in the case file."""

    line: int
    values: dict[str, str]


@dataclass
class _Given:
    book: Rulebook
    file: str
    rows: dict[str, list[_Line]] = field(default_factory=dict)
    flaws: list[Flaw] = field(default_factory=list)


def read_given(node: Node | None, book: Rulebook, file: str) -> tuple[Written, list[Flaw]]:
    """已知: the tables and answers of a case's `given`, and what is wrong with its form."""
    given = _Given(book, file)
    parts = node.value if node is not None else {}
    if not isinstance(parts, dict) or node is None:
        flaws = [node.spot.flaw("given 应写成“表: 行的列表”，如 facts: [{…}]")] if node is not None and node.value else []
        return Written(file, {}), flaws
    for name, part in parts.items():
        if name in STEMS:
            given.rows[name] = list(_lines(given, part))
        elif name != PARAMETERS:
            given.flaws.append(node.keys[name].flaw(f"given 下不认识“{name}”{nearest(name, [*STEMS, PARAMETERS])}"))
    _fill(given)
    tables = {stem: _table(file, rows) for stem, rows in given.rows.items() if rows}
    return Written(file, tables, parts.get(PARAMETERS)), given.flaws


def _lines(given: _Given, node: Node) -> Iterator[_Line]:
    """The rows of one table, each as often as it says."""
    if not isinstance(node.value, list):
        given.flaws.append(node.spot.flaw("这里应是行的列表，如 [{工号: A1, 科室: 办公室}]"))
        return
    for row in node.value:
        if not isinstance(row.value, dict):
            given.flaws.append(row.spot.flaw("一行应写成 {列名: 值}"))
            continue
        values = {fold_header(name): _text(given, part) for name, part in row.value.items() if name != REPEAT}
        for _ in range(_repeats(given, row.value.get(REPEAT))):
            yield _Line(row.spot.line, dict(values))


def _repeats(given: _Given, node: Node | None) -> int:
    if node is None:
        return 1
    text = node.value if isinstance(node.value, str) else ""
    if text.isascii() and text.isdigit() and len(text) < len(str(MOST_REPEATS)) + 1 and 1 <= int(text) <= MOST_REPEATS:
        return int(text)
    given.flaws.append(node.spot.flaw(f"repeat 应是 1 到 {MOST_REPEATS} 的整数"))
    return 0


def _text(given: _Given, node: Node) -> str:
    """A value as it would stand in a cell; a list is written with 、 between."""
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, list) and all(isinstance(part.value, str) for part in node.value):
        return "、".join(str(part.value) for part in node.value)
    given.flaws.append(node.spot.flaw("这里应是一个值，或几个值的列表"))
    return ""


def _fill(given: _Given) -> None:
    """Number what has no number, and invent whom and what the case leaves out."""
    for stem, letter in LETTERS.items():
        _number(given.rows.get(stem, []), "编号", letter)
    units = [row.values.get("科室", "") for row in given.rows.get("units", [])]
    if "people" not in given.rows:
        given.rows["people"] = [_Line(line, {"工号": who}) for who, line in _people_named(given, set(map(fold_name, units))).items()]
    _number(given.rows["people"], "工号", INVENTED)
    home = units[0] if units else OFFICE
    for row in given.rows["people"]:
        row.values.setdefault("姓名", row.values["工号"])
        row.values.setdefault("科室", home)
    if "units" not in given.rows:
        given.rows["units"] = [_Line(line, {"科室": name}) for name, line in _units_named(given).items()]


def _number(rows: list[_Line], column: str, letter: str) -> None:
    taken = {row.values[column] for row in rows if column in row.values}
    count = 0
    for row in rows:
        count += 1
        while column not in row.values and f"{letter}{count}" in taken:
            count += 1
        row.values.setdefault(column, f"{letter}{count}")


def _subjects(given: _Given, of_units: bool) -> Iterator[tuple[str, int]]:
    """The 对象 of facts, of those about units only or of the others, with their lines."""
    names: Mapping[str, tuple[str, ...]] = {
        fold_name(word): kind.of for key, kind in given.book.facts.items() for word in (key, kind.name, *kind.also)
    }
    for row in given.rows.get("facts", []):
        of = names.get(fold_name(row.values.get("事项", "")), ("person",))
        if row.values.get("对象") and ("person" not in of) == of_units:
            yield row.values["对象"], row.line


def _people_named(given: _Given, units: set[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for who, line in _subjects(given, of_units=False):
        if fold_name(who) not in units:
            found.setdefault(who, line)
    for row in given.rows.get("works", []):
        for who in row.values.get("作者", "").split("、"):
            if who:
                found.setdefault(who, row.line)
    return found


def _units_named(given: _Given) -> dict[str, int]:
    found: dict[str, int] = {}
    for stem in ("people", "memberships"):
        for row in given.rows.get(stem, []):
            if row.values.get("科室"):
                found.setdefault(row.values["科室"], row.line)
    for name, line in _subjects(given, of_units=True):
        found.setdefault(name, line)
    return found or {OFFICE: 1}


def _table(file: str, lines: Iterable[_Line]) -> Table:
    lines = list(lines)
    names = list(dict.fromkeys(name for row in lines for name in row.values))
    columns = Columns(file, names, False)
    return Table(file, names, [Row(row.line, [row.values.get(name, "") for name in names], columns) for row in lines])
