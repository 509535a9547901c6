"""CSV 文件: streamed records of a CSV file in UTF-8 or strict GB18030; nothing is ever replaced or guessed."""

import codecs
import csv
import re
from collections.abc import Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast

from xiaoneng.files.cells import MIB, InputProblems, Limits, Problem, ProblemLog, Record, Value

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE_AS = "请用 Excel 或 WPS 打开后另存为“CSV UTF-8(逗号分隔)”"
_LINE_END = 2  # characters of a line end, which a length does not count
# A line whose characters beyond ASCII are all of the Chinese blocks in UTF-8. Two at the least: one alone can be GB18030 by accident.
# It begins with a line end so that the search leaps from line to line.
_UTF8_LINE = re.compile(
    rb"\n([\x00-\x09\x0b-\x7f]*+(?:(?:[\xe3-\xe9\xef][\x80-\xbf]{2}|\xf0[\xa0-\xbf][\x80-\xbf]{2})[\x00-\x09\x0b-\x7f]*+){2,}+)(?=\n)"
)


class _TooLong(Exception):
    """A record longer than the limit."""


class _Feed:
    """Lines for the csv module; adds up the current record so that an open quote can't swallow the file."""

    def __init__(self, text: TextIOWrapper, most: int) -> None:
        self.size = 0
        self._text = text
        self._most = most

    def lines(self) -> Iterator[str]:
        for line in self._text:
            self.size += len(line)
            if self.size > self._most + _LINE_END:
                raise _TooLong
            yield line


def iter_rows(path: Path, limits: Limits, log: ProblemLog) -> Iterator[Record]:
    """逐行: every record of a CSV file (header too, blank lines not) with the line where it starts.

    Delimited by comma or tab, whichever the header shows. Encoding, NUL bytes and line lengths of the whole file are
    examined before the first record comes: they raise `InputProblems`. Broken quotes are noted in `log` and end the records.
    """
    with path.open("rb") as raw:
        encoding = _examine(raw, path.name, limits)
        raw.seek(0)
        text = TextIOWrapper(raw, encoding=encoding, newline="")
        delimiter = _delimiter(text, path.name)
        text.seek(0)
        yield from _records(text, delimiter, path.name, limits, log)


def _records(text: TextIOWrapper, delimiter: str, name: str, limits: Limits, log: ProblemLog) -> Iterator[Record]:
    feed = _Feed(text, limits.record_bytes)
    reader = csv.reader(feed.lines(), delimiter=delimiter, strict=True)
    start, wide = 1, limits.cell_chars
    try:
        for values in cast("Iterator[list[Value]]", reader):
            if feed.size > wide and (overlong := _overlong(values, name, start, limits)):
                for problem in overlong:
                    log.add(problem)
            elif values:
                yield start, values
            start = reader.line_num + 1
            feed.size = 0
    except csv.Error as error:
        log.add(_quote_problem(name, start, error))
    except _TooLong:
        what = f"从这一行起的一条记录超过 {limits.record_bytes} 个字符, 多半是引号没有成对"
        log.add(Problem(name, start, "", "", what, "请检查这一行的英文引号"))
    except UnicodeDecodeError:
        log.add(Problem(name, start, "", "", "读取时文件被改动", "请关闭正在编辑它的程序后重试"))


def _overlong(values: list[Value], name: str, line: int, limits: Limits) -> list[Problem]:
    """Problems of the cells over the limit in a long record."""
    what, remedy = f"超过 {limits.cell_chars} 个字符", "请缩短内容, 并检查英文引号是否成对"
    texts = [str(value) for value in values]
    return [Problem(name, line, f"第{at}列", text, what, remedy) for at, text in enumerate(texts, 1) if len(text) > limits.cell_chars]


def _quote_problem(name: str, line: int, error: csv.Error) -> Problem:
    if "expected after" in str(error):
        return Problem(name, line, "", "", "结束引号后面还有文字, 引号没有成对", '内容里的英文引号请写成两个 (""), 或改用中文引号')
    return Problem(name, line, "", "", "从这一行起的英文引号没有成对", "请补上或删去这个引号")


def _delimiter(text: TextIOWrapper, name: str) -> str:
    """Comma or tab, whichever the first line with text in it has more of outside quotes."""
    line, header = 0, ""
    for line, header in enumerate(text, start=1):  # noqa: B007 -- the first line with text is wanted after the loop
        if header.strip("\ufeff \t\r\n,"):
            break
    outside = "".join(header.split('"')[::2])
    if "," not in outside and "\t" not in outside and any(sign in outside for sign in ";；，|"):
        raise InputProblems([Problem(name, line, "", header.strip(), "表头不是用英文逗号分隔的", "请改用英文逗号或制表符分隔各列")])
    return "\t" if outside.count("\t") > outside.count(",") else ","


def _examine(raw: BinaryIO, name: str, limits: Limits) -> str:
    """The encoding of the file, every byte of it checked; `InputProblems` where there is none."""
    head = raw.read(4)
    if head.startswith(_UTF16_MARKS):
        raise InputProblems([Problem(name, 0, "", "", "是 UTF-16 编码(Unicode 文本)", _SAVE_AS)])
    _refuse_lengths(raw, name, limits)
    bad_utf8 = _first_bad_line(raw, "utf-8")
    if not bad_utf8:
        return "utf-8-sig"
    bad_gb = 0 if head.startswith(codecs.BOM_UTF8) else _first_bad_line(raw, "gb18030")
    if head.startswith(codecs.BOM_UTF8) or bad_gb:
        raise InputProblems([_undecodable(name, bad_utf8, bad_gb)])
    utf8_line = _first_utf8_line(raw)
    if utf8_line:
        what = f"文件混用两种编码: 第{utf8_line}行是 UTF-8, 第{bad_utf8}行是 GB18030"
        raise InputProblems([Problem(name, max(utf8_line, bad_utf8), "", "", what, f"请检查粘贴进来的行, {_SAVE_AS}")])
    return "gb18030"


def _undecodable(name: str, bad_utf8: int, bad_gb: int) -> Problem:
    """The encoding that got further is taken for the one meant."""
    if not bad_gb:
        return Problem(name, bad_utf8, "", "", "标明是 UTF-8, 但这一行不是", _SAVE_AS)
    what = f"既不是 UTF-8(第{bad_utf8}行起不合), 也不是 GB18030(第{bad_gb}行起不合)"
    return Problem(name, max(bad_utf8, bad_gb), "", "", what, _SAVE_AS)


def _chunks(raw: BinaryIO, size: int) -> Iterator[bytes]:
    raw.seek(0)
    while chunk := raw.read(size):
        yield chunk


def _line_ends(data: bytes) -> int:
    return data.count(b"\n") or data.count(b"\r")


def _refuse_lengths(raw: BinaryIO, name: str, limits: Limits) -> None:
    """Refuse NUL bytes and lines over the limit. A chunk is no longer than a line may be, so only its edges can hide one."""
    line, since = 1, 0
    for chunk in _chunks(raw, min(MIB, limits.record_bytes)):
        nul = chunk.find(0)
        if nul >= 0:
            what = "含有空字节(NUL), 可能是 UTF-16 编码, 或不是文本文件"
            raise InputProblems([Problem(name, line + _line_ends(chunk[:nul]), "", "", what, _SAVE_AS)])
        ends = [found for found in (chunk.find(b"\n"), chunk.find(b"\r")) if found >= 0]
        since += min(ends, default=len(chunk))
        if since > limits.record_bytes:
            raise InputProblems([Problem(name, line, "", "", f"一行超过 {limits.record_bytes} 字节", "请检查是否缺少换行")])
        if ends:
            since = len(chunk) - 1 - max(chunk.rfind(b"\n"), chunk.rfind(b"\r"))
        line += _line_ends(chunk)


def _first_bad_line(raw: BinaryIO, encoding: str) -> int:
    """The first line that does not decode, 0 where all do."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    line = 1
    try:
        for chunk in _chunks(raw, MIB):
            decoder.decode(chunk)
            line += _line_ends(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return line + _line_ends(error.object[: error.start])
    return 0


def _first_utf8_line(raw: BinaryIO) -> int:
    """The first line of a GB18030 file that is plainly Chinese in UTF-8, 0 where none is."""
    line, rest = 1, b""
    for chunk in _chunks(raw, MIB):
        whole, end, rest = (rest + chunk).rpartition(b"\n" if b"\n" in chunk else b"\r")
        found = _utf8_line_in(whole)
        if found:
            return line + found - 1
        line += _line_ends(whole + end)
    found = _utf8_line_in(rest)
    return line + found - 1 if found else 0


def _utf8_line_in(data: bytes) -> int:
    lines = b"\n" + (data if b"\n" in data else data.replace(b"\r", b"\n")) + b"\n"
    for match in _UTF8_LINE.finditer(lines):
        try:
            match[1].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return lines.count(b"\n", 0, match.start(1))
    return 0
