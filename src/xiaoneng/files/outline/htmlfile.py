"""网页: the paragraphs of a web page; scripts, styles, comments and what is hidden are no part of it."""

from __future__ import annotations

import re

from lxml import etree

from xiaoneng.files.outline.rows import Rows
from xiaoneng.files.outline.text import DocumentLimits, Gathered, Paragraph, refused

_DROPPED = frozenset({"script", "style", "head", "noscript", "template", "select", "button", "iframe", "object", "svg", "math", "textarea"})
_EMPTY = frozenset({"br", "hr", "img", "input", "meta", "link", "wbr", "col", "base", "area", "embed", "source", "track"})
_BLOCK = re.compile(
    r"address|article|aside|blockquote|body|center|d[dtl]|details|div|fieldset|fig(?:caption|ure)|footer|form|h[1-6]|header|html"
    r"|li|main|nav|[ou]l|p|pre|section|summary|caption|legend|title"
)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_CHUNK = 64 * 1024


def read_html(name: str, text: str, limits: DocumentLimits) -> tuple[Paragraph, ...]:
    """读网页: what a reader of the page sees, block by block; raises `InputProblems` where it is too big or says nothing."""
    page = _Page(Gathered(name, limits))
    parser = etree.HTMLParser(target=page, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        for start in range(0, len(text), _CHUNK):
            parser.feed(text[start : start + _CHUNK].encode("utf-8", "replace"))
        parser.close()
    except etree.LxmlError:
        raise refused(name, "网页已损坏或嵌套过深，无法读取", "请用浏览器打开，把正文复制到 Word 里另存为 docx") from None
    page.flush()
    if not page.gathered.paragraphs:
        raise refused(name, "网页里没有文字", "正文可能是图片或由脚本生成；请把文字复制到 Word 里另存为 docx")
    return tuple(page.gathered.paragraphs)


class _Page:
    """A target of the parser: what it is told becomes paragraphs and rows."""

    def __init__(self, gathered: Gathered) -> None:
        self.gathered = gathered
        self._rows = Rows(gathered.add)
        self._dropped: list[str] = []
        self._words: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._dropped:
            self._dropped.extend([] if tag in _EMPTY else [tag])
        elif tag in _DROPPED or (tag not in _EMPTY and _hidden(attributes)):
            self.flush()
            self._dropped.append(tag)
        elif tag == "br" or _BLOCK.fullmatch(tag):
            self.flush()
        elif tag in ("table", "tr", "td", "th"):
            self.flush()
            self._rows.start("cell" if tag in ("td", "th") else tag)

    def end(self, tag: str) -> None:
        if self._dropped:
            if tag in self._dropped:
                del self._dropped[len(self._dropped) - 1 - self._dropped[::-1].index(tag) :]
            return
        if _BLOCK.fullmatch(tag):
            self.flush()
        elif tag in ("table", "tr", "td", "th"):
            self.flush()
            self._rows.end("cell" if tag in ("td", "th") else tag)

    def data(self, words: str) -> None:
        if not self._dropped:
            self._words.append(words)

    def flush(self) -> None:
        """End the paragraph that is being read."""
        text = _BLANKS.sub(" ", "".join(self._words)).strip(" ")
        self._words.clear()
        if text:
            self._rows.add(text)

    def comment(self, _text: str) -> None:
        """Comments are no words."""

    def close(self) -> None:
        """Nothing is handed over: the page keeps its paragraphs."""


def _hidden(attributes: dict[str, str]) -> bool:
    style = attributes.get("style", "").replace(" ", "").lower()
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style
