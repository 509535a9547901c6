"""条款的位置: under whom a number stands, told by how it counts on, with what there is to doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from xiaoneng.files.outline.markers import ARTICLE, CHAPTER, CHINESE_COMMA, DECIMAL, DIGIT, PART, RANKS, SECTION, TOP_KINDS, Marker
from xiaoneng.files.outline.model import Part
from xiaoneng.rulebook.calendar.chinese import small_numeral

HEAD, CAPTION, ROOT = "标题", "小标题", ""
MOST_DEPTH = 8
NEAR = 9
"""A number that is further ahead than this has hardly left a gap."""
ON, BEGIN, GAP, AGAIN, FAR, RESTART, BACK = 0, 2, 4, 6, 8, 10, 12
"""What each way of counting costs; the cheapest place is taken, the deepest where several are."""
UNLIKELY = FAR
_TURNED, _TURNED_TOP, _INLINE = 3, 20, 2
_COUNTED = re.compile(r"·之[一二三四五六七八九十百零]+")
_DIVISIONS = (PART, CHAPTER, SECTION)


@dataclass
class Node:
    """条款草稿: a clause while the document is being read."""

    kind: str = ROOT
    number: str = ""
    printed: str = ""
    heading: str = ""
    value: int = 0
    piece: str = ""
    depth: int = -1
    parent: Node | None = None
    parts: list[Part] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    series: dict[str, tuple[int, str]] = field(default_factory=dict)
    """How far the numbers of each kind below it have counted, and how the last was written."""
    inline: set[str] = field(default_factory=set)
    """Kinds that were counted inside one paragraph."""
    children: int = 0
    copied: set[str] = field(default_factory=set)
    """Kinds whose last number stood elsewhere before: that it goes on is no news."""

    @property
    def carrier(self) -> Node:
        """Itself, or for a caption the clause that it stands in: whose number begins the numbers below."""
        return self.parent if self.kind == CAPTION and self.parent is not None else self


@dataclass(frozen=True)
class Place:
    """位置: under which node, how the number counts there, what that costs."""

    under: Node
    way: int
    cost: int
    last: str = ""


class Path:
    """路径: from the root to the clause that is being read, and the addresses given so far."""

    def __init__(self) -> None:
        self.root = Node()
        self.nodes: list[Node] = [self.root]
        self.first_lines: dict[str, int] = {}
        self._articles: tuple[int, str] = (0, "")
        self._copies: dict[str, int] = {}

    @property
    def here(self) -> Node:
        return self.nodes[-1]

    def place(self, marker: Marker) -> Place | None:
        """The likeliest place of a number; None where it can't stand anywhere."""
        if marker.kind == ARTICLE:
            return self._article_place(marker)
        if marker.kind == DECIMAL:
            return self._decimal_place(marker)
        found: list[Place] = []
        for node in reversed(self.nodes):
            if marker.kind in node.series:
                found.append(_counted(node, marker))
            elif node is self.here and node.kind != marker.kind and len(self.nodes) < MOST_DEPTH:
                way = BEGIN if marker.value == 1 else FAR
                found.append(Place(node, way, way + _turned(node.kind, marker.kind)))
        return min(found, key=lambda place: place.cost, default=None)

    def _article_place(self, marker: Marker) -> Place:
        under = next((node for node in reversed(self.nodes) if node.kind in (*_DIVISIONS, HEAD)), self.root)
        last, piece = self._articles
        way = _way(marker.value, last) if piece else (BEGIN if marker.value == 1 else FAR)
        if marker.value == 1 and way != ON and under.kind in _DIVISIONS and marker.kind not in under.series:
            way = BEGIN
        return Place(under, way, way, piece)

    def _decimal_place(self, marker: Marker) -> Place | None:
        for node in reversed(self.nodes):
            same = node.piece if node.kind == DECIMAL else str(node.value) if node.kind in (DIGIT, CHAPTER) else None
            if same == marker.prefix:
                if DECIMAL in node.series:
                    return _counted(node, marker)
                way = BEGIN if marker.value == 1 else FAR
                return Place(node, way, way) if len(self.nodes) < MOST_DEPTH + 2 else None
        return None

    def enter(self, marker: Marker, place: Place, line: int) -> Node:
        """Open a clause at a place; it is the one that is being read from now on."""
        node = self.below(marker, place, line)
        while self.nodes[-1] is not place.under:
            self.nodes.pop()
        self.nodes.append(node)
        return node

    def below(self, marker: Marker, place: Place, line: int) -> Node:
        """A clause at a place, without opening it."""
        under = place.under
        node = Node(marker.kind, printed=marker.printed, value=marker.value, piece=marker.piece, parent=under)
        node.depth = under.carrier.depth + 1
        node.number, other = self._address(marker, under, line)
        doubt = _doubt(marker, place, other)
        if doubt and not (place.way == ON and marker.kind in under.copied):
            node.doubts.append(doubt)
        (under.copied.add if other else under.copied.discard)(marker.kind)
        under.series[marker.kind] = (marker.value, marker.piece)
        under.children += 1
        if marker.kind == ARTICLE:
            self._articles = (marker.value, marker.piece)
        return node

    def head(self, name: str, line: int, top: bool = False) -> Node:
        """Open a head without number: a caption of a clause that has nothing below it yet, else a clause of its own at the top."""
        captioned = self.here if not top and self.here.kind in (*_DIVISIONS, CHINESE_COMMA) and not self.here.children else None
        if captioned is None:
            del self.nodes[1:]
        under = captioned or self.root
        node = Node(CAPTION if captioned else HEAD, heading=name, piece=name, parent=under, depth=under.depth + 1)
        node.number, other = self._unused([name], line)
        if other:
            node.doubts.append(f"与第 {other} 行的标题相同")
        self.nodes.append(node)
        return node

    def preface(self, name: str, line: int) -> Node:
        """A preface that stands there once more: nothing is below it, the numbers after it begin anew at the top."""
        del self.nodes[1:]
        number, other = self._unused([name], line)
        doubts = [f"与第 {other} 行的相同，可能重复印了一遍"] if other else []
        return Node(HEAD, number, heading=name, piece=name, parent=self.root, depth=0, doubts=doubts)

    def _address(self, marker: Marker, under: Node, line: int) -> tuple[str, int]:
        base = under.carrier.number
        if marker.kind == ARTICLE:
            return self._unused([marker.piece, base + marker.piece], line)
        piece = marker.piece.removeprefix(marker.prefix) if marker.kind == DECIMAL and under.kind in (DIGIT, DECIMAL) else marker.piece
        return self._unused([base + piece, under.number + piece], line)

    def _unused(self, wanted: list[str], line: int) -> tuple[str, int]:
        """The first address that is free, else the first with a count; and the line where it stood before."""
        free = next((number for number in wanted if number not in self.first_lines), None)
        if free is not None:
            self.first_lines[free] = line
            return free, 0
        first = wanted[0]
        count = self._copies.get(first, 1) + 1
        while _copy(first, count) in self.first_lines:
            count += 1
        self._copies[first] = count
        self.first_lines[_copy(first, count)] = line
        return _copy(first, count), self.first_lines[first]


def _copy(number: str, count: int) -> str:
    """The address of what bears the number of another clause: 四·之二 beside 四."""
    return f"{number}·之{small_numeral(count)}"


def as_printed(number: str) -> str:
    """The address as it would be if nothing had been printed twice: 四·之二3 is a copy of 四3."""
    return _COUNTED.sub("", number)


def _way(value: int, last: int) -> int:
    if value == last + 1:
        return ON
    if value == last:
        return AGAIN
    if value > last:
        return GAP if value <= last + NEAR else FAR
    return RESTART if value == 1 else BACK


def _counted(node: Node, marker: Marker) -> Place:
    last, piece = node.series[marker.kind]
    way = _way(marker.value, last)
    return Place(node, way, way + (_INLINE if marker.kind in node.inline else 0), piece)


def _turned(above: str, kind: str) -> int:
    """What it costs that a kind stands below one that usually stands below it."""
    if above not in RANKS or RANKS[above] < RANKS[kind]:
        return 0
    return _TURNED_TOP if kind in TOP_KINDS else _TURNED * (RANKS[above] - RANKS[kind] or 1)


def _doubt(marker: Marker, place: Place, other: int) -> str:
    """What a reader should look at, '' where the number counts on as it should."""
    again = f"，与第 {other} 行的编号相同" if other else ""
    if place.way == ON:
        return f"编号 {marker.piece} 出现不止一次{again}" if other else ""
    if place.way == AGAIN:
        return f"编号 {marker.piece} 重复{again}"
    if place.way == BEGIN:
        return f"编号 {marker.piece} 出现不止一次{again}" if other else ""
    if place.way in (GAP, FAR) and place.last:
        return f"编号从 {place.last} 跳到 {marker.piece}"
    if place.way == FAR:
        return f"编号从 {marker.piece} 开始，没有找到它前面的"
    if place.way == RESTART:
        if place.under.kind == ROOT or marker.kind in TOP_KINDS:
            return "编号从头再来：可能重复印了一遍，或是另一份文件" if other else ""
        return f"编号从 {place.last} 又回到 {marker.piece}：可能漏印了上一级编号，或是另一组列举{again}"
    return f"编号从 {place.last} 退到 {marker.piece}{again}"
