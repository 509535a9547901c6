"""表格: one file as a header and rows of cells with their places; everything wrong in it told at once."""

import codecs
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from xiaoneng.files import csvfile, xlsxfile
from xiaoneng.files.cells import (
    DEFAULT_LIMITS,
    BadValue,
    Cell,
    Fault,
    InputProblems,
    Limits,
    Problem,
    ProblemLog,
    Record,
    Value,
    column_letter,
    is_empty,
    value_text,
)
from xiaoneng.files.folding import clean, fold_header

__all__ = [
    "DEFAULT_LIMITS",
    "BadValue",
    "Cell",
    "InputProblems",
    "Limits",
    "Problem",
    "ProblemLog",
    "Row",
    "Table",
    "TableStream",
    "find_table",
    "read_table",
    "stream_table",
]

_WORKBOOK = ".xlsx"
_READ = (".csv", _WORKBOOK)
_NOT_READ = (".xls", ".xlsm", ".xlsb", ".et", ".ods", ".tsv", ".txt")
_SAVE_AS = "请用 Excel 或 WPS 打开, 另存为“Excel 工作簿(*.xlsx)”或“CSV UTF-8”"
_RENAME = f"如果是 CSV, 请把扩展名改成 .csv; 否则{_SAVE_AS}"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN = (
    (b"<!doctype", "是网页, 不是表格文件"),
    (b"<html", "是网页, 不是表格文件"),
    (b"<table", "是网页, 不是表格文件"),
    (b"<meta", "是网页, 不是表格文件"),
    (b"<?xml", "是 XML 文件, 不是表格文件"),
    (b"%pdf", "是 PDF 文件, 不是表格文件"),
    (b"rar!", "是压缩文件, 不是表格文件"),
    (b"7z\xbc\xaf", "是压缩文件, 不是表格文件"),
)


@dataclass(slots=True)
class Columns:
    """表头: the names of a table's columns in their order, and whether they carry Excel's letters."""

    path_name: str
    names: list[str]
    lettered: bool
    index: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.index = {name: at for at, name in enumerate(self.names)}


@dataclass(slots=True)
class Row:
    """行: raw values by position (as many as the header has columns), cells by name made when asked for.

    `line` is the line of a CSV file where the record starts, or the row of the sheet, counted from 1.
    """

    line: int
    values: list[Value]
    columns: Columns

    def __getitem__(self, name: str) -> Cell:
        """The cell under a column's name; KeyError where the table has no such column."""
        return self._cell(self.columns.index[name])

    def get(self, name: str) -> Cell | None:
        """The cell under a column's name, None where the table has no such column."""
        at = self.columns.index.get(name)
        return None if at is None else self._cell(at)

    @property
    def cells(self) -> dict[str, Cell]:
        """All cells by column name."""
        return {name: self._cell(at) for name, at in self.columns.index.items()}

    def _cell(self, at: int) -> Cell:
        columns = self.columns
        letter = column_letter(at) if columns.lettered else ""
        return Cell(self.values[at], columns.path_name, self.line, columns.names[at], letter)


@dataclass(slots=True)
class Table:
    """表格: file name, column names (NFKC, no blanks), rows."""

    path_name: str
    columns: list[str]
    rows: list[Row]


@dataclass(slots=True)
class TableStream:
    """表格流: as `Table`, its rows coming one by one; problems go to the log given to `stream_table`."""

    path_name: str
    columns: list[str]
    rows: Iterator[Row]


def read_table(path: Path, limits: Limits = DEFAULT_LIMITS) -> Table:
    """读表: the whole table of a CSV or XLSX file, told apart by content. Raises `InputProblems` with everything wrong in it."""
    log = ProblemLog(limits.problems_kept)
    stream = stream_table(path, log, limits)
    rows = list(stream.rows)
    log.raise_any()
    return Table(stream.path_name, stream.columns, rows)


def stream_table(path: Path, log: ProblemLog, limits: Limits = DEFAULT_LIMITS) -> TableStream:
    """流式读表: for tables too long to hold. Whoever uses it calls `log.raise_any()` after the last row.

    A file that can't be read at all, or whose header is wrong, raises `InputProblems` at once; rows in the wrong shape are noted in
    `log` and left out.
    """
    try:
        lettered = _is_workbook(path, limits)
        records = xlsxfile.iter_rows(path, limits) if lettered else csvfile.iter_rows(path, limits, log)
        first = next((record for record in records if not all(map(is_empty, record[1]))), None)
    except OSError as error:
        raise InputProblems([_unreadable(path, error)]) from None
    if first is None:
        log.raise_any()
        raise InputProblems([Problem(path.name, 0, "", "", "没有表头, 也没有内容", "请在第一行填写列名")])
    second = next(records, None)
    if second is not None:
        _refuse_title(path.name, first, second)
        records = chain([second], records)
    columns = _header(path.name, first, lettered, limits)
    return TableStream(path.name, columns.names, _rows(records, columns, limits, log))


def _refuse_title(name: str, first: Record, second: Record) -> None:
    """A line with one cell filled above a line with several is a title, not a header."""
    heading, *more = [value_text(value) for value in first[1] if _filled(value)]
    names = [value for value in second[1] if _filled(value)]
    worded = all(isinstance(value, str) and not clean(value)[:1].isdecimal() for value in names)
    if not more and worded and len(names) > 1:
        remedy = f"表头在第{second[0]}行, 请删去它上面的行"
        raise InputProblems([Problem(name, first[0], "", heading, "像标题, 不是表头", remedy)])


def _filled(value: Value) -> bool:
    return not is_empty(value) and not isinstance(value, Fault)


def find_table(folder: Path, stem: str) -> Path | None:
    """找表: `facts.csv`, `facts.xlsx`, `Facts.CSV` … in a folder; None where there is none.

    Raises `InputProblems` where there are two, where there is one in a format that isn't read, or where there is no folder.
    """
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if Path(entry.name).stem.lower() == stem.lower())
    except OSError as error:
        raise InputProblems([_unreadable(folder, error)]) from None
    found = [name for name in names if Path(name).suffix.lower() in _READ]
    if len(found) > 1:
        raise InputProblems([Problem(folder.name, 0, "", "、".join(found), "同一张表有多个文件", "请只保留其中一个")])
    foreign = [name for name in names if Path(name).suffix.lower() in _NOT_READ]
    if foreign and not found:
        raise InputProblems([Problem(foreign[0], 0, "", "", "这种格式不能读取", _SAVE_AS)])
    return folder / found[0] if found else None


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(path.name, 0, "", "", "不存在", "请检查名称和所在位置")
    if isinstance(error, PermissionError):
        return Problem(path.name, 0, "", "", "没有读取权限", "请检查文件权限, 并关闭正在使用它的程序")
    if isinstance(error, NotADirectoryError):
        return Problem(path.name, 0, "", "", "不是文件夹", "请给出存放表格的文件夹")
    return Problem(path.name, 0, "", "", "无法读取", "请检查磁盘, 并关闭正在使用它的程序")


def _is_workbook(path: Path, limits: Limits) -> bool:
    """Whether the content is a zip archive; `InputProblems` for what is neither that nor text, and for what is too big."""
    status = path.stat()

    def refuse(what: str, remedy: str) -> InputProblems:
        return InputProblems([Problem(path.name, 0, "", "", what, remedy)])

    if not stat.S_ISREG(status.st_mode):
        raise refuse("不是普通文件", "请给出 CSV 或 XLSX 文件")
    with path.open("rb") as file:
        head = file.read(512)
        if not head:
            raise refuse("是空文件", "请填写表头; 没有记录的, 只留表头")
        binary = head.startswith((*_ZIP, _OLE))
        most = limits.xlsx_bytes if binary else limits.csv_bytes
        if status.st_size > most:
            raise refuse(f"有 {status.st_size} 字节, 超过 {most} 字节", "请分成几个文件, 或删去多余的内容")
        if head.startswith(_OLE):
            encrypted = "EncryptedPackage".encode("utf-16-le") in head + file.read()
            raise refuse("文件已加密", "请取消密码后另存") if encrypted else refuse("是旧版 Excel 格式(.xls)", _SAVE_AS)
    text = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for start, what in _FOREIGN:
        if text.startswith(start):
            raise refuse(what, _SAVE_AS)
    if not binary and path.suffix.lower() == _WORKBOOK:
        raise refuse("不是 XLSX 文件", _SAVE_AS) if b"\0" in head else refuse("里面是文字, 不是 XLSX 文件", _RENAME)
    return binary


def _label(at: int, lettered: bool) -> str:
    return f"{column_letter(at)}列" if lettered else f"第{at + 1}列"


def _header(name: str, record: Record, lettered: bool, limits: Limits) -> Columns:
    """The header's columns; empty ends are cut, an empty or repeated name in between raises `InputProblems`."""
    line, values = record
    names = [fold_header(value_text(value)) for value in values]
    while names and not names[-1]:
        names.pop()
    log = ProblemLog(limits.problems_kept)
    if len(names) > limits.columns:
        log.add(Problem(name, line, "", "", f"表头有 {len(names)} 列, 超过 {limits.columns} 列", "请删去用不着的列"))
    for at, column in enumerate(names):
        cell = f"{column_letter(at)}{line}" if lettered else ""
        value = values[at]
        if isinstance(value, Fault):
            log.add(Problem(name, line, _label(at, lettered), value.value, value.what, value.remedy, cell))
        elif not column:
            log.add(Problem(name, line, _label(at, lettered), "", "表头是空的", "请填写列名, 或删去这一列", cell))
        elif names.index(column) < at:
            what = f"与{_label(names.index(column), lettered)}的列名重复"
            log.add(Problem(name, line, _label(at, lettered), column, what, "请改名, 或删去其中一列", cell))
    log.raise_any()
    return Columns(name, names, lettered)


def _rows(records: Iterator[Record], columns: Columns, limits: Limits, log: ProblemLog) -> Iterator[Row]:
    width, plain, count, name = len(columns.names), not columns.lettered, 0, columns.path_name
    try:
        for line, values in records:
            # Most rows of a long file are as wide as the header and begin with a letter or a digit: nothing more to ask.
            simple = plain and len(values) == width and values[0][:1].isalnum()  # type: ignore[index]
            if not simple and all(map(is_empty, values)):
                continue
            count += 1
            if count > limits.rows:
                log.add(Problem(name, line, "", "", f"超过 {limits.rows} 行", "请分成几个文件"))
                return
            if simple or _is_whole(line, values, columns, log):
                yield Row(line, values, columns)
    except OSError:
        log.add(Problem(name, 0, "", "", "没有读完", "请检查磁盘, 并关闭正在使用它的程序"))


def _is_whole(line: int, values: list[Value], columns: Columns, log: ProblemLog) -> bool:
    """Pad a short row; whether a row has no cell too many and no faulty one, all of them noted."""
    values.extend([""] * (len(columns.names) - len(values)))
    fits = len(values) == len(columns.names) or _fits(line, values, columns, log)
    return (not columns.lettered or _sound(line, values, columns, log)) and fits


def _fits(line: int, values: list[Value], columns: Columns, log: ProblemLog) -> bool:
    """Cut blank values beyond the header; note a value there."""
    width = len(columns.names)
    extra = next((at for at in range(width, len(values)) if not is_empty(values[at])), None)
    if extra is None:
        del values[width:]
        return True
    cell = f"{column_letter(extra)}{line}" if columns.lettered else ""
    remedy = "请给这一列加上列名, 或删去多出的内容" if columns.lettered else "请检查逗号和引号, 或给这一列加上列名"
    value = value_text(values[extra])
    log.add(Problem(columns.path_name, line, _label(extra, columns.lettered), value, f"超出表头的 {width} 列", remedy, cell))
    return False


def _sound(line: int, values: list[Value], columns: Columns, log: ProblemLog) -> bool:
    """Note every faulty cell of a sheet's row."""
    sound = True
    for at, (value, column) in enumerate(zip(values, columns.names, strict=False)):
        if isinstance(value, Fault):
            sound = False
            cell = f"{column_letter(at)}{line}"
            log.add(Problem(columns.path_name, line, column, value.value, value.what, value.remedy, cell))
    return sound
