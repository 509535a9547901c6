"""发文字号: compose and parse 机关代字〔年份〕序号号, e.g. 某政办〔2007〕5号."""

from __future__ import annotations

import re
from dataclasses import dataclass

from xiaoneng.rulebook.calendar.errors import DocumentNumberError, shown

_FORM = re.compile(r"([^\s\d〔〕]+)〔([1-9][0-9]{3})〕([1-9][0-9]{0,5})号")
_CODE = re.compile(r"[^\s\d〔〕【】\[\]［］()（）{}「」﹝﹞《》<>号第]+")
_YEARS = range(1000, 10_000)
_SERIALS = range(1, 1_000_000)

# The commonest slips first; the first pattern found names the remedy.
_SLIPS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[【】]"), "年份应用六角括号“〔〕”，不用“【】”"),
    (re.compile(r"[\[\]［］]"), "年份应用六角括号“〔〕”，不用方括号“[]”"),
    (re.compile(r"[()（）]"), "年份应用六角括号“〔〕”，不用圆括号“（）”"),
    (re.compile(r"[﹝﹞{}「」《》<>]"), "年份应用六角括号“〔〕”，不用其他括号"),
    (re.compile(r"\s"), "字号中不留空格，请删去"),
    (re.compile(r"第"), "序号前不加“第”字，请删去"),
    (re.compile(r"[０-９]"), "数字应用半角阿拉伯数字"),
    (re.compile(r"〔[0-9]{4}年〕"), "括号内只写四位年份，不加“年”字"),
    (re.compile(r"〕0"), "序号不编虚位，开头不写 0"),
    (re.compile(r"〔(?![1-9][0-9]{3}〕)"), "年份应写全四位数字，如“〔2007〕”"),
    (re.compile(r"^〔"), "前面缺机关代字"),
    (re.compile(r"[^号]$"), "末尾缺“号”字"),
)


@dataclass(frozen=True, order=True)
class DocumentNumber:
    """发文字号: the issuer's code, a four-digit year, a serial from 1. Raises DocumentNumberError for parts that don't fit."""

    code: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        if not isinstance(self.code, str) or not _CODE.fullmatch(self.code):
            raise DocumentNumberError(f"机关代字{shown(self.code)}有误；应为不含数字、空格和括号的简称")
        if not _whole(self.year) or self.year not in _YEARS:
            raise DocumentNumberError(f"发文年份{shown(self.year)}有误；应为四位年份，如 2007")
        if not _whole(self.serial) or self.serial not in _SERIALS:
            raise DocumentNumberError(f"发文序号{shown(self.serial)}有误；应为从 1 起、不超过六位的整数")

    def __str__(self) -> str:
        return f"{self.code}〔{self.year}〕{self.serial}号"


def compose_document_number(code: str, year: int, serial: int) -> str:
    """发文字号: code, year, serial → 代字〔年〕序号号. Raises DocumentNumberError."""
    return str(DocumentNumber(code, year, serial))


def parse_document_number(text: str) -> DocumentNumber:
    """Reads a document number in its one correct form; anything else is refused with what to mend. Raises DocumentNumberError."""
    if not isinstance(text, str):
        raise DocumentNumberError(f"发文字号{shown(text)}不是文字；请写成“机关代字〔2007〕5号”")
    match = _FORM.fullmatch(text)
    if match and _CODE.fullmatch(match[1]):
        return DocumentNumber(match[1], int(match[2]), int(match[3]))
    remedy = next((advice for slip, advice in _SLIPS if slip.search(text)), "请写成“机关代字〔2007〕5号”")
    raise DocumentNumberError(f"发文字号{shown(text)}有误；{remedy}")


def _whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool)
