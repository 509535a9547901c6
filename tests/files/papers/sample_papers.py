"""Papers that several tests look at."""

from __future__ import annotations

from datetime import date
from typing import Any

from xiaoneng.files.papers.model import Attachment, Block, Column, Heading, Paper, Paragraph, Table

OLD, NEW = date(2012, 6, 30), date(2012, 7, 1)
STANDARD_FONTS = frozenset({"方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"})
NOTO = frozenset({"Noto Serif CJK SC", "Noto Sans CJK SC"})


def decision(dated: date = NEW, text: str = "经研究，决定予以表扬。", **more: Any) -> Paper:
    """A document with everything that one may carry."""
    blocks: list[Block] = [Paragraph(text), Heading("一、名单"), Heading("（一）科室", 2)]
    table = Table([Column("序号", 5, "center"), Column("姓名", 10)], [["1", "马满"], ["2", "李小"]])
    carried: dict[str, Any] = {
        "number": "清政办〔2012〕5号",
        "to": ["各科室"],
        "attachments": [Attachment("名单", [table]), Attachment("另发的办法")],
        "subject_words": ["行政事务", "决定"],
        "copied_to": ["县委办", "县人大办"],
        "printed_by": "清和县政府办公室",
        "printed_on": dated,
        "copies": 100,
        "remark": "此件公开发布",
    }
    return Paper("official", "关于表扬的决定", "清和县政府办公室", dated, blocks, **(carried | more))
