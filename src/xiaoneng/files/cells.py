"""单元格、问题与限度: cells that know their place, problems that name it, and the limits on files."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Concatenate, ParamSpec, TypeVar

from xiaoneng.files.folding import clean, printable

P = ParamSpec("P")
T = TypeVar("T")

MIB = 1024 * 1024
PROBLEMS_SHOWN = 50
LINES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """限度: what a file may weigh. Bytes, counts and whole seconds; everything above is refused, never cut.

    The unpacked size, the ratio, the entries, the memory and the time of an XLSX are those of the security tests.
    """

    csv_bytes: int = 2048 * MIB
    xlsx_bytes: int = 64 * MIB
    unpacked_bytes: int = 200_000_000
    unpack_ratio: int = 100
    zip_entries: int = 2000
    child_memory: int = 1024 * MIB
    child_seconds: int = 30
    rows: int = 25_000_000
    columns: int = 256
    cell_chars: int = 32_767
    """What a cell of Excel can hold."""
    record_bytes: int = MIB
    """One line of a CSV file in bytes, and one record (with line breaks inside quotes) in characters."""
    problems_kept: int = 1000
    """Problems remembered one by one; further ones are only counted."""


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Problem:
    """问题: one thing wrong in a file. `line` 0 and `column` '' mean the whole file; `cell` is an address such as E12."""

    file: str
    line: int
    column: str
    value: str
    what: str
    remedy: str
    cell: str = ""

    def __str__(self) -> str:
        place = printable(self.file, 80)
        place += f" 第{self.line}行" if self.line else ""
        place += f"「{printable(self.column)}」" if self.column else ""
        place += f"({self.cell})" if self.cell else ""
        value = f"“{printable(self.value)}” " if self.value else ""
        return f"{place}: {value}{self.what}; {self.remedy}"


class InputProblems(Exception):
    """输入有误: everything found wrong, in the order of the file. `more` counts what was found but not kept."""

    def __init__(self, problems: list[Problem], more: int = 0) -> None:
        super().__init__(problems, more)
        self.problems = problems
        self.more = more

    def __str__(self) -> str:
        """One line a problem; the same one in many lines of a column is said once, with how often it occurs."""
        same: dict[tuple[str, str, str, str], list[Problem]] = {}
        for problem in self.problems:
            same.setdefault((problem.file, problem.column, problem.value, problem.what), []).append(problem)
        shown = list(same.values())[:PROBLEMS_SHOWN]
        lines = [f"{found[0]}{_again(found[1:])}" for found in shown]
        rest = len(self.problems) - sum(len(found) for found in shown) + self.more
        return "\n".join([*lines, f"另有 {rest} 处"] if rest else lines)


def _again(others: list[Problem]) -> str:
    """Where the same problem stands once more."""
    if not others:
        return ""
    lines = "、".join(str(problem.line) for problem in others[:LINES_SHOWN])
    return f"（第 {lines} {'等行' if len(others) > LINES_SHOWN else '行'}同样，共 {len(others) + 1} 处）"


class BadValue(Exception):
    """值有误: raised by the parsers of `values`; carries its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem

    def __str__(self) -> str:
        return str(self.problem)


class ProblemLog:
    """问题清单: gathers problems while reading goes on; keeps the first `kept`, counts the rest."""

    def __init__(self, kept: int = DEFAULT_LIMITS.problems_kept) -> None:
        self.problems: list[Problem] = []
        self.more = 0
        self._kept = kept

    def add(self, problem: Problem) -> None:
        if len(self.problems) < self._kept:
            self.problems.append(problem)
        else:
            self.more += 1

    def read(self, parse: "Callable[Concatenate[Cell, P], T]", cell: "Cell", *args: P.args, **kwargs: P.kwargs) -> T | None:
        """The parsed value, or None with the problem noted: `log.read(parse_quantity, row["数量"], most=100)`."""
        try:
            return parse(cell, *args, **kwargs)
        except BadValue as bad:
            self.add(bad.problem)
            return None

    def raise_any(self) -> None:
        """Raise `InputProblems` if anything was found."""
        if self.problems:
            raise InputProblems(self.problems, self.more)


@dataclass(frozen=True, slots=True)
class Fault:
    """坏单元格: what Excel itself can't answer for (an error value, a formula never worked out, a number cut at 15 digits)."""

    value: str
    what: str
    remedy: str


Value = str | date | Fault
"""The raw content of a cell: text as written ('' where blank), a date or date and time of Excel, or a fault."""
Record = tuple[int, list[Value]]
"""A line number (from 1, where the record starts) and its values."""


@dataclass(frozen=True, slots=True)
class Cell:
    """单元格: a raw value and where it stands. `letter` is Excel's column letter, '' in a CSV file."""

    value: Value
    file: str
    line: int
    column: str
    letter: str = ""

    @property
    def original(self) -> str:
        """原文: as the office wrote it, for display; an Excel date as 2012-07-18, a date and time as 2012-07-18 08:30:00."""
        if isinstance(self.value, str):
            return self.value
        return value_text(self.value)

    @property
    def text(self) -> str:
        """文本: NFC, no invisible characters, no blanks at both ends."""
        return clean(self.original)

    @property
    def is_blank(self) -> bool:
        return not self.text

    @property
    def address(self) -> str:
        """单元格地址: such as E12; '' in a CSV file."""
        return f"{self.letter}{self.line}" if self.letter else ""

    def problem(self, what: str, remedy: str) -> Problem:
        return Problem(self.file, self.line, self.column, self.original.strip(), what, remedy, self.address)


def value_text(value: Value) -> str:
    """A value as text, whatever it is."""
    if isinstance(value, str):
        return value
    if isinstance(value, Fault):
        return value.value
    return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()


def is_empty(value: Value) -> bool:
    """Whether nothing can be seen in it."""
    return isinstance(value, str) and not clean(value)


def column_letter(index: int) -> str:
    """列号: Excel's letters for a column counted from 0: A … Z, AA …"""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """A column counted from 0 by Excel's letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
