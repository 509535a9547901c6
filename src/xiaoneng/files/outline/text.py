"""文件正文: a document as paragraphs that know their line, and the limits on documents."""

from __future__ import annotations

from dataclasses import dataclass

from xiaoneng.files.cells import MIB, InputProblems, Problem

SAVE_AS_DOCX = "请用 Word 或 WPS 打开，另存为“Word 文档(*.docx)”"
SAVE_AS_TEXT = "请用记事本打开，另存为 UTF-8 编码的文本文件"


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """文件限度: what an office's document may weigh; everything above is refused, never cut."""

    file_bytes: int = 32 * MIB
    text_bytes: int = 4 * MIB
    """A text or a web page, and all the parts of a Word document that hold words."""
    part_bytes: int = 12 * MIB
    """One part of a Word document, unpacked."""
    elements: int = 1_000_000
    """Elements in one part of a Word document."""
    unpacked_bytes: int = 200_000_000
    unpack_ratio: int = 100
    zip_entries: int = 2000
    paragraphs: int = 5000
    """With words; blank ones may be ten times as many."""
    paragraph_chars: int = 50_000
    chars: int = 500_000


DOCUMENT_LIMITS = DocumentLimits()
BLANK_LINES = 10


@dataclass(frozen=True, slots=True)
class Paragraph:
    """段落: one paragraph as written; `line` is the line of a text, the paragraph's place in a Word document or a web page."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class DocumentText:
    """正文: the paragraphs of a document in order, blank ones left out. `kind` is docx, html or txt."""

    name: str
    kind: str
    paragraphs: tuple[Paragraph, ...]


def refused(name: str, what: str, remedy: str, line: int = 0) -> InputProblems:
    """A document that is not read, with the remedy."""
    return InputProblems([Problem(name, line, "", "", what, remedy)])


class Gathered:
    """已得段落: paragraphs as a reader finds them; counts blank ones as lines and keeps within the limits."""

    def __init__(self, name: str, limits: DocumentLimits) -> None:
        self.paragraphs: list[Paragraph] = []
        self.line = 0
        self._name = name
        self._limits = limits
        self._chars = 0

    def add(self, text: str) -> None:
        self.line += 1
        self._chars += len(text)
        if not text.strip():
            if self.line > BLANK_LINES * self._limits.paragraphs:
                raise refused(self._name, "空行太多", "请删去空行后另存")
            return
        if len(text) > self._limits.paragraph_chars:
            what = f"这一段超过 {self._limits.paragraph_chars} 个字"
            raise refused(self._name, what, "请把它分成几段", self.line)
        if len(self.paragraphs) >= self._limits.paragraphs or self._chars > self._limits.chars:
            what = f"超过 {self._limits.paragraphs} 段或 {self._limits.chars} 个字"
            raise refused(self._name, what, "请只上传办法本身，附表另存")
        self.paragraphs.append(Paragraph(self.line, text))
