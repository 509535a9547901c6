"""条款大纲: paragraphs become clauses as printed; gaps and repeats are noted, never mended, and no word is lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from xiaoneng.files.outline.lines import (
    ends_sentence,
    is_annex,
    is_broken,
    is_chrome,
    is_document_number,
    is_garbled,
    is_short,
    is_tail,
    is_title,
    squeezed,
    title_of,
)
from xiaoneng.files.outline.markers import TOP_KINDS, Inline, Marker, inline_list, marker_at, opening_entry, wordy
from xiaoneng.files.outline.model import PREFACE, Clause, Outline, Part
from xiaoneng.files.outline.placing import BEGIN, HEAD, RESTART, UNLIKELY, Node, Path, Place
from xiaoneng.files.outline.rows import BETWEEN
from xiaoneng.files.outline.text import Paragraph

HEADING_CHARS = 24
_HEADING = re.compile(r"[^。：；:;！？!?\n]*")
_UNFINISHED = "最后一句没有写完，原件可能不全"
_NO_NUMBERS = "没有找到条款编号，也没有像标题的短行；全文放在引言里"


def outline(paragraphs: Iterable[Paragraph]) -> Outline:
    """大纲: reads any paragraphs; what it can't place stays words of the clause before."""
    every = [Part(paragraph.line, 0, paragraph.text) for paragraph in paragraphs]
    chrome = [part for part in every if is_chrome(part.text)]
    lines = [part for part in every if not is_chrome(part.text)]
    first = _first_structure(lines)
    end = _tail(lines, first)
    title, head, preface = _opening(lines[:first])
    reader = _Reader(lines[first:end], preface)
    nodes = reader.read()
    clauses = ([_preface(preface)] if preface else []) + [_clause(node) for node in nodes]
    doubts = [f"第 {clause.line} 行 {clause.number}：{doubt}" for clause in clauses for doubt in clause.doubts]
    if not nodes:
        doubts.insert(0, _NO_NUMBERS)
    return Outline(title, tuple(head), tuple(clauses), tuple(lines[end:]), tuple(chrome), tuple(doubts))


def _first_structure(lines: list[Part]) -> int:
    """Where the clauses begin: the first number, or the head without number that stands before it when a title went before."""
    first = next((at for at, line in enumerate(lines) if marker_at(line.text) is not None), None)
    if first is None:
        return next((at for at in range(1, len(lines)) if _head(lines, at, False)), len(lines))
    marker = marker_at(lines[first].text)
    above = first - 1
    if marker is not None and marker.kind not in TOP_KINDS and above > 0 and is_short(lines[above].text):
        return above if not is_document_number(lines[above].text) else first
    return first


def _tail(lines: list[Part], first: int) -> int:
    """Where the signature begins: the day, subject words and copies at the end, with the office's name above the day."""
    end = len(lines)
    while end > first and is_tail(lines[end - 1].text):
        end -= 1
    signed = end < len(lines) and end - 1 > first
    if signed and is_short(lines[end - 1].text) and marker_at(lines[end - 1].text) is None:
        end -= 1
    return end


def _opening(lines: list[Part]) -> tuple[str, list[Part], list[Part]]:
    """Title, the short lines before the first clause, and the prose among them, which is the preface."""
    prose = [line for line in lines if _is_prose(line.text)]
    head = [line for line in lines if not _is_prose(line.text)]
    short = [title_of(line.text) for line in head if BETWEEN not in line.text and not is_document_number(line.text)]
    titles = [text for text in short if is_title(text)]
    return (titles or short or [""])[-1 if titles else 0], head, prose


def _is_prose(text: str) -> bool:
    if BETWEEN in text or is_title(text):
        return False
    return len(squeezed(text)) > 2 * HEADING_CHARS or text.rstrip()[-1:] in tuple("。；！？")


def _head(lines: list[Part], at: int, numbered: bool) -> bool:
    """Whether a line is a head without number: short, after a whole sentence, before a list's first number or before prose."""
    text = lines[at].text
    if is_annex(text):
        return True
    if not is_short(text) or marker_at(text) is not None:
        return False
    before = lines[at - 1].text if at else ""
    if at + 1 >= len(lines) or is_broken(before):
        return False
    following = lines[at + 1].text
    marker = marker_at(following) or wordy(following)
    if marker is not None:
        return marker.value == 1
    closed = ends_sentence(before) or not (numbered or is_short(before))
    return closed and ends_sentence(following) and not is_tail(following)


class _Reader:
    """Reads the lines of the body one by one."""

    def __init__(self, lines: list[Part], preface: list[Part]) -> None:
        self._lines = lines
        self._path = Path()
        self._nodes: list[Node] = []
        self._preface = {part.text.strip() for part in preface}
        if preface:
            self._path.first_lines[PREFACE] = preface[0].line
        self._numbered = False
        """Whether the line before began with a number and nothing but a head."""

    def read(self) -> list[Node]:
        for at, line in enumerate(self._lines):
            self._line(at, line)
        for node in self._nodes:
            _look_at_words(node)
        if self._lines and is_broken(self._lines[-1].text):
            self._nodes[-1].doubts.append(_UNFINISHED)
        return self._nodes

    def _line(self, at: int, line: Part) -> None:
        marker = marker_at(line.text) if BETWEEN not in line.text else None
        broken = at > 0 and is_broken(self._lines[at - 1].text)
        place = self._path.place(marker) if marker is not None else None
        if marker is not None and place is not None and not (broken and place.cost >= UNLIKELY):
            node = self._open(self._path.enter(marker, place, line.line))
            self._paragraph(at, line, marker, node)
            self._numbered = not ends_sentence(line.text)
            return
        if line.text.strip() in self._preface:
            self._printed_again(at, line)
        elif marker is None and _head(self._lines, at, self._numbered):
            node = self._open(self._path.head(squeezed(line.text).rstrip("：:"), line.line, is_annex(line.text)))
            if node.kind == HEAD:
                node.doubts.append("没有编号，因为是单独的短行，当作标题")
            node.parts.append(line)
        else:
            self._plain(at, line)
        self._numbered = False

    def _printed_again(self, at: int, line: Part) -> None:
        """The preface once more: what went before is a copy of its own, which may have been cut off."""
        if at and self._nodes and is_broken(self._lines[at - 1].text):
            self._nodes[-1].doubts.append(_UNFINISHED)
        self._open(self._path.preface(PREFACE, line.line)).parts.append(line)

    def _open(self, node: Node) -> Node:
        self._nodes.append(node)
        return node

    def _plain(self, at: int, line: Part) -> None:
        """Words without a number: of the clause being read, or the start of a list by words."""
        node = self._path.here
        if not self._nodes:
            node = self._open(self._path.head(squeezed(line.text)[:HEADING_CHARS], line.line))
        inline = inline_list(line.text, None) if BETWEEN not in line.text else []
        marker = wordy(line.text)
        if marker is not None and not inline:
            place = self._path.place(marker)
            if place is not None and (place.cost == 0 or (place.way in (BEGIN, RESTART) and self._goes_on(at, marker))):
                entered = self._open(self._path.enter(marker, place, line.line))
                entered.parts.append(line)
                return
        self._split(line, node, inline)

    def _goes_on(self, at: int, marker: Marker) -> bool:
        following = wordy(self._lines[at + 1].text) if at + 1 < len(self._lines) else None
        return following is not None and following.value == marker.value + 1

    def _paragraph(self, at: int, line: Part, marker: Marker, node: Node) -> None:
        inline = inline_list(line.text, marker)
        if not inline and at + 1 < len(self._lines):
            opened = opening_entry(line.text, marker, marker_at(self._lines[at + 1].text))
            if opened is not None:
                self._split(line, node, [opened], enter=True)
                return
        on = bool(inline) and inline[0].marker.kind == marker.kind and inline[0].marker.value == marker.value + 1
        self._split(line, node, inline, enter=on)

    def _split(self, line: Part, node: Node, inline: list[Inline], enter: bool = False) -> None:
        """Give a paragraph's words to a clause up to the first number inside, the rest to clauses of their own."""
        ends = [one.start for one in inline] + [len(line.text)]
        if ends[0] > 0:
            node.parts.append(Part(line.line, 0, line.text[: ends[0]]))
        for one, (start, end) in zip(inline, pairwise(ends), strict=True):
            if enter:
                place = self._path.place(one.marker) or Place(self._path.root, BEGIN, BEGIN)
                made = self._path.enter(one.marker, place, line.line)
            else:
                last = node.series.get(one.marker.kind)
                way = RESTART if last is not None and one.marker.value == 1 else BEGIN
                made = self._path.below(one.marker, Place(node, way, way, last[1] if last else ""), line.line)
                node.inline.add(one.marker.kind)
            self._open(made).parts.append(Part(line.line, start, line.text[start:end]))


def _look_at_words(node: Node) -> None:
    """Note what is odd about the words themselves."""
    for one, after in pairwise(node.parts):
        if after.line != one.line and is_broken(one.text):
            node.doubts.append(f"第 {one.line} 行在句子中间断开，已与下一行相连")
    if any(is_garbled(part.text) for part in node.parts):
        node.doubts.append("有乱码字符，请对照原件")


def _preface(parts: list[Part]) -> Clause:
    node = Node(number=PREFACE, heading=PREFACE, depth=0, parts=parts)
    _look_at_words(node)
    return _clause(node)


def _clause(node: Node) -> Clause:
    parent = node.parent.carrier.number if node.parent is not None else ""
    heading = node.heading
    if not heading:
        words = node.parts[0].text.strip().removeprefix(node.printed).strip()
        found = _HEADING.match(words)
        heading = found.group().strip() if found is not None else ""
        heading = heading if len(heading) <= HEADING_CHARS else ""
    return Clause(node.number, node.printed, node.depth, parent, heading, tuple(node.parts), tuple(node.doubts))
