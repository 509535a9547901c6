"""排列: a paper as the lines and tables that stand on it from top to bottom, the same for every kind of file.

Which elements a document has, in which order and with which words, is settled here once; the writers only set what they get.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_FLOOR, Decimal

from xiaoneng.files.papers.layout import Layout
from xiaoneng.files.papers.model import (
    Attachment,
    Block,
    CutLine,
    Heading,
    KeyValues,
    Note,
    PageBreak,
    Paper,
    Paragraph,
    SignatureLine,
    Table,
)
from xiaoneng.files.workbook_paper import text_width
from xiaoneng.rulebook.calendar import arabic_date

SEAL_SPACE = 4
"""成文日期右空四字, so that the seal has room."""
SIGNS_IN_ROW, SIGNS_IN_WIDE_ROW = 3, 5


@dataclass(frozen=True)
class Line:
    """一行或一段, in a style of the layout; `second` stands at the right end or, with a style of its own, right behind the text;
    `last`, in its own style, stands behind what is at the right end.

    `left`, `right` and `hanging` are characters that come on top of the style's own."""

    style: str
    text: str
    second: str = ""
    second_style: str = ""
    last: str = ""
    last_style: str = ""
    left: Decimal = Decimal(0)
    right: Decimal = Decimal(0)
    hanging: Decimal = Decimal(0)
    keep: bool = False
    """Stays on one page with the next."""
    size: Decimal | None = None
    """Smaller than the style says, where the text must fit on one line."""
    before: Decimal | None = None
    """Another distance to what stands above than the style's, in points."""


@dataclass(frozen=True)
class Spread:
    """几处并列: texts spread evenly over a line."""

    style: str
    texts: Sequence[str]
    first: bool = True
    """Whether the style's distance to what stands above applies."""


@dataclass(frozen=True)
class Imprint:
    """版记: at the bottom of the last page; each row has a left and a right text. Above it, in old documents, 主题词."""

    rows: Sequence[tuple[str, str]]
    subject: Line | None = None
    copies: str = ""
    notes: Sequence[str] = ()
    """Small, above it: so they never take a page of their own."""


Part = Line | Spread | Imprint | Table | KeyValues | CutLine | PageBreak


def flow(paper: Paper, layout: Layout) -> Iterator[Part]:
    """从上到下的各部分."""
    yield from _head(paper, layout)
    parts = [part for block in paper.blocks for part in _block(block, paper)]
    # A signature never stands on a page without a line of the text.
    yield from (replace(part, keep=True) if isinstance(part, Line) and at == len(parts) else part for at, part in enumerate(parts, 1))
    if paper.kind != "sheet":
        yield from _attachment_list(paper.attachments)
        yield from _signature(paper, layout)
        if paper.remark:
            yield Line("remark", f"（{paper.remark}）")
    for block in paper.after:
        yield from _block(block, paper)
    for number, attachment in enumerate(paper.attachments, 1):
        if attachment.blocks:
            yield from _annex(paper, attachment, str(number) if len(paper.attachments) > 1 else "")
    if paper.kind == "official":
        yield from _imprint(paper, layout)
        return
    for note in paper.notes:
        yield Line("note", note)


def _head(paper: Paper, layout: Layout) -> Iterator[Part]:
    urgency = layout.urgencies.get(paper.urgency, paper.urgency)
    if urgency:
        yield Line("urgency", urgency)
    if paper.kind == "official":
        yield from _red_head(paper, layout, layout.styles["urgency"].line if urgency else Decimal(0))
    yield Line("letter_title" if paper.kind == "letter" else "title", paper.title, keep=True)
    if paper.kind == "letter" and paper.number:
        yield Line("serial", paper.number)
    if paper.line:
        yield Spread("line" if paper.kind == "sheet" else "serial", tuple(paper.line))
    if paper.to:
        yield Line("to", f"{'、'.join(paper.to)}：")


def _red_head(paper: Paper, layout: Layout, above: Decimal) -> Iterator[Part]:
    """发文机关标志 at its distance from the top, whatever stands `above` it; the number, with whoever signs beside it where it goes up."""
    upwards = bool(paper.signer)
    fitting = (layout.width * 2 / max(text_width(paper.head), 1)).quantize(Decimal("0.5"), ROUND_FLOOR)
    distance = layout.upward if upwards else layout.styles["mark"].before
    yield Line("mark", paper.head, size=min(layout.styles["mark"].size, fitting), before=max(distance - above, Decimal(0)))
    if not upwards:
        yield Line("number", paper.number)
        return
    yield Line("number", f"　{paper.number}", "签发人：", last=f"{paper.signer}　", last_style="signer")


def _block(block: Block, paper: Paper) -> Iterator[Part]:
    match block:
        case Heading(text, level):
            yield Line(f"heading{level}", text, keep=True)
        case Paragraph(text, indented):
            yield Line("text" if indented else "to", text)
        case Note(text):
            yield Line("note", text)
        case SignatureLine(places):
            most = SIGNS_IN_WIDE_ROW if paper.landscape else SIGNS_IN_ROW
            most = 2 if len(places) == 2 * 2 and not paper.landscape else most
            for start in range(0, len(places), most):
                row = places[start : start + most]
                yield Spread("sign", tuple(f"{label}：{value}" for label, value in row), start == 0)
        case _:
            yield block


def _attachment_list(attachments: Sequence[Attachment]) -> Iterator[Part]:
    """附件说明: 附件：1.…, the next ones below the first; a single one has no number."""
    for number, attachment in enumerate(attachments, 1):
        mark = f"{number}." if len(attachments) > 1 else ""
        wide = Decimal(text_width(mark)) / 2
        if number == 1:
            yield Line("text", "", keep=True)
        text, hanging = f"{mark}{attachment.title}", wide + (3 if number == 1 else 0)
        yield Line("attachment", f"附件：{text}" if number == 1 else text, left=wide, hanging=hanging, keep=True)


def _signature(paper: Paper, layout: Layout) -> Iterator[Part]:
    """落款: the date four characters from the right, the name centred over it; a long name moves both to the left."""
    name, day = paper.signed_by or paper.issuer, layout.day(paper.dated)
    name_width, day_width = Decimal(text_width(name)) / 2, Decimal(text_width(day)) / 2
    if not layout.signed and paper.kind == "official":
        yield Line("signed", day, right=Decimal(SEAL_SPACE))
        return
    space = Decimal(SEAL_SPACE) + (day_width - name_width) / 2
    moved = max(Decimal(1) - space, Decimal(0))
    yield Line("signed", name, right=space + moved, keep=True)
    yield Line("dated", day, right=Decimal(SEAL_SPACE) + moved)


def _annex(paper: Paper, attachment: Attachment, number: str) -> Iterator[Part]:
    yield PageBreak()
    yield Line("annex_mark", f"附件{number}", keep=True)
    yield Line("annex_title", attachment.title, keep=True)
    for block in attachment.blocks:
        yield from _block(block, paper)


def _imprint(paper: Paper, layout: Layout) -> Iterator[Part]:
    rows = []
    if paper.copied_to:
        rows.append((f"抄送：{'，'.join(paper.copied_to)}。", ""))
    if paper.printed_by or paper.printed_on:
        printed = f"{arabic_date(paper.printed_on)}印发" if paper.printed_on else ""
        rows.append((paper.printed_by or paper.issuer, printed))
    words = paper.subject_words if layout.subject_words else ()
    subject = Line("subject", "主题词：", "　".join(words), "subject_word") if words else None
    copies = f"（共印{paper.copies}份）" if layout.copies and paper.copies else ""
    if rows or subject or copies or paper.notes:
        yield Imprint(tuple(rows), subject, copies, paper.notes)
