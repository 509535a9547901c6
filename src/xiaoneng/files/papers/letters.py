"""文书: warnings with stub and receipt, notices of rectification, circulars and decisions; what they say comes with the call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from xiaoneng.files.papers.model import (
    Attachment,
    Block,
    CutLine,
    Heading,
    KeyValues,
    PageBreak,
    Pair,
    Paper,
    Paragraph,
)
from xiaoneng.rulebook.calendar import arabic_date

OPEN_DAY = "　　　年　　月　　日"
TALL, TALLER = 3, 4
"""Lines of room to write in."""


@dataclass(frozen=True)
class Warned:
    """告诫书的内容: who, what was found, on which clause, from when to when, who delivers it."""

    title: str
    issuer: str
    number: str
    dated: date
    to: str
    unit: str
    facts: str
    clause: str
    measure: str
    begins: date | None = None
    ends: date | None = None
    demands: Sequence[str] = ()
    appeal: str = ""
    """What may be done against it, and until when; only where the office's rules say so."""
    records: Sequence[str] = ()
    audit: str = ""


@dataclass(frozen=True)
class Finding:
    """检查发现的一个问题."""

    says: str
    clause: str = ""
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True)
class Issued:
    """发文要素: what a document carries besides its text."""

    title: str
    issuer: str
    dated: date
    number: str = ""
    to: Sequence[str] = ()
    copied_to: Sequence[str] = ()
    printed_on: date | None = None
    copies: int | None = None
    subject_words: Sequence[str] = ()
    remark: str = ""
    audit: str = ""


def warning_letter(warned: Warned) -> Paper:
    """效能告诫书: the letter goes out, the receipt below comes back, the stub on a page of its own stays in the file."""
    span = f"{_day(warned.begins)}至{_day(warned.ends)}" if warned.begins and warned.ends else ""
    text = [f"经查，{_sentence(warned.facts)}", f"依据{warned.clause}，决定：{_sentence(warned.measure)}"]
    text += [f"告诫期自{span}。"] if span else []
    text += [*warned.demands, *([warned.appeal] if warned.appeal else [])]
    return Paper(
        "letter",
        warned.title,
        warned.issuer,
        warned.dated,
        [Paragraph(said) for said in text],
        number=f"编号：{warned.number}",
        to=(warned.to,),
        after=(CutLine("送达回执（签收后沿线裁下，交回存档）"), _receipt(warned), PageBreak(), *_stub(warned, span)),
        audit=warned.audit,
    )


def _receipt(warned: Warned) -> KeyValues:
    return KeyValues(
        (
            (Pair("编号", warned.number), Pair("送达日期", OPEN_DAY)),
            (Pair("对象", warned.to), Pair("所在科室", warned.unit)),
            (Pair("签收意见", "", TALL),),
            (Pair("签收人", ""), Pair("签收日期", OPEN_DAY)),
            (Pair("送达人", ""), Pair("见证人", "")),
        )
    )


def _stub(warned: Warned, span: str) -> tuple[Block, ...]:
    form = KeyValues(
        (
            (Pair("编号", warned.number), Pair("日期", _day(warned.dated))),
            (Pair("对象", warned.to), Pair("所在科室", warned.unit)),
            (Pair("处理", warned.measure), Pair("告诫期", span)),
            (Pair("事由", warned.facts, TALL),),
            (Pair("依据", warned.clause), Pair("记录编号", "、".join(warned.records))),
            (Pair("承办人", ""), Pair("批准人", "")),
        )
    )
    return (Heading(f"{warned.title}（存根）"), form)


def notice(issued: Issued, blocks: Sequence[Block], attachments: Sequence[Attachment] = ()) -> Paper:
    """通报、决定: a document with a red head; its text comes as blocks, its lists as attachments."""
    return Paper(
        "official",
        issued.title,
        issued.issuer,
        issued.dated,
        tuple(blocks),
        number=issued.number,
        to=tuple(issued.to),
        attachments=tuple(attachments),
        remark=issued.remark,
        subject_words=tuple(issued.subject_words),
        copied_to=tuple(issued.copied_to),
        printed_by=issued.issuer if issued.printed_on else "",
        printed_on=issued.printed_on,
        copies=issued.copies,
        audit=issued.audit,
    )


def rectification_notice(issued: Issued, findings: Sequence[Finding], due: date, *, receipt: bool = True) -> Paper:
    """整改通知单: what was found, by when it is to be put right, and the slip on which the result comes back."""
    blocks: list[Block] = [Paragraph(f"经检查，发现以下{len(findings)}个问题，请于{_day(due)}前整改，并报送整改结果。")]
    for number, finding in enumerate(findings, 1):
        where = "，".join(
            part for part in (f"依据{finding.clause}" if finding.clause else "", finding.owner and f"责任人：{finding.owner}") if part
        )
        until = f"，{_day(finding.due)}前完成" if finding.due else ""
        tail = f"（{where}{until}）" if where or until else ""
        blocks.append(Paragraph(f"{number}．{finding.says.rstrip('。')}{tail}。"))
    return Paper(
        "letter",
        issued.title,
        issued.issuer,
        issued.dated,
        blocks,
        number=f"编号：{issued.number}" if issued.number else "",
        to=tuple(issued.to),
        after=_answer(issued) if receipt else (),
        audit=issued.audit,
    )


def _answer(issued: Issued) -> tuple[Block, ...]:
    """The slip on which the result comes back."""
    form = KeyValues(
        (
            (Pair("编号", issued.number), Pair("整改单位", "、".join(issued.to))),
            (Pair("整改措施和结果", "", TALLER),),
            (Pair("负责人签字", ""), Pair("报送日期", OPEN_DAY)),
            (Pair("复查意见", "", TALL),),
            (Pair("复查人签字", ""), Pair("复查日期", OPEN_DAY)),
        )
    )
    return (CutLine("整改情况回执（整改后填写，交回发出单位）"), form)


def _sentence(text: str) -> str:
    """A text with exactly one full stop at its end."""
    return f"{text.rstrip('。')}。"


def _day(on: date | None) -> str:
    return arabic_date(on) if on is not None else ""
