"""表格的行: a row of a table as one paragraph, its cells apart; a table that only holds a page together is no table."""

from __future__ import annotations

from collections.abc import Callable

BETWEEN = " | "
_LAYOUT = 8
"""A cell of more paragraphs than this holds the document together and is no entry of a table."""


class Rows:
    """行: takes paragraphs and the starts and ends of tables, rows and cells; hands on paragraphs."""

    def __init__(self, add: Callable[[str], None]) -> None:
        self._add = add
        self._open: list[list[list[str]]] = []
        """Rows that are open, the innermost last: cells, each with its paragraphs."""

    def start(self, part: str) -> None:
        if part == "tr":
            self._open.append([])
        elif part == "cell" and self._open:
            self._open[-1].append([])

    def end(self, part: str) -> None:
        if part == "tr" and self._open:
            self._finish(self._open.pop())

    def add(self, text: str) -> None:
        """A paragraph, wherever it stands."""
        if not self._open:
            self._add(text)
        elif self._open[-1]:
            self._open[-1][-1].append(text)
        else:
            self._open[-1].append([text])

    def _finish(self, cells: list[list[str]]) -> None:
        filled = [cell for cell in cells if any(text.strip() for text in cell)]
        if len(filled) > 1 and not any(len(cell) > _LAYOUT for cell in filled):
            self.add(BETWEEN.join(" ".join(text.strip() for text in cell if text.strip()) for cell in filled))
            return
        for cell in filled:
            for text in cell:
                self.add(text)
