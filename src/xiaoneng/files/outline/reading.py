"""读文件: a Word document, web page or text as paragraphs; the type is told by the content, never by the name."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath

from xiaoneng.files.outline.docxfile import read_docx
from xiaoneng.files.outline.htmlfile import read_html
from xiaoneng.files.outline.text import (
    DOCUMENT_LIMITS,
    SAVE_AS_DOCX,
    SAVE_AS_TEXT,
    DocumentLimits,
    DocumentText,
    Gathered,
    Paragraph,
    refused,
)

_FOREIGN = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "是旧式的 doc 文件，或加了密码的文件", f"请取消密码；{SAVE_AS_DOCX}，即：请另存为 docx"),
    (b"{\\rtf", "是 RTF 文件", f"{SAVE_AS_DOCX}，即：请另存为 docx"),
    (b"%PDF", "是 PDF 文件，里面的条款编号读不可靠", "请上传它的 Word 原稿；没有原稿的，请把文字复制到 Word 里另存为 docx"),
    (b"\x89PNG", "是图片", "请上传文件的 Word 原稿，或把文字录入后另存为 docx"),
    (b"\xff\xd8\xff", "是图片", "请上传文件的 Word 原稿，或把文字录入后另存为 docx"),
    (b"MIME-Version:", "是单个文件网页(mht)", f"{SAVE_AS_DOCX}，或另存为“网页，筛选过的”"),
)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,400}?-->\s*)?"
    r"<(?:!doctype\s+html|html|head|body|meta|title|div|p|table|span|h[1-6]|br)\b",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"\s*<\?xml\b|\s*<\?mso-application\b", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""", re.IGNORECASE)
_KNOWN_CHARSETS = {"utf-8", "utf8", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs"}
_HEAD_BYTES = 4096
_UTF8_CHINESE = re.compile(rb"(?:[\xe3-\xe9\xef][\x80-\xbf]{2}){2}")
_CONTROL = re.compile(r"[\x01-\x08\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")


def read_document(name: str, data: bytes, limits: DocumentLimits = DOCUMENT_LIMITS) -> DocumentText:
    """读文件: the paragraphs of a document. Raises `InputProblems` where it is not one of the three kinds, too big or broken."""
    name = PurePath(name.replace("\\", "/")).name or "文件"
    if not data.strip(b"\x00\t\r\n "):
        raise refused(name, "文件是空的", "请选择有内容的文件")
    if len(data) > limits.file_bytes:
        raise refused(name, f"文件超过 {limits.file_bytes} 字节", "请删去图片和附表后另存")
    if data.startswith(b"PK"):
        return DocumentText(name, "docx", read_docx(name, data, limits))
    for mark, what, remedy in _FOREIGN:
        if data.startswith(mark):
            raise refused(name, what, remedy)
    if len(data) > limits.text_bytes:
        raise refused(name, f"文字超过 {limits.text_bytes} 字节", "请只上传办法本身，附表另存")
    text = _decoded(name, data)
    if _HTML.match(text):
        return DocumentText(name, "html", read_html(name, text, limits))
    if _XML.match(text):
        raise refused(name, "是 XML 文件", f"{SAVE_AS_DOCX}，即：请另存为 docx")
    return DocumentText(name, "txt", _lines(name, text, limits))


def _lines(name: str, text: str, limits: DocumentLimits) -> tuple[Paragraph, ...]:
    gathered = Gathered(name, limits)
    for line in _LINE_END.split(text):
        gathered.add(line)
    if not gathered.paragraphs:
        raise refused(name, "文件里没有文字", "请选择有内容的文件")
    return tuple(gathered.paragraphs)


def _decoded(name: str, data: bytes) -> str:
    """The text, every byte of it in one encoding; nothing is replaced or guessed."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _checked(name, _strictly(name, data[len(mark) :], encoding))
    declared = _declared(name, data)
    if declared is not None:
        return _checked(name, _strictly(name, data, declared))
    bad = _first_bad_line(data, "utf-8")
    if not bad:
        return _checked(name, data.decode("utf-8"))
    bad_gb = _first_bad_line(data, "gb18030")
    utf8 = _first_utf8_line(data)
    if utf8 and (not bad_gb or bad_gb >= utf8) and _is_gb(data, bad):
        what = f"文件混用两种编码：第{utf8}行是 UTF-8，第{bad}行是 GB18030"
        raise refused(name, what, f"请检查粘贴进来的行，{SAVE_AS_TEXT}", max(utf8, bad))
    if bad_gb:
        what = f"既不是 UTF-8(第{bad}行起不合)，也不是 GB18030(第{bad_gb}行起不合)"
        raise refused(name, what, SAVE_AS_TEXT, max(bad, bad_gb))
    return _checked(name, data.decode("gb18030"))


def _declared(name: str, data: bytes) -> str | None:
    """Only an encoding that the bytes themselves can't tell from GB18030 is taken from a page's head."""
    found = _CHARSET.search(data[:_HEAD_BYTES])
    if found is None:
        return None
    charset = found[1].decode("ascii").lower()
    if charset not in _KNOWN_CHARSETS:
        raise refused(name, f"网页标明的编码是 {charset}，不能读", "请用浏览器打开，另存为 UTF-8 编码的网页，或复制文字另存为 docx")
    return "big5hkscs" if charset.startswith("big5") else None


def _strictly(name: str, data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = len(_LINE_END.findall(data[: error.start].decode(encoding, "ignore"))) + 1
        raise refused(name, f"标明是 {encoding.upper()}，但这一行不是", SAVE_AS_TEXT, line) from None


def _checked(name: str, text: str) -> str:
    """Without an empty byte; other control characters, which nobody can see, are no part of the words."""
    nul = text.find("\0")
    if nul >= 0:
        line = len(_LINE_END.findall(text[:nul])) + 1
        raise refused(name, "含有空字节(NUL)，不是文本文件", SAVE_AS_TEXT, line)
    return _CONTROL.sub("", text.removeprefix("\ufeff"))


def _first_bad_line(data: bytes, encoding: str) -> int:
    """The first line that does not decode, 0 where all do."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError as error:
        return _line_of(data, error.start)
    return 0


def _line_of(data: bytes, place: int) -> int:
    return (data.count(b"\n", 0, place) if b"\n" in data else data.count(b"\r", 0, place)) + 1


def _is_gb(data: bytes, line: int) -> bool:
    """Whether a line by itself is in GB18030."""
    return not _first_bad_line(data.split(b"\n" if b"\n" in data else b"\r")[line - 1], "gb18030")


def _first_utf8_line(data: bytes) -> int:
    """The first line of a GB18030 file that is plainly Chinese in UTF-8, 0 where none is."""
    for number, line in enumerate(data.split(b"\n" if b"\n" in data else b"\r"), 1):
        if _UTF8_CHINESE.search(line):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                continue
            return number
    return 0
