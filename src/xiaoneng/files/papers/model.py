"""纸面的内容: a form or a letter as plain data, before anybody asks whether it becomes PDF, DOCX or XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class Heading:
    """小标题."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """一段."""

    text: str


@dataclass(frozen=True)
class Fields:
    """填写栏: names and values in a ruled table, as on a form."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Grid:
    """表: heads, rows of texts, which columns are numbers, and a last row of totals where there is one."""

    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[int] = frozenset()
    total: Sequence[str] = ()


@dataclass(frozen=True)
class Signatures:
    """签署: 单位（盖章）, 填表人, 审核人 …, each with room to sign."""

    words: Sequence[str]


Block = Heading | Paragraph | Fields | Grid | Signatures


@dataclass(frozen=True)
class Paper:
    """一份纸面. `kind` chooses the layout; `dated` decides which form of its time; `foot` stands small at the end."""

    kind: Literal["official", "sheet"]
    title: str
    issuer: str
    dated: date
    blocks: Sequence[Block]
    subtitle: str = ""
    number: str = ""
    to: str = ""
    foot: Sequence[str] = field(default_factory=tuple)
