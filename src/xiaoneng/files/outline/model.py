"""大纲的样子: clauses with their addresses, made of parts that know where they stood, so that the whole can be put together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xiaoneng.files.outline.lines import is_broken
from xiaoneng.files.outline.text import Paragraph

PREFACE = "引言"


@dataclass(frozen=True, slots=True)
class Part:
    """一段文字: the words of a paragraph or of a stretch of it; `at` is where the stretch begins."""

    line: int
    at: int
    text: str


@dataclass(frozen=True, slots=True)
class Clause:
    """条款: `number` is its address and stands only once, `printed` its number as written ('' for a head without one)."""

    number: str
    printed: str
    depth: int
    parent: str
    heading: str
    parts: tuple[Part, ...]
    doubts: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        return self.parts[0].line

    @property
    def text(self) -> str:
        """The words after the printed number; lines broken in the middle of a sentence joined again."""
        return joined(self.parts).strip().removeprefix(self.printed).lstrip(" \t\u3000")


@dataclass(frozen=True, slots=True)
class Outline:
    """大纲: title, the lines before the first clause, the clauses in order, the signature; page chrome apart."""

    title: str
    head: tuple[Part, ...]
    clauses: tuple[Clause, ...]
    tail: tuple[Part, ...] = ()
    chrome: tuple[Part, ...] = ()
    doubts: tuple[str, ...] = ()
    """存疑: what a reader should look at, each with its line."""

    def whole(self) -> tuple[Paragraph, ...]:
        """全文: every paragraph as it was read, put together from head, clauses, tail and chrome."""
        lines: dict[int, list[Part]] = {}
        for part in self._parts():
            lines.setdefault(part.line, []).append(part)
        return tuple(
            Paragraph(line, "".join(part.text for part in sorted(parts, key=lambda part: part.at))) for line, parts in sorted(lines.items())
        )

    def _parts(self) -> Iterator[Part]:
        yield from self.head
        for clause in self.clauses:
            yield from clause.parts
        yield from self.tail
        yield from self.chrome


def joined(parts: Iterable[Part]) -> str:
    """The words of several parts: a broken line goes on, others stay lines."""
    text, last = "", ""
    for part in parts:
        text += ("" if not last or is_broken(last) else "\n") + (part.text.strip() if last else part.text)
        last = part.text
    return text
