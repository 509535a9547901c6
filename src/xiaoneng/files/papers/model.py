"""纸面的内容: a document or a form as plain data, before anybody asks whether it becomes PDF, DOCX or XLSX.

An official document (公文) carries a red head; a letter (文书) is set in the same type without one; a sheet (表) is a ruled form.
Papers hold texts: whoever makes one has written numbers and amounts as they shall stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Literal, NamedTuple

Kind = Literal["official", "letter", "sheet"]
Align = Literal["left", "center", "right"]
UPWARD = ("请示", "报告", "意见")
"""文种 that go to a superior, the last of them also elsewhere."""


@dataclass(frozen=True)
class Heading:
    """小标题: level 1 is 一、, 2 is （一）, 3 is 1., 4 is （1）; the text carries its own number."""

    text: str
    level: Literal[1, 2, 3, 4] = 1


@dataclass(frozen=True)
class Paragraph:
    """一段; not indented where it is the line to an addressee."""

    text: str
    indented: bool = True


@dataclass(frozen=True)
class Note:
    """注: small words below what they explain."""

    text: str


@dataclass(frozen=True)
class PageBreak:
    """另起一页."""


@dataclass(frozen=True)
class CutLine:
    """裁剪线: between a stub, the letter and the slip that comes back."""

    text: str = ""


class Column(NamedTuple):
    """栏: heading, width in relation to the others, alignment; cells of a `group` column are merged over the rows of one subject.

    `number` says that its texts are numbers, for those who calculate on with them."""

    heading: str
    width: int = 10
    align: Align = "left"
    group: bool = False
    number: bool = False


@dataclass(frozen=True)
class Table:
    """表: columns and rows of texts, which rows are one subject's (`keys`), and a last row of totals where there is one."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    totals: Sequence[str] = ()
    keys: Sequence[object] = ()
    empty: str = "无"
    roomy: bool = False
    """Rows with room to sign in."""

    def __post_init__(self) -> None:
        for row in (*self.rows, *([self.totals] if self.totals else [])):
            if len(row) != len(self.columns):
                raise ValueError(f"{len(self.columns)} columns, {len(row)} cells")
        if self.keys and len(self.keys) != len(self.rows):
            raise ValueError(f"{len(self.rows)} rows, {len(self.keys)} keys")

    def groups(self) -> Iterator[Sequence[Sequence[str]]]:
        """同一对象的各行: runs of rows with equal keys; without keys each row for itself."""
        keys = self.keys or range(len(self.rows))
        for _, run in groupby(zip(keys, self.rows, strict=True), key=lambda pair: pair[0]):
            yield [row for _, row in run]


class Pair(NamedTuple):
    """一格: what is asked and what is filled in, with room for so many lines."""

    label: str
    value: str = ""
    lines: int = 1


@dataclass(frozen=True)
class KeyValues:
    """填写栏: a ruled form; each row has one or several pairs, the last of a row takes the remaining room."""

    rows: Sequence[Sequence[Pair]]


@dataclass(frozen=True)
class SignatureLine:
    """签署: 单位（盖章）, 填表人, 审核人, 日期 …; with what is known filled in, else with room to sign."""

    places: Sequence[tuple[str, str]]


Block = Heading | Paragraph | Note | PageBreak | CutLine | Table | KeyValues | SignatureLine


@dataclass(frozen=True)
class Attachment:
    """附件: named below the text, and printed behind it where it has blocks of its own."""

    title: str
    blocks: Sequence[Block] = ()


@dataclass(frozen=True)
class Paper:
    """一份纸面. `kind` and `dated` choose the layout.

    Secrets are no business of this program: there is no place for a degree of secrecy.
    """

    kind: Kind
    title: str
    issuer: str
    dated: date
    blocks: Sequence[Block]
    number: str = ""
    mark: str = ""
    """发文机关标志; the issuer's name with 文件 where nothing else is given."""
    urgency: str = ""
    signer: str = ""
    """签发人, on documents that go upwards."""
    line: Sequence[str] = ()
    """表头: up to three texts spread over the line above a sheet's table, such as unit, period, measure."""
    to: Sequence[str] = ()
    signed_by: str = ""
    """署名; the issuer where nothing else is given."""
    after: Sequence[Block] = ()
    """What stands below the signature: a slip that comes back, a stub for the file."""
    attachments: Sequence[Attachment] = ()
    remark: str = ""
    """附注, without its brackets."""
    subject_words: Sequence[str] = ()
    copied_to: Sequence[str] = ()
    printed_by: str = ""
    printed_on: date | None = None
    copies: int | None = None
    basis: str = ""
    audit: str = ""
    """审计校验: the number and the beginning of the hash of the entry that this paper is proved by."""
    foot: Sequence[str] = ()
    landscape: bool = False

    @property
    def name(self) -> str:
        """The paper's title with its period, as a file is called."""
        period = self.line[1] if len(self.line) > 1 else ""
        return f"{self.title}（{period}）" if period else self.title

    @property
    def may_go_up(self) -> bool:
        """上行文: whether its kind, which ends its title, is one that goes to a superior."""
        return self.title.endswith(UPWARD)

    @property
    def head(self) -> str:
        """The words of the red head."""
        return self.mark or f"{self.issuer}文件"

    @property
    def notes(self) -> list[str]:
        """What stands small at the very end."""
        basis = [f"依据：{self.basis}"] if self.basis else []
        return [*basis, *self.foot, *([f"审计校验：{self.audit}"] if self.audit else [])]


class Produced(NamedTuple):
    """做好的文件: its bytes, and what whoever hands it out should know, such as fonts that this machine lacks."""

    data: bytes
    warnings: tuple[str, ...] = ()
