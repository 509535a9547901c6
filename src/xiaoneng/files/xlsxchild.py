"""XLSX 子进程: the only code that opens a workbook, run as a process of its own with little memory and no patience.

Reads the workbook from standard input, writes one JSON value a line to standard output: `[[row, values], …]` for some of the rows that
hold something, then `{"end": true}`, or `{"what", "remedy"}` where the workbook is refused. A value is a text, or a list:
`["d", date]`, `["t", date and time]`, `["f", value, what, remedy]`. No last line means that the process did not survive.
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from typing import BinaryIO
from xml.parsers import expat

if sys.platform != "win32":
    import resource

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from xiaoneng.files.cells import MIB, Limits, column_index

Sent = str | list[str]
Faults = dict[int, dict[int, Sent]]
"""Row and column, from 0, to a value as it is sent."""
Merged = tuple[int, int, int, int]
"""First row and column, last row and column, from 0."""

_SAVE_ANEW = "请用 Excel 或 WPS 打开, 另存为新的“Excel 工作簿(*.xlsx)”"
_MOST_MERGED = 10_000
_SENT_AT_ONCE = 500
_PERCENT_FORMATS = ("9", "10")  # Excel's own: 0% and 0.00%
_EXACT_BELOW = 10**15  # Excel keeps 15 digits of a number
_MARKS = re.compile(rb"""t\s*=\s*["']e["']|<(?:\w+:)?f[\s/>]|r\s*=\s*["'][A-Z]{3}|<(?:\w+:)?mergeCell\s""")
_WORKSHEET = re.compile(r"""PartName\s*=\s*["']/([^"']+)["'][^>]*spreadsheetml\.worksheet\+xml""")
_WORKSHEET_PATH = re.compile(r"(^|/)worksheets/.*\.xml$", re.IGNORECASE)
_QUOTED = re.compile(r"""\"[^"]*\"|'[^']*'""")
_OTHER_FORMATS = (
    ("xl/workbook.bin", "是 XLSB 二进制工作簿"),
    ("word/", "是 Word 文档"),
    ("ppt/", "是演示文稿"),
    ("content.xml", "是 ODS 表格"),
)


class Refused(Exception):
    """不予读取: what is wrong with the workbook, and the remedy."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy


def check_archive(archive: zipfile.ZipFile, limits: Limits) -> list[str]:
    """压缩包检查: before anything is unpacked. Returns the names of the worksheets' parts; raises `Refused`."""
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refused("文件已加密", "请取消密码后另存")
    if len(entries) > limits.zip_entries or len(set(names)) != len(names):
        raise Refused(f"压缩包内的文件超过 {limits.zip_entries} 个或重名", _SAVE_ANEW)
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise Refused(f"解压后有 {unpacked} 字节, 超过 {limits.unpacked_bytes} 字节", "请删去多余的内容, 或分成几个文件, 或改用 CSV")
    if unpacked > limits.unpack_ratio * packed:
        raise Refused(f"压缩比超过 {limits.unpack_ratio} 倍, 可能是恶意文件", _SAVE_ANEW)
    if any(entry.file_size > MIB and entry.file_size > limits.unpack_ratio * entry.compress_size for entry in entries):
        raise Refused(f"压缩比超过 {limits.unpack_ratio} 倍, 可能是恶意文件", _SAVE_ANEW)
    return _check_parts(archive, names)


def _check_parts(archive: zipfile.ZipFile, names: list[str]) -> list[str]:
    if "[Content_Types].xml" not in names:
        raise Refused(_foreign(names), _SAVE_ANEW)
    with archive.open("[Content_Types].xml") as part:
        types = part.read(MIB).decode("utf-8", "ignore")
    lowered = [name.lower() for name in names]
    if any("vbaproject" in name or "/macrosheets/" in name for name in lowered) or "macroEnabled" in types or "vbaProject" in types:
        raise Refused("含有宏(VBA)", _SAVE_ANEW)
    if any("/externallinks/" in name for name in lowered) or "externalLink+xml" in types:
        raise Refused("含有外部链接(引用了其他文件或程序)", "请在“数据→编辑链接”中断开链接后另存")
    if "spreadsheetml.sheet.main+xml" not in types:
        raise Refused(_foreign(names), _SAVE_ANEW)
    listed = set(_WORKSHEET.findall(types))
    return [name for name in names if name in listed or _WORKSHEET_PATH.search(name)]


def _foreign(names: list[str]) -> str:
    return next((what for start, what in _OTHER_FORMATS if any(name.startswith(start) for name in names)), "不是 XLSX 工作簿")


@dataclass
class _SheetScan:
    """Finds in a worksheet's XML what the reader leaves out or would trip over: errors, dead formulas, links, far cells."""

    columns: int
    percent: frozenset[str] = frozenset()
    """The cell styles that show a share as per cent."""
    faults: Faults = field(default_factory=dict)
    merged: list[Merged] = field(default_factory=list)
    style: str = ""
    row: int = -1
    column: int = -1
    kind: str = ""
    formula: str | None = None
    value: str = ""
    _into: str = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "row":
            self.row = int(attributes.get("r", self.row + 2)) - 1
            self.column = -1
        elif name == "c":
            letters = attributes.get("r", "").rstrip("0123456789")
            self.column = column_index(letters) if letters else self.column + 1
            self.kind, self.formula, self.value = attributes.get("t", "n"), None, ""
            self.style = attributes.get("s", "0")
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif name == "f":
            self.formula, self._into = "", "f"
        elif name in {"v", "t"}:
            self._into = "v"

    def text(self, data: str) -> None:
        if self._into == "f":
            self.formula = (self.formula or "") + data
        elif self._into == "v":
            self.value += data

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name in {"f", "v", "t"}:
            self._into = ""
        elif name == "c":
            self._judge()

    def _judge(self) -> None:
        if self.formula is not None and "|" in _QUOTED.sub("", self.formula):
            raise Refused(f"第{self.row + 1}行的公式调用其他程序(DDE)", "请把该公式换成数值")
        if self.column >= self.columns and self.value:
            raise Refused(f"第{self.row + 1}行在第{self.column + 1}列还有内容, 超过 {self.columns} 列", "请删去表格以外的内容")
        if self.kind == "e":
            self._note("是 Excel 的错误值", "请改正该单元格的公式或内容")
        elif self.formula is not None and not self.value and self.kind != "str":
            self.value = f"={self.formula}"
            self._note("是没有算出结果的公式", "请用 Excel 打开并保存一次, 或改填数值")
        elif self.style in self.percent and self.kind == "n" and self.value:
            shown = _number(float(self.value) * 100)
            self.faults.setdefault(self.row, {})[self.column] = f"{shown}%" if isinstance(shown, str) else shown

    def _merge(self, ref: str) -> None:
        found = re.fullmatch(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})", ref)
        if found is not None and len(self.merged) < _MOST_MERGED:
            left, top, right, bottom = found.groups()
            self.merged.append((int(top) - 1, column_index(left), int(bottom) - 1, column_index(right)))

    def _note(self, what: str, remedy: str) -> None:
        self.faults.setdefault(self.row, {})[self.column] = ["f", self.value, what, remedy]


def percent_styles(archive: zipfile.ZipFile) -> frozenset[str]:
    """百分比格式: the numbers of the cell styles (as cells name them) whose number format shows per cent."""
    if "xl/styles.xml" not in archive.namelist():
        return frozenset()
    formats, styles, inside = set(_PERCENT_FORMATS), [], [False]

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "numFmt" and "%" in _QUOTED.sub("", attributes.get("formatCode", "")):
            formats.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            inside[0] = True
        elif name == "xf" and inside[0]:
            styles.append(attributes.get("numFmtId", "0"))

    def end(tag: str) -> None:
        inside[0] = inside[0] and tag.rpartition(":")[2] != "cellXfs"

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    with archive.open("xl/styles.xml") as stream:
        parser.ParseFile(stream)
    return frozenset(str(number) for number, style in enumerate(styles) if style in formats)


def scan_sheets(archive: zipfile.ZipFile, parts: Iterable[str], limits: Limits) -> tuple[Faults, list[Merged]]:
    """预查: faults and merged cells of all the worksheets; a part without any sign of them is only searched, not parsed."""
    scan = _SheetScan(limits.columns, percent_styles(archive))
    for part in parts:
        if not scan.percent and not any(_MARKS.search(window) for window in _windows(archive, part)):
            continue
        scan.row = -1
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = scan.start, scan.end
        parser.CharacterDataHandler = scan.text
        with archive.open(part) as stream:
            parser.ParseFile(stream)
    return scan.faults, scan.merged


def _windows(archive: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """Pieces of a part that overlap a little, so that no mark is cut in two."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(MIB):
            yield tail + chunk
            tail = chunk[-64:]


def read_rows(workbook: CalamineWorkbook, faults: Faults, merged: list[Merged], limits: Limits) -> Iterator[tuple[int, list[Sent]]]:
    """逐行: the rows of the only sheet that holds anything, numbered from 1, blank ends cut."""
    filled = []
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(index)
        if sheet.start is not None:
            hidden = "" if about.visible is SheetVisibleEnum.Visible else "(隐藏)"
            filled.append((f"“{about.name}”{hidden}", sheet))
    if len(filled) > 1:
        shown = "、".join(name for name, _ in filled[:10])
        raise Refused(f"有 {len(filled)} 张工作表有内容: {shown}", "请只保留一张, 其余删去或另存")
    most = limits.cell_chars
    for _, sheet in filled:
        left = sheet.start[1] if sheet.start else 0
        for row, values in enumerate(sheet.iter_rows()):
            sent: list[Sent] = ["" for _ in range(left)]
            sent.extend([value if value.__class__ is str and len(value) <= most else _sent(value, limits) for value in values])
            _split(row, sent, merged, faults)
            yield from _row(row, sent, faults.pop(row, {}))
    for row in sorted(faults):
        yield from _row(row, [], faults[row])


def _split(row: int, sent: list[Sent], merged: list[Merged], faults: Faults) -> None:
    """A blank that lies in a merged cell is no blank: what the cell holds is meant for it, too."""
    if not any(sent):
        return
    for top, left, bottom, right in merged:
        for column in range(left, min(right + 1, len(sent))) if top <= row <= bottom else ():
            if (row, column) != (top, left) and not sent[column]:
                fault = ["f", "", "在合并单元格里", "请取消合并, 逐行逐格填写"]
                faults.setdefault(row, {}).setdefault(column, fault)


def _row(row: int, sent: list[Sent], faults: dict[int, Sent]) -> Iterator[tuple[int, list[Sent]]]:
    for column, fault in faults.items():
        sent += [""] * (column + 1 - len(sent))
        sent[column] = fault
    while sent and sent[-1] == "":
        sent.pop()
    if sent:
        yield row + 1, sent


def _sent(value: object, limits: Limits) -> Sent:
    sent: Sent = str(value)
    if isinstance(value, str) and len(value) > limits.cell_chars:
        sent = ["f", value[:50], f"超过 {limits.cell_chars} 个字符", "请缩短内容"]
    elif isinstance(value, bool):
        sent = "TRUE" if value else "FALSE"
    elif isinstance(value, int | float):
        sent = _number(value)
    elif isinstance(value, datetime):
        sent = ["t", value.isoformat()]
    elif isinstance(value, date):
        sent = ["d", value.isoformat()]
    elif isinstance(value, timedelta):
        sent = _clock(value)
    return sent


def _number(value: float) -> Sent:
    """The number as Excel shows it: 15 digits at the most, 12.0 as 12; never as a float."""
    shown = Decimal(format(value, ".15g"))
    if abs(shown) >= _EXACT_BELOW:
        return ["f", format(value, ".15g"), "是超过15位的数字, Excel 已丢失末尾几位", "请把该列设为文本格式后重新填写"]
    if shown == shown.to_integral_value():
        return str(int(shown))
    return format(shown, "f")


def _clock(value: timedelta) -> str:
    minutes, seconds = divmod(value.days * 86400 + value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"


def confine(limits: Limits) -> None:
    """自限: memory, processor time and output of this process; where a system knows none of it, the parent's clock remains."""
    if sys.platform == "win32":
        return
    kinds = (
        (resource.RLIMIT_AS, limits.child_memory),
        (resource.RLIMIT_FSIZE, limits.child_memory),
        (resource.RLIMIT_CPU, limits.child_seconds + 1),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in kinds:
        hard = resource.getrlimit(kind)[1]
        with suppress(ValueError, OSError):
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def serve(source: BinaryIO, target: BinaryIO, limits: Limits) -> None:
    """Read one workbook from `source`, write its rows or its refusal to `target`."""

    writer = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

    def send(message: object) -> None:
        target.write(writer.encode(message).encode() + b"\n")

    try:
        with zipfile.ZipFile(source) as archive:
            faults, merged = scan_sheets(archive, check_archive(archive, limits), limits)
        source.seek(0)
        rows = read_rows(CalamineWorkbook.from_filelike(source), faults, merged, limits)
        while some := list(islice(rows, _SENT_AT_ONCE)):
            send(some)
        send({"end": True})
    except Refused as refused:
        send({"what": refused.what, "remedy": refused.remedy})


if __name__ == "__main__":
    given = Limits(**json.loads(sys.argv[1]))
    confine(given)
    with open(0, "rb", closefd=False) as stdin, open(1, "wb", closefd=False) as stdout:
        serve(stdin, stdout, given)
