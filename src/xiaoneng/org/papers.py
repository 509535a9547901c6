"""移交清单的纸面: what hangs on the post, what else is handed over, and room for three to sign."""

from __future__ import annotations

from xiaoneng.audit.clock import day_of
from xiaoneng.files.papers.model import Block, Column, Heading, KeyValues, Pair, Paper, Paragraph, SignatureLine, Table
from xiaoneng.org.models import Handover

HEADS = [Column("序号", 4, "center"), Column("事项", 9), Column("编号", 9), Column("内容", 22), Column("期限", 8, "center")]
SIGNED = ("移交人", "接收人", "监交人", "日期")


def handover_paper(one: Handover) -> Paper:
    """移交清单 as a paper."""
    unit, post = one.post.unit, one.post
    top = KeyValues(
        [
            [Pair("岗位", f"{unit.name} {post.name}"), Pair("移交日期", one.day.isoformat())],
            [Pair("移交人", one.giver.name), Pair("接收人", one.taker.name if one.taker else "")],
        ]
    )
    rows = [[str(at), what, no, says, due or "无"] for at, (what, no, says, due) in enumerate(one.items, 1)]
    blocks: list[Block] = [top, Heading("一、未了事项"), Table(HEADS, rows)]
    also = [f"{at}. {line}" for at, line in enumerate((line for line in one.also.splitlines() if line.strip()), 1)]
    blocks += [Heading("二、另行移交的资料、物品"), *(Paragraph(line) for line in also or ["无。"])]
    duties = [line for line in post.duties.splitlines() if line.strip()]
    if duties:
        blocks += [Heading("三、岗位职责"), *(Paragraph(line) for line in duties)]
    known = {"移交人": "", "接收人": "", "监交人": one.witness, "日期": one.signed_on.isoformat() if one.signed_on else ""}
    return Paper(
        "letter", "工作移交清单", one.office.name, day_of(one.made_at), blocks,
        after=[SignatureLine([(word, known[word]) for word in SIGNED])],
        foot=["本单一式三份，移交人、接收人、单位各存一份。"],
    )  # fmt: skip
