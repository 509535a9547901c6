"""文书和公文: letters with their slips, and notices with a red head; what they say comes with the call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiaoneng.files.papers.model import Block, CutLine, Heading, KeyValues, PageBreak, Pair, Paper, Paragraph
from xiaoneng.rulebook.calendar import arabic_date

OPEN_DAY = "　　　年　　月　　日"
OPEN_NUMBER = "　　　　〔　　　〕　　号"
"""文号, which the office's register of outgoing documents gives."""
OPEN_WORDS = "　　　　"
"""主题词, which only papers of their time carry, are chosen by whoever drafts them."""
TALL, TALLER = 3, 4
"""Lines of room to write in."""


@dataclass(frozen=True)
class Issued:
    """发文要素: what a letter or notice carries besides its text. `filed` is what the stub keeps, by name."""

    title: str
    issuer: str
    dated: date
    number: str = ""
    to: Sequence[str] = ()
    whom: str = ""
    unit: str = ""
    filed: Sequence[tuple[str, str]] = ()
    copies: int | None = None
    basis: str = ""
    audit: str = ""
    foot: Sequence[str] = ()


def letter(issued: Issued, blocks: Sequence[Block], slips: Sequence[str] = ()) -> Paper:
    """文书: the letter goes out; a receipt or an answer below the cut line comes back; the stub on a page of its own stays in the file."""
    made = {"receipt": _receipt, "answer": _answer, "stub": _stub}
    return Paper(
        "letter",
        issued.title,
        issued.issuer,
        issued.dated,
        tuple(blocks),
        number=f"编号：{issued.number}" if issued.number else "",
        to=tuple(issued.to),
        after=tuple(block for name in made if name in slips for block in made[name](issued)),
        copies=issued.copies,
        basis=issued.basis,
        audit=issued.audit,
        foot=tuple(issued.foot),
    )


def notice(issued: Issued, texts: Sequence[str]) -> Paper:
    """通报、通知: a document with a red head; its number stays open for the register of outgoing documents."""
    return Paper(
        "official",
        issued.title,
        issued.issuer,
        issued.dated,
        [Paragraph(text) for text in texts],
        number=OPEN_NUMBER,
        subject_words=(OPEN_WORDS,),
        to=tuple(issued.to),
        printed_by=issued.issuer,
        printed_on=issued.dated,
        copies=issued.copies,
        audit=issued.audit,
        foot=tuple(issued.foot),
    )


def _receipt(issued: Issued) -> tuple[Block, ...]:
    """送达回执."""
    form = KeyValues(
        (
            (Pair("编号", issued.number), Pair("送达日期", OPEN_DAY)),
            (Pair("对象", issued.whom), Pair("所在科室", issued.unit)),
            (Pair("签收意见", "", TALL),),
            (Pair("签收人", ""), Pair("签收日期", OPEN_DAY)),
            (Pair("送达人", ""), Pair("见证人", "")),
        )
    )
    return CutLine("送达回执（签收后沿线裁下，交回存档）"), form


def _answer(issued: Issued) -> tuple[Block, ...]:
    """办理情况回执."""
    form = KeyValues(
        (
            (Pair("编号", issued.number), Pair("办理单位", issued.unit or issued.whom)),
            (Pair("措施和结果", "", TALLER),),
            (Pair("负责人签字", ""), Pair("报送日期", OPEN_DAY)),
            (Pair("复查意见", "", TALL),),
            (Pair("复查人签字", ""), Pair("复查日期", OPEN_DAY)),
        )
    )
    return CutLine("办理情况回执（办理后填写，交回发出单位）"), form


def _stub(issued: Issued) -> tuple[Block, ...]:
    """存根."""
    form = KeyValues(
        (
            (Pair("编号", issued.number), Pair("日期", arabic_date(issued.dated))),
            (Pair("对象", issued.whom), Pair("所在科室", issued.unit)),
            *((Pair(name, said),) for name, said in issued.filed),
            (Pair("承办人", ""), Pair("批准人", "")),
        )
    )
    return PageBreak(), Heading(f"{issued.title}（存根）"), form
