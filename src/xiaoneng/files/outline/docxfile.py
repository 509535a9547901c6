"""Word 文档: the paragraphs of a DOCX as printed, with the numbers that Word adds, without what has been struck out."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from xiaoneng.files.cells import MIB
from xiaoneng.files.outline.rows import Rows
from xiaoneng.files.outline.text import SAVE_AS_DOCX, DocumentLimits, Gathered, Paragraph, refused
from xiaoneng.files.outline.wordnumbers import Numbering, Styles

_DOCUMENT, _NUMBERING, _STYLES, _TYPES = "word/document.xml", "word/numbering.xml", "word/styles.xml", "[Content_Types].xml"
_SAVE_ANEW = "请用 Word 或 WPS 打开，另存为新的“Word 文档(*.docx)”"
_SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
)
_DEEPEST = 400
_FOREIGN = (
    ("xl/", "是 Excel 工作簿，不是 Word 文档"),
    ("ppt/", "是演示文稿，不是 Word 文档"),
    ("content.xml", "是 ODT 或 WPS 的其他格式，不是 Word 文档"),
    ("META-INF/", "是 OFD 或其他压缩格式，不是 Word 文档"),
)
# What was struck out or moved away, what an older program would show instead, what properties were before.
_CHANGES = ("pPrChange", "rPrChange", "sectPrChange", "numberingChange", "tblPrChange")
_DROPPED = frozenset({"del", "moveFrom", "Fallback", *_CHANGES, "rubyPr", "rt"})
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_PARTS = {"tbl": "table", "tr": "tr", "tc": "cell"}
_OFF = ("0", "false", "off", "none")
Attributes = dict[str, str]


def read_docx(name: str, data: bytes, limits: DocumentLimits) -> tuple[Paragraph, ...]:
    """读 Word 文档: checks the archive before anything is unpacked; raises `InputProblems`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check(name, archive, limits)
            numbering = Numbering()
            styles = Styles()
            _parse(name, archive, _NUMBERING, numbering.start, None, None, limits)
            _parse(name, archive, _STYLES, styles.start, None, None, limits)
            body = _Body(Gathered(name, limits), numbering, styles)
            _parse(name, archive, _DOCUMENT, body.start, body.end, body.text, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, expat.ExpatError, RuntimeError, ValueError):
        raise refused(name, "Word 文档已损坏，无法读取", _SAVE_ANEW) from None
    if not body.gathered.paragraphs:
        raise refused(name, "Word 文档里没有文字", "正文可能是图片；请把文字录入后另存")
    return tuple(body.gathered.paragraphs)


def _check(name: str, archive: zipfile.ZipFile, limits: DocumentLimits) -> None:
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    if any(entry.flag_bits & 1 for entry in entries):
        raise refused(name, "文件已加密", "请取消密码后另存")
    if len(entries) > limits.zip_entries or len(set(names)) != len(names):
        raise refused(name, f"压缩包内的文件超过 {limits.zip_entries} 个或重名", _SAVE_ANEW)
    unpacked, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    if unpacked > limits.unpacked_bytes:
        raise refused(name, f"解压后有 {unpacked} 字节，超过 {limits.unpacked_bytes} 字节", "请删去图片和附表后另存")
    if unpacked > MIB and unpacked > limits.unpack_ratio * packed:
        raise refused(name, f"压缩比超过 {limits.unpack_ratio} 倍，可能是恶意文件", _SAVE_ANEW)
    if any(entry.file_size > MIB and entry.file_size > limits.unpack_ratio * entry.compress_size for entry in entries):
        raise refused(name, f"压缩比超过 {limits.unpack_ratio} 倍，可能是恶意文件", _SAVE_ANEW)
    if _DOCUMENT not in names or _TYPES not in names:
        what = next((what for start, what in _FOREIGN if any(one.startswith(start) for one in names)), "不是 Word 文档")
        raise refused(name, what, SAVE_AS_DOCX)
    types = _part(name, archive, _TYPES, limits)
    if any("vbaproject" in one.lower() for one in names) or b"macroEnabled" in types or b"vbaProject" in types:
        raise refused(name, "含有宏(VBA)", _SAVE_ANEW)


def _part(name: str, archive: zipfile.ZipFile, part: str, limits: DocumentLimits) -> bytes:
    """One part of the archive; what its head says of its size is not believed."""
    with archive.open(part) as stream:
        data = stream.read(limits.part_bytes + 1)
    if len(data) > limits.part_bytes:
        raise refused(name, f"正文超过 {limits.part_bytes} 字节", "请只上传办法本身，附表另存")
    return data


def _parse(
    name: str,
    archive: zipfile.ZipFile,
    part: str,
    start: Callable[[str, Attributes], None],
    end: Callable[[str], None] | None,
    text: Callable[[str], None] | None,
    limits: DocumentLimits,
) -> None:
    """Parse one part if there is one. A DOCTYPE, and with it every entity of one's own, is refused where it begins."""
    if part not in archive.namelist():
        return
    depth = elements = 0

    def opened(tag: str, attributes: Attributes) -> None:
        nonlocal depth, elements
        depth, elements = depth + 1, elements + 1
        if depth > _DEEPEST:
            raise refused(name, "文档嵌套过深", _SAVE_ANEW)
        if elements > limits.elements:
            raise refused(name, f"正文超过 {limits.elements} 个元素", "请只上传办法本身，附表另存")
        start(_local(tag), {_local(key): value for key, value in attributes.items()})

    def closed(tag: str) -> None:
        nonlocal depth
        depth -= 1
        if end is not None:
            end(_local(tag))

    def doctype(*_: object) -> None:
        raise refused(name, "文档里有实体声明(DOCTYPE)，可能是恶意文件", _SAVE_ANEW)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    parser.StartDoctypeDeclHandler = doctype
    if text is not None:
        parser.CharacterDataHandler = text
    parser.Parse(_part(name, archive, part, limits), True)


def _local(name: str) -> str:
    """The name within Word's own space, or of the one wrapper for alternatives; others can't be taken for them."""
    space, _, local = name.rpartition("}")
    return local if not space or space in _SPACES or local == "Fallback" else f"{space}}}{local}"


@dataclass
class _Open:
    """A paragraph that is being read."""

    words: list[str] = field(default_factory=list)
    style: str = ""
    number: str = ""
    level: int | None = None
    struck: bool = False
    """Whether its end has been struck out, so that it goes on in the next paragraph."""


class _Body:
    """The main part: takes elements, makes paragraphs and rows."""

    def __init__(self, gathered: Gathered, numbering: Numbering, styles: Styles) -> None:
        self.gathered = gathered
        self._numbering, self._styles = numbering, styles
        self._rows = Rows(gathered.add)
        self._path: list[str] = []
        self._dropped = 0
        self._paragraphs: list[_Open] = []
        self._hidden = False
        self._carried = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        self._path.append(tag)
        if self._dropped or (tag in _DROPPED and "rPr" not in self._path[-2:-1]):
            self._dropped += 1
        elif tag == "p":
            self._paragraphs.append(_Open())
        elif tag in _PARTS:
            self._rows.start(_PARTS[tag])
        elif tag == "r":
            self._hidden = False
        elif self._paragraphs:
            self._within(tag, attributes, self._paragraphs[-1])

    def _within(self, tag: str, attributes: Attributes, paragraph: _Open) -> None:
        value = attributes.get("val", "")
        parent = self._path[-2]
        if tag == "pStyle":
            paragraph.style = value
        elif tag == "numId" and parent == "numPr":
            paragraph.number = value
        elif tag == "ilvl" and parent == "numPr":
            paragraph.level = int(value) if value.isdigit() else 0
        elif tag == "vanish" and self._path[-3:-1] == ["r", "rPr"]:
            self._hidden = value not in _OFF
        elif tag == "del" and self._path[-3:-1] == ["pPr", "rPr"]:
            paragraph.struck = True
        elif tag in _SIGNS and parent == "r" and not self._hidden:
            paragraph.words.append(_SIGNS[tag])

    def text(self, words: str) -> None:
        if not self._dropped and self._paragraphs and not self._hidden and self._path[-1] == "t":
            self._paragraphs[-1].words.append(words)

    def end(self, tag: str) -> None:
        self._path.pop()
        if self._dropped:
            self._dropped -= 1
        elif tag == "p" and self._paragraphs:
            self._finish(self._paragraphs.pop())
        elif tag in _PARTS:
            self._rows.end(_PARTS[tag])

    def _finish(self, paragraph: _Open) -> None:
        words = "".join(paragraph.words)
        if paragraph.struck:
            self._carried += words
            return
        words, self._carried = self._carried + words, ""
        if not words.strip() or self._styles.of_contents(paragraph.style):
            self._rows.add("")
            return
        style = self._styles.numbering(paragraph.style)
        number = paragraph.number or style[0]
        level = paragraph.level if paragraph.level is not None else style[1]
        printed = self._numbering.printed(number, level, paragraph.style)
        lines = words.lstrip(" \t\n").split("\n") if printed else words.split("\n")
        self._rows.add(printed + lines[0])
        for line in lines[1:]:
            self._rows.add(line)
