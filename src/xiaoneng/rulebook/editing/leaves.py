"""可改的项: every number, name, date, row and list of a rulebook that a form may change, found along the model's own fields."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from xiaoneng.rulebook.language.carriage import CLAUSE_KEYS, SECTIONS
from xiaoneng.rulebook.language.load import Source
from xiaoneng.rulebook.language.names import Row
from xiaoneng.rulebook.language.nodes import Node
from xiaoneng.rulebook.language.procedures import Within
from xiaoneng.rulebook.language.rulebook import Rulebook
from xiaoneng.rulebook.language.schema_walk import kinds_of, marks_of, step_into
from xiaoneng.rulebook.language.shapes import Condition

Path = tuple[str | int, ...]
NAMES = frozenset({"name", "says", "asks", "over_name", "under_name"})
"""Keys whose text says what a thing is called."""
LISTS = frozenset({"items"})
"""Keys of lists whose entries are words of the document."""
TABLES = frozenset({"rows", "nth", "places", "table"})
"""Keys of mappings whose rows may be added to and taken away."""
ROW_VALUE = "value"
"""Where a row says more than its value, the key of the value."""
NUMERIC = frozenset({"_expression", "_number", "_rows_or_one", "_share"})
"""How the model calls the checks of what is a number or an expression."""
EDITED = frozenset(SECTIONS) - {"parameters", "readings"} | {"clauses", "document", "people", "units"}
"""Sections with what may be changed here; what is asked and answered has its own place."""
NUMBER = re.compile(r"[-+]?\d{1,18}(?:\.\d{1,18})?%?")
FRACTION = re.compile(r"[1-9]\d{0,3}/[1-9]\d{0,3}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}|\d{2}-\d{2}")
WITHIN = re.compile(r"(?<![\w.])\d+(?:\.\d+)?%?(?![\w.%])")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
NOTHING = "0"
"""A zero inside an expression is part of how it is built."""
PIECE = "#"
"""Begins the last step of a path that leads to a number inside an expression."""


class Kind(StrEnum):
    """What may be written in a place."""

    NUMBER = "number"
    NAME = "name"
    DAY = "day"
    LINES = "lines"


@dataclass(frozen=True)
class Leaf:
    """可改的一项: where it stands, what kind it is, what it is now; a list as its entries, one a line.

    `whole` is the expression that a number stands in, '' for a number that stands alone.
    """

    path: Path
    kind: Kind
    text: str
    whole: str = ""
    row: bool = False
    """Whether it is the value of a table's row, which an empty value takes away."""

    @property
    def place(self) -> Path:
        """The path of the scalar in the text."""
        return self.path[:-1] if self.whole else self.path

    @property
    def table(self) -> Path | None:
        """The path of the table that it is a row of, None for what is no row."""
        return (self.place[:-2] if self.place[-1] == ROW_VALUE else self.place[:-1]) if self.row else None

    @property
    def in_table(self) -> Path:
        """The path of the whole row."""
        return self.place[:-1] if self.place[-1] == ROW_VALUE else self.place

    @property
    def entry(self) -> Path:
        """The rule, award, table … that it belongs to."""
        return self.path[:2]


def leaves(source: Source) -> list[Leaf]:
    """可改的各项: in the order of the text."""
    found: list[Leaf] = []
    for key, node in _mapping(source.node).items():
        if key in EDITED:
            found += _walk(node, step_into(Rulebook, key), (key,))
    return found


def clause_of(source: Source, path: Path) -> str:
    """The clause that the nearest key above names; a clause of the outline is its own; '' where nothing names one."""
    if path[0] == "clauses":
        return str(path[1])
    for length in range(len(path), 1, -1):
        values = _mapping(source.node.at(path[:length]))
        for key in CLAUSE_KEYS:
            if key in values and isinstance(values[key].value, str):
                return str(values[key].value)
    return ""


def numbers_in(text: str) -> list[re.Match[str]]:
    """The numbers that stand in an expression outside of quotation marks."""
    masked = QUOTED.sub(lambda match: "\0" * len(match.group()), text)
    return list(WITHIN.finditer(masked))


def _mapping(node: Node) -> dict[str, Node]:
    return node.value if isinstance(node.value, dict) else {}


def _walk(node: Node, annotation: Any, path: Path) -> Iterator[Leaf]:
    if isinstance(node.value, dict):
        yield from _inside(node.value, annotation, path)
    elif isinstance(node.value, list):
        if path[-1] in LISTS and all(isinstance(one.value, str) for one in node.value):
            yield Leaf(path, Kind.LINES, "\n".join(str(one.value) for one in node.value))
            return
        inner = step_into(annotation, 0)
        for at, one in enumerate(node.value):
            yield from _walk(one, inner, (*path, at))
    else:
        yield from _scalar(node.value, annotation, path)


def _inside(values: dict[str, Node], annotation: Any, path: Path) -> Iterator[Leaf]:
    row = path[-1] in TABLES and len(path) > 1
    numeric = row and bool(NUMERIC & marks_of(annotation) or path[-1] == "table")
    for key, node in values.items():
        if numeric and isinstance(node.value, str):
            yield from _number(node.value, (*path, key), row=True)
        else:
            for leaf in _walk(node, step_into(annotation, key), (*path, key)):
                here = row and leaf.place in ((*path, key), (*path, key, ROW_VALUE))
                yield replace(leaf, row=leaf.row or here)


def _scalar(text: str, annotation: Any, path: Path) -> Iterator[Leaf]:
    """What a form may change of one text, by what the model takes it for."""
    kinds = kinds_of(annotation)
    if path[0] == "clauses":
        if len(path) == 2 or path[-1] == "says":  # noqa: PLR2004 the short form of a clause is its heading
            yield Leaf(path, Kind.NAME, text)
    elif path[-1] in NAMES:
        yield Leaf(path, Kind.NAME, text)
    elif NUMERIC & marks_of(annotation) or int in kinds or Row in kinds or Within in kinds or Condition in kinds:
        yield from _number(text, path, row=False)
    elif path[0] == "document" and typing.get_origin(annotation) is not dict:
        yield Leaf(path, Kind.DAY if DAY.fullmatch(text) else Kind.NAME, text)
    elif DAY.fullmatch(text):
        yield Leaf(path, Kind.DAY, text)


def _number(text: str, path: Path, row: bool) -> Iterator[Leaf]:
    plain = text.strip()
    if NUMBER.fullmatch(plain) or FRACTION.fullmatch(plain):
        yield Leaf(path, Kind.NUMBER, plain, row=row)
        return
    for at, match in enumerate(numbers_in(text)):
        if match.group() != NOTHING:
            yield Leaf((*path, f"{PIECE}{at}"), Kind.NUMBER, match.group(), whole=text)
