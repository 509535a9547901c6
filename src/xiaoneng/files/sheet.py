"""收件: one office table opened for reading: needed and known columns, typed cells, problems and warnings on the way."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

from xiaoneng.files.folding import clean, fold_header, fold_id, fold_name, printable
from xiaoneng.files.tables import Cell, InputProblems, Limits, Problem, ProblemLog, Row, Table, find_table, stream_table
from xiaoneng.files.values import parse_date, parse_quantity, parse_yes_no
from xiaoneng.rulebook.language.nodes import Node
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.plan.attributes import BOUND
from xiaoneng.rulebook.problems import nearest

T = TypeVar("T")
HINTS = 20
"""So many unknown words get a nearest one; searching for each of thousands would take minutes."""
SHORT = 24
"""Texts up to this length are cleaned once each: kinds, states and numbers of people repeat by the thousand."""


class Wrong(NamedTuple):
    """不成立: what is wrong with a word that was looked up, and the remedy."""

    what: str
    remedy: str


@dataclass(frozen=True)
class Written:
    """手写的表: tables by stem and answers that stand in another file, such as a case; their columns must all be known."""

    file: str
    tables: Mapping[str, Table]
    answers: Node | None = None


@dataclass
class Intake:
    """收件: the folder (or tables written elsewhere), the rulebook it is read for, and everything found on the way."""

    folder: Path
    book: Rulebook
    limits: Limits
    log: ProblemLog
    warnings: list[str] = field(default_factory=list)
    written: Written | None = None
    """Tables at hand instead of files in the folder."""

    def absorb(self, found: InputProblems) -> None:
        """Add the problems of a file that could not be read."""
        for problem in found.problems:
            self.log.add(problem)
        self.log.more += found.more

    @property
    def found(self) -> int:
        """How many problems there are so far."""
        return len(self.log.problems) + self.log.more


@dataclass
class Sheet:
    """表: the rows of one table. `there`: the file exists; `whole`: every row of it could be read."""

    stem: str
    file: str
    intake: Intake
    there: bool = False
    whole: bool = True
    columns: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    _days: dict[object, int] = field(default_factory=dict)
    _quantities: dict[str, int] = field(default_factory=dict)
    _texts: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._at = {name: at for at, name in enumerate(self.columns)}

    def has(self, column: str) -> bool:
        return column in self._at

    def text(self, row: Row, column: str) -> str:
        """The cleaned text of a cell; '' where it is blank or the table has no such column."""
        at = self._at.get(column)
        if at is None:
            return ""
        value = row.values[at]
        if not isinstance(value, str):
            return row[column].text
        known = self._texts.get(value) if value else ""
        if known is None:
            known = clean(value)
            if len(value) <= SHORT:
                self._texts[value] = known
        return known

    def cell(self, row: Row, column: str) -> Cell | None:
        """A cell that holds something; None where it is blank or the table has no such column."""
        return row[column] if self.text(row, column) else None

    def refuse(self, row: Row, column: str, what: str, remedy: str) -> None:
        """Note a problem of a row, at the column if the table has it."""
        cell = row.get(column)
        problem = cell.problem(what, remedy) if cell is not None else Problem(self.file, row.line, column, "", what, remedy)
        self.intake.log.add(problem)

    def need(self, row: Row, column: str) -> str:
        """As `text`, a blank noted as a problem."""
        text = self.text(row, column)
        if not text:
            self.refuse(row, column, "是空的", "请填写内容")
        return text

    def day(self, row: Row, column: str, needed: bool = False) -> int | None:
        """A date as an ordinal; None where it is blank (a problem if needed) or wrong (noted)."""
        at = self._at.get(column)
        value = row.values[at] if at is not None else ""
        known = self._days.get(value)
        if known is not None:
            return known
        if not self.text(row, column):
            if needed:
                self.refuse(row, column, "是空的", "请填写如 2012-07-18 的日期")
            return None
        found = self.intake.log.read(parse_date, row[column])
        if found is None:
            return None
        return self._days.setdefault(value, found.toordinal())

    def quantity(self, row: Row, column: str, signed: bool = False, unit: str | None = None) -> int | None:
        """A quantity in hundredths, below zero only where it is signed; None where it is wrong or blank (noted)."""
        text = self.text(row, column)
        found = self._quantities.get(text)
        if found is None:
            found = self.intake.log.read(parse_quantity, row[column], BOUND, signed, unit)
            if found is not None and found >= 0 and not text.endswith(("%", "％")):
                self._quantities[text] = found
        return found

    def yes_no(self, row: Row, column: str) -> str:
        """是 or 否; a blank is 否."""
        cell = self.cell(row, column)
        return "是" if cell is not None and self.intake.log.read(parse_yes_no, cell) else "否"

    def look(self, row: Row, column: str, find: Callable[[str], T | Wrong | None]) -> T | None:
        """What `find` makes of a cell's text; None, with the problem noted, where the cell is blank or the word is wrong."""
        text = self.need(row, column)
        if not text:
            return None
        found = find(text)
        if isinstance(found, Wrong):
            self.refuse(row, column, found.what, found.remedy)
            return None
        return found


def open_sheet(intake: Intake, stem: str, needed: Iterable[str], other: Iterable[str], must: bool = False) -> Sheet:
    """开表: `stem`.csv or .xlsx of the folder. Missing files (where `must`), missing columns and broken rows are noted as problems,
    unknown columns as one warning. A table that can't be read has no rows and is not `whole`.
    """
    before = intake.found
    try:
        table = _table(intake, stem)
        if table is None:
            file = f"{stem}.csv"
            if must and intake.written is None:
                intake.log.add(
                    Problem(
                        file,
                        0,
                        "",
                        "",
                        "文件夹里没有这张表",
                        f"请放入 {file} 或 {stem}.xlsx{'' if stem == 'people' else ', 没有记录的只留表头'}{_likely(intake.folder, stem)}",
                    )
                )
            return Sheet(stem, file, intake, whole=not must or intake.written is not None)
    except InputProblems as found:
        intake.absorb(found)
        return Sheet(stem, f"{stem}.csv", intake, there=True, whole=False)
    needed, rows = tuple(needed), table.rows
    unknown = _unknown_columns(intake, table, [*needed, *map(fold_header, other)])
    for column in needed:
        if column not in table.columns:
            remedy = f"请在表头补上这一列{_likely_column(column, unknown)}"
            intake.log.add(Problem(table.path_name, 0, "", "", f"缺少列“{column}”", remedy))
            rows = []
    return Sheet(stem, table.path_name, intake, True, intake.found == before, table.columns, rows)


STEMS = ("people", "units", "memberships", "facts", "works", "honours")
LIKE = {
    "日期": ("时间", "发生日期", "发生时间", "登记日期"),
    "对象": ("姓名", "人员", "工号", "被考核人", "科室"),
    "事项": ("项目", "内容", "事由", "事项名称"),
    "姓名": ("人员", "名字"),
    "people": ("人员", "名册", "花名册", "人员表"),
    "facts": ("登记表", "记录", "事实", "台账", "登记"),
}
"""What tables and columns are often called instead."""


def _likely(folder: Path, stem: str) -> str:
    """The tables of the folder that nothing reads, and which of them is probably meant."""
    tables = [path for path in sorted(folder.iterdir()) if path.suffix.lower() in (".csv", ".xlsx") and path.stem.lower() not in STEMS]
    if not tables:
        return ""
    alike = [path for path in tables if path.stem in LIKE.get(stem, ()) or difflib.get_close_matches(path.stem.lower(), [stem])]
    shown = "、".join(printable(path.name) for path in tables[:SHORT])
    meant = alike[0] if alike else tables[0] if len(tables) == 1 else None
    return f"; 文件夹里另有 {shown}" + (f", 如果就是 {printable(meant.name)}, 请改名为 {stem}{meant.suffix.lower()}" if meant else "")


def _likely_column(column: str, unknown: list[str]) -> str:
    """The column of a table that a missing one is probably called."""
    found = next((word for word in LIKE.get(column, ()) if word in unknown), None)
    if found is not None:
        return f"; 如果就是“{found}”, 请把它改成“{column}”"
    return closest(column, unknown) or (f"; 现有的是 {'、'.join(unknown)}" if unknown else "")


def _table(intake: Intake, stem: str) -> Table | None:
    """The table of a stem, from the folder or as it was written; broken rows of a file are noted."""
    if intake.written is not None:
        return intake.written.tables.get(stem)
    path = find_table(intake.folder, stem)
    if path is None:
        return None
    stream = stream_table(path, intake.log, intake.limits)
    return Table(stream.path_name, stream.columns, list(stream.rows))


def _unknown_columns(intake: Intake, table: Table, known: list[str]) -> list[str]:
    """The columns that nothing reads: a warning in a file, a problem in tables written by hand."""
    unknown = [column for column in table.columns if column not in known]
    absent = [column for column in known if column not in table.columns]
    if intake.written is not None:
        for column in unknown:
            line = next((row.line for row in table.rows if row[column].text), table.rows[0].line)
            intake.log.add(Problem(table.path_name, line, column, "", "是不认识的列", f"可写的有 {'、'.join(dict.fromkeys(known))}"))
    elif unknown:
        shown = "、".join(f"“{column}”" for column in unknown)
        hints = [f"“{column}”{closest(column, absent)}" for column in unknown if closest(column, absent)]
        intake.warnings.append(f"{table.path_name}: 不认识的列{shown}未予采用" + "".join(f"; {hint}" for hint in hints))
    return unknown


def closest(word: str, known: Iterable[str]) -> str:
    """「您是否要写…」, '' where nothing is close."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"；您是否要写“{close[0]}”？" if close else ""


def day_text(ordinal: int) -> str:
    """A day as 2012-07-18."""
    return date.fromordinal(ordinal).isoformat()


class Words:
    """用词: the words under which declared things may be written: key, name and other words for it."""

    def __init__(self, what: str, entries: Iterable[tuple[str, Iterable[str]]], like: Mapping[str, str] | None = None) -> None:
        """`like`: what else is often written, and the word to suggest for it; without it, the nearest word is suggested."""
        self._what = what
        self._like = like
        self._keys: dict[str, str] = {}
        self._words: dict[str, set[str]] = {}
        self._shown: list[str] = []
        self._memo: dict[str, str | Wrong] = {}
        self._hinted = 0
        for key, words in entries:
            self._keys[fold_name(key)] = key
            for word in words:
                self._shown.append(word)
                self._words.setdefault(fold_name(word), set()).add(key)

    def find(self, text: str) -> str | Wrong:
        """The key of the declared thing that a text means."""
        if text not in self._memo:
            self._memo[text] = self._find(text)
        return self._memo[text]

    def _find(self, text: str) -> str | Wrong:
        folded = fold_name(text)
        keys = self._words.get(folded, set()) or {key for key in (self._keys.get(folded),) if key is not None}
        if not keys:
            self._hinted += 1
            hint = nearest(text, self._shown) if self._hinted <= HINTS else ""
            if self._like is not None:
                meant = self._like.get(folded)
                hint = f"；您是否要写“{meant}”？" if meant else f"；应是 {'、'.join(self._shown)} 之一"
            return Wrong(f"不是本制度声明的{self._what}", f"请核对{self._what}的名称{hint}")
        if len(keys) > 1:
            return Wrong(f"在本制度里指不止一个{self._what}", f"请改写成其中一个的键: {'、'.join(sorted(keys))}")
        return next(iter(keys))


@dataclass
class Numbers:
    """编号: the numbers of facts and works, each once in the folder; a missing one is made of the table and the line."""

    _places: dict[str, tuple[str, str, int]] = field(default_factory=dict)
    """Folded number → table, file and line of its first row."""

    def take(self, sheet: Sheet, row: Row) -> str:
        """The number of a row, a repeated one noted as a problem."""
        own = sheet.text(row, "编号")
        number = own or f"{sheet.stem}:{row.line}"
        key = fold_id(own) if own else number
        place = self._places.get(key)
        if place is None:
            self._places[key] = (sheet.stem, sheet.file, row.line)
        else:
            made = "" if own else f"自动编号“{number}”"
            sheet.refuse(row, "编号", f"{made}与 {place[1]} 第{place[2]}行的编号重复", "请改成不同的编号, 或删去重复的一行")
        return number

    def knows(self, stem: str, number: str) -> bool:
        """Whether some row of a table bears a number first, be it right or wrong otherwise."""
        return self._places.get(fold_id(number), ("", "", 0))[0] == stem
